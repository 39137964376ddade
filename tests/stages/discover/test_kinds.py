# ruff: noqa: E501  whole documents stand on lines of their own
"""Sitemaps, JSON, pages, mail, lists and searches; and how a document's kind is told from its bytes."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from tipsheet import urls
from tipsheet.records import Discovery, Link, Page, Rejected, Source
from tipsheet.stages.discover import (
    discover,
    feeds_for,
    find_feeds,
    read,
    read_opml,
    search_sources,
    source_id,
    write_opml,
)

URL = "https://press.example/x"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def read_as(body: str | bytes, kind: str = "auto", url: str = URL, **options: str) -> Discovery | Rejected:
    data = body if isinstance(body, bytes) else body.encode()
    return read(data, url, None, Source(id="s", url=url, kind=kind, options=options))


def good(body: str | bytes, kind: str = "auto", url: str = URL, **options: str) -> Discovery:
    found = read_as(body, kind, url, **options)
    assert isinstance(found, Discovery), found
    return found


# -------------------------------------------------------------------------- sitemaps

URLSET = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://press.example/1 </loc><lastmod>2026-03-01T10:00:00+00:00</lastmod>
<image:image><image:loc>https://press.example/1.jpg</image:loc></image:image></url>
<url><loc>https://press.example/2</loc><news:news><news:publication><news:name>Press</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-02</news:publication_date>
<news:title>Ports &amp; rails</news:title><news:keywords>rail, ports</news:keywords></news:news></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""


def test_a_news_sitemap() -> None:
    found = good(URLSET)
    assert found.kind == "news_sitemap"
    one, two = found.links
    assert (one.url, one.published_at, one.image_url) == (
        "https://press.example/1",
        None,
        "https://press.example/1.jpg",
    )
    assert one.updated_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert (two.title, two.language, two.provider_name, two.tags) == (
        "Ports & rails",
        "en",
        "Press",
        ("rail", "ports"),
    )
    assert two.published_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_packed_sitemaps_and_broken_ones() -> None:
    assert good(gzip.compress(URLSET.encode())).kind == "news_sitemap"
    assert len(good(URLSET.replace("</urlset>", "")).links) == 2
    assert len(good(URLSET.replace("/1 <", "/1?a=1&b=2 <")).links) == 2
    rejected = read_as(gzip.compress(b"x" * 100)[:20] + b"\x00")
    assert isinstance(rejected, Rejected)


def test_an_index_leads_on_newest_first() -> None:
    found = good(
        "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
        "<sitemap><loc>/new.xml.gz</loc><lastmod>2026-01-01</lastmod></sitemap>"
        "<sitemap><loc>/undated.xml</loc></sitemap></sitemapindex>"
    )
    assert found.kind == "sitemap_index"
    assert found.children == tuple(
        f"https://press.example/{n}" for n in ("new.xml.gz", "old.xml", "undated.xml")
    )
    assert found.links == ()


def test_a_list_of_addresses() -> None:
    found = good("https://press.example/1\n\nhttps://press.example/2\n")
    assert (found.kind, [link.url for link in found.links]) == (
        "sitemap", ["https://press.example/1", "https://press.example/2"],
    )  # fmt: skip


def test_a_sitemap_larger_than_the_protocol_is_cut_and_says_so() -> None:
    body = (
        "<urlset>"
        + "".join(f"<url><loc>https://p.example/{i}</loc></url>" for i in range(50_100))
        + "</urlset>"
    )
    found = good(body)
    assert len(found.links) == 50_000
    assert found.cut == ("only the first 50000 addresses are read",)


# ------------------------------------------------------------------------------ JSON


def test_a_json_feed() -> None:
    found = good(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1", "title": "Press", "home_page_url": "https://press.example/",
                "feed_url": "https://press.example/feed.json", "authors": [{"name": "Desk"}], "language": "en-GB",
                "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
                "items": [
                    {"id": 17, "url": "/1", "title": "A < B", "content_html": "<p>Text <img src='/p.jpg'></p>",
                     "summary": "Short", "date_published": "2026-03-01T10:00:00Z", "tags": ["rail", 3, None],
                     "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg"}]},
                    {"id": "https://press.example/2", "content_text": "Only <text>", "author": {"name": "Ida"},
                     "date_modified": "2026-03-02T10:00:00Z"},
                    "no object", {"id": "x", "external_url": "javascript:alert(1)"},
                ],
            }
        )
    )  # fmt: skip
    assert (found.kind, found.title, found.language, found.site_url) == (
        "json",
        "Press",
        "en-gb",
        "https://press.example/",
    )
    assert found.hints == {"hub": "https://hub.example/", "self": "https://press.example/feed.json"}
    one, two, three = found.links
    assert (one.url, one.entry_id, one.title, one.excerpt) == (
        "https://press.example/1",
        "17",
        "A < B",
        "Short",
    )
    assert (one.tags, one.type, one.image_url) == (("rail", "3"), "audio", "https://press.example/p.jpg")
    assert one.authors == ("Desk",)
    assert (two.url, two.authors, two.content_html) == (
        "https://press.example/2",
        ("Ida",),
        "Only &lt;text&gt;",
    )
    assert two.published_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert three.url == ""


@pytest.mark.parametrize(
    "body",
    ['{"items": [{"id": "1"}]} trailing', '{"items": [{"id": "1",},]}', '\ufeff{"items": [{"id": "1\n2"}]}'],
)
def test_json_that_is_nearly_right(body: str) -> None:
    assert len(good(body).links) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "bad_json"),
        ("[]", "bad_json"),
        ("{}", "not_a_feed"),
        ('{"items": 3}', "not_a_feed"),
        ("[" * 100_000, "bad_json"),
    ],
)
def test_json_that_is_not(body: str, reason: str) -> None:
    found = read_as(body)
    assert isinstance(found, Rejected)
    assert found.reason == reason


def test_an_unusable_address_gives_way_to_the_id() -> None:
    """Found by fuzzing: the broken address came back where the id had been read instead."""
    body = json.dumps({"items": [{"id": "https://press.example/1", "url": "https://pre\x0css.example/1"}]})
    assert [link.url for link in good(body).links] == ["https://press.example/1"]


def test_search_answers() -> None:
    hits = {"hits": [{"objectID": "9", "title": "Rail", "url": "https://press.example/1", "created_at_i": 1772366400},
                     {"objectID": "10", "title": "Ask", "created_at": "2026-03-01T12:00:00Z"}]}  # fmt: skip
    found = good(json.dumps(hits), "search")
    assert found.kind == "hn"
    assert [link.url for link in found.links] == [
        "https://press.example/1",
        "https://news.ycombinator.com/item?id=10",
    ]
    assert found.links[0].published_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    gdelt = {
        "articles": [
            {
                "url": "https://press.example/1",
                "title": "Rail",
                "seendate": "20260301T120000Z",
                "domain": "press.example",
            }
        ]
    }
    link = good(json.dumps(gdelt), "search").links[0]
    assert link.published_at is None, "when the index saw it is not when it was published"
    assert link.provider_name == "press.example"


# ----------------------------------------------------------------------------- pages

HOME = """<!doctype html><html><head><base href="/en/"><title>Press</title>
<link rel="alternate" type="application/rss+xml" title="Press RSS" href="feed">
<link rel="alternate" type="application/atom+xml" title="Press Atom" href="atom">
<link rel="alternate" type="application/rss+xml" title="Press » Comments Feed" href="comments/feed">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
<link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" href="x.css"></head>
<body><main><article><h2><a href="1#top">First story</a></h2><time datetime="2026-03-01">yesterday</time>
<p class="dek">A short dek.</p><img src="/1.jpg"></article>
<article><h2><a href="/2">Second story</a></h2></article><article><a href="javascript:x()">No</a></article></main>
<a href="/feed.xml">RSS</a></body></html>"""


def test_a_page_leads_to_its_feeds() -> None:
    found = good(HOME)
    assert found.kind == "feeds"
    assert found.children == ("https://press.example/en/feed",), (
        "the Atom form and the comments carry nothing new"
    )
    listed = find_feeds(HOME.encode(), URL)
    assert [f.url.rsplit("/en/")[1] for f in listed] == ["feed", "atom", "comments/feed"]


def test_a_page_without_declared_feeds_shows_them() -> None:
    body = '<html><body><a href="/rss.xml">RSS</a><a href="https://other.example/feed">x</a><a href="/feeding">y</a></body></html>'
    assert good(body).children == ("https://press.example/rss.xml",)
    rejected = read_as("<html><body>nothing</body></html>")
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "no_feed"
    assert "options.links" in rejected.detail


def test_links_by_rule() -> None:
    found = good(HOME, "page", links="article", excerpt=".dek")
    assert found.kind == "page"
    one, two = found.links
    assert (one.url, one.title, one.excerpt) == (
        "https://press.example/en/1#top",
        "First story",
        "A short dek.",
    )
    assert one.published_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert one.image_url == "https://press.example/1.jpg"
    assert two.url == "https://press.example/2"
    anchors = good(HOME, "page", links="h2 a")
    assert [link.title for link in anchors.links] == ["First story", "Second story"]


@pytest.mark.parametrize(
    ("rule", "reason"), [(".nowhere", "no_links"), ("h2 >", "bad_rule"), ("a[", "bad_rule")]
)
def test_a_rule_that_finds_nothing(rule: str, reason: str) -> None:
    found = read_as(HOME, "page", links=rule)
    assert isinstance(found, Rejected)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        ("https://www.youtube.com/channel/UCabcdefghij1234567890", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghij1234567890"),
        ("https://youtube.com/playlist?list=PLabcdefghij", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghij"),
        ("https://old.reddit.com/r/rust/", "https://www.reddit.com/r/rust/.rss"),
        ("https://news.ycombinator.com/", "https://news.ycombinator.com/rss"),
        ("https://github.com/some/thing", "https://github.com/some/thing/releases.atom"),
        ("https://letters.substack.com/", "https://letters.substack.com/feed"),
        ("https://mastodon.social/@ida", "https://mastodon.social/@ida.rss"),
        ("https://press.example/", ""),
        ("not an address", ""),
        ("https://evil-youtube.com.example/channel/UCabcdefghij1234567890", ""),
    ],
)  # fmt: skip
def test_known_sites(url: str, feed: str) -> None:
    assert feeds_for(url) == ((feed,) if feed else ())


# ------------------------------------------------------------------------------ mail


def letter(**more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Morning Rail <rail@letters.example>"
    message["Subject"] = "Ports =?utf-8?q?caf=C3=A9?="
    message["Date"] = "Mon, 02 Mar 2026 07:00:00 +0000"
    message["List-Unsubscribe"] = "<https://letters.example/u/1>"
    for name, value in more.items():
        message[name] = value
    return message


def test_a_newsletter() -> None:
    message = letter()
    message.set_content("see the other part")
    message.add_alternative(
        """<p><a href="https://press.example/1?utm_source=mail">Ports grow</a>
        <a href="https://press.example/1">Ports grow again, says the council</a>
        <a href="https://www.google.com/url?q=https%3A%2F%2Fpress.example%2F2">Second</a>
        <a href="https://press.example/3"><img alt="Third in a picture"></a>
        <a href="https://letters.example/u/1">leave</a> <a href="https://x.example/p">Unsubscribe</a>
        <a href="https://twitter.com/share">Tell</a> <a href="mailto:x@y.example">Mail</a></p>""",
        subtype="html",
    )
    found = good(message.as_bytes(), "mail")
    assert found.kind == "mail"
    assert [(link.url, link.title) for link in found.links] == [
        ("https://press.example/1", "Ports grow again, says the council"),
        ("https://press.example/2", "Second"),
        ("https://press.example/3", "Third in a picture"),
    ]
    assert {link.provider_name for link in found.links} == {"The Morning Rail"}
    assert all(link.published_at is None for link in found.links)
    assert found.hints == {"sent_at": "2026-03-02T07:00:00+00:00"}
    assert good(message.as_bytes()).kind == "mail", "told by its bytes"


def test_a_plain_text_mail_and_none() -> None:
    message = letter()
    message.set_content("Read https://press.example/1, and (https://press.example/2).")
    assert [link.url for link in good(message.as_bytes(), "mail").links] == [
        "https://press.example/1",
        "https://press.example/2",
    ]
    empty = letter()
    empty.set_content("nothing here")
    found = read_as(empty.as_bytes(), "mail")
    assert isinstance(found, Rejected)
    assert found.reason == "no_links"


def test_a_mail_whose_date_has_no_end() -> None:
    body = (
        b"From: a@b.example\r\nSubject: S\r\nDate: Mon, 02 Mar "
        + b"6" * 40
        + b" 07:00:00 +0000\r\n\r\nhttps://x.example/1"
    )
    assert [link.url for link in good(body, "mail").links] == ["https://x.example/1"]


# ------------------------------------------------------------------------------ OPML

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Rail"><outline type="rss" text="Press &amp; Co" xmlUrl="https://press.example/feed"/>
<outline text="Deep"><outline XMLURL="feed://other.example/rss" title="Other"/></outline></outline>
<outline text="Twice" xmlUrl="http://www.press.example/feed/"/><outline text="Bad" xmlUrl="file:///etc/passwd"/>
<outline text="Exec" xmlUrl="exec:rm"/><outline text="Script" xmlUrl="javascript:x"/></body></opml>"""


