"""Finding, importing and exporting sources from the command line."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread

import pytest

Cli = Callable[..., CompletedProcess[str]]

HOME = b"""<html><head><link rel="alternate" type="application/rss+xml" title="All news" href="/feed">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed"></head></html>"""
FEED = (
    b"<rss><channel><title>The press</title><item><link>https://press.example/1</link></item></channel></rss>"
)


class Press(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012  one server, one log

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = {"/": HOME, "/feed": FEED, "/bare": b"<html></html>"}.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("content-length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, cli: Cli) -> Path:
    """A publication as `new` makes it; copied for each test."""
    folder = tmp_path_factory.mktemp("fresh") / "rail"
    assert cli("new", "Rail", folder).returncode == 0
    return folder


@pytest.fixture
def publication(tmp_path: Path, fresh: Path) -> Iterator[Path]:
    """A publication that may reach press.example, which is on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    Thread(target=server.serve_forever, daemon=True).start()
    Press.asked.clear()
    folder = tmp_path / "rail"
    shutil.copytree(fresh, folder)
    with (folder / "tipsheet.toml").open("a") as file:
        file.write(f'\n[fetch]\nconnect_to = {{ "press.example" = "127.0.0.1:{server.server_port}" }}\n')
    yield folder
    server.shutdown()
    server.server_close()


def sources(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((folder / "tipsheet.toml").read_text()).get("source", [])
    return found


def test_feeds_of_a_site_with_one_request(cli: Cli, publication: Path) -> None:
    done = cli("feeds", "http://press.example/", publication, "--add", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [f["url"] for f in told["feeds"]] == [
        "http://press.example/feed",
        "http://press.example/comments/feed",
    ]
    assert told["added"] == ["http://press.example/feed"]
    assert Press.asked == ["/robots.txt", "/"]
    assert sources(publication) == [{"url": "http://press.example/feed", "name": "All news"}]
    again = cli("feeds", "http://press.example/", publication, "--add")
    assert again.stdout.startswith("known  http://press.example/feed")
    assert len(sources(publication)) == 1


def test_a_feed_is_its_own_feed(cli: Cli, publication: Path) -> None:
    done = cli("feeds", "http://press.example/feed", publication)
    assert done.stdout == "http://press.example/feed  The press\n"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://press.example/bare", "names no feed; a rule can read it"),
        ("http://press.example/nowhere", "nothing is found at this address (404)"),
        ("http://169.254.169.254/", "the address is private"),
        ("file:///etc/passwd", "only http and https"),
    ],
)
def test_what_leads_to_no_feed_is_told_in_one_line(
    cli: Cli, publication: Path, address: str, words: str
) -> None:
    done = cli("feeds", address, publication)
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_known_sites_and_searches_need_no_request(cli: Cli, publication: Path) -> None:
    done = cli("feeds", "https://news.ycombinator.com/", publication)
    assert done.stdout == "https://news.ycombinator.com/rss\n"
    assert cli("feeds", "hacker_news", publication, "--search", "--add").returncode == 0
    (made,) = sources(publication)
    assert made["kind"] == "search"
    assert made["topics"] == ["Rail"]
    unknown = cli("feeds", "altavista", publication, "--search")
    assert unknown.returncode == 1
    assert "no search is called 'altavista'" in unknown.stderr
    assert Press.asked == []


LIST = """<opml version="2.0"><body><outline text="Trains &amp; &quot;trams&quot;">
<outline type="rss" text="Night \\ rail" xmlUrl="https://night.example/feed?a=1&amp;b=2"/></outline>
<outline xmlUrl="https://day.example/rss"/><outline xmlUrl="exec:rm -rf /"/></body></opml>"""


def test_lists_come_in_and_go_out(cli: Cli, publication: Path, fresh: Path, tmp_path: Path) -> None:
    list_file = tmp_path / "mine.opml"
    list_file.write_text(LIST)
    done = cli("opml", "import", list_file, publication, "--topics")
    assert done.stdout == "2 sources added, 0 were there already\n"
    assert sources(publication) == [
        {
            "url": "https://night.example/feed?a=1&b=2",
            "name": "Night \\ rail",
            "topics": ['Trains & "trams"'],
        },
        {"url": "https://day.example/rss"},
    ]
    again = json.loads(cli("opml", "import", list_file, publication, "--json").stdout)
    assert again["added"] == []
    out = cli("opml", "export", publication)
    assert out.returncode == 0
    (tmp_path / "out.opml").write_text(out.stdout)
    other = tmp_path / "other"
    shutil.copytree(fresh, other)
    assert cli("opml", "import", tmp_path / "out.opml", other, "--topics").stdout.startswith(
        "2 sources added"
    )
    assert sources(other)[0] == sources(publication)[0]


def test_what_is_no_list_is_told(cli: Cli, publication: Path, tmp_path: Path) -> None:
    (tmp_path / "x.opml").write_text("no list")
    done = cli("opml", "import", tmp_path / "x.opml", publication)
    assert done.returncode == 1
    assert "x.opml: no OPML outline found" in done.stderr
    assert cli("opml", "import", tmp_path / "none.opml", publication).returncode == 1
