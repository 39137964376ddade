"""Lines to articles: what cannot be read is told and stops nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tipsheet.cli.lines._articles import read_article
from tipsheet.cli.lines.cluster import run
from tipsheet.records import Article, Rejected


@pytest.mark.parametrize(
    "line",
    [
        {"title": "no id"},
        {"id": True, "title": "no id"},
        {"id": "a", "title": 5},
        {"id": "a", "published": "nonsense"},
        {"id": "a", "published": 1e300},
        {"id": "a", "published": -1e17},
        {"id": "a", "published": "0001-01-01T00:00:00+14:00"},
        {"id": "a", "provider": {"name": 5}},
    ],
)
def test_what_cannot_be_read_is_rejected(line: dict[str, Any]) -> None:
    read = read_article(line)
    assert isinstance(read, Rejected)
    assert read.reason == "bad_line"
    assert read.detail


@pytest.mark.parametrize(
    "line",
    [
        {"id": 7},
        {"id": "a", "title": None, "text": None, "published": None},
        {"id": "a", "url": "http://[bad"},
        {"id": "a", "published": "0001-01-01T00:00:00", "quality": "high"},
    ],
)
def test_little_is_enough(line: dict[str, Any]) -> None:
    assert isinstance(read_article(line), Article)


def test_bad_lines_among_good_ones_change_no_story() -> None:
    good: list[dict[str, Any]] = [{"id": i, "title": "Barge adrift off Tarn Head"} for i in range(3)]
    bad: list[dict[str, Any]] = [{"id": "x", "published": 1e300}, {"title": "no id"}]
    told = list(run([good[0], bad[0], good[1], bad[1], good[2]]))
    assert [line.get("story") for line in told] == ["s0", None, "s0", None, "s0"]
    assert [line["rejected"]["reason"] for line in told if "rejected" in line] == ["bad_line"] * 2
