"""A page as a sequence of text blocks, each with the boxes it stands in.

The tree is written out once by lexbor, which closes and quotes everything, and read back as a
flat list of tags and texts: one regular expression and one loop cost a tenth of a walk over
tree nodes. A block is the text between two block-level tags; a box is a block-level element.
Boxes are numbered as they open, so the blocks inside one are a range of numbers.
"""

from __future__ import annotations

import html as entities
import re
from importlib.resources import files

import ahocorasick
from selectolax.lexbor import LexborHTMLParser

from tipsheet.text import squeeze

MAX_BLOCKS = 8_000  # most of 647 real pages: 1,898
MAX_BLOCK_CHARS = 40_000  # longest: 9,333
MAX_TEXT_CHARS = 800_000  # most: 59,893
MAX_ATTRIBUTE_CHARS = 4_000
MAX_BOXES = 60_000

Token = tuple[str, str, str, str]  # "/" or "", tag, attributes, text that follows

_TOKEN = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:\s[^\s=>]++(?:=\"[^\"]*+\")?)*+)\s*+/?>([^<]*+)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ATTRIBUTE = re.compile(
    r'(class|id|role|itemprop|style|hidden|aria-hidden|data-component|data-testid)="([^"]*)"'
)
_SPACE = re.compile(r"\s+")

_MIN_FALLBACK_CHARS = 1_500
_UNREAD = [
    "script", "style", "svg", "template", "iframe", "select", "textarea", "object", "embed",
    "video", "audio", "canvas", "math", "map", "dialog", "datalist", "head",
]  # fmt: skip
INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb rp rt rtc ruby s samp
    small span strike strong sub sup time tt u var wbr picture source img br o:p
    """.split()  # noqa: SIM905
)
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_STRONG = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em", "cite"})


def _groups(name: str) -> dict[str, list[str]]:
    """The groups of needles in a table of ours, in order."""
    table = files("tipsheet.stages.extract").joinpath(f"data/{name}").read_text("utf-8")
    groups: dict[str, list[str]] = {}
    needles: list[str] = []
    for line in table.splitlines():
        if line.startswith("["):
            needles = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            needles += [n for n in (line.split(" | ") if name == "phrases.txt" else line.split()) if n]
    return groups


BOX_WORDS = _groups("boxes.txt")
BOX_BIT = {name: 1 << i for i, name in enumerate(BOX_WORDS)}
PHRASES = _groups("phrases.txt")
PHRASE_BIT = {name: 1 << i for i, name in enumerate(PHRASES)}


def _automaton(groups: dict[str, list[str]], bits: dict[str, int]) -> ahocorasick.Automaton:
    needles: dict[str, int] = {}
    for name, listed in groups.items():
        for needle in listed:
            needles[needle] = needles.get(needle, 0) | bits[name]
    made = ahocorasick.Automaton()
    for needle, mask in needles.items():
        made.add_word(needle, mask)
    made.make_automaton()
    return made


_BOX_FINDER = _automaton(BOX_WORDS, BOX_BIT)
_PHRASE_FINDER = _automaton(PHRASES, PHRASE_BIT)
_NOT_NAME = re.compile(r"[^a-z0-9]+")


class Blocks:
    """Parallel lists: one entry a block, and one entry a box. Box 0 is the body."""

    __slots__ = (
        "box_attributes",
        "box_depth",
        "box_end",
        "box_first",
        "box_look",
        "box_mask",
        "box_parent",
        "box_path",
        "box_seen",
        "box_tag",
        "boxes",
        "cut",
        "ends",
        "images",
        "italic_chars",
        "link_chars",
        "links",
        "starts",
        "strong_chars",
        "texts",
        "tokens",
        "truncated",
    )  # fmt: skip

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.texts: list[str] = []  # squeezed; line breaks inside are "\n"
        self.boxes: list[int] = []  # the innermost box of each block
        self.starts: list[int] = []  # first token of each block
        self.ends: list[int] = []  # one past its last token
        self.link_chars: list[int] = []
        self.links: list[int] = []
        self.strong_chars: list[int] = []
        self.italic_chars: list[int] = []
        self.images: list[int] = []  # images met before the block since the last one
        self.box_parent: list[int] = []
        self.box_tag: list[str] = []
        self.box_mask: list[int] = []  # BOX_BIT of its own names
        self.box_seen: list[int] = []  # BOX_BIT of itself and all around it
        self.box_first: list[int] = []  # first block inside
        self.box_end: list[int] = []  # one past the last block inside
        self.box_depth: list[int] = []
        self.box_path: list[int] = []  # a number for (path of tags and classes)
        self.box_attributes: list[str] = []
        self.box_look: list[int] = []  # a number for (tag, class)
        self.cut: set[int] = set()  # the blocks whose text is shorter than their tokens'
        self.truncated = False

    def __len__(self) -> int:
        return len(self.texts)

    def spaced(self, block: int) -> str:
        """The block's words with a space where a tag divides two (a name and a date, mostly)."""
        tokens = self.tokens[self.starts[block] : self.ends[block]]
        return squeeze(entities.unescape(" ".join(t[3] for t in tokens)))


