"""What the story engine remembers: the window of stories and an index of their words.

The index is also the table of how rare a word is: rare means that few stories of the window hold it. So
that table is pruned with the window and decays with it, and a word that one big story repeats stays rare.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

import msgspec

Vector = dict[str, float]


class Member(msgspec.Struct, array_like=True, gc=False):
    """An article in the window, with the copies that follow it."""

    id: str
    vector: Vector  # unit length; empty for an article without words
    at: float | None  # seconds since 1970
    body: float  # 0 a headline alone .. 1 a text
    pinned: bool = False  # an editor said where it belongs
    copies: tuple[str, ...] = ()
    dense: bytes = b""  # sentence vector as 32-bit floats, with an embedder
    day: int = 0  # the full date it states, as days since year 1; 0: none


class Group(msgspec.Struct, array_like=True):
    """A story in the window."""

    key: int
    id: str
    terms: dict[str, float]  # the sum of the members' vectors
    norm2: float  # its squared length
    members: list[Member]
    first: float | None  # times of the first and last report
    last: float | None
    touched: float  # the clock at the last change
    checked: int = 1  # size at the last repair
    body: float = 0.0  # sum over the members
    periods: dict[str, int] = {}  # reporting periods named, by how many members
    dense: list[float] = []  # sum of the members' sentence vectors
    aged: float = 0.0  # the clock when old reports last left
    hard: float = 0.0  # what it takes more to join it: a roundup draws from everywhere
    fixed: bool = False  # an editor arranged it: repair leaves it alone
    days: dict[int, int] = {}  # full dates stated, by how many members


class _Saved(msgspec.Struct, array_like=True):
    groups: list[Group]
    redirects: dict[str, str]
    clock: float
    next_key: int
    hour: int


class StoryState:
    """The window, bounded by the settings; equal after a round trip through bytes.

    `moved` and `redirects` say what a call of `cluster` changed about earlier articles: an article's new
    story, and a merged story's new id. What is older than the call and outside the window is forgotten
    when the next call begins, so the caller keeps it.
    """

    def __init__(self) -> None:
        self.groups: dict[int, Group] = {}  # least recently changed first
        self.index: dict[str, dict[int, float]] = {}  # word -> story key -> its weight in that story
        self.scale: dict[int, float] = {}  # 1 / length of each story's sum, at most 1
        self.home: dict[str, int] = {}  # article id -> story key
        self.by_id: dict[str, int] = {}  # story id -> story key
        self.moved: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.clock = 0.0
        self.next_key = 0
        self.articles = 0
        self.hour = 0  # of the clock, when old stories were last let go

    def story_of(self, article_id: str) -> str | None:
        """The story an article belongs to now; None when the window does not know it."""
        key = self.home.get(article_id)
        if key is not None:
            return self.groups[key].id
        moved = self.moved.get(article_id)
        return None if moved is None else self.current(moved)

    def current(self, story_id: str) -> str:
        """The id a story goes by now: merged stories redirect."""
        while story_id in self.redirects:
            story_id = self.redirects[story_id]
        return story_id

    def begin(self) -> None:
        """Forget what the caller was told last time."""
        self.moved = {}
        self.redirects = {o: n for o, n in self.redirects.items() if self.current(n) in self.by_id}

    def to_bytes(self) -> bytes:
        """The state as bytes; `from_bytes` gives an equal one back."""
        saved = _Saved(list(self.groups.values()), self.redirects, self.clock, self.next_key, self.hour)
        return msgspec.msgpack.encode(saved)

    @classmethod
    def from_bytes(cls, raw: bytes) -> StoryState:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        saved = msgspec.msgpack.decode(raw, type=_Saved)
        state = cls()
        for group in saved.groups:
            state.adopt(group)
        state.redirects = saved.redirects
        state.clock, state.next_key, state.hour = saved.clock, saved.next_key, saved.hour
        return state

    # ------------------------------------------------------------------ changes

    def adopt(self, group: Group) -> None:
        """Enter a story into the window and the index."""
        key = group.key
        self.groups[key] = group
        self.by_id[group.id] = key
        self.scale[key] = scale_of(group.norm2)
        for word, value in group.terms.items():
            posted = self.index.get(word)
            if posted is None:
                self.index[word] = {key: value}
            else:
                posted[key] = value
        for member in group.members:
            self.home[member.id] = key
            for copy in member.copies:
                self.home[copy] = key
        self.articles += len(group.members)

    def remove(self, group: Group) -> None:
        """Take a story out of the window and the index."""
        key = group.key
        del self.groups[key], self.scale[key]
        if self.by_id.get(group.id) == key:
            del self.by_id[group.id]
        self.unpost(group.terms, key)
        for member in group.members:
            for article_id in (member.id, *member.copies):
                if self.home.get(article_id) == key:
                    del self.home[article_id]
        self.articles -= len(group.members)

    def unpost(self, words: Iterable[str], key: int) -> None:
        """Take a story out of the index for these words."""
        index = self.index
        for word in words:
            posted = index[word]
            del posted[key]
            if not posted:
                del index[word]

    def touch(self, group: Group) -> None:
        """Mark a story as changed now."""
        group.touched = self.clock
        del self.groups[group.key]
        self.groups[group.key] = group


def product(a: Vector, b: Vector) -> float:
    """The product of two vectors, or of one with a story's sum."""
    if len(a) > len(b):
        a, b = b, a
    return sum([value * b[word] for word, value in a.items() if word in b])


def scale_of(norm2: float) -> float:
    """What makes a story's sum as long as one article: 1 / its length, 0..1; 0 for a story without words."""
    return 1.0 / math.sqrt(norm2) if norm2 > 1.0 else float(norm2 > 0.0)


@lru_cache(maxsize=64)
def rarity(stories: int, prior: int, power: float) -> tuple[float, ...]:
    """The weight of a word by the number of stories that hold it, 0..2047 of `stories`."""
    return tuple(math.log(1.0 + (stories + prior) / (1.0 + held)) ** power for held in range(2048))
