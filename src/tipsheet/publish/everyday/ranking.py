"""The original's quality, published and heat, and how a better article takes over a story.

Source: FORMAT.md sections 2 and 4. What was found beyond it, on the records at hand, stands in
docs/decisions/042: which articles get no credit for their organisation, which topic names in a title count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec

from tipsheet.records import NewsRecord, Part, Topic

PUBLISHED_FROM = 70  # quality
HIDDEN = -1  # heat of a record whose story a better one tells
PER_RELATED = 10
OFFICIAL_HOSTS = frozenset(("powerapps.microsoft.com",))
PLATFORMS = frozenset(("linkedin.com",))
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def quality(
    record: NewsRecord,
    topics: Sequence[Topic],
    *,
    official_hosts: Collection[str] = OFFICIAL_HOSTS,
    platforms: Collection[str] = PLATFORMS,
) -> int:
    """The original's open-ended sum, 0 or more. Arguments as for `quality_parts`."""
    parts = quality_parts(record, topics, official_hosts=official_hosts, platforms=platforms)
    return max(0, int(sum(part.value for part in parts)))


def quality_parts(
    record: NewsRecord,
    topics: Sequence[Topic],
    *,
    official_hosts: Collection[str] = OFFICIAL_HOSTS,
    platforms: Collection[str] = PLATFORMS,
) -> tuple[Part, ...]:
    """What the sum is made of.

    `topics`: the publication's, for their keywords. `official_hosts`: where the topic's own publisher writes
    (its feeds); an organisation that owns one gets no credit for what it publishes elsewhere. `platforms`:
    known domains where anybody writes, which get none either. A provider counts as known when its logo is
    shown.
    """
    standing = _standing(record, official_hosts, platforms)
    by_name = {topic.name: topic for topic in topics}
    names = [by_name.get(name) or Topic(id=name, name=name, slug=name) for name in record.topics]
    length = len(record.title)
    found = [
        Part(name="base", value=17),
        Part(name="image", value=20 if record.images else 0),
        Part(name="organization", value=35 if standing else 0, why=standing),
        Part(name="amp", value=20 if record.amp_url else 0),
        Part(name="video", value=50 if record.type == "video" else 0),
        Part(name="long title", value=-max(0, (length - 70) // 2), why=f"{length} characters"),
    ]
    if names and _named(names[0], record.title):
        found.append(Part(name="topic in title", value=_ROOT_BONUS[standing], why=names[0].name))
    for topic in names[1:]:
        found.append(Part(name="topic", value=17 if _named(topic, record.title) else 2, why=topic.name))
        phrase = next((k for k in _phrases(topic) if _stands_in(k, record.title)), None)
        if phrase:
            found.append(Part(name="topic in title", value=15, why=phrase))
    return tuple(part for part in found if part.value)


_ROOT_BONUS = {"official": 15, "known": 5, "": 0}


def _standing(record: NewsRecord, official_hosts: Collection[str], platforms: Collection[str]) -> str:
    """ "official", "known" or "" (no credit)."""
    provider = record.provider
    if provider is None or not provider.images:
        return ""
    owner = any(host == provider.domain or host.endswith(f".{provider.domain}") for host in official_hosts)
    if owner:
        host = urlsplit(record.web_url).hostname if record.web_url else None
        return "official" if host is None or host in official_hosts else ""
    return "" if provider.domain in platforms else "known"


def _named(topic: Topic, title: str) -> bool:
    return any(_stands_in(keyword, title) for keyword in (topic.name, *topic.keywords))


def _phrases(topic: Topic) -> Iterable[str]:
    """The names of a child topic that count once more in a title: of several words, in the plural."""
    return (k for k in (*topic.keywords, topic.name) if " " in k.strip() and k.rstrip().endswith("s"))


def _stands_in(words: str, title: str) -> bool:
    return bool(words) and _pattern(words).search(title) is not None


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.I)


# ---------------------------------------------------------------------- published, heat, stories


def is_published(quality: int) -> bool:
    """Shown on its own quality; a member of a story is hidden for another reason (see `arrange`)."""
    return quality >= PUBLISHED_FROM


def heat(quality: int, related: int, views: int = 0) -> int:
    """Heat of a record that heads its story: no decay, `views` are those of the day."""
    return quality + PER_RELATED * related + views


def arrange(group: Iterable[NewsRecord], views: Mapping[str, int] | None = None) -> tuple[NewsRecord, ...]:
    """The records of one story with `related`, heat and published, best first.

    Every record lists all the others, best first, ties by time and path. One that no other surpasses heads
    the story; the rest are members, heat -1 and not published. Call it again with the article that arrives:
    if that is the best one, head and member change places. A record not yet scored is left as it is and is
    nobody's `related`. `views`: of the day, by path.
    """
    members = tuple(group)
    scored = sorted((r for r in members if r.quality is not None), key=_rank)
    best = scored[0].quality if scored else None
    arranged = [_with_story(r, [o for o in scored if o is not r], best, views or {}) for r in scored]
    return (*arranged, *(r for r in members if r.quality is None))


def _rank(record: NewsRecord) -> tuple[int, datetime, str]:
    return (-(record.quality or 0), record.published_at or _LONG_AGO, record.path)


def _with_story(
    record: NewsRecord, others: Sequence[NewsRecord], best: int | None, views: Mapping[str, int]
) -> NewsRecord:
    own = record.quality or 0
    heads = best is None or own >= best
    return msgspec.structs.replace(
        record,
        related=tuple(_as_related(other) for other in others),
        heat=heat(own, len(others), views.get(record.path, 0)) if heads else HIDDEN,
        published=is_published(own) if heads else False,
    )


def _as_related(record: NewsRecord) -> NewsRecord:
    """A record as it stands in another's `related`: without heat, seal and a story of its own."""
    return NewsRecord(
        path="",
        title=record.title,
        excerpt=record.excerpt,
        published_at=record.published_at,
        web_url=record.web_url,
        amp_url=record.amp_url,
        amp_cache_url=record.amp_cache_url,
        type=record.type,
        provider=record.provider and msgspec.structs.replace(record.provider, images=()),
        quality=record.quality,
        images=record.images,
    )
