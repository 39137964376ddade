"""The gate: no fact without its words, whoever proposes it."""

# ruff: noqa: E501 (a text and what is read from it stand on one line)

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipsheet.records import Fact, Rejected
from tipsheet.stages.facts import Document, Proposal, admit, cite, facts
from tipsheet.stages.facts.gate import supports

TEXT = "Orvane plc said revenue rose to £1.21 billion in 2023. Helen Marsh is its chair. It was founded in May 1987."
SOURCE = Document(doc_id="d", text=TEXT, url="https://orvane.example/a")


def _cite(**changes: Any) -> Fact | Rejected:
    start = TEXT.index("£1.21 billion")
    told: dict[str, Any] = {
        "id": "d#01",
        "subject": "Orvane plc",
        "predicate": "revenue",
        "value": {"kind": "money", "amount": 1.21e9, "currency": "GBP"},
        "quote": (0, TEXT.index(" Helen")),
        "span": (start, start + len("£1.21 billion")),
    }
    return cite(SOURCE, **{**told, **changes})


def test_a_fact_with_its_words_passes() -> None:
    fact = _cite()
    assert isinstance(fact, Fact)
    assert fact.quote == TEXT[fact.quote_span.start : fact.quote_span.end]
    assert fact.value_text == "£1.21 billion"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"predicate": "profitability"}, "unknown_predicate"),
        ({"subject": " "}, "no_subject"),
        ({"quote": (0, 10_000)}, "bad_span"),
        ({"quote": (-3, 20)}, "bad_span"),
        ({"quote": (20, 20)}, "bad_span"),
        ({"quote_text": "Orvane plc said revenue rose to £9 billion."}, "quote_differs"),
        ({"span": (60, 70)}, "value_outside_quote"),
        ({"value_text": "£1.21 billions"}, "value_outside_quote"),
        ({"value": {"kind": "money", "amount": 2.1e9, "currency": "GBP"}}, "value_unsupported"),
        ({"value": {"kind": "money", "amount": float("nan"), "currency": "GBP"}}, "value_unsupported"),
        ({"value": {"kind": "date", "date": "2023-05-04"}}, "value_unsupported"),
        ({"value": {"kind": "name", "name": "Helen Marsh"}}, "value_unsupported"),
        ({"value": {"kind": "spell", "text": "billion"}}, "value_unsupported"),
    ],
)
def test_a_fact_without_its_words_does_not(changes: dict[str, Any], reason: str) -> None:
    result = _cite(**changes)
    assert isinstance(result, Rejected)
    assert (result.stage, result.reason, result.id) == ("facts", reason, "d")


@pytest.mark.parametrize(
    ("words", "value", "passes"),
    [
        ("May 1987", {"kind": "date", "date": "1987-05"}, True),
        ("May 1987", {"kind": "date", "date": "1987-06"}, False),
        ("May 1987", {"kind": "date", "date": "1987"}, True),
        ("1987", {"kind": "date", "date": "1987-05"}, False),
        ("Helen Marsh", {"kind": "name", "name": "Helen Marsh"}, True),
        ("Helen Marsh", {"kind": "name", "name": "Helena Marsh"}, False),
        ("Helen Marsh is its chair", {"kind": "role", "name": "Helen Marsh", "role": "chair"}, True),
        (
            "Helen Marsh is its chair",
            {"kind": "role", "name": "Helen Marsh", "role": "chief executive"},
            False,
        ),
    ],
)
def test_the_value_must_be_read_from_its_words(words: str, value: dict[str, Any], passes: bool) -> None:
    start = TEXT.index(words)
    result = _cite(value=value, quote=(0, len(TEXT)), span=(start, start + len(words)), predicate="founder")
    assert isinstance(result, Fact) is passes


def _propose(**changes: Any) -> list[Fact | Rejected]:
    told: dict[str, Any] = {
        "subject": "Orvane plc",
        "predicate": "revenue",
        "value": {"kind": "money", "amount": 1.21e9, "currency": "GBP"},
        "value_text": "£1.21 billion",
        "quote": "Orvane plc said revenue rose to £1.21 billion in 2023.",
    }
    return list(admit(SOURCE, [Proposal(**{**told, **changes})]))


def test_a_model_passes_the_same_gate() -> None:
    (fact,) = _propose()
    assert isinstance(fact, Fact)
    assert TEXT[fact.value_span.start : fact.value_span.end] == "£1.21 billion"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quote": "Orvane plc said revenue rose to £1.21 billion in 2024."}, "quote_not_found"),
        ({"quote": ""}, "quote_not_found"),
        ({"value_text": "£1.21 trillion"}, "quote_not_found"),
        ({"subject": "Corvane"}, "subject_not_in_text"),
        ({"value": {"kind": "money", "amount": 9e9, "currency": "GBP"}}, "value_unsupported"),
        ({"predicate": "is_trustworthy"}, "unknown_predicate"),
    ],
)
def test_what_a_model_makes_up_does_not_pass(changes: dict[str, Any], reason: str) -> None:
    (result,) = _propose(**changes)
    assert isinstance(result, Rejected)
    assert result.reason == reason


_PIECES = st.sampled_from(
    [
        "Orvane plc", "SenseTime", "the company", "it", "Helen Marsh", "chief executive", " said ", " raised ", "$1.2 billion",
        " in ", "2023", "Q3 2024", "May 5", "“We did,”", " owns ", "12.5%", " of ", "stake", "employees", "1,200 ", "\n", ". ", ", ",
        " and ", "(NYSE: ORV)", "Net income", "(1,234)", "  ", "İstanbul", "商汤", "\u00a0", "net loss of ", "ended June 30, 2021",
        "respectively", "founded", " by ", "€", "-", "“", "”", "IPO", "acquired",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_PIECES, max_size=60).map("".join),
    st.sampled_from([None, "2021", "2021-08", "2021-08-31", "soon"]),
)
def test_every_fact_of_any_text_stands_in_it(text: str, published: str | None) -> None:
    for fact in facts([Document(doc_id="x", text=text, title=text[:30], published=published)]):
        if isinstance(fact, Fact):
            assert text[fact.quote_span.start : fact.quote_span.end] == fact.quote
            assert text[fact.value_span.start : fact.value_span.end] == fact.value_text
            assert fact.quote_span.start <= fact.value_span.start < fact.value_span.end <= fact.quote_span.end
            assert 0.0 <= fact.confidence <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_the_rules(text: str) -> None:
    list(facts([Document(doc_id="x", text=text)]))


@pytest.mark.parametrize(
    ("words", "value", "passes"),
    [
        ("second quarter of 2024", {"kind": "date", "date": "2024-Q2"}, True),
        ("second quarter of 2024", {"kind": "date", "date": "2024-Q3"}, False),
        ("second quarter of 2024", {"kind": "date", "date": "2025-Q2"}, False),
        ("first half of next year", {"kind": "date", "date": "2025-H1"}, True),
        ("end of March 2025", {"kind": "date", "date": "2025-03"}, True),
        ("end of March 2025", {"kind": "date", "date": "2025-04"}, False),
        ("185 pence", {"kind": "money", "amount": 1.85, "currency": "GBP"}, True),
        ("185 euros", {"kind": "money", "amount": 1.85, "currency": "EUR"}, False),
    ],
)
def test_parts_of_a_year_and_pence_are_read(words: str, value: dict[str, Any], passes: bool) -> None:
    assert supports(words, value, words) is passes
