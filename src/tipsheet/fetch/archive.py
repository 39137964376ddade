"""Every exchange kept as WARC 1.1, and any WARC read back.

Written: a `warcinfo` record first (it can carry a JSON value), then for every exchange a
`response` (or `revisit` when the same body was written before) and its `request`; a failure
is a `metadata` record. Bodies are stored without their content encoding, so that every
reader sees the text; the original name of a changed header is kept behind `x-archive-orig-`.
Source: ISO 28500:2017 (WARC 1.1); "Identical Payload Digest" profile, section 6.7.2.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import uuid
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Self

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tipsheet.errors import ArchiveError
from tipsheet.fetch.decode import UndecodableError, decode
from tipsheet.records import Page

_NAMESPACE = uuid.UUID("5f2c0d0e-6c1b-5e0e-9a53-7d1f0a5b1c11")
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_KEPT_ASIDE = ("content-encoding", "content-length", "transfer-encoding")
_ASIDE = "x-archive-orig-"
_MAX_BODY = 64 << 20
_RECORD_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/[01]\.\d+\r?\n")


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and its answer."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    page: Page


class ArchiveInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A `warcinfo` record: its fields, and the JSON value when one of ours wrote it."""

    path: str
    fields: dict[str, str] = {}
    info: dict[str, Any] = {}


class ArchivedFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A fetch that failed: a replay fails the same way."""

    url: str
    reason: str
    message: str
    at: datetime


class ArchiveProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be read of an archive, in one plain line that names the file."""

    path: str
    detail: str


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of an archive and where it stands."""

    path: str
    offset: int
    item: ArchiveInfo | Page | ArchivedFailure | ArchiveProblem
    digest: str = ""
    revisit: bool = False


# --------------------------------------------------------------------------- writing


class ArchiveWriter:
    """Writes one archive: `path`, and `-00001`, `-00002` … beside it when `max_bytes` is reached.

    A path ending in `.gz` is written as one gzip member a record, so a killed writer
    loses at most the record it was writing. Appends when the file exists.
    Raises `ArchiveError` when the file cannot be written.
    """

    def __init__(self, path: Path | str, *, max_bytes: int = 1 << 30) -> None:
        self.path = Path(path)
        self.paths: list[Path] = []
        self._max_bytes = max_bytes
        self._seen: dict[str, tuple[str, str]] = {}  # payload digest -> address and time of its first record
        self._info: dict[str, Any] | None = None
        self._file: BinaryIO | None = None
        self._sequence = 0
        self._open(self.path)

    def start(self, info: dict[str, Any]) -> None:
        """Write the `warcinfo` record with `info` as a JSON value; repeated first in each further file."""
        self._info = info
        self._write_info()

    def exchange(self, exchange: Exchange) -> None:
        """Write the answer and its request."""
        page = exchange.page
        digest = _digest(page.body)
        when = _iso(page.fetched_at)
        seen = self._seen.get(digest) if page.body else None
        fields = {
            "WARC-Target-URI": exchange.url,
            "WARC-Date": when,
            "WARC-Payload-Digest": digest,
            "Content-Type": "application/http;msgtype=response",
        }
        if page.truncated:
            fields["WARC-Truncated"] = "length"
        block = _http_head(page)
        if seen is None:
            block += page.body
            self._seen[digest] = (exchange.url, when)
        else:
            fields |= {
                "WARC-Profile": _REVISIT,
                "WARC-Refers-To-Target-URI": seen[0],
                "WARC-Refers-To-Date": seen[1],
            }
        made = self._record("response" if seen is None else "revisit", fields, block)
        request = _request_block(exchange)
        self._record(
            "request",
            {
                "WARC-Target-URI": exchange.url,
                "WARC-Date": when,
                "WARC-Concurrent-To": made,
                "Content-Type": "application/http;msgtype=request",
            },
            request,
        )
        self._rotate()

    def failure(self, url: str, reason: str, message: str, at: datetime) -> None:
        """Write that `url` could not be fetched."""
        block = json.dumps({"tipsheet-failure": {"reason": reason, "message": message}}, ensure_ascii=False)
        fields = {
            "WARC-Target-URI": _header_safe(url),
            "WARC-Date": _iso(at),
            "Content-Type": "application/json",
        }
        self._record("metadata", fields, block.encode("utf-8", "replace"))
        self._rotate()

    def close(self) -> None:
        """Flush to disk and close."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab")
        except OSError as error:
            raise ArchiveError(f"{path}: cannot write the archive: {error.strerror}") from None
        self.paths.append(path)

    def _write_info(self) -> None:
        lines = {"software": "tipsheet", "format": "WARC File Format 1.1"}
        if self._info is not None:
            lines["json-metadata"] = json.dumps(self._info, ensure_ascii=True, sort_keys=True, default=str)
        block = "".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode()
        now = str((self._info or {}).get("now") or "1970-01-01T00:00:00Z")
        fields = {
            "WARC-Date": now if len(now) == 20 and now.endswith("Z") else "1970-01-01T00:00:00Z",
            "WARC-Filename": self.paths[-1].name,
            "Content-Type": "application/warc-fields",
        }
        self._record("warcinfo", fields, block)

    def _record(self, kind: str, fields: dict[str, str], block: bytes) -> str:
        self._sequence += 1
        unique = (
            f"{kind} {self._sequence} {fields.get('WARC-Target-URI')} {fields['WARC-Date']} {_digest(block)}"
        )
        name = f"<urn:uuid:{uuid.uuid5(_NAMESPACE, unique)}>"
        head = {"WARC-Type": kind, "WARC-Record-ID": name, **fields, "Content-Length": str(len(block))}
        text = "WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n"
        data = text.encode("utf-8", "replace") + block + b"\r\n\r\n"
        if self.path.name.endswith(".gz"):
            machine = zlib.compressobj(6, zlib.DEFLATED, 31)
            data = machine.compress(data) + machine.flush()
        if self._file is None:
            raise ArchiveError(f"{self.path}: the archive is closed")
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise ArchiveError(f"{self.path}: cannot write the archive: {error.strerror}") from None
        return name

    def _rotate(self) -> None:
        if self._file is None or self._file.tell() < self._max_bytes:
            return
        self.close()
        stem, dot, ends = self.path.name.partition(".warc")
        self._open(self.path.with_name(f"{stem}-{len(self.paths):05d}{dot}{ends}"))
        self._write_info()


