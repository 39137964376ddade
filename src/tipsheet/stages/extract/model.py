"""How likely each block is part of the article: a small forest of trees, as plain arrays.

Trained offline by `scripts/train_blocks.py` on WCXB labels (Murrough Foley, 2026, CC BY 4.0) and the
labels of the article-extraction-benchmark and fundus (MIT); the file carries numbers only. All splits
of one level of a tree are the same, so a tree is a table indexed by the bits of its splits.
Measured in docs/decisions/024-text.md.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
import numpy.typing as npt

from tipsheet.stages.extract.features import NAMES, Matrix


class Forest(msgspec.Struct, frozen=True):
    """Trees of equal depth whose sum is the log odds."""

    columns: npt.NDArray[np.int64]  # (depth, trees): the feature asked at each level
    borders: npt.NDArray[np.float32]  # (depth, trees): a bit is 1 above it
    leaves: npt.NDArray[np.float32]  # (trees, 2 ** depth)
    bias: float

    def odds(self, rows: Matrix) -> npt.NDArray[np.float64]:
        """The log odds of each row."""
        flat = np.ascontiguousarray(rows.T)
        leaf = np.zeros((self.columns.shape[1], len(rows)), np.int32)
        for level, (columns, borders) in enumerate(zip(self.columns, self.borders, strict=True)):
            leaf |= (flat[columns] > borders[:, None]).view(np.uint8).astype(np.int32) << level
        leaf += (np.arange(len(leaf), dtype=np.int32) * self.leaves.shape[1])[:, None]
        odds: npt.NDArray[np.float64] = self.leaves.take(leaf).sum(axis=0, dtype=np.float64) + self.bias
        return odds


@cache
def forest() -> Forest:
    """The shipped forest."""
    return load(files("tipsheet.stages.extract").joinpath("data/blocks.npz").read_bytes())


def load(raw: bytes) -> Forest:
    """The forest in a file that `scripts/train_blocks.py` wrote; RuntimeError when its features are others."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        if list(stored["names"]) != NAMES:
            raise RuntimeError("the block model was trained on other features; run scripts/train_blocks.py")
        return Forest(
            stored["columns"].astype(np.int64),
            stored["borders"].astype(np.float32),
            stored["leaves"].astype(np.float32),
            float(stored["bias"]),
        )


def likelihood(rows: Matrix) -> npt.NDArray[np.float64]:
    """0..1 for each row of `features`."""
    if not len(rows):
        return np.zeros(0)
    return 1 / (1 + np.exp(-forest().odds(rows)))


_CLEAR = 0.85  # the expected F1 below which a page is likely no plain article
_STRICTER, _LOOSER = 0.09, -0.03  # what measuring adds to the bar of a clear page, and of another


def choose(
    likely: npt.NDArray[np.float64], words: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.bool_], float]:
    """The blocks that make the best article, and the F1 to be expected of them, 0..1.

    `words`: how many each block has. An uncertain page gets a lower bar than a clear one, since the
    bar that is best for F1 is half of the F1 that can be had.
    """
    if not len(likely):
        return np.zeros(0, np.bool_), 0.0
    weight = words + 0.5
    order = np.argsort(-likely, kind="stable")
    hits = np.cumsum((weight * likely)[order])
    taken = np.cumsum(weight[order])
    expected = float((2 * hits / (taken + hits[-1])).max())
    bar = expected / 2 + (_STRICTER if expected >= _CLEAR else _LOOSER)
    return likely >= min(max(bar, 0.15), 0.6), expected
