"""One entry of an RSS or Atom document: each field from where publishers put it, in an order of trust.

Nothing is made up: what no element states stays empty. The elements' short names are those of `names.py`.
Source: RSS 2.0 (rssboard.org), RSS 1.0 (web.resource.org), RFC 4287, Media RSS 1.5.1, Dublin Core;
docs/decisions/013-feed-reading.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from can_ada import can_parse
from lxml import etree

from tipsheet import urls
from tipsheet.records import Link
from tipsheet.stages.discover.dates import read_date
from tipsheet.stages.discover.markup import as_html, first_image, line, plain, plain_title
from tipsheet.stages.discover.names import ATOM, Element, Names

MAX_FIELD = 1 << 20  # characters of one entry's content

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TITLES = ("title", "media:title", "dc:title", "itunes:title")
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
_SUMMARIES = (
    "summary",
    "description",
    "itunes:summary",
    "media:description",
    "dc:description",
    "abstract",
    "itunes:subtitle",
)
_AUTHORS = ("author", "dc:creator", "itunes:author", "dc:author", "media:credit")
_TAGS = ("category", "dc:subject", "media:category", "itunes:category")
_IMAGES = ("itunes:image", "image", "thumb", "thumbnail", "featuredimage")
_PUBLISHED = (
    "pubdate",
    "published",
    "issued",
    "dc:date",
    "created",
    "dcterms:issued",
    "dcterms:created",
    "prism:publicationdate",
    "dcterms:date",
    "date",
)
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_HOLDERS = frozenset({"media:group", "media:content", "categories"})
_FOR_PEOPLE = ("text/html", "application/xhtml+xml")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9][!#-.0-9:;=A-Z\[\]_a-z~]*(?:[/?#][!#-;=?-\[\]^_a-z{|}~]*)?$")
_XMLNS = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')
_TAG_PREFIX = re.compile(r"(</?)\w+:(?=\w)")
_NAME_IN = re.compile(r"^\s*\S+@\S+\s*\(([^)]*)\)\s*$")
_MAIL = re.compile(r"[<(]?[\w.+%-]{1,64}@[\w.-]{1,253}\.\w+[>)]?")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.I)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_SPACE = re.compile(r"\s+")

Fields = dict[str, list[Element]]


class Feed:
    """What an entry must know of the document it stands in."""

    __slots__ = ("authors", "base", "is_atom", "names", "source_id")

    def __init__(self, base: str, source_id: str) -> None:
        self.names = Names()
        self.base = base
        self.source_id = source_id
        self.is_atom = False
        self.authors: tuple[str, ...] = ()


def read_entry(item: Element, feed: Feed) -> Link:
    """The entry as a `Link`; `url` is "" when it states no address."""
    fields: Fields = {}
    _gather(item, fields, feed.names)
    content, summary = _content(fields, feed)
    enclosures = fields.get("enclosure", [])
    url, written = _address(fields, enclosures, item, feed)
    origin = _origin(fields, feed) if "feedburner:origlink" in fields or "pheedo:origlink" in fields else None
    published, updated = _dates(fields, item)
    return Link(
        url=origin or url,
        stated_url=url if origin else written if written != url and written.startswith("http") else "",
        source_id=feed.source_id,
        entry_id=_identity(fields, item, feed),
        title=_title(fields, feed),
        excerpt=plain(summary) if summary else "",
        content_html=(content or (summary if "<" in summary else ""))[:MAX_FIELD],
        authors=_authors(fields, feed),
        tags=_tags(fields),
        published_at=published,
        updated_at=updated,
        image_url=_image(fields, enclosures, content or summary, item, feed),
        language=language(item.get(_XML_LANG) or _text(fields, "dc:language")),
        provider_name=_provider(fields, feed) if "source" in fields else "",
        type=_kind(fields, enclosures),
    )


# ------------------------------------------------------- used for the feed's head too


def resolved(href: str | None, element: Element, base: str) -> str | None:
    """An address as the publisher wrote it when it is plain, else in its normal form; None: unusable."""
    href = _unwrapped(href or "").strip()
    if not href or len(href) > 8000:
        return None
    if _PLAIN_URL.match(href) is not None and can_parse(href):
        return href
    chain = [b for node in (element, *element.iterancestors()) if (b := node.get(_XML_BASE))]
    for part in reversed(chain):
        base = urls.resolve(base, part) or base
    return urls.resolve(base, href)


def markup(element: Element, feed: Feed) -> str:
    """The content of an element: its text, or its inner markup when it has children."""
    if len(element):
        return _inner(element)
    text = element.text or ""
    if text and (feed.is_atom or element.get("mode")):
        kind = element.get("type")
        if element.get("mode") == "base64" or (kind and _is_base64_type(kind)):
            return _unbase64(text)
    return _unwrapped(text)


def is_plain(element: Element, feed: Feed) -> bool:
    """Whether the text is no HTML: Atom says so, RSS hardly ever does."""
    kind = element.get("type")
    if not feed.is_atom:
        return kind in ("text", "text/plain")
    if str(element.tag).startswith("{" + ATOM):
        return kind in (None, "text", "text/plain")
    return kind in ("text", "text/plain") or (kind is None and element.get("mode") != "escaped")


def person(element: Element, feed: Feed) -> str:
    """A person's name; mail addresses are not names."""
    text = element.text or ""
    if len(element):
        for child in element:
            if feed.names.of(child) == "name":
                return line(_unwrapped(child.text or ""))[:200]
        text = _all_text(element)
    if "@" in text:
        inside = _NAME_IN.match(text)
        text = inside[1] if inside else _MAIL.sub("", text[:1000])
    text = _unwrapped(text).strip(" \t\r\n<>")
    return plain(text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text, 200)


