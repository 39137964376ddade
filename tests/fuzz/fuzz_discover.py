# ruff: noqa: E501  seeds stand on lines of their own
"""Throws broken and hostile input at the readers: `python tests/fuzz/fuzz_discover.py TARGET`.

TARGET is one of feed, json, sitemap, opml, page, mail, date, url, robots, archive, decode, or all. Options:
`--seconds 600` how long each, `--seed 1` which inputs, `--seeds FOLDER` real documents to mutate besides the
invented ones. Every input must give a result or a rejection, never raise, in time proportional to its size,
and keep the promises of its reader (web addresses only, UTC dates, capped texts, keys that are their own
keys). Prints a line a minute; ends with 1 at the first input that fails, which it prints. With `atheris`
installed (`pip install atheris`) add `--atheris` for a coverage-guided run of one target instead.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from tipsheet import urls
from tipsheet.fetch.archive import (
    ArchivedFailure,
    ArchiveInfo,
    ArchiveProblem,
    page_at,
    read_archive,
    scan_archive,
)
from tipsheet.fetch.decode import UndecodableError, decode
from tipsheet.fetch.manners import Robots, robots_text
from tipsheet.records import Discovery, Page, Rejected
from tipsheet.stages.discover import find_feeds, read, read_opml, write_opml
from tipsheet.stages.discover.dates import read_date
from tipsheet.stages.discover.feed import read_feed
from tipsheet.stages.discover.jsonfeed import read_json
from tipsheet.stages.discover.mail import read_mail
from tipsheet.stages.discover.page import read_page
from tipsheet.stages.discover.sitemap import read_sitemap

SECONDS_PER_MB = 20.0  # far above what is measured (under 2), far below anything quadratic
SMALLEST_LIMIT_S = 1.0
URL = "https://press.example/feed"

# ------------------------------------------------------------------------------ seeds

FEEDS = [
    b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Press</title><link>https://press.example/</link>
<ttl>60</ttl><skipHours><hour>3</hour></skipHours><item><title>A &amp; <![CDATA[<b>B</b>]]></title>
<link>https://press.example/1?a=1&amp;b=2</link><guid isPermaLink="false">x1</guid><dc:creator>Ida</dc:creator>
<pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate><description>&lt;p&gt;T &lt;img src="/x.jpg"&gt;</description>
<enclosure url="/a.mp3" type="audio/mpeg"/><media:group><media:content url="/p.jpg" width="9"/></media:group>
<category domain="x">c</category><source url="s">Wire</source></item></channel></rss>""",
    b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://press.example/" xml:lang="en"><title>Press</title>
