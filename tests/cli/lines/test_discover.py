"""`tipsheet stage discover`: one line in, one line out, whatever the line holds."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tipsheet.cli.lines.discover import run

FEED = b"""<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>Press</title>
<item><title>One</title><link>https://count.example/1</link><guid>g1</guid>
<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><feedburner:origLink>https://press.example/1</feedburner:origLink></item>
<item><title>Undated and nowhere</title></item></channel></rss>"""


def one(line: Any) -> dict[str, Any]:
    (result,) = run([line])
    return result


def test_a_feed() -> None:
    told = one(
        {"id": "a", "url": "https://press.example/feed", "body_base64": base64.b64encode(FEED).decode()}
    )
    assert told == {
        "id": "a",
        "kind": "rss",
        "title": "Press",
        "entries": [
            {
                "id": "g1",
                "url": "https://count.example/1",
                "origin_url": "https://press.example/1",
                "title": "One",
                "published": "2026-03-02T08:00:00Z",
            },
            {"id": None, "url": None, "title": "Undated and nowhere", "published": None},
        ],
    }


def test_a_file_and_a_rule(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<html><h2><a href="/1">One</a></h2></html>')
    line = {"id": 1, "url": "https://press.example/", "body_path": str(path), "options": {"links": "h2 a"}}
    assert one(line)["entries"] == [
        {"id": "https://press.example/1", "url": "https://press.example/1", "title": "One", "published": None}
    ]
    assert one({**line, "options": {}})["rejected"]["reason"] == "no_feed"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"id": "a"}, "bad_line"),
        ({"id": "a", "body_base64": "?"}, "bad_line"),
        ({"id": "a", "body_base64": 7}, "bad_line"),
        ({"id": "a", "body_path": "nowhere"}, "bad_line"),
        ({"id": "a", "body_path": "/"}, "bad_line"),
        ({"id": "a", "body_base64": "", "url": 7}, "empty"),
        ({"id": "a", "body_base64": "", "options": []}, "empty"),
        ({"id": "a", "body_base64": "eA==", "options": [1]}, "bad_line"),
        ({"id": "a", "body_base64": "eA==", "kind": "weather"}, "unknown_kind"),
        ({}, "bad_line"),
        ("no object", "bad_line"),
        (None, "bad_line"),
    ],
)
def test_bad_lines_stop_nothing(line: Any, reason: str) -> None:
    good = {"id": "b", "url": "", "body_base64": base64.b64encode(FEED).decode()}
    bad, fine = run([line, good])
    assert bad["rejected"]["stage"] == "discover"
    assert bad["rejected"]["reason"] == reason
    assert len(fine["entries"]) == 2
