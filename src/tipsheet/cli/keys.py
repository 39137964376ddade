"""`tipsheet keys`: the keys for what records seal."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tipsheet import keyring
from tipsheet.cli.console import Folder, Json, emit_json, out
from tipsheet.config import WORK_DIR, environment
from tipsheet.errors import ConfigError, PublishError, RecordError, SecretError
from tipsheet.keyring import Key, KeyRing

_SHOWN = 5
FormOption = Annotated[
    str | None, typer.Option("--form", help="jwe or cbc; default: the form that each record has.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Keys for what records seal.", no_args_is_help=True)
    group.command("new")(new)
    group.command("list")(list_keys)
    group.command("rotate")(rotate)
    group.command("reseal")(reseal)
    app.add_typer(group, name="keys")


def new(folder: Folder = Path("."), json: Json = False) -> None:
    """Make the first key. It stays in .tipsheet/keys.json: keep a copy elsewhere, not in the repository."""
    work = _work(folder)
    known = keyring.read_file(work)
    if known:
        raise ConfigError(
            f"{work / keyring.FILE_NAME}: has a key already; for a new one: tipsheet keys rotate"
        )
    key = _fresh()
    path = keyring.write_file(work, [key])
    _tell(json, f"key {key.id} is in {path}; keep a copy elsewhere", {"key": key.id, "file": str(path)})


def list_keys(folder: Folder = Path("."), json: Json = False) -> None:
    """Show the ids of the keys, the current one first; never the keys."""
    ring = keyring.load(_work(folder), environment())
    keys = ring.keys if ring else ()
    if json:
        emit_json({"keys": [{"id": k.id, "created": k.created, "current": k is keys[0]} for k in keys]})
        return
    for key in keys:
        out.print(
            f"{key.id}  {key.created or '-':<10}  {'current' if key is keys[0] else 'opens older records'}"
        )
    if not keys:
        out.print("no key; make one with: tipsheet keys new")


def rotate(folder: Folder = Path("."), form: FormOption = None, json: Json = False) -> None:
    """Make a new current key and seal all records again under it. Old keys stay in the ring, to open copies.

    The exit status is 3 when a record could not be opened; it keeps what it has.
    """
    work = _work(folder)
    if environment().get(keyring.VARIABLE, "").strip():
        raise ConfigError(
            f"{keyring.VARIABLE} is set: put the new key before the old one there, with a comma between, "
            "then run: tipsheet keys reseal"
        )
    known = keyring.read_file(work)
    if not known:
        raise ConfigError(
            f"{work / keyring.FILE_NAME}: there is no key to rotate; make one with: tipsheet keys new"
        )
    ring = KeyRing(known).with_current(_fresh())
    keyring.write_file(work, ring.keys)  # first of all: what is sealed next must stay openable
    _reseal(folder, ring, form, json)


def reseal(folder: Folder = Path("."), form: FormOption = None, json: Json = False) -> None:
    """Seal all records again under the current key, for instance after a change of TIPSHEET_KEY."""
    ring = keyring.load(_work(folder), environment())
    if ring is None:
        raise ConfigError("no key; make one with: tipsheet keys new")
    _reseal(folder, ring, form, json)


def _reseal(folder: Path, ring: KeyRing, form: str | None, json: bool) -> None:
    from tipsheet.publication import read_record_files

    if form not in (None, "jwe", "cbc"):
        raise ConfigError(f"there is no form {form!r}; there are: jwe, cbc")
    texts, problems = read_record_files(folder)
    fresh: dict[str, str] = {}  # path -> sealed text, of those that change
    same = 0
    for path, text in texts.items():
        try:
            old, new = _resealed(text, path, ring, form)
        except (RecordError, SecretError) as error:
            problems.append(str(error))
            continue
        same += new is not None and new == old
        if new is not None and new != old:
            fresh[path] = new
    _write(folder, texts, fresh)
    if json:
        emit_json({"key": ring.current.id, "sealed": len(fresh), "unchanged": same, "problems": problems})
    else:
        out.print(f"{len(fresh)} records sealed again under key {ring.current.id}, {same} were already")
        for line in problems[:_SHOWN]:
            out.print(f"left as it is: {line}", markup=False)
        if len(problems) > _SHOWN:
            out.print(f"... and {len(problems) - _SHOWN} more; --json has them all")
    if problems:
        raise typer.Exit(3)


def _resealed(text: str, path: str, ring: KeyRing, form: str | None) -> tuple[str | None, str | None]:
    """What a record seals now, and the same under the current key; None where nothing is sealed."""
    from tipsheet import frontmatter
    from tipsheet.stages import secure

    sealed = frontmatter.parse(text, path).text("secured")
    if not sealed:
        return None, None
    wanted: secure.Form = "cbc" if (form or secure.form_of(sealed)) == "cbc" else "jwe"
    return sealed, secure.reseal(sealed, ring, path, wanted)


def _write(folder: Path, texts: dict[str, str], fresh: dict[str, str]) -> None:
    """Write record files, and tell the store that it was us, or the next run takes it for a person's edit.

    The store's text gets the same one change: what a person did to the file meanwhile stays visible.
    """
    from tipsheet.publish import files
    from tipsheet.records import Changes, Output
    from tipsheet.store import open_store

    outputs = [Output(path=p, body=_with_sealed(texts[p], p, sealed).encode()) for p, sealed in fresh.items()]
    database = _work(folder) / "tipsheet.sqlite"
    if not database.exists():
        files.write(folder, outputs)
        return
    replace = msgspec.structs.replace
    with open_store(database) as store:
        states = [
            replace(s, text=_with_sealed(s.text, p, fresh[p]), previous=s.text, pending=True)
            for p, s in store.records().items()
            if p in fresh and s.text
        ]
        store.apply(Changes(records=tuple(states)))
        files.write(folder, outputs)
        store.apply(Changes(records=tuple(replace(s, previous=None, pending=False) for s in states)))


def _with_sealed(text: str, path: str, sealed: str) -> str:
    from tipsheet import frontmatter

    document = frontmatter.parse(text, path)
    document.set("secured", sealed)
    return document.emit()


def _work(folder: Path) -> Path:
    if not folder.is_dir():
        raise PublishError(f"no such folder: {folder}")
    return folder / WORK_DIR


def _fresh() -> Key:
    return Key(secrets.token_bytes(keyring.SECRET_BYTES), f"{datetime.now(UTC):%Y-%m-%d}")


def _tell(json: bool, line: str, value: dict[str, str]) -> None:
    if json:
        emit_json(value)
    else:
        out.print(line, markup=False)
