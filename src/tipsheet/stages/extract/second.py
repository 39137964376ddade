"""The second opinion: what the kept library takes for the article.

trafilatura is asked only where our own classifier is in doubt; see docs/decisions/024-text.md.
"""

from __future__ import annotations

import logging
import re

import numpy as np
import numpy.typing as npt
import trafilatura

logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)  # a stage returns reasons, it does not log

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"\w+")
_GRAM = 4


def text(html: str) -> str:
    """The main text as trafilatura finds it; "" when it finds none."""
    try:
        return trafilatura.extract(_CONTROL.sub(" ", html), include_comments=False, fast=True) or ""
    except Exception:  # its parser and its rules raise many kinds on wild input; then it has no opinion
        return ""


def share(texts: list[str], other: str) -> npt.NDArray[np.float64]:
    """For each text, which part (0..1) of its 4-word sequences `other` has; short ones must be lines."""
    words = _WORD.findall(other)
    grams = set(zip(*(words[i:] for i in range(_GRAM)), strict=False))
    lines = {" ".join(_WORD.findall(line)) for line in other.split("\n")}
    made = []
    for mine in map(_WORD.findall, texts):
        if len(mine) >= _GRAM:
            own = list(zip(*(mine[i:] for i in range(_GRAM)), strict=False))
            made.append(sum(g in grams for g in own) / len(own))
        else:
            made.append(float(bool(mine) and " ".join(mine) in lines))
    return np.array(made, np.float64)
