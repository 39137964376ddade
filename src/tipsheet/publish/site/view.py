"""What the templates see: an edition turned into plain, finished values.

`Views` indexes an edition once and makes the views of articles, records, stories, topics
and organisations only when a page asks for them; each is made once. Every string here is
plain text (templates escape it) except `Markup`, which is finished HTML.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import msgspec
from markupsafe import Markup

from tipsheet.publish.plan import digest, quick_digest
from tipsheet.publish.renditions import renditions
from tipsheet.publish.site import names, safe, spark
from tipsheet.publish.site.factwords import SETTING, bounded, label, note, people
from tipsheet.records import Article, Edition, Fact, Image, NewsRecord, Part, Provider, Story, TipSheet, Topic

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIDNIGHT = time(0)  # how a record writes a day without a time
PROVIDER_ROWS = 60  # records on an organisation's page
TOPIC_ROWS = 40  # records on a topic's page
EARLIER = 4  # stories told before one, of the same topic
FACTS = 6  # on a story's page
QUOTES = 3
HUES = 10  # colours of organisation marks, see the style sheet
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RTL = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})

# Where and by which agency a report was filed ("PORTO, May 3 (Agency) - "): no part of what it says.
_DATELINE = re.compile(
    r"[^\W\d_a-z][^\W\d_a-z .'’/-]{2,40}(?:, [^()]{3,30}?)? ?\([^()]{2,40}\) ?[-–—]{1,2} (?=\S)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")  # BCP 47, near enough
_encode = msgspec.msgpack.Encoder().encode
_article_shown = attrgetter(
    "title",
    "url",
    "amp_url",
    "excerpt",
    "published_at",
    "date_only",
    "authors",
    "images",
    "provider",
    "site_name",
    "language",
    "type",
    "paywalled",
    "copy_of",
    "quality",
    "quality_parts",
)
_story_shown = attrgetter("id", "article_ids", "title", "topics", "first_at", "last_at", "why", "see_also")


class View(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The base of all views."""


class ImageView(View, frozen=True, kw_only=True, gc=False):
    """A picture we hold ourselves."""

    src: str
    width: int | None
    height: int | None
    alt: str
    credit: str
    avif: str = ""  # srcset; "" when the copy has no renditions
    webp: str = ""
    jpeg: str = ""


class ProviderView(View, frozen=True, kw_only=True, gc=False):
    """An organisation as shown beside its articles."""

    name: str
    domain: str
    href: str  # its page, "" when it has none
    initials: str
    hue: int
    logo: ImageView | None


class TopicView(View, frozen=True, kw_only=True, gc=False):
    """A topic and its page."""

    name: str
    short: str
    slug: str
    href: str
    parent: str
    order: int
    count: int


class ItemView(View, frozen=True, kw_only=True, gc=False):
    """One article, from a published record or from a story."""

    key: str  # article id or record path
    title: str
    href: str  # the publisher's page; "" when there is no safe address
    page: str  # our record page; "" when it has none
    amp: str
    provider: ProviderView
    excerpt: str
    at: datetime | None
    iso: str
    when: str
    short: str  # "23 Nov, 14:05"; only where the year goes without saying
    clock: str  # "14:05"
    day: str  # "2026-11-23", "" when undated
    lang: str  # only when it differs from the publication's
    image: ImageView | None
    label: str  # "video", "live", "paywall", ""
    quality: int | None
    authors: str
    copy_of: str = ""  # whose text this is, when it is no text of its own

    @property
    def link(self) -> str:
        """Where the headline leads: the publisher, else our page, else nowhere ("#main")."""
        return self.href or self.page or "#main"


class VoiceView(View, frozen=True, kw_only=True, gc=False):
    """One organisation in a story's stack: its best article, and how many more it has there."""

    item: ItemView
    more: int


class BriefView(View, frozen=True, kw_only=True):
    """One sentence of a summary and who says so."""

    text: str
    source: str
    href: str
    lang: str


class FactView(View, frozen=True, kw_only=True, gc=False):
    """One key fact, or what somebody said, with the words that carry it."""

    label: str  # "revenue", or who is quoted
    value: str
    note: str  # what narrows it down: period, measure, other party
    subject: str
    quote: str
    source: str
    source_href: str
    sheet_href: str


