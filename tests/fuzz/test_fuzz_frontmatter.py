"""A short run of the fuzz target with inputs that are the same every time."""

from __future__ import annotations

import random

import fuzz_frontmatter as target


def test_a_few_thousand_mutations_keep_all_promises() -> None:
    rng = random.Random(2026)
    read = sum(target.check(target.mutate(rng, target.SEEDS), timed=False) for _ in range(4000))
    assert 500 < read < 3500  # neither all good nor all bad: the mutations do reach the reader
