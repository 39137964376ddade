"""`tipsheet replay FILE.warc.gz... --into DIR`: the pipeline over an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Json, folder_label, out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.warc.gz...", help="WARC archives, oldest first.")
    ],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The publication to run in.")],
    json: Json = False,
) -> None:
    """Run the pipeline with archives as the network; the clock is the archive's.

    An archive that a run of ours wrote carries the publication's settings: with a fresh DIR
    they are put there first, and the same records and site come out. Any other archive's
    pages are read as they stand.
    """
    from tipsheet.cli import _work as work

    publication, report = work.replay(files, into, quiet=json)
    work.tell(publication, report, json)
    if not json:
        out.print(f"site: [bold]{folder_label(publication.public)}[/bold]")
    work.end(report)
