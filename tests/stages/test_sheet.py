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
        _revenue("b", 1.5e9, "$1.5 billion", confidence=0.4),
        _revenue("c", 1.2e9, "$1.2 billion"),
    )
    assert len(made.disputed) == 1
    assert {f.value["amount"] for f in made.facts if f.id in made.disputed[0]} == {1.2e9, 1.5e9}
    assert {f.value["amount"] for f in made.facts} == {1.2e9, 1.5e9}


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
