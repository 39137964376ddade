"""The second opinion: what the kept libraries take for the article and its day.

trafilatura is asked only where our own classifier is in doubt; see docs/decisions/024-text.md.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime

import numpy as np
import numpy.typing as npt
import trafilatura
from htmldate import find_date

for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # a stage returns reasons, it does not log

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"\w+")
_GRAM = 4


def text(html: str) -> str:
    """The main text as trafilatura finds it; "" when it finds none."""
    try:
        return trafilatura.extract(_CONTROL.sub(" ", html), include_comments=False, fast=True) or ""
    except Exception:  # its parser and its rules raise many kinds on wild input; then it has no opinion
        return ""


def day(html: str, url: str, latest: datetime) -> str | None:
    """The day that htmldate finds in a page whose statements and bylines say nothing; None if none.

    Only its exact search: the extensive one makes a 1 January of any year it meets.
    """
    try:
        found = find_date(
            _CONTROL.sub(" ", html),
            extensive_search=False,
            original_date=True,
            url=url or None,
            max_date=latest.strftime("%Y-%m-%d"),
        )
    except Exception:  # as above
        return None
    return str(found) if found else None


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
