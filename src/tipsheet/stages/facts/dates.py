"""Dates and reporting periods in a sentence, resolved against the document.

Month-day-year words are read by dateutil; what is left open by the text (the year of "Nov. 22", the
day of "Friday", the quarter of "the quarter ended November 2") is resolved here against the time of
publication, the tense of the sentence and the fiscal year the document speaks of.
"""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]

from ._regex import rx, scan
from .vocabulary import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from .reading import Reading, Sentence

MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)\b\.?"
YEAR = r"(?:19|20)\d{2}"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = rx(
    rf"\b(?:(?P<iso>\b{YEAR}-\d{{2}}-\d{{2}}\b)"
    rf"|(?P<mdy>\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s*(?:million|billion|percent|%|\.\d))(?:\s*,?\s+{YEAR}\b)?)"
    rf"|(?P<dmy>\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:\s*,?\s+{YEAR}\b)?)"
    rf"|(?P<my>\b{MONTH}\s*,?\s+(?:of\s+)?{YEAR}\b)"
    rf"|(?P<weekday>\b{_WEEKDAY}\b)"
    rf"|(?P<month>(?<=\b[Ii]n )(?:early |late |mid-)?{MONTH}|(?<=\b[Ss]ince ){MONTH}|(?<=\buntil ){MONTH}|(?<=\b[Ll]ast ){MONTH}|(?<=\bthis ){MONTH}|(?<=\bby ){MONTH}|(?<=\bnext ){MONTH}|(?<=\bend of ){MONTH})"
    rf"|(?P<edge>\b(?:end|start|beginning|middle)\s+of\s+(?:the\s+|this\s+|next\s+)?(?:{MONTH}(?:,?\s+{YEAR})?|year\b|month\b))"
    r"|(?P<part>\b(?:first|second|third|fourth|final|last)\s+(?:quarter|half)(?:\s+of)?\s+(?:20\d\d|next year|this year|the year)\b)"
    r"|(?P<nextday>\b(?:the\s)?(?:next|following)\s+day\b)"
    r"|(?P<themonth>\b(?:earlier|later)\s+this\s+month\b|\b(?:last|next)\s+month\b)"
    rf"|(?P<us>\b\d{{1,2}}/\d{{1,2}}/{YEAR}\b)"
    rf"|(?P<relative>\b(?:today|yesterday|tomorrow)\b)"
    rf"|(?P<year>(?<![\w$€£¥.,/-])(?:1[6-9]|20)\d{{2}}(?![\w%]|[.,]\d|-\d))"
    r")"
)
# Where a date and a period can begin: at the head of a word, by its first letters.
_MAY_BE_DATE = rx(
    r"[0-9JFMASONDTWbeflmnsty](?<!\w.)(?:(?<=[0-9JFMASONDTW])|(?<=e)(?=arly |nd |arlier t)|(?<=l)(?=ate |a(?:st|ter) [fqthm])|(?<=m)(?=id-|iddle )|(?<=t)(?=o|h(?:e (?:next|following) d|ird))|(?<=y)(?=es)"
    r"|(?<=b)(?=eginning )|(?<=f)(?=irst |ourth |inal |ollowing d)|(?<=n)(?=ext [dm])|(?<=s)(?=econd |tart of))"
)
_MAY_BE_PERIOD = rx(
    r"[a-zA-Z0-9](?<!\w.)(?i:(?<=[0-9])|(?<=t)(?=h(?:e\s+(?:p[re]|co|s[ai]|ye|la|fi|t[hw]|ni|[369]|12|mo|qu|ha)|is\s+[qphy]|at\s+[qphy]|ird|ree)|welve)"
    r"|(?<=i)(?=ts\s+(?:p[re]|co|sa|ye|la|mo))|(?<=p)(?=rior|rece|revi)|(?<=c)(?=omp|orr)|(?<=s)(?=ame|ix|eco|ep)|(?<=y)(?=ear)|(?<=l)(?=ast|ate)"
    r"|(?<=a)(?= year|pr|ug|s (?:of|at)\s|t\s+[tjfmasond\d])|(?<=o)(?=ct|ne year|n\s+[tjfmasond\d])|(?<=b)(?=y\s+[tjfmasond\d])"
    r"|(?<=f)(?=irst|inal|isc|inan|our|ull|or the|eb|y)|(?<=q)(?=[1-4]|uarter)|(?<=h)(?=alf|[12])|(?<=n)(?=ine|ov)|(?<=w)(?=hole)|(?<=e)(?=ntire)"
    r"|(?<=j)(?=an|u[nl])|(?<=m)(?=a[ry]|ost)|(?<=d)(?=ec))"
)
_SAID_JUST = rx(
    r"\b(?:said|announced|reported|confirmed|disclosed|told\s(?:[\w’'-]+\s){1,3}?)\s?(?:late\s|early\s)?(?:on\s)?$"
)
_A_GIVEN_NAME = rx(r"by (?:Jan|April|May|June|August)\s[A-Z][a-z]")
_FORWARD = rx(
    r"\b(?:will|to be|should|expect(?:s|ed)? (?:to|in|on|by)|plan(?:s|ned)? to|planned for|scheduled|set to|due|now sees|sees|forecasts?|predicts?|begins?|starts?|starting|beginning|next|upcoming|"
    r"intends?|aims?|would|shall|to take over|leaves|retires|resigns|steps down|takes over|takes effect|opens|closes|is to|are to|is (?:taking|stepping|leaving|going|starting|beginning|joining|taking over)|are (?:taking|stepping|leaving|going|starting)|until|effective|ahead of|later this)\b",
    re.IGNORECASE,
)


