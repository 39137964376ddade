"""Every typed record that travels between the stages and the edges.

Records are frozen `msgspec` structs: typed, comparable, cheap, and they read and
write JSON with validation at about nine times the speed of the runner-up
(docs/decisions/001-records.md). They import nothing of ours.

Conventions: times are aware UTC datetimes and end in `_at`; sizes carry their unit
(`width_px`, `size_bytes`); tuples, never lists; `None` means "the page does not say".
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """The base of every record: frozen; defaults are left out of JSON.

    Each class says `frozen` and `kw_only` again: the type checker wants it.
    """


# --------------------------------------------------------------------- sources, links

SourceKind = str  # "feed", "sitemap", "page", "mail", "search", ...: names of source plug-ins


class Source(Record, frozen=True, kw_only=True):
    """Where links come from: a feed, a sitemap, a page of links."""

    id: str  # stable, made from the address unless the editor names it
    url: str
    kind: SourceKind = "auto"  # "auto": what the bytes say
    name: str = ""
    topics: tuple[str, ...] = ()  # topic names every article of this source gets
    options: dict[str, str] = {}  # what a kind needs besides (a CSS rule, keywords, ...)


class SourceState(Record, frozen=True, kw_only=True):
    """What we remember of a source between two visits."""

    source_id: str
    url: str = ""  # the address in use, after permanent redirects
    etag: str | None = None
    last_modified: str | None = None
    last_fetched_at: datetime | None = None
    last_changed_at: datetime | None = None
    next_fetch_at: datetime | None = None
    failures: int = 0
    status: str = "new"  # new, ok, unchanged, failing, retired
    problem: str = ""  # plain words, for the editor
    interval_s: int = 3600
    hints: dict[str, str] = {}  # ttl, skip hours, hub, ...


class Link(Record, frozen=True, kw_only=True):
    """A URL found in a source, not yet fetched, with what the source said of it.

    Everything but `url` is a hint: the article's page is asked first.
    """

    url: str
    source_id: str
    stated_url: str = ""  # what the source's link says where `url` is the publisher's own address behind it
    entry_id: str = ""  # the feed's own id for the entry; identity before the URL
    title: str = ""  # plain text
    excerpt: str = ""  # plain text
    content_html: str = ""  # full content carried by the feed, not yet sanitised
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None  # None: the source does not say; never invented
    updated_at: datetime | None = None
    image_url: str | None = None
    language: str | None = None
    provider_name: str = ""  # RSS `source`, news sitemap publication
    type: str = "article"


class Discovery(Record, frozen=True, kw_only=True):
    """What one fetched source document holds."""

    source_id: str
    url: str  # the document's address
    kind: str  # rss, rdf, atom, json, sitemap, sitemap_index, news_sitemap, page, ...
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    links: tuple[Link, ...] = ()
    children: tuple[str, ...] = ()  # further documents to fetch: sitemaps of an index, feeds of a page
    hints: dict[str, str] = {}  # ttl_s, skip_hours, skip_days, hub, self, update_period
    cut: tuple[str, ...] = ()  # what was left out because of a cap, in plain words


# ----------------------------------------------------------------------------- pages


class Page(Record, frozen=True, kw_only=True):
    """Fetched bytes with their headers, final address and time."""

    url: str  # as asked
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...] = ()  # names in lower case, in order
    body: bytes = b""  # content-decoded (no gzip left), capped
    fetched_at: datetime
    truncated: bool = False
    moved_permanently_to: str | None = None  # the new address, when only 301 and 308 led there

    def header(self, name: str) -> str | None:
        """The first header of that (lower-case) name."""
        return next((v for k, v in self.headers if k == name), None)

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters; "" when absent."""
        return (self.header("content-type") or "").split(";")[0].strip().lower()


# -------------------------------------------------------------------------- articles


class Image(Record, frozen=True, kw_only=True):
    """A picture that stands for an article or an organisation."""

    url: str
    width_px: int | None = None
    height_px: int | None = None
    title: str | None = None  # alternative text
    attribution: str | None = None
    is_cached: bool = False  # true only when our copy exists
    path: str | None = None  # our copy, relative to the site's root


