"""Independent publishers: owners, copies, two spellings of one house, and several on one host."""

from __future__ import annotations

from datetime import UTC, datetime

from tipsheet.records import Fact, SheetDocument, Span
from tipsheet.stages.sheet import Origin
from tipsheet.stages.sheet.voices import voices

DAY = datetime(2024, 11, 22, tzinfo=UTC)


def _fact(key: str, provider: str = "", url: str = "", quote: str = "") -> Fact:
    return Fact(
        id=key,
        doc_id=f"d-{key}",
        subject="Orvane",
        predicate="founded_on",
        value={"kind": "date", "date": "1987"},
        value_text="1987",
        quote=quote or f"Founded in 1987 ({key}).",
        quote_span=Span(start=0, end=20),
        value_span=Span(start=11, end=15),
        provider=provider,
        source_url=url,
        published_at=DAY,
    )


def _voices(*facts: Fact, origins: dict[str, Origin] | None = None) -> list[str]:
    found = voices({f.id: f for f in facts}, origins or {})
    return [found[f.id] for f in facts]


def test_a_name_and_an_address_of_one_house_are_one_voice() -> None:
    assert (
        _voices(
            _fact("a", "Skerry Times", "https://www.skerrytimes.co.uk/x"),
            _fact("b", "skerrytimes.co.uk", "https://m.skerrytimes.co.uk/y"),
            _fact("c", "", "https://skerrytimes.co.uk/z"),
            _fact("d", "skerry times"),
        )
        == ["Skerry Times"] * 4
    )


def test_two_houses_on_one_host_stay_two() -> None:
    host = "https://news.example/"
    assert _voices(_fact("a", "East Wire", host + "a"), _fact("b", "West Wire", host + "b")) == [
        "East Wire",
        "West Wire",
    ]


def test_without_any_name_the_address_or_the_document_speaks() -> None:
    assert _voices(_fact("a", url="https://b.example/x"), _fact("b")) == ["b.example", "d-b"]


def test_a_copy_speaks_with_its_origin_even_when_that_is_not_held() -> None:
    def origin(doc_id: str, **told: str) -> Origin:
        return Origin(document=SheetDocument(id=doc_id), **told)

    origins = {"d-a": origin("d-a", copy_of="gone"), "d-b": origin("d-b", copy_of="gone")}
    assert len(set(_voices(_fact("a"), _fact("b"), origins=origins))) == 1
    ring = {"d-a": origin("d-a", copy_of="d-b"), "d-b": origin("d-b", copy_of="d-a")}
    assert len(_voices(_fact("a"), _fact("b"), origins=ring)) == 2


def test_the_same_sentence_in_two_places_is_one_voice() -> None:
    words = "Orvane, the maker of scales for ships, was founded in 1987 in Bergen, Norway."
    assert _voices(_fact("a", "East", quote=words), _fact("b", "West", quote=words)) == ["East", "East"]
