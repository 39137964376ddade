"""The live server, asked over a real socket."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tipsheet.publication import open_publication
from tipsheet.records import Article, ArticleState, Changes, Story
from tipsheet.store import open_store


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("press")
    subprocess.run(
        [sys.executable, "-m", "tipsheet", "new", "Tides", str(folder)], check=True, capture_output=True
    )
    publication = open_publication(folder)
    publication.public.mkdir()
    (publication.public / "index.html").write_text("<!doctype html><title>Front</title>")
    (publication.public / "404.html").write_text("<!doctype html><title>Nothing here</title>")
    (folder / "secret.txt").write_text("not for readers")
    hostile = Article(
        id="a1",
        url="http://a.example/1",
        title='<script>alert("x")</script> turbine',
        published_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    with open_store(publication.database) as store:
        story = Story(id="s1", article_ids=("a1",), title="Turbine turns")
        state = ArticleState(article=hostile, status="grouped", story_id="s1")
        store.apply(Changes(articles=(state,), stories=(story,), redirects={"old": "s1"}))
    process = subprocess.Popen(
        [sys.executable, "-m", "tipsheet", "serve", str(folder), "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"]
    process.terminate()
    process.wait(10)
    process.stdout.close()


def get(url: str) -> tuple[int, dict[str, str], bytes]:
    for _ in range(50):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()
    raise AssertionError("no answer")


def test_the_site_is_served_with_safe_headers(site: str) -> None:
    status, headers, body = get(site)
    assert (status, b"Front" in body) == (200, True)
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "server" not in headers


def test_what_is_missing_is_404_with_our_page(site: str) -> None:
    status, headers, body = get(site + "nowhere/")
    assert (status, b"Nothing here" in body) == (404, True)
    assert "content-security-policy" in headers


@pytest.mark.parametrize(
    "path", ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "//etc/passwd", "%5c..%5csecret.txt"]
)
def test_nothing_outside_the_site_is_served(site: str, path: str) -> None:
    status, _, body = get(site + path)
    assert status in (404, 405)
    assert b"not for readers" not in body
    assert b"root:" not in body


def test_search_answers_json_and_is_capped(site: str) -> None:
    status, headers, body = get(site + "live/search?q=turbine&limit=100000")
    assert (status, headers["content-type"]) == (200, "application/json")
    found = json.loads(body)["value"]
    assert [hit["id"] for hit in found] == ["a1"]
    assert get(site + "live/search?q=" + "x" * 5000)[0] == 200
    assert get(site + "live/search?q=a&limit=many")[0] == 400
    assert json.loads(get(site + "live/search")[2])["value"] == []


def test_a_merged_story_answers_under_its_old_id(site: str) -> None:
    assert json.loads(get(site + "live/stories/old")[2])["id"] == "s1"
    assert get(site + "live/stories/none")[0] == 404


def test_health_says_when_it_last_ran(site: str) -> None:
    status, _, body = get(site + "live/health")
    assert status == 200
    assert re.match(r'\{"status":"ok","last_run_at":', body.decode())
