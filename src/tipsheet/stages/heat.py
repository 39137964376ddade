"""How warm a story is now, and what leads the front page.

Heat is a sum over independent publishers, one vote each: quality x 2^(-age of that report / half-life).
It falls by itself, and a copy casts no vote of its own. Of the formulas compared on 857 real stories with
hourly growth, this forecast the next six hours best (docs/stories.md).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from tipsheet.records import Article, Correction, Part, Story


class HeatSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How fast heat falls, and how importance is mixed from parts that are 0..1 each."""

    half_life_h: float = 24.0
    unknown_quality: int = 40  # of an article not yet scored
    heat_full: float = (
        400.0  # heat at which its share of importance is full; the share grows with its logarithm
    )
    heat_share: float = 60.0  # points of importance, 100 in all
    quality_share: float = 25.0
    fit_share: float = 15.0
    same_lead: float = 0.75  # for each story further up that the same publisher leads, three at most
    same_subject: float = 0.93  # for each with the same narrowest topic, four at most


class _Vote(msgspec.Struct, frozen=True):
    family: str
    name: str
    value: float
    at: datetime | None
    why: str


class _Warm(msgspec.Struct, frozen=True):
    """A story with all but its place."""

    story: Story
    base: float
    lead: str
    subject: str


def heat(
    stories: Iterable[Story],
    articles: Iterable[Article] | Mapping[str, Article],
    now: datetime,
    *,
    half_life_h: Mapping[str, float] | None = None,
    corrections: Sequence[Correction] = (),
    settings: HeatSettings | None = None,
) -> Iterator[Story]:
    """Give each story its heat with parts, its importance and a `why` line; the front page's order.

    `articles` must hold every member. `half_life_h` gives half-lives by topic name: a story takes that of
    its narrowest topic, else of its root, else the setting. A report dated after `now` counts as new.
    Stories hidden by an editor get heat -1 and come last; pinned ones come first. Heat is the sum of the
    parts; importance is 0..100 before the diversity rule, which only lowers it. Ties go by story id.
    """
    settings = settings or HeatSettings()
    by_id = articles if isinstance(articles, Mapping) else {a.id: a for a in articles}
    of_stories = [c for c in corrections if not c.article_ids]
    pinned = {c.story_id for c in of_stories if c.kind == "pin"}
    hidden = {c.story_id for c in of_stories if c.kind == "hide"}
    groups: tuple[list[_Warm], list[_Warm], list[_Warm]] = ([], [], [])
    for story in stories:
        warm = _warm(story, by_id, now, half_life_h or {}, settings)
        if story.id in hidden:
            shown = msgspec.structs.replace(warm.story, heat=-1.0, why="hidden by an editor")
            groups[2].append(msgspec.structs.replace(warm, story=shown))
        elif story.id in pinned:
            why = "; ".join(filter(None, ("pinned by an editor", warm.story.why)))
            groups[0].append(
                msgspec.structs.replace(warm, story=msgspec.structs.replace(warm.story, why=why))
            )
        else:
            groups[1].append(warm)
    leads: dict[str, int] = {}
    subjects: dict[str, int] = {}
    for group in groups:
        yield from _ordered(group, leads, subjects, settings)


def _warm(
    story: Story, by_id: Mapping[str, Article], now: datetime, spans: Mapping[str, float], s: HeatSettings
) -> _Warm:
    members = [by_id[i] for i in story.article_ids if i in by_id]
    narrow = story.topics[1] if len(story.topics) > 1 else story.topics[0] if story.topics else ""
    span = next((spans[t] for t in (narrow, *story.topics) if t in spans), s.half_life_h)
    votes = _votes(members, now, span, s)
    total = sum(vote.value for vote in votes)
    lead = members[0] if members else None
    shares = (
        ("heat", s.heat_share * min(1.0, math.log1p(total) / math.log1p(s.heat_full))),
        ("quality", s.quality_share * ((lead.quality or 0) / 100 if lead else 0.0)),
        ("topic fit", s.fit_share * (max((t.confidence for t in lead.topics), default=0.0) if lead else 0.0)),
    )
    parts = tuple(Part(name=v.name, value=v.value, why=v.why) for v in votes)
    made = msgspec.structs.replace(story, heat=total, heat_parts=parts, why=_why(votes, now))
    return _Warm(
        made,
        sum(value for _, value in shares),
        lead.provider.domain if lead and lead.provider else "",
        narrow,
    )


