"""The stage itself: one page in, one article or one rejection out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import msgspec

from tipsheet import urls
from tipsheet.records import Article, Link, Page, Provider, Rejected, SiteRules
from tipsheet.stages.extract import about, content, second
from tipsheet.stages.extract import sites as special
from tipsheet.stages.extract.authors import authors
from tipsheet.stages.extract.blocks import read_blocks
from tipsheet.stages.extract.body import affordable, body
from tipsheet.stages.extract.dates import Moment, times
from tipsheet.stages.extract.decode import MAX_BYTES, decode
from tipsheet.stages.extract.images import images
from tipsheet.stages.extract.kind import kind
from tipsheet.stages.extract.language import language
from tipsheet.stages.extract.render import render
from tipsheet.stages.extract.said import listen
from tipsheet.stages.extract.title import headings, headline
from tipsheet.stages.extract.tree import parse

STAGE = "extract"
NO_ARTICLE = frozenset({"listing", "product", "forum", "service", "documentation", "collection"})


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one page gave: the article's fields, and the time in the words of its own zone."""

    article: Article
    published: str = ""  # ISO 8601 with the stated offset, or the day; "" when unknown
    expected: float = 0.0  # 0..1, how good the text is expected to be (F1)


def extract(
    pages: Iterable[tuple[Page, Link | None]],
    *,
    organizations: Mapping[str, Provider] | None = None,
    sites: Mapping[str, SiteRules] | None = None,
) -> Iterator[Article | Rejected]:
    """One article or rejection for each page, in order.

    `organizations`: known providers by registrable domain or host. A link's title, time, authors and
    image are used only where the page is silent. `sites`: the editor's rules for single sites, by host; they
    win over everything else. Rejections: see `extract_one`.
    """
    for page, link in pages:
        yield extract_one(page, link, organizations=organizations, sites=sites)


def extract_one(
    page: Page,
    link: Link | None = None,
    *,
    organizations: Mapping[str, Provider] | None = None,
    sites: Mapping[str, SiteRules] | None = None,
) -> Article | Rejected:
    """The article of one page.

    Rejections: http_error (status 400 and above), empty (no bytes, or nothing to read),
    too_large, not_html, and the page's kind where it is no article: listing, product, forum, service,
    documentation, collection.
    """
    reading = read(page, link, organizations=organizations, sites=sites)
    if isinstance(reading, Rejected):
        return reading
    article = reading.article
    if not article.text and not article.excerpt:
        return _rejected(page, "empty", "the page has no text and no summary")
    if article.type in NO_ARTICLE:
        return _rejected(page, article.type, f"the page is a {article.type}, not one article")
    return article


def read(
    page: Page,
    link: Link | None = None,
    *,
    organizations: Mapping[str, Provider] | None = None,
    sites: Mapping[str, SiteRules] | None = None,
) -> Reading | Rejected:
    """As `extract_one`, but a page that is no article is still read; `article.type` says what it is."""
    if page.status >= 400:
        return _rejected(page, "http_error", f"the server answered {page.status}")
    if not page.body.strip():
        return _rejected(page, "empty", "the answer has no body")
    if len(page.body) > MAX_BYTES:
        return _rejected(page, "too_large", f"the page has {len(page.body)} bytes")
    html = decode(page.body, page.header("content-type") or "")
    if html is None:
        return _rejected(page, "not_html", page.content_type or "the bytes are no HTML")
    tree = parse(html)
    if tree is None:
        return _rejected(page, "too_large", "the page has too many tags or characters")

    page_url = page.final_url or page.url
    version = special.version_of(sites, page) if sites else None
    latest = page.fetched_at + timedelta(days=1)
    special.drop(tree, version)
    said = listen(tree, page_url)
    marked = special.apply(tree, version, said.base, latest)
    amp_url = about.amp(said, tree, page_url)
    frames = about.frames(tree)
    blocks = read_blocks(tree)
    found = special.framed(marked, blocks) or body(
        html, blocks, said.meta("og:title") or said.title, said.meta("og:description", "description")
    )
    fragment = render(blocks, found.chosen, said.base)
    text = content.text_of(fragment)

    seen = headings(blocks)
    title = headline(said, seen, found.start) or (link.title if link else "")
    if not title and not text:
        return _rejected(page, "empty", "the page has neither title nor text")
    top = next((h.block for h in seen if h.text == title), next((h.block for h in seen if h.level == 1), 0))
    stated = times(said, blocks, top=top, start=found.start, end=found.end, latest=latest)
    if stated.published is None and affordable(html, blocks):
        stated = stated.or_on(second.day(html, page_url, latest))
    names = authors(said, blocks, top, found.start, found.end)
    canonical = about.canonical(said)
    url = about.own_address(said, page_url, canonical)
    site = about.site_name(said)
    declared = said.language or said.meta("og:locale", "language", "dc.language", "content-language")
    published_at = stated.published.utc() if stated.published else None
    if published_at is None and link is not None and link.published_at is not None:
        published_at = min(link.published_at, latest)
    article = Article(
        id=urls.article_id(url),
        url=url,
        original_url=page.url,
        canonical_url=canonical,
        amp_url=amp_url,
        amp_cache_url=(urls.amp_cache_url(amp_url) or None) if amp_url else None,
        title=title,
        excerpt=about.summary(said, title, text, link.excerpt if link else ""),
        text=text,
        html=fragment,
        published_at=published_at,
        date_only=stated.published is not None and stated.published.at is None,
        modified_at=stated.modified.utc() if stated.modified else None,
        authors=names or (link.authors if link else ()),
        images=images(
            said, blocks, top=top, start=found.start, end=found.end, hint=link.image_url if link else None
        ),
        site_name=site,
        provider=about.provider(said, url, site, organizations or {}),
        language=language(declared, title, text) or (link.language if link else None),
        type=kind(said, blocks, found, stated.published, names, page_url),
        section=about.section(said),
        tags=about.tags(said) or (link.tags if link else ()),
        paywalled=about.paywalled(said),
        featured_content=about.video(said, frames),
        links=about.links(blocks, found.chosen, said.base, url),
        logos=about.logos(said),
        fetched_at=page.fetched_at,
    )
    article = special.overruled(article, marked)
    moment = marked.published or stated.published
    return Reading(article=article, published=_stated(moment, article), expected=found.expected)


def _stated(moment: Moment | None, article: Article) -> str:
    if moment is not None:
        return moment.stated()
    return article.published_at.isoformat() if article.published_at else ""


def _rejected(page: Page, reason: str, detail: str) -> Rejected:
    return Rejected(stage=STAGE, reason=reason, url=page.url, detail=detail)
