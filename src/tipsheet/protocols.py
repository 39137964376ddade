"""The interfaces of the edges; the pipeline knows these and no implementation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from tipsheet.records import Page


class Clock(Protocol):
    """Says what time it is; the replay's clock is the archive's."""

    def now(self) -> datetime:
        """The current time, aware UTC, whole seconds."""
        ...


class FetchJob(Protocol):
    """What to ask for, and what we knew of it before."""

    url: str
    etag: str | None
    last_modified: str | None


class Embedder(Protocol):
    """Turns texts into unit vectors; cached by its owner."""

    name: str

    def embed(self, texts: Sequence[str]) -> Iterable[Sequence[float]]:
        """One vector a text, in order."""
        ...


__all__ = ["Clock", "Embedder", "FetchJob", "Page"]
