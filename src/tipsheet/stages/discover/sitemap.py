"""Sitemaps, sitemap indexes and news sitemaps, read in constant memory; plain lists of addresses too.

Source: sitemaps.org protocol 0.9, Google's news (0.9) and image (1.1) extensions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from lxml import etree

from tipsheet import urls
from tipsheet.records import Discovery, Link, Rejected
from tipsheet.stages.discover import xml
from tipsheet.stages.discover.charset import to_text
from tipsheet.stages.discover.dates import read_date
from tipsheet.stages.discover.markup import as_html, plain_title

MAX_URLS = 50_000
_TAGS = ("{*}url", "{*}sitemap")


def read_sitemap(
    body: bytes,
    url: str = "",
    content_type: str | None = None,
    source_id: str = "",
    *,
    max_urls: int = MAX_URLS,
) -> Discovery | Rejected:
    """A sitemap (kinds "sitemap", "news_sitemap") as links, an index ("sitemap_index") as children.

    The children stand newest first.
    `lastmod` becomes `updated_at`; only the news extension states a publication date.
    Rejects with "not_a_sitemap".
    """
    reader = _Reader(url, source_id, max_urls)
    data, encoding = xml.as_declared(body, content_type)
    strict = b"<!DOCTYPE" not in body[:20_000] and b"<!ENTITY" not in body[:20_000]
    if not (strict and reader.read(data, encoding or "utf-8", recover=False)):
        reader = _Reader(url, source_id, max_urls)
        reader.read(xml.mend(to_text(body, content_type)).encode("utf-8", "replace"), "utf-8", recover=True)
    if not reader.links and not reader.children and reader.root not in ("urlset", "sitemapindex"):
        return Rejected(
            stage="discover", reason="not_a_sitemap", url=url, detail="neither urlset nor sitemapindex"
        )
    kind = (
        "sitemap_index"
        if reader.root == "sitemapindex" or (reader.children and not reader.links)
        else "sitemap"
    )
    if reader.news:
        kind = "news_sitemap"
    reader.children.sort(key=lambda c: c[1].timestamp() if c[1] else 0.0, reverse=True)
    return Discovery(
        source_id=source_id,
        url=url,
        kind=kind,
        links=tuple(reader.links),
        children=tuple(dict.fromkeys(address for address, _ in reader.children)),
        cut=(f"only the first {max_urls} addresses are read",) if reader.full else (),
    )


def read_url_list(
    body: bytes, url: str = "", content_type: str | None = None, source_id: str = ""
) -> Discovery | Rejected:
    """A text sitemap: one address a line (sitemaps.org, "Text file"). Rejects with "not_a_sitemap"."""
    lines = [line.strip() for line in to_text(body, content_type).splitlines() if line.strip()]
    found = [
        a
        for line in lines[:MAX_URLS]
        if line.startswith(("http://", "https://")) and (a := urls.resolve(url, line))
    ]
    if not found or len(found) * 2 < len(lines[:MAX_URLS]):
        return Rejected(stage="discover", reason="not_a_sitemap", url=url, detail="no list of addresses")
    return Discovery(
        source_id=source_id,
        url=url,
        kind="sitemap",
        links=tuple(Link(url=a, source_id=source_id) for a in found),
        cut=(f"only the first {MAX_URLS} addresses are read",) if len(lines) > MAX_URLS else (),
    )  # fmt: skip


class _Reader:
    def __init__(self, url: str, source_id: str, max_urls: int) -> None:
        self.url = url
        self.source_id = source_id
        self.max_urls = max_urls
        self.links: list[Link] = []
        self.children: list[tuple[str, datetime | None]] = []
        self.news = False
        self.full = False
        self.root = ""

    def read(self, data: bytes, encoding: str, *, recover: bool) -> bool:
        """Whether the document could be read to its end (or to the cap)."""
        parser = xml.pull_parser(encoding, _TAGS, recover=recover)
        try:
            for start in range(0, len(data), xml.PIECE):
                parser.feed(data[start : start + xml.PIECE])
                for _, element in cast("Iterator[tuple[str, xml.Element]]", parser.read_events()):
                    if len(self.links) + len(self.children) >= self.max_urls:
                        self.full = True
                        return True
                    self.one(element)
            root = parser.close()
            self.root = self.root or etree.QName(root).localname.lower()
        except (etree.XMLSyntaxError, ValueError):
            return recover
        return True

    def one(self, element: xml.Element) -> None:
        parent = element.getparent()
        if parent is None:
            return
        self.root = self.root or etree.QName(parent).localname.lower()
        is_child = str(element.tag).endswith("sitemap")
        fields = {
            self.name(c): (c.text or "").strip() for c in element.iter(etree.Element) if c is not element
        }
        address = urls.resolve(self.url, fields.get("loc", "")) if fields.get("loc") else None
        if address and is_child:
            self.children.append((address, read_date(fields.get("lastmod"))))
        elif address:
            self.links.append(self.link(address, fields))
        element.clear()
        while (before := element.getprevious()) is not None:
            parent.remove(before)

    @staticmethod
    def name(element: xml.Element) -> str:
        uri, _, local = str(element.tag).rpartition("}")
        local = local.rpartition(":")[2].lower()
        if "sitemap-news" in uri or str(element.tag).startswith("news:"):
            return "news:" + local
        if "sitemap-image" in uri or str(element.tag).startswith("image:"):
            return "image:" + local
        if "sitemap-video" in uri or str(element.tag).startswith("video:"):
            return "video:" + local
        return local

    def link(self, address: str, fields: dict[str, str]) -> Link:
        is_news = "news:publication_date" in fields or "news:title" in fields
        self.news = self.news or is_news
        image = fields.get("image:loc", "")
        words = re.split(r"\s*,\s*", fields.get("news:keywords", ""))
        return Link(
            url=address,
            source_id=self.source_id,
            title=plain_title(as_html(fields.get("news:title", ""))),
            published_at=read_date(fields.get("news:publication_date")),
            updated_at=read_date(fields.get("lastmod")),
            image_url=urls.resolve(self.url, image) if image else None,
            language=fields.get("news:language", "").lower() or None,
            provider_name=fields.get("news:name", "")[:200],
            tags=tuple(w for w in words if w)[:100],
        )
