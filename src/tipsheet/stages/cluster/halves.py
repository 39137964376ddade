"""Whether the articles of a story are one event or two: parted in two, how alike are the halves?

What counts is how like the members of one half are to those of the other, against how like they are to
each other. That does not hang on how many words the reports of an event share: halves of one event are
about as kin as their members, two look-alike events are far less so, however close their words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import compress, islice
from operator import mul

from tipsheet.stages.cluster.state import Member, Vector, product

_LEAD = 35  # different words, about the first eighty written
_SEEDS = 4  # of the members that fit least: each is tried as the beginning of a half
_ROUNDS = 4
_TURNS = 8  # of the search for the direction in which the members differ most


def kinship(norms2: tuple[float, float], sizes: tuple[int, int], dot: float, alike: float) -> float:
    """Mean likeness between the members of two stories, against within: 0 and more, about 1 for one event.

    `norms2` are the squared lengths of the stories' sums, `dot` the product of the sums. Two members are
    pretended in each that are `alike` (0..1), so that a story of one has something to be measured by.
    """
    within = 1.0
    for norm2, size in zip(norms2, sizes, strict=True):
        pairs = max(0.0, norm2 - size) + 2.0 * alike
        within *= max(1e-3, pairs / (size * (size - 1) + 2))
    return dot / (sizes[0] * sizes[1]) / math.sqrt(within)


def lead_kinship(a: list[Member], b: list[Member], alike: float) -> float:
    """The same for the first words of the members, which name what each report is about."""
    sums: list[Vector] = []
    for members in (a, b):
        total: Vector = {}
        for member in members:
            lead = list(islice(member.vector.items(), _LEAD))
            unit = 1.0 / (math.sqrt(sum([value * value for _, value in lead])) or 1.0)
            for word, value in lead:
                total[word] = total.get(word, 0.0) + value * unit
        sums.append(total)
    norms2 = tuple(sum([value * value for value in total.values()]) for total in sums)
    return kinship((norms2[0], norms2[1]), (len(a), len(b)), product(*sums), alike)


def part_in_two(members: list[Member], least: int, alike: float) -> tuple[list[bool], float] | None:
    """For each member whether it is in the second half, and the kinship of the halves.

    Several beginnings are tried, and the halves that agree best within themselves are taken. None: there
    are none of at least `least` members. The work grows with the square of the number of members.
    """
    size = len(members)
    if size < 2 * least:
        return None
    likeness = [[1.0] * size for _ in members]
    for i, member in enumerate(members):
        for j in range(i):
            likeness[i][j] = likeness[j][i] = product(member.vector, members[j].vector)
    whole = [sum(row) for row in likeness]
    best: tuple[float, list[bool], float] | None = None
    for beginning in _beginnings(likeness, whole):
        sides, settled = beginning, False
        for _ in range(_ROUNDS):
            few = sum(sides)
            if settled or not least <= few <= size - least:
                break
            near = [sum(compress(row, sides)) for row in likeness]
            two = sum(compress(near, sides))
            cross = sum(near) - two
            one = sum(whole) - 2.0 * cross - two
            ratio = math.sqrt(max(one, 0.0) / two) if two > 0.0 else 1.0
            before, sides = sides, [n * ratio > w - n for n, w in zip(near, whole, strict=True)]
            settled = sides == before
        if not settled:
            continue
        agree = math.sqrt(one) + math.sqrt(two)
        if best is None or agree > best[0] + 1e-9:
            best = agree, sides, kinship((one, two), (size - few, few), cross, alike)
    return None if best is None else best[1:]


def _beginnings(likeness: list[list[float]], whole: list[float]) -> Iterator[list[bool]]:
    """Guesses of the second half: along the direction in which members differ most, then around odd ones."""
    size = len(whole)
    mean = [total / size for total in whole]
    odd = sorted(range(size), key=lambda i: (whole[i], i))[:_SEEDS]
    lean = [near - usual for near, usual in zip(likeness[odd[0]], mean, strict=True)]
    for _ in range(_TURNS):
        shift = sum(lean) / size
        lean = [value - shift for value in lean]
        pull = sum(map(mul, mean, lean))
        lean = [sum(map(mul, row, lean)) - pull for row in likeness]
        top = max(map(abs, lean)) or 1.0
        lean = [value / top for value in lean]
    yield [value > 0.0 for value in lean]
    for seed in odd:
        far = min(range(size), key=lambda i: (likeness[seed][i], i))
        yield [a > b for a, b in zip(likeness[seed], likeness[far], strict=True)]
        yield [a > b for a, b in zip(likeness[seed], mean, strict=True)]
