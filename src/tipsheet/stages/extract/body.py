"""Which blocks are the article: our classifier, and trafilatura where the classifier is in doubt."""

from __future__ import annotations

import re

import msgspec
import numpy as np
import numpy.typing as npt

from tipsheet.stages.extract import second
from tipsheet.stages.extract.blocks import Blocks
from tipsheet.stages.extract.features import features
from tipsheet.stages.extract.model import choose, likelihood

DOUBT = 0.93  # below this expected F1 the second opinion is asked: one page in five
_SECOND_WEIGHT = 0.25  # what the second opinion counts, of 1
_MAX_SECOND_CHARS = 1_200_000  # the library is slower than linear on large pages
_MAX_SECOND_TAGS = 15_000
_WORD = re.compile(r"\w+")


class Body(msgspec.Struct, frozen=True):
    """The chosen blocks, in order, and how sure the choice is."""

    chosen: tuple[int, ...] = ()
    start: int | None = None  # the first block of running text
    end: int | None = None  # one past the last one
    expected: float = 0.0  # 0..1, the F1 that the classifier expects
    asked: bool = False  # whether the second opinion was needed


def body(html: str, blocks: Blocks, title: str, summary: str) -> Body:
    """The blocks that make the article of this page."""
    likely = likelihood(features(blocks, title, summary))
    words = np.array([len(_WORD.findall(t)) for t in blocks.texts], np.float64)
    kept, expected = choose(likely, words)
    asked = len(blocks) > 0 and expected < DOUBT and affordable(html, blocks)
    if asked:
        other = second.share(blocks.texts, second.text(html))
        kept, _ = choose((1 - _SECOND_WEIGHT) * likely + _SECOND_WEIGHT * other, words)
    return _framed(blocks, kept, words, expected, asked)


def affordable(html: str, blocks: Blocks) -> bool:
    """Whether the page is small enough for libraries that are slower than linear."""
    tags = max(len(blocks.tokens), html.count("<") // 3)  # comments and scripts cost them, too
    return len(html) <= _MAX_SECOND_CHARS and tags <= _MAX_SECOND_TAGS


def _framed(
    blocks: Blocks, kept: npt.NDArray[np.bool_], words: npt.NDArray[np.float64], expected: float, asked: bool
) -> Body:  # fmt: skip
    chosen = tuple(int(i) for i in np.flatnonzero(kept))
    running = [i for i in chosen if len(blocks.texts[i]) >= 60] or list(chosen)
    if not running:
        return Body(expected=expected, asked=asked)
    return Body(chosen, running[0], running[-1] + 1, expected, asked)
