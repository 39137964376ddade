"""A news record and the file that holds it: `_news/<date>-<slug>.md`.

Source: FORMAT.md section 1 (order of keys, quoting, blank lines) and section 2 (`related`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tipsheet import frontmatter
from tipsheet.errors import RecordError
from tipsheet.frontmatter import Document, Entry, Map
from tipsheet.publish.pacific import to_pacific
from tipsheet.records import Image, NewsRecord, Provider
from tipsheet.urls import slug as slug_of

# The name of a key in the file and of the same thing in the record, in the order of the file.
FIELDS: Mapping[str, str] = {
    "category": "category",
    "title": "title",
    "excerpt": "excerpt",
    "publishedDateTime": "published_at",
    "originalUrl": "original_url",
    "webUrl": "web_url",
    "ampWebUrl": "amp_url",
    "cdnAmpWebUrl": "amp_cache_url",
    "type": "type",
    "quality": "quality",
    "heat": "heat",
    "published": "published",
    "featuredContent": "featured_content",
    "provider": "provider",
    "topics": "topics",
    "images": "images",
    "related": "related",
    "secured": "secured",
}
_BLOCKS = frozenset(("featuredContent", "provider", "topics", "images", "related", "secured"))
_RANK = {key: at for at, key in enumerate(FIELDS)}


# ---------------------------------------------------------------------- reading


def read(text: str, path: str) -> NewsRecord:
    """A record from its file's text; `path` becomes its identity.

    Takes every era: LF and CRLF, quoted and bare addresses, records without `originalUrl` or not yet scored,
    images with a title, videos. Raises `RecordError` with file, line and mend for YAML that cannot be read, a
    record without a title, and a value of the wrong kind.
    """
    return from_document(frontmatter.parse(text, path), path)


def from_document(document: Document, path: str) -> NewsRecord:
    """A record from a document that is parsed already; errors as for `read`."""
    return _record(document.root, _At(document, path))


class _At:
    """Where a reader stands, for errors."""

    def __init__(self, document: Document, path: str) -> None:
        self.document = document
        self.path = path

    def error(self, entry: Entry | None, what: str) -> RecordError:
        return RecordError(f"{self.path}:{entry.line if entry else 1}: {what}")


def _record(root: Map, at: _At, *, inner: bool = False) -> NewsRecord:
    title = _text(root, "title", at)
    if not title:
        raise at.error(root.find("title"), "the record has no title; add a line 'title: \"...\"'")
    return NewsRecord(
        path="" if inner else at.path,
        category=_text(root, "category", at) or "news",
        title=title,
        excerpt=_text(root, "excerpt", at) or "",
        published_at=_time(root, "publishedDateTime", at),
        original_url=_text(root, "originalUrl", at),
        web_url=_text(root, "webUrl", at),
        amp_url=_text(root, "ampWebUrl", at),
        amp_cache_url=_text(root, "cdnAmpWebUrl", at),
        type=_text(root, "type", at) or "article",
        quality=_whole(root, "quality", at),
        heat=_whole(root, "heat", at),
        published=_flag(root, "published", at),
        featured_content=_text(root, "featuredContent", at),
        provider=_provider(root, at),
        topics=_words(root, "topics", at),
        images=_images(root, at),
        related=() if inner else _related(root, at),
        secured=_text(root, "secured", at),
    )


def _provider(root: Map, at: _At) -> Provider | None:
    entry = root.find("provider")
    if entry is None or _empty(entry):
        return None
    inner = frontmatter.as_block(entry.value)
    if not isinstance(inner, Map):
        raise at.error(entry, "provider must hold 'name:' and 'domain:' lines")
    images = _images(inner, at)
    return Provider(
        name=_text(inner, "name", at) or _text(inner, "domain", at) or "",
        domain=_text(inner, "domain", at) or "",
        images=images,
        known=bool(images),
    )


def _images(root: Map, at: _At) -> tuple[Image, ...]:
    found = []
    for entry in _items(root, "images", at):
        fields = frontmatter.as_block(entry.value)
        if isinstance(fields, frontmatter.Scalar):
            found.append(Image(url=fields.text))
            continue
        url = _text(fields, "url", at) if isinstance(fields, Map) else None
        if url is None or not isinstance(fields, Map):
            raise at.error(entry, "an image has no address; write '  - url: ...'")
        found.append(
            Image(
                url=url,
                width_px=_whole(fields, "width", at),
                height_px=_whole(fields, "height", at),
                title=_text(fields, "title", at),
                attribution=_text(fields, "attribution", at),
                is_cached=_flag(fields, "isCached", at) is True,
            )
        )
    return tuple(found)


def _related(root: Map, at: _At) -> tuple[NewsRecord, ...]:
    found = []
    for entry in _items(root, "related", at):
        fields = frontmatter.as_block(entry.value)
        if not isinstance(fields, Map):
            raise at.error(entry, "a related article must hold 'title:' and 'webUrl:' lines")
        found.append(_record(fields, at, inner=True))
    return tuple(found)


def _items(root: Map, key: str, at: _At) -> list[Entry]:
    entry = root.find(key)
    if entry is None or _empty(entry):
        return []
    value = frontmatter.as_block(entry.value)
    if isinstance(value, frontmatter.List):
        return value.entries
    if isinstance(value, frontmatter.Scalar) and value.value == []:
        return []
    raise at.error(entry, f"{key} must be a list; write '  - ...' lines under it")


def _words(root: Map, key: str, at: _At) -> tuple[str, ...]:
    found = []
    for item in _items(root, key, at):
        if not isinstance(item.value, frontmatter.Scalar):
            raise at.error(item, f"{key} must be a list of words; quote what holds a colon")
        found.append(item.value.text)
    return tuple(found)


def _empty(entry: Entry) -> bool:
    value = entry.value
    return isinstance(value, frontmatter.Scalar) and value.style == "plain" and value.data is None


def _text(root: Map, key: str, at: _At) -> str | None:
    entry = root.find(key)
    if entry is None or _empty(entry):
        return None
    if not isinstance(entry.value, frontmatter.Scalar) or entry.value.style == "flow":
        raise at.error(entry, f"{key} must be text; quote it")
    return entry.value.text


def _whole(root: Map, key: str, at: _At) -> int | None:
    entry = root.find(key)
    if entry is None or _empty(entry):
        return None
    value = entry.value.data
    if isinstance(value, bool) or not isinstance(value, int):
        raise at.error(entry, f"{key} must be a whole number")
    return value


def _flag(root: Map, key: str, at: _At) -> bool | None:
    entry = root.find(key)
    if entry is None or _empty(entry):
        return None
    value = entry.value.data
    if not isinstance(value, bool):
        raise at.error(entry, f"{key} must be true or false")
    return value


def _time(root: Map, key: str, at: _At) -> datetime | None:
    text = _text(root, key, at)
    if text is None:
        return None
    moment = read_time(text)
    if moment is None:
        raise at.error(root.find(key), f"{key} must be a time like 2021-11-23T21:42:00Z")
    return moment


_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)? ?(?:Z|[+-]\d{2}:?\d{2})?)?\Z"
)


def read_time(text: str) -> datetime | None:
    """A time as records write it, in aware UTC and whole seconds; None for anything else."""
    if not _TIME.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
        return (
            (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        )
    except (ValueError, OverflowError):
        return None


def time_text(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ`, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


# ---------------------------------------------------------------------- writing


def data_of(record: NewsRecord) -> dict[str, Any]:
    """What the record's file holds, in the order of FORMAT.md section 1; absent things are None."""
    return {
        "category": record.category,
        "title": record.title,
        "excerpt": record.excerpt,
        "publishedDateTime": time_text(record.published_at) if record.published_at else None,
        "originalUrl": record.original_url,
        "webUrl": record.web_url,
        "ampWebUrl": record.amp_url,
        "cdnAmpWebUrl": record.amp_cache_url,
        "type": record.type,
        "quality": record.quality,
        "heat": record.heat,
        "published": record.published,
        "featuredContent": record.featured_content,
        "provider": _provider_data(record.provider, logos=True),
        "topics": list(record.topics) or None,
        "images": _image_data(record.images),
        "related": [_related_data(item) for item in record.related] or None,
        "secured": record.secured,
    }


