"""The search index: plain files a browser reads month after month, newest first.

`search/index.json`: {"v": 1, "p": [publisher names], "t": [topic names], "s": [shards]}.
`search/<shard>.json`: rows of [title, page folder, publisher, day, [topics], publishers of the story].
Publishers and topics are numbers into the lists, which only ever grow at their end within a build's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from tipsheet.publish.plan import Job, digest
from tipsheet.publish.site import safe
from tipsheet.publish.site.view import Views, iso
from tipsheet.records import NewsRecord, Story

_encode = msgspec.json.Encoder().encode
_rows = msgspec.json.Decoder(list[tuple[str, str, int, str, list[int], int]]).decode


class SearchIndex:
    """The shards of an edition; each is encoded only when asked for."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self.publishers = sorted(views.by_provider)
        self._publisher_at = {domain: at for at, domain in enumerate(self.publishers)}
        self._topic_at = {name: at for at, name in enumerate(views.topics)}
        self.days: dict[str, list[str]] = {}
        for day in views.by_day:
            self.days.setdefault(day[:7], []).append(day)
        folders = views.folders
        by_month: dict[tuple[int, int], list[Story]] = {}
        for story in views.shown:
            at = story.last_at
            if at is not None and story.id in folders:
                by_month.setdefault((at.year, at.month), []).append(story)
        self.stories = {f"{year:04}-{month:02}": told for (year, month), told in by_month.items()}

    def jobs(self) -> Iterator[Job]:
        """The index and its shards."""
        views, scope = self.views, self.views.scope
        months = {*self.days, *self.stories}
        if scope is not None:
            months = scope.months() | {
                month for month, told in self.stories.items() if any(s.id in scope.stories for s in told)
            }
        for month in sorted(months, reverse=True):
            marks = [views.day_marks[day] for day in self.days.get(month, ())]
            marks += [views.story_mark(story) for story in self.stories.get(month, ())]
            key = digest(views.ground_mark, *marks)
            yield Job(f"search/{month}.json", key, partial(self.shard, month), partial(self.mended, month))
        if scope is None:
            index = self.index()
            yield Job("search/index.json", digest(index), lambda: index)

    def index(self) -> bytes:
        """`search/index.json`."""
        views = self.views
        publishers = [safe.line(views.organisations[d].name) or d for d in self.publishers]
        shards = sorted({*self.days, *self.stories}, reverse=True)
        return _encode(
            {"v": 1, "p": [*publishers, ""], "t": [t.name for t in views.topics.values()], "s": shards}
        )

    def shard(self, month: str) -> bytes:
        """`search/<month>.json`."""
        views = self.views
        rows: list[tuple[str, list[Any]]] = [self._story_row(story) for story in self.stories.get(month, ())]
        for day in self.days.get(month, ()):
            rows += [self._record_row(day, record) for record in views.by_day[day] if not self._told(record)]
        rows.sort(key=_stamp, reverse=True)
        return _encode([row for _, row in rows])

    def mended(self, month: str, body: bytes) -> bytes | None:
        """`shard` out of the last build's: the rows in the scope again, in their places."""
        scope, views = self.views.scope, self.views
        if scope is None:
            return None
        rows = [self._story_row(s) for s in self.stories.get(month, ()) if s.id in scope.stories]
        for day in self.days.get(month, ()):
            if day in scope.days:
                changed = [record for record in views.by_day[day] if record.path in scope.records]
                rows += [self._record_row(day, record) for record in changed if not self._told(record)]
        fresh = {row[1]: row for _, row in rows}
        try:
            found = _rows(body)
        except msgspec.DecodeError:
            return None
        out = [fresh.pop(row[1], row) for row in found]
        return None if fresh else _encode(out)

    def _record_row(self, day: str, record: NewsRecord) -> tuple[str, list[Any]]:
        views, last = self.views, len(self.publishers)
        at, provider = record.published_at, record.provider
        stamp = f"{day}T{at.hour:02}:{at.minute:02}" if at is not None else day
        who = self._publisher_at.get(provider.domain.lower(), last) if provider is not None else last
        title = safe.line(record.title) or "Untitled"
        return stamp, [title, views.folder(record), who, day, self._topics(record.topics), 0]

    def _story_row(self, story: Story) -> tuple[str, list[Any]]:
        views = self.views
        articles = [views.edition.articles[a] for a in story.article_ids if a in views.edition.articles]
        title = safe.line(story.title) or safe.line(articles[0].title) or "Untitled"
        domains = [views.domain_of(article) for article in articles]
        latest = max((a.published_at for a in articles if a.published_at), default=story.last_at)
        stamp = iso(latest) if latest else ""
        folder = views.folders[story.id]
        return stamp, [
            title,
            folder,
            self._at(domains[0]),
            stamp[:10],
            self._topics(story.topics),
            len(set(domains)),
        ]

    def _at(self, domain: str) -> int:
        return self._publisher_at.get(domain, len(self.publishers))

    def _topics(self, names: Iterable[str]) -> list[int]:
        return [self._topic_at[name] for name in names if name in self._topic_at]

    def _told(self, record: NewsRecord) -> bool:
        """Whether the record is the representative of a story with a page: the story's row says it all."""
        views = self.views
        article_id = views.article_of.get(record.path, "")
        story = views.story_of.get(article_id)
        if story is None or story.article_ids[0] != article_id:
            return False
        return story.heat >= 0 and story.id in views.folders and story.last_at is not None


def _stamp(row: tuple[str, list[Any]]) -> str:
    return row[0]
