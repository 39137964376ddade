"""Facts in the words of a sheet: seen from its subject, with what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tipsheet.publish.site import safe
from tipsheet.publish.site.factwords import BOUNDS, label, note, value_of
from tipsheet.records import Fact, TipSheet

# from the side of the other party: what the subject is to the fact's own subject
_SEEN = {
    "investor": "backs",
    "customer": "customer of",
    "partner": "partner of",
    "acquired": "bought by",
    "founder": "founder of",
    "ceo": "chief executive of",
    "chair": "chair of",
}
_MEASURES = {
    "planned": "planned",
    "actual": "as carried out",
    "with_overallotment": "with the over-allotment",
    "consensus": "expected by analysts",
    "cornerstone": "from cornerstone investors",
    "total": "in all",
}
SEVERAL = frozenset(("story", "topic"))  # kinds of sheets that tell of several subjects
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "INR": "₹"}
_SCALES = ((1e9, "billion"), (1e6, "million"))
_CURRENCY = re.compile(
    r"[$€£¥₹₩₽₺฿]|\b(?-i:[A-Z]{3})\b|\b(?:dollars?|euros?|pounds?|yen|yuan|renminbi|rupees?|francs?|won|crowns?|"
    r"kron[aeo]r?|pence|cents?)\b|元|円|圆",
    re.IGNORECASE,
)


class Words(NamedTuple):
    """What a line of a sheet says: `label`: `bound` `value` (`note`)."""

    label: str
    bound: str
    value: str
    note: str


def words(fact: Fact, sheet: TipSheet, held: Mapping[str, Fact]) -> Words:
    """The fact as its sheet tells it."""
    several = sheet.kind in SEVERAL
    names = (about(fact),) if several else (sheet.subject, *sheet.aliases)
    own = several or fact.subject in names or sheet.kind == "filing"
    bound = BOUNDS[fact.bound] if fact.predicate != "event_date" else ""
    other = held.get(sheet.beside.get(fact.id, ""))
    value = _quoted(fact) if fact.predicate == "quote_said" else value_of(fact)
    if other is None and _needs_its_heading(fact):
        value = in_full(fact)
    bound, value = _with_other(fact, bound, value, other)
    said = _said_of(fact, names)
    told = Words(label(fact), bound, value, said)
    if fact.predicate == "owns_stake":
        told = _stake(fact, told, names)
        if several and fact.object:
            told = told._replace(label=f"stake of {fact.subject}")
    elif not own and fact.predicate in _SEEN and str(fact.value.get("name", "")) in names:
        told = told._replace(
            label=_SEEN[fact.predicate], value=fact.subject, note=note(fact, (fact.subject,))
        )
    elif not own and fact.predicate == "key_person_role" and str(fact.value.get("name", "")) in names:
        told = told._replace(value=fact.subject, note=note(fact, (fact.subject,)))
    elif not several and fact.predicate == "quote_said" and str(fact.value.get("speaker", "")) in names:
        told = told._replace(label="")
    extra = _elsewhere(fact, sheet, held)
    notes = ", ".join(x for x in (told.note, extra) if x)
    return Words(told.label, told.bound, safe.line(told.value), safe.line(notes))


def about(fact: Fact) -> str:
    """Whom a fact is told about where no sheet says so: of a stake the company that is owned."""
    return fact.object if fact.predicate == "owns_stake" and fact.object else fact.subject


def shown(facts: list[Fact]) -> list[Fact]:
    """The facts a reader needs: a post stands once, and a founder whose post says so is not told again."""
    posts = {str(f.value.get("name")): str(f.value.get("role", "")) for f in facts if "role" in f.value}
    return [
        f
        for f in facts
        if f.predicate not in ("ceo", "chair", "founder")
        or str(f.value.get("name")) not in posts
        or (f.predicate == "founder" and "founder" not in posts[str(f.value.get("name"))].casefold())
    ]


def in_full(fact: Fact) -> str:
    """The figure with currency and scale, for a cell of a table that leaves either to its heading."""
    currency = str(fact.value.get("currency", ""))
    amount = _amount(fact)
    if amount is None:
        return fact.value_text
    sign = _SIGNS.get(currency, f"{currency} " if currency else "")
    size, name = next(((s, f" {n}") for s, n in _SCALES if abs(amount) >= s), (1.0, ""))
    if not currency or not name:
        return f"{sign}{amount:,.10g}"
    return f"{sign}{amount / size:,.6g}{name}"


def _amount(fact: Fact) -> float | None:
    told = fact.value.get("amount" if fact.value.get("kind") == "money" else "number")
    return told if isinstance(told, int | float) else None


def _needs_its_heading(fact: Fact) -> bool:
    """Whether the words of a figure say less than the figure: no currency, or thousands left unsaid."""
    if fact.value.get("kind") not in ("money", "number"):
        return False
    if fact.value.get("kind") == "money" and not _CURRENCY.search(fact.value_text):
        return True
    digits = re.sub(r"[^\d.]", "", fact.value_text.replace(",", "")).strip(".")
    amount, letters = _amount(fact), re.sub(_CURRENCY, "", fact.value_text)
    if amount is None or not re.fullmatch(r"\d+(\.\d+)?", digits) or re.search(r"[^\W\d_]", letters):
        return False  # a word of scale stands there, or no plain figure
    return abs(float(digits) - abs(amount)) > 1e-6 * max(1.0, abs(amount))


def _quoted(fact: Fact) -> str:
    return f"“{str(fact.value.get('text', '')).strip().rstrip(',')}”"


def _with_other(fact: Fact, bound: str, value: str, other: Fact | None) -> tuple[str, str]:
    """The value with the fact beside it: "€12 to €14", "HK$5.78 billion ($741 million)"."""
    if other is None:
        return bound, value
    if (fact.bound, other.bound) == ("min", "max"):
        return "", f"{value} to {value_of(other)}"
    return bound, f"{value} ({BOUNDS[other.bound]}{value_of(other)})"


def _said_of(fact: Fact, names: tuple[str, ...]) -> str:
    measure = _MEASURES.get(fact.measure_variant or "", "")
    told = note(fact, names)
    return told.replace((fact.measure_variant or "").replace("_", " "), measure, 1) if measure else told


def _stake(fact: Fact, told: Words, names: tuple[str, ...]) -> Words:
    """A holder of the subject by name, a holding of the subject by what is held."""
    if fact.object in names and fact.subject not in names:
        return told._replace(label=fact.subject, note="")
    if fact.subject in names and fact.object:
        return told._replace(label="stake held", note=fact.object)
    return told


def _elsewhere(fact: Fact, sheet: TipSheet, held: Mapping[str, Fact]) -> str:
    """The measure another source names for the same figure: "called adjusted elsewhere"."""
    if fact.measure_variant:
        return ""
    others = {held[f].measure_variant for f in sheet.agreeing.get(fact.id, ()) if f in held}
    told = " and ".join(sorted(o for o in others if o and o not in ("planned", "actual"))).replace("_", " ")
    return f"called {told} elsewhere" if told else ""
