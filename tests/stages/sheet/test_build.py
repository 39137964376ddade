"""Facts of many documents on one sheet: one line a fact, voices counted once, disputes side by side."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tipsheet.records import Fact, SheetDocument, Span, TipSheet
from tipsheet.stages.compare import compare
from tipsheet.stages.sheet import Origin, SheetSettings, build_sheet, concerns, slug

DAY = datetime(2024, 11, 22, tzinfo=UTC)


def _revenue(key: str, amount: float, text: str, **told: Any) -> Fact:
    doc_id = told.pop("doc_id", f"d-{key}")
    return Fact(
        id=key,
        doc_id=doc_id,
        subject=told.pop("subject", "Orvane plc"),
        predicate=told.pop("predicate", "revenue"),
        value=told.pop("value", {"kind": "money", "amount": amount, "currency": "USD"}),
        value_text=text,
        quote=told.pop("quote", f"Revenue was {text}, says {key}."),
        quote_span=told.pop("quote_span", Span(start=0, end=60)),
        value_span=told.pop("value_span", Span(start=12, end=12 + len(text))),
        period=told.pop("period", "2023"),
        provider=told.pop("provider", f"Paper {key}"),
        confidence=told.pop("confidence", 0.9),
        published_at=told.pop("published_at", DAY),
        **told,
    )


def _sheet(*facts: Fact, origins: dict[str, Origin] | None = None, **more: Any) -> TipSheet:
    return build_sheet("Orvane", facts, compare(facts), origins or {}, **more)


def _origin(doc_id: str, provider: str, **told: str) -> Origin:
    return Origin(document=SheetDocument(id=doc_id, title=doc_id, provider=provider), **told)


def test_facts_that_agree_are_one_line_the_most_precise_first() -> None:
    made = _sheet(
        _revenue("a", 1.2e9, "$1.2 billion"),
        _revenue("b", 1.21e9, "$1.21 billion"),
        _revenue("c", 9e8, "$0.9 billion", period="2022"),
    )
    assert [f.id for f in made.facts] == ["c", "b"]
    assert made.agreeing == {"b": ("a",)}
    assert made.supports["b"] == ("Paper a", "Paper b")
    assert [f.id for f in made.more] == ["a"]


def test_what_one_document_tells_twice_is_one_line() -> None:
    here = {"doc_id": "d", "provider": "Paper"}
    made = _sheet(
        _revenue("a", 1.2e9, "$1.2 billion", **here),
        _revenue("b", 1.2e9, "$1,200 million", quote_span=Span(start=900, end=960), **here),
    )
    assert (len(made.facts), len(made.more)) == (1, 1)
    assert list(made.supports.values()) == [("Paper",)]


def test_copies_families_and_one_sentence_are_one_voice() -> None:
    words = "Orvane plc said on Friday that revenue was $1.2 billion, and that it was content with it."
    quotes = (words, words, "1", "2", "3")
    told = [
        _revenue(k, 1.2e9, "$1.2 billion", provider="", quote=q) for k, q in zip("abcde", quotes, strict=True)
    ]
    origins = {
        "d-a": _origin("d-a", "Wire"),
        "d-b": _origin("d-b", "Elsewhere"),  # prints the same sentence
        "d-c": _origin("d-c", "Mirror", copy_of="d-a"),
        "d-d": _origin("d-d", "East Paper", family="One House"),
        "d-e": _origin("d-e", "West Paper", family="One House"),
    }
    made = _sheet(*told, origins=origins)
    assert list(made.supports.values()) == [("One House", "Wire")]
    assert len(made.facts) == 1


def test_contradictions_stand_side_by_side_and_are_never_averaged() -> None:
    made = _sheet(
        _revenue("a", 1.2e9, "$1.2 billion"),
        _revenue("b", 1.5e9, "$1.5 billion", confidence=0.6),
        _revenue("c", 1.2e9, "$1.2 billion"),
    )
    assert len(made.disputed) == 1
    assert {f.value["amount"] for f in made.facts if f.id in made.disputed[0]} == {1.2e9, 1.5e9}
    assert {f.value["amount"] for f in made.facts} == {1.2e9, 1.5e9}


def test_what_is_read_unsurely_is_not_held_against_anyone() -> None:
    made = _sheet(_revenue("a", 1.2e9, "$1.2 billion"), _revenue("b", 1.5e9, "$1.5 billion", confidence=0.4))
    assert made.disputed == ()
    assert [f.id for f in made.facts] == ["a"]


def test_what_was_planned_before_is_kept_as_history() -> None:
    told = {"predicate": "ipo_amount", "measure_variant": "planned", "period": None}
    old = _revenue("a", 2e9, "$2 billion", published_at=datetime(2021, 8, 1, tzinfo=UTC), **told)
    new = _revenue("b", 7e8, "$700 million", published_at=datetime(2021, 12, 7, tzinfo=UTC), **told)
    made = _sheet(old, new)
    assert [f.id for f in made.facts] == ["b"]
    assert made.history == {"b": ("a",)}
    assert [f.id for f in made.more] == ["a"]
    assert made.disputed == ()


def test_unsure_facts_are_listed_only_when_two_houses_say_so() -> None:
    lone = _revenue("a", 1.2e9, "$1.2 billion", confidence=0.6)
    assert _sheet(lone).facts == ()
    second = _revenue("b", 1.2e9, "$1.2 billion", confidence=0.6)
    assert len(_sheet(lone, second).facts) == 1
    assert len(_sheet(lone, settings=SheetSettings(least=0.5)).facts) == 1


def test_a_sheet_is_about_its_subject() -> None:
    own, other = _revenue("a", 1.2e9, "$1.2 billion"), _revenue("b", 3e9, "$3 billion", subject="Merrow plc")
    assert [f.id for f in _sheet(own, other).facts] == ["a"]
    owner = _revenue(
        "c",
        0,
        "12%",
        predicate="owns_stake",
        subject="Sill Bank",
        object="Orvane plc",
        value={"kind": "percent", "number": 12.0},
    )
    assert concerns(owner, "Orvane")
    assert not concerns(other, "Orvane")
    assert {f.id for f in _sheet(own, other, kind="filing").facts} == {"a", "b"}


def test_the_same_facts_in_another_order_give_the_same_sheet() -> None:
    held = [_revenue(k, 1e9 + i * 1e8, f"$1.{i} billion", period=f"202{i}") for i, k in enumerate("abcd")]
    assert _sheet(*held).facts == _sheet(*reversed(held)).facts


def test_ids_are_plain() -> None:
    assert slug("Société Générale S.A.") == "societe-generale-s-a"
    assert slug("商汤 & Co") == "商汤-co"
    assert slug("../..") == ""


def _told(key: str, quote: str, first: str, second: str, **more: Any) -> list[Fact]:
    """Two facts of one sentence, `first` before `second`; `second` of `more["other"]`."""
    other = more.pop("other")
    spans = [(quote.index(v), quote.index(v) + len(v)) for v in (first, second)]
    return [
        _revenue(
            f"{key}{i}",
            0,
            text,
            doc_id=f"d-{key}",
            provider=f"Paper {key}",
            quote=quote,
            quote_span=Span(start=0, end=len(quote)),
            value_span=Span(start=start, end=end),
            **{**more, **(other if i else {})},
        )
        for i, (text, (start, end)) in enumerate(zip((first, second), spans, strict=True))
    ]


def _money(amount: float, currency: str) -> dict[str, object]:
    return {"kind": "money", "amount": amount, "currency": currency}


def test_an_amount_in_two_currencies_is_one_line_and_what_agrees_with_either_supports_it() -> None:
    twins = _told(
        "a",
        "Orvane had revenue of HK$7.8 billion ($1 billion) in 2023.",
        "HK$7.8 billion",
        "$1 billion",
        value=_money(7.8e9, "HKD"),
        other={"value": _money(1e9, "USD")},
    )
    made = _sheet(*twins, _revenue("b", 1e9, "$1.0 billion"))
    assert [f.id for f in made.facts] == ["a0"]
    assert made.beside == {"a0": "a1"}
    assert made.supports["a0"] == ("Paper a", "Paper b")


def test_two_amounts_of_one_sentence_that_are_no_twins_stay_apart() -> None:
    two = _told(
        "a",
        "Orvane had revenue of HK$7.8 billion at home and $1 billion abroad in 2023.",
        "HK$7.8 billion",
        "$1 billion",
        value=_money(7.8e9, "HKD"),
        other={"value": _money(1e9, "USD")},
    )
    made = _sheet(*two)
    assert made.beside == {}
    assert len(made.facts) == 2


def test_a_range_is_one_line() -> None:
    ends = _told(
        "a",
        "Orvane sells its shares at €12 to €14 each.",
        "€12",
        "€14",
        predicate="offer_price",
        period=None,
        value=_money(12, "EUR"),
        bound="min",
        other={"value": _money(14, "EUR"), "bound": "max"},
    )
    made = _sheet(*ends)
    assert [f.id for f in made.facts] == ["a0"]
    assert made.beside == {"a0": "a1"}


def test_a_figure_without_a_period_takes_that_of_the_one_it_repeats() -> None:
    headline = _revenue("h", 6.4e6, "€6.4 million", doc_id="d-a", provider="Paper a", period=None)
    below = _revenue("a", 6.4e6, "€6.4 million", period="2023-Q3")
    other = _revenue("b", 4.2e6, "€4.2 million", period="2023-Q4")
    made = _sheet(headline, below, other)
    assert made.disputed == ()
    assert [f.id for f in made.facts] == ["a", "b"]


def test_what_a_publisher_corrects_the_next_day_is_told_with_what_it_said_before() -> None:
    house = {"provider": "Paper a"}
    old = _revenue("a", 1.2e9, "$1.2 billion", published_at=datetime(2024, 11, 21, tzinfo=UTC), **house)
    new = _revenue("b", 1.5e9, "$1.5 billion", **house)
    made = _sheet(old, new)
    assert (made.disputed, [f.id for f in made.facts]) == ((), ["b"])
    assert made.history == {"b": ("a",)}
    still = _revenue("c", 1.2e9, "$1.2 billion")
    made = _sheet(old, new, still)
    assert len(made.disputed) == 1  # somebody else holds to the old figure


def test_an_outcome_stands_for_its_group_before_the_plan() -> None:
    told = {"predicate": "listed_on", "value": {"kind": "name", "name": "Brannoch Exchange"}, "period": None}
    plan = _revenue("a", 0, "Brannoch Exchange", measure_variant="planned", confidence=0.95, **told)
    done = _revenue("b", 0, "Brannoch Exchange", confidence=0.8, **told)
    made = _sheet(plan, done)
    assert [f.id for f in made.facts] == ["b"]


def test_snippets_and_words_about_the_speaker_are_no_quotations() -> None:
    def said(key: str, text: str, speaker: str = "Helen Marsh") -> Fact:
        value = {"kind": "quote", "speaker": speaker, "text": text}
        return _revenue(key, 0, text, predicate="quote_said", value=value, period=None)

    made = _sheet(
        said("a", "remains committed"),
        said("b", "We did what we said we would do,"),
        said("c", "The way to beating Marsh is a long one"),
    )
    assert [f.id for f in made.facts] == ["b"]


def test_a_backer_whose_stake_is_told_and_proceeds_told_as_an_offering_stand_once() -> None:
    none = {"period": None}
    stake = {"predicate": "owns_stake", "object": "Orvane plc", "value": {"kind": "percent", "number": 12.0}}
    made = _sheet(
        _revenue("a", 0, "12%", subject="Sill Bank", **stake, **none),
        _revenue("b", 0, "Sill", predicate="investor", value={"kind": "name", "name": "Sill"}, **none),
        _revenue("c", 0, "Tern", predicate="investor", value={"kind": "name", "name": "Tern"}, **none),
        _revenue("d", 2e8, "€200m", predicate="ipo_amount", **none),
        _revenue("e", 2e8, "€200m", predicate="raised_amount", **none),
    )
    assert sorted(f.id for f in made.facts) == ["a", "c", "d"]


def test_in_a_story_a_firm_under_two_forms_of_its_name_is_one() -> None:
    told = {"predicate": "employs_count", "value": {"kind": "number", "number": 214.0}}
    short = _revenue("a", 0, "214", subject="Merrow", period=None, **told)
    full = _revenue("b", 0, "214", subject="Merrow Bank plc", period="2023-12-31", **told)
    made = build_sheet("A day of results", [short, full], compare([short, full]), kind="story")
    assert [f.id for f in made.facts] == ["b"]
    assert made.aliases == ()


def test_what_is_told_at_a_glance_is_the_newest_and_of_a_dispute_the_side_most_say() -> None:
    made = _sheet(
        _revenue("a", 9e8, "$0.9 billion", period="2022", confidence=0.99),
        _revenue("b", 1.2e9, "$1.2 billion"),
        _revenue("c", 1.5e9, "$1.5 billion", confidence=0.97),
        _revenue("d", 1.2e9, "$1.2 billion"),
        _revenue("e", 2e6, "$2 million", predicate="net_loss"),
    )
    held = {f.id: f for f in made.facts}
    assert [(held[i].predicate, held[i].value["amount"]) for i in made.summary] == [
        ("revenue", 1.2e9),
        ("net_loss", 2e6),
    ]


def test_a_person_is_not_founded_under_any_form_of_the_name() -> None:
    role = {"kind": "role", "name": "Helen Marsh", "role": "chair"}
    facts = [
        _revenue("a", 0, "Helen Marsh", predicate="key_person_role", value=role, period=None),
        _revenue(
            "b", 0, "1975", predicate="founded_on", subject="Marsh", value={"kind": "date", "date": "1975"}
        ),
    ]
    made = build_sheet("Helen Marsh", facts, [], kind="person", aliases=("Marsh",))
    assert [f.id for f in made.facts] == ["a"]