class Provider(Record, frozen=True, kw_only=True):
    """The organisation behind an article."""

    name: str
    domain: str
    images: tuple[Image, ...] = ()
    family: str = ""  # owner or wire group: one vote for heat; "" = the domain itself
    standing: int | None = None  # 0..100 set by the editor; None = unknown organisation
    known: bool = False  # stands in _data/organizations


class SiteVersion(Record, frozen=True, kw_only=True):
    """What one site's pages look like from a day on: CSS selectors, each of which may be absent ("")."""

    since: date  # the first day it holds; the day a page was fetched picks the version
    drop: tuple[str, ...] = ()  # taken off the page before anything is read
    title: str = ""
    excerpt: str = ""
    authors: str = ""
    published: str = ""  # its `datetime` or `content`, else its words
    month_first: bool = False  # "3/4/2026" is 4 March
    text: str = ""  # the boxes that hold the article, all of it and nothing else
    image: str = ""
    section: str = ""
    tags: str = ""
    paywall: str = ""  # what is on the page when its text is not free
    type: str = ""  # article, video, live, listing, ...: said of every page of the site
    language: str = ""


class SiteRules(Record, frozen=True, kw_only=True):
    """The dated rules of one site, the latest first (`_data/sites/DOMAIN.yaml`)."""

    site: str  # the host; its subdomains are meant, too
    versions: tuple[SiteVersion, ...]
    path: str = ""  # the file, for messages


class TopicMatch(Record, frozen=True, kw_only=True):
    """One topic given to an article, and why."""

    name: str
    confidence: float = 1.0  # 0..1
    evidence: tuple[str, ...] = ()  # the words, rule or model that said so


class Part(Record, frozen=True, kw_only=True):
    """One named part of a quality or heat figure, for `explain`."""

    name: str
    value: float
    why: str = ""


class CopyOf(Record, frozen=True, kw_only=True):
    """The decision that an article is a copy of another one."""

    article_id: str  # the origin
    kind: Literal["same_url", "same_title", "near_duplicate"]
    evidence: str = ""


class Article(Record, frozen=True, kw_only=True):
    """What extraction made of a page; later stages fill the lower half."""

    id: str  # 16 hex digits of SHA-256 over the canonical key of the URL
    url: str  # where a reader is sent (`webUrl`)
    original_url: str = ""  # the address the source gave (`originalUrl`)
    canonical_url: str | None = None
    amp_url: str | None = None
    amp_cache_url: str | None = None
    title: str = ""
    excerpt: str = ""
    text: str = ""  # plain text, paragraphs split by "\n\n"; offsets in code points are stable
    html: str = ""  # the same as simple sanitised HTML
    published_at: datetime | None = None
    date_only: bool = False  # the page states a day, no hour
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()  # the lead image first
    site_name: str = ""
    provider: Provider | None = None
    language: str | None = None  # BCP 47, primary subtag in lower case
    type: str = "article"  # article, video, live, listing, forum, product, ...
    section: str = ""
    tags: tuple[str, ...] = ()
    paywalled: bool = False
    featured_content: str | None = None  # embed of a video, sanitised
    links: tuple[str, ...] = ()  # outgoing, absolute
    logos: tuple[
        Image, ...
    ] = ()  # what the page calls its organisation's logo; only ever proposed, never shown
    source_id: str = ""
    fetched_at: datetime | None = None
    # filled by dedupe, classify, score, cluster
    copy_of: CopyOf | None = None
    topics: tuple[TopicMatch, ...] = ()
    quality: int | None = None  # 0..100 (the profile `everyday` has its own open sum)
    quality_parts: tuple[Part, ...] = ()


class Rejected(Record, frozen=True, kw_only=True):
    """A result: this input goes no further, and why."""

    stage: str
    reason: str  # a short stable word, e.g. "not_html", "listing", "off_topic"
    id: str = ""
    url: str = ""
    detail: str = ""  # one plain sentence


# ---------------------------------------------------------------------------- topics


class Topic(Record, frozen=True, kw_only=True):
    """A node of the publication's taxonomy (`_data/topics/NN-slug.yaml`)."""

    id: str
    name: str
    slug: str
    shortname: str | None = None
    parent: str | None = None  # the parent's name
    keywords: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()  # words that speak against it
    hashtags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    services: dict[str, str] = {}
    order: int = 0  # the NN of the file name
    half_life_h: float = 0.0  # of heat; 0 = the publication's
    everything: bool = False  # a root that takes whatever comes