def _related_data(record: NewsRecord) -> dict[str, Any]:
    """A related article: no heat and no logo (FORMAT.md section 2)."""
    return {
        "title": record.title,
        "excerpt": record.excerpt,
        "publishedDateTime": time_text(record.published_at) if record.published_at else None,
        "webUrl": record.web_url,
        "ampWebUrl": record.amp_url,
        "cdnAmpWebUrl": record.amp_cache_url,
        "type": record.type,
        "provider": _provider_data(record.provider, logos=False),
        "quality": record.quality,
        "images": _image_data(record.images),
    }


def _provider_data(provider: Provider | None, *, logos: bool) -> dict[str, Any] | None:
    if provider is None:
        return None
    images = _image_data(provider.images) if logos else None
    return {"name": provider.name, "domain": provider.domain, "images": images}


def _image_data(images: Sequence[Image]) -> list[dict[str, Any]] | None:
    return [
        {
            "url": image.url,
            "width": image.width_px,
            "height": image.height_px,
            "title": image.title,
            "attribution": image.attribution,
            "isCached": True if image.is_cached else None,
        }
        for image in images
    ] or None


def emit(record: NewsRecord) -> str:
    """The text of a new record's file, byte for byte as the original lays it out; the body is empty."""
    out = ["---\n"]
    for key, value in data_of(record).items():
        if value is None:
            continue
        if key in _BLOCKS:
            out.append("\n")
        if isinstance(value, list | dict):
            out.append(f"{key}:\n")
            _emit_block(out, value, "  ")
        else:
            out.append(f"{key}: {_spelled(key, value)}\n")
    out.append("---\n\n")
    return "".join(out)


