"""What the story engine remembers between two articles."""

from __future__ import annotations

import msgspec


class Group(msgspec.Struct):
    """One story in the window: its term sums and members."""

    id: str
    terms: dict[str, float]
    members: list[str]
    last: float


class StoryState(msgspec.Struct):
    """The window of stories; bounded by the settings, the same on every machine."""

    groups: dict[str, Group] = {}
    story_of: dict[str, str] = {}  # article id -> story id
    df: dict[str, int] = {}
    seen: int = 0
    clock: float = 0.0
    redirects: dict[str, str] = {}  # merged story id -> story id

    def to_bytes(self) -> bytes:
        """The state as bytes; `from_bytes` gives an equal one back."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def from_bytes(cls, raw: bytes) -> StoryState:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(raw, type=cls)
