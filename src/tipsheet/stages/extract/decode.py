"""From a page's bytes to its characters, or the reason why there are none.

Order: byte-order mark; strict UTF-8; the declared encoding if it decodes strictly; UTF-8 with
a few broken bytes; detection. A declaration is only believed when the bytes agree, because
one page in fifty declares falsely. Sources: WHATWG Encoding (labels, read 2026-11), HTML
Living Standard 13.2.3.2; measured in docs/decisions/020-bytes-to-tree.md.
"""

from __future__ import annotations

import codecs
import re
import zlib

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

MAX_BYTES = 8_000_000  # of HTML; the largest of 4,745 article pages is 5 MB

# A declaration of these proves nothing by itself: they decode any bytes.
_DECODE_ANYTHING = frozenset(
    {"cp1252", "iso8859-1", "iso8859-15", "cp1250", "cp1254", "iso8859-2", "iso8859-9"}
)
_OTHER_SCRIPTS = frozenset(
    {"cp1251", "koi8-r", "euc_kr", "iso8859-5", "mac-cyrillic", "cp932", "euc_jp", "gb18030", "big5", "cp949",
     "iso8859-7", "cp1253", "cp1255", "iso8859-8", "cp1256", "iso8859-6", "iso2022_jp"}
)  # fmt: skip

# Python knows codecs that are no character encoding of the web (zlib, idna, unicode_escape, ...).
_TEXT_CODEC = re.compile(
    r"(?:cp|iso|koi8|mac|euc|gb|big5|utf-?(?:8|16|32)|shift_?jis|johab|hz|kz1048|tis|ptcp|latin|hp_)"
)

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_NOT_HTML_STARTS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"\x00\x00\x00", b"ID3",
    b"OggS", b"\x7fELF", b"MZ\x90", b"Rar!", b"7z\xbc", b"wOFF", b"wOF2", b"{\\rtf",
)  # fmt: skip
_NOT_HTML_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml|svg)[\s>]", re.I)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|div|p|article|h1|span|table|a|br)\b", re.I)


def decode(body: bytes, content_type: str = "") -> str | None:
    """The page's characters; None when the bytes are no HTML.

    `content_type` is the whole header value, parameters included. Gzip that was left on is
    taken off, up to `MAX_BYTES`; a truncated stream gives what it holds.
    """
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body)
    if _is_other(body, content_type):
        return None
    html = _characters(body, content_type)
    if "\x00" in html:
        html = html.replace("\x00", "")
    return html if _looks_like_html(html) else None


def _gunzip(body: bytes) -> bytes:
    inflate = zlib.decompressobj(wbits=31)
    try:
        return inflate.decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return b""


def _is_other(body: bytes, content_type: str) -> bool:
    kind = content_type.lower().strip()
    return body.startswith(_NOT_HTML_STARTS) or kind.startswith(_NOT_HTML_TYPES)


def _looks_like_html(html: str) -> bool:
    head = html[:4000].lstrip()
    if head[:1] in "{[" or (head.startswith("<") and _FEED.search(head[:600])):
        return bool(re.match(r"\s*<!doctype html|\s*<html", head, re.I))
    return bool(_HTML.search(html[:200_000]))


def _characters(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    strict = _strict(body, "utf-8")
    if strict is not None:
        return strict
    guess = _codec(detect_encoding(body[:500_000], html5_compatible=False)) or "cp1252"
    for label in _declared(body, content_type):
        found = _strict(body, label)
        if found is not None and not (label in _DECODE_ANYTHING and guess in _OTHER_SCRIPTS):
            return found
    loose = body.decode("utf-8", "replace")
    if _mostly_utf8(loose):
        return loose
    return body.decode(guess, "replace")


def _strict(body: bytes, label: str) -> str | None:
    """Decoded strictly, but for a character that the end of the bytes cuts in two."""
    try:
        return codecs.getincrementaldecoder(label)("strict").decode(body, final=False)
    except (UnicodeError, LookupError):
        return None


def _declared(body: bytes, content_type: str) -> list[str]:
    labels = [m[1] for m in [_HEADER_CHARSET.search(content_type)] if m]
    for pattern in (_META_CHARSET, _XML_CHARSET):
        found = pattern.search(body[:4096])
        if found:
            labels.append(found[1].decode("ascii"))
    return [c for c in map(_codec, labels) if c and not c.startswith("utf")]


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = map_encoding_to_html5(label, fallback_utf8=False) or label
        found = codecs.lookup(
            {"gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}.get(name, name)
        ).name
        return found if _TEXT_CODEC.match(found) else None
    except (LookupError, ValueError):
        return None


def _mostly_utf8(loose: str) -> bool:
    broken = loose.count("\ufffd")
    return broken * 20 <= sum(c > "\x7f" for c in loose[:200_000]) or broken * 5000 <= len(loose)
