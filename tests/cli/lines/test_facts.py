"""`tipsheet stage facts` and `compare`: lines in, lines out, one bad line never stops the others."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tipsheet.cli.lines import compare, facts
from tipsheet.stages.facts import Document
from tipsheet.stages.facts import facts as read

Cli = Callable[..., subprocess.CompletedProcess[str]]

LINE = {
    "doc_id": "d1",
    "title": "Orvane reports",
    "text": "Orvane plc had revenue of $1.2 billion in 2023.",
    "url": "https://a.example/1",
    "published": "2024-02-01",
    "provider": "Gridline",
}
OTHER = {**LINE, "doc_id": "d2", "text": "Orvane had revenue of $1.5 billion in 2023.", "provider": "Post"}


def test_a_fact_line_is_flat_and_cited() -> None:
    [told] = facts.run([LINE])
    text = LINE["text"]
    assert text[told["quote_start"] : told["quote_end"]] == told["quote"]
    assert text[told["value_start"] : told["value_end"]] == told["value_text"] == "$1.2 billion"
    assert (told["type"], told["doc_id"], told["predicate"]) == ("fact", "d1", "revenue")
    assert (told["subject"], told["period"], told["bound"]) == ("Orvane plc", "2023", "exact")
    assert (told["provider"], told["url"], told["published"]) == ("Gridline", LINE["url"], "2024-02-01")
    assert told["shown"] is (told["confidence"] >= 0.75)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({}, "bad_line"),
        ({"doc_id": "x"}, "bad_line"),
        ({"doc_id": "x", "text": 5}, "bad_line"),
        ({"doc_id": True, "text": "a"}, "bad_line"),
        ({"doc_id": "x", "text": "a", "title": 1}, "bad_line"),
        ({"doc_id": "x", "text": "a", "published": 2024}, "bad_line"),
        ({"doc_id": "x", "text": "   "}, "no_text"),
    ],
)
def test_a_bad_line_is_told_and_passed(line: dict[str, Any], reason: str) -> None:
    told = list(facts.run([line, LINE]))
    assert told[0]["rejected"]["stage"] == "facts"
    assert told[0]["rejected"]["reason"] == reason
    assert told[1]["doc_id"] == "d1"


@pytest.mark.parametrize("published", [None, "2024", "2024-02", "2024-02-01T10:00:00Z", "yesterday", ""])
def test_partial_times_are_no_fault(published: str | None) -> None:
    assert [x["type"] for x in facts.run([{**LINE, "published": published}])] == ["fact"]


def test_facts_are_compared() -> None:
    lines = [*facts.run([LINE, OTHER]), {"type": "rejected", "id": "x", "rejected": {}}]
    [told] = compare.run(lines)
    assert (told["a"], told["b"], told["state"]) == ("d1#01", "d2#01", "contradicts")
    assert "$1.2 billion against $1.5 billion" in told["why"]


@pytest.mark.parametrize(
    "line",
    [{"id": "x"}, {"id": "x", "doc_id": "d", "predicate": "revenue", "value": 3}, {"id": 1, "value": {}}],
)
def test_no_fact_is_told_and_passed(line: dict[str, Any]) -> None:
    told = list(compare.run([line, *facts.run([LINE, OTHER])]))
    assert told[0]["rejected"] | {"detail": ""} == {"stage": "compare", "reason": "bad_line", "detail": ""}
    assert told[1]["state"] == "contradicts"


def test_the_two_as_processes(cli: Cli) -> None:
    read = cli("stage", "facts", stdin="\n".join(map(json.dumps, (LINE, OTHER))) + "\n")
    assert read.returncode == 0, read.stderr
    compared = cli("stage", "compare", stdin=read.stdout)
    assert [json.loads(x)["state"] for x in compared.stdout.splitlines()] == ["contradicts"]


def test_a_text_on_which_a_rule_fails_costs_its_own_facts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(documents: list[Document], **settings: Any) -> list[Any]:
        if documents[0].doc_id == "bad":
            raise ValueError("no number")
        return list(read(documents, **settings))

    monkeypatch.setattr(facts, "facts", failing)
    text = "Marram Ltd said on Monday that Ida Noor, its chief executive, would leave."
    told = list(facts.run([{"doc_id": "bad", "text": text}, {"doc_id": "good", "text": text}]))
    assert told[0]["rejected"] == {"stage": "facts", "reason": "failed", "detail": "ValueError: no number"}
    assert {line["doc_id"] for line in told[1:]} == {"good"}


@pytest.mark.parametrize("written", [str.upper, str.title, str.lower])
def test_no_way_to_write_letters_stops_a_rule(written: Callable[[str], str]) -> None:
    sentences = (
        "For the nine months ended September 30, 2024, revenue of Marram Ltd. was $4.1 million, up from $3.9 million "
        "a year earlier. In the twelve months to March it cut a third of 1,200 jobs. Q2 sales, first-half profit and the "
        'second quarter of fiscal 2025 were about one-half better. Ida Noor, chief executive, said: "We hold forty per '
        'cent." Shares begin trading on the Nasdaq next Tuesday at between $7 and $9.'
    )
    assert all("rejected" not in line for line in facts.run([{"doc_id": "a", "text": written(sentences)}]))
