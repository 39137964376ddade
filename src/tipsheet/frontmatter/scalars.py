"""What single values mean and how they are spelled."""

from __future__ import annotations

import math
import re
from typing import Any

MAX_DEPTH = 48  # levels of nesting; the deepest known record has 5

NULLS = frozenset(("", "~", "null", "Null", "NULL"))
NOT_HERE = {
    "&": "anchors are not used in records; write the value out, or quote it",
    "*": "aliases are not used in records; write the value out, or quote it",
    "!": "tags are not used in records; quote the value",
}

_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.)|\Z)", re.S)


def unescape(inner: str) -> str:
    """The text of a double-quoted value; ValueError for an escape that YAML does not know."""

    def one(found: re.Match[str]) -> str:
        code = found.group(1) or found.group(2) or found.group(3)
        if code:
            number = int(code, 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise ValueError(f"the escape {found.group()} stands for no character")
            return chr(number)
        char = _ESCAPES.get(found.group(4) or "")
        if char is None:
            raise ValueError(
                f"unknown escape {found.group()!r} in a quoted value; write \\\\ for a backslash"
            )
        return char

    return _ESCAPE.sub(one, inner)


_TO_ESCAPE = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]')
_SPELLED = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


def bare(text: str) -> bool:
    return _TO_ESCAPE.search(text) is None


def quote(text: str) -> str:
    """`text` in double quotes; only quotes, backslashes, line ends and controls are escaped (FORMAT.md 1)."""

    def one(found: re.Match[str]) -> str:
        char = found.group()
        if "\ud800" <= char <= "\udfff":
            return "\ufffd"  # half of a pair cannot be written in UTF-8
        return _SPELLED.get(char) or (f"\\x{ord(char):02x}" if char < "\u0100" else f"\\u{ord(char):04x}")

    return '"' + _TO_ESCAPE.sub(one, text) + '"'


def fold_quoted(inner: str) -> str:
    """Folding inside quotes: a break is a space, n empty lines are n breaks, an escaped break is nothing."""
    lines = inner.replace("\r\n", "\n").split("\n")
    out = [lines[0] if len(lines) == 1 else _trim_end(lines[0])]
    blanks = 0
    for at, line in enumerate(lines[1:], 1):
        bare = line.lstrip(" \t")
        last = at == len(lines) - 1
        if not last:
            bare = _trim_end(bare)
        if not bare and not last:
            blanks += 1
            continue
        joined = out[-1].endswith("\\") and (len(out[-1]) - len(out[-1].rstrip("\\"))) % 2 == 1
        if joined:
            out[-1] = out[-1][:-1]
            out.append("\\n" * blanks + bare if blanks else bare)
        else:
            out.append("\n" * blanks + bare if blanks else " " + bare)
        blanks = 0
    return "".join(out)


def _trim_end(line: str) -> str:
    bare = line.rstrip(" \t")
    return bare + line[len(bare) : len(bare) + 1] if bare.endswith("\\") else bare


def block_text(lines: list[str], folded: bool, header: str) -> str:
    """The text of a block value from its lines (indent already off)."""
    body = list(lines)
    trailing = 0
    while body and not body[-1]:
        body.pop()
        trailing += 1
    if not body:
        return "\n" * trailing if "+" in header else ""
    text = "\n".join(body) if not folded else _fold_block(body)
    if "-" in header:
        return text
    return text + "\n" + ("\n" * trailing if "+" in header else "")


def _fold_block(body: list[str]) -> str:
    out: list[str] = []
    previous_plain = False
    blanks = 0
    for line in body:
        if not line:
            blanks += 1
            continue
        plain = line[0] not in " \t"
        if not out:
            out.append("\n" * blanks + line)
        elif plain and previous_plain:
            out.append(("\n" * blanks if blanks else " ") + line)
        else:
            out.append("\n" * (blanks + 1) + line)
        previous_plain, blanks = plain, 0
    return "".join(out)


def flow_value(raw: str) -> Any:
    """A list or mapping in brackets as Python data; ValueError when it is not one."""
    reader = _Flow(raw)
    value = reader.value()
    if reader.at != len(raw):
        raise ValueError("text after the closing bracket")
    return value


