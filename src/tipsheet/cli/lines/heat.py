"""`tipsheet stage heat`: articles with their story in, stories with heat out, most important first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from tipsheet.cli.lines._articles import read_article, refuse
from tipsheet.records import Article, Assignment, Rejected
from tipsheet.stages.cluster import stories
from tipsheet.stages.heat import heat


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """Takes article lines that carry `story`; a line `{"now": time}` sets the moment.

    Without one the moment is the newest article's. Gives `{"id","heat","importance","why","title","article_ids","parts"}`, one line a story.
    """
    del json_errors
    articles: list[Article] = []
    assignments: list[Assignment] = []
    now: datetime | None = None
    for line in lines:
        if "now" in line and "id" not in line:
            now = msgspec.convert(line["now"], datetime)
            continue
        read = read_article(line)
        if isinstance(read, Rejected):
            yield refuse(read)
            continue
        articles.append(read)
        assignments.append(Assignment(article_id=read.id, story_id=str(line.get("story") or read.id)))
    now = now or max((a.published_at for a in articles if a.published_at), default=None)
    if now is None:
        return
    for story in heat(stories(assignments, articles), articles, now):
        parts = [{"name": p.name, "value": p.value, "why": p.why} for p in story.heat_parts]
        yield {
            "id": story.id, "heat": story.heat, "importance": story.importance, "why": story.why,
            "title": story.title, "article_ids": story.article_ids, "parts": parts,
        }  # fmt: skip
