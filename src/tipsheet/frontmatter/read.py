"""Reads front matter line by line, once."""

from __future__ import annotations

import re

from tipsheet.errors import RecordError
from tipsheet.frontmatter.document import Document
from tipsheet.frontmatter.scalars import (
    DOUBLE,
    MAX_DEPTH,
    NOT_HERE,
    SINGLE,
    bare,
    block_text,
    flow_value,
    fold_quoted,
    quote,
    unescape,
)
from tipsheet.frontmatter.tree import Entry, List, Map, Scalar

_CLOSE = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.M)
_OPEN = re.compile(r"\ufeff?---[ \t]*\r?(?:\n|\Z)")
_SIMPLE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*:(?= |\Z)")
_BLOCK_HEAD = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:[ \t]#.*)?\Z")

_COMPLEX = "complex keys ('? ') are not used in records"


def parse(text: str, path: str = "") -> Document:
    """Read a record, newsletter, organisation (`---` fences) or a `.yaml` file (no fences needed).

    `path` names the file in errors. Raises RecordError with file and line for what is not the YAML described
    above. The lenient side: a plain value may hold `: ` and may start with `@`, `%` or a backquote, because
    names are written unquoted in existing records.
    """
    opening = _OPEN.match(text)
    plain_yaml = path.endswith((".yaml", ".yml"))
    if opening is None and not plain_yaml:
        raise RecordError(f"{path or 'record'}:1: no front matter; the first line must be '---'")
    start = opening.end() if opening else (1 if text.startswith("\ufeff") else 0)
    closing = _CLOSE.search(text, start) if opening else None
    if opening and closing is None and not plain_yaml:
        raise RecordError(f"{path or 'record'}:1: the front matter is not closed; add a line '---' after it")
    stop = closing.start() if closing else len(text)
    lines = text[start:stop].split("\n")
    ended = lines[-1] == ""
    if ended:
        lines.pop()
    parser = _Parser(lines, path, 2 if opening else 1, ended)
    root, trail = parser.document()
    close = closing.group() if closing else ""
    crlf = (text[:start] if opening else text[: text.find("\n") + 1]).endswith("\r\n")
    return Document(
        root,
        head=text[:start],
        trail=trail,
        close=close,
        body=text[closing.end() :] if closing else "",
        eol="\r\n" if crlf else "\n",
        path=path,
    )