def attribute(element: Element, name: str) -> str | None:
    """An attribute of the channel format of 1997, which some write in capitals."""
    return element.get(name) or element.get(name.upper())


def language(text: str | None) -> str | None:
    """A language tag in lower case; None for anything else."""
    if not text:
        return None
    text = text.strip().replace("_", "-").lower()
    return text if _LANGUAGE.fullmatch(text) else None


# ---------------------------------------------------------------------------- fields


def _gather(element: Element, fields: Fields, names: Names) -> None:
    """The children by short name, in order; groups are opened, entries inside entries are not."""
    for child in element:
        name = names.get(child.tag) or names.learn(child)
        if name == "link" and child.get("rel") == "enclosure":
            name = "enclosure"
        elif name == "item" or name == "entry":
            continue
        held = fields.get(name)
        if held is None:
            fields[name] = [child]
        else:
            held.append(child)
        if name in _HOLDERS and len(child):
            _gather(child, fields, names)


def _title(fields: Fields, feed: Feed) -> str:
    for name in _TITLES:
        for element in fields.get(name, ()):
            text = markup(element, feed)
            if text and is_plain(element, feed):
                text = as_html(text)
            if text and (shown := plain_title(text)):
                return shown
    return ""


def _content(fields: Fields, feed: Feed) -> tuple[str, str]:
    """(full content, summary) as HTML; either may be ""."""
    content = _first_html(fields, _CONTENTS, feed)
    summary = _first_html(fields, _SUMMARIES, feed)
    if not content and not feed.is_atom and "summary" in fields and "description" in fields:
        content = _first_html(fields, ("description",), feed)
        names = list(fields)
        if names.index("description") < names.index("summary"):
            content, summary = summary, content
    return content, summary


def _first_html(fields: Fields, names: tuple[str, ...], feed: Feed) -> str:
    for name in names:
        for element in fields.get(name, ()):
            text = markup(element, feed)
            if text and not text.isspace():
                return as_html(text) if is_plain(element, feed) else text
    return ""


def _address(fields: Fields, enclosures: list[Element], item: Element, feed: Feed) -> tuple[str, str]:
    """The entry's page, and what the link says as written."""
    found = _link(fields, feed)
    if found is not None:
        return found
    for element in [*fields.get("guid", ()), *fields.get("id", ())]:
        text = (element.text or "").strip()
        if text.startswith(("http://", "https://")) and not _is_no_permalink(element):
            return resolved(text, element, feed.base) or "", text
    places = [_about(item) or attribute(item, "href")]
    places += [e.get("url") or e.get("href") for e in (*enclosures, *fields.get("media:content", ()))]
    places += [e.get("href") for e in fields.get("link", ()) if e.get("rel") in ("self", "via", "related")]
    return next((a for p in places if p and (a := resolved(p, item, feed.base))), ""), ""


def _link(fields: Fields, feed: Feed) -> tuple[str, str] | None:
    """The alternate for people, else any other; of several plain links the last, as other readers do."""
    best: tuple[int, str, str] | None = None
    for element in fields.get("link", ()):
        href = element.get("href")
        rank = 0
        if href is None or (not feed.is_atom and element.get("rel") is None and element.tag == "link"):
            href = href or element.text
        elif (element.get("rel") or "alternate").lower() != "alternate":
            continue
        else:
            rank = 1 if (element.get("type") or "text/html") in _FOR_PEOPLE else 2
        if best is not None and (best[0] < rank or best[0] == rank > 0):
            continue
        found = resolved(href, element, feed.base)
        if found:
            best = (rank, found, (href or "").strip())
    if best is not None:
        return best[1:]
    for element in fields.get("content", ()):
        if element.get("src") and (found := resolved(element.get("src"), element, feed.base)):
            return found, ""
    return None


def _origin(fields: Fields, feed: Feed) -> str | None:
    """The publisher's own address where a feed service put a counting one into `link`."""
    for name in ("feedburner:origlink", "pheedo:origlink"):
        if (text := _text(fields, name)) and (found := resolved(text, fields[name][0], feed.base)):
            return found
    return None


def _identity(fields: Fields, item: Element, feed: Feed) -> str:
    for name in ("id", "guid"):
        if text := _text(fields, name):
            if feed.is_atom and "/" in text and ":" not in text:
                text = resolved(text, fields[name][0], feed.base) or text  # relative, against RFC 4287
            return text[:2000]
    return _about(item).strip()[:2000]


