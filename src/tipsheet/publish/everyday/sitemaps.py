"""The original's sitemaps.

Its news sitemap lists the published records without a `webUrl`: those that the site itself must show, because
there is nowhere to send the reader. That rule reproduces the one sitemap we have byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from tipsheet.publish.api import news_order
from tipsheet.publish.pacific import to_pacific
from tipsheet.records import CollectionItem, NewsRecord, Output, SiteInfo

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)


def news_sitemap(news: Iterable[NewsRecord], site: SiteInfo, profile: str = "everyday") -> Output:
    """`news-sitemap.xml`, newest first; times with `+00:00`, in `everyday-2021` with the Pacific offset."""
    shown = (r for r in news if r.published is not False and not r.web_url)
    entries = (
        _entry(f"{site.url}/news/{_stem(r.path)}/", r.published_at, "hourly", profile == "everyday-2021")
        for r in sorted(shown, key=news_order)
    )
    return _sitemap("news-sitemap.xml", entries)


def people_sitemap(people: Iterable[CollectionItem], site: SiteInfo) -> Output:
    """`people-sitemap.xml`: weekly, times in the Pacific offset where a person's file has one."""
    entries = (
        _entry(f"{site.url}/people/{_stem(p.path)}/", p.published_at, "weekly", True)
        for p in sorted(people, key=lambda p: p.path)
        if p.shown
    )
    return _sitemap("people-sitemap.xml", entries)


def _sitemap(path: str, entries: Iterator[str]) -> Output:
    return Output(path=path, body=(_HEAD + "".join(entries) + "</urlset>").encode())


def _entry(url: str, at: datetime | None, frequency: str, pacific: bool) -> str:
    """One `url` element; without a time the `lastmod` is left out, as the protocol allows."""
    moment = None if at is None else (to_pacific(at) if pacific else at)
    changed = "" if moment is None else f"    <lastmod>{moment.isoformat(timespec='seconds')}</lastmod>\n"
    return (
        f"  <url>\n    <loc>{escape(url)}</loc>\n{changed}"
        f"    <changefreq>{frequency}</changefreq>\n    <priority>1</priority>\n  </url>\n"
    )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
