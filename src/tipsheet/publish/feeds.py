"""Feeds of the front page, every topic, story and organisation, and the OPML of the sources.

RSS 2.0 (rssboard.org), Atom (RFC 4287) and JSON Feed 1.1 from the same entries. An entry's
id is a name-based UUID of the story, article or record: it survives a new title, a new
address and a new domain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha1
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tipsheet.publish.mend import markup, members
from tipsheet.publish.plan import Group, Item, Job, digest, flatten, outputs
from tipsheet.publish.site import names, prepare, safe
from tipsheet.publish.site.fast import escape_text
from tipsheet.publish.site.theme import Shell
from tipsheet.publish.site.view import EPOCH, MONTHS, ItemView, StoryView, Views, iso
from tipsheet.records import Edition, NewsRecord, Output, Source, Story

ENTRIES = 40
NAMESPACE = bytes.fromhex("6f0f4c1e7d0b5a0e9b572f6b1b3d7a11")  # ours alone; never change it
GENERATOR = "Tipsheet"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'

_PRIVATE = re.compile(
    r"(?i)(?:^|[?&;_-])(?:token|key|apikey|secret|auth|password|pass|sig|signature|session)[a-z_]*="
)
_json = msgspec.json.Encoder()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One feed entry, format-free. `html` is finished markup."""

    id: str  # "urn:uuid:..."
    title: str
    link: str  # absolute
    external: str  # the publisher's page, "" when `link` is it
    published: datetime
    updated: datetime
    author: str
    summary: str
    html: str
    topics: tuple[str, ...] = ()
    image: str = ""
    lang: str = ""


