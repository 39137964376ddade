"""A document cut into sentences, each flagged with the kinds of words it holds.

Flags come from one pass of an Aho-Corasick automaton over the lower-cased text, so a sentence that
holds nothing of interest costs next to nothing (docs/decisions/061-fact-rules.md).
"""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from . import amounts, dates, names
from ._once import once
from ._regex import rx
from ._stems import Stems
from .amounts import Money, Number
from .dates import Date, Period
from .names import Name, Role
from .vocabulary import (
    COMPANY_NOUNS,
    DEMONYMS,
    FLAG_WORDS,
    MONTHS,
    NOT_NAMES,
    ORGANISATION_WORDS,
    Flag,
)

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr vs no nos inc ltd co corp plc bros dept est fig gen gov hon lt messrs rev sen rep "
    "jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n e.u e.g i.e approx cos mt ft llc s.a n.v b.v a.g "
    "mln bln bn pres treas sec exec dir a.m p.m d.c l.p ca etc".split()
)
# After one of these a full stop may close a sentence as well as an abbreviation.
_MAY_CLOSE = frozenset(
    "inc ltd co corp plc u.s u.k u.n e.u llc s.a n.v b.v jr sr bros a.m p.m d.c etc".split()
)
_STARTERS = frozenset(
    "the it its in a an he she they this that these those we our his her their on at for with by from after before "
    "as and but if when while since there is are was were under about more some such both earlier last next also "
    "according analysts shares investors based founded headquartered net revenue sales total meanwhile however its".split()
)
# Each alternative begins with one set of characters, which is what the engine can look for quickly; the same
# holds for the other patterns here that look behind after their first letter.
_BREAK = rx(
    r"[.!?…\n。！？](?:(?<=[.!?…])[.!?…]*[\"'”’)\]]*[^\S\n]+(?=[\"'“‘(\[]*[A-Z0-9$€£¥À-ÝŠŽa-z])|(?<=\n)\s*|(?<=[。！？])[。！？]*)"
)
_LONGEST = 2_000  # characters of a sentence: a bound on what a text without full stops may cost
_NO_WORD = rx(r"[^\w.&’'-]")


_AUTOMATON = Stems(FLAG_WORDS.items()).automaton


_ACTS = rx(
    r"(?:\sof\s[A-Z][a-z]+,\s(?:which|with)\s|\sand\sthe\s(?:[a-z]+\s){1,3}[A-Z]\w+\s(?:are|were|have|also)\s|\sremains\s(?:the|its)\s|,\s(?:an?|the|which|one of)\s[^,;.]{3,70},\s(?:had|has|have|is|was|said|says|reported|posted|will|would|earned|lost|makes|employs|agreed|plans|expects)\b|\s\((?:NYSE|NASDAQ|Nasdaq|LSE|TSX|ASX|HKEX|Euronext|[“\"])|(?:,|\sand)\s[A-Z]|[’']s\s|,\s(?:which|who)\s|\s(?:Chief|CEO|CFO|COO|CTO|Chair\w*|President)\s|,?\s(?:has|had|is|was|will|said|says|plans?|expects?|reported|announced|raised|agreed|acquired|bought|buys|filed|named|appointed|posted|employs|sold|cut|cuts|operates|owns|to|lost|earned|holds?|makes|sells|announces|launched|launches|paid|pays|runs|serves|would|can|could|may|hired|hires|opened|opens|signed|completed|closed|won|wants|hopes|aims|makes|builds|designs|develops|provides|offers|generated|recorded|spent|swung|took|takes|keeps|kept|disclosed|confirmed|declined|denied|told|faces|does|did|also|now|already|currently|itself|chief|ceo|CEO|chairman|founder|shareholders|spokes\w+|raises|names|files|drops|gains|hits|beats|joins|taps|sees|posts|reports|swings|slashes|sheds|seeks|agrees|delays|prices|unveils|expands|becomes|gets|moves|wins|loses|widens|narrows|appoints|restarts|postpones|scraps|shelves)\b)"
)


