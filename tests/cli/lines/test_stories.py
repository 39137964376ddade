"""The adapters of `tipsheet stage` for copies, topics, quality, stories and heat."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from tipsheet.cli.lines import classify, cluster, dedupe, heat, score

BARGE = {
    "id": "a",
    "title": "Barge adrift off Tarn Head",
    "published": "2026-03-03T22:50:00Z",
    "provider": "Isles Wire",
}
COPY = {**BARGE, "id": "b", "provider": "Hourly", "url": "https://hourly.example/b"}
TRAM = {
    "id": 7,
    "title": "Council votes on new tram line",
    "published": None,
    "publisher": "Echo",
    "host": "e.example",
}


def test_cluster_gives_a_story_for_every_line_in_order() -> None:
    made = list(cluster.run([BARGE, COPY, TRAM]))
    assert made == [{"id": "a", "story": "sa"}, {"id": "b", "story": "sa"}, {"id": "7", "story": "s7"}]


def test_cluster_needs_nothing_but_an_id() -> None:
    assert list(cluster.run([{"id": "x"}])) == [{"id": "x", "story": "sx"}]
    assert list(cluster.run([])) == []


def test_cluster_reads_no_label() -> None:
    labelled = [
        {**BARGE, "story": "x", "topics": ["A"], "copy_of": "z", "split": "tune"},
        {**TRAM, "story": "x"},
    ]
    assert [line["story"] for line in cluster.run(labelled)] == ["sa", "s7"]


@pytest.mark.parametrize("stage", ["cluster", "dedupe", "score"])
@pytest.mark.parametrize(
    "line",
    [{}, {"id": None}, {"id": ""}, {"id": True}, {"id": "a", "title": 5}, {"id": "a", "published": "soon"}],
)
def test_a_bad_line_never_stops_the_others(stage: str, line: dict[str, Any]) -> None:
    adapter = importlib.import_module(f"tipsheet.cli.lines.{stage}")
    bad, good = list(adapter.run([line, TRAM]))
    assert bad["rejected"]["reason"] == "bad_line"
    assert good["id"] == "7"


def test_dedupe_tells_the_origin_and_the_evidence() -> None:
    first, second = dedupe.run([BARGE, COPY])
    assert first == {"id": "a", "copy_of": None}
    assert second == {"id": "b", "copy_of": "a", "kind": "same_title", "evidence": "the same headline"}


def test_score_gives_the_parts() -> None:
    (made,) = score.run([BARGE])
    assert made["quality"] == round(sum(p["value"] for p in made["parts"]))
    assert {p["name"] for p in made["parts"]} >= {"standing", "original", "complete"}


def test_classify_takes_topics_then_articles() -> None:
    topics = [
        {"topic": {"name": "Sea", "keywords": ["barge"]}},
        {"topic": {"name": "Storms", "parent": "Sea", "keywords": ["tarn head"]}},
        {"topic": {"keywords": ["no name"]}},
    ]
    bad, barge, tram = classify.run([*topics, BARGE, TRAM])
    assert bad["rejected"]["reason"] == "bad_line"
    assert [m["name"] for m in barge["topics"]] == ["Sea", "Storms"]
    assert tram == {
        "id": "7",
        "rejected": {"stage": "classify", "reason": "off_topic", "detail": "no word of ours"},
    }


def test_heat_ranks_the_stories_of_its_lines() -> None:
    lines = [
        {"now": "2026-03-04T00:50:00Z"},
        {**BARGE, "story": "s1"},
        {**COPY, "story": "s1"},
        {**TRAM, "story": "s2"},
    ]
    first, second = heat.run(lines)
    assert (first["id"], second["id"]) == ("s1", "s2")
    assert first["why"] == "2 publishers in 1 min, first: Hourly"
    assert sum(p["value"] for p in first["parts"]) == pytest.approx(first["heat"])


def test_heat_takes_the_newest_report_for_now() -> None:
    (made,) = heat.run([{**BARGE, "story": "s1", "quality": 80}])
    assert made["heat"] == 80
    assert list(heat.run([{"id": "undated"}])) == []
