"""Feeds and OPML: valid by the kept validators, readable by an independent reader, ids for ever."""

from __future__ import annotations

import json
import re

import feedparser
import msgspec
import pytest
import validators
from press import edition, files_of

from tipsheet.publish import feeds, site
from tipsheet.records import Edition, Source

replace = msgspec.structs.replace
KINDS = {"feed.xml": validators.rss, "atom.xml": validators.atom, "feed.json": validators.json_feed}


def feeds_in(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: body for path, body in files.items() if path.rsplit("/", 1)[-1] in KINDS}


def ids(body: bytes) -> list[str]:
    return [item["id"] for item in json.loads(body)["items"]]


@pytest.mark.parametrize("which", ["small_site", "hostile_site"])
def test_every_feed_is_valid(which: str, request: pytest.FixtureRequest) -> None:
    files: dict[str, bytes] = request.getfixturevalue(which)
    found = feeds_in(files)
    assert len(found) > 60
    for path, body in found.items():
        assert KINDS[path.rsplit("/", 1)[-1]](body) == [], path
    assert validators.opml(files["sources.opml"]) == []


def test_an_empty_publication_has_valid_feeds() -> None:
    for path, body in feeds_in(files_of(edition(0))).items():
        assert KINDS[path.rsplit("/", 1)[-1]](body) == [], path


def test_every_page_with_news_has_its_three_feeds(small: Edition, small_site: dict[str, bytes]) -> None:
    folders = {
        p.removesuffix("index.html")
        for p in small_site
        if re.match(r"(stories|topics|providers)/[^/]+/index.html", p)
    }
    for folder in {"", *folders}:
        assert {folder + name for name in KINDS} <= small_site.keys()
        text = small_site[folder + "index.html"].decode()
        assert all(f'href="/{folder}{name}"' in text for name in KINDS)


def test_an_independent_reader_reads_the_same_from_both_xml_formats(small_site: dict[str, bytes]) -> None:
    for path, body in feeds_in(small_site).items():
        if path.endswith("feed.xml"):
            rss = feedparser.parse(body)
            atom = feedparser.parse(small_site[path.replace("feed.xml", "atom.xml")])
            told = json.loads(small_site[path.replace("feed.xml", "feed.json")])["items"]
            assert not rss.bozo
            assert not atom.bozo
            assert [e.id for e in rss.entries] == [e.id for e in atom.entries] == [i["id"] for i in told]
            assert (
                [e.title for e in rss.entries]
                == [e.title for e in atom.entries]
                == [i["title"] for i in told]
            )
            assert [e.link for e in rss.entries] == [e.link for e in atom.entries] == [i["url"] for i in told]


def test_ids_outlive_titles_addresses_and_the_site_itself(
    small: Edition, small_site: dict[str, bytes]
) -> None:
    moved = replace(
        small,
        site=replace(small.site, url="https://elsewhere.example/news", title="New name"),
        stories=tuple(replace(s, title=s.title + " now") for s in small.stories),
        news=tuple(replace(n, title=n.title + "!", web_url="https://other.example/x") for n in small.news),
    )
    after = files_of(moved, small_site[site.MEMORY])
    for path, body in feeds_in(small_site).items():
        if path.endswith(".json"):
            assert ids(after[path]) == ids(body)


def test_ids_are_pinned() -> None:
    """A change here would show every subscriber every entry again."""
    assert feeds.urn("story:0123456789abcdef") == "urn:uuid:2e4c7e2c-546c-5df2-a6a9-f23c82cc6c5a"


def test_entries_are_in_order_of_time(small_site: dict[str, bytes]) -> None:
    for path, body in feeds_in(small_site).items():
        if path.endswith(".json"):
            dates = [item["date_published"] for item in json.loads(body)["items"]]
            assert dates == sorted(dates, reverse=True), path


def test_a_feed_that_did_not_change_keeps_its_bytes(small: Edition) -> None:
    from datetime import timedelta

    one = {o.path: o.body for o in feeds.build(small)}
    two = {o.path: o.body for o in feeds.build(replace(small, now=small.now + timedelta(days=3)))}
    assert one == two


@pytest.mark.parametrize(
    "url",
    [
        "https://feeds.example/x?token=abc",
        "https://a:b@feeds.example/",
        "https://feeds.example/?api_key=1",
        "https://feeds.example/f?user=1&auth=zzz",
        "imap://mail.example",
    ],
)
def test_sources_with_a_secret_stay_out_of_the_opml(url: str) -> None:
    made = replace(edition(0), sources=(Source(id="x", url=url, kind="feed", name="Secret"),))
    assert b"Secret" not in feeds.opml(made)
    assert b"outline" not in feeds.opml(made)


def test_mail_sources_stay_out_of_the_opml() -> None:
    made = replace(
        edition(0), sources=(Source(id="x", url="https://mail.example/", kind="mail", name="Inbox"),)
    )
    assert b"Inbox" not in feeds.opml(made)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("feed.xml", b"<guid isPermaLink", b"<gid isPermaLink"),
        ("feed.xml", b"<pubDate>", b"<pubDate>x"),
        ("feed.xml", b"<link>", b"<link>javascript:"),
        ("feed.xml", b'rel="self"', b'rel="other"'),
        ("feed.xml", b"&lt;p&gt;", b"&lt;script&gt;"),
        ("atom.xml", b"<updated>", b"<updated>x"),
        ("atom.xml", b"<author><name>", b"<author><nom>"),
        ("atom.xml", b"<id>urn:uuid:", b"<id>"),
        ("feed.json", b'"id":"urn', b'"guid":"urn'),
        ("feed.json", b'"url":"https:', b'"url":"javascript:'),
        ("feed.json", b"jsonfeed.org/version/1.1", b"jsonfeed.org/version/9"),
        ("feed.json", b"<p>", b"<script>"),
    ],
)
def test_the_validators_find_planted_faults(
    small_site: dict[str, bytes], kind: str, old: bytes, new: bytes
) -> None:
    body = small_site[kind]
    assert old in body
    try:
        faults = KINDS[kind](body.replace(old, new))
    except validators.etree.XMLSyntaxError:
        faults = ["not well-formed"]
    assert faults


def test_the_validators_find_an_entry_told_twice(small_site: dict[str, bytes]) -> None:
    feed = json.loads(small_site["feed.json"])
    feed["items"].append(feed["items"][0])
    assert validators.json_feed(json.dumps(feed).encode())
