"""The gate: the one place where a fact comes into being.

A fact exists only if its quote stands at its offsets, the value's words stand inside the quote, and
the value can be read from those words. Rules and models pass the same gate (docs/decisions/062-one-gate.md).
"""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal, Protocol, cast

from tipsheet.records import Fact, Rejected, Span

from . import amounts
from ._regex import rx
from .dates import read_words
from .names import words

STAGE = "facts"
Bound = Literal["exact", "approx", "min", "max"]

PREDICATES = frozenset(
    "acquired ceo chair customer customer_count deal_value employs_count event_date founded_on founder headquartered_in "
    "investor ipo_amount job_cuts key_person_role launched_on listed_on net_loss net_profit offer_price owns_stake partner "
    "product quote_said raised_amount ranked rd_spend revenue shares_offered ticker total_assets use_of_proceeds "
    "valuation".split()
)


_PENCE = rx(r"\d\s?(?:pence|p)$")


class Source(Protocol):
    """What the gate must know of a document."""

    @property
    def doc_id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...

    def page_at(self, offset: int) -> int | None:
        """The page that holds the character, from 1; None for documents without pages."""


def cite(
    source: Source,
    *,
    id: str,
    subject: str,
    predicate: str,
    value: dict[str, Any],
    quote: tuple[int, int],
    span: tuple[int, int],
    object: str | None = None,
    period: str | None = None,
    variant: str | None = None,
    bound: str = "exact",
    confidence: float = 0.5,
    quote_text: str | None = None,
    value_text: str | None = None,
) -> Fact | Rejected:
    """The only way to a `Fact`: half-open code-point spans of `source.text`, checked against the text itself.

    `quote_text` and `value_text` are what the proposer believes to stand there (a model must give them); both
    must equal the text at the spans. Rejections: `unknown_predicate`, `no_subject`, `bad_span`, `quote_differs`,
    `value_outside_quote`, `value_unsupported`.
    """

    def reject(reason: str, detail: str) -> Rejected:
        return Rejected(stage=STAGE, reason=reason, id=source.doc_id, url=source.url, detail=detail)

    if predicate not in PREDICATES:
        return reject("unknown_predicate", f"{predicate!r} is not one of the predicates")
    if not subject.strip():
        return reject("no_subject", f"{predicate}: nothing says whose")
    start, end = quote
    if not 0 <= start < end <= len(source.text):
        return reject("bad_span", f"{predicate}: quote {start}..{end} lies outside the text")
    standing = source.text[start:end]
    if quote_text is not None and quote_text != standing:
        return reject("quote_differs", f"{predicate}: the quote does not stand at {start}..{end}")
    if not start <= span[0] < span[1] <= end:
        return reject(
            "value_outside_quote", f"{predicate}: value {span[0]}..{span[1]} lies outside its quote"
        )
    surface = source.text[span[0] : span[1]]
    if value_text is not None and value_text != surface:
        return reject("value_outside_quote", f"{predicate}: the value does not stand at {span[0]}..{span[1]}")
    if not supports(surface, value, standing, source.text):
        return reject("value_unsupported", f"{predicate}: {value} cannot be read from {surface!r}")
    return Fact(
        id=id,
        doc_id=source.doc_id,
        subject=subject,
        predicate=predicate,
        object=object,
        value=value,
        value_text=surface,
        quote=standing,
        quote_span=Span(start=start, end=end),
        value_span=Span(start=span[0], end=span[1]),
        period=period,
        measure_variant=variant,
        bound=cast(Bound, bound if bound in ("exact", "approx", "min", "max") else "exact"),
        confidence=round(confidence, 3),
        source_url=source.url,
        provider=source.provider,
        published_at=source.published_at,
        page=source.page_at(start),
    )


def supports(surface: str, value: dict[str, Any], quote: str, text: str = "") -> bool:
    """Whether the normalised `value` can be read from the words of the source.

    A person may be named by the surname alone when the full name stands elsewhere in `text`.
    """
    kind = value.get("kind")
    if kind == "money":
        return _has_figure(surface, value.get("amount"))
    if kind in ("number", "percent"):
        return _has_figure(surface, value.get("number"))
    if kind == "date":
        return _has_date(surface, str(value.get("date", "")), quote)
    if kind == "name":
        return _has_name(surface, str(value.get("name", "")), text)
    if kind == "role":
        return _has_name(surface + " " + quote, str(value.get("name", "")), text) and _has_words(
            surface, str(value.get("role", ""))
        )
    if kind == "text":
        return _has_words(surface, str(value.get("text", "")))
    if kind == "quote":
        return str(value.get("text", "")).strip() != "" and str(value.get("text", "")) in surface
    return False


def _has_figure(surface: str, number: object) -> bool:
    if not isinstance(number, (int, float)) or number != number:
        return False
    if number == 0:
        return "0" in surface
    for m in rx(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?").finditer(surface):
        figure = amounts.figure(m.group())
        if figure == 0:
            continue
        for scale in (0.01 if _PENCE.search(surface) else 1.0, 1.0, 1e3, 1e5, 1e6, 1e7, 1e9, 1e12):
            if abs(figure * scale - abs(number)) <= 1e-9 * max(abs(number), 1.0):
                return True
    return any(n.number == number for n in amounts.find_numbers(surface))


def _has_date(surface: str, iso: str, quote: str) -> bool:
    part = rx(r"(\d{4})-([QH])([1-4])").fullmatch(iso)
    if part:
        told = rx(r"(?i)(first|second|third|fourth|final|last)\s+(quarter|half)\b.*?(\d{4})?").fullmatch(
            surface
        )
        return (
            told is not None
            and told[2][0].lower() == {"Q": "q", "H": "h"}[part[2]]
            and told[3] in (None, part[1])
            and (
                told[1].lower() in ("final", "last")
                or int(part[3]) == ("first", "second", "third", "fourth").index(told[1].lower()) + 1
            )
        )
    if not rx(r"\d{4}(?:-\d{2}(?:-\d{2})?)?").fullmatch(iso):
        return False
    if rx(r"\d{4}").fullmatch(surface):
        return iso == surface
    if surface == iso or rx(r"day$|today|yesterday|tomorrow|month|year|week", re.IGNORECASE).search(surface):
        return True
    us = rx(r"(\d{1,2})/(\d{1,2})/(\d{4})").fullmatch(surface)
    if us:
        return iso == f"{us[3]}-{int(us[1]):02d}-{int(us[2]):02d}"
    year, month, day = read_words(
        rx(r"(?i)^(?:(?:early|late|mid)[ -]|(?:end|start|beginning|middle) of )").sub("", surface)
    )
    parts = iso.split("-")
    return (
        (year is None or f"{year:04d}" == parts[0])
        and (len(parts) < 2 or month == int(parts[1]))
        and (len(parts) < 3 or day == int(parts[2]))
    )


def _has_name(surface: str, name: str, text: str) -> bool:
    return _has_words(surface, name) or (
        " " in name and name in text and _has_words(surface, name.split()[-1])
    )


def _has_words(surface: str, wanted: str) -> bool:
    have, need = set(words(surface)), words(wanted)
    return bool(need) and all(w in have for w in need)
