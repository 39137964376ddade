"""The interfaces of the edges; the pipeline knows these and no implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from tipsheet.records import (
    Article,
    ArticleState,
    Changes,
    FactsState,
    ImageState,
    LinkState,
    Page,
    RecordState,
    RunReport,
    SourceState,
    Story,
)


class Clock(Protocol):
    """Says what time it is; the replay's clock is the archive's."""

    def now(self) -> datetime:
        """The current time, aware UTC, whole seconds."""
        ...


class Fetcher(Protocol):
    """The one way outside: the network's gate, or an archive."""

    async def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, kind: str = "page"
    ) -> Page:
        """The answer at `url` (status 304 when nothing changed); `FetchError` says why there is none."""
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors; cached by its owner."""

    name: str

    def embed(self, texts: Sequence[str]) -> Iterable[Sequence[float]]:
        """One vector a text, in order."""
        ...


class Progress(Protocol):
    """Told how far a step is; `total` None: not known yet."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


class Runner(Protocol):
    """Where the stages run; knows none of them."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """`function` of every item, in their order; an item that kills its worker costs its own result."""
        ...


class Sealer(Protocol):
    """Seals what only licensed readers may see.

    `standing` is the sealed text the record has now; it stays when it holds the same payload.
    """

    def __call__(self, record_path: str, payload: bytes, standing: str | None) -> str: ...


class Store(Protocol):
    """What a publication remembers. Changes are decided first, then applied whole or not at all."""

    def apply(self, changes: Changes) -> None: ...
    def source_states(self) -> dict[str, SourceState]: ...
    def links_known(self, keys: Iterable[str]) -> dict[str, LinkState]: ...
    def entries_known(self, source_id: str, entry_ids: Iterable[str]) -> dict[str, LinkState]: ...
    def links_with(self, status: str) -> list[LinkState]: ...
    def links_of_run(self, run_id: str) -> list[LinkState]: ...
    def articles_with(self, *statuses: str) -> Iterator[ArticleState]: ...
    def articles(self, ids: Iterable[str]) -> dict[str, ArticleState]: ...
    def stories(self, limit: int | None = None) -> list[Story]: ...
    def story(self, story_id: str) -> Story | None: ...
    def redirects(self) -> dict[str, str]: ...
    def blob(self, name: str) -> bytes | None: ...
    def records(self) -> dict[str, RecordState]: ...
    def images(self) -> dict[str, ImageState]: ...
    def facts(self) -> dict[str, FactsState]: ...
    def run(self, run_id: str) -> tuple[RunReport, bool] | None: ...
    def last_run(self) -> RunReport | None: ...
    def search(self, words: str, limit: int = 20) -> list[Article]: ...
    def counts(self) -> dict[str, int]: ...
    def close(self) -> None: ...
