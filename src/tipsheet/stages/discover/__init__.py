"""Source documents become links: feeds, sitemaps, pages, mail, lists, searches. Pure.

`discover` reads batches for the pipeline, `read` one document as it is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from tipsheet.records import Discovery, Link, Page, Rejected, Source
from tipsheet.stages.discover import kinds
from tipsheet.stages.discover.mail import looks_like_mail
from tipsheet.stages.discover.opml import read_opml, source_id, write_opml
from tipsheet.stages.discover.page import FoundFeed, find_feeds
from tipsheet.stages.discover.sites import feeds_for, search_sources

__all__ = [
    "FoundFeed",
    "Reader",
    "discover",
    "feeds_for",
    "find_feeds",
    "read",
    "read_opml",
    "search_sources",
    "source_id",
    "write_opml",
]

Reader = Callable[[bytes, str, str | None, str, Mapping[str, str]], Discovery | Rejected]
"""A source kind's reader: (body, url, content type, source id, options) -> what it holds."""

KINDS: dict[str, Reader] = {
    "xml": kinds.xml,
    "json": kinds.json,
    "sitemap": kinds.sitemap,
    "url_list": kinds.url_list,
    "opml": kinds.opml,
    "mail": kinds.mail,
    "page": kinds.page,
}
"""The built-in kinds, in the form a plug-in has; `pyproject.toml` registers the same under tipsheet.sources."""

_BY_BYTES = frozenset({"auto", "feed", "search", "filings"})  # kinds whose form only the bytes tell
MAX_UNPACKED = 52 << 20  # bytes of a .gz sitemap: the protocol's 50 MB and a little
_FUTURE = timedelta(days=1)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_SKIP = re.compile(rb"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.S | re.I)
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>([^<]*)")
_WRAPPED = re.compile(
    rb"<(?:[\w.-]+:)?(?:feed\s[^<>]*xmlns[:\w]*\s*=|rss(?:\s[^<>]*)?>|rdf\s[^<>]*purl\.org/rss/)", re.I
)
_INSIDE = (
    (re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf)[\s>]", re.I), "xml"),
    (re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>]", re.I), "sitemap"),
    (re.compile(rb"<opml[\s>]", re.I), "opml"),
    (re.compile(rb"<(?:body|head)[\s>]", re.I), "page"),
    (re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.I), "xml"),
    (re.compile(rb"<p[\s>]", re.I), "page"),
)
_FEED_ROOTS = frozenset({b"rss", b"feed", b"rdf", b"channel", b"item", b"entry"})
_SITEMAP_ROOTS = frozenset({b"urlset", b"sitemapindex"})


def discover(
    items: Iterable[tuple[Source, Page]], more: Mapping[str, Reader] | None = None
) -> Iterator[Discovery | Rejected]:
    """What each fetched source document holds, in order, one result an item.

    Entries without an address and dates more than a day after the visit are left out and said in `cut`; an
    id that several addresses share is dropped.
    `more`: further source kinds by name (plug-ins). Hints of the HTTP `Link` header (hub, self) win over
    the document's. Rejections: not_a_feed, not_a_sitemap, not_opml, not_mail, bad_json, no_feed, no_links,
    bad_rule, too_large, empty, bad_encoding, unknown_kind, plugin_failed; their `id` is the source's.
    """
    for source, page in items:
        result = read(page.body, page.final_url, page.header("content-type"), source, more)
        if isinstance(result, Rejected):
            yield msgspec.structs.replace(result, id=source.id)
            continue
        yield _tidied(result, page)


