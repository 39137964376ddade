"""Recognise copies: the same article again, elsewhere or lightly edited.

Three questions, in order: the same canonical address? the same headline? nearly the same body?
A body is compared by *containment*, shared shingles over those of the shorter text, because real
wire copies after local editing share only about a third of all their word triples.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from tipsheet.records import Article, CopyOf

_WORD = re.compile(r"[^\W_]+")


class DedupeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What counts as a copy."""

    shingle: int = 4  # words a shingle
    sample: int = 4  # one shingle in so many is kept for finding candidates
    containment: float = 0.5  # shared shingles over the shorter text's, 0..1
    shared_at_least: int = 12  # shingles
    min_title_words: int = 4
    window: int = 20_000  # articles remembered
    window_h: float = 240.0  # and for so many hours


class _Seen(msgspec.Struct):
    """What is remembered of one article."""

    id: str
    root: str
    url: str
    title: str
    shingles: list[int]
    provider: str
    at: float | None


class CopyMemory(msgspec.Struct):
    """The articles against which the next ones are compared; bounded by the settings."""

    seen: dict[str, _Seen] = {}
    clock: float | None = None
    urls: dict[str, str] = {}
    titles: dict[str, list[str]] = {}
    index: dict[int, list[str]] = {}

    def to_bytes(self) -> bytes:
        """The state as bytes; `from_bytes` gives an equal one back."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def from_bytes(cls, raw: bytes) -> CopyMemory:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(raw, type=cls)


def dedupe(
    articles: Iterable[Article], memory: CopyMemory, settings: DedupeSettings | None = None
) -> Iterator[Article]:
    """Set `copy_of` on every article that repeats one seen before; nothing is dropped.

    Streams: each article is compared with those before it inside the window, and `memory` is
    brought up to date. An article seen before (same id) is compared with the others only.
    """
    settings = settings or DedupeSettings()
    for article in articles:
        known = memory.seen.pop(article.id, None)
        if known is not None:
            _forget(memory, known, settings)
        entry = _remember(article, settings)
        found = _find(entry, memory, settings)
        if found is not None:
            entry.root = found.article_id
        _admit(entry, memory, settings)
        yield msgspec.structs.replace(article, copy_of=found)


def _remember(article: Article, settings: DedupeSettings) -> _Seen:
    when = article.published_at or article.fetched_at
    return _Seen(
        id=article.id,
        root=article.id,
        url=_address(article.canonical_url or article.url),
        title=normal_title(article.title, article.site_name, settings.min_title_words),
        shingles=sorted(shingles(article.text, settings.shingle)),
        provider=article.provider.domain if article.provider else "",
        at=_seconds(when),
    )


def _find(entry: _Seen, memory: CopyMemory, settings: DedupeSettings) -> CopyOf | None:
    same = memory.urls.get(entry.url) if entry.url else None
    if same is not None:
        root = memory.seen[same].root
        return CopyOf(article_id=root, kind="same_url", evidence=entry.url)
    mine = set(entry.shingles)
    best: tuple[float, str] | None = None
    hits: dict[str, int] = {}
    for shingle in entry.shingles:
        if shingle % settings.sample == 0:
            for other in memory.index.get(shingle, ()):
                hits[other] = hits.get(other, 0) + 1
    for other, count in hits.items():
        if count < 2:
            continue
        theirs = memory.seen[other].shingles
        shared = len(mine.intersection(theirs))
        if shared < settings.shared_at_least:
            continue
        contained = shared / min(len(mine), len(theirs))
        if contained >= settings.containment and (best is None or contained > best[0]):
            best = (contained, other)
    if best is not None:
        root = memory.seen[best[1]].root
        return CopyOf(
            article_id=root, kind="near_duplicate", evidence=f"{best[0]:.0%} of the shorter text is shared"
        )
    for other in memory.titles.get(entry.title, ()) if entry.title else ():
        earlier = memory.seen[other]
        if mine and earlier.shingles and min(len(mine), len(earlier.shingles)) >= 40:
            continue  # two full texts were compared already and differ
        if earlier.provider != entry.provider:
            return CopyOf(article_id=earlier.root, kind="same_title", evidence=entry.title)
    return None


def _admit(entry: _Seen, memory: CopyMemory, settings: DedupeSettings) -> None:
    memory.seen[entry.id] = entry
    if entry.url:
        memory.urls.setdefault(entry.url, entry.id)
    if entry.title:
        memory.titles.setdefault(entry.title, []).append(entry.id)
    for shingle in entry.shingles:
        if shingle % settings.sample == 0:
            memory.index.setdefault(shingle, []).append(entry.id)
    if entry.at is not None and (memory.clock is None or entry.at > memory.clock):
        memory.clock = entry.at
    while len(memory.seen) > settings.window:
        oldest = memory.seen.pop(next(iter(memory.seen)))
        _forget(memory, oldest, settings)


def _forget(memory: CopyMemory, entry: _Seen, settings: DedupeSettings) -> None:
    if memory.urls.get(entry.url) == entry.id:
        del memory.urls[entry.url]
    _drop(memory.titles, entry.title, entry.id)
    for shingle in entry.shingles:
        if shingle % settings.sample == 0:
            _drop(memory.index, shingle, entry.id)


def _drop(table: dict[Any, list[str]], key: Any, value: str) -> None:
    held = table.get(key)
    if held and value in held:
        held.remove(value)
        if not held:
            del table[key]


def normal_title(title: str, site_name: str = "", min_words: int = 4) -> str:
    """The headline as compared: letters and figures in lower case, no site name; "" when too short."""
    for mark in (" | ", " - ", " – ", " — "):
        head, found, tail = title.rpartition(mark)
        if found and site_name and tail.strip().casefold() == site_name.casefold():
            title = head
    words = _WORD.findall(unicodedata.normalize("NFKC", title).casefold())
    return " ".join(words) if len(words) >= min_words else ""


def shingles(text: str, size: int) -> set[int]:
    """The text's runs of `size` words as 32-bit numbers, the same on every machine."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return {zlib.crc32(" ".join(words[i : i + size]).encode()) for i in range(len(words) - size + 1)}


def _address(url: str) -> str:
    rest = url.partition("://")[2] or url
    return rest.partition("#")[0].removeprefix("www.").rstrip("/")


def _seconds(when: datetime | None) -> float | None:
    return when.timestamp() if when else None