<link rel="hub" href="//hub.example"/><author><name>Desk</name></author><entry><id>tag:press.example,2026:1</id>
<title type="html">A &lt;i&gt;title&lt;/i&gt;</title><link href="1"/><updated>2026-03-01T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hi</p></div></content>
<category term="a" label="b"/><summary type="text">x &amp;lt; y</summary></entry></feed>""",
    b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>T</title></channel><item rdf:about="http://press.example/1"><title>1</title></item></rdf:RDF>""",
    b"""<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///x">]>
<rss><channel><item><title>&a;&b;&x;&nbsp;&#146;&#x110000;</title></item></channel></rss>""",
]
JSONS = [
    b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"/1","title":"A","tags":["x",1],'
    b'"date_published":"2026-03-01T00:00:00Z","authors":[{"name":"I"}],"attachments":[{"url":"/a","mime_type":"audio/x"}]}],'
    b'"hubs":[{"url":"https://hub.example"}]}',
    b'{"hits":[{"objectID":"1","title":"T","url":"https://x.example","created_at_i":1772366400}]}',
    b'{"articles":[{"url":"https://x.example/1","title":"T","domain":"x.example"}]} tail',
]
SITEMAPS = [
    b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://press.example/1</loc><lastmod>2026-03-01</lastmod><news:news><news:publication><news:name>P</news:name>
</news:publication><news:publication_date>2026-03-01T10:00Z</news:publication_date><news:title>A</news:title></news:news></url></urlset>""",
    b"<sitemapindex><sitemap><loc>/a.xml.gz</loc><lastmod>2026</lastmod></sitemap></sitemapindex>",
    gzip.compress(b"<urlset><url><loc>https://press.example/1</loc></url></urlset>"),
    b"https://press.example/1\nhttps://press.example/2\n",
]
OPMLS = [
    b"""<opml version="2.0"><head><title>T</title></head><body><outline text="F"><outline type="rss" text="A &amp; B"
xmlUrl="https://press.example/feed"/><outline xmlUrl="feed:https://b.example/"/></outline></body></opml>"""
]
PAGES = [
    b"""<!doctype html><html><head><base href="/x/"><link rel="alternate" type="application/rss+xml" title="R" href="f">
</head><body><article><h2><a href="1">One</a></h2><time datetime="2026-03-01">x</time><img src="i.jpg"></article>
<a href="/rss.xml">RSS</a></body></html>"""
]
MAILS = [
    b"""From: =?utf-8?q?Rail?= <a@b.example>\r\nSubject: S\r\nDate: Mon, 02 Mar 2026 07:00:00 +0000\r\nMIME-Version: 1.0
Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset="utf-8"\r\n
Content-Transfer-Encoding: base64\r\n\r\naHR0cHM6Ly94LmV4YW1wbGUvMQ==\r\n--x\r\nContent-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable\r\n\r\n<a href=3D"https://x.example/1">One=20story</a>\r\n--x--\r\n"""
]
DATES = [
    b"Mon, 02 Mar 2026 08:00:00 +0100",
    b"2026-03-02T08:00:00.123Z",
    "2004년 05월 28일 오후 1:31:15".encode(),
    b"12/16/2023 12:05 AM",
    b"le 3 ao\xc3\xbbt 2021 \xc3\xa0 14h05",
    b"Mon Jan 29 17:16:47 EST 2024",
    b"28.05.2004 13:30",
]
URLS = [
    b"https://www.press.example:443/a/../b//c.amp.html?b=2&utm_source=x&a=1#!/x",
    b"https://m.press.example/2026/03/a-b-c/amp/?amp=1",
    b"https://www.google.com/url?q=https%3A%2F%2Fpress.example%2F%2531&sa=U",
    b"https://a-b.cdn.ampproject.org/c/s/a.b.example/x?usqp=1",
    b"http://[::ffff:10.0.0.1]:80/%7e%41?%2541",
    "http://例え.みんな/é?ü=1".encode(),
    b"https://youtu.be/abcdefghijk?t=1",
]
ROBOTS = [
    b"User-agent: *\nDisallow: /a*b$\nAllow: /a\nCrawl-delay: 2\nRequest-rate: 1/5\nSitemap: https://x.example/s\n"
]
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
_RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
    b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (len(_HTTP), _HTTP)
)
ARCHIVES = [_RECORD * 2, gzip.compress(_RECORD) * 3, gzip.compress(_RECORD * 2)]
ENCODED = [gzip.compress(b"hello" * 99), b"\x0b\x02\x80hello\x03", b"(\xb5/\xfd \x05)\x00\x00hello"]

PIECES = [
    b"<", b">", b"</", b"/>", b"&", b";", b"&#", b"&#x", b"&amp;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>",
    b"<!DOCTYPE x [", b"<!ENTITY a '&a;'>", b"]>", b'"', b"'", b"=", b"xmlns:", b"xml:base=", b"<item>", b"</item>",
    b"<entry>", b"<link/>", b"\x00", b"\x0b", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", "é".encode(),
    "\u2028".encode(), "\u202e".encode(), b"%", b"%2", b"%00", b"%25", b"//", b"\\", b"..", b"@", b":", b"?", b"#", b"#!",
    b"[", b"]", b"{", b"}", b",", b"\r\n", b"\n\n", b"0x7f", b"9" * 30, b"1e999", b"-1", b"javascript:", b"data:",
    b"http://", b"<div>" * 60, b"<script>", b"a" * 300, b"utf-16", b"encoding='utf-7'", b"&a;" * 50, b"\x1f\x8b\x08",
    b"Content-Length: 99999999999\r\n", b"WARC/1.1\r\n", b"Crawl-delay: ", b"*" * 40,
]  # fmt: skip


def mutate(rng: random.Random, seeds: list[bytes]) -> bytes:
    """A seed with some bytes changed, cut, doubled, swapped or stuffed."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((1, 1, 2, 3, 5, 9))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 2, 5, 20, 100)))
        kind = rng.randrange(7)
        if kind == 0:
            data[at:at] = rng.choice(PIECES)
        elif kind == 1:
            data[at:end] = b""
        elif kind == 2:
            data[at:at] = data[at:end] * rng.choice((1, 2, 30))
        elif kind == 3 and at < len(data):
            data[at] = rng.randrange(256)
        elif kind == 4:
            other = rng.choice(seeds)
            start = rng.randrange(len(other) + 1)
            data[at:end] = other[start : start + rng.choice((5, 50, 500))]
        elif kind == 5:
            data[at:end] = rng.choice(PIECES)
        elif kind == 6:
            del data[at:]
    return bytes(data)


# -------------------------------------------------------------------------- promises


def _keeps(found: Discovery | Rejected) -> bool:
    assert isinstance(found, Discovery | Rejected)
    if isinstance(found, Rejected):
        assert found.reason
        return False
    for link in found.links:
        assert link.url == "" or (link.url.startswith(("http://", "https://")) and urls.host(link.url)), (
            link.url
        )
        assert link.image_url is None or link.image_url.startswith(("http://", "https://"))
        assert len(link.title) <= 1000
        assert len(link.excerpt) <= 2000
        assert "\n" not in link.title
        assert "\x00" not in link.title
        for moment in (link.published_at, link.updated_at):
            assert moment is None or moment.tzinfo is UTC
    assert all(child.startswith(("http://", "https://")) for child in found.children)
    return True


def check_feed(data: bytes) -> bool:
    _keeps(read(data, URL))
    return _keeps(read_feed(data, URL))


def check_json(data: bytes) -> bool:
    return _keeps(read_json(data, URL))


def check_sitemap(data: bytes) -> bool:
    _keeps(read(data, URL))
    return _keeps(read_sitemap(data, URL))


def check_opml(data: bytes) -> bool:
    found = read_opml(data)
    if isinstance(found, Rejected):
        return False
    assert all(s.url.startswith(("http://", "https://")) for s in found)
    again = read_opml(write_opml(found, "T"))
    assert not isinstance(again, Rejected)
    assert [s.url for s in again] == [s.url for s in sorted(found, key=lambda s: _first_place(found, s))]
    return bool(found)


def _first_place(found: tuple[object, ...], source: object) -> int:
    topics = [s.topics for s in found]  # type: ignore[attr-defined]
    return topics.index(source.topics)  # type: ignore[attr-defined]


def check_page(data: bytes) -> bool:
    find_feeds(data, URL)
    _keeps(read_page(data, URL, options={"links": "article"}))
    return _keeps(read_page(data, URL))


def check_mail(data: bytes) -> bool:
    return _keeps(read_mail(data, URL))


def check_date(data: bytes) -> bool:
    found = read_date(data.decode("utf-8", "replace"))
    assert found is None or found.tzinfo is UTC
    return found is not None


def check_url(data: bytes) -> bool:
    text = data.decode("utf-8", "surrogateescape")
    key = urls.canonical_key(text)
    assert urls.canonical_key(key) == key, key
    cleaned = urls.clean(text)
    assert urls.clean(cleaned) == cleaned, cleaned
    assert urls.canonical_key(cleaned) == key, (cleaned, key)
    assert len(urls.article_id(text)) == 16
    urls.registrable_domain(text)
    urls.slug(text)
    urls.from_amp_cache(text)
    found = urls.resolve("", text)
    if found is not None:
        assert urls.resolve("", found) == found
        assert urls.host(found)
        urls.amp_cache_url(found)
    urls.resolve(text, "../x?y")
    urls.resolve("https://press.example/a/b", text)
    return found is not None


def check_robots(data: bytes) -> bool:
    rules = Robots(robots_text(data), "Tipsheet", 0.0)
    assert rules.delay_s >= 0
    rules.allows("https://press.example/a/b?c")
    return bool(rules.sitemaps)


def check_archive(data: bytes) -> bool:
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(data)
        file.flush()
        items = list(read_archive([file.name]))
        assert all(isinstance(i, ArchiveInfo | Page | ArchivedFailure | ArchiveProblem) for i in items)
        if data[:4] == b"WARC":
            for located in scan_archive([file.name]):
                if isinstance(located.item, Page):
                    assert page_at(file.name, located.offset).status == located.item.status
        return any(isinstance(i, Page) for i in items)


def check_decode(data: bytes) -> bool:
    good = False
    for encoding in ("gzip", "deflate", "br", "zstd", "gzip, br"):
        try:
            body, cut, ratio = decode(data, encoding, 10_000)
        except UndecodableError:
            continue
        assert len(body) <= 10_000
        assert cut or ratio >= 0
        good = good or bool(body)
    return good


TARGETS: dict[str, tuple[Callable[[bytes], bool], list[bytes]]] = {
    "feed": (check_feed, FEEDS),
    "json": (check_json, JSONS),
    "sitemap": (check_sitemap, SITEMAPS),
    "opml": (check_opml, OPMLS),
    "page": (check_page, PAGES),
    "mail": (check_mail, MAILS),
    "date": (check_date, DATES),
    "url": (check_url, URLS),
    "robots": (check_robots, ROBOTS),
    "archive": (check_archive, ARCHIVES),
    "decode": (check_decode, ENCODED),
}


def timed(check: Callable[[bytes], bool], data: bytes) -> bool:
    """The check, in time proportional to its input."""
    start = time.process_time()
    good = check(data)
    spent = time.process_time() - start
    limit = max(SMALLEST_LIMIT_S, SECONDS_PER_MB * len(data) / 1e6)
    assert spent < limit, f"{spent:.2f} s for {len(data)} bytes"
    return good


def run(name: str, seconds: float, seed: int, more: list[bytes]) -> bool:
    """Fuzz one target; False at the first finding, which is printed."""
    check, seeds = TARGETS[name]
    seeds = seeds + more
    rng = random.Random(seed)
    began = told = time.monotonic()
    inputs = good = 0
    while time.monotonic() - began < seconds:
        data = mutate(rng, seeds)
        try:
            good += timed(check, data)
        except Exception:
            traceback.print_exc()
            print(f"{name}: input {inputs} of seed {seed}: {data!r}")
            return False
        inputs += 1
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{name}: {inputs} inputs, {good} read", flush=True)
    print(f"{name}: {inputs} inputs, {good} read, no finding", flush=True)
    return True


def guided(name: str, words: list[str]) -> None:
    import atheris

    check = TARGETS[name][0]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *words], lambda data: timed(check, data) and None)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--atheris", action="store_true")
    arguments, rest = parser.parse_known_args()
    if arguments.atheris:
        guided(arguments.target, rest)
        return 0
    more = [p.read_bytes()[:20_000] for p in sorted(arguments.seeds.iterdir())] if arguments.seeds else []
    names = list(TARGETS) if arguments.target == "all" else [arguments.target]
    results = [run(n, arguments.seconds, arguments.seed, more) for n in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