class StoryView(View, frozen=True, kw_only=True, gc=False):
    """A story as shown on lists and on its own page."""

    id: str
    title: str
    href: str  # its page, or for a single article the publisher's page
    page: str  # its page or the record page; "" when it has neither
    own: bool  # has a story page
    lead: ItemView
    items: tuple[ItemView, ...]  # representative first
    voices: tuple[VoiceView, ...]  # the other organisations
    publishers: int
    why: str
    sparkline: Markup
    image: ImageView | None
    topics: tuple[TopicView, ...]
    first: ItemView
    latest: ItemView
    heat_parts: tuple[Part, ...]


class Scope(msgspec.Struct, frozen=True, gc=False):
    """What is not as the last build had it, when all else is known to be (`publish/known.py`)."""

    records: frozenset[str]  # paths
    stories: frozenset[str]  # ids of those that changed or hold an article that did
    days: frozenset[str]  # of the records, and of the stories' records
    pages: frozenset[str]  # paths of these and those records: of what has a page that may be another one

    def months(self) -> set[str]:
        """The months of the days."""
        return {day[:7] for day in self.days}


class Views:
    """An edition with its indexes; the views are made lazily and kept."""

    def __init__(self, edition: Edition, folders: dict[str, str] | None = None) -> None:
        self.edition = edition
        site = edition.site
        self.url = safe.web_url(site.url.rstrip("/")) or "http://localhost"
        self.base = urlsplit(self.url).path.rstrip("/")
        self.origin = self.url[: len(self.url) - len(self.base)] if self.base else self.url
        locale = site.locale.replace("_", "-").lower()
        self.locale = locale if _LANGUAGE.match(locale) else "en"
        self.language = self.locale.split("-")[0]
        self.direction = "rtl" if self.language in RTL else "ltr"
        self.folders = names.story_folders(edition) if folders is None else folders
        self.public: list[NewsRecord] = [n for n in edition.news if n.published is not False]
        self.told_out: dict[str, Any] = {}  # stories as the JSON API lists them
        self.scope: Scope | None = None  # None: anything may have changed
        self.known_story_marks: dict[str, bytes] = {}
        self._day_marks: Mapping[str, bytes] = {}
        self._line_marks: dict[str, bytes] = {}
        self._items: dict[str, ItemView] = {}
        self._providers: dict[tuple[str, str, tuple[Image, ...]], ProviderView] = {}
        self._stories: dict[str, StoryView] = {}
        self._provider_marks: dict[str, bytes] = {}
        self._record_folders: dict[str, str] = {}

    # ------------------------------------------------------------------ indexes

    @cached_property
    def shown(self) -> tuple[Story, ...]:
        """Stories that may be shown, most important first."""
        return tuple(s for s in self._known if s.heat >= 0)

    @cached_property
    def _known(self) -> list[Story]:
        """Stories of which an article is there."""
        misses = self.edition.articles.keys().isdisjoint
        return [s for s in self.edition.stories if not misses(s.article_ids)]

    @cached_property
    def newest(self) -> list[NewsRecord]:
        """Published records, newest first, ties by path."""
        dated = None not in [record.published_at for record in self.public]
        return sorted(self.public, key=attrgetter("published_at") if dated else _record_time, reverse=True)

    @cached_property
    def by_day(self) -> dict[str, list[NewsRecord]]:
        """Day ("2026-11-23", UTC) -> records, newest first; undated ones go by their file name."""
        ordinals: dict[int, list[NewsRecord]] = defaultdict(list)
        undated: dict[str, list[NewsRecord]] = {}
        for record in self.newest:
            at = record.published_at
            if at is not None:
                ordinals[at.toordinal()].append(record)
            else:
                undated.setdefault(record_day(record), []).append(record)
        days = {date.fromordinal(number).isoformat(): found for number, found in ordinals.items()}
        for day, found in undated.items():
            days.setdefault(day, []).extend(found)
        return dict(sorted(days.items(), reverse=True))

    @cached_property
    def by_provider(self) -> dict[str, list[NewsRecord]]:
        """Domain in lower case -> records, newest first."""
        spelt: dict[str, list[NewsRecord]] = defaultdict(list)
        for record in self.newest:
            provider = record.provider
            if provider is not None:
                spelt[provider.domain].append(record)
        spelt.pop("", None)
        out: dict[str, list[NewsRecord]] = {}
        for domain, found in spelt.items():
            if domain.lower() in out:  # two spellings of one domain
                found = sorted((*out[domain.lower()], *found), key=_record_time, reverse=True)
            out[domain.lower()] = found
        return out

    @cached_property
    def topic_rows(self) -> dict[str, list[NewsRecord]]:
        """Topic name -> its newest `TOPIC_ROWS` records, newest first."""
        out: dict[str, list[NewsRecord]] = {topic.name: [] for topic in self.edition.topics}
        for names_, records in self.by_topics.items():
            for name in dict.fromkeys(names_):
                if name in out:
                    out[name] += records[:TOPIC_ROWS]
        for records in out.values():
            records.sort(key=_record_time, reverse=True)
            del records[TOPIC_ROWS:]
        return out

    @cached_property
    def topic_counts(self) -> dict[str, int]:
        """Topic name -> how many records it has."""
        out = {topic.name: 0 for topic in self.edition.topics}
        for names_, records in self.by_topics.items():
            for name in dict.fromkeys(names_):
                if name in out:
                    out[name] += len(records)
        return out

    @cached_property
    def by_topics(self) -> dict[tuple[str, ...], list[NewsRecord]]:
        """The topics that records have together -> these records, newest first."""
        out: dict[tuple[str, ...], list[NewsRecord]] = defaultdict(list)
        for record in self.newest:
            out[record.topics].append(record)
        return out

    @cached_property
    def stories_by_topic(self) -> dict[str, list[Story]]:
        """Topic name -> stories, most important first."""
        out: dict[str, list[Story]] = {topic.name: [] for topic in self.edition.topics}
        for story in self.shown:
            for name in dict.fromkeys(story.topics):
                if name in out:
                    out[name].append(story)
        return out

    @cached_property
    def earlier(self) -> dict[str, tuple[Story, ...]]:
        """Story id -> up to four stories of the same (narrowest) topic that began before it, latest first.

        Only earlier ones: a new story does not change the pages of the old ones.
        """
        out: dict[str, tuple[Story, ...]] = {}
        last: dict[str, tuple[Story, ...]] = {}
        told = [s for s in self.shown if s.first_at is not None and s.id in self.folders]
        told.sort(key=attrgetter("id"))
        told.sort(key=attrgetter("first_at"))
        narrow = {name for name, topic in self.topics.items() if topic.parent}
        for story in told:
            name = next((n for n in story.topics if n in narrow), "")
            name = name or (story.topics[0] if story.topics else "")
            before = last.get(name, ())
            out[story.id] = before
            last[name] = (story, *before[: EARLIER - 1])
        return out

    @cached_property
    def told(self) -> tuple[Story, ...]:
        """Stories with a page, hidden ones included."""
        return tuple(s for s in self._known if s.id in self.folders)

    @cached_property
    def buckets(self) -> dict[str, list[Story]]:
        """The stories of `told` in 128 parts, each story always in the same one."""
        out: dict[str, list[Story]] = {}
        for story in self.told:
            out.setdefault(f"{crc32(story.id.encode()) & 127:02x}", []).append(story)
        return out

    @cached_property
    def told_by_month(self) -> dict[str, list[Story]]:
        """Month of the first article ("2026-11") -> stories with a page."""
        out: dict[tuple[int, int], list[Story]] = defaultdict(list)
        for story in self.told:
            if story.first_at is not None:
                out[story.first_at.year, story.first_at.month].append(story)
        return {f"{year:04}-{month:02}": told for (year, month), told in out.items()}

    @cached_property
    def stories(self) -> dict[str, Story]:
        """Story id -> story, hidden ones included."""
        return {story.id: story for story in self.edition.stories}

    @cached_property
    def story_of(self) -> dict[str, Story]:
        """Article id -> the story it stands in."""
        out: dict[str, Story] = {}
        for story in self.edition.stories:
            for article_id in story.article_ids:
                out.setdefault(article_id, story)
        return out

    @cached_property
    def article_of(self) -> dict[str, str]:
        """Record path -> article id."""
        return {path: article for article, path in self.edition.record_paths.items()}

    @cached_property
    def record_of(self) -> dict[str, NewsRecord]:
        """Record path -> published record."""
        return {record.path: record for record in self.public}

    @cached_property
    def topics(self) -> dict[str, TopicView]:
        """Topic name -> view, in the publication's order."""
        seen: set[str] = set()
        out: dict[str, TopicView] = {}
        for topic in sorted(self.edition.topics, key=lambda t: t.order):
            folder = names.topic_folder(topic.slug or safe.slugify(topic.name))
            while folder in seen:
                folder += "-2"
            seen.add(folder)
            out[topic.name] = self._topic(topic, folder)
        return out

    @cached_property
    def organisations(self) -> dict[str, Provider]:
        """Domain -> organisation: those the editor knows, then those the records name."""
        out = {p.domain.lower(): p for p in self.edition.providers if p.domain}
        for domain, records in self.by_provider.items():
            provider = records[0].provider
            if domain not in out and provider is not None:
                out[domain] = provider
        return out

    @cached_property
    def facts_of(self) -> dict[str, list[tuple[Fact, TipSheet]]]:
        """Article id -> the facts that rest on it, each with the sheet of its subject, else of another party."""
        out: dict[str, list[tuple[Fact, TipSheet]]] = {}
        seen: set[str] = set()
        sheets = self.subject_sheets
        own = [(f, s) for s in sheets for f in s.facts if f.subject in (s.subject, *s.aliases)]
        for fact, sheet in (*own, *((f, s) for s in sheets for f in s.facts)):
            if fact.id not in seen:
                seen.add(fact.id)
                out.setdefault(fact.doc_id, []).append((fact, sheet))
        return out

    @cached_property
    def subject_sheets(self) -> tuple[TipSheet, ...]:
        """The sheets about somebody: a story's own stands on its page."""
        return tuple(s for s in self.edition.sheets if s.kind in ("company", "person"))

    @cached_property
    def story_sheets(self) -> dict[str, TipSheet]:
        """Story id -> the sheet of its facts."""
        return {s.id.removeprefix("story-"): s for s in self.edition.sheets if s.kind == "story"}

    @cached_property
    def topic_sheets(self) -> dict[str, TipSheet]:
        """A topic's slug -> the sheet of its newest day."""
        return {s.id.removeprefix("topic-"): s for s in self.edition.sheets if s.kind == "topic"}

    def brief(self, story: Story) -> list[BriefView]:
        """What a story says, in sentences of its articles."""
        out = []
        for sentence in self.edition.summaries.get(story.id, ()):
            article = self.edition.articles.get(sentence.article_id)
            if article is not None:
                name = (article.provider.name if article.provider else "") or article.site_name
                told = BriefView(
                    text=safe.text(sentence.text).strip(),
                    source=safe.line(name or safe.host_of(article.url)),
                    href=safe.web_url(article.url),
                    lang=self.item(sentence.article_id).lang,
                )
                out.append(told)
        return out

    @cached_property
    def updated(self) -> datetime:
        """The newest thing in the edition; stands for "last changed", so a quiet run changes no file."""
        times = [s.last_at for s in self.edition.stories if s.last_at is not None]
        if self.newest and self.newest[0].published_at is not None:
            times.append(self.newest[0].published_at)
        past = [t for t in times if t <= self.edition.now]
        return max(past, default=self.edition.now)

    # -------------------------------------------------------------------- marks
    #
    # Digests of what pages show: the keys of the build plan. A mark may take in more than a page
    # shows (then the page is made once too often, to the same bytes), never less.

    @cached_property
    def touched_providers(self) -> list[str]:
        """Domains, in lower case, of which a record is in the scope; all without one."""
        if self.scope is None:
            return list(self.by_provider)
        changed = (self.record_of[path].provider for path in self.scope.records if path in self.record_of)
        domains = {provider.domain.lower() for provider in changed if provider is not None}
        return sorted(domain for domain in domains if domain)

    def know_marks(self, records: dict[str, bytes], articles: dict[str, bytes]) -> None:
        """Take `record_mark` and `article_mark` of all records and articles as known."""
        self.record_marks = records
        self._own_marks = articles

    def know_scope(self, scope: Scope, stories: Mapping[str, bytes], days: Mapping[str, bytes]) -> None:
        """Take the marks of what is outside of the scope from the last build."""
        self.scope = scope
        self.known_story_marks = {key: mark for key, mark in stories.items() if key not in scope.stories}
        self._day_marks = days

    def story_mark(self, story: Story) -> bytes:
        """Of a story with its articles, as lists and pages show them (texts are not shown)."""
        found = self.known_story_marks.get(story.id)
        if found is None:
            warm = story.heat_parts if story.heat >= 1 else None
            told = _encode((_story_shown(story), warm, self.folders.get(story.id), self.ground_mark))
            seen = [self.article_mark(i) for i in story.article_ids]
            found = self.known_story_marks[story.id] = quick_digest(told + b"".join(seen))
        return found

    def line_mark(self, story: Story) -> bytes:
        """Of what a line about a story says: its title and page, its publishers, and when the first article came."""
        found = self._line_marks.get(story.id)
        if found is None:
            known = self.edition.articles
            articles = [known[i] for i in story.article_ids if i in known]
            if story.id not in self.folders or not articles:  # it leads to its article
                return self.story_mark(story)
            lead = articles[0]
            told = (self.folders[story.id], story.title or lead.title, lead.published_at, lead.date_only)
            who = [a.provider or (a.site_name, a.url) for a in articles]
            found = self._line_marks[story.id] = digest(self.ground_mark, _encode((told, who)))
        return found

    @cached_property
    def _own_marks(self) -> dict[str, bytes]:
        return {key: article_mark(article) for key, article in self.edition.articles.items()}

    @cached_property
    def article_marks(self) -> dict[str, bytes]:
        """Article id -> `article_mark`."""
        shown, paths = self.record_of, self.edition.record_paths.get
        marks = {key: mark if paths(key) in shown else mark + b"-" for key, mark in self._own_marks.items()}
        for key, article in self.edition.articles.items():
            if article.copy_of is not None:
                marks[key] += self._origin(article).encode()
        return marks

    def article_mark(self, article_id: str) -> bytes:
        """Of what is shown of an article, whether it has a page of its own, and whose text it is."""
        article = self.edition.articles.get(article_id) if self.scope is not None else None
        if article is None:
            return self.article_marks.get(article_id, b"") if self.scope is None else b""
        mark, path = self._own_marks[article_id], self.edition.record_paths.get(article_id)
        mark = mark if path in self.record_of else mark + b"-"
        return mark if article.copy_of is None else mark + self._origin(article).encode()

    @cached_property
    def record_marks(self) -> dict[str, bytes]:
        """Record path -> of the record."""
        return {record.path: record_mark(record) for record in self.public}

    def list_mark(self, records: Sequence[NewsRecord]) -> bytes:
        """Of records in their order, as any page shows them."""
        marks = self.record_marks
        return quick_digest(self.ground_mark + b"".join([marks[record.path] for record in records]))

    def provider_mark(self, domain: str) -> bytes:
        """Of the newest records of an organisation, and how many there are."""
        found = self._provider_marks.get(domain)
        if found is None:
            records = self.by_provider[domain]
            count = len(records).to_bytes(4, "little")
            found = self._provider_marks[domain] = digest(count, self.list_mark(records[:PROVIDER_ROWS]))
        return found

    @cached_property
    def day_marks(self) -> dict[str, bytes]:
        """Day -> of its records and of the stories they stand in."""
        if self.scope is None:
            return {day: self._day_mark(records) for day, records in self.by_day.items()}
        again = {day: self._day_mark(self.by_day[day]) for day in self.scope.days}
        return {**self._day_marks, **again}

    def _day_mark(self, records: Sequence[NewsRecord]) -> bytes:
        own, beside = self.record_marks, self._beside
        parts = [own[record.path] for record in records] + [beside(record.path) for record in records]
        return quick_digest(self.ground_mark + b"".join(parts))

    def _beside(self, path: str) -> bytes:
        """Of what the page of a record says beside the record: its story, else its article."""
        article_id = self.article_of.get(path)
        if article_id is None:
            return b""
        story = self.story_of.get(article_id)
        if story is not None and story.id in self.folders:
            return self.story_mark(story)
        return self.article_mark(article_id)

    @cached_property
    def ground_mark(self) -> bytes:
        """Of what stands beside everything: address, language, topics, organisations, this year."""
        topics = [(t.name, t.short, t.href) for t in self.topics.values()]
        year = self.edition.now.year  # goes without saying in short dates
        known = sorted(self.organisations.items())
        seen = (self.url, self.locale, topics, known, sorted(self.by_provider), year)
        return digest(_encode(seen))

    def folder(self, record: NewsRecord) -> str:
        """The folder of a record's page."""
        found = self._record_folders.get(record.path)
        if found is None:
            found = self._record_folders[record.path] = names.news_folder(record.path)
        return found

    # -------------------------------------------------------------------- views

    def href(self, folder: str) -> str:
        """The root-relative address of a page folder ("" is the front page)."""
        return f"{self.base}/{folder}/" if folder else f"{self.base}/"

    def absolute(self, href: str) -> str:
        """A root-relative address made absolute."""
        return self.origin + href

    def item(self, article_id: str) -> ItemView:
        """The view of an article of the edition."""
        found = self._items.get(article_id)
        if found is None:
            a = self.edition.articles[article_id]
            href = safe.web_url(a.url)
            path = self.edition.record_paths.get(article_id, "")
            provider = a.provider
            if provider is None:
                domain = safe.host_of(href)
                provider = Provider(name=a.site_name or domain or "Unknown", domain=domain)
            record = self.record_of.get(path) if path else None
            label = "paywall" if a.paywalled else _label(a.type)
            found = self._items[article_id] = self._item(
                key=article_id,
                title=a.title,
                href=href,
                page=self.href(self.folder(record)) if record is not None else "",
                amp=safe.web_url(a.amp_url),
                provider=provider,
                excerpt=a.excerpt,
                at=a.published_at,
                date_only=a.date_only,
                lang=a.language or "",
                pictures=a.images,
                label=label,
                quality=a.quality,
                authors=a.authors,
                copy_of=self._origin(a),
            )
        return found

    def _origin(self, article: Article) -> str:
        """Whose text a copy is: the publisher of the article it was taken from, "" for none."""
        if article.copy_of is None:
            return ""
        origin = self.edition.articles.get(article.copy_of.article_id)
        provider = origin.provider if origin is not None else None
        return safe.line(provider.name or provider.domain) if provider is not None else "another publisher"

    def domain_of(self, article: Article) -> str:
        """The domain of an article's organisation, in lower case."""
        known = article.provider.domain.lower() if article.provider else ""
        return known or safe.host_of(safe.web_url(article.url))

    def record(self, record: NewsRecord) -> ItemView:
        """The view of a published record."""
        key = record.path or f"{record.web_url}|{record.title}"
        found = self._items.get(key)
        if found is None:
            href = safe.web_url(record.web_url) or safe.web_url(record.original_url)
            found = self._items[key] = self._item(
                key=key,
                title=record.title,
                href=href,
                page=self.href(self.folder(record)) if record.path else "",
                amp=safe.web_url(record.amp_url),
                provider=record.provider
                or Provider(name=safe.host_of(href) or "Unknown", domain=safe.host_of(href)),
                excerpt=record.excerpt,
                at=record.published_at,
                date_only=record.published_at is not None and record.published_at.time() == MIDNIGHT,
                lang="",
                pictures=record.images,
                label=_label(record.type),
                quality=record.quality,
                authors=(),
            )
        return found

    def story(self, story: Story) -> StoryView:
        """The view of a story with at least one article in the edition."""
        found = self._stories.get(story.id)
        if found is None:
            found = self._stories[story.id] = self._story(story)
        return found

    def provider(self, provider: Provider) -> ProviderView:
        """The view of an organisation."""
        domain = provider.domain.lower()
        known = self.organisations.get(domain)
        key = (domain, "", ()) if known is not None else (domain, provider.name, provider.images)
        found = self._providers.get(key)
        if found is None:
            known = known or provider
            name = safe.line(known.name or domain) or "Unknown"
            if "://" in name:  # some sites give their address for a name
                name = safe.host_of(name).removeprefix("www.") or domain or "Unknown"
            has_page = domain in self.by_provider
            found = self._providers[key] = ProviderView(
                name=name,
                domain=safe.line(domain),
                href=self.href(names.provider_folder(domain)) if has_page else "",
                initials=initials(name),
                hue=sum(map(ord, domain or name)) % HUES,
                logo=self.image(known.images, alt=""),
            )
        return found

    def image(self, pictures: Iterable[Image], alt: str = "") -> ImageView | None:
        """The first picture of which we hold a copy; other hosts are never asked for one."""
        for picture in pictures:
            path = picture.path
            if not path or not picture.is_cached or not _is_local(path):
                continue
            made = renditions(path)
            src = f"{self.base}/{path}"
            credit = safe.line(picture.attribution or "")
            alt = safe.line(picture.title or alt)
            if made is None:
                return ImageView(
                    src=src, width=picture.width_px, height=picture.height_px, alt=alt, credit=credit
                )
            root = self.base + "/"
            return ImageView(
                src=src,
                width=made.width,
                height=made.height,
                alt=alt,
                credit=credit,
                avif=made.srcset("avif", root),
                webp=made.srcset("webp", root),
                jpeg=made.srcset("jpg", root),
            )
        return None

    def facts(self, story: Story) -> tuple[list[FactView], list[FactView]]:
        """Key facts of a story's articles, and what people said in them: the news first, then the setting."""
        pairs = [pair for a in story.article_ids for pair in self.facts_of.get(a, ())]
        pairs.sort(key=lambda pair: (pair[0].predicate in SETTING, -pair[0].confidence))
        kept = set(map(id, people([fact for fact, _ in pairs])))
        facts: dict[tuple[str, ...], FactView] = {}
        said: dict[tuple[str, ...], FactView] = {}
        for fact, sheet in pairs:
            if id(fact) not in kept:
                continue
            view = self._fact(fact, sheet)
            told = said if fact.predicate == "quote_said" else facts
            told.setdefault((view.label, view.value.casefold(), view.note), view)
        return list(facts.values())[:FACTS], list(said.values())[:QUOTES]

    def _fact(self, fact: Fact, sheet: TipSheet) -> FactView:
        return FactView(
            label=safe.line(label(fact)),
            value=safe.line(bounded(fact)),
            note=safe.line(note(fact, (fact.subject, sheet.subject, *sheet.aliases))),
            subject=safe.line(sheet.subject),
            quote=safe.text(fact.quote).strip(),
            source=safe.line(fact.provider or safe.host_of(fact.source_url)),
            source_href=safe.web_url(fact.source_url),
            sheet_href=self.href(names.sheet_folder(sheet)),
        )

    # ------------------------------------------------------------------ helpers

    def _item(
        self,
        *,
        key: str,
        title: str,
        href: str,
        page: str,
        amp: str,
        provider: Provider,
        excerpt: str,
        at: datetime | None,
        date_only: bool,
        lang: str,
        pictures: tuple[Image, ...],
        label: str,
        quality: int | None,
        authors: tuple[str, ...],
        copy_of: str = "",
    ) -> ItemView:
        if lang and (not _LANGUAGE.match(lang) or lang.split("-")[0].lower() == self.language):
            lang = ""
        name = safe.line(title)
        return ItemView(
            key=key,
            title=name or "Untitled",
            href=href,
            page=page,
            amp=amp,
            provider=self.provider(provider),
            excerpt=_excerpt(excerpt),
            at=at,
            iso=iso(at, date_only) if at else "",
            when=when(at, date_only) if at else "undated",
            short=short_when(at, date_only, self.edition.now.year) if at else "",
            clock="" if at is None or date_only else f"{at.hour:02}:{at.minute:02}",
            day=at.date().isoformat() if at else "",
            lang=lang,
            image=self.image(pictures) if pictures else None,
            label=label,
            quality=quality,
            authors=safe.line(", ".join(authors[:4])),
            copy_of=copy_of,
        )

    def _story(self, story: Story) -> StoryView:
        items = tuple(self.item(a) for a in story.article_ids if a in self.edition.articles)
        lead = items[0]
        dated = sorted((i for i in items if i.at is not None), key=lambda i: i.at or EPOCH)
        first, latest = (dated[0], dated[-1]) if dated else (lead, lead)
        by_provider: dict[str, list[ItemView]] = {}
        for item in items:
            by_provider.setdefault(item.provider.domain or item.provider.name, []).append(item)
        own = story.id in self.folders
        page = self.href(self.folders[story.id]) if own else lead.page
        lead_key = lead.provider.domain or lead.provider.name
        voices = tuple(
            VoiceView(item=found[0], more=len(found) - 1)
            for key, found in by_provider.items()
            if key != lead_key
        )
        times = [i.at for i in dated if i.at is not None]
        span = f"{len(items)} articles from {first.when} to {latest.when}"
        return StoryView(
            id=story.id,
            title=safe.line(story.title) or lead.title,
            href=page if own else lead.link,
            page=page,
            own=own,
            lead=lead,
            items=items,
            voices=voices,
            publishers=len(by_provider),
            why=_why(story, first, latest, len(by_provider)),
            sparkline=spark.svg(times, span),
            image=next((i.image for i in items if i.image is not None), None),
            topics=tuple(self.topics[name] for name in dict.fromkeys(story.topics) if name in self.topics),
            first=first,
            latest=latest,
            heat_parts=plain_parts(warm_parts(story)),
        )

    def _topic(self, topic: Topic, folder: str) -> TopicView:
        return TopicView(
            name=safe.line(topic.name),
            short=safe.line(topic.shortname or topic.name),
            slug=folder.removeprefix("topics/"),
            href=self.href(folder),
            parent=topic.parent or "",
            order=topic.order,
            count=self.topic_counts.get(topic.name, 0),
        )


