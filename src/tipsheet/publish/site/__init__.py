"""The website: every page, the search index, the app files and the stories API of an edition.

    for output in site.build(edition): ...          # all of it
    plan.compare(site.jobs(edition, memory=old), manifest)   # only what changed

Pure: an edition (and what the last build remembered) in, paths and bytes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tipsheet.publish.plan import Job, digest, outputs
from tipsheet.publish.site import api_stories, issues, names, pwa
from tipsheet.publish.site.pages import Pages
from tipsheet.publish.site.search import SearchIndex
from tipsheet.publish.site.theme import PageView, Shell, Theme, default
from tipsheet.publish.site.view import Views
from tipsheet.records import Edition, Output

__all__ = ["MEMORY", "PageView", "Shell", "Theme", "Views", "build", "default", "jobs", "prepare"]

MEMORY = names.MEMORY


def prepare(
    edition: Edition, *, memory: bytes | None = None, theme: Theme | None = None
) -> tuple[Views, Shell]:
    """The views and the shell that site, feeds, sitemaps and tip-sheet pages of one build share.

    `memory` is the last build's `MEMORY` file: with it, stories keep the addresses they have.
    """
    views = Views(edition, names.story_folders(edition, names.read_memory(memory)))
    return views, Shell(views, theme)


def jobs(
    edition: Edition,
    *,
    memory: bytes | None = None,
    theme: Theme | None = None,
    prepared: tuple[Views, Shell] | None = None,
) -> Iterator[Job]:
    """Every file of the website as a job, for incremental builds."""
    views, shell = prepared or prepare(edition, memory=memory, theme=theme)
    yield from pwa.jobs(shell)
    search = SearchIndex(views)
    pages = Pages(views, shell)
    for month in search.shards:
        parts = [b"shard"]
        records = [record for record in search.months.get(month, ()) if not search.told(record)]
        parts += [views.record_mark(record) for record in records]
        parts += [views.story_mark(story) for story in search.stories.get(month, ())]
        parts.append("\0".join((*search.publishers, *views.topics)).encode())
        yield Job(f"search/{month}.json", digest(*parts), partial(search.shard, month))
    index = search.index()
    yield Job("search/index.json", digest(index), lambda: index)
    yield from api_stories.jobs(views)
    yield from issues.jobs(views, shell)
    yield from pages.jobs()


def build(edition: Edition, *, memory: bytes | None = None, theme: Theme | None = None) -> Iterator[Output]:
    """Every file of the website, made."""
    return outputs(jobs(edition, memory=memory, theme=theme))
