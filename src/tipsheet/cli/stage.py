"""`tipsheet stage NAME < in.jsonl > out.jsonl`: any stage alone."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
import typer

import tipsheet.cli.lines as adapters
from tipsheet.cli.console import Json
from tipsheet.errors import TipsheetError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("stage")(stage)


def stage(
    name: Annotated[str, typer.Argument(help="Which stage: extract, cluster, discover, ...")],
    json_errors: Annotated[
        bool,
        typer.Option("--json-errors", help="Lines that are not JSON are answered on standard output too."),
    ] = False,
    json: Json = False,
) -> None:
    """Run one stage over JSON lines: standard input to standard output.

    A rejected line gives {"id", "rejected": {"stage", "reason"}}; a bad line never stops the others.
    The exit status is 3 when a line could not be read.
    """
    known = sorted(m.name for m in pkgutil.iter_modules(adapters.__path__) if not m.name.startswith("_"))
    if name not in known:
        raise TipsheetError(f"there is no stage {name!r}; there are: {', '.join(known)}")
    adapter = importlib.import_module(f"tipsheet.cli.lines.{name}")
    bad: list[int] = []
    loud = json_errors or json
    for answer in adapter.run(_lines(name, bad, loud), json_errors=loud):
        sys.stdout.buffer.write(_written(name, answer) + b"\n")
    sys.stdout.buffer.flush()
    if bad:
        raise typer.Exit(3)


def _written(name: str, answer: dict[str, Any]) -> bytes:
    """The answer as JSON; one that no JSON can hold (half a surrogate pair) costs its own line only."""
    try:
        return msgspec.json.encode(answer)
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError) as error:
        rejected = {
            "stage": name,
            "reason": "failed",
            "detail": f"the answer cannot be written: {error}"[:300],
        }
        return msgspec.json.encode({"id": answer.get("id"), "rejected": rejected})


def _lines(name: str, bad: list[int], loud: bool) -> Iterator[dict[str, Any]]:
    decode = msgspec.json.Decoder().decode
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        try:
            line = decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            line, why = None, str(error)
        else:
            why = "not a JSON object"
        if isinstance(line, dict):
            yield line
            continue
        bad.append(number)
        if loud:
            rejected = {"stage": name, "reason": "bad_line", "detail": f"line {number}: {why}"}
            sys.stdout.buffer.write(msgspec.json.encode({"id": None, "rejected": rejected}) + b"\n")
        else:
            print(f"tipsheet: line {number} left out: {why}", file=sys.stderr)
