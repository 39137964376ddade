"""HTML inside feeds: as plain text, and the picture it shows."""

from __future__ import annotations

import html
import re

from tipsheet.text import squeeze

_HIDDEN = re.compile(r"<(script|style|template|noscript|iframe|svg)\b|<!--", re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|pre|section|article|figure|figcaption)\b[^<>]*>",
    re.I,
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>|<!\[CDATA\[|\]\]>")
# In a title, `<T>` may be meant as it stands; only what formats a line is taken for markup.
_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|s|samp|small"
    r"|span|strike|strong|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?/?>",
    re.I,
)
_IMG = re.compile(r"<img\b([^<>]{1,4000})>", re.I)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


# Windows-1252 written as Latin-1: the letters people see where control characters stand.
_SMART = {c: s for c in range(0x80, 0xA0) if (s := bytes([c]).decode("cp1252", "ignore"))}
_CONTROL = re.compile("[\x80-\x9f]")


def _smartened(text: str) -> str:
    return text.translate(_SMART) if not text.isascii() and _CONTROL.search(text) else text


def line(text: str) -> str:
    """One line of text, white space evened out, control and invisible characters gone."""
    flat = " ".join(text.split())
    return flat if flat.isprintable() else squeeze(flat)


def plain(text: str, limit: int = 1000) -> str:
    """HTML as one line of plain text, at most `limit` characters."""
    if "<" not in text and "&" not in text:
        return line(_smartened(text[: limit * 2]))[:limit]
    text = text[: limit * 5]
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub(" ", _visible(text)))
    return line(_smartened(html.unescape(text)))[:limit]


def plain_title(text: str, limit: int = 1000) -> str:
    """A title without its markup; `<T>` and other things that format nothing stay."""
    if "<" not in text and "&" not in text:
        return line(_smartened(text[: limit * 2]))[:limit]
    text = text[: limit * 4]
    if "<" in text:
        text = _INLINE.sub("", text)
    return line(_smartened(html.unescape(text)))[:limit]


def first_image(text: str) -> str | None:
    """The address of the first picture that is no tracking pixel, as written."""
    if "<img" not in text and "<IMG" not in text:
        return None
    for found in _IMG.finditer(text[:200_000]):
        attributes = {k.lower(): html.unescape(a or b or c) for k, a, b, c in _ATTRIBUTE.findall(found[1])}
        if any(attributes.get(side, "").strip("px ") in ("0", "1", "2") for side in ("width", "height")):
            continue
        source = attributes.get("src") or attributes.get("data-src") or ""
        if source and not source.startswith("data:") and "feedburner.com/~" not in source:
            return source
    return None


def _visible(text: str) -> str:
    """Without scripts, styles, comments and what else is never read; one pass, however it is nested."""
    if _HIDDEN.search(text) is None:
        return text
    lowered = text.lower()
    kept, at = [], 0
    while (found := _HIDDEN.search(text, at)) is not None:
        kept.append(text[at : found.start()])
        closing = f"</{found[1].lower()}" if found[1] else "-->"
        end = lowered.find(closing, found.end())
        if end < 0:
            return " ".join(kept)
        at = end + len(closing) if closing == "-->" else (lowered.find(">", end) + 1 or len(text))
    kept.append(text[at:])
    return " ".join(kept)


def as_html(text: str) -> str:
    """Plain text as HTML."""
    return html.escape(text, quote=False)