def test_subscriptions_in() -> None:
    found = read_opml(OPML.encode())
    assert not isinstance(found, Rejected)
    assert [(s.url, s.name, s.topics) for s in found] == [
        ("https://press.example/feed", "Press & Co", ("Rail",)),
        ("http://other.example/rss", "Other", ("Deep",)),
    ]
    assert good(OPML).children == ("https://press.example/feed", "http://other.example/rss")


def test_subscriptions_out_and_in_again() -> None:
    sources = (
        Source(
            id="1",
            url="https://press.example/feed?a=1&b=2",
            name='A "quoted" <name> & \x00more',
            topics=("Rail",),
        ),
        Source(id="2", url="https://other.example/rss"),
        Source(id="3", url="https://mail.example/", kind="mail"),
    )
    written = write_opml(sources, "My <list>", "Mon, 02 Mar 2026 07:00:00 GMT")
    found = read_opml(written)
    assert not isinstance(found, Rejected)
    assert [(s.url, s.name, s.topics) for s in found] == [
        (sources[0].url, 'A "quoted" <name> & more', ("Rail",)),
        (sources[1].url, sources[1].url, ()),
    ]
    assert write_opml(found, "My <list>", "Mon, 02 Mar 2026 07:00:00 GMT") == written


@pytest.mark.parametrize("body", [b"", b"no", b"<rss/>", b"<opml"])
def test_what_is_no_list(body: bytes) -> None:
    found = read_opml(body)
    assert isinstance(found, Rejected) or found == ()


