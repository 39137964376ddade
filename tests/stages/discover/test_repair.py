# ruff: noqa: E501  whole documents stand on lines of their own
"""Broken feeds, as publishers break them: nothing of them is lost. Every document is our own invention."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from lxml import etree

from tipsheet.records import Discovery
from tipsheet.stages.discover import read
from tipsheet.stages.discover.repair import straighten

URL = "https://press.example/feed.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Quay Post</title>
<link>https://press.example/</link>
<item><title>Ferries “return” to Ärö</title><link>https://press.example/1</link>
<description>Boats sail again.</description><guid isPermaLink="false">quay-1</guid>
<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><dc:creator>Ida Moor</dc:creator></item>
<item><title>Crane repaired</title><link>https://press.example/2</link>
<description>It lifts.</description><guid isPermaLink="false">quay-2</guid>
<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate><dc:creator>Leo Vance</dc:creator></item>
<item><title>Pier closed</title><link>https://press.example/3</link>
<description>For a week.</description><guid isPermaLink="false">quay-3</guid>
<pubDate>Wed, 04 Mar 2026 08:00:00 GMT</pubDate><dc:creator>Ida Moor</dc:creator></item></channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Quay Post</title><link href="https://press.example/"/>
<entry><id>quay-1</id><title>Ferries “return” to Ärö</title><link href="https://press.example/1"/>
<summary>Boats sail again.</summary><updated>2026-03-02T08:00:00Z</updated><author><name>Ida Moor</name></author></entry>
<entry><id>quay-2</id><title>Crane repaired</title><link href="https://press.example/2"/>
<summary>It lifts.</summary><updated>2026-03-03T08:00:00Z</updated><author><name>Leo Vance</name></author></entry>
<entry><id>quay-3</id><title>Pier closed</title><link href="https://press.example/3"/>
<summary>For a week.</summary><updated>2026-03-04T08:00:00Z</updated><author><name>Ida Moor</name></author></entry></feed>"""

WANTED = [
    ("quay-1", "https://press.example/1", "Ferries “return” to Ärö", datetime(2026, 3, 2, 8, tzinfo=UTC), ("Ida Moor",)),
    ("quay-2", "https://press.example/2", "Crane repaired", datetime(2026, 3, 3, 8, tzinfo=UTC), ("Leo Vance",)),
    ("quay-3", "https://press.example/3", "Pier closed", datetime(2026, 3, 4, 8, tzinfo=UTC), ("Ida Moor",)),
]  # fmt: skip


def told(body: bytes) -> list[tuple[object, ...]]:
    found = read(body, URL)
    assert isinstance(found, Discovery), found
    return [(k.entry_id, k.url, k.title, k.published_at, k.authors) for k in found.links]


def in_text(broken: str) -> Callable[[str], str]:
    """`broken` put at the start of every description or summary."""
    return lambda text: re.sub(r"(<(?:description|summary)>)", lambda found: found[1] + broken, text)


