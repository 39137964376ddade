"""Words of an article as weighted terms: names and figures weigh more than other words.

A headline alone is read as a set of words. With a text, words are counted over the first few
hundred of them; words that are capitalised inside a sentence are names, figures lose their units.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import chain

import msgspec

from tipsheet.stages.cluster.dates import MONTH, MONTHS

_TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"\n+|(?<=[.!?…])\s+|(?<=[。！？])")
_FIGURE = re.compile(r"(\d+(?:[.,]\d+)*)([a-z]*)$")
_UNITS = frozenset(
    "m mn mio mrd bn b k tn t mw gw kw mwh gwh kwh kv km kg pm am st nd rd th s c p x".split()  # noqa: SIM905
)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOP = frozenset(
    # English, then the smallest words of German, French, Spanish, Italian, Portuguese, Dutch
    """
    a about after again all also am an and any are as at be been before being but by can could d did do
    does for from had has have he her here him his how i if in into is it its just ll may me more most my
    no not now of off on one or our out over re s said say says she should so some such t than that the
    their them then there these they this those through to under up us ve very via vs was we were what
    when where which while who why will with would you your
    der die das den dem des ein eine einen einer und oder nicht ist sind war von vom zu zum zur im mit auf
    für bei nach aus wie sich auch es er sie wird werden hat haben als noch über um
    le la les un une et ou est sont du de des au aux en dans sur pour par avec qui que ce cette pas plus ne
    el los las uno una y o es son del al con para por se su sus como más lo
    il gli i dello della delle nel nella che di da per con non è sono
    os um uma e do da dos das no na nos nas em ao à com não foi
    het een van voor met op te dat niet zijn aan ook bij naar
    monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow
    montag dienstag mittwoch donnerstag freitag samstag sonntag heute gestern morgen
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    """.split()  # noqa: SIM905
)


_DAY_OF_MONTH = re.compile(
    rf"\b(?:(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.? (?:{MONTH}))\b", re.IGNORECASE
)
_ROUNDUP = re.compile(
    r"^\W*(?:good morning|(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:digest|briefing)|the week in\b)"
    r"|\b(?:daily|weekly|morning|evening|weekend|news) (?:digest|briefing|round-?up)\b|\bround-?up\b"
    r"|^\W*(?:\d{1,2}|three|five|seven|ten) (?:things|stories|headlines)\b|\bthings (?:you need )?to know\b"
    r"|\bnews in brief\b|\bbriefing, \d"
)
_ROUNDUP_HINTS = ("digest", "brief", "round", "things", "stories", "headlines", "the week", "morning")
_CREDIT = re.compile(r"\([^()\n]{2,40}\) ?[-–—]")


class Reading(msgspec.Struct, frozen=True, gc=False):
    """An article as the engine sees it."""

    terms: dict[str, float]  # with their weights in this article
    body: float  # 0: a headline alone, 1: enough text to tell look-alikes apart


class TermSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an article's words are weighed."""

    body_words: int = 500  # words of title, excerpt and text that are read
    name: float = 2.5  # weight of a name against a plain word
    figure: float = 2.0
    title: float = 0.0  # added to a word of the headline when there is a text
    body_from: int = 9  # so many different terms are a headline
    body_full: int = 34  # and so many a text


def read_terms(title: str, excerpt: str, text: str, settings: TermSettings) -> Reading:
    """The article's terms. No term at all is possible: an empty article is a story of its own."""
    if not excerpt and not text:
        return Reading(dict.fromkeys(_headline(title), 1.0), 0.0)
    found = _body(title, f"{excerpt}\n{text[: settings.body_words * 8]}", settings)
    span = max(1, settings.body_full - settings.body_from)
    return Reading(found, min(1.0, max(0.0, (len(found) - settings.body_from) / span)))


def _headline(title: str) -> Iterator[str]:
    """Its terms, piece by piece between spaces, for no token holds one: most pieces were met before."""
    return chain.from_iterable(map(_known.__getitem__, title.split()))


def _body(title: str, rest: str, s: TermSettings) -> dict[str, float]:
    counts: dict[str, int] = {}
    named: dict[str, int] = {}
    plain: dict[str, int] = {}
    told: set[str] = set()
    words = 0
    rest = _DAY_OF_MONTH.sub(" ", _CREDIT.sub(" ", rest))  # when and by whom, not what
    for sentence in _SENTENCE.split(f"{title}\n{rest}"):
        if not sentence or sentence in told:
            continue  # an excerpt that repeats the text, a headline that repeats itself
        told.add(sentence)
        tokens = _TOKEN.findall(sentence)
        shouted = sum(map(_capital, tokens)) > 0.7 * len(tokens)
        for place, token in enumerate(tokens):
            words += 1
            for word in _known[token]:
                counts[word] = counts.get(word, 0) + 1
                if token[0].islower():
                    plain[word] = plain.get(word, 0) + 1
                elif place and not shouted and token[0].isupper():
                    named[word] = named.get(word, 0) + 1
        if words > s.body_words:
            break
    found: dict[str, float] = {}
    for word, count in counts.items():
        weight = 1.0 + math.log(count)
        if len(word) == 1 and word.isascii():
            continue
        if named.get(word, 0) > plain.get(word, 0) and word not in _MONTH_TERMS:
            weight *= s.name
        elif word[0].isdigit() and not _is_year(word):
            weight *= s.figure
        found[word] = weight
    if s.title:
        for word in _headline(title):
            if word in found:
                found[word] += s.title
    return found


def _capital(token: str) -> bool:
    return token[0].isupper()


def is_figure(word: str) -> bool:
    """A term that is a number of two digits or more, and no year."""
    return word[0].isdigit() and len(word) > 1 and not _is_year(word)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def term(token: str) -> tuple[str, ...]:
    """The terms of one token as written: none for a small word, several where a script has no spaces."""
    word = token.lower()
    for mark in ("'", "’"):
        head, found, tail = word.partition(mark)
        if found:
            word = head if tail in ("s", "re", "ll", "ve", "d", "t", "m") else f"{head}'{tail}"
    if word in _STOP:
        return ()
    if not word.isascii():
        if _UNSPACED.search(word) and len(word) > 2:
            return tuple(word[i : i + 2] for i in range(len(word) - 1))
        return (word,)
    figure = _FIGURE.match(word) if word[0].isdigit() else None
    if figure:
        number, unit = figure.groups()
        number = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
        return (number,) if not unit or unit in _UNITS else (word,)
    return (stem(word),)


class _Known(dict[str, tuple[str, ...]]):
    """The terms of tokens, and of pieces between spaces, met before; begun anew when there are too many."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= 1 << 16:
            self.clear()
        made = self[piece] = tuple(chain.from_iterable(map(term, _TOKEN.findall(piece))))
        return made


def is_roundup(title: str) -> bool:
    """The headline promises several events at once: a digest, a briefing, "five things to know"."""
    lower = title.lower()
    return any(hint in lower for hint in _ROUNDUP_HINTS) and _ROUNDUP.search(lower) is not None


def stem(word: str) -> str:
    """A light stem: plural and verb endings off, so that `buyers` meets `buyer`; three letters at least."""
    if len(word) > 4:
        if word.endswith("ies"):
            word = word[:-3] + "y"
        elif word[-1] == "s" and word[-2] not in "sui":
            word = word[:-1]
    if len(word) > 5:
        if word.endswith("ing"):
            word = word[:-3]
        elif word.endswith("ed"):
            word = word[:-2]
    if len(word) > 4 and word[-1] == "e":
        word = word[:-1]
    return word


_known = _Known()
_MONTH_TERMS = frozenset(stem(month) for month in MONTHS)