def test_a_hostile_list() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + OPML.split("?>")[1].replace(
        "Mine", "&b;"
    )
    found = read_opml(laughs.encode())
    assert not isinstance(found, Rejected)
    assert len(found) == 2
    deep = b"<opml><body>" + b"<outline text='x'>" * 50_000
    assert not read_opml(deep)
    many = (
        "<opml><body>"
        + "".join(f"<outline xmlUrl='https://{i}.example/'/>" for i in range(20_100))
        + "</body></opml>"
    )
    capped = read_opml(many.encode())
    assert not isinstance(capped, Rejected)
    assert len(capped) == 20_000


def test_a_source_id_is_stable() -> None:
    assert source_id("https://press.example/feed").startswith("press.example-")
    assert source_id("https://press.example/feed") != source_id("https://press.example/feed2")


# ---------------------------------------------------------------------------- search


def test_searches_become_sources() -> None:
    made = search_sources(
        "Rail",
        ["rail", "night trains", "rail"],
        ["google_news", "hacker_news", "https://s.example/?q={query}"],
    )
    assert [s.kind for s in made] == ["search"] * 3
    assert "rail%20OR%20%22night%20trains%22+when:7d&hl=en-US" in made[0].url
    assert made[2].url == "https://s.example/?q=rail%20OR%20%22night%20trains%22"
    assert all(s.topics == ("Rail",) and urls.resolve("", s.url) for s in made)
    assert len({s.id for s in made}) == 3
    with pytest.raises(ValueError, match="no search is called 'altavista'"):
        search_sources("Rail", [], ["altavista"])


