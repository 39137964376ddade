"""The website: every page, the search index, the app files and the stories API of an edition.

    for output in site.build(edition): ...          # all of it
    files.publish(folder, site.items(edition, memory=old))   # only what changed

Pure: an edition (and what the last build remembered) in, paths and bytes out.
"""

from __future__ import annotations

from collections.abc import Iterator

from tipsheet.publish.plan import Item, Job, flatten, outputs
from tipsheet.publish.site import api_stories, issues, names, pwa
from tipsheet.publish.site.pages import Pages, repointed
from tipsheet.publish.site.search import SearchIndex
from tipsheet.publish.site.theme import PageView, Shell, Theme, default
from tipsheet.publish.site.view import Views
from tipsheet.records import Edition, Output

__all__ = [
    "MEMORY",
    "PageView",
    "Shell",
    "Theme",
    "Views",
    "build",
    "default",
    "items",
    "jobs",
    "prepare",
    "repointed",
]

MEMORY = names.MEMORY


def prepare(
    edition: Edition, *, memory: bytes | None = None, theme: Theme | None = None
) -> tuple[Views, Shell]:
    """The views and the shell that site, feeds, sitemaps and tip-sheet pages of one build share.

    `memory` is the last build's `MEMORY` file: with it, stories keep the addresses they have.
    """
    views = Views(edition, names.story_folders(edition, names.read_memory(memory)))
    return views, Shell(views, theme)


def items(
    edition: Edition,
    *,
    memory: bytes | None = None,
    theme: Theme | None = None,
    prepared: tuple[Views, Shell] | None = None,
    once: frozenset[str] = frozenset(),
) -> Iterator[Item]:
    """Every file of the website as jobs and groups, for `files.publish`: a rebuild unfolds what changed.

    `once`: names of the folders below `news/` that the last build had. An article that stood alone there and
    is now told by a story keeps its address: it leads to the story.
    """
    views, shell = prepared or prepare(edition, memory=memory, theme=theme)
    if views.scope is None:
        yield from pwa.jobs(shell)
        yield from issues.jobs(views, shell)
    yield from SearchIndex(views).jobs()
    yield from api_stories.items(views)
    yield from Pages(views, shell, once).items()


def jobs(
    edition: Edition,
    *,
    memory: bytes | None = None,
    theme: Theme | None = None,
    prepared: tuple[Views, Shell] | None = None,
) -> Iterator[Job]:
    """`items` with every group unfolded."""
    return flatten(items(edition, memory=memory, theme=theme, prepared=prepared))


def build(edition: Edition, *, memory: bytes | None = None, theme: Theme | None = None) -> Iterator[Output]:
    """Every file of the website, made."""
    return outputs(items(edition, memory=memory, theme=theme))
