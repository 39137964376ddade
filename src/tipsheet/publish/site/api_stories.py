"""The stories half of the JSON API: typed, validated as it is built, with a published schema.

Beside the news API of the original (FORMAT.md section 7) and in its spelling: camelCase keys,
25 a page, `nextPage` a number or null. Absent values are null.

- `api/stories/index.json`, `api/stories/page/N/index.json`: stories in order of importance;
- `api/stories/topics/<slug>/index.json`: the same for one topic, its first page;
- `api/stories/<id>/index.json`: one story with all its articles;
- `api/stories/addresses.json`: story id -> page, merged ones included;
- `api/topics/index.json`: the taxonomy; `api/schema/stories.json`: the JSON Schema of all this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import msgspec

from tipsheet.errors import PublishError
from tipsheet.publish.mend import members
from tipsheet.publish.plan import Group, Item, Job, digest
from tipsheet.publish.site import names, safe
from tipsheet.publish.site.view import ItemView, Views
from tipsheet.records import Story

PER_PAGE = 25
PAGES = 12  # of the list in order of importance; older stories are in the archive and the records
LIST_ARTICLES = 8  # articles shown for a story on a list

_encode = msgspec.json.Encoder().encode
_packed = msgspec.msgpack.Encoder().encode


class _Out(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    pass


class ProviderOut(_Out, frozen=True, kw_only=True):
    """An organisation."""

    name: str
    domain: str


class ImageOut(_Out, frozen=True, kw_only=True):
    """Our copy of a lead image."""

    url: str
    width: int | None
    height: int | None
    title: str | None
    attribution: str | None


class ArticleOut(_Out, frozen=True, kw_only=True):
    """An article of a story."""

    id: str
    title: str
    excerpt: str
    web_url: str | None
    page_url: str | None
    amp_web_url: str | None
    published_date_time: str | None
    type: str
    quality: int | None
    provider: ProviderOut
    image: ImageOut | None


class PartOut(_Out, frozen=True, kw_only=True):
    """One part of a figure, and why."""

    name: str
    value: float
    why: str


class StoryOut(_Out, frozen=True, kw_only=True):
    """A story; `articles` holds the representative first."""

    id: str
    title: str
    why: str
    page_url: str | None
    api_url: str | None
    topics: list[str]
    first_date_time: str | None
    last_date_time: str | None
    heat: float
    heat_parts: list[PartOut]
    importance: float
    publishers: int
    article_count: int
    articles: list[ArticleOut]
    related: list[str]


class StoryPage(_Out, frozen=True, kw_only=True):
    """A page of stories."""

    page: int
    value: list[StoryOut]
    next_page: int | None


class TopicOut(_Out, frozen=True, kw_only=True):
    """A topic."""

    id: str
    name: str
    slug: str
    parent: str | None
    page_url: str
    articles: int
    stories: int


class TopicList(_Out, frozen=True, kw_only=True):
    """All topics."""

    value: list[TopicOut]


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the stories API, made from the types that write it."""
    kinds = (StoryPage, StoryOut, TopicList)
    (page, story, topics), definitions = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tipsheet stories API",
        "description": "api/stories/**/index.json: StoryPage or StoryOut; api/topics/index.json: TopicList.",
        "anyOf": [page, story, topics],
        "$defs": definitions,
    }


def schema_bytes() -> bytes:
    """`api/schema/stories.json`."""
    return msgspec.json.format(msgspec.json.encode(schema(), order="sorted"), indent=2) + b"\n"


def items(views: Views) -> Iterator[Item]:
    """Every file of the stories API."""
    shown = views.shown
    pages = [shown[at : at + PER_PAGE] for at in range(0, min(len(shown), PER_PAGE * PAGES), PER_PAGE)] or [
        ()
    ]
    scope = views.scope
    for number, stories in enumerate(pages, 1):
        following = number + 1 if number < len(pages) else None
        key = digest(b"stories", str((number, following)).encode(), *(_mark(views, s) for s in stories))
        make = partial(_checked, partial(_page, views, stories, number, following), StoryPage)
        mend = partial(_mended, views, stories)
        yield Job(f"api/stories/page/{number}/index.json", key, make, mend)
        if number == 1:
            yield Job("api/stories/index.json", key, make, mend)
    for name, topic in views.topics.items():
        stories = tuple(views.stories_by_topic[name][:PER_PAGE])
        key = digest(b"topic", *(_mark(views, s) for s in stories))
        make = partial(_checked, partial(_page, views, stories, 1, None), StoryPage)
        mend = partial(_mended, views, stories)
        yield Job(f"api/stories/topics/{topic.slug}/index.json", key, make, mend)
    for part, bucket in views.buckets.items():
        told = bucket if scope is None else [story for story in bucket if story.id in scope.stories]
        if not told:
            continue
        key = digest(_packed(bucket), *map(views.story_mark, bucket))
        yield Group(f"api/stories/{part}", key, partial(_story_jobs, views, told), scope is not None)
    if scope is not None:
        return
    memory = names.write_memory(views.folders)
    yield Job(names.MEMORY, digest(memory), lambda: memory)
    topics = _encode(_topics(views))
    yield Job("api/topics/index.json", digest(topics), lambda: topics)
    described = schema_bytes()
    yield Job("api/schema/stories.json", digest(described), lambda: described)