def _emit_block(out: list[str], value: Mapping[str, Any] | Sequence[Any], indent: str) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, list | dict):
                out.append(f"{indent}{key}:\n")
                _emit_block(out, item, indent + "  ")
            elif item is not None:
                out.append(f"{indent}{key}: {_spelled(key, item)}\n")
        return
    for item in value:
        if isinstance(item, Mapping):
            lines: list[str] = []
            _emit_block(lines, item, indent + "  ")
            lines[0] = f"{indent}- {lines[0].lstrip(' ')}"
            out += lines
        else:
            out.append(f"{indent}- {_spelled('', item)}\n")


def _spelled(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if key == "publishedDateTime":
        return str(value)
    return frontmatter.spell(value, frontmatter.default_style(key))


# ---------------------------------------------------------------------- changing


def update(text_on_disk: str, record: NewsRecord, keep: Container[str] = ()) -> str:
    """The file's text with what changed in `record` rewritten in place, every other byte kept.

    Unknown keys, comments, order, line ends and the body stay. `keep`: keys (or field names) that a person
    edited; they stay as they are. A `secured` that the record does not have stays too: what we cannot read is
    not ours to drop. Raises `RecordError` as `read` does.
    """
    document = frontmatter.parse(text_on_disk, record.path)
    now = data_of(from_document(document, record.path))
    changed = False
    for key, value in data_of(record).items():
        if value == now[key] or key in keep or FIELDS[key] in keep or (key == "secured" and value is None):
            continue
        changed = True
        if value is None or document.root.find(key) is not None:
            document.set(key, value)
        else:
            _insert(document, key, value)
    return document.emit() if changed else text_on_disk


def _insert(document: Document, key: str, value: Any) -> None:
    """Add a key where FORMAT.md has it: behind the last one that stands before it there."""
    entries = document.root.entries
    at = 0
    for place, entry in enumerate(entries):
        if _RANK.get(entry.key, len(_RANK)) < _RANK[key]:
            at = place + 1
    document.set(key, value)
    fresh = entries.pop()
    fresh.indent = ""
    if key in _BLOCKS:
        fresh.lead = document.eol
    entries.insert(at, fresh)
    following = entries[at + 1] if at + 1 < len(entries) else None
    if following is not None and following.key in _BLOCKS and not following.lead:
        following.lead = document.eol


def changed_fields(old_text: str, new_text: str, path: str = "") -> tuple[str, ...]:
    """The keys whose values differ between two texts of one record, in the order of the file, then "body".

    For finding what a person edited: pass what we wrote and what is there now. Spelling alone (quotes, blank
    lines, comments) is no change.
    """
    if old_text == new_text:
        return ()
    old, new = frontmatter.parse(old_text, path), frontmatter.parse(new_text, path)
    before, after = _texts(old), _texts(new)
    keys = dict.fromkeys((*before, *after))
    found = [key for key in keys if before.get(key) != after.get(key)]
    if old.body.strip() != new.body.strip():
        found.append("body")
    return tuple(found)


def _texts(document: Document) -> dict[str, Any]:
    """Every top-level value with its scalars as text, so that `1.0` and `1` differ, `"a"` and `a` do not."""
    return {
        entry.key: [(name, scalar.text or scalar.value) for name, scalar in frontmatter.walk(entry.value)]
        for entry in document.root.entries
    }


# ---------------------------------------------------------------------- file names


def path_for(
    title: str,
    published_at: datetime,
    *,
    profile: str = "tipsheet",
    taken: Container[str] = (),
    domain: str = "",
    fallback: str = "article",
) -> str:
    """`_news/<date>-<slug>.md` for a new record; a name given once is never computed again.

    Profile `tipsheet`: the UTC date. `everyday` and `everyday-2021`: the original's date, which for every
    provider (`domain`) but microsoft.com is that of UTC plus the Pacific offset the wrong way round, and its
    longer slug. `fallback` stands for a title that leaves no slug. `taken`: paths in use; a second record of
    a name gets `-2`, `-3`, ...
    """
    moment = published_at.astimezone(UTC)
    if profile.startswith("everyday"):
        from_feed = domain == "microsoft.com"
        offset = to_pacific(moment).utcoffset()
        if not from_feed and offset is not None:
            moment -= offset
        slug = everyday_slug(title, from_feed=from_feed)
    else:
        slug = slug_of(title)
    stem = f"_news/{moment:%Y-%m-%d}-{slug or fallback}"
    path, number = f"{stem}.md", 1
    while path in taken:
        number += 1
        path = f"{stem}-{number}.md"
    return path


_CUT_SEARCH, _CUT_FEED = 150, 143  # characters; both are ranges in truth, see docs/decisions/042


def everyday_slug(title: str, *, from_feed: bool = False) -> str:
    """The original's slug, cut at a word edge; items of the publisher's own feed are cut sooner.

    Reproduces all names in FORMAT.md section 1, the two cut ones and the two long ones included.
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c)).lower()
    whole = re.sub(r"[\s-]+", "-", re.sub(r"[^a-z0-9\s-]", "", plain)).strip("-")
    limit = _CUT_FEED if from_feed else _CUT_SEARCH
    if len(whole) <= limit:
        return whole
    return whole[: limit + 1].rpartition("-")[0] or whole[:limit]
