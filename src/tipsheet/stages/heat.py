"""How warm a story is now, and what leads the front page.

Heat is a sum over independent publishers, one vote each: quality x 2^(-age of that report / half-life).
It falls by itself. A copy casts no vote of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from tipsheet.records import Article, Correction, Part, Story


class HeatSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How fast heat falls and how importance is mixed."""

    half_life_h: float = 24.0
    unknown_quality: int = 40  # of an article not yet scored
    heat_full: float = 400.0  # heat at which its share of importance is full
    heat_share: float = 0.6
    quality_share: float = 0.25
    fit_share: float = 0.15
    repeat_factor: float = 0.8  # for each earlier story with the same topic or lead publisher


class _Vote(msgspec.Struct, frozen=True):
    family: str
    name: str
    value: float
    at: datetime | None
    why: str


def heat(
    stories: Iterable[Story],
    articles: Iterable[Article] | Mapping[str, Article],
    now: datetime,
    *,
    half_life_h: Mapping[str, float] | None = None,
    corrections: Iterable[Correction] = (),
    settings: HeatSettings | None = None,
) -> Iterator[Story]:
    """Give each story its heat with parts, importance and a `why` line; most important first.

    `articles` must hold every member. `half_life_h` gives half-lives by topic name; a story takes
    that of its first listed topic, else the setting. Hidden stories get heat -1 and come last;
    pinned ones come first. Ties are broken by story id.
    """
    settings = settings or HeatSettings()
    by_id = articles if isinstance(articles, Mapping) else {a.id: a for a in articles}
    kinds = [c for c in corrections if not c.article_ids]
    pinned = {c.story_id for c in kinds if c.kind == "pin"}
    hidden = {c.story_id for c in kinds if c.kind == "hide"}
    warm: list[tuple[float, Story, str]] = []
    for story in stories:
        members = [by_id[i] for i in story.article_ids if i in by_id]
        span = next((half_life_h[t] for t in story.topics if t in half_life_h), None) if half_life_h else None
        votes = _votes(members, now, span or settings.half_life_h, settings)
        total = sum(vote.value for vote in votes)
        parts = tuple(Part(name=v.name, value=v.value, why=v.why) for v in votes)
        lead = members[0] if members else None
        base = _base(total, lead, settings)
        shown = -1.0 if story.id in hidden else total
        why = "hidden by the editor" if story.id in hidden else _why(votes, members, now)
        warm.append(
            (base, msgspec.structs.replace(story, heat=shown, heat_parts=parts, why=why), _lead_of(lead))
        )
    yield from _front_page(warm, pinned, hidden, settings)


def _votes(members: list[Article], now: datetime, half_life_h: float, settings: HeatSettings) -> list[_Vote]:
    """One vote a publisher family, the strongest of its own reports."""
    ids = {a.id for a in members}
    best: dict[str, _Vote] = {}
    for article in members:
        if article.copy_of is not None and article.copy_of.article_id in ids:
            continue
        provider = article.provider
        domain = provider.domain if provider else article.source_id or article.id
        family = (provider.family if provider else "") or domain
        quality = article.quality if article.quality is not None else settings.unknown_quality
        at = article.published_at or article.fetched_at
        age = max(0.0, (now - at).total_seconds() / 3600) if at else half_life_h
        value = quality * 2.0 ** (-age / half_life_h)
        name = (provider.name or domain) if provider else domain
        vote = _Vote(family, name, value, at, f"quality {quality}, {_hours(age)} old")
        if family not in best or (value, article.id) > (best[family].value, ""):
            best[family] = vote
    return sorted(best.values(), key=lambda v: (-v.value, v.family))


def _base(total: float, lead: Article | None, s: HeatSettings) -> float:
    warmth = min(1.0, math.log1p(total) / math.log1p(s.heat_full))
    quality = (lead.quality or 0) / 100 if lead else 0.0
    fit = max((t.confidence for t in lead.topics), default=0.0) if lead else 0.0
    return 100 * (s.heat_share * warmth + s.quality_share * quality + s.fit_share * fit)


def _lead_of(lead: Article | None) -> str:
    return lead.provider.domain if lead and lead.provider else ""


def _front_page(
    warm: list[tuple[float, Story, str]], pinned: set[str], hidden: set[str], s: HeatSettings
) -> Iterator[Story]:
    """Greedy: the best left, each repeated lead publisher or first topic counting for less."""
    left = sorted(warm, key=lambda w: (-w[0], w[1].id))
    leads: dict[str, int] = {}
    for group in (
        [w for w in left if w[1].id in pinned and w[1].id not in hidden],
        [w for w in left if w[1].id not in pinned and w[1].id not in hidden],
        [w for w in left if w[1].id in hidden],
    ):
        for base, story, lead in group:
            again = min(leads.get(lead, 0), 3) if lead else 0
            leads[lead] = leads.get(lead, 0) + 1
            why = f"pinned by the editor; {story.why}" if story.id in pinned else story.why
            yield msgspec.structs.replace(story, importance=round(base * s.repeat_factor**again, 3), why=why)


def _why(votes: list[_Vote], members: list[Article], now: datetime) -> str:
    """`7 publishers in 5 h, first: Harbour Ledger`."""
    if not votes:
        return ""
    dated = [(v.at, v.name) for v in votes if v.at is not None]
    count = f"{len(votes)} publisher{'s' if len(votes) != 1 else ''}"
    if not dated:
        return f"{count}, best: {votes[0].name}"
    first_at, first = min(dated)
    last_at = max(dated)[0]
    if len(votes) == 1:
        return f"{count}, {_hours((now - first_at).total_seconds() / 3600)} ago: {first}"
    span = (last_at - first_at).total_seconds() / 3600
    return f"{count} in {_hours(max(span, 0.0))}, first: {first}"


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{max(1, round(hours * 60))} min"
    return f"{round(hours)} h" if hours < 48 else f"{round(hours / 24)} days"
