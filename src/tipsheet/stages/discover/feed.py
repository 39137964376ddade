"""RSS 0.9x/1.0/2.0 and Atom 0.3/1.0: one reader, because the wild mixes them.

Every field is taken where publishers put it, in an order of trust; nothing is made up.
Source: RSS 2.0 (rssboard.org), RSS 1.0 (web.resource.org), RFC 4287, Media RSS 1.5.1,
Dublin Core; choices and figures in docs/decisions/013-feed-reading.md.
"""

from __future__ import annotations

import base64
import binascii
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
from tipsheet.stages.discover.markup import as_html, first_image, plain, plain_title
from tipsheet.text import squeeze

Element = xml.Element

MAX_ENTRIES = 10_000
MAX_FIELD = 1 << 20  # characters of one entry's content
_PULL_FROM = 2 << 20  # bytes; larger documents are read piece by piece

_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.itunes.com/DTDs/PodCast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.youtube.com/xml/schemas/2015": "yt",
    "http://search.yahoo.com/mrss/rss/": "media",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://purl.org/rss/1.0/modules/prism/2.0/": "prism",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://podcastindex.org/namespace/1.0": "podcast",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://www.georss.org/georss": "georss",
}
_CORE = frozenset(
    {
        "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/", "http://my.netscape.com/publish/formats/rss-0.91.dtd",
        "http://channel.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/atom/ns",
        "http://purl.org/net/rss1.1#", "http://example.com/newformat#", "http://example.com/necho",
        "http://purl.org/echo/", "http://purl.org/pie/",
    }
)  # fmt: skip
_ATOM = "http://www.w3.org/2005/Atom"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_KNOWN_PREFIX = frozenset(_PREFIXES.values())
_CORE_PREFIX = frozenset({"rss", "atom", "atom10", "atom03", "a10", "rss1", "rss10", "ns0", "a", "feed"})
_PUBLISHED = (
    "pubdate", "published", "issued", "dc:date", "created", "dcterms:issued", "dcterms:created",
    "prism:publicationdate", "dcterms:date", "date",
)  # fmt: skip
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
_SUMMARIES = (
    "summary", "description", "itunes:summary", "media:description", "dc:description", "abstract",
    "itunes:subtitle",
)  # fmt: skip
_FOR_PEOPLE = ("text/html", "application/xhtml+xml")
_ITEM_NAMES = ("{*}item", "{*}entry", "{*}Item", "{*}ITEM")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9][!#-;=?-\[\]^_a-z{|}~]*$")
_UPDATE_S = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_XMLNS = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')
_NAME_IN = re.compile(r"^\s*\S+@\S+\s*\(([^)]*)\)\s*$")
_MAIL = re.compile(r"[<(]?[\w.+%-]+@[\w.-]+\.\w+[>)]?")


class _Names:
    """Short names for the element names of one document: `{uri}local` -> `prefix:local` or `local`."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, element: Element) -> str:
        tag = element.tag
        if not isinstance(tag, str):
            return "#"
        name = self._known.get(tag)
        if name is None:
            name = self._known[tag] = self._short(tag, element.prefix)
        return name

    @staticmethod
    def _short(tag: str, prefix: str | None) -> str:
        uri, brace, local = tag.rpartition("}")
        if not brace:
            head, colon, rest = tag.partition(":")  # a prefix nobody declared
            if not colon:
                return tag.lower()
            head = head.lower()
            return rest.lower() if head in _CORE_PREFIX else f"{head}:{rest.lower()}"
        uri = uri[1:]
        known = _PREFIXES.get(uri)
        if known is not None:
            return f"{known}:{local.lower()}"
        lowered = uri.lower()
        if lowered in _CORE or lowered.startswith("http://my.netscape.com"):
            return local.lower()
        if prefix is None or prefix.lower() in _CORE_PREFIX:
            return local.lower()  # a default namespace nobody knows: the document is what it says it is
        short = prefix.lower()
        return f"{short}:{local.lower()}" if short in _KNOWN_PREFIX else f"?{short}:{local.lower()}"


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
    when no feed's root and no entry is found. What a cap left out stands in `cut`.
    """
    reader = _Reader(url, source_id, max_entries)
    if len(body) >= _PULL_FROM:
        root, entries = reader.in_pieces(body, content_type)
    else:
        root, entries = reader.whole(body, content_type)
    if root is None or (not entries and not reader.is_feed(root)):
        return Rejected(stage="discover", reason="not_a_feed", url=url, detail="neither RSS nor Atom")
    return reader.discovery(root, entries)


class _Reader:
    """The state of reading one document."""

    def __init__(self, url: str, source_id: str, max_entries: int) -> None:
        self.url = url
        self.source_id = source_id
        self.max_entries = max_entries
        self.names = _Names()
        self.cut: list[str] = []
        self.base = url
        self.feed_authors: tuple[str, ...] = ()
        self.is_atom = False

    # ------------------------------------------------------------- two ways through

    def whole(self, body: bytes, content_type: str | None) -> tuple[Element | None, list[Link]]:
        root = xml.parse_strict(body, content_type)
        if root is None:
            root = xml.parse_mended(to_text(body, content_type))
        if root is None:
            return None, []
        root = self.inside(root)
        self.prepare(root)
        entries: list[Link] = []
        for element in self.items(root):
            if len(entries) >= self.max_entries:
                self.say_cut()
                break
            entries.append(self.entry(element))
        return root, entries

    def in_pieces(self, body: bytes, content_type: str | None) -> tuple[Element | None, list[Link]]:
        """Memory for one entry at a time, and no work after the last one that counts."""
        mended = b"<!DOCTYPE" in body[:20_000] or b"<!ENTITY" in body[:20_000]
        if not mended:
            data, encoding = xml.as_declared(body, content_type)
            found = self.pulled(data, encoding or "utf-8", recover=False)
            if found is not None:
                return found
        self.cut.clear()
        data = xml.mend(to_text(body, content_type)).encode("utf-8", "replace")
        return self.pulled(data, "utf-8", recover=True) or (None, [])

    def pulled(self, data: bytes, encoding: str, *, recover: bool) -> tuple[Element, list[Link]] | None:
        parser = xml.pull_parser(encoding, _ITEM_NAMES, recover=recover)
        entries: list[Link] = []
        root: Element | None = None
        full = False
        try:
            for start in range(0, len(data), xml.PIECE):
                parser.feed(data[start : start + xml.PIECE])
                for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    if root is None:
                        root = element.getroottree().getroot()
                        self.prepare(root)
                    if not self.is_item(element):
                        continue
                    if len(entries) >= self.max_entries:
                        full = True
                        break
                    entries.append(self.entry(element))
                    _forget(element)
                if full:
                    self.say_cut()
                    break
            if not full:
                root = parser.close()
        except (etree.XMLSyntaxError, ValueError):
            if not recover:
                return None
        return (root, entries) if root is not None else None

    def say_cut(self) -> None:
        self.cut.append(f"only the first {self.max_entries} entries are read")

    # ------------------------------------------------------------------- structure

    def is_feed(self, root: Element) -> bool:
        name = self.names.of(root)
        return name in ("rss", "feed", "rdf:rdf", "rdf", "channel")

    def is_item(self, element: Element) -> bool:
        return self.names.of(element) in ("item", "entry")

    def items(self, root: Element) -> Iterator[Element]:
        """Entries in document order; one inside another is its own entry, as broken nesting makes them."""
        for element in root.iter(etree.Element):
            if self.names.of(element) in ("item", "entry"):
                yield element

    def inside(self, root: Element) -> Element:
        """The feed's own root where a server wrapped it into something else."""
        if self.is_feed(root):
            return root
        return next(
            (e for e in root.iter(etree.Element) if self.names.of(e) in ("rss", "feed", "rdf:rdf")), root
        )

    def prepare(self, root: Element) -> None:
        base = root.get(_XML_BASE)
        if base:
            self.base = urls.resolve(self.url, base) or self.base
        self.is_atom = self.names.of(root) == "feed"
        if self.is_atom:
            self.feed_authors = tuple(
                a for child in root if self.names.of(child) == "author" and (a := self.person(child))
            )
        if not self.base:
            head = root if self.is_atom else self.channel(root)
            hints: dict[str, str] = {}
            for child in head:
                self.hint(self.names.of(child), child, hints)
            self.base = hints.get("self") or self.site_link(head) or ""

    def channel(self, root: Element) -> Element:
        for child in root:
            if self.names.of(child) == "channel":
                return child
        return root

    # ----------------------------------------------------------------- feed's head

    def discovery(self, root: Element, entries: list[Link]) -> Discovery:
        head = self.channel(root)
        hints: dict[str, str] = {}
        title, language = "", head.get(_XML_LANG) or root.get(_XML_LANG)
        for child in head:
            name = self.names.of(child)
            if name in ("title", "dc:title") and not title:
                title = plain_title(self.markup(child))
            elif name in ("language", "dc:language"):
                language = squeeze(child.text or "") or language
            elif name not in ("item", "entry"):
                self.hint(name, child, hints)
        kind = {"rss": "rss", "feed": "atom", "rdf:rdf": "rdf", "rdf": "rdf"}.get(self.names.of(root), "rss")
        return Discovery(
            source_id=self.source_id,
            url=self.url,
            kind=kind,
            title=title,
            site_url=self.site_link(head),
            language=_language(language),
            links=tuple(entries),
            hints=hints,
            cut=tuple(self.cut),
        )

    def hint(self, name: str, child: Element, hints: dict[str, str]) -> None:
        text = (child.text or "").strip()
        if name == "ttl" and text.isdigit() and len(text) < 8:
            hints["ttl_s"] = str(int(text) * 60)
        elif name == "skiphours":
            hours = [(h.text or "").strip() for h in child]
            hints["skip_hours"] = ",".join(h for h in hours if h.isdigit() and len(h) < 3)
        elif name == "skipdays":
            hints["skip_days"] = ",".join((d.text or "").strip().lower() for d in child if d.text)[:80]
        elif name == "sy:updateperiod" and text.lower() in _UPDATE_S:
            often = 1
            for other in child.itersiblings():
                if self.names.of(other) == "sy:updatefrequency" and (other.text or "").strip().isdigit():
                    often = max(1, int((other.text or "").strip()[:6]))
            hints["update_s"] = str(_UPDATE_S[text.lower()] // often)
        elif name in ("link", "atom:link") and child.get("rel") in ("hub", "self", "next"):
            target = self.resolved(child.get("href"), child)
            if target:
                hints.setdefault(str(child.get("rel")), target)
        elif name == "itunes:new-feed-url" and (target := self.resolved(text, child)):
            hints["new_feed_url"] = target

    def site_link(self, head: Element) -> str | None:
        plain_link, alternate = None, None
        for child in head:
            if self.names.of(child) != "link":
                continue
            href = child.get("href")
            if href is None or (child.get("rel") is None and child.tag == "link"):
                plain_link = self.resolved(href or child.text, child) or plain_link
            elif (child.get("rel") or "alternate") == "alternate":
                alternate = alternate or self.resolved(href, child)
        return plain_link or alternate or self.resolved(_attribute(head, "href"), head)

    # --------------------------------------------------------------------- entries

    def entry(self, element: Element) -> Link:
        fields: dict[str, list[Element]] = {}
        self.gather(element, fields)
        title = self.title(fields)
        content, summary = self.content(fields)
        enclosures = [e for e in fields.get("enclosure", ()) if e.get("url") or e.get("href")]
        url, written = self.address(fields, enclosures, element)
        origin = self.origin(fields)
        published, updated = _dates(fields, element)
        image = self.image(fields, enclosures, content or summary, element)
        return Link(
            url=origin or url,
            stated_url=url if origin else written if written.startswith("http") and written != url else "",
            source_id=self.source_id,
            entry_id=self.identity(fields, element),
            title=title,
            excerpt=plain(summary) if summary else "",
            content_html=(content or (summary if "<" in summary else ""))[:MAX_FIELD],
            authors=self.authors(fields),
            tags=self.tags(fields),
            published_at=published,
            updated_at=updated,
            image_url=image,
            language=_language(element.get(_XML_LANG) or _text(fields, "dc:language")),
            provider_name=self.provider(fields),
            type=self.kind(fields, enclosures),
        )

    def gather(self, element: Element, fields: dict[str, list[Element]]) -> None:
        of = self.names.of
        for child in element:
            name = of(child)
            if name in ("media:group", "media:content", "categories"):
                fields.setdefault(name, []).append(child)
                self.gather(child, fields)
            elif name not in ("item", "entry"):
                if name == "link" and child.get("rel") == "enclosure":
                    name = "enclosure"
                fields.setdefault(name, []).append(child)

    def title(self, fields: dict[str, list[Element]]) -> str:
        for name in ("title", "media:title", "dc:title", "itunes:title"):
            for element in fields.get(name, ()):
                text = self.markup(element)
                if self.is_plain(element):
                    text = as_html(text)
                if text and (shown := plain_title(text)):
                    return shown
        return ""

    def content(self, fields: dict[str, list[Element]]) -> tuple[str, str]:
        """(full content, summary) as HTML; either may be ""."""
        content = self.first_html(fields, _CONTENTS)
        summary = self.first_html(fields, _SUMMARIES)
        if not content and not self.is_atom and "summary" in fields and "description" in fields:
            content = self.first_html(fields, ("description",))
            if list(fields).index("description") < list(fields).index("summary"):
                content, summary = summary, content
        return content, summary

    def first_html(self, fields: dict[str, list[Element]], names: tuple[str, ...]) -> str:
        for name in names:
            for element in fields.get(name, ()):
                text = self.markup(element)
                if text.strip():
                    return as_html(text) if self.is_plain(element) else text
        return ""

    def is_plain(self, element: Element) -> bool:
        """Whether the text is no HTML: Atom says so, RSS never does."""
        if not self.is_atom:
            return element.get("type") in ("text", "text/plain")
        kind = element.get("type")
        if element.tag == f"{{{_ATOM}}}{etree.QName(element).localname}":
            return kind in (None, "text", "text/plain")
        return kind in ("text", "text/plain") or (kind is None and element.get("mode") != "escaped")

    def markup(self, element: Element) -> str:
        """The content of an element: its text, or its inner markup when it has children."""
        if len(element):
            return _inner(element)
        text = element.text or ""
        if element.get("mode") == "base64" or (self.is_atom and _is_base64_type(element.get("type") or "")):
            return _unbase64(text)
        return text

    def address(
        self, fields: dict[str, list[Element]], enclosures: list[Element], item: Element
    ) -> tuple[str, str]:
        """The entry's page, and what the link says as written."""
        found = self.link(fields)
        if found is not None:
            return found
        for element in [*fields.get("guid", ()), *fields.get("id", ())]:
            text = (element.text or "").strip()
            if text.startswith(("http://", "https://")) and not _is_no_permalink(element):
                return self.resolved(text, element) or "", text
        places = [item.get(_RDF_ABOUT) or _attribute(item, "href")]
        places += [e.get("url") or e.get("href") for e in (*enclosures, *fields.get("media:content", ()))]
        places += [
            e.get("href") for e in fields.get("link", ()) if e.get("rel") in ("self", "via", "related")
        ]
        return next((a for p in places if p and (a := self.resolved(p, item))), ""), ""

    def origin(self, fields: dict[str, list[Element]]) -> str | None:
        """The publisher's own address where a feed service put a counting one into `link`."""
        for name in ("feedburner:origlink", "pheedo:origlink"):
            if (text := _text(fields, name)) and (found := self.resolved(text, fields[name][0])):
                return found
        return None

    def link(self, fields: dict[str, list[Element]]) -> tuple[str, str] | None:
        """The alternate for people, else any other; of several plain links the last, as other readers do."""
        best: tuple[int, str, str] | None = None
        for element in fields.get("link", ()):
            href = element.get("href")
            rank = 0
            if href is None or (element.get("rel") is None and not self.is_atom and element.tag == "link"):
                href = href or element.text
            elif (element.get("rel") or "alternate").lower() != "alternate":
                continue
            else:
                rank = 1 if (element.get("type") or "text/html") in _FOR_PEOPLE else 2
            if best is not None and (best[0] < rank or best[0] == rank > 0):
                continue
            found = self.resolved(href, element)
            if found:
                best = (rank, found, (href or "").strip())
        if best is not None:
            return best[1:]
        for element in fields.get("content", ()):
            if element.get("src") and (found := self.resolved(element.get("src"), element)):
                return found, ""
        return None

    def kind(self, fields: dict[str, list[Element]], enclosures: list[Element]) -> str:
        if "yt:videoid" in fields:
            return "video"
        types = [e.get("type") or "" for e in enclosures]
        types += [e.get("type") or e.get("medium") or "" for e in fields.get("media:content", ())]
        for word in ("video", "audio"):
            if any(t.startswith(word) for t in types):
                return word
        return "article"

    def identity(self, fields: dict[str, list[Element]], item: Element) -> str:
        for name in ("id", "guid"):
            if text := _text(fields, name):
                if self.is_atom and "/" in text and ":" not in text:
                    text = self.resolved(text, fields[name][0]) or text  # relative, against RFC 4287
                return text[:2000]
        return (item.get(_RDF_ABOUT) or "").strip()[:2000]

    def authors(self, fields: dict[str, list[Element]]) -> tuple[str, ...]:
        found: list[str] = []
        for name in ("author", "dc:creator", "itunes:author", "dc:author", "media:credit"):
            for element in fields.get(name, ()):
                who = self.person(element)
                if name == "media:credit" and element.get("role") not in ("author", "writer", "creator"):
                    continue
                if who and who not in found:
                    found.append(who)
            if found:
                break
        return tuple(found) or self.feed_authors

    def person(self, element: Element) -> str:
        for child in element:
            if self.names.of(child) == "name":
                return squeeze(child.text or "")[:200]
        text = _all_text(element) if len(element) else (element.text or "")
        if "@" in text:
            inside = _NAME_IN.match(text)
            text = inside[1] if inside else _MAIL.sub("", text)
        text = text.strip(" \t\r\n<>")
        return plain(text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text, 200)

    def tags(self, fields: dict[str, list[Element]]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for element in fields.get("tags", ()):
            for word in (
                (element.text or "").split(",") if not len(element) else [c.text or "" for c in element]
            ):
                if word := plain(word, 100):
                    found[word] = None
        for name in ("category", "dc:subject", "media:category", "itunes:category"):
            for element in fields.get(name, ()):
                term, label = element.get("term") or "", element.get("label") or ""
                # The label is for people, but many write a constant there and the subject into the term.
                best = label if not term or term.isdigit() or "://" in term else term
                if text := plain(best or element.text or element.get("text") or "", 100):
                    found[text] = None
        for name in ("media:keywords", "itunes:keywords"):
            for element in fields.get(name, ()):
                for word in (element.text or "").split(","):
                    if word := plain(word, 100):
                        found[word] = None
        return tuple(found)[:100]

    def image(
        self, fields: dict[str, list[Element]], enclosures: list[Element], content: str, item: Element
    ) -> str | None:
        best: tuple[int, str] | None = None
        for name in ("media:content", "media:thumbnail"):
            for element in fields.get(name, ()):
                address = element.get("url") or element.text
                if name == "media:content" and not _is_picture(element):
                    continue
                width = element.get("width") or "0"
                size = int(width) if width.isdigit() and len(width) < 6 else 0
                if (
                    address
                    and (best is None or size > best[0])
                    and (found := self.resolved(address, element))
                ):
                    best = (size, found)
        if best is not None:
            return best[1]
        for element in enclosures:
            if (element.get("type") or "").startswith("image"):
                return self.resolved(element.get("url") or element.get("href"), element)
        for name in ("itunes:image", "image", "thumb", "thumbnail", "?thumb", "featuredimage"):
            for element in fields.get(name, ()):
                address = element.get("href") or element.get("url") or element.text or ""
                for child in element:
                    address = child.text or "" if self.names.of(child) == "url" else address
                if address.strip() and (found := self.resolved(address, element)):
                    return found
        source = first_image(content) if content else None
        return self.resolved(source, item) if source else None

    def provider(self, fields: dict[str, list[Element]]) -> str:
        for element in fields.get("source", ()):
            for child in element:
                if self.names.of(child) == "title":
                    text = self.markup(child)
                    return plain_title(as_html(text) if self.is_plain(child) else text, 200)
            if not len(element) and element.text:
                return plain_title(element.text, 200)
        return ""

    # --------------------------------------------------------------------- helpers

    def resolved(self, href: str | None, element: Element) -> str | None:
        """An address as the publisher wrote it when it is plain, else in its normal form; None: unusable."""
        href = (href or "").strip()
        if not href or len(href) > 8000:
            return None
        if _PLAIN_URL.match(href) and "@" not in href.split("/", 3)[2]:
            return href if urls.host(href) else None
        return urls.resolve(self.base_of(element), href)

    def base_of(self, element: Element) -> str:
        base = self.base
        chain = [b for node in (element, *element.iterancestors()) if (b := node.get(_XML_BASE))]
        for part in reversed(chain):
            base = urls.resolve(base, part) or base
        return base


def _dates(fields: dict[str, list[Element]], item: Element) -> tuple[datetime | None, datetime | None]:
    """(published, updated) as stated; an entry with an update time only was published then at the latest."""
    published = _first_date(fields, _PUBLISHED)
    updated = _first_date(fields, ("updated", "modified", "dcterms:modified", "lastbuilddate"))
    updated = updated or read_date(_attribute(item, "lastmod"))  # CDF
    return published or updated, updated


def _is_no_permalink(guid: Element) -> bool:
    return any(str(k).lower() == "ispermalink" and str(v).lower() == "false" for k, v in guid.attrib.items())


def _attribute(element: Element, name: str) -> str | None:
    """An attribute of the channel format of 1997, which some write in capitals."""
    return element.get(name) or element.get(name.upper())


def _first_date(fields: dict[str, list[Element]], names: tuple[str, ...]) -> datetime | None:
    for name in names:
        for element in reversed(fields.get(name, ())):  # the last one said holds
            found = read_date(element.text)
            if found is not None:
                return found
    return None


def _text(fields: dict[str, list[Element]], name: str) -> str:
    for element in fields.get(name, ()):
        text = _all_text(element) if len(element) else (element.text or "")
        if text.strip():
            return text.strip()
    return ""


def _all_text(element: Element) -> str:
    return "".join(cast("Iterator[str]", element.itertext()))


def _inner(element: Element) -> str:
    """Inner markup; the xhtml wrapper of Atom is taken off."""
    children = list(element)
    if len(children) == 1 and not (element.text or "").strip() and not (children[0].tail or "").strip():
        only = children[0]
        if isinstance(only.tag, str) and only.tag.endswith("}div") and element.get("type") in ("xhtml", None):
            element = only
    pieces = [as_html(element.text or "")]
    for child in element:
        if isinstance(child.tag, str):
            text = etree.tostring(child, encoding="unicode", method="xml", with_tail=True)
            pieces.append(text)
        else:
            pieces.append(as_html(child.tail or ""))
    markup = _XMLNS.sub("", "".join(pieces))
    return re.sub(r"(</?)\w+:(?=\w)", r"\1", markup) if "xhtml" in markup or ":" in markup[:200] else markup


def _unbase64(text: str) -> str:
    try:
        return base64.b64decode(re.sub(r"\s+", "", text), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text  # it only looked like it, or it is no text


def _is_base64_type(kind: str) -> bool:
    # RFC 4287 section 4.1.3.3: neither text nor XML means base64
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml", "html"))


def _is_picture(element: Element) -> bool:
    kind, medium = element.get("type") or "", element.get("medium") or ""
    if kind or medium:
        return kind.startswith("image") or medium == "image"
    return bool(re.search(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", element.get("url") or "", re.I))


def _language(text: str | None) -> str | None:
    text = (text or "").strip().replace("_", "-").lower()
    return text if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", text) else None


def _forget(element: Element) -> None:
    """Free a finished entry and everything before it in its parent."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while (before := element.getprevious()) is not None and before.tag == element.tag:
            parent.remove(before)
