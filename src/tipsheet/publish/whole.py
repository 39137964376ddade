"""A publication put together: every file of `public/` but the images, whose bytes stand in a cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tipsheet.publish import api, feeds, sheets, site, sitemaps
from tipsheet.publish.plan import Item
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
    prepared = site.prepare(edition, memory=memory, theme=theme)
    for name, write in WRITERS.items():
        yield from write(edition, prepared=prepared, **({"once": once} if name == "site" else {}))