def read_blocks(tree: LexborHTMLParser) -> Blocks:
    """The blocks of the page's body. The tree loses what is never read (scripts, frames, forms' choices)."""
    tree.strip_tags(_UNREAD)
    for node in tree.css("#wm-ipp-base, #wm-ipp"):
        node.decompose()  # the banner of a web archive
    for node in tree.css("noscript"):
        # A fallback for an image says nothing; some forums put the whole page there.
        if len(node.text()) < _MIN_FALLBACK_CHARS:
            node.decompose()
    body = tree.body
    written = body.html if body is not None else None
    return from_markup(written or "")


def from_markup(written: str) -> Blocks:
    """The blocks of well-formed markup as lexbor writes it."""
    if "<!--" in written:
        written = _COMMENT.sub("", written)
    blocks = Blocks()
    tokens: list[Token] = _TOKEN.findall(written)
    if len(written) > 400_000:
        tokens = [t if len(t[2]) <= MAX_ATTRIBUTE_CHARS else (t[0], t[1], "", t[3]) for t in tokens]
    blocks.tokens = tokens
    paths: dict[tuple[int, str, str], int] = {}
    looks: dict[tuple[str, str], int] = {}
    box_parent, box_tag, box_mask, box_seen = (
        blocks.box_parent, blocks.box_tag, blocks.box_mask, blocks.box_seen,
    )  # fmt: skip
    box_first, box_end, box_depth, box_path = (
        blocks.box_first, blocks.box_end, blocks.box_depth, blocks.box_path,
    )  # fmt: skip
    box = -1
    pieces: list[str] = []
    began = 0
    in_link = strong = italic = total = 0
    link_chars = links = strong_chars = italic_chars = images = 0
    inline = INLINE

    def flush(end: int) -> None:
        nonlocal link_chars, links, strong_chars, italic_chars, images, began
        nonlocal total
        text = "".join(pieces)
        pieces.clear()
        if len(text) > MAX_BLOCK_CHARS:
            text = text[:MAX_BLOCK_CHARS].rpartition(" ")[0] or text[:MAX_BLOCK_CHARS]
            blocks.cut.add(len(blocks.texts))
        total += len(text)
        if "&" in text:
            text = entities.unescape(text)
        text = _SPACE.sub(" ", text).strip(" \u200b\ufeff")
        if "\x1e" in text:
            text = re.sub(r" *\x1e[ \x1e]*", "\n", text).strip("\n")
        if text:
            blocks.texts.append(text)
            blocks.boxes.append(box)
            blocks.starts.append(began)
            blocks.ends.append(end)
            blocks.link_chars.append(min(link_chars, len(text)))
            blocks.links.append(links)
            blocks.strong_chars.append(min(strong_chars, len(text)))
            blocks.italic_chars.append(min(italic_chars, len(text)))
            blocks.images.append(images)
            images = 0
        link_chars = links = strong_chars = italic_chars = 0

    number = 0
    broke = False  # the last thing was a line break
    for number, (close, tag, attributes, text) in enumerate(tokens):
        if tag in inline:
            if tag == "a":
                if close:
                    in_link = 0
                else:
                    in_link = 1
                    links += 1
            elif tag == "br":
                if broke:
                    if pieces:
                        flush(number)
                else:
                    pieces.append("\x1e")
                broke = not text or text.isspace()
                if not pieces:
                    began = number + 1
            elif tag == "img":
                images += 1
            elif tag in _STRONG:
                strong += -1 if close else 1
            elif tag in _ITALIC:
                italic += -1 if close else 1
        else:
            if pieces:
                flush(number)
            broke = False
            began = number + 1
            if close:
                if box > 0 and box_tag[box] == tag:
                    box_end[box] = len(blocks.texts)
                    box = box_parent[box]
            elif tag not in VOID:
                if len(box_tag) >= MAX_BOXES or len(blocks.texts) >= MAX_BLOCKS or total > MAX_TEXT_CHARS:
                    blocks.truncated = True
                    break
                # the body's classes speak of the whole site
                mask, klass = _mask(attributes) if attributes and tag != "body" else (0, "")
                parent = box
                box = len(box_tag)
                box_parent.append(max(parent, 0))
                box_tag.append(tag)
                box_mask.append(mask)
                box_seen.append(mask | (box_seen[parent] if parent >= 0 else 0))
                box_first.append(len(blocks.texts))
                box_end.append(-1)
                box_depth.append(box_depth[parent] + 1 if parent >= 0 else 0)
                key = (box_path[parent] if parent >= 0 else -1, tag, klass)
                box_path.append(paths.setdefault(key, len(paths)))
                blocks.box_look.append(looks.setdefault((tag, klass), len(looks)))
                blocks.box_attributes.append(attributes)
        if text and (pieces or not text.isspace()):
            if not pieces:
                began = min(began, number) if tag in inline and not close else number
            pieces.append(text)
            if in_link:
                link_chars += len(text)
            if strong > 0:
                strong_chars += len(text)
            if italic > 0:
                italic_chars += len(text)
            if broke and not text.isspace():
                broke = False
    if pieces:
        flush(number + 1)
    for i, end in enumerate(box_end):
        if end < 0:
            box_end[i] = len(blocks.texts)
    return blocks


