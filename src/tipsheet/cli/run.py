"""`tipsheet run [DIR]`: the pipeline, once or for ever."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tipsheet.cli.console import Folder, Json, err, folder_label, out
from tipsheet.errors import TipsheetError

if TYPE_CHECKING:
    from tipsheet.publication import Publication


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(
    folder: Folder = Path("."),
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
    from tipsheet.config import interval_s
    from tipsheet.errors import ConfigError

    if once and every:
        raise ConfigError("--once and --every exclude one another")
    if every not in (None, "schedule"):
        interval_s(every or "", "--every")
    while True:
        try:
            publication, problems = _once(folder, everything, commit, now, json)
        except TipsheetError as error:
            if every is None:
                raise
            err.print(f"this run failed, the next one follows: {error}", markup=False, style="red")
            pause_s = interval_s("15m" if every == "schedule" else str(every))
        else:
            if every is None:
                if problems:
                    raise typer.Exit(3)
                return
            pause_s = interval_s(publication.settings.schedule.every if every == "schedule" else str(every))
        if not json:
            out.print(f"next run in {pause_s // 60} min (stop with Ctrl-C)")
        time.sleep(pause_s)


def _once(
    folder: Path, everything: bool, commit: bool, now: str | None, json: bool
) -> tuple[Publication, bool]:
    """One run told; whether something was left out."""
    from tipsheet.cli import _work as work
    from tipsheet.cli._rebuild import moment
    from tipsheet.publication import open_publication

    publication = open_publication(folder)
    report = work.live_run(
        publication,
        now=moment(now),
        quiet=json,
        everything_due=everything,
        fixed_clock=now is not None,
    )
    if commit:
        work.commit(publication)
    work.tell(publication, report, json)
    if not json:
        site, here = folder_label(publication.public), folder_label(folder)
        out.print(f"site: [bold]{site}[/bold]; look at it with: tipsheet serve {here}")
    return publication, bool(report.problems)
