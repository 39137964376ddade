"""Patterns that skip to the characters they can begin with.

The engine of `re` can look for the first character of a match many times faster than it can try the whole
pattern, and does so when a pattern begins with a letter or a set of letters. It does not when the pattern
begins with `\\b`, a look-behind or a choice between groups, as nearly all of the rules do, though their first
characters can be read off as well. `compile` reads them off and tells the engine.

This leans on how CPython compiles patterns, which no promise covers: where anything is not as in the versions
this was written for (tried on 3.11, 3.12 and 3.13; the engine checks the code it is given), the pattern is compiled as always,
and only speed is lost.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
_names: Any = import_module("re._constants")
_engine: Any = import_module("_sre")

_Items = set[tuple[Any, Any]]  # what stands between the brackets of a set, as `re` writes it
# İ, ı, ſ and K: letters that match an ASCII one when case is ignored.
_STRANGE_CASES = (0x130, 0x131, 0x17F, 0x212A)


class _Anything(Exception):  # noqa: N818 (no error: the answer "any character")
    """A match may begin with nearly any character."""


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(pattern, flags)`: the same matches, found sooner where few characters can begin one."""
    try:
        skipping = _compile(pattern, int(flags))
    except Exception:  # a bad pattern, or an engine that works otherwise: `re` knows what to say
        skipping = None
    return skipping or re.compile(pattern, flags)


def _compile(pattern: str, flags: int) -> re.Pattern[str] | None:
    parsed = _parser.parse(pattern, flags)
    flags |= parsed.state.flags
    begins: _Items = set()
    try:
        if _first(parsed, flags, begins):
            return None  # may match nothing at all
    except _Anything:
        return None
    code: list[int] = _compiler._code(parsed, flags)
    # The code opens with a block: its name, its length, what is known, the least and the greatest width.
    name, length, known, least, greatest = code[:5]
    if name != _names.INFO or known:
        return None  # the engine knows how a match begins
    characters, _ = _compiler._optimize_charset(sorted(begins))
    told: list[int] = []
    _compiler._compile_charset(characters, 0, told)
    block = [name, 4 + len(told), _names.SRE_INFO_CHARSET, least, greatest, *told]
    groups = parsed.state.groupdict
    names: list[str | None] = [None] * parsed.state.groups
    for group, number in groups.items():
        names[number] = group
    made: re.Pattern[str] = _engine.compile(
        pattern, flags, block + code[1 + length :], parsed.state.groups - 1, groups, tuple(names)
    )
    return made


def _first(parts: Any, flags: int, begins: _Items) -> bool:
    """Add what a match of `parts` can begin with; True when they can match the empty string."""
    return all(_begins(kind, what, flags, begins) for kind, what in parts)


def _begins(kind: Any, what: Any, flags: int, begins: _Items) -> bool:
    """`_first` for one part of a pattern."""
    if kind is _names.LITERAL:
        _add(what, flags, begins)
        return False
    if kind is _names.IN:
        for item, value in what:
            _add_item(item, value, flags, begins)
        return False
    if kind in (_names.AT, _names.ASSERT, _names.ASSERT_NOT):
        return True
    if kind is _names.BRANCH:
        empty = [_first(choice, flags, begins) for choice in what[1]]  # every choice, not up to the first
        return any(empty)
    if kind is _names.SUBPATTERN:
        _, added, taken, parts = what
        return _first(parts, (flags | added) & ~taken, begins)
    if kind is _names.ATOMIC_GROUP:
        return _first(what, flags, begins)
    if kind in (_names.MAX_REPEAT, _names.MIN_REPEAT, _names.POSSESSIVE_REPEAT):
        least, _, parts = what
        return _first(parts, flags, begins) or least == 0
    raise _Anything


def _add_item(item: Any, value: Any, flags: int, begins: _Items) -> None:
    """Add one item of a set of characters."""
    if item is _names.LITERAL:
        _add(value, flags, begins)
    elif item is _names.CATEGORY and not flags & (re.ASCII | re.LOCALE):
        begins.add((item, _names.CH_UNICODE[value]))
    elif item is _names.RANGE and not flags & re.IGNORECASE:
        begins.add((item, value))
    elif item is _names.RANGE and value[1] < 128:
        for letter in range(value[0], value[1] + 1):
            _add(letter, flags, begins)
    else:
        raise _Anything


def _add(letter: int, flags: int, begins: _Items) -> None:
    """Add one character, in both cases where case is ignored."""
    if not flags & re.IGNORECASE:
        begins.add((_names.LITERAL, letter))
    elif letter < 128:
        written = chr(letter)
        for other in (ord(written.lower()), ord(written.upper()), *_STRANGE_CASES):
            begins.add((_names.LITERAL, other))
    else:
        raise _Anything