# ------------------------------------------------------------------- the stage itself


def page(body: bytes, **headers: str) -> Page:
    return Page(
        url=URL, final_url=URL, status=200, headers=tuple((k.replace("_", "-"), v) for k, v in headers.items()),
        body=body, fetched_at=NOW,
    )  # fmt: skip


def test_batches_in_order_with_their_reasons() -> None:
    feed = b"<rss><channel><item><link>https://press.example/1</link></item></channel></rss>"
    items = [
        (Source(id="a", url=URL), page(feed)),
        (Source(id="b", url=URL), page(b"")),
        (Source(id="c", url=URL), page(b"\x1f\x8bbroken")),
        (Source(id="d", url=URL, kind="weather"), page(feed)),
        (Source(id="e", url=URL, kind="sitemap"), page(feed)),
    ]
    found = list(discover(items))
    assert [f.source_id if isinstance(f, Discovery) else (f.id, f.reason) for f in found] == [
        "a", ("b", "empty"), ("c", "bad_encoding"), ("d", "unknown_kind"), ("e", "not_a_sitemap"),
    ]  # fmt: skip


def test_a_kind_can_be_a_plug_in() -> None:
    def lines(body: bytes, url: str, content_type: str | None, name: str, options: object) -> Discovery:
        return Discovery(
            source_id=name,
            url=url,
            kind="lines",
            links=tuple(Link(url=u, source_id=name) for u in body.decode().split()),
        )

    found = list(
        discover([(Source(id="a", url=URL, kind="lines"), page(b"https://x.example/1"))], {"lines": lines})
    )
    assert isinstance(found[0], Discovery)
    assert found[0].links[0].url == "https://x.example/1"


