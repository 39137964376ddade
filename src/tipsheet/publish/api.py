"""The static JSON API: files that apps read as if a server answered.

`api/news/index.json` (page 1), `api/news/page/N/index.json` and the same below `api/news/<topic id>/`, 25
items a page; in the same shape the other collections and the newsletters; `api/topics/index.json`.
Profiles: `everyday` is the original's form of 2024, `everyday-2021` that of 2021 to 2023 (Pacific times,
content of one line break), `tipsheet` is `everyday` with keys of ours behind the original's.
Source: FORMAT.md section 7; where it is silent, docs/decisions/041.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tipsheet.publish.markdown import time_text
from tipsheet.publish.mend import texts
from tipsheet.publish.pacific import to_pacific
from tipsheet.publish.plan import Group, Item, Job, digest, jobs_of, outputs
from tipsheet.records import CollectionItem, Edition, Image, NewsRecord, Output, Provider, Topic

if TYPE_CHECKING:
    from tipsheet.publish.site.theme import Shell
    from tipsheet.publish.site.view import Views

PAGE_SIZE = 25
GROUPED = 8  # pages that are planned together
LOCALE = "en-us"
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

_T = TypeVar("_T")
_Row = tuple[NewsRecord, bytes]  # a record and the digest of what is said of it
_plain = msgspec.json.Encoder().encode
_packed = msgspec.msgpack.Encoder().encode


def build(
    news: Iterable[NewsRecord],
    topics: Sequence[Topic],
    profile: str = "tipsheet",
    *,
    root_topic: str = "",
    locale: str = LOCALE,
    contents: Mapping[str, str] | None = None,
    collections: Iterable[CollectionItem] = (),
) -> Iterator[Output]:
    """The whole API: news, other collections, topics.

    `root_topic`: the name of the topic whose pages have no folder of their own; "" is the first without a
    parent. `contents`: bodies of records by path, where they have one.
    """
    yield from news_pages(news, topics, profile, root_topic=root_topic, locale=locale, contents=contents)
    yield from collection_pages(collections, topics, profile, root_topic=root_topic)
    yield topic_index(topics)


def news_pages(
    news: Iterable[NewsRecord],
    topics: Sequence[Topic],
    profile: str = "tipsheet",
    *,
    root_topic: str = "",
    locale: str = LOCALE,
    contents: Mapping[str, str] | None = None,
) -> Iterator[Output]:
    """Pages of every topic that has a `news` service: records not held back, newest first, then by path.

    A record not yet scored is listed, its heat null. A topic without records has one empty page. `api/news`
    lists every record, also one that an editor wrote without the root topic; the original's profiles leave
    that out.
    """
    return outputs(
        news_items(news, topics, profile, root_topic=root_topic, locale=locale, contents=contents, marks={})
    )


def items(edition: Edition, *, prepared: tuple[Views, Shell] | None = None) -> Iterator[Item]:
    """The files of the edition's news and other collections, for `files.publish`."""
    views = prepared[0] if prepared else None
    scope = views.scope if views else None
    root, locale = edition.site.root_topic, edition.site.locale
    yield from news_items(
        edition.news,
        edition.topics,
        root_topic=root,
        locale=locale,
        marks=views.record_marks if views else {},
        changed=None
        if views is None or scope is None
        else {p: views.record_of.get(p) for p in scope.records},
        sorted_already=(views.newest, views.by_topics) if views else None,
    )
    if scope is None:
        yield from jobs_of(collection_pages(edition.collections, edition.topics, root_topic=root))