def without(*pieces: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        for piece in pieces:
            text = text.replace(piece, "")
        return text

    return change


def in_tags(inside: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"<(guid|link|entry|item)\b", rf"<\1 {inside}", text)


BREAKS: dict[str, Callable[[str], str]] = {
    "a line break nobody closes": in_text("one<br>two "),
    "paragraphs nobody closes": in_text("<p>one<p>two "),
    "stray ends": in_text("one</p></div></td> "),
    "crossed tags": in_text("<b>one<i>two</b>three</i> "),
    "an image as in HTML": in_text("<img src=/a.png width=100 alt='a > b'> "),
    "a script": in_text("<script>if (a<b && c>d) { x() }</script>"),
    "signs that are no tags": in_text("5 < 6 & 7 > 3, a<b, AT&T "),
    "names of HTML": in_text("caf&eacute;&nbsp;&rsquo; &unknown; "),
    "control characters": in_text("a\x0b\x08b&#x1f;&#0;&#xffff;c "),
    "CDATA among text": in_text("one <br> <![CDATA[ two <br> ]]> three "),
    "the end of a CDATA section": in_text("one ]]> two "),
    "a comment nobody ends": in_text("one <!-- two "),
    "attributes without quotes": in_tags("data-x=1"),
    "attributes without values": in_tags("nofollow"),
    "attributes said twice": in_tags('x="1" x="2"'),
    "a sign in an attribute": in_tags('x="a<b"'),
    "entries nobody closes": without("</item>", "</entry>"),
    "titles nobody closes": without("</title>"),
    "no end of the document": without("</channel>", "</rss>", "</feed>"),
    "no namespaces": lambda text: re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", text),
    "ends in other letters": lambda text: text.replace("</title>", "</Title>").replace("</item>", "</ITEM>"),
    "the end of the feed too early": lambda text: re.sub(
        r"(</item>|</entry>)", r"\1</channel></rss></feed>", text, count=1
    ),
    "a warning of the server": lambda text: "<br />\n<b>Warning</b>: x in <b>/a.php</b><br />\n" + text,
    "a comment that shows a feed": lambda text: text.replace("?>", "?><!-- <rss><channel><item> & -->", 1),
    "a second declaration": lambda text: '<?xml version="1.0"?>\n' + text,
    "inside a page": lambda text: f"<!DOCTYPE html><html><body><pre>{text}</pre></body></html>",
    "a page behind it": lambda text: text + "<html><body><p>Generated & cached</body></html>",
    "zero bytes": lambda text: text.replace(">\n", ">\x00\n"),
}


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("whole", [RSS, ATOM], ids=["rss", "atom"])
def test_a_broken_feed_keeps_every_entry_and_field(name: str, whole: str) -> None:
    broken = BREAKS[name](whole)
    assert broken != whole
    assert told(broken.encode()) == WANTED


def test_cdata_that_nobody_ends_keeps_to_its_element() -> None:
    text = RSS.replace("<title>Crane repaired</title>", "<title><![CDATA[Crane repaired</title>")
    text = text.replace(
        "<description>For a week.</description>", "<description><![CDATA[For a week.</description>"
    )
    assert told(text.encode()) == WANTED


def test_cdata_in_cdata() -> None:
    text = re.sub(
        r"<(title|link|guid|dc:creator)([^<>]*)>([^<]+)<", r"<\1\2><![CDATA[<![CDATA[\3]]>]]><", RSS
    )
    assert told(text.encode()) == WANTED


def test_markup_in_a_broken_text_is_kept_as_html() -> None:
    found = read(BREAKS["a line break nobody closes"](RSS).encode(), URL)
    assert isinstance(found, Discovery)
    assert found.links[0].content_html == "one<br>two Boats sail again."
    assert found.links[0].excerpt == "one two Boats sail again."


def test_a_rdf_address_without_its_namespace() -> None:
    text = (
        '<rdf:RDF><channel><title>T</title></channel><item rdf:about="https://press.example/1"><title>A</title></item>'
        '<item rdf:about="https://press.example/2"><title>B</title></item></rdf:RDF>'
    )
    assert [row[:2] for row in told(text.encode())] == [(f"https://press.example/{n}",) * 2 for n in (1, 2)]


def test_hundreds_of_entries_nobody_closes() -> None:
    items = "".join(f"<item><title>T{n}</title><link>https://press.example/{n}</link>" for n in range(700))
    found = read(f"<rss><channel>{items}</channel></rss>".encode(), URL)
    assert isinstance(found, Discovery)
    assert [k.url for k in found.links] == [f"https://press.example/{n}" for n in range(700)]


def test_what_is_whole_stays_as_it_is() -> None:
    body = RSS.partition("?>")[2]
    assert straighten(body) == body
    xhtml = '<feed><entry><content type="xhtml"><div><p>a <b>b</b></p></div></content></entry></feed>'
    assert straighten(xhtml) == xhtml


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<![CDATA[", "<title>", "<item>", "</item>", "<a b=\"", "<a b='", "<description><p>", "<title", "<x y=1>",
     "<title><![CDATA[", "<a>", "</a>", "&", "<?", "<a b=\"<", "<content>]]>"],
)  # fmt: skip
def test_repeated_for_ever_it_ends(piece: str) -> None:
    text = "<rss><channel>" + piece * 50_000
    assert len(straighten(text)) < 12 * len(text)


@pytest.mark.parametrize("name", BREAKS)
def test_what_it_gives_is_well_formed(name: str) -> None:
    text = BREAKS[name](RSS)
    start = text.rindex("<rss") if "comment that shows" in name else text.index("<rss")
    fixed = straighten(re.sub("[\x00\x0b\x08]|&#[x0-9a-f]+;", "", text[start:].replace("&", "&amp;")))
    parser = etree.XMLParser(recover=True)
    etree.fromstring(fixed.encode(), parser)
    tags = {76, 77, 73, 68, 41, 39}  # libxml2: mismatch, not finished, ">" wanted, name wanted, attributes
    assert not tags & {e.type for e in parser.error_log}


MIXED = "<rss><channel><title>T</title><item><title>Zürich’s café</title></item><item><title>%s</title></item></channel></rss>"


def test_a_foreign_piece_in_utf8_is_read_by_itself() -> None:
    body = (MIXED % "Malmö – Åre").encode().replace("Malmö – Åre".encode(), "Malmö – Åre".encode("cp1252"))
    assert [row[2] for row in told(body)] == ["Zürich’s café", "Malmö – Åre"]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("cp1252", "Das Gericht prüft die Größe der Brücke über den Fluß, sagt der Rätsel-Ausschuß"),
        ("cp1251", "Правительство объявило о новых мерах поддержки предприятий"),
        ("gb18030", "政府宣布新的措施支持企业发展和就业问题的解决方案"),
        ("cp932", "政府は企業を支援する新しい対策を発表しました。これは重要です"),
    ],
)
def test_an_encoding_nobody_names(encoding: str, title: str) -> None:
    items = "".join(f"<item><title>{title}</title></item>" for _ in range(5))
    body = f"<rss><channel>{items}</channel></rss>".encode(encoding)
    assert [row[2] for row in told(body)] == [title] * 5