class _Parser:
    """Walks the lines once; `i` is the line it stands on."""

    def __init__(self, lines: list[str], path: str, first: int, ended: bool) -> None:
        self.lines: list[str] = []
        self.eols: list[str] = []
        for line in lines:
            if line.endswith("\r"):
                self.lines.append(line[:-1])
                self.eols.append("\r\n")
            else:
                self.lines.append(line)
                self.eols.append("\n")
        if self.lines and not ended:
            self.eols[-1] = self.eols[-1][:-1]
        self.count = len(self.lines)
        self.path = path
        self.first = first
        self.i = 0
        self.depth = 0
        self.indents: list[int] = []

    def error(self, what: str, i: int | None = None) -> RecordError:
        at = min(self.i if i is None else i, max(self.count - 1, 0))
        return RecordError(f"{self.path or 'record'}:{at + self.first}: {what}")

    def document(self) -> tuple[Map, str]:
        lead, indent = self.trivia()
        root = Map()
        if indent >= 0:
            if _is_dash(self.lines[self.i], indent):
                raise self.error("a list where 'key: value' is expected")
            lead = self.mapping(root, indent, lead)
            if self.i < self.count:
                raise self.error("this line is indented less than the lines above it")
        return root, lead

    def trivia(self) -> tuple[str, int]:
        """Step over blank and comment lines: their text, and the indent of the next line (-1 at the end)."""
        start = self.i
        while self.i < self.count:
            line = self.lines[self.i]
            bare = line.lstrip(" ")
            if bare and bare[0] != "#":
                if bare[0] == "\t" and bare.strip(" \t"):
                    raise self.error("a tab at the start of a line; indent with spaces")
                if bare.strip(" \t"):
                    break
            self.i += 1
        lead = self.joined(start, self.i) if self.i > start else ""
        return lead, (len(self.lines[self.i]) - len(bare)) if self.i < self.count else -1

    def joined(self, start: int, stop: int) -> str:
        return "".join([self.lines[k] + self.eols[k] for k in range(start, stop)])

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} levels deep")

    # The two block readers get the trivia that was stepped over before their next entry, and hand back the
    # trivia that follows their last one: only who reads on knows whose it is.

    def mapping(self, block: Map, indent: int, lead: str, offset: int | None = None) -> str:
        """Read entries at `indent`; `offset`: the first one starts there, behind a dash."""
        self.enter()
        while True:
            line = self.lines[self.i]
            at = indent if offset is None else offset
            split = _split_key(line, at)
            if split is None:
                raise self.error(self.not_a_key(line[at:]))
            key, colon = split
            entry = Entry(
                lead=lead,
                indent="" if offset is not None else line[:at],
                key=key,
                key_raw=line[at:colon],
                gap="",
                value=_NULL,
                tail="",
                eol=self.eols[self.i],
                line=self.i + self.first,
            )
            block.entries.append(entry)
            offset = None
            lead, here = self.value(entry, line, colon, indent, in_list=False)
            if here < indent:
                break
            if here > indent:
                raise self.error("this line is indented more than its neighbours")
            if _is_dash(self.lines[self.i], here):
                raise self.error("a list item among 'key: value' lines")
        self.depth -= 1
        return lead

    def listing(self, block: List, indent: int, lead: str, offset: int | None = None) -> str:
        """Read `- ` items at `indent`."""
        self.enter()
        while True:
            line = self.lines[self.i]
            at = indent if offset is None else offset
            entry = Entry(
                lead=lead,
                indent="" if offset is not None else line[:at],
                key="",
                key_raw="-",
                gap="",
                value=_NULL,
                tail="",
                eol=self.eols[self.i],
                line=self.i + self.first,
            )
            block.entries.append(entry)
            offset = None
            lead, here = self.value(entry, line, at + 1, indent, in_list=True)
            if here < indent or (here == indent and not _is_dash(self.lines[self.i], here)):
                break
            if here > indent:
                raise self.error("this line is indented more than its neighbours")
        self.depth -= 1
        return lead

    def value(self, entry: Entry, line: str, at: int, indent: int, *, in_list: bool) -> tuple[str, int]:
        """Read what follows a colon or dash; trivia after it and the indent of the next line come back."""
        size = len(line)
        start = at
        while start < size and line[start] in " \t":
            start += 1
        entry.gap = line[at:start]
        first = line[start] if start < size else ""
        if first == "" or (first == "#" and start > at):
            return self.block_below(entry, line[at:], indent, in_list=in_list)
        if in_list:
            if _is_dash(line, start):
                inner = List(inline=True)
                entry.value = inner
                return self.after_block(self.listing(inner, start, "", start))
            if first not in "[{|>&*!" and _split_key(line, start) is not None:
                pairs = Map(inline=True)
                entry.value = pairs
                return self.after_block(self.mapping(pairs, start, "", start))
        if first == '"' or first == "'":
            end = self.quoted(entry, line, start, first, indent)
        elif first in "|>" and _BLOCK_HEAD.match(line, start):
            return self.block_scalar(entry, line, start, indent)
        elif first in "[{":
            end = self.flow(entry, line, start, indent)
        elif first == "?" and (start + 1 == size or line[start + 1] in " \t"):
            raise self.error(_COMPLEX)
        elif first in NOT_HERE or first in "|>":
            raise self.error(NOT_HERE.get(first) or f"a value may not start with {first}; quote it")
        else:
            end = self.plain(entry, line, start, indent)
        rest = self.lines[self.i][end:]
        if rest:
            bare = rest.lstrip(" \t")
            if bare and not (bare[0] == "#" and bare != rest):
                raise self.error(f"text after the value: {_short(bare)}")
            entry.tail = rest
        entry.eol = self.eols[self.i]
        self.i += 1
        return self.trivia()

    def after_block(self, lead: str) -> tuple[str, int]:
        if self.i >= self.count:
            return lead, -1
        line = self.lines[self.i]
        return lead, len(line) - len(line.lstrip(" "))

    def block_below(self, entry: Entry, tail: str, indent: int, *, in_list: bool) -> tuple[str, int]:
        """Nothing on the line: a block below, or an empty value."""
        at = self.i
        self.i += 1
        lead, here = self.trivia()
        dash = here >= 0 and _is_dash(self.lines[self.i], here)
        if here > indent or (here == indent and dash and not in_list):
            entry.gap, entry.tail = "", tail
            if dash:
                items = List()
                entry.value = items
                return self.after_block(self.listing(items, here, lead))
            if _split_key(self.lines[self.i], here) is None:
                bare = self.lines[self.i][here:]
                if bare[0] in "\"'" or (bare[0] not in "[{|>&*!" and ": " not in bare):
                    raise self.error("a value alone on its line; put it behind its key")
            pairs = Map()
            entry.value = pairs
            return self.after_block(self.mapping(pairs, here, lead))
        entry.gap, entry.tail, entry.value = "", tail, Scalar("")
        entry.eol = self.eols[at]
        return lead, here

    def not_a_key(self, text: str) -> str:
        if text[:1] == "?":
            return _COMPLEX
        return f"no 'key: value' here: {_short(text)}"

    # ------------------------------------------------------------------ scalars

    def quoted(self, entry: Entry, line: str, start: int, mark: str, indent: int) -> int:
        """A quoted value; sets `entry.value` and gives the offset behind its closing quote."""
        pattern = DOUBLE if mark == '"' else SINGLE
        found = pattern.match(line, start)
        opened = self.i
        if found:
            raw = found.group()
            end = found.end()
        else:
            raw, end = self.quoted_lines(start, mark, indent)
        inner = raw[1:-1]
        if mark == "'":
            folded = fold_quoted(inner) if "\n" in inner else inner
            entry.value = Scalar(folded.replace("''", "'"), "single", raw)
            return end
        several = "\n" in inner
        if several:
            inner = fold_quoted(inner)
        try:
            text = unescape(inner) if "\\" in inner else inner
        except ValueError as why:
            raise self.error(str(why), opened) from None
        usual = not several and (quote(text) == raw if text is not inner else bare(inner))
        entry.value = Scalar(text, "double", None if usual else raw)
        return end

    def quoted_lines(self, start: int, mark: str, indent: int) -> tuple[str, int]:
        """A quoted value over several lines: its text with the line ends, and the offset behind it."""
        opened = self.i
        parts = [self.lines[self.i][start:] + self.eols[self.i]]
        tail = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*(\\?)("?)' if mark == '"' else r"[^']*(?:''[^']*)*()('?)")
        while True:
            self.i += 1
            if self.i >= self.count:
                raise self.error(f"the quote {mark} is never closed", opened)
            line = self.lines[self.i]
            bare = line.lstrip(" \t")
            if (
                bare
                and len(line) - len(line.lstrip(" ")) <= indent
                and indent >= 0
                and not bare.startswith(mark)
            ):
                raise self.error(f"the quote {mark} is never closed", opened)
            found = tail.match(line)
            if found and found.group(2):
                return "".join(parts) + found.group(), found.end()
            parts.append(line + self.eols[self.i])

    def plain(self, entry: Entry, line: str, start: int, indent: int) -> int:
        """An unquoted value, perhaps going on over lines that are indented more."""
        text, end = _plain_text(line, start)
        after = self.i + 1
        if end == len(line.rstrip(" \t")) and after < self.count:
            more = self.lines[after]
            bare = more.lstrip(" ")
            if not bare.strip(" \t") or len(more) - len(bare) > indent:
                return self.plain_lines(entry, start, text, end, indent)
        entry.value = Scalar(text)
        return end

    def plain_lines(self, entry: Entry, start: int, text: str, end: int, indent: int) -> int:
        """Continuation lines of a plain value, folded as YAML has it; most often there are none."""
        opened, parts, blanks = self.i, [text], 0
        at = self.i + 1
        while at < self.count:
            line = self.lines[at]
            bare = line.lstrip(" \t")
            if not bare:
                blanks += 1
                at += 1
                continue
            if len(line) - len(line.lstrip(" ")) <= indent or bare[0] == "#":
                break
            offset = len(line) - len(bare)
            if _split_key(line, offset) is not None or _is_dash(line, offset):
                self.i = at
                raise self.error("this line is indented more than its neighbours")
            more, end = _plain_text(line, offset)
            parts.append("\n" * blanks if blanks else " ")
            parts.append(more)
            self.i, blanks = at, 0
            if end != len(line.rstrip(" \t")):
                break
            at += 1
        if self.i == opened:
            entry.value = Scalar(text)
            return end
        raw = self.lines[opened][start:] + self.eols[opened] + self.joined(opened + 1, self.i)
        entry.value = Scalar("".join(parts), "plain", raw + self.lines[self.i][:end])
        return end

    def block_scalar(self, entry: Entry, line: str, start: int, indent: int) -> tuple[str, int]:
        """A `|` or `>` value: all lines indented more than its key."""
        header = line[start:].split("#")[0].strip()
        opened = self.i
        explicit = next((int(c) for c in header if c.isdigit()), 0)
        base = max(indent, 0) + explicit if explicit else 0
        at, last = self.i + 1, self.i
        while at < self.count:
            more = self.lines[at]
            bare = more.lstrip(" ")
            here = len(more) - len(bare)
            if bare:
                if not base:
                    if here <= indent:
                        break
                    base = here
                if here < base:
                    break
            if bare or (base and here > base):
                last = at
            at += 1
        keep = "+" in header
        stop = (at if keep else last) + (0 if keep else 1)
        body = [self.lines[k][base:] if base else "" for k in range(opened + 1, stop)]
        text = block_text(body, header[0] == ">", header)
        if stop == opened + 1:
            entry.value, entry.eol = Scalar(text, "block", line[start:]), self.eols[opened]
        else:
            raw = line[start:] + self.eols[opened] + self.joined(opened + 1, stop - 1) + self.lines[stop - 1]
            entry.value, entry.eol = Scalar(text, "block", raw), self.eols[stop - 1]
        self.i = stop
        return self.trivia()

    def flow(self, entry: Entry, line: str, start: int, indent: int) -> int:
        """A `[...]` or `{...}` value, over as many lines as its brackets ask for."""
        opened, pieces, closers, at = self.i, [], [], start
        while True:
            while at < len(line):
                char = line[at]
                if char in "\"'":
                    found = (DOUBLE if char == '"' else SINGLE).match(line, at)
                    before = line[at - 1] if at else " "
                    if before in "[{,: \t" or at == 0:
                        if found is None:
                            raise self.error(f"the quote {char} is never closed on its line")
                        at = found.end()
                        continue
                elif char == "#" and (at == 0 or line[at - 1] in " \t"):
                    raise self.error("a comment inside brackets; put it above")
                elif char in "[{":
                    closers.append("]" if char == "[" else "}")
                    if len(closers) > MAX_DEPTH:
                        raise self.error(f"nested more than {MAX_DEPTH} levels deep")
                elif char in "]}":
                    if closers.pop() != char:
                        raise self.error(f"{char!r} closes another bracket")
                    if not closers:
                        pieces.append(line[start : at + 1])
                        raw = "".join(pieces)
                        try:
                            value = flow_value(raw)
                        except ValueError as why:
                            raise self.error(str(why), opened) from None
                        entry.value = Scalar("", "flow", raw, value)
                        return at + 1
                at += 1
            pieces.append(line[start:] + self.eols[self.i])
            self.i += 1
            if self.i >= self.count:
                raise self.error("the bracket is never closed", opened)
            line = self.lines[self.i]
            start = at = 0
            if (
                line.strip(" \t")
                and len(line) - len(line.lstrip(" ")) <= indent
                and line.strip(" \t")[0] not in "]}"
            ):
                raise self.error("the bracket is never closed", opened)


_NULL = Scalar("")


def _is_dash(line: str, at: int) -> bool:
    return line.startswith("-", at) and (at + 1 == len(line) or line[at + 1] in " \t")


def _split_key(line: str, at: int) -> tuple[str, int] | None:
    """The key that starts at `at` and the offset behind its colon."""
    found = _SIMPLE_KEY.match(line, at)
    if found:
        return line[at : found.end() - 1], found.end()
    first = line[at : at + 1]
    if first in ('"', "'"):
        quoted = (DOUBLE if first == '"' else SINGLE).match(line, at)
        if quoted is None or not line.startswith(":", quoted.end()):
            return None
        end = quoted.end() + 1
        if end < len(line) and line[end] not in " \t":
            return None
        inner = quoted.group()[1:-1]
        try:
            return (unescape(inner) if first == '"' else inner.replace("''", "'")), end
        except ValueError:
            return None
    if not first or first in "#[]{},&*!|>%@`" or (first in "-?" and line[at + 1 : at + 2] in ("", " ", "\t")):
        return None
    colon = line.find(": ", at)
    tab = line.find(":\t", at)
    if colon < 0 or 0 <= tab < colon:
        colon = tab if tab >= 0 else colon
    if colon < 0 and line.rstrip(" \t").endswith(":"):
        colon = len(line.rstrip(" \t")) - 1
    if colon <= at:
        return None
    comment = line.find(" #", at)
    if 0 <= comment < colon:
        return None
    return line[at:colon].rstrip(" \t"), colon + 1


def _plain_text(line: str, start: int) -> tuple[str, int]:
    """The unquoted text from `start` to a comment or the end of the line, and the offset behind it."""
    stop = len(line)
    hash_at = line.find("#", start + 1)
    while hash_at > 0:
        if line[hash_at - 1] in " \t":
            stop = hash_at
            break
        hash_at = line.find("#", hash_at + 1)
    text = line[start:stop].rstrip(" \t")
    return text, start + len(text)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
