"""Whose a fact is, of which kind and of when, in texts on more than one firm. Texts of our own invention."""

# ruff: noqa: E501 (a case is read whole)

from __future__ import annotations

from typing import Any

import pytest

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, facts

SHOWN = 0.75


def found(text: str, title: str = "", published: str = "2024-05-06") -> list[Fact]:
    document = Document(doc_id="d", title=title, text=text, published=published)
    return [f for f in facts([document]) if isinstance(f, Fact)]


def figures(facts: list[Fact], predicate: str) -> dict[Any, Fact]:
    """Amount, number, date or name -> the fact."""
    values = ("amount", "number", "date", "name")
    return {
        next(f.value[k] for k in values if k in f.value): f
        for f in facts
        if f.predicate == predicate and any(k in f.value for k in values)
    }


def test_what_stands_in_an_apposition_is_told_of_its_name() -> None:
    text = "Orvane announced a small purchase, Merrow Site Services, a planning consultancy with 350 employees, while Kestrel took a day off."
    staff = figures(found(text, "Orvane's boss on mergers"), "employs_count")
    assert "Merrow" in staff[350].subject


def test_a_firm_with_a_verb_acts_before_one_without() -> None:
    text = "Mending a weakness of its own and closing in on its rival Kestrel (KST), Orvane (ORV) intends to acquire pump maker Merrow Works in a $540 million deal."
    assert figures(found(text, "Pump talk"), "deal_value")[540e6].subject == "Orvane"


def test_who_buys_is_the_one_a_business_is_sold_to() -> None:
    text = "On February 8, 2024, Orvane agreed to sell its scooter business, Zipvane, to Merrow Holdings for $140 million, consisting of $110 million in cash and a $30 million note."
    facts = found(text, "Orvane sells scooters", "2024-02-08")
    deals = figures(facts, "deal_value")
    assert deals[140e6].subject == "Merrow Holdings"
    assert deals[140e6].object == "Zipvane"
    assert deals[110e6].measure_variant == "cash"
    bought = figures(facts, "acquired")
    assert bought["Zipvane"].subject == "Merrow Holdings"
    assert bought["Zipvane"].measure_variant == "planned"


def test_a_filing_s_company_is_the_one_it_defines() -> None:
    text = (
        'On April 15, 2024, Orvane Industries Inc. ("Orvane" or the "Company") completed its acquisition of Merrow Valve Corporation ("Merrow") '
        "for $412 million. Merrow makes valves. Merrow has grown. As of March 31, 2024, the Company had approximately 7,900 employees."
    )
    assert "Orvane" in figures(found(text, "Form 8-K, item 2.01"), "employs_count")[7900].subject


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("ADL chief executive Marta Lind spoke.", "ADL"),
        ("Advanced Dredging Lines chief executive Marta Lind spoke.", "Advanced Dredging Lines"),
    ],
)
def test_a_firm_of_two_names_is_called_as_the_quoted_words_call_it(sentence: str, subject: str) -> None:
    text = f"ADL will buy Merrow. Advanced Dredging Lines said on Monday it agreed. ADL has ships. {sentence}"
    assert [f.subject for f in found(text, "ADL to buy Merrow") if f.predicate == "ceo"] == [subject]


def test_a_publisher_at_the_end_of_a_headline_is_no_firm() -> None:
    facts = found(
        "Revenue rose to $4.1 million in 2023.", "Orvane sees more ships in the spring - Coast Crier"
    )
    assert figures(facts, "revenue")[4.1e6].subject == "Orvane"


@pytest.mark.parametrize(
    "text",
    [
        "The European pump industry had sales of €21 billion in 2022.",
        "Orvane hopes for a bigger share of the $550 billion technology-services market.",
        "Orvane said the pump market was estimated to be worth 840 million dollars.",
        "Orvane would look for acquisitions of up to €500 million.",
        "Cash and short-term investments $ 712,330 $ 655,048",
    ],
)
def test_sums_that_are_no_figures_of_a_firm(text: str) -> None:
    money = {"revenue", "deal_value", "valuation", "raised_amount", "ipo_amount", "net_profit"}
    assert not [f for f in found(text, "Orvane in Europe") if f.predicate in money and f.confidence >= 0.5]


