"""`tipsheet stage cluster`: articles in arrival order in, the story of each out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tipsheet.cli.lines._articles import read_article, refuse
from tipsheet.protocols import Embedder
from tipsheet.records import Article, Rejected
from tipsheet.stages.cluster import StoryState, cluster
from tipsheet.stages.dedupe import CopyMemory, dedupe


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """Takes `{"id","title","excerpt","text","published","provider","url"}`, gives `{"id","story"}`.

    Only `id` is needed. Stories are decided in arrival order, and copies found first so that they follow
    their origin; what later repairs changed is told as it stands after the last line. A first line
    `{"settings": {"embeddings": true}}` asks for sentence vectors (the extra `embeddings`).
    """
    del json_errors
    stream = iter(lines)
    first = next(stream, None)
    if first is None:
        return
    embedder: Embedder | None = None
    if "id" not in first and isinstance(first.get("settings"), dict):
        if first["settings"].get("embeddings"):
            from tipsheet.runners.embed import MiniLM

            embedder = MiniLM()
    else:
        stream = _again(first, stream)
    order: list[str | dict[str, Any]] = []
    state = StoryState()
    articles = dedupe(_read(stream, order), CopyMemory())
    stories = {a.article_id: a.story_id for a in cluster(articles, state, embedder=embedder)}
    stories.update(state.moved)
    for item in order:
        if isinstance(item, dict):
            yield item
        else:
            yield {"id": item, "story": state.current(stories[item])}


def _again(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


def _read(lines: Iterable[dict[str, Any]], order: list[str | dict[str, Any]]) -> Iterator[Article]:
    for line in lines:
        read = read_article(line)
        if isinstance(read, Rejected):
            order.append(refuse(read))
        else:
            order.append(read.id)
            yield read
