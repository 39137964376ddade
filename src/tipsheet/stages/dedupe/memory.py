"""The articles that the next ones are compared with, in a window bounded by time and number."""

from __future__ import annotations

from array import array

import msgspec


class Seen(msgspec.Struct, array_like=True, gc=False):
    """What is remembered of one article."""

    id: str
    root: str  # the origin of its copies: itself when it is no copy
    url: str
    title: str
    runs: bytes  # sorted 32-bit shingles
    provider: str
    at: float | None  # seconds since 1970
    clock: float  # when it was admitted

    def shingles(self) -> array[int]:
        """The runs as numbers."""
        found = array("I")
        found.frombytes(self.runs)
        return found


class CopyMemory:
    """The window; equal after a round trip through bytes."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}  # oldest first
        self.clock = 0.0
        self.urls: dict[str, str] = {}
        self.titles: dict[str, list[str]] = {}
        self.index: dict[int, list[str]] = {}  # sampled shingle -> articles that hold it

    def to_bytes(self) -> bytes:
        """The window as bytes; `from_bytes` gives an equal one back."""
        return msgspec.msgpack.encode((self.clock, list(self.seen.values())))

    @classmethod
    def from_bytes(cls, raw: bytes) -> CopyMemory:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        memory = cls()
        memory.clock, entries = msgspec.msgpack.decode(raw, type=tuple[float, list[Seen]])
        for entry in entries:
            memory.admit(entry)
        return memory

    def admit(self, entry: Seen) -> None:
        """Remember an article."""
        self.seen[entry.id] = entry
        if entry.url:
            self.urls.setdefault(entry.url, entry.id)
        if entry.title:
            self.titles.setdefault(entry.title, []).append(entry.id)
        for run in sample(entry.shingles()):
            self.index.setdefault(run, []).append(entry.id)

    def forget(self, entry: Seen) -> None:
        """Drop an article from the window."""
        self.seen.pop(entry.id, None)
        if self.urls.get(entry.url) == entry.id:
            del self.urls[entry.url]
        held = self.titles.get(entry.title, [])
        if entry.id in held:
            held.remove(entry.id)
            if not held:
                del self.titles[entry.title]
        for run in sample(entry.shingles()):
            posted = self.index.get(run, [])
            if entry.id in posted:
                posted.remove(entry.id)
                if not posted:
                    del self.index[run]


def sample(runs: array[int]) -> list[int]:
    """The shingles that find candidates: one in four, of a long text one in eight.

    A shingle is chosen by its own value, so two texts choose alike, whichever comes first.
    """
    step = 4 if len(runs) < 400 else 8
    return [run for run in runs if run % step == 0]
