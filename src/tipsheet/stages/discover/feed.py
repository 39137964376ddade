"""RSS 0.9x/1.0/2.0, Atom 0.3/1.0 and CDF: one reader, because the wild mixes them.

Source: RSS 2.0 (rssboard.org), RSS 1.0 (web.resource.org), RFC 4287, RSS syndication module;
choices and figures in docs/decisions/013-feed-reading.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from tipsheet.records import Discovery, Link, Rejected
from tipsheet.stages.discover import xml
from tipsheet.stages.discover.charset import to_text
from tipsheet.stages.discover.entry import (
    Feed,
    attribute,
    is_plain,
    language,
    markup,
    person,
    read_entry,
    resolved,
)
from tipsheet.stages.discover.markup import as_html, plain_title
from tipsheet.stages.discover.names import Element

MAX_ENTRIES = 10_000
_PULL_FROM = 2 << 20  # bytes; larger documents are read piece by piece
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RESOURCE_LIMIT = 114  # libxml2's XML_ERR_RESOURCE_LIMIT
_ITEM_TAGS = ("{*}item", "{*}entry", "{*}Item", "{*}ITEM")
_ITEMS = ("item", "entry")
_ROOTS = {"rss": "rss", "feed": "atom", "rdf:rdf": "rdf", "rdf": "rdf", "channel": "rss"}
_UPDATE_S = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def read_feed(
    body: bytes,
    url: str = "",
    content_type: str | None = None,
    source_id: str = "",
    *,
    max_entries: int = MAX_ENTRIES,
) -> Discovery | Rejected:
    """An RSS or Atom document as a `Discovery`; entries without an address have `url` "".

    `url` is the address the document came from, for relative links. Rejects with "not_a_feed"
    when no feed's root and no entry is found, with "too_large" when the first entry alone passes the
    parser's limits. What a cap left out stands in `cut`.
    """
    reader = _Reader(url, source_id, max_entries)
    root, links = (reader.in_pieces if len(body) >= _PULL_FROM else reader.whole)(body, content_type)
    if root is None and reader.cut:
        return Rejected(stage="discover", reason="too_large", url=url, detail=reader.cut[0])
    if root is None or (not links and reader.feed.names.of(root) not in _ROOTS):
        return Rejected(stage="discover", reason="not_a_feed", url=url, detail="neither RSS nor Atom")
    return reader.discovery(root, links)


class _Reader:
    """The state of reading one document."""

    def __init__(self, url: str, source_id: str, max_entries: int) -> None:
        self.url = url
        self.max_entries = max_entries
        self.cut: tuple[str, ...] = ()
        self.feed = Feed(url, source_id)

    def whole(self, body: bytes, content_type: str | None) -> tuple[Element | None, list[Link]]:
        root = xml.parse_strict(body, content_type)
        if root is None:
            root = xml.parse_mended(to_text(body, content_type))
        if root is None:
            return None, []
        root = self.inside(root)
        self.prepare(root)
        links: list[Link] = []
        for element in self.items(root):
            if len(links) >= self.max_entries:
                self.say_cut()
                break
            links.append(read_entry(element, self.feed))
        return root, links

    def in_pieces(self, body: bytes, content_type: str | None) -> tuple[Element | None, list[Link]]:
        """Memory for one entry at a time, and no work after the last one that counts."""
        if b"<!DOCTYPE" not in body[:20_000] and b"<!ENTITY" not in body[:20_000]:
            data, encoding = xml.as_declared(body, content_type)
            found = self.pulled(data, encoding or "utf-8", recover=False)
            if found is not None:
                return found
            del data
        self.cut = ()
        # In one expression, so that no copy of a large document outlives its use.
        return self.pulled(
            xml.mend(to_text(body, content_type)).encode("utf-8", "replace"), "utf-8", recover=True
        ) or (None, [])

    def pulled(
        self, data: bytes, encoding: str, *, recover: bool
    ) -> tuple[Element | None, list[Link]] | None:
        parser = xml.pull_parser(encoding, _ITEM_TAGS, recover=recover)
        links: list[Link] = []
        root: Element | None = None
        try:
            for start in range(0, len(data), xml.PIECE):
                parser.feed(data[start : start + xml.PIECE])
                for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    if root is None:
                        root = element.getroottree().getroot()
                        self.prepare(root)
                    if self.feed.names.of(element) not in _ITEMS:
                        continue
                    if len(links) >= self.max_entries:
                        self.say_cut()
                        return root, links
                    links.append(read_entry(element, self.feed))
                    _forget(element)
            root = parser.close()
        except etree.XMLSyntaxError as error:
            if getattr(error, "code", 0) == _RESOURCE_LIMIT:  # a second look would end at the same place
                self.cut = ("one element is larger or deeper than we read",)
                return root, links
            if not recover:
                return None
        except ValueError:
            if not recover:
                return None
        return (root, links) if root is not None else None

    def say_cut(self) -> None:
        self.cut = (f"only the first {self.max_entries} entries are read",)

    # ------------------------------------------------------------------- structure

    def items(self, root: Element) -> Iterator[Element]:
        """Entries in document order; one inside another is its own entry, as broken nesting makes them."""
        of = self.feed.names.of
        found = False
        for element in root.iter(*_ITEM_TAGS):
            if of(element) in _ITEMS:
                found = True
                yield element
        if not found:  # under a prefix nobody declared, say
            yield from (e for e in root.iter(etree.Element) if of(e) in _ITEMS)

    def inside(self, root: Element) -> Element:
        """The feed's own root where a server wrapped it into something else."""
        of = self.feed.names.of
        if of(root) in _ROOTS:
            return root
        return next((e for e in root.iter(etree.Element) if of(e) in ("rss", "feed", "rdf:rdf")), root)

    def prepare(self, root: Element) -> None:
        """What entries must know: the base of their links, the dialect, the feed's authors."""
        feed = self.feed
        feed.base = resolved(root.get(_XML_BASE), root, self.url) or self.url
        feed.is_atom = feed.names.of(root) == "feed"
        if feed.is_atom:
            people = (person(child, feed) for child in root if feed.names.of(child) == "author")
            feed.authors = tuple(filter(None, people))
        if not feed.base:
            head = self.head(root)
            hints: dict[str, str] = {}
            for child in head:
                self.hint(feed.names.of(child), child, hints)
            feed.base = hints.get("self") or self.site_link(head) or ""

    def head(self, root: Element) -> Element:
        return next((child for child in root if self.feed.names.of(child) == "channel"), root)

    # ----------------------------------------------------------------- feed's head

    def discovery(self, root: Element, links: list[Link]) -> Discovery:
        head = self.head(root)
        hints: dict[str, str] = {}
        title, said = "", head.get(_XML_LANG) or root.get(_XML_LANG)
        for child in head:
            name = self.feed.names.of(child)
            if name in ("title", "dc:title") and not title:
                text = markup(child, self.feed)
                title = plain_title(as_html(text) if is_plain(child, self.feed) else text)
            elif name in ("language", "dc:language"):
                said = (child.text or "").strip() or said
            elif name not in _ITEMS:
                self.hint(name, child, hints)
        return Discovery(
            source_id=self.feed.source_id,
            url=self.url,
            kind=_ROOTS.get(self.feed.names.of(root), "rss"),
            title=title,
            site_url=self.site_link(head),
            language=language(said),
            links=tuple(links),
            hints=hints,
            cut=self.cut,
        )

    def hint(self, name: str, child: Element, hints: dict[str, str]) -> None:
        text = (child.text or "").strip()
        if name == "ttl" and _is_number(text):
            hints["ttl_s"] = str(int(text) * 60)
        elif name == "skiphours":
            hours = [(h.text or "").strip() for h in child]
            hints["skip_hours"] = ",".join(h for h in hours if _is_number(h) and int(h) <= 24)
        elif name == "skipdays":
            hints["skip_days"] = ",".join((d.text or "").strip().lower() for d in child if d.text)[:80]
        elif name == "sy:updateperiod" and text.lower() in _UPDATE_S:
            hints["update_s"] = str(_UPDATE_S[text.lower()] // self.frequency(child))
        elif name == "link" and child.get("rel") in ("hub", "self", "next"):
            target = resolved(child.get("href"), child, self.feed.base)
            if target:
                hints.setdefault(str(child.get("rel")), target)
        elif name == "itunes:new-feed-url" and (target := resolved(text, child, self.feed.base)):
            hints["new_feed_url"] = target

    def frequency(self, period: Element) -> int:
        for other in (*period.itersiblings(), *period.itersiblings(preceding=True)):
            if self.feed.names.of(other) == "sy:updatefrequency" and _is_number((other.text or "").strip()):
                return max(1, int((other.text or "").strip()))
        return 1

    def site_link(self, head: Element) -> str | None:
        plain_link, alternate = None, None
        for child in head:
            if self.feed.names.of(child) != "link":
                continue
            href = child.get("href")
            if href is None or (child.get("rel") is None and child.tag == "link"):
                plain_link = resolved(href or child.text, child, self.feed.base) or plain_link
            elif (child.get("rel") or "alternate") == "alternate":
                alternate = alternate or resolved(href, child, self.feed.base)
        return plain_link or alternate or resolved(attribute(head, "href"), head, self.feed.base)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8


def _forget(element: Element) -> None:
    """Free a finished entry and everything like it before it in its parent."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None and before.tag == element.tag:
            parent.remove(before)
