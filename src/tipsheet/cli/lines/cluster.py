"""`tipsheet stage cluster`: articles in time order in, the story of each out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tipsheet.cli.lines._articles import read_article, refuse
from tipsheet.records import Article, Rejected
from tipsheet.stages.cluster import StoryState, cluster, settle
from tipsheet.stages.dedupe import CopyMemory, dedupe


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """Takes `{"id","title","excerpt","text","published","provider","url"}`, gives `{"id","story"}`.

    Stories are decided in arrival order; what later repairs changed is told as it stands at the end.
    Copies are found first, so that they follow their origin.
    """
    del json_errors
    order: list[str | dict[str, Any]] = []

    def read() -> Iterator[Article]:
        for line in lines:
            read = read_article(line)
            if isinstance(read, Rejected):
                order.append(refuse(read))
            else:
                order.append(read.id)
                yield read

    state = StoryState()
    for _ in cluster(dedupe(read(), CopyMemory()), state):
        pass
    for item in order:
        if isinstance(item, dict):
            yield item
        else:
            yield from ({"id": a.article_id, "story": a.story_id} for a in settle(state, [item]))
