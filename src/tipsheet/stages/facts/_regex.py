"""Patterns written where they are used, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache


@cache
def rx(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The compiled pattern; only for patterns fixed in the source, of which there are some hundreds.

    `re.search` and its like look a pattern up more slowly, and keep only 512 for the whole program: the rules
    alone would push each other out.
    """
    return re.compile(pattern, flags)


def scan(pattern: re.Pattern[str], begins: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """`pattern.finditer(text)`, tried only where `begins` matches: many times faster when few places can begin it.

    `begins` must match at the first character of everything `pattern` can match, and should start with one set of
    characters, which is what the engine skips to.
    """
    taken = 0
    for place in begins.finditer(text):
        if place.start() >= taken and (m := pattern.match(text, place.start())):
            taken = m.end()
            yield m
