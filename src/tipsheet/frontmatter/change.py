"""Replaces single values of a tree and leaves the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tipsheet.frontmatter.scalars import bare, plain_safe, quote
from tipsheet.frontmatter.tree import Block, Entry, List, Map, Node, Scalar

Styles = Callable[[str], str]  # key -> "double" or "plain", for strings that are new

_PLAIN_KEYS = frozenset(("category", "type", "name", "domain", "publishedDateTime"))


def default_style(key: str) -> str:
    """News records quote every text but these (FORMAT.md 1); a list of bare words has the key ""."""
    return "plain" if key in _PLAIN_KEYS or not key else "double"


def _scalar(value: Any, style: str) -> Scalar:
    if isinstance(value, bool):
        return Scalar("true" if value else "false")
    if isinstance(value, int | float):
        return Scalar(str(value))
    text = str(value)
    if style == "plain" and (plain_safe(text) or _TIME.match(text)):
        return Scalar(text)
    if style == "single" and bare(text):
        return Scalar(text, "single", "'" + text.replace("'", "''") + "'")
    return Scalar(text, "double")


_SIMPLE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\Z")


def as_block(node: Node) -> Node:
    """A value in brackets as the same block; other values as they are."""
    if isinstance(node, Scalar) and node.style == "flow" and node.value:
        return build("value", node.value, "", "\n", default_style).value
    return node


def build(key: str, value: Any, indent: str, eol: str, styles: Styles) -> Entry:
    """A new entry from data, laid out as the records are: two spaces, lists indented under their key."""
    key_raw = (key if _SIMPLE_KEY.match(key) else quote(key)) + ":" if key else "-"
    entry = Entry(
        lead="", indent=indent, key=key, key_raw=key_raw, gap=" ", value=Scalar(""), tail="", eol=eol
    )
    deeper = indent + "  "
    if isinstance(value, Mapping):
        entries = [build(k, v, deeper, eol, styles) for k, v in value.items() if v is not None]
        if entries and not key:
            entries[0].indent = ""
        entry.value = Map(entries, inline=not key) if entries else Scalar("", "flow", "{}", {})
    elif isinstance(value, Sequence) and not isinstance(value, str):
        entry.value = _build_list(key, value, deeper, eol, styles)
    else:
        entry.value = _scalar(value, styles(key))
    return entry


def _build_list(key: str, value: Sequence[Any], deeper: str, eol: str, styles: Styles) -> Node:
    if not value:
        return Scalar("", "flow", "[]", [])
    return List([build("", item, deeper, eol, styles) for item in value])


def set_value(block: Map, key: str, value: Any, indent: str, eol: str, styles: Styles) -> None:
    entry = block.find(key)
    if value is None:
        if entry is not None:
            remove(block, entry)
        return
    if entry is None:
        block.entries.append(build(key, value, indent, eol, styles))
        return
    _merge(entry, value, eol, styles)


def remove(block: Block, entry: Entry) -> None:
    """Take an entry out; comments above it go to its successor, if there is one."""
    at = next(k for k, other in enumerate(block.entries) if other is entry)
    del block.entries[at]
    if at == 0 and block.inline and block.entries:
        block.entries[0].indent = ""
        block.entries[0].lead = ""
    elif "#" in entry.lead and at < len(block.entries):
        block.entries[at].lead = entry.lead + block.entries[at].lead.lstrip("\r\n")


def _merge(entry: Entry, value: Any, eol: str, styles: Styles) -> None:
    """Give `entry` a new value, keeping what can be kept of the old one."""
    old = entry.value
    if _plain_data(old) == _plain_value(value):
        return
    if isinstance(old, Map) and isinstance(value, Mapping):
        _merge_map(old, value, _child_indent(entry, old), eol, styles)
        return
    if isinstance(old, List) and isinstance(value, Sequence) and not isinstance(value, str) and value:
        _merge_list(old, value, _child_indent(entry, old), eol, styles)
        return
    fresh = build(entry.key, value, entry.indent, eol, styles)
    if isinstance(old, Scalar) and isinstance(fresh.value, Scalar):
        if old.style in ("plain", "double", "single") and isinstance(value, str):
            fresh.value = _scalar(value, old.style if old.text else styles(entry.key))
        entry.value, entry.gap = fresh.value, entry.gap or " "
        return
    entry.value, entry.gap, entry.tail = fresh.value, fresh.gap, ""
    entry.eol = entry.eol or eol


def _child_indent(entry: Entry, old: Block) -> str:
    for child in old.entries[1 if old.inline else 0 :]:
        return child.indent
    return entry.indent + "  "


def _merge_map(old: Map, value: Mapping[str, Any], indent: str, eol: str, styles: Styles) -> None:
    at = 0
    for key, item in value.items():
        entry = old.find(key)
        if entry is None:
            if item is not None:
                fresh = build(key, item, indent, eol, styles)
                if at == 0 and old.inline and old.entries:
                    fresh.indent, old.entries[0].indent = "", indent
                old.entries.insert(at, fresh)
                at += 1
        elif item is None:
            remove(old, entry)
        else:
            _merge(entry, item, eol, styles)
            at = next(k for k, other in enumerate(old.entries) if other is entry) + 1


def _merge_list(old: List, value: Sequence[Any], indent: str, eol: str, styles: Styles) -> None:
    """Items are the same when their identity is: an address or title of a mapping, else the value itself."""
    pool: dict[Any, list[Entry]] = {}
    for entry in old.entries:
        pool.setdefault(_identity(entry.value.data), []).append(entry)
    lead = old.entries[0].lead
    inline_indent = old.entries[0].indent
    fresh: list[Entry] = []
    for item in value:
        waiting = pool.get(_identity(item))
        if waiting:
            entry = waiting.pop(0)
            _merge(entry, item, eol, styles)
        else:
            entry = build("", item, indent, eol, styles)
        if "#" not in entry.lead:
            entry.lead = ""
        entry.indent = indent
        entry.eol = entry.eol or eol
        fresh.append(entry)
    if "#" not in lead:
        fresh[0].lead = lead
    if old.inline:
        fresh[0].indent = inline_indent
    old.entries[:] = fresh


def _identity(value: Any) -> Any:
    if isinstance(value, Mapping):
        for key in ("webUrl", "url", "originalUrl", "title", "name"):
            if value.get(key):
                return (key, str(value[key]))
        return "mapping"
    return str(value) if not isinstance(value, list) else "list"


def _plain_data(node: Node) -> Any:
    """The node's data with every scalar as text, to compare with what should stand there."""
    if isinstance(node, Map):
        return {e.key: _plain_data(e.value) for e in node.entries}
    if isinstance(node, List):
        return [_plain_data(e.value) for e in node.entries]
    return _plain_value(node.value) if node.style == "flow" else node.text


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain_value(v) for k, v in value.items() if v is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain_value(v) for v in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