def _story_jobs(views: Views, stories: Sequence[Story]) -> Iterator[Job]:
    for story in stories:
        make = partial(_checked, partial(story_out, views, story, None), StoryOut)
        yield Job(f"api/stories/{_segment(story.id)}/index.json", digest(b"story", _mark(views, story)), make)


def _listed(views: Views, story: Story) -> StoryOut:
    """A story as lists tell it; made once, the lists share it."""
    found: StoryOut | None = views.told_out.get(story.id)
    if found is None:
        found = views.told_out[story.id] = story_out(views, story, LIST_ARTICLES)
    return found


def story_out(views: Views, story: Story, limit: int | None) -> StoryOut:
    """A story as the API tells it; at most `limit` articles."""
    view = views.story(story)
    own = view.own
    return StoryOut(
        id=story.id,
        title=view.title,
        why=view.why,
        page_url=views.absolute(view.page) if view.page else None,
        api_url=views.absolute(f"{views.base}/api/stories/{_segment(story.id)}/index.json") if own else None,
        topics=[topic.name for topic in view.topics],
        first_date_time=view.first.iso or None,
        last_date_time=view.latest.iso or None,
        heat=story.heat,
        heat_parts=[PartOut(name=p.name, value=p.value, why=safe.line(p.why)) for p in story.heat_parts],
        importance=story.importance,
        publishers=view.publishers,
        article_count=len(view.items),
        articles=[article_out(views, item) for item in view.items[:limit]],
        related=list(story.see_also),
    )


def article_out(views: Views, item: ItemView) -> ArticleOut:
    """An article as the API tells it."""
    image = item.image
    return ArticleOut(
        id=item.key,
        title=item.title,
        excerpt=item.excerpt,
        web_url=item.href or None,
        page_url=views.absolute(item.page) if item.page else None,
        amp_web_url=item.amp or None,
        published_date_time=item.iso or None,
        type=item.label or "article",
        quality=item.quality,
        provider=ProviderOut(name=item.provider.name, domain=item.provider.domain),
        image=None
        if image is None
        else ImageOut(
            url=views.absolute(image.src),
            width=image.width,
            height=image.height,
            title=image.alt or None,
            attribution=image.credit or None,
        ),
    )


def _page(views: Views, stories: tuple[Story, ...], number: int, following: int | None) -> StoryPage:
    return StoryPage(page=number, value=[_listed(views, story) for story in stories], next_page=following)


def _mended(views: Views, stories: Sequence[Story], body: bytes) -> bytes | None:
    """A page out of the last build's: the stories in the scope again."""
    scope = views.scope
    if scope is None:
        return None
    fresh = {
        at: msgspec.Raw(_checked(partial(_listed, views, story), StoryOut))
        for at, story in enumerate(stories)
        if story.id in scope.stories
    }
    return members(body, "value", len(stories), fresh)


def _topics(views: Views) -> TopicList:
    of = {topic.name: topic.id for topic in views.edition.topics}
    return TopicList(
        value=[
            TopicOut(
                id=of.get(name, ""),
                name=view.name,
                slug=view.slug,
                parent=view.parent or None,
                page_url=views.absolute(view.href),
                articles=view.count,
                stories=len(views.stories_by_topic[name]),
            )
            for name, view in views.topics.items()
        ]
    )


def _checked(make: Callable[[], Any], kind: type) -> bytes:
    """The bytes of an answer, read back against its schema before they leave."""
    body = _encode(make())
    try:
        msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise PublishError(
            f"stories API: {error}; the records hold a value the schema does not allow"
        ) from error
    return body


def _mark(views: Views, story: Story) -> bytes:
    return views.story_mark(story) + _packed(story)


def _segment(story_id: str) -> str:
    return safe.segment(story_id, "stem")
