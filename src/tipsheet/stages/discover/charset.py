"""Bytes of unknown make into text: mark, header, declaration, guess; a lie is found out.

Source: RFC 7303 section 3 (order of precedence), WHATWG Encoding (labels and what they really mean).
"""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE = (
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})["']""")
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I)
_TELLING = 12  # letters beyond ASCII from which a guess is better than the usual
# What publishers name is often a subset of what they send.
_WIDER = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "utf8": "utf-8", "windows-874": "cp874",
}  # fmt: skip


def named(label: str | None) -> str | None:
    """The codec for a label; None when nobody knows it or it is no text encoding."""
    label = (label or "").strip().strip("\"'").lower()
    label = _WIDER.get(label, label)
    try:
        found = codecs.lookup(label)
        "".encode(found.name)
    except (LookupError, ValueError, TypeError):
        return None
    return found.name


def header_charset(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type header."""
    found = re.search(r"charset\s*=\s*([^\s;,]{1,40})", content_type or "", re.I)
    return named(found[1]) if found else None


def declared_charset(body: bytes) -> str | None:
    """What the XML declaration or a `meta` element of the first bytes says."""
    found = _DECLARED.match(body[:400]) or _META.search(body[:4096])
    return named(found[1].decode("ascii")) if found else None


def to_text(body: bytes, content_type: str | None = None) -> str:
    """`body` as text without a byte order mark; never raises, unreadable bytes become U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _BARE:
        if body.startswith(start):
            return body.decode(name, "replace")
    try:
        # Valid UTF-8 with letters beyond ASCII is never anything else by accident.
        text = body.decode("utf-8")
        if not body.isascii() or not _shifts(header_charset(content_type) or declared_charset(body)):
            return text
    except UnicodeDecodeError:
        pass
    said = [c for c in (header_charset(content_type), declared_charset(body)) if c]
    for name in said:
        if name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            continue
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(body, said)


def _shifts(name: str | None) -> bool:
    # Encodings that write letters as ASCII bytes after an escape.
    return name is not None and name.startswith(("iso2022", "hz", "utf-7"))


def _guess(body: bytes, said: list[str]) -> str:
    """No encoding fits the whole: most likely UTF-8 with pieces from elsewhere in it, else what it looks like.

    Pieces are what stands between tags; no encoding that gets here has `<` as a part of a letter.
    """
    pieces = body.split(b"<")
    texts = [_as_utf8(piece) for piece in pieces]
    foreign = [piece for piece, text in zip(pieces, texts, strict=True) if text is None]
    if not foreign:
        return "<".join(text or "" for text in texts)
    sound = sum(1 for piece in pieces if not piece.isascii()) - len(foreign)
    name = _likeliest(b"\n".join(foreign)[:65536], said)
    if sound * 10 < len(foreign) and _has_pairs(name):  # those that are UTF-8 are it by accident
        return body.decode(name, "replace")
    return "<".join(
        piece.decode(name, "replace") if text is None else text
        for piece, text in zip(pieces, texts, strict=True)
    )


def _has_pairs(name: str) -> bool:
    """Whether an encoding writes a letter as two bytes, which may look like UTF-8."""
    return name.startswith(("gb", "big5", "cp9", "euc", "shift", "johab"))


def _as_utf8(piece: bytes) -> str | None:
    """The text of UTF-8 with at most one stray byte to three letters; None for anything else."""
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        broken = piece.decode("utf-8", "replace").count("\ufffd")
        text = piece.decode("utf-8", "tipsheet-mend")
        return text if broken * 4 <= sum(1 for c in text if c > "\x7f") else None


def _likeliest(sample: bytes, said: list[str]) -> str:
    """The encoding of text that is no UTF-8; for a few letters the usual one of Windows."""
    letters = sum(1 for byte in sample if byte > 0x7F)
    guessed = named(detect_encoding(sample)) if letters >= _TELLING else None
    for name in (guessed, *said, "cp1252"):
        if name and not name.startswith(("utf-8", "utf-16", "utf-32")):
            text = sample.decode(name, "replace")
            if text.count("\ufffd") * 10 <= letters:
                return name
    return guessed or "cp1252"


def _mend(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is read as Windows-1252, the usual intruder."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("tipsheet-mend", _mend)
