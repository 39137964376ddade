"""Stories from assignments: the representative, the others in order, and links between stories."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tipsheet.records import Article, Assignment, Correction, Story
from tipsheet.stages.cluster.corrections import overrule
from tipsheet.stages.cluster.terms import TermSettings, read_terms


def stories(
    assignments: Iterable[Assignment],
    articles: Iterable[Article] | Mapping[str, Article],
    *,
    corrections: Sequence[Correction] = (),
    redirects: Mapping[str, str] | None = None,
    see_also: int = 3,
) -> Iterator[Story]:
    """Build each story, in the order of their first reports (undated ones last), then of ids.

    The representative comes first: the best by quality, then completeness, then the earliest; the others
    follow in the same order, copies after all that is no copy. The last assignment of an article wins, and
    corrections win over all: articles an editor moved, merged, split, hid or retitled stories. Articles
    that are not in `articles` are left out. `see_also` is the most links to other stories: earlier ones
    about the same, then others that share its subjects.
    """
    by_id = articles if isinstance(articles, Mapping) else {a.id: a for a in articles}
    redirects = redirects or {}
    hidden = {i for c in corrections if c.kind == "hide" for i in c.article_ids}
    place = {a.article_id: a.story_id for a in assignments if a.article_id in by_id}
    overrule(place, corrections, redirects)
    groups: dict[str, list[Article]] = {}
    for article_id, story_id in place.items():
        if article_id not in hidden:
            groups.setdefault(story_id, []).append(by_id[article_id])
    merged: dict[str, set[str]] = {}
    before = dict.fromkeys(
        [*redirects, *(c.story_id for c in corrections if c.kind == "merge" and c.story_id)], ""
    )
    for old in before:
        before[old] = old
    overrule(before, [c for c in corrections if c.kind == "merge" and not c.article_ids], redirects)
    for old, new in before.items():
        if old != new:
            merged.setdefault(new, set()).add(old)
    titles = {c.story_id: c.title for c in corrections if c.kind == "retitle" and c.title}
    built = [
        _build(story_id, members, titles.get(story_id), tuple(sorted(merged.get(story_id, ()))))
        for story_id, members in groups.items()
    ]
    built.sort(key=lambda s: (s.first_at.timestamp() if s.first_at else math.inf, s.id))
    yield from _linked(built, by_id, see_also) if see_also else built


def _build(story_id: str, members: list[Article], title: str | None, merged: tuple[str, ...]) -> Story:
    ordered = sorted(members, key=_rank)
    times = [a.published_at for a in ordered if a.published_at is not None]
    names: dict[str, int] = {}
    for article in ordered:
        for match in article.topics:
            names[match.name] = names.get(match.name, 0) + 1
    lead = [match.name for match in ordered[0].topics]
    common = (n for n in names if n not in lead and names[n] * 2 >= len(ordered))
    others = sorted(common, key=lambda n: (-names[n], n))
    return Story(
        id=story_id,
        article_ids=tuple(a.id for a in ordered),
        title=title or ordered[0].title,
        topics=(*lead, *others),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        merged_from=merged,
    )


def _rank(article: Article) -> tuple[bool, int, int, float, str]:
    when = article.published_at.timestamp() if article.published_at else math.inf
    completeness = min(len(article.text) // 200, 20)
    return (article.copy_of is not None, -(article.quality or 0), -completeness, when, article.id)


def _linked(built: list[Story], by_id: Mapping[str, Article], most: int) -> Iterator[Story]:
    """Links between stories that share rare names or words, kept apart from the members.

    The story that began before is linked first ("earlier in this story"), the strongest first otherwise.
    """
    settings = TermSettings(body_words=80)
    vectors: list[dict[str, float]] = []
    held: dict[str, list[int]] = {}
    for place, story in enumerate(built):
        first = by_id[story.article_ids[0]]
        terms = read_terms(first.title, first.excerpt, first.text[:800], settings).terms
        vectors.append(terms)
        for word in terms:
            held.setdefault(word, []).append(place)
    weigh = {word: math.log(1.0 + len(built) / len(places)) for word, places in held.items()}
    lengths = []
    for vector in vectors:
        for word in vector:
            vector[word] *= weigh[word]
        lengths.append(math.sqrt(sum(v * v for v in vector.values())) or 1.0)
    for place, story in enumerate(built):
        near: dict[int, float] = {}
        for word, value in vectors[place].items():
            if len(held[word]) <= 50:
                for other in held[word]:
                    if other != place:
                        near[other] = near.get(other, 0.0) + value * vectors[other][word]
        close = [(dot / (lengths[place] * lengths[o]), o) for o, dot in near.items()]
        chosen = sorted(((o > place, -c, o) for c, o in close if c >= 0.15))[:most]
        links = tuple(built[o].id for _, _, o in chosen)
        yield msgspec.structs.replace(story, see_also=links) if links else story