Fresh = Callable[[], tuple[int, dict[int, Entry]] | None]
Mended = Callable[[bytes, int, Mapping[int, Entry]], bytes | None]


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A feed, format-free."""

    id: str
    title: str
    description: str
    home: str  # absolute address of the page it follows
    folder: str  # absolute address of the folder that holds the feed files
    language: str
    direction: str
    updated: datetime
    entries: tuple[Entry, ...]


def build(edition: Edition, *, memory: bytes | None = None) -> Iterator[Output]:
    """Every feed and `sources.opml`, made."""
    return outputs(items(edition, memory=memory))


def jobs(
    edition: Edition, *, memory: bytes | None = None, prepared: tuple[Views, Shell] | None = None
) -> Iterator[Job]:
    """`items` with every group unfolded."""
    return flatten(items(edition, memory=memory, prepared=prepared))


def items(
    edition: Edition, *, memory: bytes | None = None, prepared: tuple[Views, Shell] | None = None
) -> Iterator[Item]:
    """Every feed as jobs and groups, for `files.publish`."""
    views, _ = prepared or prepare(edition, memory=memory)
    site = edition.site
    head = digest(
        b"feed", site.title.encode(), site.description.encode(), views.url.encode(), views.locale.encode()
    )
    front = _by_time(views.shown[:ENTRIES])
    yield from _three(
        "",
        [head, *map(views.story_mark, front)],
        partial(_stories, views, "", site.title, front),
        partial(_fresh_stories, views, front),
    )
    for name, topic in views.topics.items():
        stories = _by_time(views.stories_by_topic[name][:ENTRIES])
        folder = f"topics/{topic.slug}"
        marks = [head, topic.name.encode(), *map(views.story_mark, stories)]
        yield from _three(
            folder,
            marks,
            partial(_stories, views, folder, f"{topic.name} · {site.title}", stories),
            partial(_fresh_stories, views, stories),
        )
    scope = views.scope
    for name, bucket in views.buckets.items():
        told = bucket if scope is None else [story for story in bucket if story.id in scope.stories]
        if not told:
            continue
        key = digest(head, *map(views.story_mark, bucket))
        unfold = partial(_story_jobs, views, head, told)
        yield Group(f"feeds/stories/{name}", key, unfold, scope is not None)
    for domain in views.touched_providers:
        folder = names.provider_folder(domain)
        newest = views.by_provider[domain][:ENTRIES]
        marks = [head, domain.encode(), views.provider_mark(domain)]
        make = partial(_records, views, folder, domain, newest)
        yield from _three(folder, marks, make, partial(_fresh_records, views, newest))
    if scope is not None:
        return
    listing = opml(edition)
    yield Job("sources.opml", digest(listing), lambda: listing)


def _story_jobs(views: Views, head: bytes, stories: Sequence[Story]) -> Iterator[Job]:
    for story in stories:
        folder = views.folders[story.id]
        yield from _three(folder, [head, views.story_mark(story)], partial(_articles, views, folder, story))


# ------------------------------------------------------------------------ channels


def _stories(views: Views, folder: str, title: str, stories: Sequence[Story]) -> Channel:
    entries = tuple(_story_entry(views, story) for story in stories)
    return _channel(views, folder, title, views.edition.site.description or f"Stories of {title}", entries)


def _articles(views: Views, folder: str, story: Story) -> Channel:
    view = views.story(story)
    items = sorted(view.items, key=lambda i: (i.at or EPOCH, i.key), reverse=True)[: ENTRIES * 2]
    entries = tuple(_item_entry(views, item, "article:" + item.key) for item in items)
    return _channel(views, folder, view.title, f"Every article of the story “{view.title}”", entries)


def _records(views: Views, folder: str, domain: str, records: Sequence[NewsRecord]) -> Channel:
    name = safe.line(views.organisations[domain].name) or domain
    entries = tuple(_item_entry(views, views.record(record), "record:" + record.path) for record in records)
    title = f"{name} · {views.edition.site.title}"
    return _channel(views, folder, title, f"Articles of {name} on record", entries)


def _fresh_stories(views: Views, stories: Sequence[Story]) -> tuple[int, dict[int, Entry]] | None:
    """How many entries the feed of some stories has, and those that are in the scope; None without a scope."""
    scope = views.scope
    if scope is None:
        return None
    fresh = {at: _story_entry(views, s) for at, s in enumerate(stories) if s.id in scope.stories}
    return len(stories), fresh


def _fresh_records(views: Views, records: Sequence[NewsRecord]) -> tuple[int, dict[int, Entry]] | None:
    scope = views.scope
    if scope is None:
        return None
    fresh = {
        at: _item_entry(views, views.record(record), "record:" + record.path)
        for at, record in enumerate(records)
        if record.path in scope.records
    }
    return len(records), fresh


def _channel(views: Views, folder: str, title: str, description: str, entries: tuple[Entry, ...]) -> Channel:
    home = views.absolute(views.href(folder))
    return Channel(
        id=urn(f"feed:{views.url}/{folder}"),
        title=safe.line(title),
        description=safe.line(description),
        home=home,
        folder=home,
        language=views.locale,
        direction=views.direction,
        updated=max((entry.updated for entry in entries), default=EPOCH),
        entries=entries,
    )


def _story_entry(views: Views, story: Story) -> Entry:
    view = views.story(story)
    lead = view.lead
    first = view.first.at or story.first_at or EPOCH
    return Entry(
        id=urn("story:" + story.id),
        title=view.title,
        link=_target(views, view),
        external=lead.href if view.page else "",
        published=first,
        updated=max(first, view.latest.at or first),
        author=lead.provider.name,
        summary=lead.excerpt or view.why,
        html=_story_html(views, view),
        topics=tuple(topic.name for topic in view.topics),
        image=views.absolute(view.image.src) if view.image else "",
        lang=lead.lang,
    )


def _target(views: Views, view: StoryView) -> str:
    if view.page:
        return views.absolute(view.page)
    return view.lead.href or views.absolute(views.href(""))


def _item_entry(views: Views, item: ItemView, name: str) -> Entry:
    at = item.at or EPOCH
    page = views.absolute(item.page) if item.page else ""
    html = f"<p>{e(item.excerpt)}</p>" if item.excerpt else ""
    if item.href:
        html += f'<p><a href="{e(item.href)}">Read it at {e(item.provider.name)}</a></p>'
    return Entry(
        id=urn(name),
        title=item.title,
        link=item.href or page or views.absolute(views.href("")),
        external="",
        published=at,
        updated=at,
        author=item.provider.name,
        summary=item.excerpt,
        html=html,
        image=views.absolute(item.image.src) if item.image else "",
        lang=item.lang,
    )


def _story_html(views: Views, view: StoryView) -> str:
    html = ""
    if view.image is not None:
        html = f'<p><img src="{e(views.absolute(view.image.src))}" alt="{e(view.image.alt)}"></p>'
    if view.lead.excerpt:
        html += f"<p>{e(view.lead.excerpt)}</p>"
    if view.why:
        html += f"<p><em>{e(view.why)}</em></p>"
    rows = [
        f'<li><a href="{e(item.href)}">{e(item.title)}</a> ({e(item.provider.name)})</li>'
        for item in view.items[:12]
        if item.href
    ]
    return f"{html}<ul>{''.join(rows)}</ul>" if rows else html


# ------------------------------------------------------------------------- formats


def rss(channel: Channel) -> bytes:
    """RSS 2.0 with a self link (Atom), creators (Dublin Core) and pictures (Media RSS)."""
    out = [
        f'{_HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>\n'
        f"<title>{x(channel.title)}</title>\n<link>{x(channel.home)}</link>\n"
        f"<description>{x(channel.description)}</description>\n<language>{x(channel.language)}</language>\n"
        f"<lastBuildDate>{rfc822(channel.updated)}</lastBuildDate>\n"
        f"<generator>{GENERATOR}</generator>\n<docs>https://www.rssboard.org/rss-specification</docs>\n<ttl>60</ttl>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{x(channel.folder)}feed.xml"/>\n'
    ]
    out += map(_rss_item, channel.entries)
    out.append("</channel></rss>\n")
    return "".join(out).encode()


def _rss_item(entry: Entry) -> str:
    topics = "".join(f"<category>{e(topic)}</category>" for topic in entry.topics)
    picture = f'<media:content url="{e(entry.image)}" medium="image"/>' if entry.image else ""
    return (
        f"<item><title>{e(entry.title)}</title><link>{e(entry.link)}</link>"
        f'<guid isPermaLink="false">{entry.id}</guid>'
        f"<pubDate>{rfc822(entry.published)}</pubDate>"
        f"<dc:creator>{e(entry.author)}</dc:creator>{topics}<description>{e(entry.html)}</description>{picture}</item>\n"
    )


def atom(channel: Channel) -> bytes:
    """Atom, RFC 4287."""
    out = [
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{x(channel.language)}">\n'
        f"<id>{channel.id}</id>\n<title>{x(channel.title)}</title>\n<subtitle>{x(channel.description)}</subtitle>\n"
        f"<updated>{iso(channel.updated)}</updated>\n<generator>{GENERATOR}</generator>\n"
        f'<link rel="alternate" type="text/html" href="{x(channel.home)}"/>\n'
        f'<link rel="self" type="application/atom+xml" href="{x(channel.folder)}atom.xml"/>\n'
    ]
    out += map(_atom_entry, channel.entries)
    out.append("</feed>\n")
    return "".join(out).encode()


def _atom_entry(entry: Entry) -> str:
    lang = f' xml:lang="{e(entry.lang)}"' if entry.lang else ""
    via = f'<link rel="via" href="{e(entry.external)}"/>' if entry.external else ""
    topics = "".join(f'<category term="{e(topic)}"/>' for topic in entry.topics)
    summary = f"<summary>{e(entry.summary)}</summary>" if entry.summary else ""
    return (
        f"<entry{lang}><id>{entry.id}</id><title>{e(entry.title)}</title>"
        f'<link rel="alternate" href="{e(entry.link)}"/>{via}'
        f"<published>{iso(entry.published)}</published><updated>{iso(entry.updated)}</updated>"
        f"<author><name>{e(entry.author)}</name></author>{topics}{summary}"
        f'<content type="html">{e(entry.html)}</content></entry>\n'
    )


def json_feed(channel: Channel) -> bytes:
    """JSON Feed 1.1."""
    return _json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": channel.home,
            "feed_url": channel.folder + "feed.json",
            "description": channel.description,
            "language": channel.language,
            "items": [*map(_json_item, channel.entries)],
        }
    )


def _json_item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.html or f"<p>{x(entry.title)}</p>",
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [{"name": entry.author}],
    }
    if entry.external:
        item["external_url"] = entry.external
    if entry.summary:
        item["summary"] = entry.summary
    if entry.image:
        item["image"] = entry.image
    if entry.topics:
        item["tags"] = list(entry.topics)
    if entry.lang:
        item["language"] = entry.lang
    return item


def opml(edition: Edition) -> bytes:
    """OPML 2.0 of the sources; addresses that carry a secret are left out."""
    rows = []
    for source in sorted(edition.sources, key=lambda s: (s.name.casefold(), s.url)):
        url = _public(source)
        if not url:
            continue
        name = x(safe.line(source.name) or safe.host_of(url))
        if source.kind in ("feed", "auto", "rss", "atom", "json"):
            rows.append(f'<outline type="rss" text="{name}" title="{name}" xmlUrl="{x(url)}"/>\n')
        else:
            rows.append(f'<outline type="link" text="{name}" title="{name}" url="{x(url)}"/>\n')
    title = x(safe.line(edition.site.title))
    return (
        f'{_HEAD}<opml version="2.0">\n<head><title>Sources of {title}</title></head>\n'
        f"<body>\n{''.join(rows)}</body>\n</opml>\n"
    ).encode()


e = escape_text  # of text that a view cleaned already


def x(value: str) -> str:
    """Text fit for XML: characters no XML may hold removed, mark-up and quotes escaped."""
    return escape_text(safe.text(value))


def urn(name: str) -> str:
    """The id of a feed or an entry, made from a name that never changes."""
    made = bytearray(
        sha1(NAMESPACE + name.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()[:16]
    )
    made[6] = made[6] & 0x0F | 0x50  # version 5
    made[8] = made[8] & 0x3F | 0x80  # variant of RFC 9562
    text = made.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def rfc822(at: datetime) -> str:
    """`Mon, 23 Nov 2026 14:05:00 GMT`; `at` is UTC."""
    day = f"{_DAYS[at.weekday()]}, {at.day:02} {MONTHS[at.month - 1]} {at.year:04}"
    return f"{day} {at.hour:02}:{at.minute:02}:{at.second:02} GMT"


def _three(
    folder: str, marks: list[bytes], make: partial[Channel], fresh: Fresh | None = None
) -> Iterator[Job]:
    """The three formats of a channel; `fresh`: when nothing but its entries can change."""
    root = f"{folder}/" if folder else ""
    key = digest(*marks)
    shared = _Shared(make)
    for name, form, mended in (
        ("feed.xml", rss, _mended_rss),
        ("atom.xml", atom, _mended_atom),
        ("feed.json", json_feed, _mended_json),
    ):
        mend = partial(_mended, fresh, mended) if fresh is not None else None
        yield Job(root + name, key, partial(shared.make, form), mend)


def _mended(fresh: Fresh, form: Mended, body: bytes) -> bytes | None:
    found = fresh()
    return form(body, *found) if found is not None else None


def _mended_rss(body: bytes, count: int, entries: Mapping[int, Entry]) -> bytes | None:
    return markup(body, b"<item>", b"</item>\n", count, {at: _rss_item(one) for at, one in entries.items()})


def _mended_atom(body: bytes, count: int, entries: Mapping[int, Entry]) -> bytes | None:
    return markup(
        body, b"<entry", b"</entry>\n", count, {at: _atom_entry(one) for at, one in entries.items()}
    )


def _mended_json(body: bytes, count: int, entries: Mapping[int, Entry]) -> bytes | None:
    return members(body, "items", count, {at: _json_item(one) for at, one in entries.items()})


class _Shared:
    """A channel made once for its three formats, then let go."""

    __slots__ = ("channel", "left", "source")

    def __init__(self, source: Callable[[], Channel]) -> None:
        self.source = source
        self.channel: Channel | None = None
        self.left = 0

    def make(self, form: Callable[[Channel], bytes]) -> bytes:
        if self.channel is None:
            self.channel, self.left = self.source(), 3
        body = form(self.channel)
        self.left -= 1
        if not self.left:
            self.channel = None
        return body


def _by_time(stories: Sequence[Story]) -> list[Story]:
    return sorted(stories, key=lambda s: (s.first_at or EPOCH, s.id), reverse=True)


def _public(source: Source) -> str:
    url = safe.web_url(source.url)
    if not url or source.kind == "mail":
        return ""
    parts = urlsplit(url)
    return "" if parts.username or parts.password or _PRIVATE.search("?" + parts.query) else url