def prune(folder: Path | str, *, keep_days: int, now: datetime) -> list[Path]:
    """Delete the archives of `folder` last written more than `keep_days` ago; says which.

    An archive and its rotated parts go together, as later parts may refer back to earlier ones.
    """
    groups: dict[str, list[Path]] = {}
    for path in sorted(Path(folder).glob("*.warc*")):
        stem, _, _ = path.name.partition(".warc")
        head, dash, tail = stem.rpartition("-")
        groups.setdefault(head if dash and len(tail) == 5 and tail.isdigit() else stem, []).append(path)
    oldest = (now - timedelta(days=keep_days)).timestamp()
    gone = [p for group in groups.values() if max(p.stat().st_mtime for p in group) < oldest for p in group]
    for path in gone:
        path.unlink()
    return gone


# --------------------------------------------------------------------------- reading


def read_archive(
    paths: Iterable[Path | str],
) -> Iterator[ArchiveInfo | Page | ArchivedFailure | ArchiveProblem]:
    """Everything in these WARC files (1.0 or 1.1, plain or gzip, ours or anybody's), in order.

    A page's `url` and `final_url` are the record's own address; a redirect is a page of
    status 3xx. A revisit carries the body of the record it repeats when that stands earlier
    in the same files. Damage gives an `ArchiveProblem` and what can still be read.
    """
    bodies: dict[str, tuple[str, int]] = {}
    for located in scan_archive(paths):
        item = located.item
        if located.revisit and isinstance(item, Page):
            first = bodies.get(located.digest)
            if first is None:
                yield ArchiveProblem(
                    path=located.path, detail=f"{located.path}: the body {item.url} repeats is not here"
                )
                continue
            item = msgspec.structs.replace(item, body=page_at(*first).body)
        elif located.digest:
            bodies.setdefault(located.digest, (located.path, located.offset))
        yield item


def scan_archive(paths: Iterable[Path | str]) -> Iterator[Located]:
    """As `read_archive`, with the place of each record and revisits left empty: for an index."""
    for path in paths:
        yield from _scan_file(str(path))


