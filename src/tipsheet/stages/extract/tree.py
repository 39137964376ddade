"""Decoded HTML to a tree, once, with the caps that keep a crafted page from costing seconds.

The tree is lexbor's (through selectolax), which follows the HTML standard. Three of its steps
are quadratic for crafted input: nesting depth, formatting elements left open across
paragraphs, and attributes of one tag. All three are cut before parsing, by a linear look at
the tags that only suspicious pages pay for. Measured in docs/decisions/020-bytes-to-tree.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

MAX_CHARS = 8_000_000
MAX_TAGS = 150_000
MAX_DEPTH = 400  # deepest real page of 647: 93
MAX_TAG_CHARS = 40_000  # one start tag with its attributes

MAX_FORMATTING = 8  # open at once: each is opened again in every paragraph
SUSPICIOUS_FORMATTING = 40  # the most on 216 real pages: 24, and 3 on all others
SUSPICIOUS_EQUALS = 40_000
SUSPICIOUS_TAGS = 8_000  # below this, even quadratic depth is quick
SUSPICIOUS_EXCESS = 1_000  # start tags more than end tags

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)[^<>]*+>?")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
# Elements whose end tag may be left out: their start tags do not say how deep we are.
_IMPLIED = frozenset(
    {"p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "body", "html"}
)
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_FORMATTING_TAG = re.compile(
    r"<(/?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u))[\s/>]", re.I
)  # without links: a new one ends the one before
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe"})
_TAG_WITH_QUOTES = re.compile(r"<([a-zA-Z][\w:-]{0,30})((?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+)>?")
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,30}})[^<>]{{{MAX_TAG_CHARS},}}+>?")


def parse(html: str) -> LexborHTMLParser | None:
    """The page's tree; None when it is too large to be read (characters or tags)."""
    tags = html.count("<")
    if len(html) > MAX_CHARS or tags > 2 * MAX_TAGS:
        return None
    if _has_gap(html):  # quicker than the expression
        html = _LONG_TAG.sub(r"<\1>", html)
    if html.count("=") > SUSPICIOUS_EQUALS:
        html = _TAG_WITH_QUOTES.sub(_without_storm, html)
    if (
        tags > SUSPICIOUS_TAGS
        or tags - 2 * html.count("</") > SUSPICIOUS_EXCESS
        or _most_formatting(html) > SUSPICIOUS_FORMATTING
    ):
        html = "".join(_flattened(html))
    return LexborHTMLParser(html)


def _most_formatting(html: str) -> int:
    """How many formatting elements are open at once at most; only their own end tags end them."""
    opened: dict[str, int] = {}
    now = most = 0
    for tag in _FORMATTING_TAG.findall(html):
        if tag[0] != "/":
            name = tag.lower()
            opened[name] = opened.get(name, 0) + 1
            now += 1
            most = max(most, now)
        elif opened.get(tag[1:].lower()):
            opened[tag[1:].lower()] -= 1
            now -= 1
    return most


def _without_storm(tag: re.Match[str]) -> str:
    """The tag, without its attributes where they are thousands (the parser compares each with each)."""
    return f"<{tag[1]}>" if tag[2].count("=") > 1_000 else tag[0]


def _has_gap(html: str) -> bool:
    """Whether some half of `MAX_TAG_CHARS` holds no "<"; where a tag is too long, one does."""
    step = MAX_TAG_CHARS // 2
    return any(html.find("<", at, at + step) < 0 for at in range(0, len(html) - step, step))


def _flattened(html: str) -> Iterator[str]:
    """The same page with tags left out where they would nest deeper than `MAX_DEPTH`."""
    open_tags: list[str] = []
    dropped: dict[str, int] = {}
    formatting: dict[str, int] = {}  # still open: the end of a box around them does not end them
    done = at = 0
    while match := _TAG.search(html, at):
        at = match.end()
        name = match[2].lower()
        if name in _VOID or name in _IMPLIED or match[0].endswith("/>"):
            continue
        keep = True
        if match[1]:
            keep = not dropped.get(name)
            if not keep:
                dropped[name] -= 1
            else:
                if formatting.get(name):
                    formatting[name] -= 1
                if name in open_tags[-8:]:
                    while open_tags.pop() != name:
                        pass
        elif name in _RAW:
            end = html.find("</" + match[2], at)
            if end < 0:
                break
            at = end
            open_tags.append(name)
        elif len(open_tags) >= MAX_DEPTH or (
            name in _FORMATTING and sum(formatting.values()) >= MAX_FORMATTING
        ):
            keep = False
            dropped[name] = dropped.get(name, 0) + 1
        else:
            open_tags.append(name)
            if name in _FORMATTING:
                formatting[name] = formatting.get(name, 0) + 1
        if not keep:
            yield html[done : match.start()] + " "
            done = at
    yield html[done:]
