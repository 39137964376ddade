"""Repair of a story that has grown: merge it with its like, or split it when it holds two.

Repairs come when a story has grown by a set share since the last one, so their cost per article does not
depend on how many there are. Stories of headlines are judged by cosine, those of texts by kinship (`halves`).
A merged story's id redirects to the larger one; when a story splits, the
larger part keeps the id. What an editor has arranged is left alone.
"""

from __future__ import annotations

import math
from collections import Counter
from heapq import nlargest
from operator import itemgetter, mul
from typing import TYPE_CHECKING

from tipsheet.stages.cluster.dates import agreement, far_apart
from tipsheet.stages.cluster.halves import kinship, lead_kinship, part_in_two
from tipsheet.stages.cluster.state import Group, Member, product, scale_of

if TYPE_CHECKING:
    from tipsheet.stages.cluster.engine import Engine
    from tipsheet.stages.cluster.settings import ClusterSettings

_value = itemgetter(1)
_LEADING = 12  # words of a story that look for its like
_SAMPLE_TEXTS = 40  # of a story of texts
_SAMPLE = 60  # members of a story that are asked whether it is two


def repair(engine: Engine, group: Group) -> Group:
    """Merge the story with any that tells the same, then try a split. Returns the story that lives on."""
    while True:
        _age(engine, group)
        group.checked = len(group.members)
        _trim(engine, group)
        if group.fixed or group.hard:
            return group
        found = _twin(engine, group)
        if found is None:
            break
        group = merge_into(engine, *_larger(group, found[0]), found[1])
    _rehome(engine, group)
    if _of_texts(group):
        _split_texts(engine, group)
    else:
        _split(engine, group)
    return group


def _age(engine: Engine, group: Group) -> None:
    """Let reports older than the window leave a story that goes on: it is told by what it says now."""
    state, window = engine.state, engine.settings.window_h * 3600.0
    if state.clock < group.aged + window / 4.0:
        return
    group.aged = state.clock
    edge = state.clock - window
    old = [m for m in group.members if m.at is not None and m.at < edge]
    if old and len(old) < len(group.members):
        engine.leave(group, old)
        for member in old:
            for article_id in (member.id, *member.copies):
                state.home.pop(article_id, None)


def _larger(a: Group, b: Group) -> tuple[Group, Group]:
    """The larger story first, the older one of two alike."""
    return (a, b) if (len(a.members), -a.key) > (len(b.members), -b.key) else (b, a)


def _twin(engine: Engine, group: Group) -> tuple[Group, float] | None:
    """The story most like this one, if they are one story, and the product of their sums."""
    state, s = engine.state, engine.settings
    terms, scale, mine = group.terms, state.scale, state.scale[group.key]
    leading = (
        terms.items()
        if len(terms) <= _LEADING
        else sorted(terms.items(), key=_value, reverse=True)[:_LEADING]
    )
    dots = engine.dots(leading)
    dots.pop(group.key, None)
    floor = 0.6 * s.merge_headline if not group.dense else 0.05
    near = [(dot * scale[k] * mine, -k) for k, dot in dots.items() if dot * scale[k] * mine >= floor]
    best, twin, meeting = 0.0, None, 0.0
    for _, negative in nlargest(s.second_look, near):
        other = state.groups[-negative]
        dot = product(terms, other.terms)
        cosine = dot * scale[other.key] * mine
        if (
            other.fixed
            or other.hard
            or (engine.orders.apart and engine.orders.keeps_apart(group.id, other.id))
        ):
            continue
        if not _in_reach(group, other, s.window_h) or _periods_differ(group, other):
            continue
        if far_apart(group.days, other.days, s.days_apart):
            continue
        body = min(group.body / len(group.members), other.body / len(other.members))
        if group.dense and other.dense:
            dense = sum(map(mul, group.dense, other.dense))
            dense /= math.sqrt(sum(map(mul, group.dense, group.dense)))
            dense /= math.sqrt(sum(map(mul, other.dense, other.dense)))
            share = s.dense_headline + (s.dense_text - s.dense_headline) * body
            score = cosine + share * (dense - cosine)
            score -= s.merge_dense_headline + (s.merge_dense_text - s.merge_dense_headline) * body
        elif body > 0.5:
            score = _kinship(group, other, dot, s) - s.merge_text
        else:
            score = cosine - s.merge_headline
        if score >= 0.0 and (twin is None or score > best):
            best, twin, meeting = score, other, dot
    return None if twin is None else (twin, meeting)


