"""What a build remembers of the edition it published: enough to know what changed since, and nothing else.

Records, articles and stories are digested in runs of `RUN`, as a whole and by their *place*: what decides on
which pages, in which order and beside what a thing stands. While all places and the frame around them (settings,
theme, topics, organisations, version, ...) are as they were, only the pages that show a changed thing can have
changed, and only those are planned (`Scope`). Any doubt - another place, another number of things, nothing
remembered or nothing readable - means the plan of everything (docs/decisions/050-the-build.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import msgspec

from tipsheet import __version__
from tipsheet.publish.plan import KEY_BYTES, digest, quick_digest
from tipsheet.publish.site.theme import Shell
from tipsheet.publish.site.view import Scope, Views, article_mark, record_day, record_mark
from tipsheet.records import Article, NewsRecord, Story

RUN = 32  # things digested together
_T = TypeVar("_T")
_encode = msgspec.msgpack.Encoder().encode
_record_place = attrgetter("path", "published_at", "published", "provider", "topics")
_article_place = attrgetter("published_at", "provider", "images")


class Run(msgspec.Struct, frozen=True, array_like=True):
    """Things that stand beside each other."""

    whole: bytes  # digest of all that they say
    place: bytes  # digest of their places
    marks: list[bytes]  # of each, what pages show of it


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What one build leaves to the next."""

    frame: bytes  # digest of what stands around the records
    news: list[Run] = []
    articles: list[Run] = []
    stories: list[Run] = []
    story_marks: dict[str, bytes] = {}
    day_marks: dict[str, bytes] = {}


class Survey(NamedTuple):
    """An edition digested."""

    frame: bytes
    news: list[Run]
    articles: list[Run]
    stories: list[Run]

    def known(self, views: Views) -> bytes:
        """The bytes for the next build; to be asked for when the plan is made."""
        told = Known(
            self.frame, self.news, self.articles, self.stories, views.known_story_marks, views.day_marks
        )
        body = _encode(told)
        return quick_digest(body) + body


def read(body: bytes) -> Known | None:
    """What the last build left; None when it left nothing that can be read."""
    if quick_digest(body[KEY_BYTES:]) != body[:KEY_BYTES]:
        return None
    try:
        return msgspec.msgpack.decode(memoryview(body)[KEY_BYTES:], type=Known)
    except msgspec.MsgspecError:
        return None


def survey(views: Views, shell: Shell, known: Known | None, repointed: Iterable[str] = ()) -> Survey:
    """Digest the edition and let the views know it: the marks, and the scope when there can be one.

    `repointed`: paths of the hidden records whose page leads on to a story.
    """
    edition = views.edition
    last = known or Known(b"")
    frame = _frame(views, shell, repointed)
    articles = list(edition.articles.items())
    news_runs, news = _runs(edition.news, last.news, _record_place, record_mark)
    article_runs, changed = _runs(articles, last.articles, _pair_place, _pair_mark)
    story_runs, stories = _runs(edition.stories, last.stories, _story_place, _story_digest)
    views.know_marks(
        dict(zip([r.path for r in edition.news], _marks(news_runs), strict=True)),
        dict(zip(edition.articles, _marks(article_runs), strict=True)),
    )
    if known is not None and frame == known.frame and None not in (news, changed, stories):
        scope = _scope(
            views,
            [edition.news[at] for at in news or ()],
            [articles[at][0] for at in changed or ()],
            [edition.stories[at] for at in stories or ()],
        )
        views.know_scope(scope, known.story_marks, known.day_marks)
    return Survey(frame, news_runs, article_runs, story_runs)


def _scope(
    views: Views, records: Sequence[NewsRecord], articles: Sequence[str], stories: Sequence[Story]
) -> Scope:
    """Which records, stories and days are not as they were."""
    edition = views.edition
    changed = set(articles)
    touched = {story.id: story for story in stories}
    if changed:
        for story in edition.stories:
            if not changed.isdisjoint(story.article_ids):
                touched[story.id] = story
    own = {record.path for record in records}
    members = changed.union(*(story.article_ids for story in touched.values()))
    paths = own | {edition.record_paths[i] for i in members if i in edition.record_paths}
    days = {record_day(views.record_of[path]) for path in paths if path in views.record_of}
    return Scope(frozenset(own), frozenset(touched), frozenset(days), frozenset(paths))


def _frame(views: Views, shell: Shell, repointed: Iterable[str]) -> bytes:
    e = views.edition
    told = (
        e.site,
        e.topics,
        e.providers,
        e.sources,
        e.redirects,
        e.collections,
        e.issues,
        e.sheets,
        e.summaries,
    )
    placed = (e.record_paths, sorted(views.folders.items()), list(repointed))
    return digest(__version__.encode(), shell.key, views.ground_mark, _encode(told), _encode(placed))


def _runs(
    things: Sequence[_T], last: Sequence[Run], place: Callable[[_T], Any], mark: Callable[[_T], bytes]
) -> tuple[list[Run], list[int] | None]:
    """The runs of some things, and which of these changed; None when one of them changed its place."""
    known = {run.whole: run for run in last}
    runs: list[Run] = []
    changed: list[int] = []
    stand = len(last) == -(-len(things) // RUN)
    for number, at in enumerate(range(0, len(things), RUN)):
        part = things[at : at + RUN]
        whole = sha256(_encode(part)).digest()[:16]
        run = known.get(whole)
        if run is None:
            run = Run(whole, digest(_encode([place(thing) for thing in part])), [mark(t) for t in part])
        runs.append(run)
        if stand and run is not last[number]:
            before = last[number]
            stand = run.place == before.place and len(run.marks) == len(before.marks)
            pairs = zip(run.marks, before.marks, strict=False)
            changed += [at + n for n, (new, old) in enumerate(pairs) if new != old]
    return runs, changed if stand else None


def _marks(runs: Iterable[Run]) -> list[bytes]:
    return [mark for run in runs for mark in run.marks]


def _pair_place(pair: tuple[str, Article]) -> Any:
    return pair[0], *_article_place(pair[1])


def _pair_mark(pair: tuple[str, Article]) -> bytes:
    return article_mark(pair[1])


def _story_place(story: Story) -> Any:
    cold = story.heat < 0
    return (
        story.id,
        story.article_ids,
        story.topics,
        story.first_at,
        story.last_at,
        cold,
        story.merged_from,
        story.see_also,
    )


def _story_digest(story: Story) -> bytes:
    return quick_digest(_encode(story))
