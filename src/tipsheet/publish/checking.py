"""Proves that record files survive being read and written: for `tipsheet check records`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from tipsheet import frontmatter, taxonomy
from tipsheet.errors import RecordError, TipsheetError
from tipsheet.publish import collections, markdown

_RECORD_ENDINGS = (".md", ".markdown", ".html")
_NEWS_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-.*\.md\Z")
_WORK_FOLDERS = frozenset((".git", ".tipsheet", "public", "node_modules", "_site", "_layouts", "_includes"))


class Check(msgspec.Struct, frozen=True):
    """What reading and re-emitting came to."""

    records: int
    byte_exact: int
    errors: tuple[str, ...]  # "path:line: what is wrong; how to mend it"
    canonical: int  # news records that our emitter lays out byte for byte from the typed record alone
    data_files: int = 0  # topics and the like: `_data/**/*.yaml`
    data_files_byte_exact: int = 0


def is_record(path: str, start: bytes) -> bool:
    """Whether a file below a publication is a record; `start`: its first bytes.

    Records are `.md` and `.html` files that begin with front matter; also `.md` files without it that
    stand in a collection's folder (`_news`) or are named like a record: those have lost it, and are to be
    reported.
    """
    where = PurePosixPath(path)
    if where.name.startswith(".") or not path.endswith(_RECORD_ENDINGS) or _in_work_folder(where):
        return False
    if start.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
        return True
    collected = any(part.startswith("_") for part in where.parts[:-1]) or _NEWS_NAME.match(where.name)
    return bool(collected) and not path.endswith(".html")


def is_data_file(path: str) -> bool:
    """Whether a file is a topic or the like."""
    where = PurePosixPath(path)
    return path.endswith((".yaml", ".yml")) and "topics" in where.parts[:-1] and not _in_work_folder(where)


def _in_work_folder(where: PurePosixPath) -> bool:
    return any(part in _WORK_FOLDERS for part in where.parts[:-1])


def check(files: Iterable[tuple[str, bytes]]) -> Check:
    """Read and re-emit files (path, bytes), which `is_record` or `is_data_file` took. Never raises."""
    figures = {"records": 0, "byte_exact": 0, "canonical": 0, "data_files": 0, "data_files_byte_exact": 0}
    errors: list[str] = []
    for path, body in files:
        data_file = is_data_file(path)
        figures["data_files" if data_file else "records"] += 1
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            errors.append(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8")
            continue
        try:
            document = frontmatter.parse(text, path)
            again = document.emit()
            if again == text:
                figures["data_files_byte_exact" if data_file else "byte_exact"] += 1
            else:
                errors.append(
                    f"{path}: comes back different from character {_first_difference(text, again)} on"
                )
            if _validate(document, text, path):
                figures["canonical"] += 1
        except TipsheetError as error:
            errors.append(str(error))
    return Check(errors=tuple(errors), **figures)


def _validate(document: frontmatter.Document, text: str, path: str) -> bool:
    """Read the file as what it is; True for a news record in canonical layout."""
    if is_data_file(path):
        taxonomy.read_topic(text, path)
        return False
    if document.text("category") == "news" or _NEWS_NAME.match(path.rpartition("/")[2]):
        record = markdown.from_document(document, path)
        return markdown.emit(record) == text.replace("\r\n", "\n")
    parts = path.split("/")
    below = next((at for at, part in enumerate(parts[:-1]) if part.startswith("_")), 0)
    inside = "/".join(parts[below:])
    if collections.collection_of(inside) == "organizations":
        taxonomy.read_organization(text, path)
    elif collections.collection_of(inside) in collections.KNOWN:
        try:
            collections.read(text, inside)
        except RecordError as error:
            raise RecordError("/".join([*parts[:below], str(error)])) from None
    return False


def _first_difference(text: str, again: str) -> int:
    pairs = zip(text, again, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(text), len(again)))
