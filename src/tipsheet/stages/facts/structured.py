"""Values a document marks up itself: inline XBRL of filings. They come before what the rules read.

Sources: the taxonomies us-gaap, ifrs-full and dei (concept names), Inline XBRL 1.1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from tipsheet.records import Stated

from ._regex import rx
from .claims import Claim, Context
from .dates import ended
from .reading import Sentence

_CONCEPTS = {
    "revenues": "revenue", "revenue": "revenue", "salesrevenuenet": "revenue",
    "revenuefromcontractwithcustomerexcludingassessedtax": "revenue",
    "revenuefromcontractswithcustomers": "revenue", "netincomeloss": "net_profit", "profitloss": "net_profit",
    "netincomelossavailabletocommonstockholdersbasic": "net_profit",
    "profitlossattributabletoownersofparent": "net_profit", "researchanddevelopmentexpense": "rd_spend",
    "researchanddevelopmentexpenseexcludingacquiredinprocesscost": "rd_spend", "assets": "total_assets",
    "tradingsymbol": "ticker", "securityexchangename": "listed_on",
}  # fmt: skip
_MONTHS = ((80, 100, 3), (170, 195, 6), (260, 290, 9), (350, 380, 12))


def find(context: Context, stated: Iterable[Stated]) -> Iterator[Claim]:
    """Claims from marked-up values, once for each concept and period."""
    seen: set[tuple[str, str]] = set()
    held = list(stated)
    _learn_year(context, held)
    for value in held:
        predicate = _CONCEPTS.get(value.concept.rsplit(":", 1)[-1].lower())
        sentence = _sentence(context, value.start)
        if predicate is None or sentence is None or value.end > sentence.end:
            continue
        if (predicate, value.period) in seen and predicate not in ("ticker", "listed_on"):
            continue
        seen.add((predicate, value.period))
        start, end = value.start - sentence.start, value.end - sentence.start
        subject = context.subjects.main
        if predicate == "ticker":
            yield Claim(
                sentence, predicate, subject, {"kind": "text", "text": value.surface}, start, end, 0.98
            )
        elif predicate == "listed_on":
            yield Claim(
                sentence, predicate, subject, {"kind": "name", "name": value.surface}, start, end, 0.97
            )
        elif value.value is not None and value.unit:
            if predicate == "net_profit" and value.value < 0:
                predicate = "net_loss"
            money = {"kind": "money", "amount": abs(value.value), "currency": value.unit}
            period = _period(context, sentence, value.period)
            for written in sentence.moneys:  # with its sign and scale: "$2,215 million"
                if written.start <= start and end <= written.end:
                    start, end = written.start, written.end
                    break
            yield Claim(sentence, predicate, subject, money, start, end, 0.99, period=period)


def _sentence(context: Context, offset: int) -> Sentence | None:
    reading = context.reading
    i = bisect_right(reading.starts, offset) - 1
    return reading.sentences[i] if i >= 0 and offset < reading.sentences[i].end else None


def _learn_year(context: Context, held: list[Stated]) -> None:
    """When the company's year ends: the end of the longest stated period."""
    for value in held:
        span = _span(value.period)
        if span and span[1] == 12 and context.reading.fiscal_end is None:
            day = span[0]
            context.reading.fiscal_end = (day.month - 2) % 12 + 1 if day.day <= 7 else day.month
            return


def _span(period: str) -> tuple[date, int] | None:
    m = rx(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})").fullmatch(period)
    if not m:
        return None
    try:
        first, last = date.fromisoformat(m[1]), date.fromisoformat(m[2])
    except ValueError:
        return None
    months = next((n for low, high, n in _MONTHS if low <= (last - first).days + 1 <= high), 0)
    return (last, months) if months else None


def _period(context: Context, sentence: Sentence, period: str) -> str | None:
    span = _span(period)
    if span is None:
        return period if rx(r"\d{4}-\d{2}-\d{2}").fullmatch(period) else None
    told = ended(context.reading, span[1], f"{span[0]:%B} {span[0].day}, {span[0].year}", sentence)
    return told[0] if told else None