# What a bare "kroner" or "pesos" is, by the country the text names.
_CROWNS = tuple(
    (code, rx(words))
    for code, words in (
        ("NOK", r"\bNOK\b|Norw|\bOslo\b|\bBergen\b|\bASA\b"), ("DKK", r"\bDKK\b|Danish|Denmark|Copenhagen|\bA/S\b"), ("SEK", r"\bSEK\b|Swed|Stockholm|Gothenburg"),
        ("CZK", r"\bCZK\b|Czech|Prague"), ("ISK", r"\bISK\b|Iceland|Reykjav"),
    )
)  # fmt: skip
_PESOS = tuple(
    (code, rx(words))
    for code, words in (
        ("PHP", r"Philippine|Manila|Filipino"), ("ARS", r"Argentin|Buenos Aires"), ("CLP", r"Chile|Santiago"), ("COP", r"Colombia|Bogot"), ("MXN", r"Mexic"),
    )
)  # fmt: skip
_DATELINE = rx(
    r"\([A-Z][\w ]{2,25}\)\s?[-–—]{1,2}\s|(?:[A-Z][\w.’' -]{2,30}(?:,\s[A-Z][\w. ]{1,20})?\s?[-–—]*\s?)?\((?:AP|Reuters|AFP|Bloomberg|UPI|dpa|ANSA|Xinhua|BUSINESS WIRE|Business Wire|GLOBE NEWSWIRE|PRNewswire)\)\s?[-–—]{0,2}\s?"
    rf"|[A-Z][\w.’' -]{{2,30}}(?:,\s[A-Z][\w. ]{{1,20}})?(?:,\s{dates.MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?)?\s?[-–—]?\s?\([A-Z][\w.&’' ]{{1,30}}\)\s?[-–—]{{1,2}}\s"
    rf"|[A-Z][A-Z.’' -]{{2,25}}(?:,\s[A-Z][\w. ]{{1,20}})?,\s{dates.MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?\s?[-–—]{{1,2}}\s"
    r"|[A-Z][A-Z.’' -]{2,25}(?:,\s[A-Z][\w. ]{1,20})?\s(?:--|[–—])\s"
    rf"|[A-Z][A-Z.’' -]{{2,25}}(?:,\s[A-Z][\w. ]{{1,20}})?\s?[–—-]{{1,2}}\s?(?:{dates.MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{dates.MONTH}\s\d{{4}})\s?[–—-]{{1,2}}\s?"
)
_HEADS = rx(r"[(–—-]")  # one stands in the first 120 characters of every text with a dateline
_JOBS = (
    "engineer biologist scientist captain coxswain skipper farmer fisherman lawyer mayor professor researcher organiser organizer "
    "teacher nurse doctor author actor actress singer writer entrepreneur billionaire businessman businesswoman minister economist "
    "inventor designer historian husband wife son daughter brother sister father mother colleague successor predecessor deputy"
).split()
_TWO_NAMES = r"[A-ZÀ-Ý][\w’'-]{1,40}(?:\s[A-Z]\.)?\s[A-ZÀ-Ý][\w’'-]{1,40}"
_A_PERSON = rx(  # "Casper Lund, who …", "Morag Teale, 52, …", "… ,” said Walt Dimmock.", "engineer Juno Pascale"
    rf"(?<![A-Za-z]\s)(?<!\w)(?P<a>{_TWO_NAMES}),\s(?:who\b|\d\d,\s)|[”\"],?\ssaid\s(?P<b>{_TWO_NAMES})(?=[,.])"
    rf"|^(?P<e>{_TWO_NAMES})(?:,?\s\d\d)?\s(?:has\sserved|has\sbeen|served|was\sappointed|was\snamed|was\selected|joined)\s(?:[a-z]+\s){{0,5}}?(?:as\s|our\s|Chief|Vice|Director|President|Chair|the\sCompany\sin|in\s\d{{4}}\sas)"
    rf"|^(?P<f>{_TWO_NAMES}),?\s*\n?\s?\d\d\s*\n?\s?(?:[A-Z]|$)"
    rf"|^(?:By\s)?(?P<d>{_TWO_NAMES})\s+(?:\d{{1,2}}\s+{dates.MONTH}\b|{dates.MONTH}\s+\d{{1,2}}\b)"
    rf"|\b(?:{'|'.join(_JOBS)}),?\s(?P<c>{_TWO_NAMES})(?![\w’'])",
    re.MULTILINE,
)
_MAY_INTRODUCE = rx(r"[A-ZÀ-Ý](?=[\w’'-]{1,40}\s[A-ZÀ-Ý]|y\s)|[”\"](?=,?\ssaid\s)")


