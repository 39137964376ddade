"""Lists made from the lists of the last build: what did not change is cut out of its file and put into the new one.

Only for a build that knows its scope, in which every row stands where it stood (`publish/known.py`), and only
of a file that is as the last build left it (`files.publish` sees to that). Each function answers None when the
file is not cut as it should be; it is then made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


def markup(body: bytes, mark: bytes, end: bytes, count: int, fresh: Mapping[int, str]) -> bytes | None:
    """HTML or XML with a list of `count` rows, some of them replaced.

    `mark`: what every row begins with and nothing else holds; `end`: what it ends with, and what nothing else
    before the next row holds; `fresh`: rows by number.
    """
    parts = body.split(mark)
    if len(parts) != count + 1:
        return None
    for at, text in fresh.items():
        row = text.encode()
        _, found, tail = parts[at + 1].partition(end)
        clear = found and (at + 1 == count or end not in tail)
        if not clear or not row.startswith(mark) or not row.endswith(end) or row.count(mark) != 1:
            return None
        parts[at + 1] = row[len(mark) :] + tail
    return mark.join(parts)


def members(body: bytes, name: str, count: int, fresh: Mapping[int, Any]) -> bytes | None:
    """A JSON object, without blanks, whose member `name` is a list of `count` values, some of them replaced."""
    held = _held(body, name, count)
    if held is None:
        return None
    found, values = held
    for at, value in fresh.items():
        values[at] = value
    found[name] = values
    return _encode(found)


def texts(body: bytes, name: str, count: int, fresh: Mapping[int, str]) -> list[str] | None:
    """The members of such a list as they are written, with or without blanks, some of them replaced."""
    held = _held(body, name, count)
    if held is None:
        return None
    values = [bytes(value).decode() for value in held[1]]
    for at, value in fresh.items():
        values[at] = value
    return values


def _held(body: bytes, name: str, count: int) -> tuple[dict[str, Any], list[Any]] | None:
    """A JSON object and the `count` raw values of its list `name`; None when they are not there."""
    try:
        found: dict[str, Any] = dict(_object(body))
        values: list[Any] = list(_array(found[name]))
    except (msgspec.DecodeError, KeyError):
        return None
    return (found, values) if len(values) == count else None
