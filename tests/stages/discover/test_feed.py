# ruff: noqa: E501  whole documents stand on lines of their own
"""RSS and Atom as publishers write them; every document here is our own invention."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipsheet.records import Discovery, Link, Rejected
from tipsheet.stages.discover import read
from tipsheet.stages.discover.feed import read_feed

URL = "https://press.example/news/feed.xml"


def feed(text: str | bytes, url: str = URL, content_type: str | None = None) -> Discovery:
    found = read_feed(text if isinstance(text, bytes) else text.encode(), url, content_type)
    assert isinstance(found, Discovery), found
    return found


def rss(items: str, head: str = "<title>Press</title>", attributes: str = "") -> Discovery:
    return feed(f'<rss version="2.0" {attributes}><channel>{head}{items}</channel></rss>')


def item(inside: str, attributes: str = "") -> Link:
    found = rss(f"<item>{inside}</item>", attributes=attributes)
    assert len(found.links) == 1
    return found.links[0]


NS = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def test_a_whole_rss_entry() -> None:
    link = item(
        """<title>Harbour &amp; rail: a plan</title><link>https://press.example/a?x=1&amp;y=2</link>
        <guid isPermaLink="false">press-17</guid><pubDate>Mon, 02 Mar 2026 08:30:00 +0100</pubDate>
        <dc:creator>Ida Moor</dc:creator><category>Rail</category><category> Ports </category>
        <description>&lt;p&gt;Short &lt;b&gt;text&lt;/b&gt;.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>Long text <img src="/pics/1.jpg" width="600"></p>]]></content:encoded>
        <source url="https://wire.example/feed">The Wire</source>""",
        NS,
    )
    assert link.title == "Harbour & rail: a plan"
    assert link.url == "https://press.example/a?x=1&y=2"
    assert link.entry_id == "press-17"
    assert link.published_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert link.authors == ("Ida Moor",)
    assert link.tags == ("Rail", "Ports")
    assert link.excerpt == "Short text."
    assert link.content_html == '<p>Long text <img src="/pics/1.jpg" width="600"></p>'
    assert link.image_url == "https://press.example/pics/1.jpg"
    assert link.provider_name == "The Wire"


def test_a_whole_atom_entry() -> None:
    found = feed(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://press.example/blog/">
        <title type="html">The &lt;i&gt;Press&lt;/i&gt;</title><link rel="self" href="feed"/><link href="./"/>
        <link rel="hub" href="https://hub.example/"/><author><name>Desk</name></author>
        <entry xml:lang="de"><id>tag:press.example,2026:1</id><title type="text">A &lt; B</title>
          <link rel="replies" href="1/comments"/><link rel="alternate" type="application/pdf" href="1.pdf"/>
          <link rel="alternate" type="text/html" href="1"/>
          <published>2026-03-01T10:00:00Z</published><updated>2026-03-02T10:00:00Z</updated>
          <category term="rail" label="Rail"/><summary>Plain &lt;b&gt; text</summary>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rich <em>text</em></p></div></content></entry>
        <entry><id>x</id><title>T</title><updated>2026-03-03T10:00:00Z</updated><link href="2"/>
          <author><name>Ida</name><email>ida@press.example</email></author></entry></feed>"""
    )
    assert (found.kind, found.title, found.site_url, found.language) == (
        "atom", "The Press", "https://press.example/blog/", "en",
    )  # fmt: skip
    assert found.hints == {"self": "https://press.example/blog/feed", "hub": "https://hub.example/"}
    one, two = found.links
    assert (one.url, one.title, one.language) == ("https://press.example/blog/1", "A < B", "de")
    assert one.published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert one.updated_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert one.content_html == "<p>Rich <em>text</em></p>"
    assert one.excerpt == "Plain <b> text"
    assert one.authors == ("Desk",)
    assert two.authors == ("Ida",)
    assert two.published_at == two.updated_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_rdf() -> None:
    found = feed(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old press</title>
        <link>https://press.example/</link></channel>
        <item rdf:about="https://press.example/1"><title>One</title><link>https://press.example/1</link>
        <dc:date>2026-03-01T10:00+01:00</dc:date><dc:subject>ports</dc:subject></item>
        <item rdf:about="https://press.example/2"><title>Two</title></item></rdf:RDF>"""
    )
    assert (found.kind, found.title, len(found.links)) == ("rdf", "Old press", 2)
    assert found.links[0].published_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert found.links[0].tags == ("ports",)
    assert found.links[1].url == "https://press.example/2"
    assert found.links[1].published_at is None


def test_an_entry_without_a_date_says_so() -> None:
    assert item("<title>T</title><link>https://press.example/1</link>").published_at is None
    assert item("<link>https://press.example/1</link><pubDate>soon</pubDate>").published_at is None
    assert item("<link>https://press.example/1</link><pubDate>March 2026</pubDate>").published_at is None


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<link>\n https://press.example/1 \n</link>", "https://press.example/1"),
        ("<link>/rail/1</link>", "https://press.example/rail/1"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>data:text/html,x</link><guid>https://press.example/1</guid>", "https://press.example/1"),
        ("<guid>https://press.example/1</guid>", "https://press.example/1"),
        ('<guid isPermaLink="false">https://press.example/1</guid>', ""),
        ("<guid>press-1</guid>", ""),
        ("<link/><atom:link href='https://press.example/1'/>", "https://press.example/1"),
        ("<enclosure url='https://press.example/1.mp3' type='audio/mpeg'/>", "https://press.example/1.mp3"),
        ("<link>https://user:pw@press.example/1</link>", ""),
        ("<link>https://press.example/a b</link>", "https://press.example/a%20b"),
        ("<link>https://press.example/é</link>", "https://press.example/%C3%A9"),
        ("<link>//other.example/1</link>", "https://other.example/1"),
        ("<link><![CDATA[https://press.example/?a=1&b=2]]></link>", "https://press.example/?a=1&b=2"),
    ],
)
def test_the_address_of_an_entry(inside: str, url: str) -> None:
    assert item(inside, NS).url == url


def test_an_address_as_it_was_written_is_kept_beside() -> None:
    assert item("<link>https://press.example/é</link>").stated_url == "https://press.example/é"
    counted = item(
        "<link>https://count.example/~r/1</link><feedburner:origLink>https://press.example/1</feedburner:origLink>",
        NS,
    )
    assert (counted.url, counted.stated_url) == ("https://press.example/1", "https://count.example/~r/1")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("A &lt;b&gt;bold&lt;/b&gt; plan", "A bold plan"),
        ("<![CDATA[A <em>bold</em> plan &amp; more]]>", "A bold plan & more"),
        ("The &amp;lt;T&amp;gt; question", "The <T> question"),
        ("List&lt;T&gt; in five steps", "List<T> in five steps"),
        ("A &amp;#8217;quoted&amp;#8217; word", "A ’quoted’ word"),
        ("It&#146;s smart", "It’s smart"),
        ("two\n   lines", "two lines"),
        ("zero\u200bwidth", "zerowidth"),
        ("nul\u0001", "nul"),
        ("&nbsp;caf&eacute;", "café"),
        ("AT&T and R&D", "AT&T and R&D"),
    ],
)
def test_titles_are_plain_text(title: str, shown: str) -> None:
    assert item(f"<title>{title}</title>").title == shown


@pytest.mark.parametrize(
    ("inside", "image"),
    [
        ('<media:thumbnail url="https://i.example/t.jpg"/>', "https://i.example/t.jpg"),
        ('<media:content url="/s.jpg" medium="image" width="90"/><media:content url="/l.jpg" type="image/jpeg" width="900"/>', "https://press.example/l.jpg"),
        ('<media:group><media:content url="/g.jpg" medium="image"/></media:group>', "https://press.example/g.jpg"),
        ('<media:content url="/v.mp4" type="video/mp4"><media:thumbnail url="/v.jpg"/></media:content>', "https://press.example/v.jpg"),
        ('<enclosure url="/e.png" type="image/png"/>', "https://press.example/e.png"),
        ('<itunes:image href="/i.jpg"/>', "https://press.example/i.jpg"),
        ("<image><url>/u.jpg</url></image>", "https://press.example/u.jpg"),
        ('<description>&lt;img src="https://p.example/x.gif" width="1" height="1"&gt;&lt;img src="/d.jpg"&gt;</description>', "https://press.example/d.jpg"),
        ('<description>&lt;img src="data:image/gif;base64,R0"&gt;</description>', None),
        ('<enclosure url="/a.mp3" type="audio/mpeg"/>', None),
    ],
)  # fmt: skip
def test_the_image_of_an_entry(inside: str, image: str | None) -> None:
    assert item(f"<link>https://press.example/1</link>{inside}", NS).image_url == image


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("", "article"),
        ('<enclosure url="/a.mp3" type="audio/mpeg"/>', "audio"),
        ('<media:content url="/a.mp4" type="video/mp4"/>', "video"),
        ('<media:content url="/a" medium="video"/>', "video"),
        ('<yt:videoId xmlns:yt="http://www.youtube.com/xml/schemas/2015">x</yt:videoId>', "video"),
        ('<enclosure url="/a.png" type="image/png"/>', "article"),
    ],
)
def test_the_type_of_an_entry(inside: str, kind: str) -> None:
    assert item(f"<link>https://press.example/1</link>{inside}", NS).type == kind


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ("<author>ida@press.example (Ida Moor)</author>", ("Ida Moor",)),
        ("<author>ida@press.example</author>", ()),
        ("<author>Ida Moor &lt;ida@press.example&gt;</author>", ("Ida Moor",)),
        ("<dc:creator>Ida Moor</dc:creator><dc:creator>Bo Lund</dc:creator>", ("Ida Moor", "Bo Lund")),
        ("<author>By Ida (Oslo)</author>", ("By Ida (Oslo)",)),
        ('<media:credit role="photographer">Jo</media:credit>', ()),
        ("<itunes:author>The Hosts</itunes:author>", ("The Hosts",)),
    ],
)
def test_authors_are_names(inside: str, authors: tuple[str, ...]) -> None:
    assert item(inside, NS).authors == authors


def test_the_publishers_wishes() -> None:
    head = """<ttl>90</ttl><skipHours><hour>0</hour><hour>23</hour><hour>x</hour></skipHours>
    <skipDays><day>Sunday</day></skipDays><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
    <atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://press.example/rss"/>
    <itunes:new-feed-url>https://new.example/rss</itunes:new-feed-url>"""
    assert rss("", head, NS).hints == {
        "ttl_s": "5400",
        "skip_hours": "0,23",
        "skip_days": "sunday",
        "update_s": "21600",
        "hub": "https://hub.example/",
        "self": "https://press.example/rss",
        "new_feed_url": "https://new.example/rss",
    }


BROKEN = [
    b"\n\n junk before <rss><channel><item><title>T</title></item></channel></rss>",
    b"<rss><channel><item><title>T</title></item>",
    b"<rss><channel><item><title>T</title><link>x</item></channel></rss>",
    b"<rss><channel><item><title>T</title><description>a & b < c</description></item></channel></rss>",
    b"<rss><channel><item><title>T</title><media:thumbnail url='x'/></item></channel></rss>",
    b"<?xml version='1.0' encoding='utf-8'?>\xef\xbb\xbf<rss><channel><item><title>T</title></item></channel></rss>",
    b"<rss><channel><item><title>T\x00\x0b</title></item></channel></rss>",
    b"<!DOCTYPE rss [<!ENTITY t 'T'>]><rss><channel><item><title>&t;</title></item></channel></rss>",
    b"<!DOCTYPE rss PUBLIC '-//X' 'http://x.example/rss.dtd'><rss><channel><item><title>T</title></item></channel></rss>",
    b"<rss version=2.0><channel><item><title>T</title></item></channel></rss>",
    b"<rss><channel><item><title>T</title><description><![CDATA[never closed</description></item></channel></rss>",
    b"<html><body><rss version='2.0'><channel><item><title>T</title></item></channel></rss></body></html>",
    b"<rss><channel><item><title>T</title><a:b c:d='e'/></item></channel></rss>",
    "<rss><channel><item><title>T</title></item></channel></rss>".encode("utf-16"),
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN)
def test_broken_documents_give_their_entry(body: bytes) -> None:
    found = read(body, URL)
    assert isinstance(found, Discovery), found
    assert [link.title for link in found.links] == ["T"]


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        ("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><title>caf\xe9</title></channel></rss>".encode("latin-1"), None, "café"),
        ("<rss><channel><title>caf\xe9</title></channel></rss>".encode("latin-1"), "text/xml; charset=ISO-8859-1", "café"),
        ("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><title>café</title></channel></rss>".encode(), None, "café"),
        ("<?xml version='1.0' encoding='utf-8'?><rss><channel><title>caf\xe9 crème</title></channel></rss>".encode("latin-1"), None, "café crème"),
        ("<rss><channel><title>“smart”</title></channel></rss>".encode("cp1252"), "text/xml; charset=us-ascii", "“smart”"),
        ("<?xml version='1.0' encoding='Shift_JIS'?><rss><channel><title>新聞</title></channel></rss>".encode("cp932"), None, "新聞"),
        ("<?xml version='1.0' encoding='gb2312'?><rss><channel><title>新闻</title></channel></rss>".encode("gb18030"), None, "新闻"),
        ("<?xml version='1.0' encoding='nonsense'?><rss><channel><title>café</title></channel></rss>".encode(), None, "café"),
        ("\ufeff<?xml version='1.0' encoding='utf-16'?><rss><channel><title>café</title></channel></rss>".encode("utf-16-le"), None, "café"),
        ("<?xml version='1.0' encoding='utf-16'?><rss><channel><title>café</title></channel></rss>".encode(), None, "café"),
    ],
)  # fmt: skip
def test_charsets_and_their_lies(body: bytes, content_type: str | None, title: str) -> None:
    assert feed(body, content_type=content_type).title == title


