"""`tipsheet check records DIR`: every record read, re-emitted and compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.errors import RecordError

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Check what is on disk.", no_args_is_help=True)
    group.command("records")(records)
    app.add_typer(group, name="check")


def records(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A publication, or any folder of records.")],
    json: Json = False,
) -> None:
    """Read every record below a folder, write it again in memory and compare the bytes.

    The exit status is 3 when a record cannot be read or comes back different.
    """
    from tipsheet.publish.checking import check

    result = check(_files(folder))
    if not result.records and not result.data_files:
        raise RecordError(f"{folder}: holds no record (.md or .html with front matter)")
    if json:
        emit_json(result)
    else:
        out.print(f"{result.records} records, {result.byte_exact} byte-exact", end="")
        out.print(f" ({result.canonical} of them in canonical layout)" if result.canonical else "")
        if result.data_files:
            out.print(f"{result.data_files} topic files, {result.data_files_byte_exact} byte-exact")
        for error in result.errors[:_SHOWN]:
            out.print(error, markup=False, style="red")
        if len(result.errors) > _SHOWN:
            out.print(f"... and {len(result.errors) - _SHOWN} more; --json has them all")
    if result.errors:
        raise typer.Exit(3)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Records and topic files below a folder, in order, with their bytes."""
    from tipsheet.publish.checking import is_data_file, is_record

    if folder.is_file():
        yield str(folder), folder.read_bytes()
        return
    if not folder.is_dir():
        raise RecordError(f"no such folder: {folder}")
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        whole = f"{folder.resolve().name}/{name}"  # the folder itself may be `_news` or `topics`
        if is_data_file(whole):
            yield whole, _read(path)
        elif is_record(whole, b"---") and is_record(whole, (body := _read(path))[:8]):
            yield whole, body


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror})") from None
