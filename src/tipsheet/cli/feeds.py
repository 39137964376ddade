"""`tipsheet feeds ADDRESS`: the feeds an address leads to, found with one request; `--add` takes the best."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tipsheet.cli.console import Json, emit_json, out

if TYPE_CHECKING:
    from tipsheet.fetch.gate import GateSettings
    from tipsheet.records import Page, Source


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feeds")(feeds)


def feeds(
    address: Annotated[
        str,
        typer.Argument(
            help="A site, page, feed or sitemap; with --search the name of a search, or a template."
        ),
    ],
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The publication, for --add.")] = Path("."),
    add: Annotated[bool, typer.Option("--add", help="Write the best one into tipsheet.toml.")] = False,
    search: Annotated[
        bool, typer.Option("--search", help="ADDRESS is a search, filled from the topics' keywords.")
    ] = False,
    json: Json = False,
) -> None:
    """List the feeds of an address, the best first; says what else it is."""
    found = _searches(address, folder) if search else _found(address, folder)
    added: list[str] = []
    if add:
        from tipsheet.cli._sources import add_sources

        new, _ = add_sources(folder, found if search else found[:1])
        added = [s.url for s in new]
    if json:
        emit_json({"feeds": [{"url": s.url, "name": s.name, "kind": s.kind} for s in found], "added": added})
        return
    for source in found:
        mark = (
            "added  " if source.url in added else "known  " if add and (search or source is found[0]) else ""
        )
        out.print(f"{mark}{source.url}" + (f"  {source.name}" if source.name else ""), markup=False)


def _searches(engine: str, folder: Path) -> list[Source]:
    """One search a topic that has keywords."""
    from tipsheet.errors import ConfigError
    from tipsheet.publication import open_publication
    from tipsheet.stages.discover import search_sources

    publication = open_publication(folder)
    language, _, country = publication.settings.publication.locale.partition("-")
    found: list[Source] = []
    try:
        for topic in publication.topics:
            if topic.keywords:
                found += search_sources(
                    topic.name,
                    topic.keywords,
                    [engine],
                    language=language or "en",
                    country=(country or "us").upper(),
                )
    except ValueError as error:
        raise ConfigError(str(error)) from None
    if not found:
        raise ConfigError(f"{folder}: no topic has keywords to search for")
    return found


def _found(address: str, folder: Path) -> list[Source]:
    import asyncio

    from tipsheet.errors import FetchError
    from tipsheet.fetch.gate import Gate
    from tipsheet.records import Source
    from tipsheet.stages.discover import feeds_for, source_id

    url = address if "://" in address else f"https://{address}"
    known = feeds_for(url)
    if known:  # a well-known site: nobody needs to be asked
        return [Source(id=source_id(k), url=k) for k in known]

    async def ask() -> Page:
        async with Gate(_settings(folder)) as gate:
            return await gate.fetch(url, kind="source")

    page = asyncio.run(ask())
    found = _read(page)
    if not found:
        raise FetchError(
            f"{page.final_url}: names no feed; a rule can read it, see docs/adding-a-source.md", "no_feed"
        )
    return found


def _read(page: Page) -> list[Source]:
    from tipsheet.records import Discovery, Source
    from tipsheet.stages.discover import find_feeds, read, source_id

    document = read(page.body, page.final_url, page.header("content-type"))
    if isinstance(document, Discovery) and document.kind not in ("feeds", "page"):
        return [Source(id=source_id(page.final_url), url=page.final_url, name=document.title, kind="auto")]
    feeds = find_feeds(page.body, page.final_url, page.header("content-type"))
    return [Source(id=source_id(f.url), url=f.url, name=f.title) for f in feeds]


def _settings(folder: Path) -> GateSettings:
    """The publication's manners where there is one, else our own."""
    from tipsheet import config
    from tipsheet.cli._work import gate_settings
    from tipsheet.fetch.gate import GateSettings
    from tipsheet.publication import open_publication

    if (folder / config.FILE_NAME).exists():
        return gate_settings(open_publication(folder))
    return GateSettings()
