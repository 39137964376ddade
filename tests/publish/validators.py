"""Kept validators of what we publish for machines: Atom, RSS, JSON Feed, OPML, sitemaps.

Schemas in `schemas/` are our own statement of the specifications; RSS and OPML, which have no
schema language of their own, are checked by rules that name the clause. Each function returns
a list of faults in plain words; an empty list means valid.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

import jsonschema
from lxml import etree
from lxml.html import fragments_fromstring

HERE = Path(__file__).parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+\Z", re.IGNORECASE)
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d(:\d\d)? (GMT|UT|[+-]\d{4})\Z"
)
WEB = re.compile(r"https?://[!-~]+\Z")
BANNED = (
    "script",
    "iframe",
    "object",
    "embed",
    "style",
    "form",
    "link",
    "meta",
    "base",
    "svg",
    "math",
    "template",
)
ADDRESSES = (
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "background",
    "cite",
    "xlink:href",
    "ping",
)


def parse(body: bytes) -> etree._Element:
    """The root element; entities and outside documents are never loaded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(body, parser)


@lru_cache
def _rng(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(HERE / name)))


@lru_cache
def _xsd(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(HERE / name)))


@lru_cache
def _json_schema(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((HERE / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def atom(body: bytes) -> list[str]:
    """RFC 4287: the grammar, one self link, ids once, dates in order, harmless HTML."""
    root = parse(body)
    schema = _rng("atom.rng")
    faults = [] if schema.validate(root) else [str(error) for error in schema.error_log]
    rels = [link.get("rel", "alternate") for link in root.findall(ATOM + "link")]
    if rels.count("self") != 1:
        faults.append("4.1.1: a feed should have one self link")
    ids = [e.findtext(ATOM + "id") for e in root.iter(ATOM + "entry")]
    faults += _once(ids, "4.2.6: an entry's id stands for one entry")
    for entry in root.iter(ATOM + "entry"):
        alternates = [li for li in entry.findall(ATOM + "link") if li.get("rel", "alternate") == "alternate"]
        if len(alternates) != 1:
            faults.append("4.1.1.1: an entry of ours has one alternate link")
        content = entry.findtext(ATOM + "content") or ""
        faults += _harmless(content)
        if (entry.findtext(ATOM + "updated") or "") < (entry.findtext(ATOM + "published") or ""):
            faults.append("4.2.15: updated before published")
    return faults


def rss(body: bytes) -> list[str]:
    """RSS 2.0.11 and the RSS Best Practices Profile."""
    root = parse(body)
    faults: list[str] = []
    if root.tag != "rss" or root.get("version") != "2.0":
        return ["the root is <rss version='2.0'>"]
    channels = root.findall("channel")
    if len(channels) != 1:
        return ["one channel"]
    channel = channels[0]
    faults += [
        f"channel needs one <{name}>"
        for name in ("title", "link", "description")
        if len(channel.findall(name)) != 1 or not (channel.findtext(name) or "").strip()
    ]
    if not WEB.match(channel.findtext("link") or ""):
        faults.append("channel link is an address")
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", channel.findtext("language") or "en"):
        faults.append("channel language")
    faults += _dates(channel, ("lastBuildDate", "pubDate"))
    selfs = [li for li in channel.findall(ATOM + "link") if li.get("rel") == "self"]
    if (
        len(selfs) != 1
        or selfs[0].get("type") != "application/rss+xml"
        or not WEB.match(selfs[0].get("href", ""))
    ):
        faults.append("profile: one atom:link rel=self with type and address")
    allowed = {
        "title",
        "link",
        "description",
        "author",
        "category",
        "comments",
        "enclosure",
        "guid",
        "pubDate",
        "source",
    }
    guids = []
    for item in channel.findall("item"):
        if item.find("title") is None and item.find("description") is None:
            faults.append("an item has a title or a description")
        strange = [c.tag for c in item if not str(c.tag).startswith("{") and c.tag not in allowed]
        faults += [f"<{tag}> is no element of item" for tag in strange]
        for name in ("title", "link", "description", "guid", "pubDate"):
            if len(item.findall(name)) > 1:
                faults.append(f"<{name}> twice in an item")
        if not WEB.match(item.findtext("link") or "http://none"):
            faults.append("item link is an address")
        guid = item.find("guid")
        if guid is None or not (guid.text or "").strip():
            faults.append("profile: an item has a guid")
        else:
            guids.append(guid.text)
            if guid.get("isPermaLink", "true") == "true" and not WEB.match(guid.text or ""):
                faults.append("a guid that is a permalink is an address")
        faults += _dates(item, ("pubDate",))
        faults += _harmless(item.findtext("description") or "")
    return faults + _once(guids, "profile: a guid stands for one item")


def json_feed(body: bytes) -> list[str]:
    """JSON Feed 1.1."""
    feed = json.loads(body)
    faults = [
        f"{list(e.absolute_path)}: {e.message}" for e in _json_schema("jsonfeed.json").iter_errors(feed)
    ]
    faults += _once([item.get("id") for item in feed.get("items", ())], "an id stands for one item")
    for item in feed.get("items", ()):
        faults += _harmless(item.get("content_html", ""))
    return faults


def opml(body: bytes) -> list[str]:
    """OPML 2.0: head and body, every outline with text, rss outlines with xmlUrl."""
    root = parse(body)
    faults = []
    if root.tag != "opml" or root.get("version") not in ("1.0", "2.0"):
        faults.append("the root is <opml version='2.0'>")
    if [child.tag for child in root] != ["head", "body"]:
        faults.append("head, then body")
    for outline in root.iter("outline"):
        if not (outline.get("text") or "").strip():
            faults.append("an outline has text")
        if outline.get("type") == "rss" and not WEB.match(outline.get("xmlUrl") or ""):
            faults.append("an rss outline has an xmlUrl")
    return faults


def sitemap(body: bytes, root_url: str) -> list[str]:
    """Sitemap protocol 0.9 with the news extension; every address below `root_url`."""
    if len(body) > 50_000_000:
        return ["more than 50 MB"]
    root = parse(body)
    schema = _xsd("sitemap.xsd")
    faults = [] if schema.validate(root) else [str(error) for error in schema.error_log]
    locs = [loc.text or "" for loc in root.iter(SITEMAP + "loc")]
    faults += [f"{loc}: outside {root_url}" for loc in locs if not loc.startswith(root_url)]
    news = list(root.iter(NEWS + "news"))
    if len(news) > 1000:
        faults.append("more than 1,000 news in one sitemap")
    for item in news:
        schema = _xsd("news.xsd")
        faults += [] if schema.validate(item) else [str(error) for error in schema.error_log]
    return faults


def _dates(element: etree._Element, names: tuple[str, ...]) -> list[str]:
    faults = []
    for name in names:
        for found in element.findall(name):
            try:
                if not RFC822.match(found.text or ""):
                    raise ValueError
                at = parsedate_to_datetime(found.text or "")
                if at > datetime(2100, 1, 1, tzinfo=UTC):
                    faults.append(f"{name} is far in the future")
            except (ValueError, TypeError):
                faults.append(f"{name} is no RFC 822 date")
    return faults


def _once(ids: list[str | None], rule: str) -> list[str]:
    return (
        [rule] if len(ids) != len(set(ids)) or None in ids or any(not URI.match(i or "") for i in ids) else []
    )


def active(html: str, allow: tuple[str, ...] = ()) -> list[str]:
    """What could run or load in a piece of HTML: elements, handlers, addresses with a scheme of their own."""
    faults = []
    for element in fragments_fromstring(f"<div>{html}</div>")[0].iter(etree.Element):
        name = str(element.tag).lower()
        if name in BANNED and name not in allow:
            faults.append(f"<{name}>")
        for key, value in element.attrib.items():
            key = key.lower()
            if key.startswith("on") or key in ("srcdoc", "style"):
                faults.append(f"<{name} {key}>")
            if key in ADDRESSES and re.match(r"[\s\x00-\x1f]*[a-z][a-z0-9+.-]*:", value, re.I):
                scheme = value.strip().split(":", 1)[0].lower()
                if scheme not in ("http", "https", "mailto"):
                    faults.append(f"<{name} {key}={value[:40]!r}>")
    return faults


def _harmless(html: str) -> list[str]:
    return [f"active content: {fault}" for fault in active(html)]