def _introduced(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_A_PERSON`, tried only where one can begin: two capitalised words, a quotation's end, a job."""
    begins = [m.start() for m in _MAY_INTRODUCE.finditer(text)]
    for job in _JOBS:
        at = text.find(job)
        while at >= 0:
            begins.append(at)
            at = text.find(job, at + 1)
    taken = 0
    for at in sorted(begins):
        if at >= taken and (m := _A_PERSON.match(text, at)):
            taken = m.end()
            yield m


_SPEECH = (" said", " says", " added", " told", " wrote", " noted", " explained")
_SPEAKS = rx(r"([A-Z](?<!\w.)[\w’'-]{1,40}) (?:said|says|added|told|wrote|noted|explained)\b")
_SPOKEN = rx(r"(?:s(?<!\w.)a(?:id|ys)|a(?<!\w.)dded|w(?<!\w.)rote) ([A-Z][\w’'-]{1,40})[,.]")
_ADDRESSED = rx(
    r"(?P<title>M(?<!\w.)(?:r|s|rs|iss|adame)|S(?<!\w.)ir|L(?<!\w.)(?:ord|ady)|D(?<!\w.)ame)\.? (?:[A-Z][\w’'-]{1,40} )?(?P<name>[A-Z][\w’'-]{1,40})"
)
_AGED = rx(r"([A-Z](?:(?<=^.)|(?<=[.”\"]\s.))[\w’'-]{1,40}), \d\d,", re.MULTILINE)
_PAIR = rx(r"([A-Z](?<!\w.)[\w’'-]{1,40} (?:[A-Z]\. )?[A-Z][\w’'-]{1,40})\b")
_SPEAKS_AS_BODY = rx(r"([A-Z](?<!\w.)[\w’'-]{1,40}) (?:said|says|added) (?:\w+day )?(?:that )?(?:it|its)\b")
_BODY_FIRST = frozenset("royal air credit banco deutsche grupo group big general".split())
_QUARTER_OF_YEAR = rx(
    r"\b(first|second|third|fourth)[\s-](?:fiscal )?quarter (?:of |in )?(?:the )?(?:fiscal|financial)? ?(?:year )?((?:19|20)\d{2})",
    re.IGNORECASE,
)
_SYMBOL = rx(r"\bsymbols?\s[“\"‘']?$")
_AFTER_COLON = rx(r"[A-Z]:\s?$")
_BEFORE_COLON = rx(r"\s?[:：]\s?[A-Z0-9]{1,6}\s?[),;]")
_MODIFIES = rx(rf"\s(?:{COMPANY_NOUNS})\s[A-Z]")
_MAKER = rx(r"\s[a-z]{2,}(?:er|or)\s[A-Z]")
_NO_MAKERS = ("after ", "under ", "over A", "later ")
_ANNUAL = rx(
    r"(?i)\b(?:annual|financial|full[- ]year|year-end|preliminary)\s"
    r"(?:report|results|statements?|review|accounts)\b[^.]{0,14}(?:19|20)\d\d$"
)
_COMMON_ENDS = (
    frozenset(
        "airlines airways tobacco telecom express eagle outfitters water electric power airport petroleum gas steel post tower towers "
        "campus homes land oil rail railways broadcasting".split()
    )
    | ORGANISATION_WORDS
)


_BEFORE_FORM = rx(rf"((?:[A-ZÀ-Ý][\w&.’'-]{{0,40}}\s){{0,3}}[A-ZÀ-Ý][\w&’'-]{{0,40}}),?\s{names.LEGAL}\b")


_FORM = rx(rf"\s(?=[A-Zp]){names.LEGAL}\b")
_REACH = 175  # the longest run of words `_BEFORE_FORM` takes, and more


def _around_forms(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that can hold a match of `_BEFORE_FORM`."""
    found: list[tuple[int, int]] = []
    for m in _FORM.finditer(text):
        low, high = max(0, m.start() - _REACH), min(len(text), m.end() + 1)
        if found and low <= found[-1][1]:
            low = found.pop()[0]
        found.append((low, high))
    return found


_PUBLISHER = rx(r"\s(?P<mark>[|–—-]|::|»)\s(?P<who>(?:(?:The|of|and|the|&)\s|[A-Z][\w.’'&-]*\s?){1,5})$")


_COMMERCIAL = frozenset(
    "linkedin twitter youtube wechat weibo yahoo fortune forbes axios pitchbook crunchbase factset lseg moody euronext hkex nasdaq techcrunch facebook".split()
)
_EARNS = rx(
    r"(?:[’']s\s(?:revenue|sales|profit|net|quarterly|annual|ipo|IPO|board|shareholders)|,?\s(?:earned|lost|posted|made|acquired|bought|buys|raised|employs|agreed|cut|sold)\b)"
)
_WEAK = frozenset("to is was will would can could may also now does did already currently".split())
_OF_THINGS = ("tion", "sion", "ment", "ness", "ance", "ence", "ship", "ism", "ings", "ures", "ability")
_COMPARED_WITH = rx(
    r"\b(?:compared (?:with|to)|from|against|versus|than)\s(?:[$€£¥]?\d[^;]{0,40}?\s)?(?:in|for|of)?\s?(?:the\s|its\s)?$"
)
_LED = rx(r"(?:^|,\s|\sas\s)([A-Z][\w-]{2,30})(?:[’']s)?\s(?!CEO|CFO|[A-Z][a-z]+\s[a-z])")


def _without_publisher(title: str, text: str) -> str:
    """A headline without the publisher's name at its end: "… - Coast Crier", "… | Harbour Post"."""
    m = _PUBLISHER.search(title)
    if m and m.start() > 20 and (m["mark"] in "|»::" or m["who"].strip() not in text):
        return title[: m.start()]
    return title


def text_in_brackets(text: str, start: int, end: int) -> bool:
    """Whether a period heads a figure for comparison in brackets: "(H1 2023: £199.8 million)"."""
    return text[end : end + 1] == ":" and text[:start].rstrip("theTH ").endswith(("(", "[", "; ", ", "))


_WRAPS = rx(
    r"(?:\b(?:as|of|the|and|to|in|for|a|an|by|with|its|our|his|her|from|is|was|that|or|at|on)|[a-z],)$"
)


def _is_wrap(text: str, at: int) -> bool:
    """Whether the line break at `at` only wraps a long line: a sentence goes on behind it."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:at]
    if not 50 <= len(line) <= 110 or line[-1] in '.!?:;|”"' or "|" in line:
        return False
    following = text[at + 1 : at + 2]
    return following.islower() or (following.isupper() and _WRAPS.search(line) is not None)


def holds_word(text: str, word: str) -> bool:
    """Whether `word` stands in `text` with no letter or digit beside it."""
    return word_at(text, word) >= 0


def word_at(text: str, word: str) -> int:
    """Where `word` stands in `text` with no letter or digit beside it; -1 when it does not."""
    at = text.find(word) if word else -1
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "_") and not (after.isalnum() or after == "_"):
            return at
        at = text.find(word, at + 1)
    return -1


def _all_caps_title(title: str) -> bool:
    return title.isupper()


class Sentence:
    """One sentence or table line: `text == reading.text[start:end]`; all offsets of mentions are local to it."""

    def __init__(
        self, reading: Reading, index: int, start: int, end: int, paragraph: int, text: str | None = None
    ) -> None:
        self.reading = reading
        self.index = index
        self.start = start
        self.end = end
        self.paragraph = paragraph
        self.text = reading.text[start:end] if text is None else text
        self.lower = reading.lower[start:end] if text is None else text.lower()
        self.flags = 0

    def has(self, flag: int) -> bool:
        """Whether the sentence holds a word of that kind."""
        return bool(self.flags & flag)

    @property
    def previous(self) -> Sentence | None:
        """The sentence before it."""
        return self.reading.sentences[self.index - 1] if self.index else None

    @once
    def moneys(self) -> list[Money]:
        return amounts.find_money(self.text, self.reading.currencies) if self.flags & Flag.MONEY else []

    @once
    def percents(self) -> list[Number]:
        return amounts.find_percents(self.text) if self.flags & Flag.PERCENT else []

    @once
    def numbers(self) -> list[Number]:
        return amounts.find_numbers(self.text)

    @once
    def dates(self) -> list[Date]:
        return dates.find_dates(self) if self.flags & Flag.WHEN else []

    @once
    def periods(self) -> list[Period]:
        return dates.find_periods(self)

    @once
    def raw_names(self) -> list[Name]:
        return names.find_names(self.text)

    @once
    def names(self) -> list[Name]:
        return self.reading.settle(self.text, self.raw_names)

    @once
    def actors(self) -> list[Name]:
        """The names that may be a company's: no person, no place, none that speaks of others."""
        persons = self.reading.persons
        return [n for n in self.names if n.kind in ("organisation", "unknown") and n.text not in persons]

    def company_at(self, start: int) -> Name | None:
        """The name that begins there and may be a company's or, where a person is told like one, a person's."""
        for n in self.names:
            if n.start == start and n.kind in ("organisation", "unknown"):
                return n
        return None

    @once
    def roles(self) -> list[Role]:
        return names.find_roles(self.text) if self.flags & Flag.ROLE else []


class Reading:
    """A document as the rules see it: sentences, and what the whole text says of money, years and persons."""

    def __init__(self, text: str, title: str = "", published: str | None = None) -> None:
        self.text = text
        lowered = text.lower()
        # A few letters (İ) change length in lower case; offsets must not move.
        self.lower = (
            lowered
            if len(lowered) == len(text)
            else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        )
        self.title = title = _without_publisher(title, text)
        self._period: str | None = None
        self._capital_words: dict[str, bool] = {}
        self._times: dict[str, int] = {}
        self.published, self.published_precision = dates.parse_published(published)
        self.currencies = self._currencies()
        self.sentences = self._split()
        self.starts = [s.start for s in self.sentences]
        self._flag()
        head = title + " " + text[:20000]
        years = [
            int(m[1])
            for m in rx(r"(?<![\d$,.])((?:19|20)\d{2})(?![\d,]|\.\d)").finditer(head)
            if not rx(r"\b(?:by|until|through|before|beyond|into|end of)\s$").search(
                head[max(0, m.start() - 9) : m.start()]
            )
        ]
        limit = self.published.year + 1 if self.published else 2100
        self.latest_year = max((y for y in years if 1980 <= y <= limit), default=None)
        self.labelled_years: dict[str, int] = {}
        self.fiscal_end: int | None = None
        self.fiscal_names_end_year = 1
        self._fiscal()

    # ------------------------------------------------------------------------------------------ sentences

    def _split(self) -> list[Sentence]:
        text, start, paragraph = self.text, 0, 0
        found: list[Sentence] = []
        for m in _BREAK.finditer(text):
            mark = m.group()
            if "\n" not in mark and mark[0] == "." and self._abbreviated(m):
                continue
            if mark == "\n" and _is_wrap(text, m.start()):
                continue
            if mark[0] == "\n":
                end = m.start()
                while end > start and text[end - 1].isspace():
                    end -= 1
            else:
                end = m.start() + len(mark.rstrip())
            self._add(found, start, end, paragraph)
            start = m.end()
            paragraph += "\n" in mark
        self._add(found, start, len(text.rstrip()), paragraph)
        return found

    def _add(self, found: list[Sentence], start: int, end: int, paragraph: int) -> None:
        """Add what stands at `start:end`, in pieces when it is longer than any sentence people write."""
        while end - start > _LONGEST:
            cut = self.text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > 0 else start + _LONGEST
            if self.text[start:cut].strip():
                found.append(Sentence(self, len(found), start, cut, paragraph))
            start = cut + 1 if self.text[cut : cut + 1] == " " else cut
        if end > start and self.text[start:end].strip():
            found.append(Sentence(self, len(found), start, end, paragraph))

    def _abbreviated(self, m: re.Match[str]) -> bool:
        """Whether the full stop at `m` belongs to an abbreviation inside a sentence."""
        text = self.text
        following = text[m.end() : m.end() + 24]
        if following[:1].islower():
            return len(m.group().rstrip()) == 1
        if len(m.group().rstrip()) > 1:
            return False
        before = text[max(0, m.start() - 24) : m.start()].removesuffix("\n").rpartition(" ")[2]
        if not before.isalpha():
            before = _NO_WORD.split(before)[-1]
        if not before:
            return False
        word = before.lower()
        if len(word) > 1 and word.isalpha() and word not in _ABBREVIATIONS:
            return False
        if rx(r"\d{1,2}(?:\.\d{1,2})?").fullmatch(word) and text[
            max(0, m.start() - len(word) - 1) : m.start() - len(word)
        ] in ("", "\n"):
            return True  # the number of a heading
        if len(word) == 1 and word.isalpha() and before.isupper():
            return True
        if word not in _ABBREVIATIONS and not rx(r"(?:[a-z]\.)+[a-z]").fullmatch(word):
            return False
        if word in _MAY_CLOSE and following.startswith("("):
            return True
        if word in _MAY_CLOSE:
            first = rx(r"[\"“(]*([A-Za-z’']+)").match(following)
            return not (first and first[1].lower() in _STARTERS)
        return True

    def _flag(self) -> None:
        sentences = self.sentences
        starts = self.starts
        if not starts:
            return
        bounds = [*starts[1:], len(self.text) + 1]
        i, flags = 0, 0
        for end, mask in _AUTOMATON.iter(self.lower):  # in order of place
            if end >= bounds[i]:
                sentences[i].flags = flags
                i, flags = bisect_right(starts, end, i) - 1, 0
            if end >= starts[0]:
                flags |= mask
        sentences[i].flags = flags

    # ------------------------------------------------------------------------------- money, years, persons

    def _currencies(self) -> dict[str, str]:
        """What a bare "$" and "¥" mean: US dollars and yen, unless the document says otherwise."""
        dollar, yen = "USD", "JPY"
        sample = self.text[:4000]
        said = "dollars" in sample and rx(r"(?:all (?:figures|amounts|dollar amounts)|amounts|figures|expressed|stated|reported)[^.]{0,60}\bin (?:thousands of |millions of )?"
            r"(U\.?S\.?|Canadian|Australian|Hong Kong|Singapore|New Zealand) dollars", re.IGNORECASE).search(sample)  # fmt: skip
        if said:
            dollar = {
                "c": "CAD", "a": "AUD", "h": "HKD", "s": "SGD", "n": "NZD", "u": "USD",
            }[said[1][0].lower()]  # fmt: skip
        chinese = any(w in sample for w in ("RMB", "yuan", "renminbi", "Beijing", "Shanghai", "Shenzhen"))
        if (
            chinese
            and rx(r"\b(?:RMB|yuan|renminbi|Beijing|Shanghai|Shenzhen)\b").search(sample)
            and not rx(r"\b(?:yen|Tokyo|Japan)").search(sample)
        ):
            yen = "CNY"
        crown = peso = ""
        if "kr" in self.lower or "crown" in self.lower:
            crown = next((code for code, words in _CROWNS if words.search(sample)), "")
        if "peso" in self.lower:
            peso = next((code for code, words in _PESOS if words.search(sample)), "")
        return {"$": dollar, "¥": yen, "kr": crown or "DKK", "$p": peso or "MXN"}

    def _fiscal(self) -> None:
        """When the company's year ends and how it is named, from pairs such as "fiscal year 2025 … ended January 26, 2025"."""
        text = self.text
        self.year_ends: list[str] = []  # days on which company years closed, newest first
        if not any(word in self.lower for word in ("fiscal", "financial year", "ended", "ending", "quarter")):
            return
        quarters = "quarter" in self.lower or "quarter" in self.title.lower()
        over = "ended" in self.lower
        for m in _QUARTER_OF_YEAR.finditer(self.title + "\n" + text) if quarters else ():
            if _COMPARED_WITH.search(m.string, max(0, m.start() - 70), m.start()):
                continue  # "compared with $498 million in the first quarter of 2023"
            label = "Q" + str(("first", "second", "third", "fourth").index(m[1].lower()) + 1)
            self.labelled_years[label] = max(int(m[2]), self.labelled_years.get(label, 0))
        closes_quarter = "quarter" in self.lower and ("ended" in self.lower or "ending" in self.lower)
        ordinal = closes_quarter and rx(
            r"\b(first|second|third|fourth)[\s-](?:fiscal[\s-])?quarter,?\s(?:which |that )?(?:ended|ending)\s(?:on\s)?([A-Z][a-z]+)\.?\s(\d{1,2})\b(?!,?\s(?:19|20)\d\d)"
        ).search(
            text[:6000],
        )
        if ordinal and ordinal[2].lower()[:3] in MONTHS:
            n = ("first", "second", "third", "fourth").index(ordinal[1].lower()) + 1
            self.fiscal_end = (self._end_month(ordinal[2], ordinal[3]) - 3 * n - 1) % 12 + 1
            if self.fiscal_end <= 2 and not rx(r"(?i)\bfiscal (?:year )?(?:19|20)\d\d").search(text):
                self.fiscal_names_end_year = (
                    0  # retailers close at the end of January and name the year before
                )
        named = rx(
            r"(?i:fiscal|financial) (?i:year) (?:(?:19|20)\d{2} )?(?:refers to[^.]{0,40}? )?(?:ended|ending|ends|that ended|that ends)\s+(?:on\s+)?(?:the last \w+ (?:in|of)\s+|the \w+ nearest (?:to )?)?([A-Z][a-z]{2,8})\.?(?:\s+(\d{1,2}))?"
        ).search(
            text,
        )
        if named and named[1].lower()[:3] in MONTHS:
            self.fiscal_end = self._end_month(named[1], named[2])
        direct = closes_quarter and rx(
            r"(?i:\b(first|second|third|fourth)[\s-](?:fiscal[\s-])?quarter,?\s(?:which\s|that\s)?(?:ended|ending))\s(?:on\s)?([A-Z][a-z]+)\.?\s(\d{1,2}),?\s(?:19|20)\d\d\b"
        ).search(text[:6000])
        if direct and direct[2].lower()[:3] in MONTHS:
            # the quarter named with its last day tells more than a year that may be another firm's
            n = ("first", "second", "third", "fourth").index(direct[1].lower()) + 1
            self.fiscal_end = (self._end_month(direct[2], direct[3]) - 3 * n - 1) % 12 + 1
        quarter = quarters and rx(
            r"\b(first|second|third|fourth)[\s-](?:fiscal[\s-])?quarter", re.IGNORECASE
        ).search(self.title + "\n" + text[:6000])
        ended = over and rx(
            r"(?:fiscal )?(?:quarter|three[\s-]months?|quarterly period|\d\d weeks?)(?: period)?,? ended[\s\n]+([A-Z][a-z]+)\.?\s+(\d{1,2}),?\s+((?:19|20)\d{2})"
        ).search(
            text[:20000],
        )
        if self.fiscal_end is None and quarter and ended and ended[1].lower()[:3] in MONTHS:
            n = ("first", "second", "third", "fourth").index(quarter[1].lower()) + 1
            self.fiscal_end = (self._end_month(ended[1], ended[2]) - 3 * n - 1) % 12 + 1
        if ended and quarter and self.fiscal_end in (None, 12):
            label = "Q" + str(("first", "second", "third", "fourth").index(quarter[1].lower()) + 1)
            self.labelled_years[label] = max(int(ended[3]), self.labelled_years.get(label, 0))
        year_end = over and rx(
            r"[Yy]ears?\s+[Ee]nded[\s\n]+([A-Z][a-z]{2,8})\.?\s+(\d{1,2}),?\s+((?:19|20)\d{2})"
        ).search(text)
        if self.fiscal_end is None and year_end and year_end[1].lower()[:3] in MONTHS:
            self.fiscal_end = self._end_month(year_end[1], year_end[2])
        if ended and quarter and self.fiscal_end and self.fiscal_end < 12:
            label = "Q" + str(("first", "second", "third", "fourth").index(quarter[1].lower()) + 1)
            said_year = self.labelled_years.get(label)
            month = self._end_month(ended[1], ended[2])
            closes = int(ended[3]) + (month > self.fiscal_end)
            if said_year in (closes, closes - 1):
                self.fiscal_names_end_year = 1 if said_year == closes else 0
            elif self.fiscal_end <= 2:
                self.fiscal_names_end_year = (
                    0  # retailers close at the end of January and name the year before
                )
        if not self.fiscal_end:
            return
        for m in rx(r"\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2}),\s+((?:19|20)\d{2})").finditer(text[:40000]):
            if m[1].lower()[:3] in MONTHS and self._end_month(m[1], m[2]) == self.fiscal_end:
                y, mo, d = dates.read_words(m.group())
                if y and mo and d:
                    self.year_ends.append(f"{y:04d}-{mo:02d}-{d:02d}")

    @staticmethod
    def _end_month(month: str, day: str | None) -> int:
        number = MONTHS[month.lower()[:3]]
        return (number - 2) % 12 + 1 if day and int(day) <= 7 else number

    @property
    def period(self) -> str:
        """The period the document as a whole reports on, from its title and first lines; "" when none is named."""
        if self._period is None:
            self._period = ""  # what asks for it while it is being found gets none
            found: Counter[str] = Counter()
            for sentence in [Sentence(self, 0, 0, 0, -1, self.title), *self.sentences[:20]]:
                for i, p in enumerate(p for p in sentence.periods if not p.relative):
                    if text_in_brackets(sentence.text, p.start, p.end):
                        if rx(r"-(?:Q\d|H\d|9M|FY)$").search(p.key):
                            found[dates.shift_year(p.key, 1)] += 2  # "(H1 2023: £199m)" stands beside H1 2024
                        continue
                    if rx(r"-(?:Q\d|H\d|9M|FY)$").search(p.key):
                        found[p.key] += (1 if i else 2) + 3 * (sentence.paragraph < 0)
                    elif len(p.key) == 4 and rx(r"(?i)\bended\b").search(sentence.text[p.start : p.end]):
                        found[p.key] += 2
                    elif len(p.key) == 4 and _ANNUAL.search(sentence.text, 0, p.end):
                        found[p.key] += 3
            best = found.most_common(1)[0][1] if found else 0
            tied = [k for k, times in found.items() if times == best and times > 0]
            first = tied[0] if tied else ""
            later = [
                k for k, times in found.items() if 2 * times >= best > 0 and k[4:] == first[4:] and k > first
            ]
            self._period = max(later) if later else first
        return self._period

    @once
    def titled_periods(self) -> frozenset[str]:
        """The periods the headline names: what a release on results is about."""
        title = Sentence(self, 0, 0, 0, -1, self.title)
        return frozenset(p.key for p in title.periods if not p.relative and len(p.key) > 4)

    def period_before(self, sentence: Sentence) -> str:
        """The last period named before `sentence` in the same or the preceding paragraph; "" when none is."""
        for i in range(sentence.index - 1, max(-1, sentence.index - 5), -1):
            other = self.sentences[i]
            for p in other.periods:
                if p.relative or _COMPARED_WITH.search(other.text, max(0, p.start - 70), p.start):
                    continue
                if rx(r"-(?:Q\d|H\d|9M|FY)$").search(p.key) or len(p.key) == 4:
                    return p.key
        return ""

    def times(self, word: str) -> int:
        """How often the word stands in the text with no letter beside it."""
        known = self._times.get(word)
        if known is None:
            pieces = self.text.split(word)
            known = sum(
                not (before[-1:].isalnum() or after[:1].isalnum()) for before, after in pairwise(pieces)
            )
            self._times[word] = known
        return known

    def settle(self, text: str, found: list[names.Name]) -> list[Name]:
        """Kinds made sure by what the whole document shows: a word that is capital only because it opens a sentence
        is no name; a name with a given name once is a person everywhere."""
        persons = self.persons
        if not found:
            return []
        kept = []
        shouted = len(text) > 3 and text.upper() == text
        colon = ":" in text or "：" in text
        dateline = _DATELINE.match(text) if _HEADS.search(text, 0, 120) else None
        opening = dateline.end() if dateline else 0
        for n in found:
            if dateline and n.start < dateline.end():
                continue
            if "ymbol" in text and _SYMBOL.search(text, max(0, n.start - 12), n.start):
                continue
            if (n.kind == "person" or (n.kind == "place" and names.is_waters(n.text))) and self._is_company(
                n.text
            ):
                n = n._replace(kind="organisation")
            if n.kind == "outsider" and self._is_in_business(n, text):
                n = n._replace(kind="organisation")
            if shouted and n.kind != "organisation":
                continue  # headings in capitals
            if colon and " " not in n.text and _AFTER_COLON.search(text, max(0, n.start - 4), n.start):
                continue  # the symbol in "NYSE: BKE"
            if (
                n.start < opening + 3
                and " " not in n.text
                and (
                    _MODIFIES.match(text, n.end)
                    or (
                        _MAKER.match(text, n.end)
                        and text[n.end + 1 : n.end + 7] not in _NO_MAKERS
                        and n.text.istitle()
                        and not self.inside(n.text)
                    )
                )
            ):
                continue  # "Turbine maker Corvane", "Robot picker Corvane"
            if colon and n.kind != "person" and _BEFORE_COLON.match(text, n.end):
                continue  # the exchange in "(Euronext Paris: AB)"
            if (
                colon
                and n.text.isupper()
                and rx(r":\s?$").search(text[max(0, n.start - 3) : n.start])
                and text[n.end : n.end + 1] in ("),;")
            ):
                continue  # the symbol itself
            first, _, rest = n.text.partition(" ")
            if rest and first.lower() in DEMONYMS and not self._belongs(n.text, rest):
                n = names.Name(n.start + len(first) + 1, n.end, rest, names.kind_of(rest))
                if n.kind == "nothing":
                    continue
            if n.kind == "unknown":
                if n.text in persons:
                    n = n._replace(kind="person")
                elif n.start < opening + 3 and " " not in n.text and not self._is_word_of_its_own(n, text):
                    continue
            kept.append(n)
        return kept

    def _is_in_business(self, name: names.Name, text: str) -> bool:
        """Whether one that mostly speaks of others is itself a firm here: "LinkedIn Corporation", "Yahoo earned"."""
        return name.text.lower() in _COMMERCIAL and (
            self.title.startswith(name.text)
            or _EARNS.match(text, name.end) is not None
            or name.text + " Corp" in self.text
            or name.text + ", Inc" in self.text
            or name.text + " Inc" in self.text
        )

    def inside(self, word: str) -> bool:
        """Whether the capitalised word stands inside a sentence somewhere."""
        text, at = self.text, self.text.find(" " + word)
        while at >= 0:
            end = at + 1 + len(word)
            if (text[at - 1 : at].isalnum() or text[at - 1 : at] in tuple(",;’'_")) and not (
                text[end : end + 1].isalnum() or text[end : end + 1] == "_"
            ):
                return True
            at = text.find(" " + word, end)
        return False

    @once
    def _companies(self) -> set[str]:
        """Runs of one to three capitalised words right before a legal form: "Charles Schwab" of "Charles Schwab Corp."."""
        found: set[str] = set()
        text = self.text + "\n" + self.title
        for m in (m for low, high in _around_forms(text) for m in _BEFORE_FORM.finditer(text, low, high)):
            tokens = m[1].split()
            found.update(" ".join(tokens[-k:]) for k in range(1, min(4, len(tokens)) + 1))
        return found

    def _is_company(self, name: str) -> bool:
        """Whether a name that looks like a person's carries a legal form somewhere: "Charles Schwab Corp."."""
        if name in self._companies:
            return True
        after = (
            self.title.partition(name + " ")[2].split(" ", 1)[0] if self.title.startswith(name + " ") else ""
        )
        return after in (
            "to",
            "buys",
            "acquires",
            "reports",
            "posts",
            "cuts",
            "raises",
            "names",
            "sells",
            "plans",
            "files",
            "sees",
            "beats",
            "misses",
            "profit",
            "sales",
            "shares",
        )

    def _belongs(self, full: str, rest: str) -> bool:
        """Whether the adjective of place is a part of the name: "British American Tobacco", not "Chinese SenseTime"."""
        known = self._capital_words.get(full)
        if known is None and names.kind_of(rest) in ("outsider", "nothing", "place"):
            known = False
        if known is None:
            whole = self.text.count(full) + 2 * self.title.count(full)
            alone = self.text.count(rest) + 2 * self.title.count(rest) - whole
            known = alone <= 0 and (whole > 1 or rest.split()[-1].lower() in _COMMON_ENDS)
            self._capital_words[full] = known
        return known

    def _is_word_of_its_own(self, name: names.Name, text: str) -> bool:
        """Whether a single capitalised word at a sentence's start is a name: inner capitals, seen inside a sentence, or acting."""
        word = name.text
        if any(c.isupper() or c.isdigit() for c in word[1:]) and not word.isupper():
            return True
        key = word if text is not self.title else "#" + word
        known = self._capital_words.get(key)
        if known is None:
            titled = (
                not _all_caps_title(self.title) and text is not self.title and holds_word(self.title, word)
            )
            known = (self.inside(word) or titled) and not holds_word(self.text, word.lower())
            self._capital_words[key] = known
        if known or word.isupper():
            return known or _ACTS.match(text, name.end) is not None
        acts = _ACTS.match(text, name.end)
        if word.lower().endswith(_OF_THINGS) and acts and acts.group().strip(", ") in _WEAK:
            return False  # "Disruption to transits …"
        return acts is not None and not holds_word(self.text, word.lower())

    @once
    def addressed(self) -> dict[str, str]:
        """Surname -> "she" or "he", as the text addresses its bearer: "Ms. Lind"."""
        return {
            m["name"]: "he" if m["title"] in ("Mr", "Sir", "Lord") else "she"
            for m in _ADDRESSED.finditer(self.text)
            if m["title"]
        }

    def _surnamed(self, known: dict[str, str]) -> list[str]:
        """Two-word names whose second word alone speaks ("Maley said"): persons whose given name no list holds."""
        text = self.text
        firsts = set(_SPEAKS.findall(text)) if any(verb in text for verb in _SPEECH) else set()
        spoken = set(firsts)
        spoken |= set(_SPOKEN.findall(text)) if rx(r"(?:said|says|added|wrote) [A-Z]").search(text) else set()
        spoken |= {m["name"] for m in _ADDRESSED.finditer(text)}
        spoken |= set(_AGED.findall(text)) if rx(r", \d\d,").search(text) else set()
        if not spoken:
            return []
        bodies = set(_SPEAKS_AS_BODY.findall(self.text))
        return sorted(
            n
            for n in set(_PAIR.findall(self.text[:20000]))
            if n.split()[-1] in spoken
            and n not in known
            and names.kind_of(n) == "unknown"
            and n.split()[0].lower() not in DEMONYMS
            and n.split()[-1] not in bodies
            and n.split()[0].lower() not in _BODY_FIRST
            and n.split()[0].lower() not in NOT_NAMES
            and n.split()[0] not in firsts
        )

    @once
    def persons(self) -> dict[str, str]:
        """Any form of a person's name in the document -> the full form."""
        full: dict[str, str] = {}
        short = len(self.sentences) < 300
        for name in names.find_names(self.title):
            if name.kind == "person" and not self._is_company(name.text):
                full[name.text] = name.text
        for sentence in self.sentences:
            if not short and not sentence.flags & (Flag.ROLE | Flag.EVENT | Flag.QUOTE | Flag.ORIGIN):
                continue
            found = sentence.raw_names
            for name in found:
                if name.kind == "person" and not self._is_company(name.text):
                    full[name.text] = name.text
            if sentence.flags & Flag.ROLE:
                for name in names.holders(sentence.text, found, sentence.roles):
                    full[name.text] = name.text
            if sentence.flags & Flag.ORIGIN:
                for name in names.founders(sentence.text, found):
                    full[name.text] = name.text
        full.update((name_text, name_text) for name_text in self._surnamed(full))
        for m in _introduced(self.text):
            told = m["a"] or m["b"] or m["c"] or m["d"] or m["e"] or m["f"]
            if told not in full and names.kind_of(told) == "unknown" and not self._is_company(told):
                full[told] = told
        firms = self._firm_words(frozenset(full)) if full else frozenset()
        for name_text in list(full):
            last = name_text.split()[-1]
            if last not in firms or " " not in name_text or self._is_quoted(last):
                full.setdefault(last, name_text)
        return full

    def _is_quoted(self, surname: str) -> bool:
        """Whether words in quotation marks are the surname's, which is a firm's name besides: “…,” Coburn says."""
        at = self.text.find(surname + " sa")
        while at >= 0:
            if self.text[max(0, at - 3) : at].rstrip()[-1:] in tuple('”"’') and surname not in self.title:
                return True
            at = self.text.find(surname + " sa", at + 1)
        return False

    def _firm_words(self, people: frozenset[str]) -> frozenset[str]:
        """First words of names of firms: in a text on Tolvane Instruments "Tolvane" is the firm, whoever founded it."""
        last_words = {p.split()[-1] for p in people}
        found = {
            n.text.split()[0]
            for s in self.sentences[:200]
            for n in s.raw_names
            if " " in n.text
            and n.text not in people
            and (n.kind == "organisation" or n.text.split()[0] in last_words)
        }
        found |= {m[1] for m in _LED.finditer(self.title) if self.text.count(m[1]) > 1}
        return frozenset(found)