def record_mark(record: NewsRecord) -> bytes:
    """Of all that a record says."""
    return quick_digest(_encode(record))


def article_mark(article: Article) -> bytes:
    """Of what pages show of an article (its text is not shown)."""
    return quick_digest(_encode(_article_shown(article)))


def record_day(record: NewsRecord) -> str:
    """The day a record is filed under: that of publication (UTC), else that of its file name."""
    if record.published_at is not None:
        return record.published_at.date().isoformat()
    stem = record.path.rsplit("/", 1)[-1][:10]
    return (
        stem
        if len(stem) == 10 and stem[4] == stem[7] == "-" and stem.replace("-", "").isdigit()
        else "1970-01-01"
    )


def iso(at: datetime, date_only: bool = False) -> str:
    """`2026-11-23T14:05:00Z`, or the day alone."""
    day = f"{at.year:04}-{at.month:02}-{at.day:02}"
    return day if date_only else f"{day}T{at.hour:02}:{at.minute:02}:{at.second:02}Z"


def when(at: datetime, date_only: bool = False) -> str:
    """`23 Nov 2026, 14:05 UTC`, or the day alone."""
    day = f"{at.day} {MONTHS[at.month - 1]} {at.year}"
    return day if date_only else f"{day}, {at.hour:02}:{at.minute:02} UTC"


