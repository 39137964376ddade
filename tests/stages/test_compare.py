"""Two facts side by side: rounding, bounds, plans, currencies, periods, and real contradictions."""

# ruff: noqa: E501 (two facts and what they are to each other stand on one line)

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tipsheet.records import Fact, Span
from tipsheet.stages.compare import Comparison, compare

DAY = datetime(2024, 11, 22, tzinfo=UTC)


def fact(key: str, predicate: str = "revenue", amount: float = 1.0e9, **told: Any) -> Fact:
    """A fact of a document of its own; `text` is how the figure is written."""
    currency = told.pop("currency", "USD")
    value = told.pop("value", {"kind": "money", "amount": amount, "currency": currency})
    doc_id = told.pop("doc_id", f"doc-{key}")
    return Fact(
        id=key,
        doc_id=doc_id,
        subject=told.pop("subject", "Orvane plc"),
        predicate=predicate,
        value=value,
        value_text=told.pop("text", f"${amount:,.0f}"),
        quote=told.pop("quote", ""),
        quote_span=told.pop("quote_span", Span(start=0, end=100)),
        value_span=told.pop("value_span", Span(start=10, end=20)),
        published_at=told.pop("published_at", DAY),
        **told,
    )


def _state(a: Fact, b: Fact, **more: Any) -> str:
    found = list(compare([a, b], **more))
    return found[0].state if found else ""


def _number(count: float, text: str, **told: Any) -> dict[str, Any]:
    return {"value": {"kind": "number", "number": count}, "text": text, **told}


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        (fact("a", amount=1.6e9, text="$1.6 billion", period="2023"), fact("b", amount=1.62e9, text="$1.62 billion", period="2023"), "agrees"),
        (fact("a", amount=1.6e9, text="$1.6 billion", period="2023"), fact("b", amount=1.7e9, text="$1.7 billion", period="2023"), "contradicts"),
        (fact("a", amount=1.6e9, text="$1.6 billion", period="2023"), fact("b", amount=1.72e9, text="$1.72 billion", period="2023"), "contradicts"),
        (fact("a", amount=1.6e9, period="2023"), fact("b", amount=2.6e9, period="2022"), ""),
        (fact("a", amount=1.6e9, period="2023"), fact("b", amount=2.6e9, period="2023-Q4"), ""),
        (fact("a", amount=1.6e9, period="2023", measure_variant="adjusted"), fact("b", amount=2.6e9, period="2023"), ""),
        (fact("a", amount=1.6e9, period="2023", measure_variant="reported"), fact("b", amount=2.6e9, period="2023"), "contradicts"),
        (fact("a", amount=1.6e9, period="2023-FY"), fact("b", amount=2.6e9, period="2023"), "contradicts"),
        (fact("a", amount=2e9, text="$2 billion", bound="max", period="2023"), fact("b", amount=0.8e9, period="2023"), "agrees"),
        (fact("a", amount=2e9, text="$2 billion", bound="min", period="2023"), fact("b", amount=0.8e9, period="2023"), "contradicts"),
        (fact("a", amount=1e9, text="$1 billion", bound="approx", period="2023"), fact("b", amount=1.015e9, text="$1.015 billion", period="2023"), "agrees"),
        (fact("a", amount=1.6e9, subject="Orvane plc", period="2023"), fact("b", amount=2.6e9, subject="Merrow plc", period="2023"), ""),
        (fact("a", amount=1.6e9, subject="Orvane", period="2023"), fact("b", amount=2.6e9, subject="Orvane plc", period="2023"), "contradicts"),
        (fact("a", amount=1.6e9, subject="OEG", period="2023"), fact("b", amount=2.6e9, subject="Orvane Energy Group", period="2023"), "contradicts"),
    ],
)  # fmt: skip
def test_figures(a: Fact, b: Fact, state: str) -> None:
    assert _state(a, b) == state
    assert _state(b, a) == state


def test_facts_of_one_document_are_not_set_side_by_side() -> None:
    assert not list(compare([fact("a", amount=1.0, doc_id="d"), fact("b", amount=2.0, doc_id="d")]))


def test_a_plan_told_again_much_later_is_a_changed_plan() -> None:
    early = fact(
        "a",
        "ipo_amount",
        2e9,
        text="$2 billion",
        measure_variant="planned",
        published_at=datetime(2021, 8, 1, tzinfo=UTC),
    )
    late = fact("b", "ipo_amount", 7e8, text="$700 million", measure_variant="planned", published_at=datetime(2021, 12, 7, tzinfo=UTC))  # fmt: skip
    assert list(compare([early, late])) == [
        Comparison(a="b", b="a", state="supersedes", why="the plan changed: $2 billion against $700 million")
    ]
    near = fact("c", "ipo_amount", 9e8, text="$900 million", measure_variant="planned", published_at=datetime(2021, 12, 8, tzinfo=UTC))  # fmt: skip
    assert _state(late, near) == "contradicts"


