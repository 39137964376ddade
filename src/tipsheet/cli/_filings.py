"""Files of strangers read in processes that can be killed: PDF page by page, HTML and text whole.

A page that never ends or eats the memory costs itself and its neighbours, not the filing; nothing here asks
the network.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from tipsheet.records import Fact, Rejected
from tipsheet.runners.isolated import Failure, IsolatedPool, Limits
from tipsheet.runners.local import LocalRunner
from tipsheet.stages import filing
from tipsheet.stages.facts import Document, facts
from tipsheet.stages.filing import Filing, PageTexts

PAGES = 16  # that one piece of work reads
LIMITS = Limits(cpu_s=30.0, wall_s=300.0, memory_bytes=3_000_000_000, item_bytes=250_000_000)
Runner = IsolatedPool | LocalRunner


def reading(limits: Limits = LIMITS) -> AbstractContextManager[Runner]:
    """Workers that can be killed, where the system has them."""
    if not hasattr(os, "fork"):
        return nullcontext(LocalRunner())
    preload = ("tipsheet.cli._filings",)
    return IsolatedPool(workers=2, batch=1, limits=limits, preload=preload, failed=lambda _, why: why)


def read_filing_file(path: Path, runner: Runner, told: Callable[[int, int], None]) -> Filing | Rejected:
    """The text of the file, `told(done, pages)` after every few pages; rejections as of `stages.filing`,
    and `timeout`, `out_of_memory`, `crashed` for what no worker survived."""
    size = path.stat().st_size
    if size > filing.MAX_BYTES:
        detail = f"the file has {size:,} bytes, more than {filing.MAX_BYTES:,}"
        return Rejected(stage=filing.STAGE, reason="too_large", detail=detail)
    first = next(iter(runner.map(_open, [str(path)])))
    if isinstance(first, Failure):
        return _given_up(first)
    if not isinstance(first, int):
        return first if isinstance(first, Filing | Rejected) else _given_up(Failure("failed"))
    parts: list[PageTexts] = []
    failure: Failure | None = None
    ranges = [(str(path), at, min(at + PAGES, first)) for at in range(0, first, PAGES)]
    for (_, start, end), got in zip(ranges, runner.map(_range, ranges), strict=True):
        if isinstance(got, Failure):
            failure = got
        parts.append(got if isinstance(got, PageTexts) else PageTexts(texts=(None,) * (end - start)))
        told(end, first)
    whole = filing.join_pages(parts)
    return _given_up(failure) if failure and isinstance(whole, Rejected) else whole


def read_facts(documents: Iterable[Document], runner: Runner) -> Iterator[list[Fact | Rejected]]:
    """What each document tells, in order; a text that no worker survives gives one rejection."""
    for got in runner.map(_facts, documents):
        yield [_given_up(got)] if isinstance(got, Failure) else got


def _open(path: str) -> int | Filing | Rejected:
    body = Path(path).read_bytes()
    count = filing.count_pages(body)
    return filing.read_filing(body) if count is None else count


def _range(item: tuple[str, int, int]) -> PageTexts | Rejected:
    path, first, end = item
    return filing.read_pages(Path(path).read_bytes(), first, end)


def _facts(document: Document) -> list[Any]:
    return list(facts([document]))


def _given_up(failure: Failure) -> Rejected:
    told = {
        "timeout": "it takes too long to read",
        "out_of_memory": "it takes too much memory to read",
        "crashed": "it breaks the reader",
    }
    detail = f"{told.get(failure.reason, 'it cannot be read')}; the file is damaged or made to do harm"
    return Rejected(stage=filing.STAGE, reason=failure.reason, detail=detail)
