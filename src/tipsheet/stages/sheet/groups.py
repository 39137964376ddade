"""Which facts stand together on a sheet: told twice, in two currencies, as two ends of a range; and which are
one figure without its period.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from tipsheet.records import Fact

from .subjects import name_key

Pair = tuple[str, str, str]  # of two fact ids: "agrees", "supersedes" (the first the second), "contradicts"

# what stands between an amount and the same in another currency
_TWIN = re.compile(
    r"[\s,]*(?:(?:[a-z]+\s+){0,3}[(\[（]|or |about |around |roughly |approximately |equal to |equivalent to |the equivalent of "
    r"|i\.e\. |= ?|/ ?)(?:or |about |around |roughly |approximately |some |equivalent to |equal to |= ?)?\s*",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:million|billion|bn|m|per cent|percent|%)?\s*(?:to|and|[-–—])\s*", re.IGNORECASE)
# for which a period only says when it was counted
_STANDING = frozenset(("employs_count", "customer_count", "total_assets", "valuation"))
# of which there is one, told as a plan by some and as a fact by others
_OFFERING = frozenset(("offer_price", "ipo_amount", "shares_offered", "raised_amount", "listed_on"))


def repeats(held: Mapping[str, Fact], beside: Mapping[str, str], whole: Mapping[str, str]) -> list[Pair]:
    """What one document tells more than once (the table below the text for one), what two tell with and
    without the day it was counted, and amounts told in two currencies or as a range. `whole`: name -> the
    one name of its bearer."""
    found: list[Pair] = [(a, b, "agrees") for a, b in beside.items()]
    places: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in held.values():
        whose = name_key(whole.get(fact.subject, fact.subject))
        told = (fact.predicate, str(sorted(fact.value.items())), fact.bound, whose)
        places[fact.doc_id, *told].append(fact)
        if fact.predicate in _OFFERING or (fact.predicate in _STANDING and digits(fact) >= 3):
            places["", *told].append(fact)
    for group in places.values():
        for i, a in enumerate(group):
            found += [(a.id, b.id, "agrees") for b in group[i + 1 :] if _one_thing(a, b)]
    return found


def _one_thing(a: Fact, b: Fact) -> bool:
    """Whether what two facts say of the same value can be told on one line: nothing differs, something may
    be missing."""
    return all(
        not x or not y or x == y
        for x, y in (
            (a.object, b.object),
            (a.period, b.period),
            (a.measure_variant, b.measure_variant),
        )
    )


def besides(held: Mapping[str, Fact]) -> dict[str, str]:
    """Fact id -> id of the fact that stands right after it and completes it: the amount in another currency,
    the other end of a range."""
    places: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in held.values():
        if fact.value.get("kind") in ("money", "number", "percent"):
            of = (fact.subject, fact.object, fact.period, fact.measure_variant)
            places[fact.doc_id, fact.quote_span.start, fact.predicate, *of].append(fact)
    found: dict[str, str] = {}
    for group in places.values():
        group.sort(key=lambda f: (f.value_span.start, f.id))
        for a, b in pairwise(group):
            between = a.quote[a.value_span.end - a.quote_span.start : b.value_span.start - a.quote_span.start]
            if a.id not in found.values() and (_is_twin(a, b, between) or _is_range(a, b, between)):
                found[a.id] = b.id
    return found


def _is_twin(a: Fact, b: Fact, between: str) -> bool:
    return (
        a.value.get("kind") == b.value.get("kind") == "money"
        and a.value.get("currency") != b.value.get("currency")
        and _TWIN.fullmatch(between) is not None
    )


def _is_range(a: Fact, b: Fact, between: str) -> bool:
    return (
        (a.bound, b.bound) == ("min", "max")
        and a.value.get("currency") == b.value.get("currency")
        and _RANGE.fullmatch(between) is not None
    )


def changed(former: Iterable[Fact], held: Mapping[str, Fact]) -> list[tuple[Fact, Fact]]:
    """Former facts with what the same document tells in their place now: the same thing, another value."""
    now: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in held.values():
        now[_thing(fact)].append(fact)
    found = []
    for old in former:
        same = now.get(_thing(old), [])
        if len(same) == 1 and old.id not in held and old.value != same[0].value:
            found.append((old, same[0]))
    return found


def _thing(fact: Fact) -> tuple[object, ...]:
    """What a fact tells the value of, and which document does."""
    of = (name_key(fact.subject), fact.predicate, fact.object, fact.period, fact.measure_variant, fact.bound)
    return (fact.doc_id, *of)


def with_periods(pairs: Iterable[Pair], held: Mapping[str, Fact]) -> list[Pair]:
    """The pairs that hold when a figure without a period takes those of the figures it agrees with.

    A headline's loss of 6.4 million is the third quarter's when the text below says so; it does not
    contradict the fourth's.
    """
    every = list(pairs)
    meant: dict[str, set[str]] = defaultdict(set)
    for a, b, state in every:
        if state == "agrees":
            for one, other in ((held[a], held[b]), (held[b], held[a])):
                if not one.period and other.period:
                    meant[one.id].add(other.period)
    for fact in held.values():
        if fact.period:
            meant[fact.id] = {fact.period}
    return [
        (a, b, state)
        for a, b, state in every
        if state == "agrees" or not meant[a] or not meant[b] or meant[a] & meant[b]
    ]


def corrected(pairs: Iterable[Pair], held: Mapping[str, Fact], voice: Mapping[str, str]) -> list[Pair]:
    """The pairs, where what a publisher says later takes the place of what it said before."""
    return [_corrected(pair, held, voice) for pair in pairs]


def _corrected(pair: Pair, held: Mapping[str, Fact], voice: Mapping[str, str]) -> Pair:
    a, b, state = pair
    if state != "contradicts" or voice[a] != voice[b]:
        return pair
    x, y = held[a].published_at, held[b].published_at
    if x is None or y is None or x == y:
        return pair
    return (a, b, "supersedes") if x > y else (b, a, "supersedes")


def agreeing(held: Mapping[str, Fact], pairs: list[Pair]) -> dict[str, list[str]]:
    """Facts that agree, each group under its first member."""
    parent = {f: f for f in held}

    def root(f: str) -> str:
        while parent[f] != f:
            parent[f] = parent[parent[f]]
            f = parent[f]
        return f

    against = {frozenset((a, b)) for a, b, state in pairs if state != "agrees"}
    members: dict[str, list[str]] = {f: [f] for f in held}
    for a, b, state in pairs:
        x, y = root(a), root(b)
        if state != "agrees" or x == y:
            continue
        # rounding may chain two figures that contradict each other: they stay apart
        if any(frozenset((p, q)) in against for p in members[x] for q in members[y]):
            continue
        parent[y] = x
        members[x] += members.pop(y)
    return members


def surest(group: list[str], held: Mapping[str, Fact], beside: Mapping[str, str]) -> str:
    """The fact that stands for its group: what came of a plan before the plan, a range before one of its
    ends, the exact and precise figure; of an amount in two currencies the one told first."""
    ends = {f for pair in beside.items() for f in pair if held[pair[0]].bound == "min"}
    best = max(
        group,
        key=lambda f: (
            held[f].measure_variant != "planned",
            f in ends,
            held[f].bound == "exact",
            len(held[f].value_text) > 0,
            bool(held[f].period) + bool(held[f].object),
            round(held[f].confidence, 1),
            _precision(held[f]),
            f,
        ),
    )
    return next((first for first, second in beside.items() if second == best and first in group), best)


def _precision(fact: Fact) -> int:
    if fact.value.get("kind") == "date":
        return len(str(fact.value.get("date", "")))
    if fact.value.get("kind") == "role":
        return min(len(str(fact.value.get("role", ""))), 60)
    return digits(fact)


def digits(fact: Fact) -> int:
    """How many digits of the value count."""
    return len(re.sub(r"\D", "", fact.value_text).rstrip("0"))


def disputes(
    pairs: list[Pair], lead: Mapping[str, str], held: Mapping[str, Fact], least: float
) -> tuple[tuple[str, ...], ...]:
    """Groups of leading facts that cannot all hold, in order; sides read less surely than `least` do not
    count."""
    groups: list[set[str]] = []
    for a, b, state in pairs:
        if state != "contradicts" or lead[a] == lead[b]:
            continue
        pair = {lead[a], lead[b]}
        if any(held[f].confidence < least for f in (a, b)):
            continue
        touching = [g for g in groups if g & pair]
        groups = [g for g in groups if not g & pair]
        groups.append(pair.union(*touching))
    return tuple(sorted(tuple(sorted(g)) for g in groups))


def history(
    pairs: list[Pair], lead: Mapping[str, str], held: Mapping[str, Fact], shown: set[str]
) -> dict[str, tuple[str, ...]]:
    """Leading fact id -> what it took the place of, latest first."""
    older: dict[str, list[str]] = {}
    for later, earlier, state in pairs:
        if (
            state == "supersedes"
            and lead[later] != lead[earlier]
            and lead[earlier] not in older.get(lead[later], [])
        ):
            older.setdefault(lead[later], []).append(lead[earlier])
    return {
        k: tuple(sorted(v, key=lambda f: str(held[f].published_at), reverse=True))
        for k, v in older.items()
        if k in shown
    }
