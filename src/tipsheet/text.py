"""Plain text handling that several stages share: white space, sentences, cuts, titles.

Everything here is a pure function of its arguments. Offsets are in code points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Invisible characters that carry no meaning in running text: zero-width space, word joiner,
# byte-order mark, soft hyphen, left-to-right and embedding marks. The zero-width (non-)joiner
# stays: Persian, Hindi and emoji need it.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")

# A run of stops is looked at from its beginning only: a page of nothing but stops must not cost squares.
_TERMINATOR = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|[。！？｡؟۔।॥][”」』）\"]*|\n\s*\n")
_OPENERS = "\"'“‘«„([¿¡—–-•「『（"
_ABBREVIATIONS = frozenset(
    # titles, companies, months, Latin, addresses; lower case, without the last dot
    """
    mr mrs ms dr prof sr jr st gen col lt sgt capt cmdr adm gov sen rep reps sens hon rev fr pres supt
    inc corp co ltd plc llc bros dept univ assn gmbh bzw usw
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat
    vs etc eg e.g ie i.e cf al ca viz approx est no nos vol pp pg fig figs art sec ch ed eds op cit
    ave blvd rd mt ft sq u.s u.k u.n e.u a.m p.m d.c ph.d m.d b.a m.a b.sc z.b d.h u.a s.o o.ä
    mio mrd tel str nr abs bd hrsg vgl ggf evtl inkl zzgl mme mlle pág núm av exmo
    """.split()  # noqa: SIM905
)
_MAY_END = frozenset("etc inc corp co ltd plc a.m p.m u.s u.k u.n jr sr".split())  # noqa: SIM905


def squeeze(text: str) -> str:
    """One line of text: each run of white space is one space, invisible and control characters gone."""
    flat = " ".join(text.split())
    if flat.isprintable():
        return flat
    return " ".join(_CONTROL.sub("", _INVISIBLE.sub("", flat)).split())


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The half-open ranges of the paragraphs, which are split by an empty line."""
    for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        yield match.start(), match.start() + len(match[0].rstrip())


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The half-open ranges of the sentences, without surrounding white space.

    A full stop ends a sentence unless it follows a known abbreviation, an initial or an
    ordinal number, or the next word goes on in lower case. Chinese, Japanese, Arabic, Urdu
    and Hindi terminators need no space after them. An empty line always ends one.
    Every character that is not white space lies in exactly one range.
    """
    start = 0
    for match in _TERMINATOR.finditer(text):
        if match[0][0] == "\n" or _ends(text, start, match):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        yield start + left, start + right


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    if match[0][0] not in ".…":
        return match[0][0] not in "!?" or not _goes_on(text, match.end())
    if _goes_on(text, match.end()):
        return False
    if match[0] != ".":
        return True
    before = text[max(start, match.start() - 24) : match.start()]
    word = re.split(r"[\s(\[“\"'‘„«/]", before)[-1].lower()
    if len(word) == 1 and word.isalpha():
        return False  # an initial
    if word.isdigit() and len(word) <= 2:
        # "am 3. Oktober" goes on; "He came in 3. Then ..." is rarer, and a short range harms less
        return len(before.split()) < 2
    return word not in _ABBREVIATIONS or (word in _MAY_END and _starts_sentence(text, match.end()))


def _goes_on(text: str, at: int) -> bool:
    """Whether what follows starts in lower case (so this was no end)."""
    following = text[at : at + 4].lstrip().lstrip(_OPENERS)
    return bool(following) and following[0].islower()


def _starts_sentence(text: str, at: int) -> bool:
    following = text[at : at + 40].split()
    return bool(following) and following[0].strip(_OPENERS + ",.") in {
        "The", "A", "An", "It", "He", "She", "They", "We", "I", "In", "But", "And", "That", "This",
        "There", "On", "At", "For", "As", "If", "When", "His", "Her", "Its", "However", "While",
    }  # fmt: skip


def excerpt(text: str, limit: int = 300, least: int = 40) -> str:
    """The beginning of `text`, whole sentences only, at most `limit` code points.

    Where the first sentence alone is longer, it is cut at a word's edge and ends in "…".
    A first sentence shorter than `least` takes the next one along even at the price of a cut.
    """
    flat = squeeze(text)
    if len(flat) <= limit:
        return flat
    best = 0
    for _, end in sentences(flat):
        if end > limit:
            break
        best = end
    if best >= least:
        return flat[:best]
    return cut(flat, limit)


def cut(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` code points, cut at a word's edge with "…"."""
    flat = squeeze(text)
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 1]
    edge = head.rfind(" ")
    if edge > limit // 2 and flat[limit - 1] != " ":
        head = head[:edge]
    return head.rstrip(" ,;:–—-(\"'“‘") + "…"


_NOT_WORD = re.compile(r"[^\w]+|_+")


def normalised_title(title: str) -> str:
    """A title for comparing: NFKC, case folded, words only, one space between; "" if none."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()


def words(text: str) -> list[str]:
    """The words as written, in order; one run of letters, digits and apostrophes each."""
    return re.findall(r"\w+(?:['’]\w+)*", text)


_TO_A_MACHINE = re.compile(
    r"""
    \b(?:ignor|disregard|forget|overrid|bypass)\w*\b[^.]{0,50}
     \b(?:instructions?|anweisung(?:en)?|prompts?|rules|everything|all\sabove)\b
    |\b(?:your|the|this|its)\s(?:system|developer)\s(?:prompt|message)\b(?!\sboard)
    |\b(?:new|hidden|secret)\s(?:task|instructions?)\b
    |(?:^|[.:;>]\s*)(?:system|assistant|user|developer|ai(?=\s?:)|model|dear\s(?:model|ai|assistant|chatbot))\s?[,:]
    |\b(?:large\s)?language\smodel\b.{0,40}\b(?:must|should|please|reading)\b
    |\byou\sare\s(?:now\s)?(?:an?|the)\s(?:ai|assistant|editor|bot|chatbot|model|language\smodel)\b
    |\b(?:in|to|into|of|from|every|each|end|begin|start)\s(?:with\s)?(?:your|the|every|each)
     \s(?:summar(?:y|ies)|answer|output|response|reply)\b
    |\b(?:begin|start|end)\s(?:every|each|all)\s(?:sentence|line|paragraph)s?\s(?:with|by)\b
    |\b(?:into|in)\severy\ssentence\b
    |(?:^|[.:;>]\s*)(?:please\s|now\s|only\s|just\s|you\smust\s|always\s)*
     (?:write|say|state(?=\sthat)|claim(?=\sthat)|report|mention|repeat
     |output|print|respond|reply|answer|reveal|pretend|act\sas|translate|praise|end\swith)\b
     (?!\s(?:said|says|by|from|of|in|on|was|were|is|has|had|shows?|showed|found))
    |\b(?:use|copy)\sthe\squotes?\b
    |忽略.{0,12}(?:指示|指令|提示)
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


def addresses_a_machine(text: str) -> bool:
    """Whether the words give orders to a program that reads them ("ignore all earlier instructions").

    A guess from the wording, on the side of caution: orders to readers ("Write down…") count too.
    """
    return _TO_A_MACHINE.search(text) is not None