def page_at(path: str, offset: int) -> Page:
    """The page whose record starts at `offset` of `path`; raises `ArchiveError` when it cannot be read."""
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
                located = _located(path, offset, record)
                if located is not None and isinstance(located.item, Page):
                    return located.item
                break
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path}: cannot be read at byte {offset}: {error}") from None
    raise ArchiveError(f"{path}: no page stands at byte {offset}")


def is_one_member(path: str) -> bool:
    """Whether an archive is packed as a whole, so that its records cannot be found by their place."""
    with open(path, "rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return False
        file.seek(0)
        places = []
        try:
            for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
                places.append(int(record.stream_pos))
                if len(places) == 2:
                    return not _opens(file, places[1])
        except ValueError:
            return False
    return False


def unpack(path: str, folder: str) -> str:
    """A plain copy of a packed archive in `folder`, as far as it can be unpacked; its path."""
    plain = Path(folder) / "archive.warc"
    with gzip.open(path, "rb") as packed, plain.open("wb") as out, suppress(EOFError, OSError, zlib.error):
        shutil.copyfileobj(packed, out, 1 << 20)
    return str(plain)


def _scan_file(path: str) -> Iterator[Located]:
    try:
        file = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        yield _problem(path, 0, f"cannot be opened: {error.strerror}")
        return
    with file:
        start: int | None = 0
        told = True  # one line for one damaged stretch, however often we trip over it
        total = 0
        while start is not None:
            file.seek(start)
            offset, problem = start, ""
            try:
                for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
                    offset = int(record.stream_pos)
                    located = _located(path, offset, record)
                    if located is not None and isinstance(located.item, ArchiveProblem):
                        problem = located.item.detail
                        break
                    total += 1
                    told = False
                    if located is not None:
                        yield located
            except (OSError, ValueError) as error:
                problem = f"{path}: damaged after {total} records: {error}"
            if problem and not told:
                yield Located(path=path, offset=offset, item=ArchiveProblem(path=path, detail=problem))
                told = True
            start = _next_record(file, max(offset, start) + 1) if problem else None
        if total == 0:
            yield _problem(path, 0, "holds no WARC record")


def _next_record(file: BinaryIO, after: int) -> int | None:
    """Where the first readable record behind `after` starts; None when there is none."""
    window, overlap = 1 << 20, 64
    at = after
    while True:
        file.seek(at)
        data = file.read(window + overlap)
        for found in _RECORD_START.finditer(data):
            if found.start() >= window:
                break
            if data[found.start() : found.start() + 1] != b"\x1f" or _opens(file, at + found.start()):
                return at + found.start()
        if len(data) < window + overlap:
            return None
        at += window


def _opens(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    try:
        return zlib.decompressobj(31).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False


def _located(path: str, offset: int, record: Any) -> Located | None:
    fields = {str(k).lower(): str(v) for k, v in record.headers}
    stated = fields.get("content-length", "")
    if not stated.isdecimal():
        return _problem(path, offset, "damaged: a record without its length; the file was cut there")
    size = int(stated)
    if size > _MAX_BODY + (1 << 20):
        return Located(path=path, offset=offset, item=_too_large(path, fields))
    block = record.reader.read(size)
    if len(block) < size:
        return _problem(path, offset, f"cut inside a record ({len(block)} of {size} bytes are there)")
    kind = record.record_type
    url = fields.get("warc-target-uri", "").strip("<>")
    if kind == WarcRecordType.warcinfo:
        return Located(path=path, offset=offset, item=_info_of(path, block))
    if kind == WarcRecordType.metadata:
        return _failure_of(path, offset, url, fields, block)
    if kind not in (WarcRecordType.response, WarcRecordType.revisit) or url.startswith("dns:"):
        return None
    if not url.startswith(("http://", "https://", "imaps://")):
        detail = f"{url[:300]}: is no http(s) address"
        return Located(
            path=path,
            offset=offset,
            item=ArchivedFailure(url=url, reason="bad_url", message=detail, at=_date(fields)),
        )
    page = _page_of(url, fields, block)
    if page is None:
        return None
    digest = fields.get("warc-payload-digest", "")
    if kind == WarcRecordType.revisit:
        return Located(path=path, offset=offset, item=page, digest=digest, revisit=True)
    return Located(path=path, offset=offset, item=page, digest=digest)


def _problem(path: str, offset: int, detail: str) -> Located:
    return Located(path=path, offset=offset, item=ArchiveProblem(path=path, detail=f"{path}: {detail}"))


def _too_large(path: str, fields: dict[str, str]) -> ArchivedFailure:
    url = fields.get("warc-target-uri", "").strip("<>")
    return ArchivedFailure(
        url=url, reason="too_large", message=f"{path}: the record of {url} is too large", at=_date(fields)
    )


def _info_of(path: str, block: bytes) -> ArchiveInfo:
    fields: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip()
    info: dict[str, Any] = {}
    try:
        found = json.loads(fields.get("json-metadata", "{}"))
        info = found if isinstance(found, dict) else {}
    except (ValueError, RecursionError):
        pass
    return ArchiveInfo(path=path, fields=fields, info=info)


def _failure_of(path: str, offset: int, url: str, fields: dict[str, str], block: bytes) -> Located | None:
    if not block.startswith(b'{"tipsheet-failure"'):
        return None
    try:
        told = json.loads(block)["tipsheet-failure"]
        item = ArchivedFailure(
            url=url, reason=str(told["reason"]), message=str(told["message"]), at=_date(fields)
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Located(path=path, offset=offset, item=item)


def _page_of(url: str, fields: dict[str, str], block: bytes) -> Page | None:
    ends = [(block.find(mark), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
    found = min((e for e in ends if e[0] >= 0), default=(len(block), 0))
    head, body = block[: found[0]], block[found[0] + found[1] :]
    lines = head.decode("latin-1").splitlines()
    words = lines[0].split(None, 2) if lines else []
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdecimal():
        return None
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], headers[-1][1] + " " + line.strip())
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), value.strip()))
    body, headers, cut = _restored(body, headers)
    return Page(
        url=url, final_url=url, status=int(words[1]), headers=tuple(headers), body=body,
        fetched_at=_date(fields), truncated=cut or "warc-truncated" in fields,
    )  # fmt: skip