_SEEN: dict[str, tuple[int, str]] = {}


def _mask(attributes: str) -> tuple[int, str]:
    """The box bits of a tag's names, and its class; remembered, since a site repeats itself."""
    known = _SEEN.get(attributes)
    if known is not None:
        return known
    mask = 0
    klass = ""
    names = []
    for name, value in _ATTRIBUTE.findall(attributes):
        if name == "style":
            if "display:none" in value.replace(" ", "").lower():
                mask |= BOX_BIT["hidden"]
        elif name == "hidden" or (name == "aria-hidden" and value == "true"):
            mask |= BOX_BIT["hidden"]
        else:
            names.append(value[:300])
            if name == "class":
                klass = value
    if " hidden" in attributes and re.search(r"\shidden(?=[\s>]|$)", attributes):
        mask |= BOX_BIT["hidden"]
    if names:
        written = "-" + _NOT_NAME.sub("-", "-".join(names).lower()) + "-"
        for _, bits in _BOX_FINDER.iter(written):
            mask |= bits
    if len(_SEEN) > 20_000:
        _SEEN.clear()
    _SEEN[attributes] = (mask, klass)
    return mask, klass


def phrases(text: str) -> int:
    """The PHRASE_BITs of a block's first 200 and last 80 characters."""
    mask = 0
    looked = "^" + (text if len(text) <= 280 else text[:200] + "\n" + text[-80:]).lower()
    for _, bits in _PHRASE_FINDER.iter(looked):
        mask |= bits
    return mask