def _votes(members: list[Article], now: datetime, half_life_h: float, s: HeatSettings) -> list[_Vote]:
    """One vote a publisher family, the strongest of its own reports, the warmest first.

    Copies of one origin are one report: the origin's, or the earliest copy's when the origin is not here.
    """
    ids = {a.id for a in members}
    reports: dict[str, Article] = {}
    for article in members:
        origin = article.copy_of.article_id if article.copy_of else article.id
        if article.copy_of is not None and origin in ids:
            continue
        held = reports.get(origin)
        if held is None or _moment(article) < _moment(held):
            reports[origin] = article
    best: dict[str, _Vote] = {}
    for article in reports.values():
        vote = _vote(article, now, half_life_h, s)
        held_vote = best.get(vote.family)
        if held_vote is None or vote.value > held_vote.value:
            best[vote.family] = vote
    return sorted(best.values(), key=lambda v: (-v.value, v.family))


def _vote(article: Article, now: datetime, half_life_h: float, s: HeatSettings) -> _Vote:
    provider = article.provider
    domain = provider.domain if provider else article.source_id or article.id
    family = (provider.family if provider else "") or domain
    name = (provider.name if provider else "") or domain
    quality = article.quality if article.quality is not None else s.unknown_quality
    at = article.published_at or article.fetched_at
    age = max(0.0, (now - at).total_seconds() / 3600) if at else half_life_h
    told = f"{_span(age)} old" if at else "no date, taken as one half-life old"
    return _Vote(family, name, quality * 2.0 ** (-age / half_life_h), at, f"quality {quality}, {told}")


def _moment(article: Article) -> tuple[float, str]:
    at = article.published_at or article.fetched_at
    return (at.timestamp() if at else math.inf, article.id)


def _ordered(
    group: list[_Warm], leads: dict[str, int], subjects: dict[str, int], s: HeatSettings
) -> Iterator[Story]:
    """The best left, again and again; each repeated publisher in the lead, and subject, counts for less.

    What is repeated only grows, so a story's worth only falls: the one on top of the heap, weighed again,
    is the best when it is not below the next.
    """
    heap = [(-w.base, _late(w.story), w.story.id, place) for place, w in enumerate(group)]
    heapq.heapify(heap)
    while heap:
        _, late, story_id, place = heapq.heappop(heap)
        warm = group[place]
        again = min(leads.get(warm.lead, 0), 3) if warm.lead else 0
        alike = min(subjects.get(warm.subject, 0), 4) if warm.subject else 0
        worth = warm.base * s.same_lead**again * s.same_subject**alike
        if heap and (-worth, late, story_id) > heap[0][:3]:
            heapq.heappush(heap, (-worth, late, story_id, place))
            continue
        leads[warm.lead] = leads.get(warm.lead, 0) + 1
        subjects[warm.subject] = subjects.get(warm.subject, 0) + 1
        yield msgspec.structs.replace(warm.story, importance=round(worth, 3))


def _late(story: Story) -> float:
    """Sorts newer stories first where nothing else decides."""
    return -story.last_at.timestamp() if story.last_at else 0.0


def _why(votes: list[_Vote], now: datetime) -> str:
    """`7 publishers in 5 h, first: Harbour Ledger`: independent ones, as they vote; a copy adds none."""
    if not votes:
        return ""
    count = f"{len(votes)} publisher{'s' if len(votes) != 1 else ''}"
    dated = sorted((v.at, v.name) for v in votes if v.at is not None)
    if not dated:
        return f"{count}: {votes[0].name}"
    if len(dated) == 1:
        age = max(0.0, (now - dated[0][0]).total_seconds() / 3600)
        return f"{count}, {_span(age)} ago: {dated[0][1]}"
    span = (dated[-1][0] - dated[0][0]).total_seconds() / 3600
    return f"{count} in {_span(span)}, first: {dated[0][1]}"


def _span(hours: float) -> str:
    if hours < 1:
        return f"{max(1, round(hours * 60))} min"
    return f"{round(hours)} h" if hours < 48 else f"{round(hours / 24)} days"
