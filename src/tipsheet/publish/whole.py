"""A publication put together: every file of `public/` but the images, whose bytes stand in a cache."""

from __future__ import annotations

from collections.abc import Iterator

from tipsheet.publish import api, feeds, sheets, site, sitemaps
from tipsheet.publish.plan import Item, jobs_of
from tipsheet.records import Edition


def items(
    edition: Edition,
    memory: bytes | None,
    *,
    once: frozenset[str] = frozenset(),
    theme: site.Theme | None = None,
) -> Iterator[Item]:
    """Site, feeds, sitemaps, tip sheets and the static API, as `files.publish` takes them.

    `memory`: what the last build remembered (`site.MEMORY`), None for the first one; `once`: see `site.items`;
    `theme`: None for the default one.
    """
    prepared = site.prepare(edition, memory=memory, theme=theme)
    yield from site.items(edition, prepared=prepared, once=once)
    yield from feeds.items(edition, prepared=prepared)
    yield from sitemaps.jobs(edition, prepared=prepared)
    yield from sheets.jobs(edition, prepared=prepared)
    told = edition.site
    marks = prepared[0].record_marks
    yield from api.news_jobs(
        edition.news, edition.topics, root_topic=told.root_topic, locale=told.locale, marks=marks
    )
    yield from jobs_of(api.collection_pages(edition.collections, edition.topics, root_topic=told.root_topic))
