"""Feeds and sitemaps of the invented publishers, each in its own dialect and with its own faults."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tipsheet.demo.world import Piece, Publisher

Document = tuple[str, str, bytes]  # path, media type, bytes
PictureOf = Callable[[Piece], Any]
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ITEMS = 25


def autodiscovery(publisher: Publisher) -> list[tuple[str, str]]:
    """(media type, path) of the feeds a front page points at."""
    types = {"atom": "atom+xml", "json": "feed+json", "autodiscovery": "atom+xml", "rdf": "rdf+xml"}
    if publisher.feed in ("sitemap_index", "news_sitemap"):
        return []
    path = "/atom.xml" if publisher.feed == "autodiscovery" else publisher.source
    return [(f"application/{types.get(publisher.feed, 'rss+xml')}", path)]


def documents(
    publisher: Publisher, pieces: Sequence[Piece], until: datetime, picture: PictureOf
) -> Iterator[Document]:
    """The feed documents of a publisher; `pieces` newest first."""
    path, newest = publisher.source, pieces[:_ITEMS]
    match publisher.feed:
        case "atom":
            yield path, "application/atom+xml", _atom(publisher, newest, until, path)
        case "autodiscovery":
            yield "/atom.xml", "application/atom+xml", _atom(publisher, newest, until, "/atom.xml")
        case "json":
            yield path, "application/feed+json", _json(publisher, newest, until, picture)
        case "rdf":
            yield path, "application/rdf+xml", _rdf(publisher, newest)
        case "rss091" | "rss092":
            yield path, "text/xml", _rss_old(publisher, newest, picture)
        case "news_sitemap":
            yield path, "application/xml", _news_sitemap(publisher, newest)
        case "sitemap_index":
            yield from _sitemap_index(publisher, pieces)
        case "broken":
            yield path, "application/rss+xml; charset=utf-8", _broken(publisher, newest)
        case _:
            yield path, "application/rss+xml", _rss(publisher, newest, until, picture)


def _summary(piece: Piece) -> str:
    return piece.deck or piece.text.split("\n\n")[0]


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(p.removeprefix('## '), quote=False)}</p>" for p in text.split("\n\n"))


def _rss(publisher: Publisher, pieces: Sequence[Piece], until: datetime, picture: PictureOf) -> bytes:
    out = [
        _XML + '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
        f"<title>{escape(publisher.name)}</title><link>{publisher.site}/</link>",
        f"<description>{escape(publisher.description)}</description><language>{publisher.language}</language>",
        f'<atom:link href="{publisher.site}{publisher.source}" rel="self" type="application/rss+xml"/>',
        "<ttl>60</ttl>",
    ]
    for piece in pieces:
        tracked = "?utm_source=rss&utm_medium=feed" if publisher.key in ("tidaltrade", "coastcrier") else ""
        out.append(f"<item><title>{escape(piece.title)}</title><link>{escape(piece.url + tracked)}</link>")
        permalink = publisher.feed != "rss2_short"
        guid = piece.url if permalink else f"tag:{publisher.host},2026:{piece.id}"
        out.append(f'<guid isPermaLink="{str(permalink).lower()}">{escape(guid)}</guid>')
        if publisher.feed != "rss2_dateless":
            out.append(f"<pubDate>{format_datetime(piece.at, usegmt=True)}</pubDate>")
        if piece.by:
            out.append(f"<dc:creator>{escape(piece.by)}</dc:creator>")
        if publisher.feed == "rss2_source" and piece.copy_of and piece.credit:
            out.append(
                f'<source url="http://isleswire.example/service/latest.atom">{escape(piece.credit)}</source>'
            )
        out.append(f"<category>{escape(piece.section)}</category>")
        out.append(f"<description>{escape(html.escape(_summary(piece), quote=False))}</description>")
        shot = picture(piece)
        if publisher.feed == "rss2_full":
            out.append(f"<content:encoded><![CDATA[{_paragraphs(piece.text_at(until))}]]></content:encoded>")
            if shot:
                out.append(f'<media:content url="{shot.url}" medium="image" type="image/{shot.format}"')
                out.append(f' width="{shot.width}" height="{shot.height}"/>')
        elif shot and publisher.feed == "rss2_short":
            out.append(f'<enclosure url="{shot.url}" type="image/{shot.format}" length="0"/>')
        out.append("</item>")
    return "\n".join([*out, "</channel></rss>\n"]).encode()


def _rss_old(publisher: Publisher, pieces: Sequence[Piece], picture: PictureOf) -> bytes:
    """RSS 0.91 (no dates in items, ISO 8859-1) and 0.92 (dates, enclosure, source)."""
    version = "0.91" if publisher.feed == "rss091" else "0.92"
    out = [
        f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<rss version="{version}"><channel>',
        f"<title>{escape(publisher.name)}</title><link>{publisher.site}/</link>",
        f"<description>{escape(publisher.description)}</description><language>en-gb</language>",
    ]
    for piece in pieces:
        out.append(f"<item><title>{escape(piece.title)}</title><link>{escape(piece.url)}</link>")
        out.append(f"<description>{escape(_summary(piece))}</description>")
        if version == "0.92":
            out.append(f"<pubDate>{format_datetime(piece.at, usegmt=True)}</pubDate>")
            if shot := picture(piece):
                out.append(f'<enclosure url="{shot.url}" length="1" type="image/{shot.format}"/>')
            if piece.credit:
                out.append(
                    f'<source url="http://isleswire.example/service/latest.atom">{escape(piece.credit)}</source>'
                )
        out.append("</item>")
    return "\n".join([*out, "</channel></rss>\n"]).encode("latin-1", "xmlcharrefreplace")


def _broken(publisher: Publisher, pieces: Sequence[Piece]) -> bytes:
    """RSS as a hand-made script writes it: bare ampersands, an HTML entity, an open tag, no end."""
    out = [
        '\n<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>',
        f"<title>{publisher.name} & friends</title><link>{publisher.site}/</link>",
        "<description>News &nbsp; views</description>",
    ]
    for i, piece in enumerate(pieces):
        out.append(f"<item><title>{escape(piece.title)}</title><link>{piece.url}&amp;utm_source=feed</link>")
        out.append(f"<pubDate>{piece.at:%a, %d %b %Y %H:%M} GMT</pubDate><category>News & tea</category>")
        out.append(f"<description>{escape(_summary(piece))}<br>" + ("" if i % 3 == 1 else "</description>"))
        out.append("</item>")
    return "\n".join(out).encode()


def _atom(publisher: Publisher, pieces: Sequence[Piece], until: datetime, path: str) -> bytes:
    newest = max((p.changed_at(until) for p in pieces), default=until)
    out = [
        _XML + f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{publisher.language}"',
        f' xml:base="{publisher.site}/">',
        f"<title>{escape(publisher.name)}</title><id>tag:{publisher.host},2026:feed</id>",
        f'<link rel="self" href="{publisher.site}{path}"/><link rel="alternate" href="/"/>',
        f"<updated>{_iso(newest)}</updated>",
    ]
    for piece in pieces:
        href = piece.url.removeprefix(publisher.site)
        out.append(f'<entry><title type="html">{escape(html.escape(piece.title, quote=False))}</title>')
        out.append(f"<id>tag:{publisher.host},2026:{piece.id}</id>")
        out.append(f'<link rel="alternate" href={quoteattr(href)}/>')
        out.append(
            f"<published>{_iso(piece.at)}</published><updated>{_iso(piece.changed_at(until))}</updated>"
        )
        if piece.by:
            out.append(f"<author><name>{escape(piece.by)}</name></author>")
        out.append(f"<summary>{escape(_summary(piece))}</summary>")
        if publisher.key == "isleswire":
            xhtml = "".join(f"<p>{escape(p)}</p>" for p in piece.text_at(until).split("\n\n"))
            out.append(
                f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{xhtml}</div></content>'
            )
        out.append("</entry>")
    return "\n".join([*out, "</feed>\n"]).encode()


def _rdf(publisher: Publisher, pieces: Sequence[Piece]) -> bytes:
    items = "".join(f'<rdf:li rdf:resource="{escape(p.url)}"/>' for p in pieces)
    out = [
        _XML
        + '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f'<channel rdf:about="{publisher.site}{publisher.source}"><title>{escape(publisher.name)}</title>',
        f"<link>{publisher.site}/</link><description>{escape(publisher.description)}</description>",
        f"<items><rdf:Seq>{items}</rdf:Seq></items></channel>",
    ]
    for piece in pieces:
        out.append(f'<item rdf:about="{escape(piece.url)}"><title>{escape(piece.title)}</title>')
        out.append(f"<link>{escape(piece.url)}</link>")
        out.append(f"<description>{escape(_summary(piece))}</description><dc:date>{_iso(piece.at)}</dc:date>")
        out.append(f"<dc:creator>{escape(piece.by or publisher.name)}</dc:creator></item>")
    return "\n".join([*out, "</rdf:RDF>\n"]).encode()


def _json(publisher: Publisher, pieces: Sequence[Piece], until: datetime, picture: PictureOf) -> bytes:
    items = []
    for piece in pieces:
        shot = picture(piece)
        item: dict[str, Any] = {"id": piece.url, "url": piece.url, "title": piece.title}
        item |= {"summary": _summary(piece), "content_html": _paragraphs(piece.text_at(until))}
        item |= {"date_published": _iso(piece.at)}
        item |= {"authors": [{"name": piece.by}]} if piece.by else {}
        item |= {"image": shot.url} if shot else {}
        items.append(item | {"tags": [piece.section]})
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": publisher.name}
    feed |= {"language": publisher.language}
    feed |= {"home_page_url": f"{publisher.site}/", "feed_url": publisher.site + publisher.source}
    return json.dumps({**feed, "items": items}, ensure_ascii=False, indent=1).encode()


def _news_sitemap(publisher: Publisher, pieces: Sequence[Piece]) -> bytes:
    out = [
        _XML + '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    ]
    for piece in pieces:
        out.append(f"<url><loc>{escape(piece.url)}</loc><news:news><news:publication>")
        out.append(
            f"<news:name>{escape(publisher.name)}</news:name><news:language>en</news:language></news:publication>"
        )
        out.append(f"<news:publication_date>{_iso(piece.at)}</news:publication_date>")
        out.append(f"<news:title>{escape(piece.title)}</news:title></news:news></url>")
    return "\n".join([*out, "</urlset>\n"]).encode()


def _sitemap_index(publisher: Publisher, pieces: Sequence[Piece]) -> Iterator[Document]:
    """A gzipped index of one gzipped sitemap per day, and one of pages that are no articles."""
    days: dict[str, list[Piece]] = {}
    for piece in pieces:
        days.setdefault(f"{piece.at:%Y-%m-%d}", []).append(piece)
    head = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    children = []
    for day, group in days.items():
        urls = "".join(f"<url><loc>{escape(p.url)}</loc><lastmod>{_iso(p.at)}</lastmod></url>" for p in group)
        path = f"/sitemaps/articles-{day}.xml.gz"
        children.append((path, _iso(group[0].at)))
        yield path, "application/gzip", _gz(f"{_XML}<urlset {head}>{urls}</urlset>\n")
    links = "".join(
        f"<sitemap><loc>{publisher.site}{p}</loc><lastmod>{t}</lastmod></sitemap>" for p, t in children
    )
    index = f"{_XML}<sitemapindex {head}>{links}</sitemapindex>\n"
    yield publisher.source, "application/gzip", _gz(index)


def _gz(text: str) -> bytes:
    return gzip.compress(text.encode(), 6, mtime=0)


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