# --------------------------------------------------------------------------- stories


class Story(Record, frozen=True, kw_only=True):
    """Articles about one event, the representative first."""

    id: str  # stable for ever; a merged id redirects
    article_ids: tuple[str, ...]  # representative first, then by quality
    title: str = ""
    topics: tuple[str, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    heat: float = 0.0
    heat_parts: tuple[Part, ...] = ()
    importance: float = 0.0
    why: str = ""  # the "why here" line
    merged_from: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()  # other stories: earlier in this one, same subject


class SummarySentence(Record, frozen=True, kw_only=True):
    """A sentence of a summary and the span of the article that carries it."""

    text: str
    article_id: str
    span: Span  # of the article's text
    provider: str = ""
    url: str = ""


class Assignment(Record, frozen=True, kw_only=True):
    """The decision that an article belongs to a story."""

    article_id: str
    story_id: str
    why: str = ""  # the words that said so, or what founded the story


CorrectionKind = Literal["merge", "split", "pin", "hide", "retitle", "topic", "not_topic", "copy", "not_copy"]


class Correction(Record, frozen=True, kw_only=True):
    """What an editor said against the machine; kept for ever and always wins.

    merge: `story_id` (or `article_ids`) goes into story `into`. split: `article_ids` leave `story_id`
    together. pin: `article_ids` belong to `story_id`; with none, the story leads the front page.
    hide: the story, or only `article_ids`, is not shown. retitle: the story is called `title`.
    topic / not_topic: `article_ids` are (not) about `topic`. copy / not_copy: `article_ids` are
    (not) copies of one another.
    """

    kind: CorrectionKind
    story_id: str = ""
    article_ids: tuple[str, ...] = ()
    into: str = ""
    title: str = ""
    topic: str = ""
    at: datetime | None = None
    by: str = ""


# ----------------------------------------------------------------------------- facts


class Span(Record, frozen=True, kw_only=True):
    """A half-open range of code points in an article's text."""

    start: int
    end: int


class Fact(Record, frozen=True, kw_only=True):
    """One claim with the exact words that support it (shared/facts format)."""

    id: str
    doc_id: str
    subject: str
    predicate: str
    value: dict[str, Any]  # {"kind": "money", "amount": ..., "currency": ...}, ...
    value_text: str
    quote: str
    quote_span: Span
    value_span: Span
    object: str | None = None
    period: str | None = None
    measure_variant: str | None = None
    bound: Literal["exact", "approx", "min", "max"] = "exact"
    confidence: float = 0.0  # 0..1
    source_url: str = ""
    provider: str = ""
    published_at: datetime | None = None
    page: int | None = None  # PDF page, from 1


class Stated(Record, frozen=True, kw_only=True):
    """A value a document marks up itself (inline XBRL): what it is and where in the text it stands."""

    start: int  # code points of the document's text
    end: int
    surface: str
    concept: str  # "us-gaap:NetIncomeLoss"
    value: float | None = None  # in whole units, sign as stated; None for words
    unit: str = ""  # ISO 4217 code, when it is money
    period: str = ""  # "2024-01-29/2025-01-26", or one day


class SheetDocument(Record, frozen=True, kw_only=True):
    """A document a tip sheet draws on."""

    id: str
    title: str = ""
    url: str = ""
    provider: str = ""
    published_at: datetime | None = None


class TipSheet(Record, frozen=True, kw_only=True):
    """Key facts about one subject, each with its words and source."""

    id: str
    subject: str
    kind: str = "company"  # company, person, story, topic, filing
    aliases: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    disputed: tuple[tuple[str, ...], ...] = ()  # groups of fact ids that cannot all hold
    supports: dict[str, tuple[str, ...]] = {}  # fact id -> independent providers that say so
    agreeing: dict[str, tuple[str, ...]] = {}  # fact id -> ids of the facts in `more` that say the same
    beside: dict[str, str] = {}  # fact id -> the fact told with it: in another currency, a range's other end
    history: dict[str, tuple[str, ...]] = {}  # fact id -> ids of the facts it superseded, latest first
    more: tuple[Fact, ...] = ()  # facts the sheet refers to (agreeing, superseded) but does not list
    documents: tuple[SheetDocument, ...] = ()  # where the facts stand, in order of time
    summary: tuple[str, ...] = ()  # fact ids or sentences that tell the whole in brief


# ------------------------------------------------------------------------ publishing


class SiteInfo(Record, frozen=True, kw_only=True):
    """What a publication says of itself (`tipsheet.toml`)."""

    title: str
    url: str  # absolute, no trailing slash; may carry a path
    locale: str = "en-us"
    description: str = ""
    root_topic: str = ""
    contact: str = ""
    theme: str = "default"
    front_page: int = 36  # stories on it, at least 1


class NewsRecord(Record, frozen=True, kw_only=True):
    """A published record: the typed form of one `_news/<date>-<slug>.md`.

    Source: FORMAT.md sections 1 and 2. `path` is the identity and is never recomputed.
    """

    path: str  # "_news/2021-11-23-....md"
    title: str
    excerpt: str = ""
    published_at: datetime | None = None
    original_url: str | None = None
    web_url: str | None = None
    amp_url: str | None = None
    amp_cache_url: str | None = None
    type: str = "article"
    quality: int | None = None  # quality, heat, published are absent together: not yet scored
    heat: int | None = None
    published: bool | None = None
    featured_content: str | None = None
    provider: Provider | None = None
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[NewsRecord, ...] = ()  # path "" inside `related`
    secured: str | None = None
    category: str = "news"


class CollectionItem(Record, frozen=True, kw_only=True):
    """One hand-curated file of another collection: a course, a sample, a person, a company, an event, ...

    Source: FORMAT.md section 9. Read from `_<collection>/**.md` and `_data/organizations/*.md`.
    """

    collection: str  # learning, samples, people, communities, challenges, forms, organizations, ...
    path: str  # "_learning/courses/....md"; the identity
    name: str  # its title or name
    excerpt: str = ""  # its excerpt, bio or description
    type: str = ""  # course, video, book, collection, download, profile, forum, ...
    url: str | None = None  # where a reader is sent; None: our own page
    published_at: datetime | None = None
    heat: int | None = None
    shown: bool = True  # false when `published: false` or `removed: true`
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    items: tuple[str, ...] = ()  # of a learning collection: "videos/<name>"
    fields: dict[str, Any] = {}  # every key of the file in its order, `secured` apart
    body: str = ""  # below the front matter; HTML by strangers: sanitise before showing


class IssueItem(Record, frozen=True, kw_only=True):
    """A story (or a tip sheet's fact) as a newsletter told it."""

    story_id: str = ""  # "" for a tip sheet
    title: str
    url: str  # absolute
    provider: str = ""
    others: tuple[str, ...] = ()  # names of further publishers, a few
    publishers: int = 0
    excerpt: str = ""
    why: str = ""
    update: bool = False  # told before, came back because it moved
    image: str = ""  # absolute address of our JPEG
    alt: str = ""
    article_ids: tuple[str, ...] = ()  # the story's articles at that time


class IssueSection(Record, frozen=True, kw_only=True):
    """A part of a newsletter; never empty."""

    title: str
    items: tuple[IssueItem, ...]
    lead: bool = False  # told at length


class Issue(Record, frozen=True, kw_only=True):
    """One newsletter as it went out (`_newsletters/<date>.json`): its web copy and its memory."""

    date: str  # "2026-11-23"
    made_at: datetime
    title: str
    subject: str
    preheader: str = ""
    sections: tuple[IssueSection, ...] = ()


class Edition(Record, frozen=True, kw_only=True):
    """All that the writers need to make a publication: one moment, whole and frozen."""

    site: SiteInfo
    now: datetime  # of the run; the only clock a writer sees
    topics: tuple[Topic, ...] = ()  # in order
    providers: tuple[Provider, ...] = ()
    articles: dict[str, Article] = {}  # by article id; text and html included
    record_paths: dict[str, str] = {}  # article id -> "_news/....md"
    stories: tuple[Story, ...] = ()  # in order of importance, most important first
    news: tuple[NewsRecord, ...] = ()  # the records as published, by path
    sources: tuple[Source, ...] = ()
    redirects: dict[str, str] = {}  # merged story id -> story id
    sheets: tuple[TipSheet, ...] = ()
    summaries: dict[str, tuple[SummarySentence, ...]] = {}  # story id -> what it says in brief
    collections: tuple[CollectionItem, ...] = ()  # hand-curated, by collection and path
    issues: tuple[Issue, ...] = ()  # newsletters that went out, by date


class Output(Record, frozen=True, kw_only=True):
    """One file to be written: a path below the publication's folder and its bytes."""

    path: str  # relative, "/" separated, no "..", no leading "/"
    body: bytes


class RunReport(Record, frozen=True, kw_only=True):
    """What one run did, in figures and in plain reasons."""

    run_id: str
    started_at: datetime
    sources: int = 0
    sources_failed: int = 0
    links: int = 0
    pages: int = 0
    articles: int = 0
    copies: int = 0
    stories: int = 0
    records: int = 0
    site_pages: int = 0
    files_written: int = 0
    files_unchanged: int = 0
    kept_edits: tuple[str, ...] = ()  # "path: field", hand-edited and left alone
    rejected: tuple[Rejected, ...] = ()
    problems: tuple[str, ...] = ()  # one plain line each; any makes the exit code 3
    notes: tuple[str, ...] = ()  # worth saying, nothing left out


# ------------------------------------------------------------------ what a store keeps


class LinkState(Record, frozen=True, kw_only=True):
    """A link and how far it came."""

    key: str  # the article id its URL leads to
    link: Link
    status: Literal["new", "done", "rejected", "failed"] = "new"
    reason: str = ""  # of a rejection or failure
    attempts: int = 0
    run_id: str = ""  # the run that last touched it


class ArticleState(Record, frozen=True, kw_only=True):
    """An article and where it stands in the pipeline.

    `staged`: read, waiting to be judged; `grouped`: on topic and in a story;
    `off_topic`: judged and left out; `removed`: a person deleted its record.
    """

    article: Article
    status: Literal["staged", "grouped", "off_topic", "removed"] = "staged"
    story_id: str = ""
    reason: str = ""


JUDGED = "judged"  # the memory that says: all articles are judged, as of an hour


class RecordState(Record, frozen=True, kw_only=True):
    """A record file as we last wrote it, and what a person changed in it."""

    path: str
    article_id: str
    text: str  # as last written by us, or as adopted
    previous: str | None = None  # what stood there before, while `pending`
    pending: bool = False  # decided, perhaps not yet on disk: a killed run is no person's edit
    edited: tuple[str, ...] = ()  # fields a person changed: theirs for ever
    digest: str = ""  # of the news record told last: equal means nothing to rewrite


class ImageState(Record, frozen=True, kw_only=True):
    """A lead image we tried to keep."""

    url: str
    status: Literal["cached", "refused", "failed"]
    files: tuple[str, ...] = ()  # relative to the image cache
    image: Image | None = None
    reason: str = ""


class FactsState(Record, frozen=True, kw_only=True):
    """The facts that the rules found in one article's text."""

    article_id: str
    reader: str  # the version of the rules; another one reads again
    facts: tuple[Fact, ...] = ()
    text_key: str = ""  # of the text that was read; another one is read again
    earlier: tuple[
        Fact, ...
    ] = ()  # what former texts of the article said and this one does not, oldest first


class Changes(Record, frozen=True, kw_only=True):
    """What should change in the store: decided first, applied in one transaction."""

    sources: tuple[SourceState, ...] = ()
    links: tuple[LinkState, ...] = ()
    articles: tuple[ArticleState, ...] = ()
    stories: tuple[Story, ...] | None = None  # all of them, or None: leave them
    redirects: dict[str, str] = {}
    blobs: dict[str, bytes] = {}  # named stage memories
    records: tuple[RecordState, ...] = ()
    forget_records: tuple[str, ...] = ()  # paths
    images: tuple[ImageState, ...] = ()
    facts: tuple[FactsState, ...] = ()
    report: RunReport | None = None
    finished: bool = False  # with `report`: the run is complete
