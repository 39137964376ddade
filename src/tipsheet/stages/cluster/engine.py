"""The streaming decision: which story of the window an article belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tipsheet.protocols import Embedder
from tipsheet.records import Article, Assignment, Correction
from tipsheet.stages.cluster.state import Group, StoryState
from tipsheet.stages.cluster.terms import words


class ClusterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """When an article joins a story."""

    window_h: float = 96.0
    join: float = 0.15  # cosine, 0..1
    body_words: int = 120


def cluster(
    articles: Iterable[Article],
    state: StoryState,
    settings: ClusterSettings | None = None,
    *,
    corrections: Sequence[Correction] = (),
    embedder: Embedder | None = None,
) -> Iterator[Assignment]:
    """One assignment for each article, in order; `state` is brought up to date.

    A copy follows its origin's story. How the stream is cut into batches changes nothing.
    """
    del corrections, embedder
    settings = settings or ClusterSettings()
    for article in articles:
        held = state.story_of.get(article.id)
        if held is not None:
            yield Assignment(article_id=article.id, story_id=_resolve(state, held), why="seen before")
            continue
        origin = article.copy_of.article_id if article.copy_of else None
        if origin is not None and origin in state.story_of:
            story = state.story_of[origin]
            state.story_of[article.id] = story
            yield Assignment(
                article_id=article.id, story_id=_resolve(state, story), why=f"a copy of {origin}"
            )
            continue
        yield _place(article, state, settings)


def settle(state: StoryState, article_ids: Iterable[str]) -> Iterator[Assignment]:
    """The assignments as they stand now, after repairs and redirects."""
    for article_id in article_ids:
        story = state.story_of.get(article_id)
        if story is not None:
            yield Assignment(article_id=article_id, story_id=_resolve(state, story))


def _place(article: Article, state: StoryState, s: ClusterSettings) -> Assignment:
    when = article.published_at or article.fetched_at
    at = when.timestamp() if when else state.clock
    state.clock = max(state.clock, at)
    lead = f"{article.excerpt} {article.text}".split()[: s.body_words]
    counts: dict[str, float] = {}
    for word in words(article.title):
        counts[word] = counts.get(word, 0.0) + 2.0
    for word in words(" ".join(lead)):
        counts[word] = counts.get(word, 0.0) + 1.0
    state.seen += 1
    for word in counts:
        state.df[word] = state.df.get(word, 0) + 1
    idf = {w: math.log((state.seen + 1) / state.df[w]) for w in counts}
    vector = {w: (1 + math.log(c)) * idf[w] for w, c in counts.items()}
    size = math.sqrt(sum(v * v for v in vector.values())) or 1.0
    best: tuple[float, str] = (0.0, "")
    for group in state.groups.values():
        if abs(at - group.last) > s.window_h * 3600:
            continue
        dot = sum(v * group.terms[w] for w, v in vector.items() if w in group.terms)
        if dot:
            norm = math.sqrt(sum(v * v for v in group.terms.values()))
            best = max(best, (dot / (norm * size), group.id))
    if best[0] >= s.join:
        group = state.groups[best[1]]
        shared = sorted((w for w in vector if w in group.terms), key=lambda w: (-vector[w], w))[:4]
        for word, value in vector.items():
            group.terms[word] = group.terms.get(word, 0.0) + value / size
        group.members.append(article.id)
        group.last = max(group.last, at)
        state.story_of[article.id] = group.id
        return Assignment(
            article_id=article.id, story_id=group.id, why=f"shares {', '.join(shared)} ({best[0]:.2f})"
        )
    story = f"s{article.id}"
    state.groups[story] = Group(story, {w: v / size for w, v in vector.items()}, [article.id], at)
    state.story_of[article.id] = story
    return Assignment(article_id=article.id, story_id=story, why="a new story")


def _resolve(state: StoryState, story: str) -> str:
    while story in state.redirects:
        story = state.redirects[story]
    return story