def test_a_plan_and_its_outcome() -> None:
    plan = fact(
        "a",
        "ipo_amount",
        2e9,
        text="$2 billion",
        measure_variant="planned",
        published_at=datetime(2021, 8, 1, tzinfo=UTC),
    )
    done = fact("b", "ipo_amount", 7.4e8, text="$740 million", measure_variant="actual")
    assert [(c.a, c.b, c.state) for c in compare([plan, done])] == [("b", "a", "supersedes")]


def test_currencies_meet_at_the_rate_of_the_day() -> None:
    asked: list[tuple[str, str, date]] = []

    def rates(one: str, other: str, day: date) -> float | None:
        asked.append((one, other, day))
        return {("EUR", "USD"): 1.1, ("USD", "EUR"): 1 / 1.1}.get((one, other))

    euro = fact("a", amount=1.0e9, currency="EUR", text="€1 billion", period="2023")
    assert _state(euro, fact("b", amount=1.1e9, text="$1.1 billion", period="2023"), rates=rates) == "agrees"
    assert (
        _state(euro, fact("b", amount=2e9, text="$2.00 billion", period="2023"), rates=rates) == "contradicts"
    )
    assert {day for _, _, day in asked} == {date(2023, 12, 28)}
    assert _state(euro, fact("b", amount=2e9, period="2023")) == ""  # without rates nothing is claimed
    assert _state(euro, fact("b", amount=2e9, currency="XXX", period="2023"), rates=rates) == ""


def test_a_figure_told_in_two_currencies_is_compared_in_its_own() -> None:
    here = {"period": "2023", "doc_id": "one"}
    yuan = fact(
        "a", amount=7e9, currency="CNY", text="7 billion yuan", value_span=Span(start=10, end=24), **here
    )
    dollars = fact("b", amount=1e9, text="$1 billion", value_span=Span(start=26, end=36), **here)
    other = fact("c", amount=9.9e9, currency="EUR", text="€9.9 billion", period="2023")
    assert not list(compare([yuan, dollars, other], rates=lambda *_: 1.0))


def test_counts_at_one_time() -> None:
    a = fact("a", "employs_count", **_number(5000, "5,000", period="2024-09-30"))
    b = fact("b", "employs_count", **_number(6200, "6,200", period="2024-09-30"))
    later = fact("c", "employs_count", **_number(6200, "6,200", period="2026-09-30"))
    assert (_state(a, b), _state(a, later)) == ("contradicts", "")


@pytest.mark.parametrize(
    ("x", "y", "state"),
    [
        ("2021-08-27", "2021-08-28", "contradicts"),
        ("2021-08-27", "2021-08", "agrees"),
        ("2021-08-27", "2021-08-27", "agrees"),
        ("2021-08-27", "2022-03-01", ""),
    ],
)
def test_days_of_one_event(x: str, y: str, state: str) -> None:
    a = fact("a", "event_date", value={"kind": "date", "date": x}, measure_variant="ipo_filing")
    b = fact("b", "event_date", value={"kind": "date", "date": y}, measure_variant="ipo_filing")
    other = fact("c", "event_date", value={"kind": "date", "date": y}, measure_variant="ipo_listing")
    assert _state(a, b) == state
    assert _state(a, other) == ""


def test_who_leads() -> None:
    a = fact("a", "ceo", value={"kind": "name", "name": "Marta Lind"})
    near = fact("b", "ceo", value={"kind": "name", "name": "Jon Aske"})
    later = fact("c", "ceo", value={"kind": "name", "name": "Jon Aske"}, published_at=datetime(2026, 1, 2, tzinfo=UTC))  # fmt: skip
    short = fact("d", "ceo", value={"kind": "name", "name": "Lind"})
    assert [_state(a, x) for x in (near, later, short)] == ["contradicts", "supersedes", "agrees"]


def test_members_of_a_set_never_contradict() -> None:
    a = fact("a", "investor", value={"kind": "name", "name": "Sill Bank"})
    b = fact("b", "investor", value={"kind": "name", "name": "Tern Fund"})
    assert _state(a, b) == ""
    assert _state(a, fact("c", "investor", value={"kind": "name", "name": "Sill Bank plc"})) == "agrees"


def test_what_the_other_document_says_elsewhere_is_not_held_against_it() -> None:
    a = fact("a", amount=1.6e9, text="$1.6 billion", period="2023")
    b = fact("b", amount=1.6e9, text="$1.6 billion", period="2023", doc_id="other")
    segment = fact("c", amount=0.4e9, text="$0.4 billion", period="2023", doc_id="other")
    assert [(c.b, c.state) for c in compare([a, b, segment])] == [("b", "agrees")]


def test_undated_pages_hardly_contradict() -> None:
    a = fact("a", "valuation", 8e9, text="$8 billion")
    b = fact("b", "valuation", 9e9, text="$9 billion", published_at=None)
    assert _state(a, b) == ""
    assert _state(a, fact("c", "valuation", 8e9, text="$8 billion", published_at=None)) == "agrees"