def test_profit_without_a_charge_is_adjusted() -> None:
    text = "Orvane made a loss of £4.6m in the half year to 30 June. Stripping out the charge, net profit came to £21.8m."
    facts = found(text, "Orvane in the red", "2024-09-12")
    assert figures(facts, "net_profit")[21.8e6].measure_variant == "adjusted"
    assert figures(facts, "net_loss")[4.6e6].measure_variant is None


def test_the_figure_before_is_of_the_year_before() -> None:
    text = "Orvane narrowed its loss to $39.9 million in 2024 from $58.2 million."
    losses = figures(found(text, "Orvane files", "2025-05-20"), "net_loss")
    assert (losses[39.9e6].period, losses[58.2e6].period) == ("2024", "2023")


def test_an_estimate_that_is_missed_is_not_the_figure_that_misses_it() -> None:
    text = "Orvane's revenue fell 18% to $141 million in 2023, missing the $155 million average estimate of analysts."
    sales = figures(found(text, "Orvane misses"), "revenue")
    assert sales[141e6].measure_variant is None
    assert sales[155e6].measure_variant == "consensus"


def test_what_there_is_on_a_day_has_the_day_as_its_period() -> None:
    text = "(in thousands)\nYear ended December 31,\n2024 2023\nRevenue $ 286,410 $ 201,975\nTotal assets 512,700 398,440\n"
    facts = found(text, "Orvane, Inc. prospectus summary", "2025-05-19")
    assets = figures(facts, "total_assets")
    assert (assets[512_700_000].period, assets[398_440_000].period) == ("2024-12-31", "2023-12-31")
    assert figures(facts, "revenue")[286_410_000].period == "2024"


def test_parts_of_revenue_in_a_table_are_segments() -> None:
    text = "£m H1 2024 H1 2023 Change\nRevenue 412.6 388.1 +6.3%\nof which Chilled 251.9 229.4 +9.8%\nAdjusted profit after tax 21.8 18.9 +15.3%\nReported (loss)/profit after tax (4.6) 15.2 n/m\n"
    facts = found(text, "Orvane plc: half-year results", "2024-09-12")
    assert figures(facts, "revenue")[251.9e6].measure_variant == "segment:Chilled"
    assert figures(facts, "net_profit")[21.8e6].measure_variant == "adjusted"
    assert figures(facts, "net_loss")[4.6e6].period == "2024-H1"


def test_a_box_of_facts_with_bullets_is_read() -> None:
    text = (
        "Orvane Energy at a glance\n- Founded: 1998\n- CEO: Marta Lindqvist\n- Headquarters: Bergen, Norway\n- Employees: 4,200\n"
        "- Listed on: Oslo Stock Exchange\n- Largest shareholder: Halden Invest (21.4%)\n"
    )
    facts = found(text, "Orvane Energy: company profile")
    assert "1998" in figures(facts, "founded_on")
    assert "Marta Lindqvist" in figures(facts, "ceo")
    assert 4200 in figures(facts, "employs_count")
    assert "Oslo Stock Exchange" in figures(facts, "listed_on")
    assert figures(facts, "owns_stake")[21.4].subject == "Halden Invest"


@pytest.mark.parametrize(
    ("text", "percent", "holder", "thing"),
    [
        ("Orvane said Merrow's three principal shareholders, who own 62 percent of its stock, agree.", 62, "Merrow's three principal shareholders", "Merrow"),
        ("Orvane is buying a share of Kestrel, a gold miner in which Merrow already holds a 15 percent interest.", 15, "Merrow", "Kestrel"),
        ("Merrow's largest shareholder, Glasmere Capital, which holds 18.2% of the shares, backs Orvane.", 18.2, "Glasmere Capital", "Merrow"),
        ("Orvane Plc, a subsidiary of Merrow Shipping Co Plc (MRW), said it had bought an 80 percent stake in Kestrel.", 80, "Orvane", "Kestrel"),
        ("Orvane bought Merrow from its founder Leo Marsh, who kept a 10% stake in Merrow.", 10, "Leo Marsh", "Merrow"),
    ],
)  # fmt: skip
def test_who_holds_a_stake_and_in_what(text: str, percent: float, holder: str, thing: str) -> None:
    fact = figures(found(text, "Orvane and Merrow"), "owns_stake")[percent]
    assert holder in fact.subject
    assert thing in (fact.object or "")


