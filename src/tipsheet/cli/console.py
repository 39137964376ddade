"""How commands speak: progress for people, plain lines for pipes, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Protocol

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="The publication.")]
Now = Annotated[
    str | None, typer.Option("--now", help="Take this as the time; default: that of the last run.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON value on standard output.")]

err = Console(stderr=True, highlight=False)
out = Console(highlight=False, soft_wrap=True)


class Report(Protocol):
    """Called with a step's name, how much is done, and of how much (None: not known)."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


def emit_json(value: Any) -> None:
    """Print `value` (records included) as one line of JSON."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()


def folder_label(folder: Path) -> str:
    """A folder as a person would type it."""
    return escape(str(folder))


@contextmanager
def progress(quiet: bool = False) -> Iterator[Report]:
    """Bars on a terminal; on a pipe one line at the end of every step; nothing when quiet."""
    if quiet:
        yield lambda step, done, total: None
    elif err.is_terminal:
        yield from _bars()
    else:
        yield _lines()


def _bars() -> Iterator[Report]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report


def _lines() -> Report:
    finished: set[str] = set()

    def report(step: str, done: int, total: int | None) -> None:
        if total is not None and done >= total and step not in finished:
            finished.add(step)
            print(f"{step}: {done}", file=sys.stderr)

    return report