def news_items(
    news: Iterable[NewsRecord],
    topics: Sequence[Topic],
    profile: str = "tipsheet",
    *,
    root_topic: str = "",
    locale: str = LOCALE,
    contents: Mapping[str, str] | None = None,
    marks: Mapping[str, bytes],
    changed: Mapping[str, NewsRecord | None] | None = None,
    sorted_already: tuple[list[NewsRecord], Mapping[tuple[str, ...], list[NewsRecord]]] | None = None,
) -> Iterator[Group]:
    """`news_pages` as groups of jobs, each made only when a record on it changed.

    `marks`: digests of records by path, for those that the caller has computed already. `changed`: records by
    path; the groups without one are left out. None: all groups. `sorted_already`: the records that are listed,
    and the same by their topics, both newest first and as `news` has them within a moment; taken when that is
    the order of this API.
    """
    bodies = contents or {}
    by_topics: Mapping[tuple[str, ...], list[NewsRecord]] = {}
    if sorted_already is not None and _in_order(news, sorted_already[0]):
        listed, by_topics = sorted_already
    else:
        listed = _newest_first(r for r in news if r.published is not False)
    told: dict[str, str] = {}

    def text(record: NewsRecord) -> str:
        found = told.get(record.path)
        if found is None:
            item = news_item(record, profile, locale, bodies.get(record.path, ""))
            found = told[record.path] = _spread(_plain(item)).replace("\n", "\n    ")
        return found

    def row(record: NewsRecord) -> _Row:
        mark = marks.get(record.path) or digest(_packed(record))
        return record, mark + bodies[record.path].encode() if record.path in bodies else mark

    ground = digest(profile.encode(), locale.encode())
    whole = "api/news" if profile == "tipsheet" else ""  # the original's holds what has the root topic
    lists = [(whole, listed)] if whole else []
    if not by_topics:
        by_topics = defaultdict(list)
        for record in listed:
            by_topics[record.topics].append(record)
    concerned = None
    if changed is not None:
        concerned = {name for record in changed.values() if record is not None for name in record.topics}
    for topic, folder in folders(topics, "news", root_topic):
        if folder != whole and (concerned is None or topic.name in concerned):
            found = [records for names, records in by_topics.items() if topic.name in names]
            lists.append((folder, found[0] if len(found) == 1 else _newest_first(chain.from_iterable(found))))
    for folder, own in lists:
        pages = list(_numbered(own))
        touched = None
        if changed is not None:
            touched = {place // (PAGE_SIZE * GROUPED) for place, r in enumerate(own) if r.path in changed}
        for at in range(0, len(pages), GROUPED):
            if touched is not None and at // GROUPED not in touched:
                continue
            run = [
                (number, [row(r) for r in part], after) for number, part, after in pages[at : at + GROUPED]
            ]
            marks_ = b"".join([mark for _, part, _ in run for _, mark in part])
            key = digest(ground, run[-1][2].encode(), marks_)
            unfold = partial(_news_run, folder, run, ground, text, changed)
            yield Group(f"{folder}/{at}", key, unfold, changed is not None)


def _news_run(
    folder: str,
    run: Sequence[tuple[int, Sequence[_Row], str]],
    ground: bytes,
    text: Callable[[NewsRecord], str],
    changed: Container[str] | None,
) -> Iterator[Job]:
    for number, part, following in run:
        if changed is not None and not any(record.path in changed for record, _ in part):
            continue
        key = digest(ground, f"{number} {following}".encode(), b"".join([mark for _, mark in part]))
        make = partial(_news_page, number, part, following, text)
        mend = partial(_mended_page, number, part, following, text, changed)
        for path in _places(folder, number):
            yield Job(path, key, make, mend)


def _mended_page(
    number: int,
    part: Sequence[_Row],
    following: str,
    text: Callable[[NewsRecord], str],
    changed: Container[str] | None,
    body: bytes,
) -> bytes | None:
    if changed is None:
        return None
    fresh = {at: text(record) for at, (record, _) in enumerate(part) if record.path in changed}
    found = texts(body, "value", len(part), fresh)
    return None if found is None else _page(number, found, following)


def _news_page(
    number: int,
    part: Sequence[_Row],
    following: str,
    text: Callable[[NewsRecord], str],
) -> bytes:
    return _page(number, [text(record) for record, _ in part], following)


def _newest_first(records: Iterable[NewsRecord]) -> list[NewsRecord]:
    """Records in `news_order`, in a fraction of its time."""
    out = sorted(records, key=attrgetter("path"))
    dated = None not in [record.published_at for record in out]
    out.sort(key=attrgetter("published_at") if dated else _time, reverse=True)
    return out


def _in_order(news: Iterable[NewsRecord], newest: Sequence[NewsRecord]) -> bool:
    """Whether the newest of `news` first, ties as they stand there, is `news_order`."""
    paths = [record.path for record in news]
    return paths == sorted(paths) and None not in [record.published_at for record in newest]


def _time(record: NewsRecord) -> datetime:
    return record.published_at or _LONG_AGO


def news_order(record: NewsRecord) -> tuple[float, str]:
    """Newest first, ties by path; records without a time come last."""
    return (-(record.published_at or _LONG_AGO).timestamp(), record.path)


def collection_pages(
    items: Iterable[CollectionItem],
    topics: Sequence[Topic],
    profile: str = "tipsheet",
    *,
    root_topic: str = "",
) -> Iterator[Output]:
    """Pages of each collection, hottest item first, then by name and path.

    All items stand below `api/<collection>/`, a topic's also below its id where it declares that service. An
    item has the keys of its file in their order.
    """
    by_collection: dict[str, list[CollectionItem]] = {}
    for item in items:
        if item.shown and item.collection:
            by_collection.setdefault(item.collection, []).append(item)
    for name in sorted(by_collection):
        members = sorted(by_collection[name], key=_collection_order)
        texts = {item.path: _indented(collection_item(item, profile)) for item in members}
        whole = f"api/{name}"
        yield from _pages(whole, list(texts.values()))
        for topic, folder in folders(topics, name, root_topic):
            if folder != whole:
                yield from _pages(folder, [texts[i.path] for i in members if topic.name in i.topics])


def listing_pages(folder: str, items: Iterable[Mapping[str, Any]]) -> Iterator[Output]:
    """Any list of things in the API's page form, in the order given."""
    yield from _pages(folder, [_indented(item) for item in items])


def topic_index(topics: Sequence[Topic]) -> Output:
    """`api/topics/index.json`, with the keys of the original's stub for it."""
    value = []
    for topic in topics:
        item: dict[str, Any] = {
            "name": topic.name,
            "shortname": topic.shortname or topic.name,
            "id": topic.id,
        }
        if topic.parent:
            item["parent"] = topic.parent
        if topic.images:
            item["images"] = [image.url for image in topic.images]
        item["services"] = [{"name": name, "endpoint": url} for name, url in topic.services.items()]
        value.append(item)
    return Output(path="api/topics/index.json", body=_dump({"value": value}).encode())


def folders(topics: Sequence[Topic], service: str, root_topic: str = "") -> Iterator[tuple[Topic, str]]:
    """The topics that offer a service, and the folder of each one's pages."""
    root = next((t for t in topics if t.name == root_topic), next((t for t in topics if not t.parent), None))
    for topic in topics:
        if service in topic.services:
            yield topic, f"api/{service}" if topic is root else f"api/{service}/{topic.id}"


# ---------------------------------------------------------------------- items


def news_item(record: NewsRecord, profile: str, locale: str = LOCALE, body: str = "") -> dict[str, Any]:
    """One record as the API has it: 21 keys in the original's order; absent is null, never []."""
    times = _pacific_text if profile == "everyday-2021" else time_text
    empty = "\r\n" if profile == "everyday-2021" else ""
    item: dict[str, Any] = {
        "path": record.path,
        "title": record.title,
        "excerpt": record.excerpt,
        "sourceUrl": None,
        "webUrl": record.web_url,
        "originalUrl": record.original_url,
        "featuredContent": record.featured_content,
        "highlight": None,
        "heat": record.heat,
        "tags": None,
        "images": _images(record.images),
        "content": body if body.strip() else empty,
        "type": record.type,
        "ampWebUrl": record.amp_url,
        "cdnAmpWebUrl": record.amp_cache_url,
        "publishedDateTime": _maybe(times, record.published_at),
        "updatedDateTime": None,
        "provider": _provider(record.provider),
        "locale": locale,
        "categories": [record.category],
        "topics": list(record.topics) or None,
    }
    if profile == "tipsheet":
        item["quality"] = record.quality
        item["related"] = [_related(other, times) for other in record.related] or None
    return item


def _related(record: NewsRecord, times: Callable[[datetime], str]) -> dict[str, Any]:
    """A related article: the keys that stand in a record's `related`."""
    return {
        "title": record.title,
        "excerpt": record.excerpt,
        "publishedDateTime": _maybe(times, record.published_at),
        "webUrl": record.web_url,
        "ampWebUrl": record.amp_url,
        "cdnAmpWebUrl": record.amp_cache_url,
        "type": record.type,
        "provider": _provider(record.provider),
        "quality": record.quality,
        "images": _images(record.images),
    }


def collection_item(item: CollectionItem, profile: str) -> dict[str, Any]:
    """An item of another collection: path, the keys of its file, and its body as content."""
    value: dict[str, Any] = {"path": item.path, **item.fields}
    if item.published_at is not None and "publishedDateTime" in value:
        times = _pacific_text if profile == "everyday-2021" else time_text
        value["publishedDateTime"] = times(item.published_at)
    if item.body.strip():
        value["content"] = item.body
    return value


def _collection_order(item: CollectionItem) -> tuple[int, str, str]:
    return (-(item.heat or 0), item.name, item.path)


def _images(images: Sequence[Image]) -> list[dict[str, Any]] | None:
    return [
        {
            "url": image.url,
            "width": image.width_px,
            "height": image.height_px,
            "title": image.title,
            "attribution": image.attribution,
            "isCached": image.is_cached,
        }
        for image in images
    ] or None


def _provider(provider: Provider | None) -> dict[str, Any] | None:
    if provider is None:
        return None
    return {
        "name": provider.name,
        "domain": provider.domain,
        "images": _images(provider.images),
        "publishers": None,
        "authors": None,
    }


def _pacific_text(moment: datetime) -> str:
    return to_pacific(moment).isoformat(timespec="seconds")


def _maybe(times: Callable[[datetime], str], moment: datetime | None) -> str | None:
    return None if moment is None else times(moment)


# ---------------------------------------------------------------------- pages


def _pages(folder: str, items: Sequence[str]) -> Iterator[Output]:
    """The pages of a list of items that are text already."""
    for number, part, following in _numbered(items):
        body = _page(number, part, following)
        for path in _places(folder, number):
            yield Output(path=path, body=body)


def _numbered(items: Sequence[_T]) -> Iterator[tuple[int, Sequence[_T], str]]:
    """Each page's number, its items, and the number of the next one as JSON."""
    count = max(1, -(-len(items) // PAGE_SIZE))
    for number in range(1, count + 1):
        part = items[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        yield number, part, str(number + 1) if number < count else "null"


def _places(folder: str, number: int) -> Iterator[str]:
    """Where a page stands; the first one at two addresses."""
    if number == 1:
        yield f"{folder}/index.json"
    yield f"{folder}/page/{number}/index.json"


def _page(number: int, part: Sequence[str], following: str) -> bytes:
    value = "[\n    " + ",\n    ".join(part) + "\n  ]" if part else "[]"
    return f'{{\n  "page": {number},\n  "value": {value},\n  "nextPage": {following}\n}}'.encode()


def _indented(item: Mapping[str, Any]) -> str:
    """An item's text as it stands inside a page: made once, used on every page that lists it."""
    return _dump(item).replace("\n", "\n    ")


# Legal in JSON, not in old JavaScript; the library that the original's form points to escapes them.
_ESCAPED = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def _dump(value: Any) -> str:
    """Two blanks a level, every key on a line of its own; numbers as Python writes them."""
    return _escaped(json.dumps(value, ensure_ascii=False, indent=2))


def _spread(plain: bytes) -> str:
    """`_dump` of a value that is JSON already: the same text in a tenth of the time.

    Only for values without floats: msgspec writes large ones in another way than Python.
    """
    return _escaped(msgspec.json.format(plain, indent=2).decode())


def _escaped(text: str) -> str:
    if not text.isascii():
        for char, spelled in _ESCAPED.items():
            text = text.replace(char, spelled)
    return text
