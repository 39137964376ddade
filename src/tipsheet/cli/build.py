"""`tipsheet build [DIR]`: publish again from what is there; nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Folder, Json, Now, emit_json, folder_label, out, progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("build")(build)


def build(
    folder: Folder = Path("."),
    profile: Annotated[
        str | None,
        typer.Option(help="tipsheet (site, feeds, API), everyday or everyday-2021 (the original's API)."),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where to; default: the publication's own place."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Judge and make everything anew, also what did not change.")
    ] = False,
    now: Now = None,
    json: Json = False,
) -> None:
    """Build the site from the store, or the original's static API from the record files."""
    from tipsheet import config
    from tipsheet.cli import _rebuild as work
    from tipsheet.errors import ConfigError
    from tipsheet.publication import open_publication

    notes: tuple[str, ...] = ()
    settled = (folder / config.FILE_NAME).exists() or profile is None
    publication = open_publication(folder) if settled else None
    chosen = profile or (publication.settings.publication.profile if publication else "tipsheet")
    if chosen not in config.PROFILES:
        raise ConfigError(f"there is no profile {chosen!r}; there are: {', '.join(config.PROFILES)}")
    if chosen.startswith("everyday"):
        written, same, problems = work.build_everyday(folder, chosen, target or folder)
        where = target or folder
    else:
        publication = publication or open_publication(folder)
        with progress(json) as told:
            report = work.rebuild(publication, now=now, out=target, told=told, full=full)
        written, same, problems = report.files_written, report.files_unchanged, list(report.problems)
        notes = report.notes
        where = target or publication.public
    if json:
        emit_json(
            {
                "profile": chosen,
                "out": str(where),
                "written": written,
                "unchanged": same,
                "problems": problems,
                "notes": notes,
            }
        )
    else:
        out.print(f"{written} files written, {same} unchanged in [bold]{folder_label(where)}[/bold]")
        for line in notes:
            out.print(f"[yellow]note[/yellow] {folder_label(Path(line))}")
        for line in problems:
            out.print(f"[yellow]left out[/yellow] {folder_label(Path(line))}")
    if problems:
        raise typer.Exit(3)