def read(
    body: bytes,
    url: str,
    content_type: str | None = None,
    source: Source | None = None,
    more: Mapping[str, Reader] | None = None,
) -> Discovery | Rejected:
    """One document exactly as it stands: every entry, those without an address with `url` ""."""
    kind = source.kind if source is not None else "auto"
    name = source.id if source is not None else ""
    options = source.options if source is not None else {}
    if body[:2] == b"\x1f\x8b":
        unpacked = _unpacked(body)
        if unpacked is None:
            return Rejected(
                stage="discover", reason="bad_encoding", url=url, detail="the gzip data are damaged"
            )
        body = unpacked
    if not body.strip():
        return Rejected(stage="discover", reason="empty", url=url, detail="the document is empty")
    if kind in _BY_BYTES:
        kind = _sniffed(body, content_type)
    if kind == "sitemap" and not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        kind = "url_list"
    reader = KINDS.get(kind) or (more or {}).get(kind)
    if reader is None:
        known = ", ".join(sorted({*_BY_BYTES, *KINDS, *(more or {})}))
        detail = f"no kind of source is called {kind!r}; there are {known}"
        return Rejected(stage="discover", reason="unknown_kind", url=url, detail=detail)
    return reader(body, url, content_type, name, options)


def _sniffed(body: bytes, content_type: str | None) -> str:
    """What the first bytes say; the content type only where they say nothing."""
    head = body[:100_000]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
        head = head.replace(b"\x00", b"")[2 if head[:1] in b"\xff\xfe" else 0 :]
    head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")
    at = 0
    while found := _SKIP.match(head, at):
        at = found.end()
    start = head[at : at + 400].lstrip()
    if start[:1] in (b"{", b"["):
        return "json"
    root = _ROOT.match(start)
    name = root[1].lower() if root else b""
    if name in _FEED_ROOTS:
        return "xml"
    if name in _SITEMAP_ROOTS:
        return "sitemap"
    if name == b"opml":
        return "opml"
    if name == b"html" or b"<!doctype html" in head[:500].lower():
        return "xml" if _WRAPPED.search(head) else "page"  # some servers put their feed inside a page
    if looks_like_mail(body) or (content_type or "").startswith(("message/rfc822", "application/mbox")):
        return "mail"
    if start[:4] == b"http":
        return "url_list"
    for mark, kind in _INSIDE:
        if mark.search(head):
            return kind
    return "page" if "html" in (content_type or "") else "xml"


def _unpacked(body: bytes) -> bytes | None:
    machine = zlib.decompressobj(31)
    try:
        return machine.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return None


def _tidied(found: Discovery, page: Page) -> Discovery:
    cut = list(found.cut)
    if page.truncated:
        cut.append("the document was larger than we read")
    links = tuple(link for link in found.links if link.url)
    if len(links) < len(found.links):
        cut.append(f"{len(found.links) - len(links)} entries have no address")
    shared = _shared_ids(links)
    if shared:
        links = tuple(msgspec.structs.replace(k, entry_id="") if k.entry_id in shared else k for k in links)
    latest = page.fetched_at + _FUTURE
    late = sum(1 for link in links if _is_late(link, latest))
    if late:
        links = tuple(_undated(link, latest) if _is_late(link, latest) else link for link in links)
        cut.append(f"{late} dates lie in the future and are not believed")
    return msgspec.structs.replace(
        found, links=links, cut=tuple(cut), hints={**found.hints, **_header_hints(page)}
    )


def _shared_ids(links: tuple[Link, ...]) -> set[str]:
    """Ids that stand at entries of different addresses: they identify nothing."""
    first: dict[str, str] = {}
    return {k.entry_id for k in links if k.entry_id and first.setdefault(k.entry_id, k.url) != k.url}


def _is_late(link: Link, latest: datetime) -> bool:
    return (link.published_at or latest) > latest or (link.updated_at or latest) > latest


def _undated(link: Link, latest: datetime) -> Link:
    published = link.published_at if link.published_at and link.published_at <= latest else None
    updated = link.updated_at if link.updated_at and link.updated_at <= latest else None
    return msgspec.structs.replace(link, published_at=published, updated_at=updated)


def _header_hints(page: Page) -> dict[str, str]:
    """Hub and self of the HTTP Link header (WebSub section 4: they go before those of the document)."""
    hints: dict[str, str] = {}
    for name, value in page.headers:
        if name != "link":
            continue
        for target, rest in _LINK_HEADER.findall(value[:8000]):
            found = re.search(r'rel\s*=\s*"?([^";,]*)', rest)
            for word in found[1].lower().split() if found else ():
                if word in ("hub", "self") and target.startswith(("http://", "https://")):
                    hints.setdefault(word, target)
    return hints
