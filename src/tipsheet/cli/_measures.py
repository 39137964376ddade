"""How well a grouping, a set of copies or of topics agrees with labels.

BCubed: Bagga and Baldwin 1998, in the form of Amigó et al. 2009. Pairwise F1 over all pairs of one group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

import msgspec


class Agreement(msgspec.Struct, frozen=True):
    """Precision, recall and their harmonic mean, each 0..1."""

    precision: float
    recall: float
    f1: float


class Grouping(msgspec.Struct, frozen=True):
    """A grouping against the true one."""

    bcubed: Agreement
    pairs: Agreement
    groups: int
    true_groups: int


def agreement(right: float, wrong: float, missed: float) -> Agreement:
    """From counts: found and right, found and wrong, not found."""
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return Agreement(precision, recall, harmonic(precision, recall))


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def grouping(true: Sequence[Hashable], made: Sequence[Hashable]) -> Grouping:
    """Compare two labellings of the same items, in the same order."""
    both = Counter(zip(true, made, strict=True))
    in_true, in_made = Counter(true), Counter(made)
    count = len(true) or 1
    precision = sum(n * n / in_made[m] for (_, m), n in both.items()) / count
    recall = sum(n * n / in_true[t] for (t, _), n in both.items()) / count
    shared, wanted, found = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, in_true, in_made))
    return Grouping(
        Agreement(precision, recall, harmonic(precision, recall)),
        agreement(shared, found - shared, wanted - shared),
        len(in_made),
        len(in_true),
    )


def mean(groupings: Sequence[Grouping]) -> Grouping:
    """The mean of several runs, figure by figure."""
    count = len(groupings)

    def average(which: str) -> Agreement:
        parts = [getattr(g, which) for g in groupings]
        return Agreement(*(sum(getattr(p, f) for p in parts) / count for f in ("precision", "recall", "f1")))

    return Grouping(
        average("bcubed"),
        average("pairs"),
        round(sum(g.groups for g in groupings) / count),
        round(sum(g.true_groups for g in groupings) / count),
    )


def copies(true: Mapping[str, str | None], made: Mapping[str, str | None]) -> Agreement:
    """Copies as pairs of articles that have one origin; each maps an article to its origin, or None."""

    def pairs(origins: Mapping[str, str | None]) -> set[tuple[str, str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for one, origin in origins.items():
            groups[origin or one].append(one)
        return {(min(a, b), max(a, b)) for g in groups.values() for i, a in enumerate(g) for b in g[:i]}

    wanted, found = pairs(true), pairs(made)
    return agreement(len(wanted & found), len(found - wanted), len(wanted - found))


def jaccard_stories(titles: Sequence[Sequence[str]], at_least: float = 0.5) -> list[int]:
    """The baseline: each headline joins the story of the likest one before it (shared words / all words)."""
    held: dict[str, list[int]] = defaultdict(list)
    stories: list[int] = []
    sets = [frozenset(words) for words in titles]
    for place, words in enumerate(sets):
        shared = Counter(other for word in words for other in held[word])
        best, story = 0.0, place
        for other, count in shared.items():
            likeness = count / (len(words) + len(sets[other]) - count)
            if likeness >= at_least and likeness > best:
                best, story = likeness, stories[other]
        stories.append(story)
        for word in words:
            held[word].append(place)
    return stories