_LEAP_YEAR = datetime(2000, 1, 1, tzinfo=UTC)  # "February 29" without a year must not fail


class Date(NamedTuple):
    """A date at `start:end` of its sentence; `iso` is as precise as the text (2014, 2014-10, 2014-10-03)."""

    start: int
    end: int
    text: str
    iso: str
    sure: float  # 1.0 written out; less when resolved


class Period(NamedTuple):
    """A reporting period at `start:end`: 2021-H1, 2024-Q3, 2024-9M, 2025-FY, 2020, or an as-of date."""

    start: int
    end: int
    key: str
    sure: float
    relative: bool = False  # told by another period: "a year earlier"


def parse_published(value: str | None) -> tuple[date | None, int]:
    """(the day, its precision: 3 day, 2 month, 1 year, 0 none) of a possibly partial ISO string."""
    m = rx(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?").match(value or "")
    if not m:
        return None, 0
    try:
        day = date(int(m[1]), int(m[2] or 12), int(m[3] or 28))
    except ValueError:
        return None, 0
    return day, 1 + bool(m[2]) + bool(m[3])


@lru_cache(maxsize=8192)
def read_words(words: str) -> tuple[int | None, int, int | None]:
    """(year, month, day) of month words, day before or after; year None when not written."""
    cleaned = rx(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|(?<=[a-zA-Z])\.").sub(" ", words)
    cleaned = rx(r"\b[Ss]ept\b").sub("Sep", cleaned)
    has_year = rx(YEAR).search(cleaned) is not None
    day_found = rx(r"(?<!\d)\d{1,2}(?!\d)").search(cleaned)
    try:
        parsed = dateutil_parser.parse(cleaned, default=_LEAP_YEAR)
    except (ValueError, OverflowError):
        return None, 0, None
    return (parsed.year if has_year else None), parsed.month, (parsed.day if day_found else None)


def find_dates(sentence: Sentence) -> list[Date]:
    """All dates of the sentence; a date whose year nothing tells is left out."""
    reading, text = sentence.reading, sentence.text
    found: list[Date] = []
    for m in scan(_DATE, _MAY_BE_DATE, text):
        kind, words = m.lastgroup, m.group()
        iso, sure = "", 1.0
        if kind == "iso":
            iso = words
        elif kind == "us":
            month, day, year = words.split("/")
            iso = _iso(int(year), int(month), int(day))
        elif kind == "year":
            iso = words
        elif kind in ("mdy", "dmy", "my"):
            y, mo, d = read_words(words)
            if not mo:
                continue
            if y is None:
                y = _year_of(reading, sentence, m.start(), mo, d)
                sure = 0.95 if reading.published_precision >= 2 else 0.75
            if y:
                iso = _iso(y, mo, d)
        elif kind == "month" and _A_GIVEN_NAME.match(text, m.start() - 3):
            continue  # "founded by Jan Holub"
        elif kind == "month":
            mo = MONTHS[words.rsplit(" ", 1)[-1].rsplit("-", 1)[-1].rstrip(".").lower()]
            y = _year_of(reading, sentence, m.start(), mo, None)
            sure = 0.9
            if y:
                iso = _iso(y, mo, None)
        elif kind == "weekday":
            iso, sure = _weekday(reading, sentence, m.start(), WEEKDAYS[words.lower()]), 0.9
        elif kind == "relative" and reading.published and reading.published_precision == 3:
            shift = {"today": 0, "yesterday": -1, "tomorrow": 1}[words.lower()]
            iso, sure = (reading.published + timedelta(days=shift)).isoformat(), 0.9
        elif kind == "edge":
            iso, sure = _edge(reading, words), 0.85
        elif kind == "part":
            iso, sure = _part_of_year(reading, words), 0.85
        elif kind == "nextday" and found and len(found[-1].iso) == 10:
            iso, sure = (date.fromisoformat(found[-1].iso) + timedelta(days=1)).isoformat(), 0.8
        elif kind == "themonth" and reading.published and reading.published_precision >= 2:
            moved = reading.published.month - 1 + {"last": -1, "next": 1}.get(words.split()[0].lower(), 0)
            iso, sure = _iso(reading.published.year + moved // 12, moved % 12 + 1, None), 0.8
        if (
            found
            and found[-1].text.lower().endswith("day")
            and kind in ("mdy", "dmy")
            and m.start() - found[-1].end <= 2
        ):
            found.pop()  # "Saturday, January 16" is one day
        if iso:
            if words.endswith(".") and rx(r"[A-Za-z]{4,}\.").search(words) and not words.endswith("Sept."):
                words = words[:-1]  # the full stop of the sentence
            found.append(Date(m.start(), m.start() + len(words), words, iso, sure))
    return found


def _edge(reading: Reading, words: str) -> str:
    """The month in "the end of October", "the start of next year"; "" when nothing tells its year."""
    published = reading.published
    lower = words.lower()
    if lower.endswith(("year", "month")):
        if published is None:
            return ""
        if lower.endswith("month"):
            moved = published.month - 1 + ("next" in lower)
            return _iso(published.year + moved // 12, moved % 12 + 1, None)
        month = 12 if lower.startswith("end") else 1 if lower.startswith(("start", "beg")) else 6
        return _iso(published.year + ("next" in lower), month, None)
    named = words.split(None, 2)[-1]
    y, month, _ = read_words(named)
    if not month:
        return ""
    y = y or (_near_year(published, month) if published else reading.latest_year)
    return _iso(y, month, None) if y else ""


def _near_year(published: date, month: int) -> int:
    """The year whose month lies nearest: what is told of the end of a month is mostly near."""
    return min(
        (published.year - 1, published.year, published.year + 1),
        key=lambda year: abs((date(year, month, 15) - published).days),
    )


def _part_of_year(reading: Reading, words: str) -> str:
    """The quarter or half in "the second quarter of 2024": 2024-Q2."""
    parts = words.lower().split()
    number = _ORDINALS[parts[0]]
    year = int(parts[-1]) if parts[-1].isdigit() else 0
    if not year:
        if reading.published is None:
            return ""
        year = reading.published.year + (parts[-2] == "next")
    return f"{year}-Q{number}" if parts[1] == "quarter" else f"{year}-H{min(number, 2)}"


def _iso(year: int, month: int | None, day: int | None) -> str:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _is_forward(sentence: Sentence, at: int) -> bool:
    """Whether the words around the date speak of what is to come."""
    return _FORWARD.search(sentence.text, max(0, at - 90), at) is not None


_POST_FROM = rx(r"\b(?:appoint|elect|nam|promot|succe|replac)\w*\b[^;]{0,90}\bfrom $")


def _year_of(reading: Reading, sentence: Sentence, at: int, month: int, day: int | None) -> int | None:
    published = reading.published
    if published is None:
        return reading.latest_year
    forward = _is_forward(sentence, at)
    if rx(r"\b(?:from|effective|as of|on) $").search(
        sentence.lower[max(0, at - 10) : at]
    ) and _POST_FROM.search(sentence.lower, 0, at):
        forward = True
    best: tuple[int, int] | None = None
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            gap = (date(year, month, day or 15) - published).days
        except ValueError:
            continue
        allowed = gap >= -31 if forward else gap <= (20 if day is None else 7)
        cost = abs(gap) + (0 if allowed else 400)
        if best is None or cost < best[0]:
            best = (cost, year)
    return best[1] if best else None


def _weekday(reading: Reading, sentence: Sentence, at: int, weekday: int) -> str:
    """The day meant by a weekday's name, from 5 days before publication to one day after it in the past tense.

    A page dated in one time zone may tell of the next day in another: hence the one day.
    """
    published = reading.published
    if published is None or reading.published_precision < 3:
        return ""
    before = sentence.lower[max(0, at - 20) : at]
    ahead = (weekday - published.weekday()) % 7
    if rx(r"\bnext\s$").search(before):
        shift = ahead or 7
    elif rx(r"\blast\s$").search(before):
        shift = ahead - 7
    elif (_is_forward(sentence, at) and not _SAID_JUST.search(sentence.lower, 0, at)) or rx(
        r"\b(?:from|until|by|this coming)\s$"
    ).search(before):
        shift = ahead
    else:
        shift = ahead if ahead <= 1 else ahead - 7
    return (published + timedelta(days=shift)).isoformat()


# --------------------------------------------------------------------------------------------- periods

_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4, "last": 4,
}  # fmt: skip
_ENDED = rf"(?:(?:that\s+|which\s+)?(?:ended|ending|ends)|to|through|until|up to)\s+(?:on\s+|in\s+|(?:at\s+)?the\s+end\s+of\s+)?(?P<%s>(?:\d{{1,2}}\s+)?{MONTH}(?:\s+\d{{1,2}}\b)?(?:\s*,?\s+{YEAR})?)"
_YEAR_TAIL = r"(?:\s+of|\s+in|\s+for)?(?:\s+(?:the|its|our|their))?(?:\s+(?:fiscal|financial|company))?(?:\s+year)?\s+(?:FY\s?)?"
_ORD = r"(?:first|second|third|fourth|final|1st|2nd|3rd|4th)"
_PERIOD = rx(
    r"\b(?:"
    rf"(?P<relq>\b(?:the\s+|its\s+)?(?:prior|previous|preceding|comparable|same|corresponding|year-ago|year-earlier|prior-year|last)(?:[\s-]year)?(?:[\s-]ago)?(?:\s+fiscal)?\s+(?:\d+-week\s+)?(?:fiscal\s+)?(?:quarter|period|half|three months|six months|nine months|months(?=\s+of\s+\d))(?:\s+(?:a|one|of the|of the previous|of the prior|in the|in the previous|the|of|last|in|prior|previous)\s*(?:year\s+(?:earlier|ago|before)|previous year|prior year|preceding year|last year|year before|year)|\s+last year|\s+(?:of|in)\s+(?P<relqy>{YEAR}))?(?:\s+(?:ended|ending)\s+(?P<relqe>{MONTH}\s+\d{{1,2}},?\s+{YEAR}))?)"
    rf"|(?P<rely>\b(?:a year (?:earlier|ago|before|prior)|one year (?:earlier|ago)|(?:the )?(?:year-ago|year-earlier|prior-year|previous-year) (?:quarter|period|half)|(?:the )?(?:previous|prior|preceding) (?:fiscal )?year|(?:the )?year before|year-on-year)\b)"
    rf"|(?P<lasty>\b(?:last year|this year)\b)"
    r"|(?P<thaty>^that year\b)"
    rf"|(?P<quarter>\b(?P<qn>(?i:{_ORD}))[\s-](?:fiscal[\s-]|financial[\s-])?quarters?\b(?:{_YEAR_TAIL}(?P<qy>{YEAR}|\d{{2}}\b)|\s+{_ENDED % 'qe'})?(?:\s*\(?\s*{_ENDED % 'qe2'})?)"
    rf"|(?P<q2>\b(?:fiscal\s+)?Q(?P<q2n>[1-4])(?:[\s-]*(?:FY|fiscal|of)?\s*[’']?(?P<q2y>{YEAR}|\d{{2}}\b))?)"
    rf"|(?P<q3>\b(?P<q3y>{YEAR})\s?Q(?P<q3n>[1-4])\b|\b(?P<q4n>[1-4])Q\s?[’']?(?P<q4y>{YEAR}|\d{{2}})\b)"
    rf"|(?P<half>\b(?P<hn>(?i:{_ORD}))[\s-]half(?:[\s-]year)?(?:{_YEAR_TAIL}(?P<hy>{YEAR}))?)"
    rf"|(?P<h2>\bH(?P<h2n>[12])\s*(?:FY)?[’']?\s?(?P<h2y>{YEAR}|\d{{2}})?\b|\b(?P<h3n>[12])H\s?[’']?(?P<h3y>{YEAR}|\d{{2}})\b)"
    rf"|(?P<span>\b(?:the\s+)?(?:first\s+)?(?P<spann>three|six|nine|twelve|3|6|9|12)[\s-]months?(?:\s+period)?(?:\s+(?:of|in)\s+(?P<spany>{YEAR}|(?:fiscal|the year)\s+{YEAR})|\s+{_ENDED % 'spane'})?)"
    rf"|(?P<weeks>\b(?P<weeksn>\d{{2}})[\s-]weeks?(?:\s+(?:fiscal\s+)?(?:quarter|period|year|fiscal year))?(?:\s+{_ENDED % 'weekse'})?)"
    rf"|(?P<qend>\b(?:fiscal\s+)?quarter(?:ly period)?\s+{_ENDED % 'qende'})"
    rf"|(?P<hend>\bhalf[\s-]year\s+{_ENDED % 'hende'})"
    rf"|(?P<fyend>\b(?:(?:fiscal|financial|full|twelve-month)\s+)?years?\s+{_ENDED % 'fyende'})"
    rf"|(?P<fy>\b(?:[Ff]iscal(?:\s+[Yy]ear)?|[Ff]inancial\s+[Yy]ear|FY|[Ff]ull[\s-][Yy]ear)\s?[’']?(?P<fyy>{YEAR}|\d{{2}}\b)(?:[-/]\d{{2}}\b)?)"
    rf"|(?P<yfy>\b(?P<yfyy>{YEAR})\s+(?:fiscal|financial)\s+year\b|\b(?P<yfyy2>{YEAR})\s+(?:full[\s-]year)\b)"
    rf"|(?P<mrange>\b(?P<mr1>{MONTH})(?:\s+(?:to|through|until)\s+|\s?[-–—/]\s?)(?P<mr2>{MONTH})(?:,?\s+(?P<mry>{YEAR}))?(?!\s+\d{{1,2}}\b)(?!\w))"
    rf"|(?P<whole>\b(?:full|whole|entire)[\s-](?:fiscal\s|financial\s|calendar\s)?year\b(?!\s+(?:of\s+)?{YEAR})|\byear as a whole\b|\b(?:for|in) the (?:past |fiscal |financial )?year\b(?!\s+(?:to|ended|ending|that|which|through|of|before|after|{YEAR}|earlier)))"
    rf"|(?P<adjh>\bhalf-year(?:ly)?\b(?=\s+(?:[a-z-]+\s+)?(?:profits?|loss|net|results?|figures|sales|revenue|turnover|earnings)))"
    rf"|(?P<lastfy>\b(?:last|latest|most recent)\s(?:fiscal|financial)\syear,?\s(?:which\s|that\s)?ended\s(?:in\s)?(?P<lfm>{MONTH}))"
    rf"|(?P<asof>\b(?:[Aa]s (?:of|at)|[Bb]y|[Aa]t|[Oo]n)\s+(?:the\s+end\s+of\s+)?(?P<asofd>{MONTH}\s+\d{{1,2}}\b,?\s*(?:{YEAR})?|\d{{1,2}}\s+{MONTH}(?:\s+{YEAR})?|{MONTH}\s+{YEAR}))"
    rf"|(?P<theq>\b(?:the|this|that|its latest|the latest|the fiscal|latest|the most recent|its most recent)\s+(?:quarter|period|half)\b(?!\s+(?:(?:that\s+|which\s+)?(?:ended|ending|ends)|of|to)\b))"
    rf"|(?P<bare>(?<![\w$€£¥.,/-]){YEAR}(?![\w%]|[.,]\d|-\d))"
    r")",
    re.IGNORECASE,
)


def find_periods(sentence: Sentence) -> list[Period]:
    """All periods of the sentence; relative ones ("a year earlier") lean on the period named before them."""
    reading, text = sentence.reading, sentence.text
    found: list[Period] = []
    for m in scan(_PERIOD, _MAY_BE_PERIOD, text):
        resolved = _period_of(reading, sentence, m, found)
        if resolved:
            key, sure = resolved
            if (
                m["bare"]
                and found
                and found[-1].key.endswith("-FY")
                and rx(r",?\s(?:and\s|,\s)?").fullmatch(text[found[-1].end : m.start()])
            ):
                key += "-FY"  # "fiscal 2017 and 2018"
            found.append(Period(m.start(), m.end(), key, sure, bool(m["relq"] or m["rely"])))
    return found


def _period_of(
    reading: Reading, sentence: Sentence, m: re.Match[str], before: list[Period]
) -> tuple[str, float] | None:
    outer = m.lastgroup  # the alternative: what closes last holds all others
    if outer == "quarter":
        n = _ORDINALS[m["qn"].lower()]
        close = m["qe"] or m["qe2"]
        if m["qy"]:
            return f"{_full_year(m['qy'])}-Q{n}", 0.98
        if close:
            told = _quarter_named(reading, n, close)
            return told if told[0] else None
        return _with_year(reading, f"Q{n}", sentence, before)
    if outer in ("q2", "q3"):
        n = int(m["q2n"] or m["q3n"] or m["q4n"])
        year = m["q2y"] or m["q3y"] or m["q4y"]
        return (f"{_full_year(year)}-Q{n}", 0.98) if year else _with_year(reading, f"Q{n}", sentence, before)
    if outer == "half":
        n = min(_ORDINALS[m["hn"].lower()], 2)
        return (f"{m['hy']}-H{n}", 0.98) if m["hy"] else _with_year(reading, f"H{n}", sentence, before)
    if outer == "h2":
        n = int(m["h2n"] or m["h3n"])
        year = m["h2y"] or m["h3y"]
        return (f"{_full_year(year)}-H{n}", 0.98) if year else _with_year(reading, f"H{n}", sentence, before)
    if outer == "span":
        months = {"three": 3, "six": 6, "nine": 9, "twelve": 12}.get(m["spann"].lower()) or int(m["spann"])
        if m["spany"]:
            return _months(months, int(m["spany"][-4:])), 0.95
        if m["spane"]:
            return ended(reading, months, m["spane"], sentence)
        return _with_year(reading, _months(months, 0)[5:], sentence, before) if months in (6, 9) else None
    if outer == "weeks":
        quarters = {12: 3, 13: 3, 14: 3, 26: 6, 27: 6, 39: 9, 40: 9, 52: 12, 53: 12}.get(int(m["weeksn"]))
        return ended(reading, quarters, m["weekse"], sentence) if quarters and m["weekse"] else None
    if outer == "qend":
        return ended(reading, 3, m["qende"], sentence)
    if outer == "hend":
        return ended(reading, 6, m["hende"], sentence)
    if outer == "fyend":
        return ended(reading, 12, m["fyende"], sentence)
    if outer in ("fy", "yfy"):
        year = _full_year(m["fyy"] or m["yfyy"] or m["yfyy2"])
        own = reading.fiscal_end not in (None, 12) or rx(r"(?i)fiscal|financial|FY").search(m.group())
        return (f"{year}-FY" if own else str(year)), 0.97
    if outer == "mrange":
        first, last = MONTHS[m["mr1"].lower()[:3]], MONTHS[m["mr2"].lower()[:3]]
        count = (last - first) % 12 + 1
        return (
            ended(reading, count, f"{m['mr2']} {m['mry'] or ''}", sentence)
            if count in (3, 6, 9, 12)
            else None
        )
    if outer == "lastfy":
        return ended(reading, 12, m["lfm"], sentence)
    if outer == "adjh":
        return _half_told(reading)
    if outer == "whole":
        return _whole_year(reading, sentence, m.end())
    if outer == "thaty":
        year = reading.period_before(sentence)
        return (year, 0.8) if len(year) == 4 or year.endswith("-FY") else None
    if outer == "bare":
        return m["bare"], 0.95
    if outer == "asof":
        y, mo, d = read_words(m["asofd"])
        if not mo:
            return None
        y = y or _year_of(reading, sentence, m.start("asofd"), mo, d)
        if y and d is None and "end of" in m.group().lower():
            d = monthrange(y, mo)[1]  # "at the end of June 2023"
        return (_iso(y, mo, d), 0.95) if y else None
    if outer == "relq":
        if m["relqe"]:
            base = _last_kind(before)
            if base:
                y, mo, _ = read_words(m["relqe"])
                label = base.split("-", 1)[1] if "-" in base else "FY"
                return f"{_fiscal_label_year(reading, int(y or 0), mo, label)}-{label}", 0.9
            return ended(reading, 3, m["relqe"], sentence)
        if (
            rx(r"(?i)(?:the\s|its\s)?(?:last|previous|most recent)\s+(?:fiscal\s)?quarter").fullmatch(
                m.group().strip()
            )
            and reading.published
            and not before
        ):
            month = reading.published.month
            if reading.published_precision >= 2 and reading.fiscal_end in (None, 12):
                n = (month - 1) // 3
                return (f"{reading.published.year}-Q{n}" if n else f"{reading.published.year - 1}-Q4"), 0.75
        base = before[-1].key if before else reading.period_before(sentence)
        if not base:
            return None
        if m["relqy"]:
            return m["relqy"] + base[4:], 0.9
        if (
            rx(r"same\s(?:fiscal\s)?(?:period|quarter|half)").search(m.group().lower())
            and not _AGAINST.search(sentence.lower, 0, m.start())
            and not rx(r"year|ago|earlier", re.IGNORECASE).search(m.group())
        ):
            return base, 0.6
        return shift_year(base, -1), 0.9
    if outer == "rely":
        base = before[-1].key if before else reading.period_before(sentence)
        if "on-year" in m.group() or not base:
            return None
        return shift_year(base, -1), 0.85
    if outer == "lasty":
        if reading.published is None:
            return None
        year = reading.published.year - (m.group().lower() == "last year")
        return str(year), 0.85
    if outer == "theq":
        base = before[-1].key if before else (reading.period or reading.period_before(sentence))
        if base and (("quarter" in m.group() and "-Q" in base) or ("half" in m.group() and "-H" in base)):
            return base, 0.7
    return None


def shift_year(key: str, by: int) -> str:
    """The same period `by` years away: 2021-H1 -> 2020-H1; "" stays ""."""
    return rx(r"\b(\d{4})").sub(lambda m: str(int(m[1]) + by), key) if key else key


def _full_year(text: str) -> int:
    year = int(rx(r"\D").sub("", text))
    return year if year > 99 else 2000 + year


def _months(months: int, year: int) -> str:
    return f"{year:04d}-" + {3: "Q1", 6: "H1", 9: "9M", 12: "FY"}[months]


def _last_kind(before: list[Period]) -> str:
    return next((p.key for p in reversed(before) if rx(r"-(?:Q\d|H\d|9M|FY)$").search(p.key)), "")


_FORECAST = rx(
    r"\b(?:expects?|expecting|forecasts?|guidance|outlook|now sees|sees|anticipates?|projects|guided|(?:is|are) (?:expected|projected|forecast))\b"
)
_TOLD = rx(r"\b(?:rose|fell|was|were|reported|posted|grew|earned|lost|had|dropped|climbed|beat|missed)\b")
_AGAINST = rx(r"\b(?:compared|versus|vs|against|from|than|over|up|down)\b")
_SAME_OF = rx(r"\bsame (?:quarter|period|half) (?:of|in) (\d{4})\b")


def _with_year(
    reading: Reading, label: str, sentence: Sentence, before: list[Period]
) -> tuple[str, float] | None:
    """A quarter or half named without a year: the year of the document's period, else of publication."""
    for p in reversed(before):
        if p.key[:4].isdigit() and p.key.endswith(label):
            return p.key, 0.85
    if told := _SAME_OF.search(sentence.text):
        return f"{int(told[1]) + 1}-{label}", 0.8  # "the fourth quarter, from the same quarter of 2022"
    if reading.labelled_years.get(label):
        return f"{reading.labelled_years[label]}-{label}", 0.85
    if reading.published is None:
        return (f"{reading.latest_year}-{label}", 0.6) if reading.latest_year else None
    year = _recent_year(reading, label)
    if _FORECAST.search(sentence.lower) and not _TOLD.search(sentence.lower):
        return f"{year + 1}-{label}", 0.75  # "for the fourth quarter, it expects …"
    return f"{year}-{label}", 0.8


def _recent_year(reading: Reading, label: str) -> int:
    """The year of the last period of that name closed before publication (fiscal when the document says how)."""
    published = reading.published
    assert published is not None
    end_month = {"Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "H1": 6, "H2": 12, "9M": 9, "FY": 12}[label]
    if reading.fiscal_end:
        end_month = (reading.fiscal_end + end_month - 1) % 12 + 1
    closes = date(published.year, end_month, 28)
    year = published.year if closes <= published + timedelta(days=5) else published.year - 1
    if not reading.fiscal_end and label[0] == "Q" and (published - date(year, end_month, 28)).days > 160:
        # results come within weeks: a quarter that closed long ago by the calendar is one of a company's own year
        return (published + timedelta(days=91 * (4 - int(label[1])) - 30)).year
    if reading.fiscal_end and reading.fiscal_end < 12 and end_month > reading.fiscal_end:
        year += reading.fiscal_names_end_year
    return year


def _half_told(reading: Reading) -> tuple[str, float] | None:
    """ "Half-year profit": of the half that closed last before publication, when the year is the calendar's."""
    told = next((k for k in reading.labelled_years if k.startswith("H")), "")
    if told:
        return f"{reading.labelled_years[told]}-{told}", 0.8
    published = reading.published
    if published is None or reading.published_precision < 2 or reading.fiscal_end not in (None, 12):
        return None
    return (f"{published.year}-H1", 0.75) if published.month > 6 else (f"{published.year - 1}-H2", 0.6)


def _whole_year(reading: Reading, sentence: Sentence, at: int) -> tuple[str, float] | None:
    """ "For the full year": the one that closed last, or the one that runs when it is forecast."""
    published = reading.published
    if published is None:
        return None
    ahead = rx(
        r"\b(?:expect\w*|forecasts?|guidance|outlook|sees|guided|predict\w*|projects|targets?|will|aims?)\b"
    ).search(
        sentence.lower[max(0, at - 120) : at + 40],
    )
    closes = reading.fiscal_end or 12
    closed = published.year if date(published.year, closes, 28) <= published else published.year - 1
    if reading.fiscal_end in (None, 12):
        return str(closed + bool(ahead)), 0.75
    return f"{_fiscal_label_year(reading, closed, closes, 'FY') + bool(ahead)}-FY", 0.75


def ended(reading: Reading, months: int, words: str, sentence: Sentence) -> tuple[str, float] | None:
    """The period of `months` months that ended on the day in `words`."""
    y, mo, d = read_words(words)
    if not mo:
        return None
    y = y or _year_of(reading, sentence, 0, mo, d)
    if y is None:
        return None
    mo, y = _nearest_month_end(y, mo, d)
    label = {12: "FY", 9: "9M"}.get(months, "")
    sure = 0.95
    fiscal = reading.fiscal_end or 12
    since = (mo - fiscal) % 12 or 12  # months of the company's year that have passed
    if months == 3:
        if since % 3 and reading.fiscal_end is None and mo % 3 == 1:
            # without a word on the company's year: shops close theirs at the end of January and name the one before
            return (f"{y - (mo == 1)}-Q{(mo - 2) % 12 // 3 + 1}", 0.6)
        if since % 3:
            return f"{y}-Q{(mo + 2) // 3}", 0.5
        label = f"Q{since // 3}"
        sure = 0.95 if reading.fiscal_end or mo in (3, 6, 9, 12) else 0.7
    elif months == 6:
        label = "H1" if since == 6 else ("H2" if since == 12 else ("H1" if mo in (6, 7, 8, 9) else "H2"))
    if label == "FY" and mo == 12:
        return str(y), sure  # the company's year is the calendar's
    return f"{_fiscal_label_year(reading, y, mo, label)}-{label}", sure


def _nearest_month_end(year: int, month: int, day: int | None) -> tuple[int, int]:
    """52/53-week companies close a few days into the next month: November 2 means the end of October."""
    if day is not None and day <= 7:
        month, year = (month - 1, year) if month > 1 else (12, year - 1)
    return month, year


def _fiscal_label_year(reading: Reading, year: int, month: int, label: str) -> int:
    """The name of the company's year that holds month `month` of calendar year `year`."""
    fiscal = reading.fiscal_end
    if not fiscal or fiscal == 12:
        return year
    end_year = year if month <= fiscal else year + 1  # calendar year in which that company year closes
    return end_year if reading.fiscal_names_end_year else end_year - 1


def _closed_year(reading: Reading, month: int, day: int | None) -> int | None:
    """The year of the last such day before publication."""
    published = reading.published
    if published is None:
        return reading.latest_year
    try:
        this_year = date(published.year, month, min(day or 28, 28))
    except ValueError:
        return None
    return published.year if this_year <= published else published.year - 1


def _quarter_named(reading: Reading, n: int, words: str) -> tuple[str, float]:
    y, mo, d = read_words(words)
    if not mo:
        return (f"{reading.latest_year}-Q{n}", 0.6) if reading.latest_year else ("", 0.0)
    if y is None:
        y = _closed_year(reading, mo, d)
        if y is None:
            return "", 0.0
    mo, y = _nearest_month_end(y, mo, d)
    return f"{_fiscal_label_year(reading, y, mo, f'Q{n}')}-Q{n}", 0.95
