"""XML as strangers send it: read strictly where it is right, mended where it is not.

No entity is ever expanded by the parser, no DTD is read, nothing is loaded. Names that HTML
knows and short ones the document declares itself are put in by us, within a bound.
Source: XML 1.0 fifth edition; docs/decisions/013-feed-reading.md.
"""

from __future__ import annotations

import html.entities
import re

from lxml import etree

from tipsheet.stages.discover.charset import declared_charset, header_charset, to_text
from tipsheet.stages.discover.repair import straighten

Element = etree._Element

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_DOCTYPE_START = re.compile(r"<!DOCTYPE\b", re.I)
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z][\w.-]{0,40})\s+(?:"([^"<&%]{0,200})"|'([^'<&%]{0,200})')\s*>""")
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))|([A-Za-z][\w.-]{0,40}));|&")
_ROOTS = (
    re.compile(r"<!--|<(?:[\w.-]+:)?(rss|rdf|feed|channel|urlset|sitemapindex|opml)\b", re.I),
    re.compile(r"<!--|<(?:[\w.-]+:)?(html|item|entry)\b", re.I),
)
_ROOT_TAG = re.compile(r"^<([\w.:-]+)\b[^<>]*>")
_CDATA = re.compile(r"(<!\[CDATA\[)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_HTML_NAMES = {k.rstrip(";"): v for k, v in html.entities.html5.items() if k.endswith(";")}
_AMP = "&#38;"  # after its first error libxml2 drops names, even its own five, but keeps numbers
# libxml2's numbers of errors after which it may put elements where they do not belong.
_TORN = frozenset({39, 40, 41, 42, 45, 63, 65, 68, 73, 74, 76, 77, 114})
_MORE = 5  # libxml2's number for content behind the end of the root
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.I)
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.I)
_MAX_TAGS = 100_000  # of a document whose tags are put right: a second of work at most
_MAX_GROWTH = 1 << 20
PIECE = 1 << 16


def parse(body: bytes, content_type: str | None = None) -> Element | None:
    """The root element of a document, mended where need be; None when nothing of it is XML."""
    root = parse_strict(body, content_type)
    return root if root is not None else parse_mended(to_text(body, content_type))


def parse_strict(body: bytes, content_type: str | None = None) -> Element | None:
    """The root of a well-formed document without DOCTYPE; None for everything else."""
    if b"<!DOCTYPE" in body[:20_000] or b"<!ENTITY" in body[:20_000]:
        return None
    data, encoding = as_declared(body, content_type)
    try:
        return etree.fromstring(data, _parser(encoding, recover=False))
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def as_declared(body: bytes, content_type: str | None) -> tuple[bytes, str | None]:
    """The bytes for the parser and the encoding to force on it (None: it finds out alone)."""
    said, header = declared_charset(body[:400]), header_charset(content_type)
    if body[:3] == b"\xef\xbb\xbf":
        return body[3:], "utf-8"
    if body[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
        return to_text(body, content_type).encode("utf-8", "replace"), "utf-8"
    if said in (None, "utf-8") and header in (None, "utf-8"):
        return body, "utf-8"
    return to_text(body, content_type).encode("utf-8", "replace"), "utf-8"


def parse_mended(text: str) -> Element | None:
    """As much of a broken document as can be read."""
    mended = mend(text)
    root, torn = _recovered(mended)
    if torn and mended.count("<") <= _MAX_TAGS:
        root, _ = _recovered(straighten(mended))
    if root is None or not len(root):
        # A start tag the parser gave up on takes the whole document with it: try it bare.
        root, _ = _recovered(_ROOT_TAG.sub(r"<\1>", mended, count=1))
    return root


def _recovered(text: str) -> tuple[Element | None, bool]:
    """What a forgiving parser makes of it, and whether its tags are torn (a part may be lost)."""
    parser = _parser("utf-8", recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    kinds = {error.type for error in parser.error_log}
    return root, not kinds.isdisjoint(_TORN) or (_MORE in kinds and _goes_on(text))


def _goes_on(text: str) -> bool:
    """Whether entries stand behind the first end of the root."""
    end = _END.search(text)
    return end is not None and _ENTRY.search(text, end.end()) is not None


def pull_parser(encoding: str, tags: tuple[str, ...], *, recover: bool) -> etree.XMLPullParser:
    """A parser that is fed in pieces and tells when one of `tags` has ended."""
    return etree.XMLPullParser(
        events=("end",),
        tag=tags,
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def mend(text: str) -> str:
    """The text of a broken document as something a forgiving parser can read."""
    start = _root_at(text[:200_000])
    declared = _declared_names(text[:start]) if start >= 0 else {}
    start = start if start >= 0 else text.find("<")
    text = text[start:] if start >= 0 else ""
    if _NOT_XML.search(text):
        text = _NOT_XML.sub("", text)
    if "<![CDATA[<![CDATA[" in text:
        text = text.replace("<![CDATA[<![CDATA[", "<![CDATA[").replace("]]>]]>", "]]>")
    if "&" not in text:
        return text
    return _references(text, declared)


def _root_at(head: str) -> int:
    """Where the root starts, whatever a server put before or around it; -1: nowhere."""
    for roots in _ROOTS:
        at = 0
        while (found := roots.search(head, at)) is not None:
            if found[1]:
                return found.start()
            over = head.find("-->", found.end())
            if over < 0:
                break
            at = over + 3
    return -1


def _declared_names(prologue: str) -> dict[str, str]:
    """Entities the document declares with a plain short value; anything nested is left out."""
    if _DOCTYPE_START.search(prologue) is None:
        return {}
    return {name: a or b for name, a, b in _ENTITY.findall(prologue)[:500] if name not in _XML_NAMES}


def _references(text: str, declared: dict[str, str]) -> str:
    """Known names become letters, unknown ones and bare `&` are escaped; CDATA stays as it is."""
    grown = 0

    def one(found: re.Match[str]) -> str:
        nonlocal grown
        hexadecimal, number, name = found.groups()
        if hexadecimal or number:
            code = int(hexadecimal, 16) if hexadecimal else int(number)
            return found[0].replace("X", "x") if _is_letter(code) else ""
        if name is None:
            return _AMP
        if name in _XML_NAMES:
            return f"&#{ord(_HTML_NAMES[name])};"
        value = declared.get(name)
        if value is not None:
            grown += len(value)
            return _escaped(value) if grown < _MAX_GROWTH else ""
        known = _HTML_NAMES.get(name)
        return known if known is not None else _AMP + found[0][1:]

    if "<![CDATA[" not in text:
        return _REFERENCE.sub(one, text)
    pieces = _CDATA.split(text)
    out = [_REFERENCE.sub(one, pieces[0])]
    for index in range(2, len(pieces), 2):
        inside, end, after = pieces[index].partition("]]>")
        out += ["<![CDATA[", inside, end, _REFERENCE.sub(one, after)]
    return "".join(out)


def _escaped(value: str) -> str:
    return value.replace("&", _AMP).replace("<", "&#60;")


def _is_letter(code: int) -> bool:
    return (
        code in (9, 10, 13)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )


def _parser(encoding: str | None, *, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