def _kinship(a: Group, b: Group, dot: float, s: ClusterSettings) -> float:
    """Of two stories of texts, by all their words and by their first, with what their dates say for it."""
    kin = kinship((a.norm2, b.norm2), (len(a.members), len(b.members)), dot, s.alike)
    if kin < 0.5 * s.merge_text:
        return kin
    kin = 0.5 * (kin + lead_kinship(_some(a), _some(b), s.alike))
    return kin + s.days_kin * max(0.0, agreement(a.days, b.days))


def _rehome(engine: Engine, group: Group) -> None:
    """Let members go that fit another story better than the rest of their own.

    Early decisions are made on little; what a story has become tells who never belonged. Only articles with
    a text are asked, and only where telling stories apart is worth it: see `rehome` in the settings.
    """
    s, state = engine.settings, engine.state
    if len(group.members) < 3 or not _of_texts(group):
        return
    for member in group.members[-_SAMPLE:]:
        if member.pinned or not member.vector or len(group.members) < 2:
            continue
        dot = product(member.vector, group.terms)
        rest = max(1e-9, group.norm2 - 2.0 * dot + 1.0)
        own = max(0.0, dot - 1.0) / math.sqrt(rest)
        best, home = own + s.rehome, None
        for key, near in engine.dots(member.vector.items()).items():
            other = state.groups[key]
            if near * state.scale[key] > best and key != group.key and _takes(engine, group, other, member):
                best, home = near * state.scale[key], other
        if home is not None:
            engine.leave(group, [member])
            engine.enter(home, member, product(member.vector, home.terms))
            state.moved.update(dict.fromkeys((member.id, *member.copies), home.id))


def _takes(engine: Engine, group: Group, other: Group, member: Member) -> bool:
    """The other story may take a member of this one."""
    if other.fixed or other.hard or _periods_differ(group, other):
        return False
    if engine.orders.apart and engine.orders.keeps_apart(group.id, other.id):
        return False
    if member.day and far_apart({member.day: 1}, other.days, engine.settings.days_apart):
        return False
    return member.at is None or engine.wait(other, member.at) is not None


def _in_reach(a: Group, b: Group, window_h: float) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return True
    return max(a.first - b.last, b.first - a.last) <= window_h * 3600.0


def _periods_differ(a: Group, b: Group) -> bool:
    """Both name reporting periods of one kind, and none in common."""
    kinds = {p[0] for p in a.periods} & {p[0] for p in b.periods}
    return any(
        not {p for p in a.periods if p[0] == kind} & {p for p in b.periods if p[0] == kind} for kind in kinds
    )


def merge_into(engine: Engine, a: Group, b: Group, dot: float) -> Group:
    """Story `b` becomes part of `a`, and its id redirects; `dot` is the product of their sums."""
    state, key = engine.state, a.key
    state.remove(b)
    state.redirects[b.id] = a.id
    terms, index = a.terms, state.index
    for word, value in b.terms.items():
        if word in terms:
            value += terms[word]
        terms[word] = value
        posted = index.get(word)
        if posted is None:
            index[word] = {key: value}
        else:
            posted[key] = value
    a.norm2 += b.norm2 + 2.0 * dot
    state.scale[key] = scale_of(a.norm2)
    for member in b.members:
        state.home[member.id] = key
        for copy in member.copies:
            state.home[copy] = key
    a.members += b.members
    a.body += b.body
    a.fixed = a.fixed or b.fixed
    state.articles += len(b.members)
    for day, count in b.days.items():
        a.days[day] = a.days.get(day, 0) + count
    for name, count in b.periods.items():
        a.periods[name] = a.periods.get(name, 0) + count
    if b.dense:
        a.dense = list(map(sum, zip(a.dense, b.dense, strict=True))) if a.dense else b.dense
    if b.first is not None and b.last is not None:
        a.first = b.first if a.first is None else min(a.first, b.first)
        a.last = b.last if a.last is None else max(a.last, b.last)
    state.touch(a)
    return a


