"""`tipsheet opml import FILE` and `tipsheet opml export`: subscription lists in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Folder, Json, emit_json, out


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Subscription lists (OPML) in and out.", no_args_is_help=True)
    group.command("import")(import_list)
    group.command("export")(export_list)
    app.add_typer(group, name="opml")


def import_list(
    file: Annotated[Path, typer.Argument(help="An OPML file.")],
    folder: Folder = Path("."),
    topics: Annotated[
        bool, typer.Option("--topics", help="Folders of the list become topics of their sources.")
    ] = False,
    json: Json = False,
) -> None:
    """Add the feeds of a list to tipsheet.toml; those it has already stay as they are."""
    from msgspec.structs import replace

    from tipsheet.cli._sources import add_sources
    from tipsheet.errors import ConfigError
    from tipsheet.records import Rejected
    from tipsheet.stages.discover import read_opml

    try:
        found = read_opml(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror})") from None
    if isinstance(found, Rejected):
        raise ConfigError(f"{file}: {found.detail}")
    added, known = add_sources(folder, found if topics else [replace(s, topics=()) for s in found])
    if json:
        emit_json({"added": [s.url for s in added], "known": [s.url for s in known]})
    else:
        out.print(f"{len(added)} sources added, {len(known)} were there already")


def export_list(
    folder: Folder = Path("."),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where; default: standard output.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the publication's feeds as OPML 2.0."""
    from tipsheet import config
    from tipsheet.errors import PublishError
    from tipsheet.stages.discover import write_opml

    settings = config.load(folder)
    body = write_opml(settings.sources, settings.publication.title)
    if output is None and not json:
        sys.stdout.write(body.decode())
        return
    try:
        if output is not None:
            output.write_bytes(body)
    except OSError as error:
        raise PublishError(f"{output}: cannot be written ({error.strerror})") from None
    if json:
        emit_json(
            {"sources": len(settings.sources), "opml": body.decode() if output is None else str(output)}
        )
