"""The stage itself: one page in, one article or one rejection out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import msgspec

from tipsheet import urls
from tipsheet.records import Article, Image, Link, Page, Provider, Rejected
from tipsheet.stages.extract import content, quick
from tipsheet.stages.extract.dates import Moment
from tipsheet.stages.extract.decode import MAX_BYTES, decode
from tipsheet.stages.extract.said import listen
from tipsheet.stages.extract.tree import parse
from tipsheet.text import excerpt

STAGE = "extract"
_NO_ARTICLE = frozenset({"listing", "product", "forum", "service", "collection"})


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one page gave: the article's fields, and the time in the words of its own zone."""

    article: Article
    published: str = ""  # ISO 8601 with the stated offset, or the day; "" when unknown


def extract(
    pages: Iterable[tuple[Page, Link | None]], *, organizations: Mapping[str, Provider] | None = None
) -> Iterator[Article | Rejected]:
    """One article or rejection for each page, in order.

    `organizations`: known providers by registrable domain. A link's title, time, authors and
    image are used only where the page is silent. Rejections: see `extract_one`.
    """
    for page, link in pages:
        yield extract_one(page, link, organizations=organizations)


def extract_one(
    page: Page, link: Link | None = None, *, organizations: Mapping[str, Provider] | None = None
) -> Article | Rejected:
    """The article of one page.

    Rejections: http_error (status 400 and above), empty (no bytes, or no title and no text),
    too_large, not_html, and the page's kind where it is no article: listing, product, forum, service,
    collection.
    """
    reading = read(page, link, organizations=organizations)
    if isinstance(reading, Rejected):
        return reading
    article = reading.article
    if article.type in _NO_ARTICLE:
        return _rejected(page, article.type, f"the page is a {article.type}, not one article")
    return article


def read(
    page: Page, link: Link | None = None, *, organizations: Mapping[str, Provider] | None = None
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
    said = listen(tree, page.final_url or page.url)
    body = quick.body(html)
    text = content.text_of(body)
    title = quick.title(said) or (link.title if link else "")
    if not title and not text:
        return _rejected(page, "empty", "the page has neither title nor text")
    moment = quick.published(said)
    if moment is not None and moment.utc() > page.fetched_at + timedelta(days=1):
        moment = None
    canonical = quick.canonical(said)
    amp = said.rel("amphtml")
    url = urls.clean(canonical or page.final_url or page.url)
    domain = urls.registrable_domain(url)
    known = (organizations or {}).get(domain)
    site = quick.site_name(said)
    image = quick.image(said)
    published_at = moment.utc() if moment else (link.published_at if link else None)
    return Reading(
        article=Article(
            id=urls.article_id(url),
            url=url,
            original_url=page.url,
            canonical_url=canonical,
            amp_url=amp,
            amp_cache_url=(urls.amp_cache_url(amp) or None) if amp else None,
            title=title,
            excerpt=excerpt(quick.summary(said) or text or (link.excerpt if link else "")),
            text=text,
            html=body,
            published_at=published_at,
            date_only=moment is not None and moment.at is None,
            authors=quick.authors(said),
            images=(Image(url=image),) if image else (),
            site_name=site,
            provider=known or Provider(name=site or domain, domain=domain),
            language=(said.language.split("-")[0].lower() or None),
            fetched_at=page.fetched_at,
        ),
        published=_stated(moment, link),
    )


def _stated(moment: Moment | None, link: Link | None) -> str:
    if moment is not None:
        return moment.stated()
    return link.published_at.isoformat() if link and link.published_at else ""


def _rejected(page: Page, reason: str, detail: str) -> Rejected:
    return Rejected(stage=STAGE, reason=reason, url=page.url, detail=detail)
