"""The tree of a front matter: every part of the text has its place in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tipsheet.frontmatter.scalars import quote, resolve


class Scalar:
    """One value. `text` is what it says; `raw` how it is spelled, when that is not the usual spelling."""

    __slots__ = ("raw", "style", "text", "value")

    def __init__(self, text: str, style: str = "plain", raw: str | None = None, value: Any = None) -> None:
        self.text = text
        self.style = style  # plain, double, single, block, flow
        self.raw = raw
        self.value = value  # of a flow list or mapping only

    @property
    def data(self) -> Any:
        """As Python data: plain words by the YAML 1.2 core schema, times left as text."""
        if self.style == "plain":
            return resolve(self.text)
        return self.value if self.style == "flow" else self.text

    def emit(self) -> str:
        """The value as it stands in the file."""
        if self.raw is not None:
            return self.raw
        return quote(self.text) if self.style == "double" else self.text


class Entry:
    """A `key: value` of a mapping or a `- value` of a list (then `key` is ""), with all that surrounds it."""

    __slots__ = ("eol", "gap", "indent", "key", "key_raw", "lead", "line", "tail", "value")

    def __init__(
        self,
        *,
        lead: str,
        indent: str,
        key: str,
        key_raw: str,
        gap: str,
        value: Node,
        tail: str,
        eol: str,
        line: int = 0,
    ) -> None:
        self.lead = lead  # blank and comment lines above
        self.indent = indent
        self.key = key
        self.key_raw = key_raw  # with its colon; "-" in a list
        self.gap = gap  # between that and the value
        self.value = value
        self.tail = tail  # blanks and comment after a scalar, or after the key of a block
        self.eol = eol
        self.line = line  # in the file, from 1; 0 = not from a file

    def write(self, out: list[str]) -> None:
        """Append this entry's text to `out`."""
        value = self.value
        if isinstance(value, Scalar):
            out.append(f"{self.lead}{self.indent}{self.key_raw}{self.gap}{value.emit()}{self.tail}{self.eol}")
        elif value.inline:  # a mapping or list that starts on the line of its dash
            out.append(f"{self.lead}{self.indent}{self.key_raw}{self.gap}")
            value.write(out)
        else:
            out.append(f"{self.lead}{self.indent}{self.key_raw}{self.tail}{self.eol}")
            value.write(out)


class Block:
    """What `Map` and `List` share: entries in order."""

    __slots__ = ("entries", "inline")

    def __init__(self, entries: list[Entry] | None = None, *, inline: bool = False) -> None:
        self.entries = entries if entries is not None else []
        self.inline = inline

    def write(self, out: list[str]) -> None:
        """Append this block's text to `out`."""
        for entry in self.entries:
            entry.write(out)


class Map(Block):
    """A block mapping. Of a key given twice the last one counts, as other readers have it."""

    __slots__ = ()

    def find(self, key: str) -> Entry | None:
        """The entry of `key`, or None."""
        for entry in reversed(self.entries):
            if entry.key == key:
                return entry
        return None

    @property
    def data(self) -> dict[str, Any]:
        """As Python data."""
        return {entry.key: entry.value.data for entry in self.entries}


class List(Block):
    """A block list."""

    __slots__ = ()

    @property
    def data(self) -> list[Any]:
        """As Python data."""
        return [entry.value.data for entry in self.entries]


Node = Scalar | Map | List


def walk(node: Node, name: str = "") -> Iterator[tuple[str, Scalar]]:
    """Every scalar below `node` with its dotted name (lists count from 0)."""
    if isinstance(node, Scalar):
        yield name, node
        return
    for at, entry in enumerate(node.entries):
        part = entry.key or str(at)
        yield from walk(entry.value, f"{name}.{part}" if name else part)