def test_what_is_left_out_is_said() -> None:
    feed = b"""<rss><channel><item><link>https://press.example/1</link><pubDate>Mon, 02 Mar 2099 08:00:00 GMT</pubDate></item>
    <item><link>https://press.example/2</link><guid>same</guid><pubDate>Mon, 02 Mar 2026 13:00:00 GMT</pubDate></item>
    <item><link>https://press.example/3</link><guid>same</guid></item><item><title>Nowhere</title></item></channel></rss>"""
    found = next(discover([(Source(id="a", url=URL), page(feed))]))
    assert isinstance(found, Discovery)
    assert [link.url[-1] for link in found.links] == ["1", "2", "3"]
    assert found.links[0].published_at is None
    assert found.links[1].published_at == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert [link.entry_id for link in found.links] == ["", "", ""], "an id of two entries is no id"
    assert found.cut == ("1 entries have no address", "1 dates lie in the future and are not believed")


def test_the_link_header_names_the_hub() -> None:
    header = '<https://hub.example/>; rel="hub", <https://press.example/feed>; rel=self, </x>; rel="next"'
    found = next(discover([(Source(id="a", url=URL), page(b"<rss><channel/></rss>", link=header))]))
    assert isinstance(found, Discovery)
    assert found.hints == {"hub": "https://hub.example/", "self": "https://press.example/feed"}


SNIFFED = [
    ("<rss><channel/></rss>", "rss"),
    ("<!-- c --><?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "atom"),
    ("<?xml-stylesheet href='x'?>\n<!DOCTYPE rss [<!ENTITY a 'b>'>]><rss><channel/></rss>", "rss"),
    ("<opml><body><outline xmlUrl='https://x.example/'/></body></opml>", "opml"),
    ("<urlset/>", "sitemap"),
    ("<sitemapindex/>", "sitemap_index"),
    ('{"items": []}', "json"),
    ("<CHANNEL><ITEM HREF='https://x.example/1'/></CHANNEL>", "rss"),
    ("<!DOCTYPE html><html><link rel=alternate type=application/rss+xml href=/f></html>", "feeds"),
    ("<head><link rel=alternate type=application/rss+xml href=/f></head>", "feeds"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), SNIFFED)
def test_kinds_are_told_by_the_bytes(body: str, kind: str) -> None:
    assert good(body).kind == kind
    assert good(body.encode("utf-8-sig")).kind == kind