@pytest.mark.parametrize(
    "text",
    [
        "Merrow also has the right to buy more and increase its holding up to 40 percent of Orvane.",
        "The management group, which has a 5.4 percent stake in Orvane, agreed.",
    ],
)
def test_an_option_is_no_stake_and_a_nameless_group_no_holder(text: str) -> None:
    stakes = [f for f in found(text, "Orvane and Merrow") if f.predicate == "owns_stake"]
    assert all(f.confidence < SHOWN for f in stakes)


def test_a_quotation_closed_with_another_mark_is_one() -> None:
    text = '"It looks like a very hard deal,” said Redfern Technology Research analyst Shaw Brook.'
    facts = found(text, "Orvane buys Merrow")
    assert [f.value["speaker"] for f in facts if f.predicate == "quote_said"] == ["Shaw Brook"]
    assert [f.subject for f in facts if f.predicate == "key_person_role"] == ["Redfern Technology Research"]


@pytest.mark.parametrize(
    "text",
    [
        "The Lord of the Lakes director Peter Lund met them.",
        "Shadow Treasurer Bob Lund says the Treasurer is wrong.",
        "Orvane Entertainment CEO John Lund met Merrow and Orvane.",
    ],
)
def test_posts_that_are_not_a_firm_s_chief_s(text: str) -> None:
    told = [f for f in found(text, "Orvane and Merrow meet") if f.predicate in ("ceo", "key_person_role")]
    assert not [f for f in told if f.confidence >= SHOWN and (f.predicate == "ceo" or f.subject == "Orvane")]
    assert not [f for f in told if f.confidence >= SHOWN and f.subject in ("Lakes", "Shadow")]


def test_a_filing_is_about_the_firm_of_its_headline_and_not_about_a_common_word() -> None:
    text = (
        'Disruption to transits in the strait lifted day rates.\nThe Company owned 32 vessels (the "Vessels") at June 30, 2026.\n'
        "Revenue for the second quarter of 2026 was $84.2 million. Net income was $21.4 million."
    )
    facts = found(
        text, "Orvane Shipping Holdings Ltd. second quarter 2026 financial highlights", "2026-08-05"
    )
    assert "Orvane" in figures(facts, "revenue")[84.2e6].subject
    assert figures(facts, "net_profit")[21.4e6].period == "2026-Q2"


def test_profit_before_tax_is_another_figure() -> None:
    text = "Orvane reported a pretax profit of £19 million and, in 2022, a profit before tax of £12 million."
    assert not [f for f in found(text, "Orvane in profit") if f.predicate == "net_profit"]


def test_a_period_for_comparison_is_not_the_figure_s_own() -> None:
    text = "Revenue increased 7.3% over Q2 2025 to $52.1 million. Net loss was $15.2 million compared to $16.3 million in Q2 2025."
    facts = found(text, "Orvane reports second quarter 2026 results", "2026-08-10")
    assert figures(facts, "revenue")[52.1e6].period == "2026-Q2"
    assert figures(facts, "net_loss")[15.2e6].period == "2026-Q2"
    assert figures(facts, "net_loss")[16.3e6].period == "2025-Q2"


def test_the_price_of_a_passive_purchase_is_paid_by_the_buyer() -> None:
    text = "Kestrel, whose chief executive is Hal Tan, was itself bought in 2016 by Merrow Technologies for $37 billion."
    facts = found(text, "Orvane and Kestrel")
    assert figures(facts, "deal_value")[37e9].subject == "Merrow Technologies"
    assert "Hal Tan" not in figures(facts, "acquired")


def test_a_rival_s_listing_is_the_rival_s() -> None:
    text = "Orvane filed for an initial public offering. Rival Kestrel went public in June 2023, raising $318 million at a valuation of $2.5 billion."
    assert figures(found(text, "Orvane lines up IPO", "2024-09-18"), "ipo_amount")[318e6].subject == "Kestrel"


def test_a_symbol_in_brackets_is_read_without_another_in_the_sentence() -> None:
    text = "Shares of Orvane fell on the stock exchange, and peer Kestrel (KSTR) was off by 2%, too."
    assert [f.value["text"] for f in found(text, "Orvane falls") if f.predicate == "ticker"] == ["KSTR"]


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_a_which_clause_is_its_names_whatever_space_stands_before_it(space: str) -> None:
    text = f"Tolvane plc said on Monday it had agreed to the deal. The takeover is the largest in the history of Brackwater,{space}which was founded in 1911 by Amos Brack. Tolvane makes valves."
    founded = figures(found(text, "Tolvane agrees deal"), "founded_on")
    assert founded["1911"].subject == "Brackwater"
