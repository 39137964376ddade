"""HTML as a source: links by the editor's CSS rule, else the feeds the page names.

Source: WHATWG HTML ("alternate" feeds), rssboard.org autodiscovery.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tipsheet import urls
from tipsheet.records import Discovery, Link, Rejected
from tipsheet.stages.discover.charset import to_text
from tipsheet.stages.discover.dates import read_date
from tipsheet.stages.discover.sites import feeds_for
from tipsheet.text import squeeze

MAX_LINKS = 500
MAX_HTML = 3 << 20  # bytes; a page of links is not longer
_FEED_TYPES = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
        "application/json", "application/rss", "application/atom", "text/rss", "text/xml", "application/xml",
    }
)  # fmt: skip
_FEEDISH = re.compile(
    r"(?:^|/)(?:feed|rss|atom|index\.rdf|feeds?/(?:posts/default|all|news|rss|atom)\S{0,20})/?(?:\?|$)|"
    r"(?:rss|atom|feed|index)\.(?:xml|rss|atom|json)(?:\?|$)|\.(?:rss|rdf|atom)(?:\?|$)",
    re.I,
)
_SIDE = re.compile(r"comment|kommentar|commentaires|reactions|/replies", re.I)


class FoundFeed(msgspec.Struct, frozen=True):
    """A feed a page leads to."""

    url: str
    title: str = ""
    type: str = ""
    how: str = (
        "link"  # link (declared), site (a known site's rule), anchor (a visible link that looks like one)
    )


def find_feeds(body: bytes, url: str, content_type: str | None = None) -> tuple[FoundFeed, ...]:
    """The feeds an HTML page leads to, the best first: declared ones, a known site's, visible links.

    Comment feeds come last. An address is listed once.
    """
    tree = _tree(body, content_type)
    base = _base(tree, url)
    found: dict[str, FoundFeed] = {}
    for feed in (*_declared(tree, base), *_known(url), *_visible(tree, base)):
        found.setdefault(urls.canonical_key(feed.url), feed)
    declared = any(f.how == "link" for f in found.values())
    ranked = [f for f in found.values() if not (declared and f.how == "anchor")]
    return tuple(sorted(ranked, key=lambda f: bool(_SIDE.search(f.url + " " + f.title))))


def read_page(
    body: bytes,
    url: str,
    content_type: str | None = None,
    source_id: str = "",
    options: Mapping[str, str] | None = None,
) -> Discovery | Rejected:
    """An HTML page as a source.

    With a rule in `options` ("links": a CSS selector of the links or of the blocks around them; "title",
    "date", "excerpt", "image": selectors inside a block) the links are entries, kind "page". Without one
    the page's feeds are `children`, kind "feeds": one for each title, comment feeds left out.
    Rejects with "no_feed", "bad_rule" or "no_links".
    """
    options = options or {}
    if options.get("links"):
        return _by_rule(body, url, content_type, source_id, options)
    feeds = [f for f in find_feeds(body, url, content_type) if not _SIDE.search(f.url + " " + f.title)]
    if not feeds:
        detail = "the page names no feed; give a rule, options.links = a CSS selector"
        return Rejected(stage="discover", reason="no_feed", url=url, detail=detail)
    return Discovery(
        source_id=source_id, url=url, kind="feeds", children=tuple(f.url for f in _one_each(feeds))
    )


def _one_each(feeds: list[FoundFeed]) -> Iterator[FoundFeed]:
    """RSS and Atom forms of one feed carry the same entries: the first of a title is enough."""
    seen: set[str] = set()
    for feed in feeds:
        title = re.sub(r"\W*\b(?:rss|atom|json|feed|xml|rdf|[0-9.]+)\b\W*", " ", feed.title.lower()).strip()
        if title not in seen:
            seen.add(title)
            yield feed


def _by_rule(
    body: bytes, url: str, content_type: str | None, source_id: str, options: Mapping[str, str]
) -> Discovery | Rejected:
    tree = _tree(body, content_type)
    base = _base(tree, url)
    try:
        blocks = tree.css(options["links"])
        found: dict[str, Link] = {}
        for block in blocks:
            link = _link(block, base, source_id, options)
            if link is not None:
                found.setdefault(urls.canonical_key(link.url), link)
    except (SelectolaxError, ValueError) as error:
        detail = f"the CSS rule cannot be read: {str(error)[:100]}"
        return Rejected(stage="discover", reason="bad_rule", url=url, detail=detail)
    if not found:
        detail = f"nothing on the page matches the rule {options['links'][:80]!r}"
        return Rejected(stage="discover", reason="no_links", url=url, detail=detail)
    head = tree.css_first("title")
    return Discovery(
        source_id=source_id,
        url=url,
        kind="page",
        title=squeeze(head.text()) if head is not None else "",
        links=tuple(found.values())[:MAX_LINKS],
        cut=(f"only the first {MAX_LINKS} links are read",) if len(found) > MAX_LINKS else (),
    )


def _link(block: LexborNode, base: str, source_id: str, options: Mapping[str, str]) -> Link | None:
    anchor = block if block.tag == "a" else block.css_first(options.get("link") or "a[href]")
    if anchor is None:
        return None
    address = urls.resolve(base, (anchor.attributes.get("href") or "").strip())
    if address is None or address.partition("#")[0] == base.partition("#")[0]:
        return None
    title = _shown(block, options.get("title")) or squeeze(anchor.text(separator=" "))
    if not title:
        title = squeeze(anchor.attributes.get("title") or anchor.attributes.get("aria-label") or "")
    dated = block.css_first(options.get("date") or "time[datetime]")
    published = None
    if dated is not None:
        published = read_date(dated.attributes.get("datetime")) or read_date(squeeze(dated.text()))
    pictured = block.css_first(options.get("image") or "img[src]")
    source = (pictured.attributes.get("src") or "") if pictured is not None else ""
    return Link(
        url=address,
        source_id=source_id,
        title=title[:1000],
        excerpt=_shown(block, options.get("excerpt"))[:2000],
        published_at=published,
        image_url=urls.resolve(base, source) if source and not source.startswith("data:") else None,
    )


def _shown(block: LexborNode, selector: str | None) -> str:
    node = block.css_first(selector) if selector else None
    return squeeze(node.text(separator=" ")) if node is not None else ""


def _tree(body: bytes, content_type: str | None) -> LexborHTMLParser:
    return LexborHTMLParser(to_text(body[:MAX_HTML], content_type))


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    return (urls.resolve(url, href) if href else None) or url


def _declared(tree: LexborHTMLParser, base: str) -> Iterator[FoundFeed]:
    for node in tree.css("link[href]"):
        words = (node.attributes.get("rel") or "").lower().split()
        kind = (node.attributes.get("type") or "").split(";")[0].strip().lower()
        if not ("feed" in words or ("alternate" in words and kind in _FEED_TYPES)):
            continue
        if kind in ("application/json", "text/xml", "application/xml") and "wp-json" in (
            node.attributes["href"] or ""
        ):
            continue  # WordPress declares its API the same way
        target = urls.resolve(base, (node.attributes.get("href") or "").strip())
        if target:
            yield FoundFeed(target, squeeze(node.attributes.get("title") or "")[:200], kind)


def _known(url: str) -> Iterator[FoundFeed]:
    for target in feeds_for(url):
        yield FoundFeed(target, "", "", "site")


def _visible(tree: LexborHTMLParser, base: str) -> Iterator[FoundFeed]:
    site = urls.registrable_domain(base)
    for node in tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if not _FEEDISH.search(href):
            continue
        target = urls.resolve(base, href)
        if target and urls.registrable_domain(target) == site:
            yield FoundFeed(target, squeeze(node.text())[:200], "", "anchor")
