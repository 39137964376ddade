"""A publication put together: every file of `public/` but the images, whose bytes stand in a cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tipsheet.publish import api, feeds, known, sheets, site, sitemaps
from tipsheet.publish.plan import LOOSE, Item, Note, Piece, Section
from tipsheet.records import Edition

WRITERS: dict[str, Callable[..., Iterable[Item]]] = {
    "site": site.items,
    "feeds": feeds.items,
    "sitemaps": sitemaps.jobs,
    "sheets": sheets.jobs,
    "api": api.items,
}
"""The built-in outputs, in the form a plug-in has; `pyproject.toml` registers the same under tipsheet.writers."""


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
    yield from _written(edition, site.prepare(edition, memory=memory, theme=theme), once)


def plan(
    edition: Edition,
    memory: bytes | None,
    *,
    once: frozenset[str] = frozenset(),
    theme: site.Theme | None = None,
) -> Callable[[bytes], Iterator[Piece]]:
    """`items` for a `files.publish` that tells what the last build noted: only what can have changed since.

    With nothing noted, or noted of another publication, theme or version: all items, as `items` gives them.
    """
    return partial(_planned, edition, memory, once, theme)


def _planned(
    edition: Edition, memory: bytes | None, once: frozenset[str], theme: site.Theme | None, noted: bytes
) -> Iterator[Piece]:
    prepared = views, shell = site.prepare(edition, memory=memory, theme=theme)
    surveyed = known.survey(views, shell, known.read(noted), site.repointed(views, once))
    yield Section("publication", views.scope is not None)
    yield from _written(edition, prepared, once)
    yield Note(partial(surveyed.known, views))
    yield Section(LOOSE, False)


def _written(
    edition: Edition, prepared: tuple[site.Views, site.Shell], once: frozenset[str]
) -> Iterator[Item]:
    for name, write in WRITERS.items():
        yield from write(edition, prepared=prepared, **({"once": once} if name == "site" else {}))
