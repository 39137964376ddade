"""`tipsheet open RECORD`: what a record seals, for who holds the key."""

from __future__ import annotations

import base64
import json as stdlib_json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tipsheet.cli.console import Json, emit_json
from tipsheet.config import FILE_NAME, WORK_DIR, environment
from tipsheet.errors import ConfigError, RecordError, SecretError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("open")(open_record)


def open_record(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="A record's file, below its publication.")],
    unverified: Annotated[
        bool,
        typer.Option(
            "--unverified",
            help="Open the original's form too, though nothing proves that it was not altered.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Show what a record seals. The keys are those of its publication, or of TIPSHEET_KEY."""
    from tipsheet import frontmatter, keyring
    from tipsheet.stages import secure

    folder = _publication_of(record)
    try:
        text = record.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{record}: cannot be read ({type(error).__name__})") from None
    name = record.resolve().relative_to(folder.resolve()).as_posix()
    sealed = frontmatter.parse(text, name).text("secured")
    if not sealed:
        raise SecretError(f"{record}: nothing is sealed in this record")
    ring = keyring.load(folder / WORK_DIR, environment())
    if ring is None:
        raise ConfigError(
            f"no key in {folder / WORK_DIR} and no {keyring.VARIABLE}; put the key in one of them"
        )
    payload = _readable(secure.unseal(sealed, ring, name, verify=not unverified))
    if json:
        emit_json({"record": name, "form": secure.form_of(sealed), "payload": payload})
    elif isinstance(payload, str):
        sys.stdout.write(payload + "\n")
    else:
        sys.stdout.write(stdlib_json.dumps(payload, indent=2, ensure_ascii=False) + "\n")


def _publication_of(record: Path) -> Path:
    """The folder of the publication that a record stands in."""
    for folder in record.resolve().parents:
        if (folder / FILE_NAME).exists() or (folder / WORK_DIR).is_dir():
            return folder
    raise ConfigError(f"{record}: stands in no publication (no {FILE_NAME} above it)")


def _readable(payload: bytes) -> Any:
    """JSON as its value, else text, else base64."""
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(payload).decode()}
    try:
        return stdlib_json.loads(text)
    except (ValueError, RecursionError):
        return text