def short_when(at: datetime, date_only: bool = False, year: int | None = None) -> str:
    """`23 Nov, 14:05`, or the day alone; `23 Nov 2025` for another year than `year`."""
    day = f"{at.day} {MONTHS[at.month - 1]}"
    if year is not None and at.year != year:
        return f"{day} {at.year}"
    return day if date_only else f"{day}, {at.hour:02}:{at.minute:02}"


def duration(span: timedelta) -> str:
    """A span in its largest whole unit: `40 min`, `5 h`, `3 days`."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{max(1, minutes)} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"


def _why(story: Story, first: ItemView, latest: ItemView, publishers: int) -> str:
    """The "why here" line; nothing for one voice (copies of one text are one voice), whose age the reader sees."""
    if publishers < 2 or story.why.startswith("1 publisher"):
        return ""
    return safe.line(story.why) or why_line(first, latest, publishers)


def why_line(first: ItemView, latest: ItemView, publishers: int) -> str:
    """The reason a story stands where it does, when the ranking gave none in words."""
    span = f" in {duration(latest.at - first.at)}" if first.at and latest.at and latest.at > first.at else ""
    return f"{publishers} publishers{span}, first: {first.provider.name}"


def initials(name: str) -> str:
    """One or two letters that stand for an organisation without a logo."""
    words = [w for w in "".join(c if c.isalnum() else " " for c in name).split() if w]
    if words and words[0].lower() == "the" and len(words) > 1:
        words = words[1:]
    if not words:
        return "?"
    return (words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]).upper()


def warm_parts(story: Story) -> tuple[Part, ...]:
    """The parts of the heat while there is any: they name ages, and would rewrite cold pages each run."""
    return story.heat_parts[:12] if story.heat >= 1 else ()


def plain_parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of a figure with their words made fit for a page."""
    return tuple(Part(name=safe.line(p.name), value=p.value, why=safe.line(p.why)) for p in parts)


def _excerpt(value: str) -> str:
    """An excerpt of at most 320 code points without a dateline; one that was cut in mid-sentence says so."""
    found = safe.line(value)
    if "(" in found[:90] and (dateline := _DATELINE.match(found)):
        found = found[dateline.end() :]
    found = safe.clip(found, 320)
    return found + "…" if len(found) > 150 and found[-1].isalnum() else found


def _label(kind: str) -> str:
    """The kind of an article in a word worth showing; "" for plain articles and for anything odd."""
    return "" if kind == "article" or not kind.isascii() or not kind.isalpha() or len(kind) > 14 else kind


def _record_time(record: NewsRecord) -> datetime:
    return record.published_at or EPOCH


def _is_local(path: str) -> bool:
    return (
        not path.startswith(("/", "\\"))
        and ".." not in path
        and ":" not in path
        and all(c.isascii() and (c.isalnum() or c in "/._-") for c in path)
        and not path.lower().endswith((".svg", ".svgz", ".html", ".htm", ".xml"))
    )
