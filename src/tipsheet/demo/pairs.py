"""The hard pairs of the labelled press, one by one: what a story engine is likely to get wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import msgspec

from tipsheet.demo.world import Piece, everything

PARAPHRASE_BELOW = 0.2
"""Two tellings that share less than this part of their words are a paraphrase pair."""

_LIST = """
a about after again all also an and any are as at be because been before being between both but by can
could did do does down during each even every for from had has have he her him his how i if in into is it
its just less may might more most must my no not now of off on once one only or other our out over own per
s said same say says shall she should so some still such t than that the their them then there these they
this those three through to too two under until up us very was we were what when where which while who
whom whose why will with would you your
"""
_FUNCTION_WORDS = frozenset(_LIST.split())


class HardPair(msgspec.Struct, frozen=True):
    """Two labelled articles, whether they tell the same event, and what makes them hard."""

    a: str
    b: str
    same: bool
    tag: str  # "paraphrase", "running", "copy:truncated", "quarter:kelda-results", ...


def content_words(piece: Piece) -> frozenset[str]:
    """Lower-case runs of letters and digits in title and text, function words left out."""
    found = re.findall(r"[^\W_]+", f"{piece.title} {piece.text}".lower())
    return frozenset(found) - _FUNCTION_WORDS


def shared_words(a: Piece, b: Piece) -> float:
    """The part (0..1) of the shorter telling's distinct content words that the other one has too."""
    mine, theirs = content_words(a), content_words(b)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def hard_pairs() -> list[HardPair]:
    """Every hard pair of the labelled press, in a stable order.

    Same event: copies with their origin, the least alike two tellings where they share under
    `PARAPHRASE_BELOW` of their words, first and last chapter of a running story, a live page, a telling in
    another language. Different events: look-alikes (other quarter, amount, place, date, person), a round-up
    and each event it names.
    """
    pieces = everything().pieces
    by_event: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_event[piece.event].append(piece)
    originals = {e: [p for p in group if not p.copy_of] for e, group in by_event.items()}
    return [*_copies(pieces), *_same_event(originals), *_look_alikes(originals), *_roundups(originals)]


def _copies(pieces: tuple[Piece, ...]) -> Iterator[HardPair]:
    for piece in pieces:
        if piece.copy_of:
            yield HardPair(piece.copy_of, piece.id, True, f"copy:{piece.copy_kind}")


def _same_event(originals: dict[str, list[Piece]]) -> Iterator[HardPair]:
    for group in originals.values():
        home = [p for p in group if p.publisher.language == "en"]
        if len(home) > 1:
            share, a, b = min((shared_words(a, b), a.id, b.id) for a, b in combinations(home, 2))
            if share < PARAPHRASE_BELOW:
                yield HardPair(a, b, True, "paraphrase")
        for piece in group:
            other = next((p for p in home if p.id != piece.id and p.kind == "news"), None)
            for tag in ("cross-language", "live-blog"):
                if tag in piece.hard and other:
                    yield HardPair(other.id, piece.id, True, tag)
        if "running" in group[0].hard:
            yield HardPair(group[0].id, group[-1].id, True, "running")


def _look_alikes(originals: dict[str, list[Piece]]) -> Iterator[HardPair]:
    """For each two events with a common tag, the pair of one publisher's tellings that look most alike."""
    tagged: dict[str, list[str]] = defaultdict(list)
    for event, group in originals.items():
        for tag in sorted({t for p in group for t in p.hard if ":" in t}):
            tagged[tag].append(event)
    for tag, events in tagged.items():
        for one, two in combinations(events, 2):
            _, a, b = max((shared_words(a, b), a.id, b.id) for a in originals[one] for b in originals[two])
            yield HardPair(a, b, False, tag)


def _roundups(originals: dict[str, list[Piece]]) -> Iterator[HardPair]:
    for group in originals.values():
        for piece in group:
            for event in piece.names:
                other = max(originals[event], key=lambda p: (shared_words(p, piece), p.id))
                yield HardPair(other.id, piece.id, False, "roundup")
