"""Money, numbers and percentages in a sentence, normalised.

The figure itself is read by price-parser; scale words, the currency's ISO 4217 code and the bound
("at least", "up to") are ours, because no library at hand reads "1.652 billion yuan" or keeps the
span (docs/decisions/060-amounts-and-dates.md).
"""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from price_parser import Price

from ._regex import rx
from ._stems import Stems

_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE_WORD = r"(?:hundred thousand|lakh crore|thousand crore|thousand|million|billion|trillion|mln|bln|mn|bn|tn|crore|lakh)\b"
_SCALE = rf"(?:[\s\u00a0-]?{_SCALE_WORD}|\s?[MBKTmbk]\b(?![’']|-(?!plus\b)))"
_SCALES = {
    "k": 1e3, "thousand": 1e3, "lakh": 1e5, "hundred thousand": 1e5, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6,
    "crore": 1e7, "lakh crore": 1e12, "thousand crore": 1e10, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip

_PREFIXES = {
    "US$": "USD", "U.S.$": "USD", "HK$": "HKD", "NT$": "TWD", "T$": "TWD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "CDN$": "CAD",
    "S$": "SGD", "NZ$": "NZD", "R$": "BRL", "MX$": "MXN", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB",
    "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND", "₱": "PHP", "Rs.": "INR", "Rs": "INR", "RMB": "CNY", "CNY": "CNY",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY", "HKD": "HKD", "CHF": "CHF", "SEK": "SEK", "NOK": "NOK",
    "DKK": "DKK", "INR": "INR", "KRW": "KRW", "TWD": "TWD", "SGD": "SGD", "AUD": "AUD", "CAD": "CAD", "BRL": "BRL",
    "ZAR": "ZAR", "MXN": "MXN", "PLN": "PLN", "NZD": "NZD", "Euro": "EUR", "SAR": "SAR", "AED": "AED", "THB": "THB", "MYR": "MYR",
    "IDR": "IDR", "PHP": "PHP", "HUF": "HUF", "CZK": "CZK", "ILS": "ILS", "RUB": "RUB",
}  # fmt: skip
_SUFFIXES = {
    "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "us dollars": "USD", "u.s. dollars": "USD", "dollars": "$", "dollar": "$",
    "us dollar": "USD", "hong kong dollars": "HKD", "australian dollars": "AUD", "canadian dollars": "CAD",
    "singapore dollars": "SGD", "new zealand dollars": "NZD", "taiwan dollars": "TWD", "euros": "EUR", "euro": "EUR",
    "pounds": "GBP", "pound": "GBP", "pounds sterling": "GBP", "yen": "JPY", "won": "KRW", "rupees": "INR", "swiss francs": "CHF",
    "francs": "CHF", "swedish kronor": "SEK", "swedish crowns": "SEK", "kronor": "SEK", "swedish kroner": "SEK", "swedish krona": "SEK", "krona": "SEK", "norwegian kroner": "NOK", "danish krone": "DKK", "norwegian krone": "NOK",
    "norwegian crowns": "NOK", "danish kroner": "DKK", "danish crowns": "DKK", "kroner": "kr", "krone": "kr", "crowns": "kr", "crown": "kr", "pakistani rupees": "PKR", "rand": "ZAR",
    "reais": "BRL", "pesos": "$p", "peso": "$p", "rubles": "RUB", "roubles": "RUB", "shekels": "ILS", "zlotys": "PLN", "zloty": "PLN",
    "riyals": "SAR",
    "riyal": "SAR",
    "saudi riyals": "SAR",
    "dirhams": "AED",
    "dirham": "AED",
    "baht": "THB",
    "ringgit": "MYR",
    "lira": "TRY",
    "liras": "TRY",
    "forints": "HUF",
    "naira": "NGN",
    "czech crowns": "CZK",
    "koruna": "CZK",
    "rupiah": "IDR",
    "hryvnia": "UAH",
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "hkd": "HKD", "chf": "CHF", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "inr": "INR", "krw": "KRW", "cny": "CNY", "sgd": "SGD", "aud": "AUD", "cad": "CAD",
}  # fmt: skip


def _any(words: dict[str, str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_MONEY = rx(
    rf"(?:(?<![A-Za-z])(?P<prefix>{_any(_PREFIXES)}|[$¥])[\s\u00a0]?(?P<open>\()?(?P<number>{_NUM})(?P<close>(?(open)\)|))(?P<scale>{_SCALE})?)"
    rf"(?:[\s\u00a0-](?P<tail>(?i:{_any(_SUFFIXES)}))\b)?"
    rf"|(?<![\w.,$])(?P<number2>{_NUM})(?P<scale2>{_SCALE})?[\s\u00a0-](?P<suffix>(?i:{_any(_SUFFIXES)}))\b"
    rf"|(?<![\w.,$£-])(?P<pence>{_NUM})(?:[\s\u00a0]pence|p(?=\s(?:a|per)\s(?:[a-z]+\s)?share))\b"
)
_PERCENT = rx(
    rf"(?<![\w.,$])(?P<number>{_NUM})[\s\u00a0-]?(?:%|percent\b|per\s?cent\b|pct\b)(?!age)(?!\s?points?)"
)
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
_NUMBER = rx(
    rf"(?<![\w.,$€£¥/-])(?P<number>{_NUM})(?P<scale>[\s\u00a0-]?{_SCALE_WORD}|[mk](?=\s))?(?![\w%]|[.,]\d|-(?:week|day|year|month)|\s?(?:%|percent|per\s?cent))"
    rf"|\b(?P<word>{'|'.join(_NUMBER_WORDS)})(?P<scale2>[\s-](?:hundred|thousand|million|billion))\b",
    re.IGNORECASE,
)

_BOUND = rx(
    r"(?:\b(?P<min>at least|more than(?!\s(?:the|its)\s$)|over(?!\s(?:the|its)\s$)|above(?!\s(?:the|its)\s$)|exceed(?:s|ed|ing)|no (?:less|fewer) than|not less than|in excess of|"
    r"upwards? of|greater than|a minimum of|minimum|topp(?:ed|ing)|surpass(?:ed|ing|es)?)"
    r"|(?P<max>up to|as (?:much|many|high) as|at most|less than|fewer than|under(?!\s(?:the|its)\s$)|below(?!\s(?:the|its)\s$)|no more than|not more than|"
    r"a maximum of|maximum of|potential|nearly|almost|just under|shy of)"
    r"|(?P<approx>about|around|approximately|roughly|some|close to|an estimated|estimated|circa|c\.|ca\.|~|in the region of|or so))"
    r"\s*(?:a |an |the |its |another |total of )?(?:further |additional |combined )?$",
    re.IGNORECASE,
)


_OR_MORE = rx(r"-plus\b|\+(?!\d)|\sor more\b|\splus\b(?! or minus)(?=[,.;]|$|\s(?:a|in|from|for)\b)")
# A part of each of them: a quick look before the pattern is tried.
_MAY_BOUND = Stems([(1, (
    "least", "more", "over", "above", "exceed", "less", "fewer", "excess", "upward", "greater", "minimum", "topp", "surpass", "up to",
    "as m", "as h", "most", "under", "below", "maximum", "potential", "nearly", "shy of", "about", "around", "approx", "roughly",
    "some", "close", "estimated", "circa", "c.", "ca.", "~", "region", "or so",
))])  # fmt: skip


class Number(NamedTuple):
    """A figure at `start:end` of its sentence; `number` in units (percent: 0..100)."""

    start: int
    end: int
    text: str
    number: float
    bound: str


class Money(NamedTuple):
    """An amount of money at `start:end` of its sentence, in whole units of an ISO 4217 currency."""

    start: int
    end: int
    text: str
    amount: float
    currency: str
    bound: str


def bound_before(text: str, at: int) -> str:
    """The bound the words just before offset `at` put on a figure: exact, approx, min or max."""
    before = text[max(0, at - 40) : at].lower()
    if not _MAY_BOUND.bits(before):
        return "exact"
    found = _BOUND.search(text, max(0, at - 40), at)
    return (found.lastgroup or "exact") if found else "exact"


@lru_cache(maxsize=8192)
def _figure(digits: str) -> float:
    amount = Price.fromstring(digits, decimal_separator=".").amount_float
    return float("nan") if amount is None else amount


def figure(digits: str, scale: str | None = None) -> float:
    """The number written as `digits` (English style: comma groups, point decimals) times its scale word."""
    times = _SCALES.get(scale.strip(" \u00a0-").lower(), 1.0) if scale else 1.0
    if scale and times == 1.0 and "hundred" in scale.lower():
        times = 100.0
    value = _figure(digits) * times
    return float(round(value)) if times > 1 else value


def find_money(text: str, currencies: dict[str, str]) -> list[Money]:
    """All amounts of money; `currencies` says what a bare "$" and "¥" mean in this document."""
    found: list[Money] = []
    for m in _MONEY.finditer(text):
        if m["pence"]:
            found.append(
                Money(
                    m.start(),
                    m.end(),
                    m.group(),
                    round(figure(m["pence"]) / 100, 6),
                    "GBP",
                    bound_before(text, m.start()),
                )
            )
            continue
        digits = m["number"] or m["number2"]
        scale = m["scale"] or m["scale2"]
        prefix, suffix = m["prefix"], m["tail"] or m["suffix"]
        code = _PREFIXES.get(prefix, prefix) if prefix else _SUFFIXES[suffix.lower()]
        if prefix in ("$", "¥") and suffix:
            code = _SUFFIXES.get(suffix.lower(), code)
        code = currencies.get(code, code)
        end = (
            m.end("tail")
            if m["tail"] and prefix == "$"
            else (m.end() if not m["tail"] else (m.end("scale") if m["scale"] else m.end("number")))
        )
        found.append(
            Money(
                m.start(),
                end,
                text[m.start() : end],
                figure(digits, scale),
                code,
                "min" if _OR_MORE.match(text, end) else bound_before(text, m.start()),
            )
        )
    return _ranged(text, _bare_amounts(text, _share_scales(text, found)))


_BARE = rx(
    rf"\b(?:(?:loss(?:es)?|profits?|income|revenues?|sales|earnings)\s(?:\w+\s){{0,2}}(?:of|to|at)|from|than|compared with|compared to|against|versus)\s(?:about |some |around |nearly )?(?P<amount>(?P<number>{_NUM})\s?(?P<scale>million|billion|trillion|bn|mln))\b(?=[,.;)]|$|\s(?:in|a|the|one|last|for|during|at|and|year|from|by|this|on)\b)"
)


def _bare_amounts(text: str, found: list[Money]) -> list[Money]:
    """Add the second of "3.4 billion francs, up from 2.0 billion": its currency is the first one's."""
    if not found:
        return found
    taken = [(m.start, m.end) for m in found]
    added = list(found)
    for m in _BARE.finditer(text):
        start, end = m.span("amount")
        before = [f for f in found if f.end <= start]
        if before and start - before[-1].end <= 90 and all(end <= a or start >= b for a, b in taken):
            added.append(
                Money(start, end, m["amount"], figure(m["number"], m["scale"]), before[-1].currency, "exact")
            )
    return sorted(added) if len(added) > len(found) else found


_LOW = rx(rf"(?<![\w.,$€£¥])(?P<number>{_NUM})(?P<scale>{_SCALE})?(?:\sto\s|\s?[–—-]\s?|\sand\s)$")
_HIGH = rx(rf"(?:\sto\s|\s?[–—-]\s?|\sand\s)(?P<number>{_NUM})(?P<scale>{_SCALE})")
_JOINS = rx(r"\s?(?:to|and|-|–|—)\s?")


def _ranged(text: str, found: list[Money]) -> list[Money]:
    """Mark the two ends of a range ("€12 to €14", "between 195 and 205 million euros") as its bounds.

    A lower end without its currency is added; "from 4 to 5 billion" tells a change and is no range.
    """
    made = list(found)
    for b in found:
        m = _LOW.search(text, max(0, b.start - 28), b.start)
        if (
            m
            and b.text[:1].isdigit()
            and _is_range(text, m.start(), m.end("scale") if m["scale"] else m.end("number"), b.start)
        ):
            low = figure(m["number"], m["scale"])
            if not m["scale"] and b.amount >= 1000:
                low *= 10 ** (3 * ((len(str(int(b.amount))) - 1) // 3)) if low < 1000 else 1
            end = m.end("scale") if m["scale"] else m.end("number")
            if 0 < low < b.amount <= 10 * low and all(end <= f.start or m.start() >= f.end for f in found):
                made.append(Money(m.start(), end, text[m.start() : end], float(low), b.currency, "exact"))
    for a in found:
        m = _HIGH.match(text, a.end)
        if (
            m
            and a.amount < 1000
            and not a.text[-1:].isalpha()
            and _is_range(text, a.start, a.end, m.start("number"))
        ):
            times = figure("1", m["scale"])
            start, end = m.start("number"), m.end("scale")
            made[made.index(a)] = a._replace(amount=float(round(a.amount * times)))
            if all(end <= f.start or start >= f.end for f in found):
                made.append(
                    Money(start, end, text[start:end], figure(m["number"], m["scale"]), a.currency, "exact")
                )
    made.sort()
    for i in range(len(made) - 1):
        a, b = made[i], made[i + 1]
        if (
            a.currency == b.currency
            and a.amount < b.amount <= 10 * a.amount
            and _is_range(text, a.start, a.end, b.start)
        ):
            made[i], made[i + 1] = a._replace(bound="min"), b._replace(bound="max")
    return made if len(made) > len(found) or made != found else found


def _is_range(text: str, start: int, end: int, other: int) -> bool:
    between = text[end:other]
    if not _JOINS.fullmatch(between):
        return False
    before = text[max(0, start - 24) : start].lower()
    if "and" in between:
        return "between" in before
    return not rx(r"\bfrom\s(?:about |around |some |just )?$").search(before)


def _share_scales(text: str, found: list[Money]) -> list[Money]:
    """Give the first of "$4 to $5 billion" the scale of the second."""
    for i in range(len(found) - 1):
        a, b = found[i], found[i + 1]
        if (
            a.amount < 1000 <= b.amount
            and a.currency == b.currency
            and rx(r"\s?(?:to|and|or|-|–|—)\s?").fullmatch(text[a.end : b.start])
        ):
            scale = 10 ** (3 * ((len(str(int(b.amount))) - 1) // 3))
            if f"{b.amount / scale:g}" in b.text.replace(",", ""):
                found[i] = a._replace(amount=float(round(a.amount * scale)))
    return found


def find_percents(text: str) -> list[Number]:
    """All percentages, not percentage points."""
    return [
        Number(m.start(), m.end(), m.group(), figure(m["number"]), bound_before(text, m.start()))
        for m in _PERCENT.finditer(text)
    ]


def find_numbers(text: str) -> list[Number]:
    """All plain figures: not money, not percentages, not glued to letters; spelled-out only with a scale word."""
    found = []
    for m in _NUMBER.finditer(text):
        if m["word"]:
            number = _NUMBER_WORDS[m["word"].lower()] * (
                100.0 if "hundred" in m["scale2"].lower() else _SCALES[m["scale2"].strip(" -").lower()]
            )
        else:
            number = figure(m["number"], m["scale"])
        found.append(Number(m.start(), m.end(), m.group(), float(number), bound_before(text, m.start())))
    return found
