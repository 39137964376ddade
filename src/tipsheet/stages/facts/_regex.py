"""Patterns written where they are used, compiled once."""

from __future__ import annotations

import re
from functools import cache


@cache
def rx(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern; only for patterns fixed in the source, of which there are some hundreds.

    `re.search` and its like look a pattern up more slowly, and keep only 512 for the whole program: the rules
    alone would push each other out.
    """
    return re.compile(pattern, flags)