def _trim(engine: Engine, group: Group) -> None:
    """Keep a story's weightiest words only, once it has a quarter too many."""
    s = engine.settings
    share = group.body / len(group.members)
    most = int(s.story_terms_headline + (s.story_terms_text - s.story_terms_headline) * share)
    if len(group.terms) <= most * 1.25:
        return
    keep = dict(sorted(group.terms.items(), key=_value, reverse=True)[:most])
    engine.state.unpost([word for word in group.terms if word not in keep], group.key)
    group.terms = keep
    group.norm2 = sum([value * value for value in keep.values()])
    engine.state.scale[group.key] = scale_of(group.norm2)


def _split(engine: Engine, group: Group) -> None:
    """Part a loose story in two around the member that fits it least, if the halves differ enough.

    A long story is judged by a sample of its members, so that the work stays bounded.
    """
    s, members = engine.settings, group.members
    if len(members) < 8 or group.norm2 / len(members) ** 2 >= s.loose_headline:
        return
    some = members[:: -(-len(members) // _SAMPLE)]
    likeness = [product(m.vector, group.terms) for m in some]
    odd = min(range(len(some)), key=lambda i: (likeness[i], i))
    halves = (group.terms, some[odd].vector)
    for _ in range(3):
        sides = _sides(some, halves)
        if all(sides) or not any(sides):
            return
        halves = _sum(some, sides, False), _sum(some, sides, True)
    likeness_of_halves = product(halves[0], halves[1]) / (_length(halves[0]) * _length(halves[1]))
    if likeness_of_halves >= s.split_headline * s.merge_headline:
        return
    sides = _sides(members, halves)
    few = sum(sides)
    if min(few, len(members) - few) >= 3:
        _part(engine, group, sides)


def _split_texts(engine: Engine, group: Group) -> None:
    """Part a story of texts in two if its halves are far less akin than each is within."""
    s, members = engine.settings, group.members
    some = _some(group)
    found = part_in_two(some, 2, s.alike)
    if found is None:
        return
    sides, kin = found
    one, two = ([m for m, its in zip(some, sides, strict=True) if its == side] for side in (False, True))
    kin = 0.5 * (kin + lead_kinship(one, two, s.alike))
    limit = s.split_text if min(len(one), len(two)) > 2 else s.split_pair
    if kin + s.days_kin * max(0.0, agreement(_days(one), _days(two))) >= limit:
        return
    if len(some) < len(members):
        sides = _sides(members, (_sum(some, sides, False), _sum(some, sides, True)))
    _part(engine, group, sides)


def _part(engine: Engine, group: Group, sides: list[bool]) -> None:
    """Let the smaller half leave; what an editor has placed stays."""
    leaving = sum(sides) * 2 <= len(sides)
    out = [m for m, side in zip(group.members, sides, strict=True) if side == leaving and not m.pinned]
    if out and len(out) < len(group.members):
        engine.leave(group, out)
        group.checked = len(group.members)
        engine.part(out)


def _some(group: Group) -> list[Member]:
    """A sample of a story's members from its whole life, so that the work stays bounded."""
    return group.members[:: -(-len(group.members) // _SAMPLE_TEXTS)]


def _days(members: list[Member]) -> Counter[int]:
    """The full dates they state, by how many do."""
    return Counter(m.day for m in members if m.day)


def _of_texts(group: Group) -> bool:
    return group.body > 0.5 * len(group.members)


def _sides(members: list[Member], halves: tuple[dict[str, float], dict[str, float]]) -> list[bool]:
    """For each member, whether it is more like the second half."""
    first, second = _length(halves[0]), _length(halves[1])
    return [product(m.vector, halves[1]) * first > product(m.vector, halves[0]) * second for m in members]


def _length(terms: dict[str, float]) -> float:
    return math.sqrt(sum([value * value for value in terms.values()])) or 1.0


def _sum(members: list[Member], sides: list[bool], side: bool) -> dict[str, float]:
    total: dict[str, float] = {}
    for member, its in zip(members, sides, strict=True):
        if its == side:
            for word, value in member.vector.items():
                total[word] = total.get(word, 0.0) + value
    return total
