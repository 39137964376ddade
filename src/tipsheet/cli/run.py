"""`tipsheet run [DIR]`: the pipeline, once or for ever."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Json, out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The publication.")] = Path("."),
    once: Annotated[bool, typer.Option("--once", help="One run (the default).")] = False,
    every: Annotated[
        str | None,
        typer.Option("--every", help='Run again and again, e.g. "2h"; "schedule": as the settings say.'),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask every source now, also those not due yet.")
    ] = False,
    commit: Annotated[bool, typer.Option("--commit", help="End each run in one git commit.")] = False,
    now: Annotated[str | None, typer.Option("--now", help="Take this as the time of the run.")] = None,
    json: Json = False,
) -> None:
    """Fetch, read, group and publish; exit status 3 when something had to be left out."""
    from tipsheet import config
    from tipsheet.cli import _work as work
    from tipsheet.errors import ConfigError
    from tipsheet.publication import open_publication

    if once and every:
        raise ConfigError("--once and --every exclude one another")
    while True:
        publication = open_publication(folder)
        report = work.live_run(
            publication,
            now=work.moment(now),
            quiet=json,
            everything_due=everything,
            fixed_clock=now is not None,
        )
        if commit:
            work.commit(publication)
        work.tell(publication, report, json)
        if every is None:
            if not json:
                out.print(
                    f"site: [bold]{work.folder_label(publication.public)}[/bold]; "
                    f"look at it with: tipsheet serve {work.folder_label(folder)}"
                )
            work.end(report)
            return
        wait = config.interval_s(
            publication.settings.schedule.every if every == "schedule" else every, "--every"
        )
        if not json:
            out.print(f"next run in {wait // 60} min (stop with Ctrl-C)")
        time.sleep(wait)
