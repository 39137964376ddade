"""The chosen blocks as simple safe HTML: paragraphs, headings, lists, quotes, captions, code, tables."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tipsheet.stages.extract.blocks import BOX_BIT, INLINE, Blocks
from tipsheet.stages.extract.content import sanitise
from tipsheet.urls import resolve

_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6"}
_KEPT = {"a": "a", "b": "strong", "strong": "strong", "em": "em", "i": "em", "code": "code", "kbd": "code",
         "samp": "code", "tt": "code", "sub": "sub", "sup": "sup"}  # fmt: skip
_HREF = re.compile(r'\shref="([^"]*)"')
_MIN_REPEAT_CHARS = 40


class _Open:
    """The wrappers that are open at this point: a list, a quote, a table with its row."""

    def __init__(self) -> None:
        self.tags: list[tuple[str, int]] = []  # tag, box

    def to(self, wanted: list[tuple[str, int]]) -> Iterator[str]:
        """The tags that close what is no longer wanted and open what is."""
        same = 0
        while same < min(len(self.tags), len(wanted)) and self.tags[same] == wanted[same]:
            same += 1
        for tag, _ in reversed(self.tags[same:]):
            yield f"</{tag}>"
        for tag, _ in wanted[same:]:
            yield f"<{tag}>"
        self.tags = wanted


def render(blocks: Blocks, chosen: Iterable[int], base: str) -> str:
    """The blocks of these numbers, in order, as sanitised HTML; long repeats are left out.

    Links are made absolute against `base`; those that are not http(s) become text.
    """
    made: list[str] = []
    wrappers = _Open()
    seen: set[str] = set()
    for i in chosen:
        text = blocks.texts[i]
        if len(text) >= _MIN_REPEAT_CHARS:
            if text in seen:
                continue
            seen.add(text)
        wanted, tag = _place(blocks, i)
        fresh = wrappers.tags != wanted
        made.extend(wrappers.to(wanted))
        inner = _inline(blocks, i, base, pre=tag == "pre")
        if tag:
            made.append(f"<{tag}>{inner}</{tag}>")
        else:
            made.append(inner if fresh else f"<br>{inner}")
    made.extend(wrappers.to([]))
    return sanitise("".join(made))


def _place(blocks: Blocks, i: int) -> tuple[list[tuple[str, int]], str]:
    """The wrappers a block stands in, and its own tag; "" when the innermost wrapper is its tag."""
    box = blocks.boxes[i]
    own = blocks.box_tag[box]
    if own in _HEADINGS:
        return [], _HEADINGS[own]
    wrappers: list[tuple[str, int]] = []
    cell = row = item = -1
    steps = 0
    at = box
    while at > 0 and steps < 40:
        tag = blocks.box_tag[at]
        if tag == "pre":
            return [], "pre"
        if tag in ("td", "th") and cell < 0 and at == box:
            cell = at
        elif tag == "tr" and cell >= 0 and row < 0:
            row = at
        elif tag == "table" and row >= 0:
            wrappers[:0] = [("table", at), ("tr", row), ("td", cell)]
            row = -2
        elif tag == "li" and item < 0 and cell < 0:
            item = at
        elif tag in ("ul", "ol") and item >= 0:
            wrappers[:0] = [(tag, at), ("li", item)]
            item = -2
        elif tag == "blockquote":
            wrappers[:0] = [("blockquote", at)]
        elif tag == "figcaption" or (tag == "figure" and blocks.box_mask[box] & BOX_BIT["caption"]):
            return [("figure", at)], "figcaption"
        at = blocks.box_parent[at]
        steps += 1
    inner = wrappers[-1][0] if wrappers else ""
    return wrappers, "" if inner in ("li", "td") else "p"


def _inline(blocks: Blocks, i: int, base: str, *, pre: bool = False) -> str:
    """The block's words with the emphasis and links inside it, balanced."""
    if i in blocks.cut:
        return entities.escape(blocks.texts[i], quote=False)
    made: list[str] = []
    stack: list[str] = []
    for close, tag, attributes, text in blocks.tokens[blocks.starts[i] : blocks.ends[i]]:
        kept = _KEPT.get(tag)
        if tag == "br":
            made.append("<br>")
        elif kept and close:
            if kept in stack:
                while stack:
                    last = stack.pop()
                    made.append(f"</{last}>")
                    if last == kept:
                        break
        elif kept:
            opened = _link(attributes, base) if kept == "a" else f"<{kept}>"
            if opened:
                made.append(opened)
                stack.append(kept)
        elif tag not in INLINE and made:
            made.append(" ")
        made.append(text.replace("\n", "<br>") if pre else text)
    made.extend(f"</{tag}>" for tag in reversed(stack))
    return "".join(made).strip()


@lru_cache(maxsize=8192)
def absolute(base: str, href: str) -> str | None:
    """`resolve`, remembered: a page's links are asked for several times."""
    return resolve(base, href)


def _link(attributes: str, base: str) -> str:
    found = _HREF.search(attributes)
    if not found or found[1][:1] in ("#", ""):
        return ""
    address = absolute(base, found[1].replace("&amp;", "&"))
    return f'<a href="{address.replace("&", "&amp;").replace(chr(34), "%22")}">' if address else ""
