"""Two facts side by side: they agree, one supersedes the other, or they contradict each other.

Only facts of different documents that speak of the same thing (subject, predicate, object, period,
measure) are set side by side. Figures are intervals: what rounding, "at least" and "about" leave open.
A contradiction is the exception: whatever can be explained by rounding, precision, another period,
another measure, another date or a conversion is none. Sources: docs/decisions/064-three-states.md.
"""

# ruff: noqa: SIM905 (a list of words is read whole)

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal

import msgspec

from tipsheet.records import Fact

State = Literal["agrees", "supersedes", "contradicts"]
# (currency, currency, day) -> how many of the second one of the first buys; None when not known
Rates = Callable[[str, str, date], float | None]

_BOUNDS = "within the bounds told"
_PLAN = "as planned"
_TOLERANCE = 0.005  # conversions and typesetting
_RATE_TOLERANCE = 0.03  # a rate moves within the weeks a document may mean
_PLAN_DAYS = 14  # plans told further apart are two plans
_STANDING_DAYS = 60  # who leads, what is owned
_FIGURE_DAYS = 30  # a figure without its day holds about when it is published
_EVENT_DAYS = 10  # dates of one event lie closer together


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What two facts are to each other; when `state` is supersedes, `a` is the later one."""

    a: str
    b: str
    state: State
    why: str
    same: bool = True  # agreeing facts that tell one thing, not two that may both hold ("up to 2" and "0.8")


def compare(facts: Iterable[Fact], *, rates: Rates | None = None) -> Iterator[Comparison]:
    """Every pair of facts of different documents that can be set side by side, in order of the facts.

    Pairs that speak of different things give nothing. `rates` tells exchange rates of a day; without it
    amounts in different currencies are not compared. Pure: the same facts and rates, the same answer.
    """
    held = list(facts)
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in held:
        groups[fact.predicate].append(fact)
    twins = _twins(held)
    for group in groups.values():
        verdicts = [
            (a, b, verdict)
            for i, a in enumerate(group)
            for b in group[i + 1 :]
            if a.doc_id != b.doc_id and (verdict := _verdict(a, b, twins, rates))
        ]
        agreeing = {
            (x, y.doc_id)
            for a, b, (state, _) in verdicts
            if state == "agrees"
            for x, y in ((a.id, b), (b.id, a))
        }
        for a, b, (state, why) in verdicts:
            if state == "contradicts" and ((a.id, b.doc_id) in agreeing or (b.id, a.doc_id) in agreeing):
                continue  # the other document says the same elsewhere: two different things were compared
            if state == "supersedes" and _day(a) and _day(b) and _day(a) < _day(b):  # type: ignore[operator]
                a, b = b, a
            yield Comparison(a=a.id, b=b.id, state=state, why=why, same=why not in (_BOUNDS, _PLAN))


# ------------------------------------------------------------------------------------- what is compared

_SETS = frozenset(
    "investor customer partner product acquired founder listed_on ticker quote_said ranked "
    "key_person_role".split()
)
_MEASURES = frozenset(["revenue", "net_loss", "net_profit", "rd_spend", "total_assets"])


def _verdict(a: Fact, b: Fact, twins: dict[str, str], rates: Rates | None) -> tuple[State, str] | None:
    if not _same_subject(a.subject, b.subject):
        return None
    kinds = (a.value.get("kind"), b.value.get("kind"))
    if a.predicate in _SETS:
        return (
            ("agrees", "the same is said") if _same_value(a, b) and _same_object(a, b, missing=True) else None
        )
    if kinds[0] != kinds[1]:
        return None
    if a.predicate == "event_date":
        return _event(a, b)
    if a.predicate in ("founded_on", "launched_on"):
        return _date(a, b, within=None)
    if a.predicate in ("ceo", "chair"):
        return _holder(a, b)
    if a.predicate == "headquartered_in":
        return _place(a, b)
    if kinds[0] in ("money", "number", "percent"):
        return _figure(a, b, twins, rates)
    return ("agrees", "the same is said") if _same_value(a, b) else None


def _same_subject(a: str, b: str) -> bool:
    x, y = _key(a), _key(b)
    if not x or not y or _GENERIC.fullmatch(a.strip()) or _GENERIC.fullmatch(b.strip()):
        return True  # "the company": a sentence that does not say whose may be about anyone
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    return set(short) <= set(long) or _initials(a, b) or _initials(b, a)


_GENERIC = re.compile(r"(?i)(?:the |its? )?(?:company|group|firm|we|it|they|start-?up|business)?")
_CORPORATE = frozenset(
    "inc ltd limited corp corporation co company plc llc group the holdings nv ag se sa".split()
)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return re.findall(r"\w+", re.sub(r"'s\b", "", folded).replace("'", "").replace(".", ""))


def _key(text: str) -> tuple[str, ...]:
    found = _words(text)
    return tuple(w for w in found if w not in _CORPORATE) or tuple(found)


def _initials(short: str, long: str) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", short)
    if not (2 <= len(letters) <= 6 and letters.isupper()):
        return False
    return "".join(w[0] for w in re.findall(r"[A-Za-z]+", long) if w[0].isupper()).upper().startswith(letters)


def _same_name(a: str, b: str) -> bool:
    x, y = set(_key(a)), set(_key(b))
    return bool(x and y) and (x <= y or y <= x)


def _overlap(a: str, b: str) -> float:
    x, y = set(_words(a)), set(_words(b))
    return len(x & y) / max(len(x), len(y)) if x and y else 0.0


def _same_object(a: Fact, b: Fact, *, missing: bool) -> bool:
    if not a.object or not b.object:
        return missing
    return _same_name(a.object, b.object) or _overlap(a.object, b.object) >= 0.5


def _same_value(a: Fact, b: Fact) -> bool:
    x, y = a.value, b.value
    if x.get("kind") != y.get("kind"):
        return False
    if "name" in x and not _same_name(str(x["name"]), str(y.get("name", ""))):
        return False
    if x.get("kind") == "role":
        return _overlap(_post(x), _post(y)) >= 0.4
    if x.get("kind") in ("text", "quote"):
        return _overlap(str(x.get("text", "")), str(y.get("text", ""))) >= 0.6
    if x.get("kind") == "name":
        return True
    return x == y


_POSTS = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
}


def _post(value: dict[str, object]) -> str:
    return " ".join(_POSTS.get(w, w) for w in _words(str(value.get("role", ""))))


def _day(fact: Fact) -> date | None:
    return fact.published_at.date() if fact.published_at else None


def _apart(a: Fact, b: Fact) -> int | None:
    x, y = _day(a), _day(b)
    return abs((x - y).days) if x and y else None


# ---------------------------------------------------------------------------------- dates, persons, places


def _event(a: Fact, b: Fact) -> tuple[State, str] | None:
    if (
        not a.measure_variant
        or a.measure_variant != b.measure_variant
        or not _same_object(a, b, missing=True)
    ):
        return None
    return _date(a, b, within=_EVENT_DAYS)


def _date(a: Fact, b: Fact, *, within: int | None) -> tuple[State, str] | None:
    x, y = str(a.value.get("date", "")), str(b.value.get("date", ""))
    if not x or not y:
        return None
    if x == y:
        return "agrees", "the same date"
    if x.startswith(y) or y.startswith(x):
        return "agrees", "the same date, told less precisely"
    if within is None:
        if (a.measure_variant or "") != (b.measure_variant or ""):
            return None  # founded one year and incorporated another
        return "contradicts", f"{x} against {y}"
    if len(x) == len(y) == 10:
        apart = abs((date.fromisoformat(x) - date.fromisoformat(y)).days)
        return ("contradicts", f"{x} against {y} for one event") if apart <= within else None
    return None


def _holder(a: Fact, b: Fact) -> tuple[State, str] | None:
    if _same_name(str(a.value.get("name")), str(b.value.get("name"))):
        return "agrees", "the same person"
    apart = _apart(a, b)
    if apart is None:
        return None
    if apart <= _STANDING_DAYS:
        return "contradicts", f"{a.value.get('name')} against {b.value.get('name')}, {apart} days apart"
    return "supersedes", "another person, named later"


def _place(a: Fact, b: Fact) -> tuple[State, str] | None:
    x, y = str(a.value.get("name")), str(b.value.get("name"))
    if _same_name(x, y) or set(_words(x)) & set(_words(y)):
        return "agrees", "the same place"
    apart = _apart(a, b)
    if apart is None:
        return None
    return (
        ("contradicts", f"{x} against {y}") if apart <= 365 else ("supersedes", "another place, named later")
    )


# --------------------------------------------------------------------------------------------- figures


def _figure(a: Fact, b: Fact, twins: dict[str, str], rates: Rates | None) -> tuple[State, str] | None:
    one_sided = bool(a.object) != bool(b.object) and a.predicate in ("deal_value", "owns_stake")
    if not _same_object(
        a, b, missing=one_sided or a.predicate not in ("deal_value", "owns_stake", "use_of_proceeds")
    ):
        return None
    if not _periods_meet(a, b):
        return None
    variants = _variants(a, b)
    if variants is None:
        return None
    pair = _intervals(a, b, twins, rates)
    if pair is None:
        return None
    x, y, how = pair
    if _meet(x, y):
        if variants == "plan and outcome":
            return "agrees", _PLAN
        return "agrees", (how or "the same figure") if _near(a, b, how) else _BOUNDS
    if variants == "labels":
        return None  # an adjusted figure and one without a label may both hold
    return _disagreement(a, b, variants, how)


def _disagreement(a: Fact, b: Fact, variants: str, how: str) -> tuple[State, str] | None:
    apart = _apart(a, b)
    said = f"{a.value_text} against {b.value_text}" + (f" ({how})" if how else "")
    if variants == "plan and outcome":
        return "supersedes", f"a plan and what came of it: {said}"
    if variants == "planned":
        if apart is None:
            return ("contradicts", said) if not _day(a) and not _day(b) else None
        return ("contradicts", said) if apart <= _PLAN_DAYS else ("supersedes", f"the plan changed: {said}")
    if a.predicate in _MEASURES and a.period and b.period:
        return "contradicts", said
    if a.predicate in ("ipo_amount", "offer_price", "shares_offered"):
        return "contradicts", said  # one offering has one outcome, whenever it is told
    if apart is None:
        return ("contradicts", said) if not _day(a) and not _day(b) else None
    if apart <= _FIGURE_DAYS:
        return "contradicts", said
    if a.predicate in ("valuation", "owns_stake"):
        return "supersedes", f"told later: {said}"
    return None


def _variants(a: Fact, b: Fact) -> str | None:
    """How two measure labels relate: "same", "planned", "plan and outcome", "labels" (one says adjusted);
    None: apart."""
    x, y = a.measure_variant or "", b.measure_variant or ""
    if x == y:
        return "planned" if x == "planned" else "same"
    labels = {x, y}
    if a.predicate == "job_cuts" and labels <= {"", "planned", "reported"}:
        return "same"
    if labels <= {"", "actual", "reported"}:
        return "same"
    if labels == {"", "adjusted"}:
        return "labels"
    if "planned" in labels and labels <= {"planned", "actual", "", "reported"}:
        return "plan and outcome"
    return None


def _periods_meet(a: Fact, b: Fact) -> bool:
    x, y = _period(a.period), _period(b.period)
    if a.predicate in _MEASURES or a.predicate == "job_cuts":
        if x and y:
            return x == y
        if a.predicate == "job_cuts":
            return not x and not y
        return (not x and not y) or (_apart(a, b) or 0) <= _FIGURE_DAYS
    if a.predicate in ("employs_count", "customer_count"):
        if x == y:
            return True
        ends = [_as_day(p) or _day(f) for p, f in ((x, a), (y, b))]
        return bool(ends[0] and ends[1]) and abs((ends[0] - ends[1]).days) <= 45  # type: ignore[operator]
    return True


def _period(period: str | None) -> str:
    return (period or "").removesuffix("-FY")


def _as_day(period: str) -> date | None:
    try:
        return date.fromisoformat(period)
    except ValueError:
        return None


def _twins(facts: list[Fact]) -> dict[str, str]:
    """Fact id -> currency of the amount it converts or is converted into, in the same quote."""
    found: dict[str, str] = {}
    places: dict[tuple[str, int, str, str | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.value.get("kind") == "money":
            places[fact.doc_id, fact.quote_span.start, fact.predicate, fact.period].append(fact)
    for group in places.values():
        for a in group:
            for b in group:
                gap = max(a.value_span.start - b.value_span.end, b.value_span.start - a.value_span.end)
                if a.value.get("currency") != b.value.get("currency") and 0 <= gap <= 40:
                    found[a.id] = str(b.value.get("currency"))
    return found


_Interval = tuple[float, float]


def _intervals(
    a: Fact, b: Fact, twins: dict[str, str], rates: Rates | None
) -> tuple[_Interval, _Interval, str] | None:
    x, y = _interval(a, b.bound), _interval(b, a.bound)
    if a.value.get("kind") != "money":
        return x, y, ""
    one, other = str(a.value.get("currency")), str(b.value.get("currency"))
    if one == other:
        return x, y, ""
    if rates is None or a.id in twins or b.id in twins:
        return None  # a figure told in two currencies is compared in its own
    day = _rate_day(a) or _rate_day(b)
    rate = rates(other, one, day) if day else None
    if not rate:
        return None
    low, high = y[0] * rate, y[1] * rate
    return (
        x,
        (low * (1 - _RATE_TOLERANCE), high * (1 + _RATE_TOLERANCE)),
        f"at {rate:.4g} {one} for one {other}",
    )


def _rate_day(fact: Fact) -> date | None:
    period = fact.period or ""
    m = re.match(r"(\d{4})(?:-(Q[1-4]|H[12]|9M|FY|\d{2}))?(?:-(\d{2}))?$", period)
    if m:
        tail = m[2] or "FY"
        month = {"Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12, "H1": 6, "H2": 12, "9M": 9, "FY": 12}.get(tail) or int(
            tail
        )
        try:
            return date(int(m[1]), month, int(m[3] or 28))
        except ValueError:
            return None
    return _day(fact)


def _interval(fact: Fact, other_bound: str) -> _Interval:
    told = fact.value.get("amount" if fact.value.get("kind") == "money" else "number")
    value = float(told) if isinstance(told, (int, float)) else 0.0
    half = _half_unit(fact.value_text, value)
    slack = max(half, abs(value) * _TOLERANCE)
    if fact.bound == other_bound and fact.bound in ("min", "max"):
        return value - slack, value + slack  # two limits of the same kind are compared as they stand
    if fact.bound == "min":
        return value - slack, float("inf")
    if fact.bound == "max":
        return float("-inf"), value + slack
    if fact.bound == "approx":
        slack = max(slack, abs(value) * 0.02)
    return value - slack, value + slack


def _half_unit(text: str, value: float) -> float:
    """Half of the last digit told: 0.05 billion for "1.6 billion"; at most a quarter of the figure.

    Zeros at the end of a whole number may be rounding ("12,000") and count as such.
    """
    m = re.search(r"\d[\d,]*(?:\.(\d+))?", text)
    if not m or not value:
        return 0.0
    digits = float(m.group().replace(",", ""))
    scale = abs(value) / digits if digits else 1.0
    if m[1]:
        unit = 10.0 ** -len(m[1])
    else:
        whole = m.group().replace(",", "")
        unit = 10.0 ** (len(whole) - len(whole.rstrip("0"))) if scale < 1.5 and digits >= 100 else 1.0
    if text.rstrip().endswith(("%", "cent", "pct")):
        return 0.5 * unit if unit >= 1 and digits >= 10 else 0.05 * unit
    return min(0.5 * unit * scale, 0.25 * abs(value))


def _near(a: Fact, b: Fact, how: str) -> bool:
    """Whether two figures are the same apart from rounding, their bounds left aside."""
    if how:
        return True  # converted: the intervals met
    plain = [msgspec.structs.replace(f, bound="exact") for f in (a, b)]
    return _meet(_interval(plain[0], "exact"), _interval(plain[1], "exact"))


def _meet(x: _Interval, y: _Interval) -> bool:
    """Whether one true figure may stand behind both; 1.6 and 1.7 only touch where each would round away."""
    slack = 1e-9 * max((abs(v) for v in (*x, *y) if math.isfinite(v)), default=0.0)
    return x == y or (x[0] < y[1] - slack and y[0] < x[1] - slack)
