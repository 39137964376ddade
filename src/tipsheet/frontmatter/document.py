"""A record file as a whole."""

from __future__ import annotations

from typing import Any

from tipsheet.errors import RecordError
from tipsheet.frontmatter.change import Styles, default_style, set_value
from tipsheet.frontmatter.scalars import NULLS
from tipsheet.frontmatter.tree import Entry, Map, Node, Scalar

Key = str | tuple[str, ...]  # "title" or ("provider", "name")


class Document:
    """A record file: opening fence, tree, closing fence, body. `emit` gives the file's text."""

    __slots__ = ("body", "close", "eol", "head", "path", "root", "trail")

    def __init__(
        self, root: Map, *, head: str, trail: str, close: str, body: str, eol: str, path: str = ""
    ) -> None:
        self.root = root
        self.head = head  # byte order mark, "---" and line end; "" in a plain YAML file
        self.trail = trail  # blank and comment lines before the closing fence
        self.close = close
        self.body = body
        self.eol = eol  # the file's own, for lines that are added
        self.path = path

    @property
    def data(self) -> dict[str, Any]:
        """The front matter as Python data."""
        return self.root.data

    def node(self, key: Key) -> Node | None:
        """The node at `key`, or None."""
        at: Node | None = self.root
        for name in _names(key):
            entry = at.find(name) if isinstance(at, Map) else None
            if entry is None:
                return None
            at = entry.value
        return at

    def text(self, key: Key) -> str | None:
        """What the value at `key` says, as text whatever it looks like; None if absent, empty or a block."""
        node = self.node(key)
        if not isinstance(node, Scalar) or (node.style == "plain" and node.text in NULLS):
            return None
        return node.text

    def get(self, key: Key, default: Any = None) -> Any:
        """The value at `key` as Python data."""
        node = self.node(key)
        return default if node is None else node.data

    def line(self, key: str) -> int:
        """The line of the file on which `key` stands; 1 if it does not."""
        entry = self.root.find(key)
        return entry.line if entry is not None and entry.line else 1

    def set(self, key: Key, value: Any, styles: Styles | None = None) -> None:
        """Replace or add one value; every other byte stays. Strings keep their quoting if it can hold them.

        A mapping or list merges into the one that is there: entries unknown to `value` stay in a mapping, a
        list becomes exactly `value` but keeps the entries it already has. `None` removes.
        """
        *parents, last = _names(key)
        at = self.root
        for name in parents:
            entry = at.find(name)
            if entry is None or not isinstance(entry.value, Map):
                missing = ".".join(_names(key))
                raise RecordError(f"{self.path}: there is no mapping {name!r} to set {missing!r} in")
            at = entry.value
        final = _last_line(self.root)
        open_end = final is not None and not final.eol  # a file may end without a line end: keep it so
        if final is not None and open_end:
            final.eol = self.eol
        indent = at.entries[-1].indent if at.entries and not (at.inline and len(at.entries) == 1) else ""
        set_value(at, last, value, indent, self.eol, styles or default_style)
        final = _last_line(self.root)
        if final is not None and open_end:
            final.eol = ""

    def emit(self) -> str:
        """The file's text, from the tree."""
        out = [self.head]
        self.root.write(out)
        out += (self.trail, self.close, self.body)
        return "".join(out)


def _last_line(block: Map) -> Entry | None:
    """The entry that writes the last line."""
    node: Node = block
    entry: Entry | None = None
    while not isinstance(node, Scalar) and node.entries:
        entry = node.entries[-1]
        node = entry.value
    return entry


def _names(key: Key) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key