@pytest.mark.parametrize(
    "body", [b"<html><body>page</body></html>", b"{}", b"\x89PNG\r\n", b"plain words", b"<a/>", b"<"]
)
def test_what_is_no_feed_is_rejected(body: bytes) -> None:
    found = read_feed(body, URL)
    assert isinstance(found, Rejected)
    assert found.reason == "not_a_feed"


def test_an_empty_feed_is_a_feed() -> None:
    assert rss("").links == ()


def test_large_documents_are_read_in_pieces_alike() -> None:
    items = "".join(
        f"<item><title>Entry {i}</title><link>https://press.example/{i}</link><description>{'x' * 900}</description></item>"
        for i in range(3000)
    )
    text = f"<rss><channel><title>Big</title>{items}<ttl>5</ttl></channel></rss>"
    found = feed(text)
    assert len(text) > 2 << 20
    assert [link.url for link in found.links] == [f"https://press.example/{i}" for i in range(3000)]
    assert found.title == "Big"
    assert found.hints == {"ttl_s": "300"}
    broken = feed(text.replace("<title>Entry 5<", "<title>Entry &nope; 5<"))
    assert len(broken.links) == 3000
    assert broken.links[5].title == "Entry &nope; 5"


def test_the_cap_is_said() -> None:
    body = ("<rss><channel>" + "<item><title>T</title></item>" * 30 + "</channel></rss>").encode()
    found = read_feed(body, max_entries=10)
    assert isinstance(found, Discovery)
    assert len(found.links) == 10
    assert found.cut == ("only the first 10 entries are read",)


def test_nothing_is_loaded_and_nothing_expands(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("x") / "secret"
    secret.write_text("the secret")
    found = feed(
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
        "<rss><channel><item><title>1&x;2&b;3&a;</title></item></channel></rss>"
    )
    assert "secret" not in found.links[0].title
    assert found.links[0].title == "1&x;2&b;3aaaaaaaaaa"


def test_references_survive_an_error_earlier_in_the_document() -> None:
    """libxml2 in recover mode drops named references after its first error."""
    found = feed(
        "<rss version='2.0'><channel><title>A</title>"
        "<item><title>1</title><link>http://a.example/?p=1&amp;q=2</link><description>never closed<br>\n</item>"
        "<item><title>A &lt; B &amp; C</title><link>http://a.example/?p=2&amp;q=2</link></item>"
    )
    assert [link.url for link in found.links] == ["http://a.example/?p=1&q=2", "http://a.example/?p=2&q=2"]
    assert found.links[1].title == "A < B & C"
