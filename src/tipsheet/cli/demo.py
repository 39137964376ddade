"""`tipsheet demo [--out DIR]`: the whole pipeline against an invented press on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Json, emit_json, err, folder_label, out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the publication goes.")] = Path(
        "tipsheet-demo"
    ),
    serve: Annotated[bool, typer.Option("--serve", help="Serve the site afterwards.")] = False,
    json: Json = False,
) -> None:
    """Make a publication from a small invented press; works offline.

    The press is served on this machine and fetched over HTTP like any other. Its clock stands
    still, so the same bytes come out every time. Some of its sources are broken on purpose: the
    report shows how that looks, and the exit status is 0 all the same.
    """
    import tipsheet.demo as press
    from tipsheet.cli import _work as work
    from tipsheet.cli.newsletter import preview
    from tipsheet.cli.serve import serve as serve_folder
    from tipsheet.publication import open_publication

    work.make_demo(folder)
    if not json:
        err.print(
            f"[bold]{press.TITLE}[/bold]: an invented press of {len(press.sources())} publishers, on loopback"
        )
    publication = open_publication(folder)
    with press.DemoPress() as server:
        report = work.live_run(
            publication,
            now=press.NOW,
            quiet=json,
            connect_to=dict.fromkeys(server.hosts, server.address),
            everything_due=True,
            fixed_clock=True,
        )
    mail = preview(publication)
    if json:
        front = publication.public / "index.html"
        emit_json(
            {
                "folder": str(folder),
                "site": str(publication.public),
                "open": str(front),
                "newsletter": str(mail),
                "report": work.figures_of(report),
            }
        )
    else:
        work.tell(publication, report, False)
        out.print(f"\nlook at it:  [bold]tipsheet serve {folder_label(folder)}[/bold]")
        out.print(f"or open      [bold]{folder_label(publication.public / 'index.html')}[/bold]")
        out.print(f"newsletter   {folder_label(mail)}")
        out.print(f"records in   {folder_label(folder / '_news')}")
    if serve:
        serve_folder(folder, json=json)
