"""Broken feed markup put right, so that a forgiving parser loses nothing of it.

Parsers that forgive let a stray `</p>` close the entry around it. A feed's own elements are few and
known, so what belongs to whom can be told: markup inside a text field becomes text, end tags without
a start are dropped, what is left open is closed before the next entry begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"[A-Za-z_][\w.:-]*"
_TAG = re.compile(
    rf"<(?:(?P<end>/)\s*(?P<ended>{_NAME})[^<>]*>?"
    rf"|(?P<name>{_NAME})(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|\"[^\"<>]*<[^\"<>]*\"|'[^'<]*')*+)>"
    rf"|(?P<loose>{_NAME})(?P<torn>[^<>]*)>"
    r"|(?P<cdata>!\[CDATA\[)|(?P<comment>!--)|(?P<other>[?!][^<>]*>)|)"
)
_ANY_TAG = re.compile(rf"<(?:(/?)({_NAME})([^<>]*)>)?")
_CDATA_NEXT = re.compile(r"\s*<!\[CDATA\[")
_FINE = re.compile(r"""(?:\s++[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/?""")
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w.:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]*[^\s"'<>/]|)))?""")
_ENTRY = re.compile(r"</?(?:[\w.-]+:)?(?:item|entry)[\s>/]", re.I)
_ENTRIES = frozenset({"item", "entry"})
_TEXTS = frozenset(
    {"title", "description", "summary", "content", "encoded", "subtitle", "tagline", "body", "abstract"}
)  # by local name: content:encoded, media:description
_LEAVES = frozenset(
    {
        "link",
        "guid",
        "id",
        "pubdate",
        "published",
        "updated",
        "issued",
        "modified",
        "created",
        "date",
        "creator",
    }
    | {
        "comments",
        "language",
        "generator",
        "copyright",
        "lastbuilddate",
        "ttl",
        "docs",
        "name",
        "uri",
        "email",
    }
)
_FIELD = re.compile(
    r"</?(?:[\w.-]+:)?(?:title|description|summary|content|encoded|link|guid|id|pubdate|published|updated|"
    r"author|creator|category|enclosure|comments|date|subject|source|media)\b",
    re.I,
)
_NO_TEXTS = frozenset({"media:content", "rdf:description"})  # hold elements
_AROUND = frozenset({"channel", "rss", "feed", "rdf"})
_ROOTS = frozenset({"rss", "feed", "rdf"})
_MAX_DEPTH = 60


def straighten(text: str) -> str:
    """The same document with every start closed and every end opened, entries never inside one another.

    Linear in the length of the text. What was well-formed stays as it was.
    """
    return "".join(_Straightener(text).pieces())


class _Straightener:
    """One pass over the tags of a document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open: list[str] = []  # names as written
        self.told = ""  # the last text field whose text is CDATA
        # What was looked for ahead, so that it is looked for once only.
        self.entry_at = -1
        self.cdata_at = -1
        self.comments_over = False
        self.missing: dict[str, int] = {}  # end tag -> no such before

    def pieces(self) -> Iterator[str]:
        text = self.text
        while (start := text.find("<", self.at)) >= 0:
            yield text[self.at : start]
            found = _TAG.match(text, start)
            self.at = found.end() if found else start + 1
            if found is None or found.lastgroup is None:
                yield "&#60;"
            elif found["end"]:
                yield from self.end(found["ended"])
            elif found["cdata"]:
                yield self.cdata(start)
            elif found["comment"]:
                self.comment()
            elif not found["other"]:
                name = found["name"] or found["loose"]
                yield from self.start(name, found["rest"] if found["name"] else found["torn"])
        yield text[self.at :]
        yield from self.down_to(0)

    def start(self, name: str, rest: str) -> Iterator[str]:
        local, closed = _local(name), rest.endswith("/")
        if local in _ENTRIES:
            yield from self.down_to(self.last_entry())
        elif self.open and (
            _local(self.open[-1]) in _LEAVES or (self.open[-1] == self.told and _FIELD.match(f"<{name}"))
        ):
            yield f"</{self.open.pop()}>"
        if len(self.open) >= _MAX_DEPTH:
            return
        yield f"<{name}{rest if _FINE.fullmatch(rest) else _attributes(rest, closed)}>"
        if not closed:
            self.open.append(name)
            if local in _TEXTS and name.lower() not in _NO_TEXTS:
                yield from self.field(name)

    def end(self, name: str) -> Iterator[str]:
        wanted, local = name.lower(), _local(name)
        if local in _ROOTS and self.text[(entry := self.next_entry()) : entry + 2] not in ("", "</"):
            return  # there is more to come
        # An end inside an entry cannot close what is around the entry.
        floor = -1 if local in _ENTRIES or local in _AROUND else self.last_entry()
        for place in range(len(self.open) - 1, floor, -1):
            if self.open[place].lower() == wanted:
                yield from self.down_to(place)
                return

    def down_to(self, place: int) -> Iterator[str]:
        """Close the elements from the innermost to the one at `place`; nothing for -1."""
        while 0 <= place < len(self.open):
            yield f"</{self.open.pop()}>"

    def last_entry(self) -> int:
        """Where in `open` the innermost entry stands; -1 outside of entries."""
        return next((i for i in range(len(self.open) - 1, -1, -1) if _local(self.open[i]) in _ENTRIES), -1)

    def comment(self) -> None:
        over = -1 if self.comments_over else self.text.find("-->", self.at)
        self.comments_over = over < 0
        self.at = max(self.at, over + 3)

    def cdata(self, start: int) -> str:
        """A CDATA section; one that nobody ends, ends with the element it stands in."""
        text = self.text
        if self.cdata_at < start:
            over = text.find("]]>", start)
            self.cdata_at = over if over >= 0 else len(text)
        over = self.cdata_at
        again = text.find("<![CDATA[", start + 9, over)
        if self.open and (again >= 0 or over == len(text)):
            end = text.find(f"</{self.open[-1]}>", start, again if again >= 0 else over)
            over = end if end >= 0 else over
        self.at = over + 3 if text.startswith("]]>", over) else over
        return text[start:over] + "]]>"

    def field(self, name: str) -> Iterator[str]:
        """The inside of a text field, made text where it is broken."""
        text, at = self.text, self.at
        if _CDATA_NEXT.match(text, at):
            self.told = name
            return
        bound = self.next_entry()
        over = -1 if self.missing.get(name, -1) >= bound else text.find(f"</{name}", at, bound)
        if over < 0:
            self.missing[name] = bound
            found = _FIELD.search(text, at, bound)
            over = found.start() if found else bound
        inside, self.at = text[at:over], over
        yield _as_text(inside) if "<" in inside and not _is_whole(inside) else inside
        if not text.startswith(f"</{name}", over):
            yield f"</{self.open.pop()}>"

    def next_entry(self) -> int:
        """Where the next entry starts or ends."""
        if self.entry_at < self.at:
            found = _ENTRY.search(self.text, self.at)
            self.entry_at = found.start() if found else len(self.text)
        return self.entry_at


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _is_whole(markup: str) -> bool:
    """Whether every start has its end, and the attributes their quotes."""
    names: list[str] = []
    for found in _ANY_TAG.finditer(markup):
        end, name, rest = found.groups()
        if name is None:
            return False
        if end:
            if not names or names.pop() != name:
                return False
        elif not _FINE.fullmatch(rest) or len(names) >= _MAX_DEPTH:
            return False
        elif not rest.endswith("/"):
            names.append(name)
    return not names


def _as_text(markup: str) -> str:
    """Markup as the text a feed should have had in its place; CDATA stays."""
    pieces = re.split(r"(<!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*\]\]>)", markup)
    return "".join(
        p if i % 2 else p.replace("&", "&#38;").replace("<", "&#60;") for i, p in enumerate(pieces)
    )


def _attributes(rest: str, closed: bool) -> str:
    """Attributes with quotes around every value, each name once."""
    kept: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest[:20_000]):
        kept.setdefault(name, double or single or bare)
    told = "".join(f' {k}="{v.replace("<", "&#60;").replace(chr(34), "&#34;")}"' for k, v in kept.items())
    return told + ("/" if closed else "")
