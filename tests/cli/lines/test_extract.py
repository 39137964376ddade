"""`tipsheet stage extract`: any line gives one line, an article's fields or a rejection with a reason."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_pages import TITLE, news

from tipsheet.cli.lines import extract
from tipsheet.records import Page, Rejected

Cli = Callable[..., subprocess.CompletedProcess[str]]
URL = "https://www.example.org/news/lighthouse-reopens-to-visitors"
AT = "2026-11-23T12:00:00Z"


def test_every_way_to_give_the_bytes_gives_the_same_article(tmp_path: Path) -> None:
    body = news().encode()
    plain, packed = tmp_path / "page.html", tmp_path / "page.html.gz"
    plain.write_bytes(body)
    packed.write_bytes(gzip.compress(body))
    forms: list[dict[str, Any]] = [
        {prefix + end: value}
        for prefix in ("html", "body")
        for end, value in (
            ("", body.decode()),
            ("_base64", base64.b64encode(body).decode()),
            ("_path", str(plain)),
            ("_path", str(packed)),
        )
    ]
    answers = list(extract.run({"id": 1, "url": URL, "fetched_at": AT, **form} for form in forms))
    assert answers[0]["title"] == TITLE
    assert all(answer == answers[0] for answer in answers)


def test_paths_are_relative_to_where_the_command_runs(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(news())
    line = json.dumps({"id": "a", "url": URL, "html_path": "pages/a.html"})
    done = cli("stage", "extract", stdin=line, cwd=tmp_path)
    assert json.loads(done.stdout)["title"] == TITLE


@pytest.mark.parametrize(
    ("line", "reason", "words"),
    [
        ({}, "bad_line", "neither html, html_path nor html_base64"),
        ({"html": 7}, "bad_line", "html must be text"),
        ({"html": "<p>x", "url": ["a"]}, "bad_line", "url must be text"),
        ({"html": "<p>x", "url": "http://[::bad"}, "bad_line", "Invalid IPv6"),
        ({"html": "<p>x", "content_type": 5}, "bad_line", "content_type must be text"),
        ({"html": "<p>x", "status": "200"}, "bad_line", "status must be a number"),
        ({"html": "<p>x", "fetched_at": "yesterday"}, "bad_line", "yesterday"),
        ({"html": "<p>x", "fetched_at": "9999-12-31T23:59:59Z"}, "bad_line", "out of range"),
        ({"html_base64": "@@@"}, "bad_line", "base64"),
        ({"html_path": "no/such/page.html"}, "bad_line", "no/such/page.html"),
        ({"html_path": "."}, "bad_line", "is no file"),
        ({"html_path": "\0"}, "bad_line", "null"),
        ({"html": ""}, "empty", "no body"),
        ({"html": "{}"}, "not_html", "no HTML"),
        ({"html_base64": base64.b64encode(b"%PDF-1.7 \x00").decode()}, "not_html", "no HTML"),
        ({"html": "<p>words", "content_type": "image/png"}, "not_html", "image/png"),
        ({"html": "<p>gone", "status": 404}, "http_error", "404"),
    ],
)
def test_a_line_that_is_no_page_says_why(line: dict[str, Any], reason: str, words: str) -> None:
    [made, good] = extract.run([{"id": "x", **line}, {"id": "y", "html": news()}])
    assert made["id"] == "x"
    assert made["rejected"]["stage"] == "extract"
    assert made["rejected"]["reason"] == reason
    assert words in made["rejected"]["detail"]
    assert good["title"] == TITLE


def test_a_file_that_no_page_can_be_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(extract.MAX_FILE_BYTES + 1)
    made = extract.page({"html_path": str(path)})
    assert isinstance(made, Rejected)
    assert made.reason == "too_large"


def test_an_unknown_charset_is_passed_over() -> None:
    [made] = extract.run([{"id": 1, "html": news(), "content_type": "text/html; charset=klingon"}])
    assert made["title"] == TITLE


def test_lines_that_no_reader_can_take_are_told(cli: Cli) -> None:
    good = json.dumps({"id": 1, "url": URL, "html": news()})
    lines = [good, "[" * 100_000, "not JSON", "[1]", '{"id": 2', '{"id":3,"html":"\\ud800"}', good]
    done = cli("stage", "extract", "--json-errors", stdin="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert sum(a.get("title") == TITLE for a in answers) == 2
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        "id",
        "url",
        "html",
        "html_path",
        "html_base64",
        "body",
        "body_path",
        "body_base64",
        "fetched_at",
        "content_type",
        "status",
        "final_url",
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_whatever_a_line_holds_it_is_a_page_or_a_rejection(line: dict[str, Any]) -> None:
    made = extract.page(line)
    assert isinstance(made, Page) or (made.reason in ("bad_line", "too_large") and made.detail)
    told = extract.answer((line.get("id"), made))
    assert told["id"] == line.get("id")
    assert "rejected" in told or isinstance(told["text"], str)
