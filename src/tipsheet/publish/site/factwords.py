"""Facts in words, the same on tip sheets, story pages and in the newsletter."""

from __future__ import annotations

import re
from datetime import datetime

from tipsheet.publish.site import safe
from tipsheet.records import Fact

_LABELS = {
    "key_person_role": "",
    "ceo": "chief executive",
    "chair": "chair",
    "founder": "founder",
    "headquartered_in": "head office",
    "founded_on": "founded",
    "listed_on": "listed on",
    "ticker": "ticker",
    "employs_count": "employees",
    "product": "product",
    "launched_on": "launched",
    "customer_count": "customers",
    "customer": "customer",
    "partner": "partner",
    "ranked": "ranked",
    "owns_stake": "stake",
    "investor": "investor",
    "revenue": "revenue",
    "net_profit": "net profit",
    "net_loss": "net loss",
    "rd_spend": "research and development",
    "total_assets": "total assets",
    "valuation": "valuation",
    "ipo_amount": "offering",
    "offer_price": "offer price",
    "shares_offered": "shares offered",
    "raised_amount": "raised",
    "deal_value": "deal",
    "acquired": "acquired",
    "use_of_proceeds": "use of proceeds",
    "event_date": "",
    "job_cuts": "job cuts",
    "quote_said": "",
}
SETTING = frozenset(
    (
        "founded_on",
        "headquartered_in",
        "employs_count",
        "ceo",
        "chair",
        "founder",
        "key_person_role",
        "ticker",
    )
)  # true before the news and after it
BOUNDS = {"min": "at least ", "max": "up to ", "approx": "about ", "exact": ""}


def people(facts: list[Fact]) -> list[Fact]:
    """A person's post stands once: `ceo` and `chair` only where no `key_person_role` says the same."""
    posts = {str(f.value.get("name")) for f in facts if f.predicate == "key_person_role"}
    return [
        f
        for f in facts
        if f.predicate in ("key_person_role", "founder") or str(f.value.get("name")) not in posts
    ]


def label(fact: Fact) -> str:
    """What the value is of: `chief executive`, `revenue`; "" where the value says it itself."""
    if fact.predicate == "event_date":
        return (fact.measure_variant or "event").replace("_", " ")
    if fact.predicate == "key_person_role":
        return str(fact.value.get("role", ""))
    if fact.predicate == "quote_said":
        return str(fact.value.get("speaker", ""))
    if fact.predicate == "use_of_proceeds" and fact.object:
        return safe.line(fact.object)
    return _LABELS.get(fact.predicate, fact.predicate.replace("_", " "))


def value_of(fact: Fact) -> str:
    """The value in the source's own words; a date in full, a person by name."""
    value = fact.value
    if value.get("kind") == "date":
        return _date(str(value.get("date", "")))
    if value.get("kind") in ("role", "name"):
        return str(value.get("name", fact.value_text))
    if value.get("kind") == "quote":
        return f"“{str(value.get('text', '')).strip().rstrip(',')}”"
    return fact.value_text


def bounded(fact: Fact) -> str:
    """The value with what bounds it: `at least 640`."""
    return value_of(fact) if fact.predicate == "event_date" else BOUNDS[fact.bound] + value_of(fact)


def _date(text: str) -> str:
    for pattern, shown in (("%Y-%m-%d", "%-d %B %Y"), ("%Y-%m", "%B %Y")):
        try:
            return datetime.strptime(text, pattern).strftime(shown)  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return text


def note(fact: Fact, names_of_subject: tuple[str, ...]) -> str:
    """What narrows a fact down: the other party, the measure, the period, another subject than the sheet's."""
    parts = []
    if fact.predicate == "owns_stake":
        parts.append(f"{fact.subject} in {fact.object}" if fact.object else fact.subject)
    elif fact.object and fact.predicate not in ("use_of_proceeds",):
        parts.append(fact.object)
    if fact.measure_variant and fact.predicate != "event_date":
        parts.append(fact.measure_variant.replace("segment:", "").replace("_", " "))
    if fact.period:
        parts.append(_period(fact.period))
    if fact.predicate not in ("owns_stake", "quote_said") and fact.subject not in names_of_subject:
        parts.append(fact.subject)
    return ", ".join(parts)


def _period(period: str) -> str:
    """`2021 H1`, `company year 2025`, `at 31 December 2025`."""
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", period):
        return f"at {_date(period)}"
    if m := re.fullmatch(r"(\d{4})-FY", period):
        return f"company year {m[1]}"
    return period.replace("/", " to ").replace("-9M", ", nine months").replace("-", " ")
