"""A fetcher that answers from archives: same question, same answer, no network."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from tipsheet import urls
from tipsheet.errors import FetchError
from tipsheet.fetch.archive import (
    ArchivedFailure,
    ArchiveInfo,
    ArchiveProblem,
    is_one_member,
    page_at,
    scan_archive,
    unpack,
)
from tipsheet.fetch.judge import judge
from tipsheet.records import Page

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_MAX_HOPS = 10


class ArchiveClock:
    """The time of the archive: its `now`, else that of its last record."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Aware UTC, whole seconds; always the same."""
        return self._moment


class _Entry(msgspec.Struct, frozen=True):
    path: str
    offset: int
    status: int
    html: bool
    digest: str
    revisit: bool


class ReplayFetcher:
    """Answers `fetch` from WARC files, ours or anybody's (Common Crawl's included).

    Bodies stay on disk; memory holds one small entry a record. An address archived more
    than once answers in the archive's order, the last answer for ever after.
    `info` is the JSON value of the first `warcinfo` that has one, `problems` are plain lines
    about what could not be read, `clock` is the archive's.
    """

    def __init__(self, paths: Iterable[Path | str]) -> None:
        self.info: dict[str, Any] = {}
        self.infos: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self._index: dict[str, list[_Entry | ArchivedFailure]] = {}
        self._first: dict[str, tuple[str, int]] = {}
        self._order: list[tuple[str, _Entry]] = []
        self._turn: dict[str, int] = {}
        names = {self._plain(str(path)): str(path) for path in paths}
        last = datetime(1970, 1, 1, tzinfo=UTC)
        for located in scan_archive(names):
            item = located.item
            if isinstance(item, ArchiveInfo):
                self.infos.append(item.info)
                self.info = self.info or item.info
            elif isinstance(item, ArchiveProblem):
                self.problems.append(item.detail.replace(item.path, names[item.path]))
            elif isinstance(item, ArchivedFailure):
                self._index.setdefault(_key(item.url), []).append(item)
                last = max(last, item.at)
            else:
                entry = _Entry(
                    located.path,
                    located.offset,
                    item.status,
                    item.content_type in _HTML,
                    located.digest,
                    located.revisit,
                )
                if not located.revisit and located.digest:
                    self._first.setdefault(located.digest, (located.path, located.offset))
                self._index.setdefault(_key(item.url), []).append(entry)
                self._order.append((item.url, entry))
                last = max(last, item.fetched_at)
        self.clock = ArchiveClock(_moment(self.info.get("now")) or last)

    def _plain(self, path: str) -> str:
        """The file itself, or a plain copy of it that goes when this fetcher goes."""
        try:
            if is_one_member(path):
                folder = tempfile.mkdtemp(prefix="tipsheet-replay-")
                weakref.finalize(self, shutil.rmtree, folder, True)
                return unpack(path, folder)
        except OSError:
            pass  # reading it tells what is wrong
        return path

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        kind: str = "page",
        timeout_s: float | None = None,
    ) -> Page:
        """As the live gate answered then. Raises `FetchError`: the archived failure, or "not_archived"."""
        conditional = etag is not None or last_modified is not None
        return judge(self._follow(url, conditional), conditional=conditional)

    def pages(self) -> Iterator[Page]:
        """Every HTML answer of status 200, in the archive's order."""
        for _, entry in self._order:
            if entry.html and entry.status == 200:
                page = self._read(entry)
                if page is not None:
                    yield page

    def addresses(self) -> Iterator[str]:
        """Every archived address, in order of first appearance."""
        yield from self._index

    def _follow(self, url: str, conditional: bool) -> Page:
        target, permanent, only_permanent = url, None, True
        for _ in range(_MAX_HOPS):
            page = self._answer(target, url, conditional)
            location = page.header("location")
            onward = None
            if page.status in (301, 302, 303, 307, 308) and location:
                onward = urls.resolve(page.final_url, location.encode("latin-1").decode("utf-8", "replace"))
            if onward is None:
                moved = permanent if permanent not in (None, url) else None
                return msgspec.structs.replace(page, url=url, moved_permanently_to=moved)
            only_permanent = only_permanent and page.status in (301, 308)
            target = onward.partition("#")[0]
            permanent = target if only_permanent else None
        raise FetchError(f"{url}: it redirects in a circle", "redirect_loop")

    def _answer(self, target: str, asked: str, conditional: bool) -> Page:
        # A failure is archived under the address that was asked for first.
        key = _key(target)
        entries = self._index.get(key)
        if entries is None:
            failed = [e for e in self._index.get(_key(asked), ()) if isinstance(e, ArchivedFailure)]
            if failed:
                raise FetchError(failed[0].message, failed[0].reason)
            raise FetchError(f"{asked[:300]}: not in the archive", "not_archived")
        turn = self._turn.get(key, 0)
        self._turn[key] = turn + 1
        entry = entries[min(turn, len(entries) - 1)]
        if isinstance(entry, _Entry) and entry.status == 304 and not conditional:
            entry = next((e for e in entries if isinstance(e, _Entry) and e.status == 200), entry)
        if isinstance(entry, ArchivedFailure):
            raise FetchError(entry.message, entry.reason)
        page = self._read(entry)
        if page is None:
            raise FetchError(f"{asked[:300]}: its body is not in these archives", "not_archived")
        return page

    def _read(self, entry: _Entry) -> Page | None:
        page = page_at(entry.path, entry.offset)
        if not entry.revisit:
            return page
        first = self._first.get(entry.digest)
        return msgspec.structs.replace(page, body=page_at(*first).body) if first else None


def _key(url: str) -> str:
    return (urls.resolve("", url) or url).partition("#")[0]


def _moment(value: Any) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