class _Flow:
    """Reads a bracketed value from left to right; the caller has seen to its depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def next(self) -> str:
        """The next character that is no blank, not taken; "" at the end."""
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1
        return self.text[self.at : self.at + 1]

    def take(self, char: str) -> bool:
        if self.next() == char:
            self.at += 1
            return True
        return False

    def value(self) -> Any:
        first = self.next()
        if first == "[":
            return self.items()
        if first == "{":
            return self.pairs()
        return self.scalar()[0]

    def items(self) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while not self.take("]"):
            if self.next() in ("[", "{"):
                found.append(self.value())
            else:
                item, name = self.scalar()
                found.append({name: self.after_colon("]")} if self.colon() else item)
            if not self.take(",") and self.next() != "]":
                raise ValueError("a comma or ']' is missing inside the brackets")
        return found

    def pairs(self) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        while not self.take("}"):
            _, name = self.scalar()
            found[name] = self.after_colon("}") if self.colon() else None
            if not self.take(",") and self.next() != "}":
                raise ValueError("a comma or '}' is missing inside the brackets")
        return found

    def colon(self) -> bool:
        return self.take(":")

    def after_colon(self, closer: str) -> Any:
        return None if self.next() in (",", closer) else self.value()

    def scalar(self) -> tuple[Any, str]:
        """A word or quoted text: its value, and its text."""
        first = self.next()
        if first in ("'", '"'):
            return self.quoted(first)
        if first in NOT_HERE:
            raise ValueError(NOT_HERE[first])
        start, text = self.at, self.text
        while self.at < len(text):
            char, following = text[self.at], text[self.at + 1 : self.at + 2]
            if char in ",[]{}" or (char == ":" and following in _ENDS_FLOW_KEY):
                break
            self.at += 1
        word = text[start : self.at].rstrip(" \t\r\n")
        if not word or word[0] in "|>%@`#" or (word[0] in "-?" and word[1:2] in _ENDS_FLOW_KEY):
            raise ValueError("a value is missing inside the brackets, or must be quoted")
        if "\n" in word:
            word = fold_quoted(word)
        return resolve(word), word

    def quoted(self, mark: str) -> tuple[str, str]:
        found = (DOUBLE if mark == '"' else SINGLE).match(self.text, self.at)
        if found is None:
            raise ValueError(f"the quote {mark} is never closed")
        self.at = found.end()
        inner = found.group()[1:-1]
        if "\n" in inner:
            inner = fold_quoted(inner)
        text = unescape(inner) if mark == '"' else inner.replace("''", "'")
        return text, text


_ENDS_FLOW_KEY = ("", " ", "\t", "\r", "\n", ",", "[", "]", "{", "}")
DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.S)
SINGLE = re.compile(r"'[^']*(?:''[^']*)*'")

_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,40}|[0-9]{1,40}(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(NULLS),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def resolve(text: str) -> Any:
    """What a plain word means: None, bool, int, float or the text itself (times stay text)."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-+.0123456789":
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text) and math.isfinite(number := float(text)):
            return number
    return text


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


_UNSAFE_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@`")


def plain_safe(text: str) -> bool:
    """True when every YAML reader takes `text`, unquoted, for exactly this string."""
    if (
        not text
        or text != text.strip()
        or not bare(text)
        or ": " in text
        or " #" in text
        or text.endswith(":")
    ):
        return False
    if text[0] in _UNSAFE_FIRST and not (text[0] in "-?:" and len(text) > 1 and not text[1].isspace()):
        return False
    if text[0] == "-" and text.startswith("---"):
        return False
    lowered = text.lower()
    if lowered in ("~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"):
        return False
    if text[0] in "+-.0123456789":
        return not _LOOKS_NUMERIC.match(text)
    return True


_LOOKS_NUMERIC = re.compile(
    r"[-+]?(?:0[xo])?[0-9a-fA-F_]*[0-9.,:_]*(?:[eE][-+]?[0-9]+)?\Z"
    r"|[-+]?\.(?:inf|nan)\Z|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
    re.I,
)


def spell(value: str, style: str = "double") -> str:
    """A string as it is written in a file: plain if asked and safe, else double-quoted."""
    return value if style == "plain" and plain_safe(value) else quote(value)