def _about(item: Element) -> str:
    """The RDF address of an entry, with the prefix declared or not."""
    return item.get(_RDF_ABOUT) or item.get("rdf:about") or item.get("about") or ""


def _kind(fields: Fields, enclosures: list[Element]) -> str:
    if "yt:videoid" in fields:
        return "video"
    media = fields.get("media:content")
    if not enclosures and not media:
        return "article"
    types = [e.get("type") or e.get("medium") or "" for e in (*enclosures, *(media or ()))]
    for word in ("video", "audio"):
        if any(t.startswith(word) for t in types):
            return word
    return "article"


def _authors(fields: Fields, feed: Feed) -> tuple[str, ...]:
    for name in _AUTHORS:
        held = fields.get(name)
        if not held:
            continue
        if name == "media:credit":
            held = [e for e in held if e.get("role") in ("author", "writer", "creator")]
        found = dict.fromkeys(who for element in held[:50] if (who := person(element, feed)))
        if found:
            return tuple(found)
    return feed.authors


def _tags(fields: Fields) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for element in fields.get("tags", ()):
        words = [c.text or "" for c in element] if len(element) else (element.text or "").split(",")
        found |= dict.fromkeys(plain(w, 100) for w in words[:100])
    for name in _TAGS:
        for element in fields.get(name, ()):
            term, label = element.get("term") or "", element.get("label") or ""
            # The label is for people, but many write a constant there and the subject into the term.
            best = label if not term or term.isdigit() or "://" in term else term
            found[plain(best or element.text or element.get("text") or "", 100)] = None
    for name in ("media:keywords", "itunes:keywords"):
        for element in fields.get(name, ()):
            found |= dict.fromkeys(plain(w, 100) for w in (element.text or "").split(",")[:100])
    found.pop("", None)
    return tuple(found)[:100]


def _image(fields: Fields, enclosures: list[Element], content: str, item: Element, feed: Feed) -> str | None:
    best: tuple[int, str] | None = None
    for name in ("media:content", "media:thumbnail"):
        for element in fields.get(name, ()):
            address = element.get("url") or element.text
            if not address or (name == "media:content" and not _is_picture(element)):
                continue
            width = element.get("width") or "0"
            size = int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0
            if (best is None or size > best[0]) and (found := resolved(address, element, feed.base)):
                best = (size, found)
    if best is not None:
        return best[1]
    for element in enclosures:
        if (element.get("type") or "").startswith("image"):
            return resolved(element.get("url") or element.get("href"), element, feed.base)
    for name in _IMAGES:
        for element in fields.get(name, ()):
            address = element.get("href") or element.get("url") or element.text or ""
            for child in element:
                address = child.text or "" if feed.names.of(child) == "url" else address
            if found := resolved(address, element, feed.base):
                return found
    source = first_image(content) if content else None
    return resolved(source, item, feed.base) if source else None


def _provider(fields: Fields, feed: Feed) -> str:
    for element in fields["source"]:
        for child in element:
            if feed.names.of(child) == "title":
                text = markup(child, feed)
                return plain_title(as_html(text) if is_plain(child, feed) else text, 200)
        if not len(element) and element.text:
            return plain_title(element.text, 200)
    return ""


def _dates(fields: Fields, item: Element) -> tuple[datetime | None, datetime | None]:
    """(published, updated) as stated; an entry with an update time only was published then at the latest."""
    published = _first_date(fields, _PUBLISHED)
    updated = _first_date(fields, _UPDATED) or read_date(attribute(item, "lastmod"))
    return published or updated, updated


def _first_date(fields: Fields, names: tuple[str, ...]) -> datetime | None:
    for name in names:
        held = fields.get(name)
        if held is not None:
            for element in reversed(held):  # the last one said holds
                if (found := read_date(element.text)) is not None:
                    return found
    return None


# --------------------------------------------------------------------------- helpers


def _is_no_permalink(guid: Element) -> bool:
    return any(str(k).lower() == "ispermalink" and str(v).lower() == "false" for k, v in guid.attrib.items())


def _text(fields: Fields, name: str) -> str:
    for element in fields.get(name, ()):
        text = _all_text(element) if len(element) else (element.text or "")
        if text := _unwrapped(text).strip():
            return text
    return ""


def _unwrapped(text: str) -> str:
    """Text without the marks of a CDATA section that was put into another."""
    return text.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in text else text


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
            pieces.append(etree.tostring(child, encoding="unicode", method="xml", with_tail=True))
        else:
            pieces.append(as_html(child.tail or ""))
    return _TAG_PREFIX.sub(r"\1", _XMLNS.sub("", "".join(pieces)))


def _unbase64(text: str) -> str:
    try:
        return base64.b64decode(_SPACE.sub("", text), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text  # it only looked like it, or it is no text


def _is_base64_type(kind: str) -> bool:
    # RFC 4287 section 4.1.3.3: neither text nor XML means base64
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml", "html"))


def _is_picture(element: Element) -> bool:
    kind, medium = element.get("type") or "", element.get("medium") or ""
    if kind or medium:
        return kind.startswith("image") or medium == "image"
    return _PICTURE.search(element.get("url") or "") is not None
