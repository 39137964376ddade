"""Names asked for: whole and short forms, several that are as likely, persons and firms."""

from __future__ import annotations

from typing import Any

from tipsheet.records import Fact, Span
from tipsheet.stages.sheet import concerns, find_subject, is_person, whole_names
from tipsheet.stages.sheet.subjects import members


def _fact(subject: str, predicate: str = "revenue", **told: Any) -> Fact:
    return Fact(
        id=f"{subject}-{predicate}-{told}",
        doc_id="d",
        subject=subject,
        predicate=predicate,
        value=told.pop("value", {"kind": "money", "amount": 1.0, "currency": "EUR"}),
        value_text="€1",
        quote="€1",
        quote_span=Span(start=0, end=2),
        value_span=Span(start=0, end=2),
        **told,
    )


def _role(firm: str, name: str) -> Fact:
    return _fact(firm, "key_person_role", value={"kind": "role", "name": name, "role": "chief executive"})


def test_short_forms_belong_to_the_whole_name() -> None:
    held = [_fact("Moonpull Energy Group plc"), _fact("Moonpull"), _fact("Moonpull Energy"), _fact("Orra")]
    found = find_subject("moonpull", held)
    assert (found.name, found.aliases) == ("Moonpull Energy Group plc", ("Moonpull", "Moonpull Energy"))
    assert find_subject("energy", held).name == "Moonpull Energy Group plc"


def test_a_name_with_more_words_than_any_text_has() -> None:
    assert find_subject("Orvane International of Bergen", [_fact("Orvane")]).name == "Orvane"


def test_several_whole_names_are_told_and_none_is_taken() -> None:
    held = [_role("Orvane", "Anna Marsh"), _role("Merrow", "John Marsh")]
    assert find_subject("Marsh", held).others == ("Anna Marsh", "John Marsh")
    assert find_subject("Anna Marsh", held).name == "Anna Marsh"
    mostly = [*held, *(_fact("Anna Marsh", "quote_said", period=str(y)) for y in range(6))]
    assert find_subject("Marsh", mostly).name == "Anna Marsh"


def test_nobody() -> None:
    assert find_subject("Nobody", [_fact("Orvane")]).name == ""
    assert find_subject("", [_fact("Orvane")]).name == ""


def test_a_name_that_shares_a_word_is_somebody_else() -> None:
    held = [_fact("Orra"), _fact("Orra Power"), _fact("Orra Sound"), _fact("Orra Power", period="2023")]
    assert members(("Orra Power",), held) == {"Orra Power"}
    assert members(("Orra",), held) == {"Orra"}


def test_a_fact_concerns_everyone_it_names() -> None:
    deal = _fact("Saltmarsh", "customer", value={"kind": "name", "name": "Kelda Tidal"})
    assert concerns(deal, "Kelda Tidal")
    assert concerns(deal, "Saltmarsh")
    assert not concerns(deal, "Orra")


def test_persons_and_firms() -> None:
    held = [_role("Orvane", "Helen Marsh"), _fact("Orvane")]
    assert is_person("Helen Marsh", held)
    assert not is_person("Orvane", held)


def test_whole_names_need_a_clear_one() -> None:
    assert whole_names({"Orra": 1, "Orra Power": 1, "Orra Sound": 1})["Orra"] == "Orra"
    assert whole_names({"Orra": 1, "Orra Power": 9, "Orra Sound": 1})["Orra"] == "Orra Power"
