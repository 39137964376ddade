"""A short run of each fuzz target with inputs that are the same every time."""

from __future__ import annotations

import random

import fuzz_discover as target
import pytest


@pytest.mark.parametrize("name", target.TARGETS)
def test_mutations_keep_all_promises(name: str) -> None:
    check, seeds = target.TARGETS[name]
    rng = random.Random(2026)
    count = 150 if name == "archive" else 600
    good = sum(check(target.mutate(rng, seeds)) for _ in range(count))
    assert good > count // 100, "the mutations do reach the reader"
