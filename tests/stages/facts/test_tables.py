"""Rows of figures, posts and owners in the plain lines of a filing."""

# ruff: noqa: E501 (a text and what is read from it stand on one line)

from __future__ import annotations

import pytest

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, facts


def _read(text: str, title: str = "Halden Corp. report") -> list[Fact]:
    return [
        f
        for f in facts([Document(doc_id="t", text=text, title=title, published="2025-02-20")])
        if isinstance(f, Fact)
    ]


def _money(found: list[Fact], predicate: str) -> list[tuple[float, str | None]]:
    return [(f.value["amount"], f.period) for f in found if f.predicate == predicate]


def test_columns_under_spans_and_units() -> None:
    found = _read(
        "Halden Corp.\n(in thousands, except per share amounts)\nThree Months Ended Nine Months Ended\n"
        "September 30, 2024 September 30, 2023 September 30, 2024 September 30, 2023\n"
        "Net sales $ 153,411 $ 144,203 $ 441,980 $ 430,001\nNet income (loss) $ 12,803 $ (4,911) $ 30,270 $ 8,000\n"
        "Net income per share $ 0.31 $ (0.12) $ 0.74 $ 0.20"
    )
    assert _money(found, "revenue") == [
        (153411000.0, "2024-Q3"), (144203000.0, "2023-Q3"), (441980000.0, "2024-9M"), (430001000.0, "2023-9M"),
    ]  # fmt: skip
    assert _money(found, "net_loss") == [(4911000.0, "2023-Q3")]
    assert len(_money(found, "net_profit")) == 3


def test_cells_on_lines_of_their_own() -> None:
    found = _read(
        "Quarter Ended\nSeptember 30,\n2024\nJune 30,\n2024\n(In millions)\nRevenues\n$\n221.5\n$\n197.6\nGross profit\n150.1\n134.8"
    )
    assert _money(found, "revenue") == [(221500000.0, "2024-Q3"), (197600000.0, "2024-Q2")]
    fact = next(f for f in found if f.predicate == "revenue")
    assert fact.value_text == "$\n221.5"
    assert fact.quote.startswith("Revenues")


def test_a_fiscal_year_names_its_columns() -> None:
    found = _read(
        "Halden Corp.\nFiscal Year 2025 Summary\nYear Ended\nJan 26, 2025 Jan 28, 2024 Change\n($ in millions)\nRevenue $ 130,497 $ 60,922 Up 114%"
    )
    assert _money(found, "revenue") == [(130497e6, "2025-FY"), (60922e6, "2024-FY")]


@pytest.mark.parametrize(
    "lines",
    [
        "Marta Lind 54 President and Chief Executive Officer",
        "Marta Lind\nPresident and Chief Executive Officer",
        "Marta Lind\n54\nPresident and Chief Executive Officer",
        "/s/ Marta Lind President and Chief Executive Officer January 29, 2025",
        "Marta Lind, 54, President and Chief Executive Officer",
        "Marta Lind – President and Chief Executive Officer",
    ],
)
def test_a_post_in_a_list(lines: str) -> None:
    found = _read(f"Halden Corp. makes scales.\n{lines}\nThe end")
    posts = [f for f in found if f.predicate == "key_person_role"]
    assert [(f.value["name"], f.value["role"], f.subject) for f in posts] == [
        ("Marta Lind", "President and Chief Executive Officer", "Halden Corp")
    ]
    assert [f.value["name"] for f in found if f.predicate == "ceo"] == ["Marta Lind"]


@pytest.mark.parametrize(
    "line",
    [
        "Executive Vice President, Worldwide Field Operations",
        "Named Executive Officer",
        "Corporate Secretary",
    ],
)
def test_a_title_alone_is_no_person(line: str) -> None:
    found = _read(f"Halden Corp. makes scales.\nItem 5\n{line}\n$1,500,000 150%")
    assert not [f for f in found if f.predicate == "key_person_role"]


def test_owners_in_a_table() -> None:
    found = _read(
        "Halden Corp. makes scales.\nPRINCIPAL STOCKHOLDERS\nName Number of Shares Percent\n"
        "Entities affiliated with TCX Capital 51,234,567 19.1%\nMarta Lind 2,100,000 5.3%\nTotal 100.0%\n"
        "All directors and officers as a group (11 persons) 40,123,123 14.9%"
    )
    stakes = [(f.subject, f.value["number"], f.object) for f in found if f.predicate == "owns_stake"]
    assert stakes == [("TCX Capital", 19.1, "Halden Corp"), ("Marta Lind", 5.3, "Halden Corp")]


def test_terms_of_an_offer() -> None:
    found = _read(
        "Halden Corp. offers shares.\nShares offered 15,000,000 ordinary shares\nIndicative price range €12.00 to €14.00 a share\n"
        "Gross proceeds up to €210 million\nTicker HLDN\nUse of proceeds\n45 per cent, or about €94.5 million, for a factory in Leeds;\n10 per cent to repay debt."
    )
    told = {(f.predicate, f.value.get("number", f.value.get("amount", f.value.get("text")))) for f in found}
    assert {
        ("shares_offered", 15e6),
        ("offer_price", 12.0),
        ("ipo_amount", 210e6),
        ("ticker", "HLDN"),
    } <= told
    assert {("use_of_proceeds", 45.0), ("use_of_proceeds", 10.0)} <= told
    assert next(f for f in found if f.predicate == "ipo_amount").bound == "max"


def test_a_table_in_euros_with_parts_and_staff() -> None:
    found = _read(
        "Key figures (in millions of euros, except employees)\n2024 2023\nSales 1,884 1,921\nof which Pumps 1,102 1,080\n"
        "Net income (loss) (212) 96\nTotal assets 2,745 2,980\nEmployees at year-end 9,870 10,340"
    )
    assert _money(found, "revenue") == [
        (1884e6, "2024"),
        (1921e6, "2023"),
        (1102e6, "2024"),
        (1080e6, "2023"),
    ]
    assert {f.value["currency"] for f in found if f.value["kind"] == "money"} == {"EUR"}
    assert _money(found, "net_loss") == [(212e6, "2024")]
    assert _money(found, "total_assets") == [(2745e6, "2024-12-31"), (2980e6, "2023-12-31")]
    assert [(f.value["number"], f.period) for f in found if f.predicate == "employs_count"] == [
        (9870.0, "2024-12-31"), (10340.0, "2023-12-31"),
    ]  # fmt: skip


def test_cells_between_bars() -> None:
    found = _read(
        "Halden Corp.\n(In thousands)\nDecember 31, 2024 | December 31, 2023\nTotal assets | 1,162,368 | 1,163,953"
    )
    assert _money(found, "total_assets") == [(1162368e3, "2024-12-31"), (1163953e3, "2023-12-31")]


def test_firms_and_their_towns_in_a_list() -> None:
    found = _read(
        "Five were chosen:\n\nOrvane Robotics, Kent, Washington\n\nMerrow Systems Inc., Irvine, California\n",
        "Five firms chosen",
    )
    assert {(f.subject, f.value["name"]) for f in found if f.predicate == "headquartered_in"} == {
        ("Orvane Robotics", "Kent, Washington"), ("Merrow Systems Inc.", "Irvine, California"),
    }  # fmt: skip
