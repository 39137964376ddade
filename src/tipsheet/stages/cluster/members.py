"""Stories from assignments: the representative, the others in order, links between stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tipsheet.records import Article, Assignment, Correction, Story


def stories(
    assignments: Iterable[Assignment],
    articles: Iterable[Article] | Mapping[str, Article],
    *,
    corrections: Iterable[Correction] = (),
    redirects: Mapping[str, str] | None = None,
) -> Iterator[Story]:
    """Build each story, in the order of their first members' times (then ids).

    Members: the representative first (best quality, then completeness, then earliest), the others by
    quality, completeness and time; copies after what they copy. The last assignment of an article wins.
    Articles that are not in `articles` are left out.
    """
    by_id = articles if isinstance(articles, Mapping) else {a.id: a for a in articles}
    redirects = redirects or {}
    titles = {c.story_id: c.title for c in corrections if c.kind == "retitle" and c.title}
    place: dict[str, str] = {}
    for assignment in assignments:
        if assignment.article_id in by_id:
            place[assignment.article_id] = _resolve(assignment.story_id, redirects)
    groups: dict[str, list[Article]] = {}
    for article_id, story_id in place.items():
        groups.setdefault(story_id, []).append(by_id[article_id])
    merged: dict[str, list[str]] = {}
    for old in redirects:
        merged.setdefault(_resolve(old, redirects), []).append(old)
    built = [
        _build(i, members, titles.get(i), tuple(sorted(merged.get(i, ())))) for i, members in groups.items()
    ]
    yield from sorted(
        built, key=lambda s: (s.first_at is None, (s.first_at and s.first_at.timestamp()) or 0.0, s.id)
    )


def _build(story_id: str, members: list[Article], title: str | None, merged: tuple[str, ...]) -> Story:
    ordered = sorted(members, key=_rank)
    times = [a.published_at for a in ordered if a.published_at is not None]
    names: dict[str, int] = {}
    for article in ordered:
        for match in article.topics:
            names[match.name] = names.get(match.name, 0) + 1
    lead = [match.name for match in ordered[0].topics]
    others = sorted(
        (n for n in names if n not in lead and names[n] * 2 >= len(ordered)), key=lambda n: (-names[n], n)
    )
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
    when = article.published_at.timestamp() if article.published_at else float("inf")
    return (
        article.copy_of is not None,
        -(article.quality or 0),
        -min(len(article.text) // 200, 20),
        when,
        article.id,
    )


def _resolve(story: str, redirects: Mapping[str, str]) -> str:
    while story in redirects:
        story = redirects[story]
    return story
