"""The whole website of an edition as one list of jobs: pages, search, app, API, feeds, sitemaps.

    folder = publication.public
    memory = files.read(folder, website.MEMORY)            # addresses given earlier
    done = files.publish(folder, website.jobs(edition, memory=memory, more=plan.jobs_of(others)))

`more` takes what other writers made for the same folder (the news API, tip-sheet pages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tipsheet.publish import feeds, images, site, sitemaps
from tipsheet.publish.plan import Job
from tipsheet.records import Edition

MEMORY = site.MEMORY


def jobs(
    edition: Edition,
    *,
    memory: bytes | None = None,
    theme: site.Theme | None = None,
    picture: Callable[[str], bytes] | None = None,
    more: Iterable[Job] = (),
) -> Iterator[Job]:
    """Every file of the website.

    `memory`: the bytes of the last build's `MEMORY`. `picture`: gives the bytes of a cached
    image file by its path ("images/ab/…-640.avif"); without it no picture is published.
    """
    prepared = site.prepare(edition, memory=memory, theme=theme)
    yield from site.jobs(edition, prepared=prepared)
    yield from feeds.jobs(edition, prepared=prepared)
    yield from sitemaps.jobs(edition, prepared=prepared)
    if picture is not None:
        for path in sorted(picture_paths(edition)):
            yield Job(path, path.encode(), partial(picture, path))
    yield from more


def picture_paths(edition: Edition) -> set[str]:
    """The image files that the pages of an edition point to, every width and format."""
    paths = {i.path for a in edition.articles.values() for i in a.images if i.path and i.is_cached}
    paths |= {i.path for n in edition.news for i in n.images if i.path and i.is_cached}
    paths |= {i.path for p in edition.providers for i in p.images if i.path and i.is_cached}
    out: set[str] = set()
    for path in paths:
        made = images.renditions(path)
        out.add(path)
        if made is not None:
            out |= {f"{made.stem}{width}.{kind}" for width in made.widths for kind in images.FORMATS}
    return out
