"""`tipsheet doctor [DIR]`: what is here, what works, what does not, and the mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from tipsheet.cli.console import Folder, Json, emit_json, out


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    folder: Folder = Path("."),
    json: Json = False,
) -> None:
    """Check a publication: settings, records, database, sources. Exit status 3 when something is wrong."""
    from rich.markup import escape

    from tipsheet import __version__
    from tipsheet.cli._plugins import installed_plugins
    from tipsheet.errors import RecordError
    from tipsheet.publication import open_publication, read_record_files
    from tipsheet.publish import markdown
    from tipsheet.store import open_store

    publication = open_publication(folder)
    plugins = installed_plugins()
    problems = [*publication.problems, *plugins.problems]
    texts, unreadable = read_record_files(folder)
    problems += unreadable
    for path, text in texts.items():
        try:
            markdown.read(text, path)
        except RecordError as error:
            problems.append(str(error))
    facts: dict[str, Any] = {
        "version": __version__,
        "title": publication.settings.publication.title,
        "topics": len(publication.topics),
        "organizations": len(publication.organizations),
        "corrections": len(publication.corrections),
        "records": len(texts),
        "plugins": plugins.packages,
        "site": (publication.public / "index.html").is_file(),
    }
    sources: list[dict[str, Any]] = []
    if publication.database.exists():
        with open_store(publication.database) as store:
            facts["store"] = store.counts()
            last = store.last_run()
            facts["last_run"] = last.started_at if last else None
            states = store.source_states()
        for source in publication.settings.sources:
            state = states.get(source.id)
            sources.append(
                {
                    "id": source.id,
                    "url": state.url if state else source.url,
                    "status": state.status if state else "new",
                    "problem": state.problem if state else "",
                    "last_changed_at": state.last_changed_at if state else None,
                    "next_fetch_at": state.next_fetch_at if state else None,
                }
            )
            if state and state.status in ("failing", "retired"):
                problems.append(f"source {source.url}: {state.status}: {state.problem}")
    if json:
        emit_json({**facts, "sources": sources, "problems": problems})
    else:
        for name, value in facts.items():
            out.print(f"  {name:<14} {escape(str(value))}")
        for source_facts in sources:
            mark = {"ok": "[green]ok[/green]", "unchanged": "[green]ok[/green]"}.get(
                source_facts["status"], f"[yellow]{source_facts['status']}[/yellow]"
            )
            out.print(f"  {mark:<26} {escape(source_facts['url'])}  {escape(source_facts['problem'])}")
        for line in problems:
            out.print(f"[red]problem[/red] {escape(line)}")
        if not problems:
            out.print("[green]nothing is wrong[/green]")
    if problems:
        raise typer.Exit(3)
