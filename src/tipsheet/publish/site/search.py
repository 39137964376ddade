"""The search index: plain files a browser reads month after month, newest first.

`search/index.json`: {"v": 1, "p": [publisher names], "t": [topic names], "s": [[shard, rows], ...]}.
`search/<shard>.json`: rows of [title, page folder, publisher, day, [topics], publishers of the story].
Publishers and topics are numbers into the lists, which only ever grow at their end within a build's order.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tipsheet.publish.site import names, safe
from tipsheet.publish.site.view import Views, record_day
from tipsheet.records import NewsRecord, Story

_encode = msgspec.json.Encoder().encode


class SearchIndex:
    """The shards of an edition; each is encoded only when asked for."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self.publishers = sorted(views.by_provider)
        self._publisher_at = {domain: at for at, domain in enumerate(self.publishers)}
        self._topic_at = {name: at for at, name in enumerate(views.topics)}
        months: dict[str, list[NewsRecord]] = {}
        for day, records in views.by_day.items():
            months.setdefault(day[:7], []).extend(records)
        stories: dict[str, list[Story]] = {}
        for story in views.shown:
            if story.id in views.folders and story.last_at is not None:
                stories.setdefault(story.last_at.date().isoformat()[:7], []).append(story)
        self.months = months
        self.stories = stories
        self.shards = sorted(set(months) | set(stories), reverse=True)

    def told(self, record: NewsRecord) -> bool:
        """Whether the record is the representative of a story with a page: the story's row says it all."""
        views = self.views
        article_id = views.article_of.get(record.path, "")
        story = views.story_of.get(article_id)
        if story is None or story.article_ids[0] != article_id:
            return False
        return story.heat >= 0 and story.id in views.folders and story.last_at is not None

    def index(self) -> bytes:
        """`search/index.json`."""
        views = self.views
        publishers = [safe.line(views.organisations[d].name) or d for d in self.publishers]
        counts = {s: sum(not self.told(r) for r in self.months.get(s, ())) for s in self.shards}
        shards = [[s, counts[s] + len(self.stories.get(s, ()))] for s in self.shards]
        return _encode(
            {"v": 1, "p": [*publishers, ""], "t": [t.name for t in views.topics.values()], "s": shards}
        )

    def shard(self, month: str) -> bytes:
        """`search/<month>.json`."""
        rows: list[tuple[str, list[Any]]] = []
        for story in self.stories.get(month, ()):
            view = self.views.story(story)
            folder = self.views.folders[story.id]
            topics = [self._topic_at[name] for name in story.topics if name in self._topic_at]
            at = self._publisher_at.get(view.lead.provider.domain, len(self.publishers))
            rows.append((view.latest.iso, [view.title, folder, at, view.latest.day, topics, view.publishers]))
        for record in self.months.get(month, ()):
            if self.told(record):
                continue
            topics = [self._topic_at[name] for name in record.topics if name in self._topic_at]
            domain = record.provider.domain.lower() if record.provider else ""
            at = self._publisher_at.get(domain, len(self.publishers))
            title = safe.line(record.title) or "Untitled"
            stamp = record.published_at.isoformat() if record.published_at else record_day(record)
            rows.append((stamp, [title, names.news_folder(record.path), at, stamp[:10], topics, 0]))
        rows.sort(key=lambda row: row[0], reverse=True)
        return _encode([row for _, row in rows])
