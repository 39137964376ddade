"""JSON Feed 1.0/1.1, and the JSON answers of two open news searches.

Source: jsonfeed.org version 1.1; hn.algolia.com/api and the GDELT DOC 2.0 announcement for the shapes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from tipsheet import urls
from tipsheet.records import Discovery, Link, Rejected
from tipsheet.stages.discover.charset import to_text
from tipsheet.stages.discover.dates import read_date
from tipsheet.stages.discover.markup import as_html, first_image, plain, plain_title

MAX_ENTRIES = 10_000
_PLAIN_URL = re.compile(r"https?://[!-~]+$")
_LATE_COMMA = re.compile(r",(\s{0,200}[}\]])")
_DECODER = msgspec.json.Decoder()


def read_json(
    body: bytes,
    url: str = "",
    content_type: str | None = None,
    source_id: str = "",
    *,
    max_entries: int = MAX_ENTRIES,
) -> Discovery | Rejected:
    """A JSON Feed (or a Hacker News / GDELT search answer) as a `Discovery`.

    Entries without an address have `url` "".
    Rejects with "not_a_feed" (no items) or "bad_json".
    """
    data = _loaded(body, content_type)
    if not isinstance(data, dict):
        return Rejected(stage="discover", reason="bad_json", url=url, detail="no JSON object")
    for name, read, kind in (("items", _item, "json"), ("hits", _hit, "hn"), ("articles", _gdelt, "gdelt")):
        found = data.get(name)
        if isinstance(found, list):
            items = [i for i in found if isinstance(i, dict)]
            cut = (f"only the first {max_entries} entries are read",) if len(items) > max_entries else ()
            feed_authors = _authors(data)
            links = tuple(read(item, url, source_id, feed_authors) for item in items[:max_entries])
            return Discovery(
                source_id=source_id,
                url=url,
                kind=kind,
                title=plain_title(_text(data.get("title"))),
                site_url=urls.resolve(url, _text(data.get("home_page_url")))
                if data.get("home_page_url")
                else None,
                language=_text(data.get("language")).lower() or None,
                links=links,
                hints=_hints(data, url),
                cut=cut,
            )
    return Rejected(stage="discover", reason="not_a_feed", url=url, detail="JSON without a list of items")


def _loaded(body: bytes, content_type: str | None) -> Any:
    text = to_text(body, content_type)
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass
    # A few publishers leave raw control characters in their strings, a tail, or commas before a bracket.
    reader = json.JSONDecoder(strict=False)
    for mended in (text.lstrip(), _LATE_COMMA.sub(r"\1", text.lstrip())):
        try:
            return reader.raw_decode(mended)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _item(item: dict[str, Any], base: str, source_id: str, feed_authors: tuple[str, ...]) -> Link:
    content = _text(item.get("content_html"))
    text = _text(item.get("content_text"))
    address = _text(item.get("url")) or _text(item.get("external_url"))
    identity = _text(item.get("id"))
    found = urls.resolve(base, address) if address else None
    if found is None and identity.startswith(("http://", "https://")):
        found = urls.resolve(base, identity)
    raw_image = (
        _text(item.get("image"))
        or _text(item.get("banner_image"))
        or (first_image(content) if content else "")
    )
    summary = _text(item.get("summary"))
    attachments = item.get("attachments")
    types = (
        [_text(a.get("mime_type")) for a in attachments if isinstance(a, dict)]
        if isinstance(attachments, list)
        else []
    )
    updated = read_date(_text(item.get("date_modified")))
    raw, tags = address.strip(), item.get("tags")
    # As written only where what is written is what was read: `found` may be the id's address.
    written = found is not None and found == urls.resolve(base, raw) and _PLAIN_URL.match(raw) is not None
    return Link(
        url=raw if written else found or "",
        source_id=source_id,
        entry_id=identity[:2000],
        title=plain_title(as_html(_text(item.get("title")))),
        excerpt=plain(as_html(summary or ("" if content else text[:2000])), 500),
        content_html=content or (as_html(text) if text else ""),
        authors=_authors(item) or feed_authors,
        tags=tuple(t for t in map(_text, tags) if t)[:100] if isinstance(tags, list) else (),
        published_at=read_date(_text(item.get("date_published"))) or updated,
        updated_at=updated,
        image_url=urls.resolve(base or (found or ""), raw_image) if raw_image else None,
        language=_text(item.get("language")).lower() or None,
        type=next((w for w in ("video", "audio") if any(t.startswith(w) for t in types)), "article"),
    )  # fmt: skip


def _hit(item: dict[str, Any], base: str, source_id: str, _: tuple[str, ...]) -> Link:
    number = _text(item.get("objectID"))
    address = _text(item.get("url")) or (f"https://news.ycombinator.com/item?id={number}" if number else "")
    return Link(
        url=urls.resolve(base, address) or "" if address else "",
        source_id=source_id,
        entry_id=number,
        title=plain_title(as_html(_text(item.get("title")) or _text(item.get("story_title")))),
        published_at=_epoch(item.get("created_at_i")) or read_date(_text(item.get("created_at"))),
    )


def _gdelt(item: dict[str, Any], base: str, source_id: str, _: tuple[str, ...]) -> Link:
    address, image = _text(item.get("url")), _text(item.get("socialimage"))
    return Link(
        url=urls.resolve(base, address) or "" if address else "",
        source_id=source_id,
        title=plain_title(as_html(_text(item.get("title")))),
        image_url=urls.resolve(base, image) if image else None,
        provider_name=_text(item.get("domain")),
        # `seendate` is when the index saw the page, not when it was published: no date.
    )


def _authors(data: dict[str, Any]) -> tuple[str, ...]:
    people = data.get("authors")
    if not isinstance(people, list):
        people = [data.get("author")]
    names = (_text(p.get("name")) if isinstance(p, dict) else _text(p) for p in people)
    return tuple(dict.fromkeys(n for n in map(str.strip, names) if n))[:50]


def _hints(data: dict[str, Any], base: str) -> dict[str, str]:
    hints: dict[str, str] = {}
    for hub in data.get("hubs") or () if isinstance(data.get("hubs"), list) else ():
        if isinstance(hub, dict) and (target := urls.resolve(base, _text(hub.get("url")))):
            hints.setdefault("hub", target)
    for name, key in (("feed_url", "self"), ("next_url", "next")):
        if (text := _text(data.get(name))) and (target := urls.resolve(base, text)):
            hints[key] = target
    if data.get("expired") is True:
        hints["expired"] = "1"
    return hints


def _epoch(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 4_102_444_800:
        return None
    return datetime.fromtimestamp(value, UTC)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return ""
