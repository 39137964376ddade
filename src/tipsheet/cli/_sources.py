"""Sources written into `tipsheet.toml` behind what stands there; nothing of it is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from tipsheet import config, urls
from tipsheet.errors import ConfigError, PublishError
from tipsheet.records import Source


def add_sources(folder: Path, sources: Iterable[Source]) -> tuple[list[Source], list[Source]]:
    """(added, known before) sources; equal means the same canonical key of the address.

    Raises `ConfigError` when `folder` is no publication, `PublishError` when its file cannot be written.
    """
    known = {urls.canonical_key(s.url) for s in config.load(folder).sources}
    added: list[Source] = []
    before: list[Source] = []
    for source in sources:
        key = urls.canonical_key(source.url)
        (before if key in known else added).append(source)
        known.add(key)
    if added:
        _append(folder / config.FILE_NAME, "".join(map(_block, added)))
        try:
            config.load(folder)
        except ConfigError as error:  # a file that ends inside a table we do not understand
            raise PublishError(f"{error}; the new sources stand at the end of the file") from None
    return added, before


def _append(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    try:
        old = path.read_text("utf-8")
        beside.write_text(old + ("" if old.endswith("\n") else "\n") + text, "utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None


def _block(source: Source) -> str:
    lines = ["", "[[source]]", f"url = {_text(source.url)}"]
    if source.kind != "auto":
        lines.append(f"kind = {_text(source.kind)}")
    if source.name:
        lines.append(f"name = {_text(source.name)}")
    if source.topics:
        lines.append(f"topics = [{', '.join(map(_text, source.topics))}]")
    if source.options:
        pairs = ", ".join(f"{_text(k)} = {_text(v)}" for k, v in source.options.items())
        lines.append(f"options = {{ {pairs} }}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