def _restored(body: bytes, headers: list[tuple[str, str]]) -> tuple[bytes, list[tuple[str, str]], bool]:
    """The headers as the server sent them and the body decoded, whoever wrote the record."""
    names = [name for name, _ in headers]
    if _ASIDE + "written-by" in names:  # what stands behind the mark is ours
        sent = headers[: names.index(_ASIDE + "written-by")]
        return body, [(name.removeprefix(_ASIDE), value) for name, value in sent], False
    named = dict(headers)
    if "chunked" in named.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    cut = False
    encodings = ",".join(v for k, v in headers if k == "content-encoding")
    if encodings and body:
        # Many archives store the decoded body under the original header.
        with suppress(UndecodableError):
            body, cut, _ = decode(body, encodings, _MAX_BODY)
    return body, headers, cut


def _unchunked(body: bytes) -> bytes:
    """Chunked framing removed; the bytes as they are when it is not chunked after all."""
    out, at = bytearray(), 0
    while True:
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return bytes(out) if out else body
        if size == 0:
            return bytes(out)
        out += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2


def _date(fields: dict[str, str]) -> datetime:
    text = fields.get("warc-date", "")
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _http_head(page: Page) -> bytes:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = "Answer"
    lines = [f"HTTP/1.1 {page.status} {phrase}"]
    for name, value in page.headers:
        # WARC readers decode by these headers, and the body is decoded already.
        lines.append(f"{_ASIDE}{name}: {value}" if name in _KEPT_ASIDE else f"{name}: {value}")
    lines.append(f"{_ASIDE}written-by: tipsheet")
    lines.append(f"content-length: {len(page.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _request_block(exchange: Exchange) -> bytes:
    rest = exchange.url.split("://", 1)[1]
    authority, slash, path = rest.partition("/")
    lines = [f"{exchange.method} {slash}{path or ('' if slash else '/')} HTTP/1.1"]
    headers = dict(exchange.headers)
    headers.setdefault("host", authority)
    lines += [f"{k}: {v}" for k, v in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _header_safe(text: str) -> str:
    return "".join(c if c.isprintable() else f"%{ord(c) & 0xFF:02X}" for c in text)[:8000]
