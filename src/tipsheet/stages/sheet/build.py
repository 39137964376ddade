"""Facts of many documents put together into one tip sheet about a subject.

Facts that agree stand as one, the surest first; what superseded what stays as history; what contradicts is
grouped and never averaged. A fact counts as supported once for each independent publisher: copies of one
text, and houses of one family, are one voice.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

import msgspec

from tipsheet.records import Fact, SheetDocument, TipSheet

from . import groups
from .subjects import members, of_firms, parties, same_name, whole_names
from .voices import Origin, voices

_QUOTE_WORDS = 5  # that a quotation needs to be worth showing
Kind = Literal["company", "person", "story", "topic", "filing"]


class Compared(Protocol):
    """What a comparison says of two facts."""

    @property
    def a(self) -> str: ...
    @property
    def b(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def same(self) -> bool: ...


class SheetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What may be turned."""

    least: float = 0.75  # facts surer than this are listed
    supported: float = 0.5  # facts at least as sure are listed when two independent publishers say so
    quotes: int = 12  # quotations at most


def build_sheet(
    subject: str,
    facts: Iterable[Fact],
    comparisons: Iterable[Compared],
    origins: Mapping[str, Origin] = {},
    *,
    kind: Kind = "company",
    aliases: tuple[str, ...] = (),
    settings: SheetSettings | None = None,
    former: Iterable[Fact] = (),
) -> TipSheet:
    """The tip sheet about `subject` (any form of its name; for a story, topic or filing everyone's facts).

    `origins` tells of each document by id. Listed are facts that are sure enough or supported, and every fact
    of a dispute. Facts that agree with a listed one, stand beside it, or that it superseded, are kept in
    `more`. `former` are facts that a document told before its publisher changed it: where it tells another
    value now, the former one is kept as history. Same input, same sheet.
    """
    chosen = settings or SheetSettings()
    every = list(facts)
    own = members((subject, *aliases), every)
    whole = whole_names(Counter(party for fact in every for party in parties(fact)))
    whole |= dict.fromkeys(own, subject)
    held = _worthy(own, every if kind in ("story", "topic", "filing") else _about(own, every), kind)
    beside = groups.besides(held)
    told = [
        (c.a, c.b, c.state)
        for c in comparisons
        if c.a in held and c.b in held and (c.same or c.state != "agrees")
    ]
    changed = groups.changed(former, held)
    held |= {f.id: f for f, _ in changed}
    voice = voices(held, origins)
    told += [(now.id, old.id, "supersedes") for old, now in changed]
    pairs = groups.with_periods(told + groups.repeats(held, beside, whole), held)
    pairs = groups.corrected(pairs, held, voice)
    alike = groups.agreeing(held, pairs)
    leaders = {groups.surest(members, held, beside): members for members in alike.values()}
    lead = {member: leader for leader, members in leaders.items() for member in members}
    supports = {leader: tuple(sorted({voice[m] for m in ms})) for leader, ms in leaders.items()}
    disputed = groups.disputes(pairs, lead, held, chosen.supported)
    named = {f for group in disputed for f in group}
    listed = [
        held[leader]
        for leader in dict.fromkeys(lead[f] for f in held)
        if leader in named
        or held[leader].confidence >= chosen.least
        or (len(supports[leader]) > 1 and held[leader].confidence >= chosen.supported)
    ]
    listed = _few_quotes(_said_better(listed, named), supports, chosen.quotes)
    shown = {f.id for f in listed}
    history = groups.history(pairs, lead, held, shown)
    older = {f for gone in history.values() for f in gone}
    listed = [f for f in listed if f.id not in older or f.id in named]
    shown = {f.id for f in listed}
    more = [
        f
        for f in held.values()
        if f.id not in shown and (lead[f.id] in shown or f.id in older or lead[f.id] in older)
    ]
    used = {f.doc_id for f in (*listed, *more)}
    documents = sorted(
        (_document(d, origins, held) for d in used),
        key=lambda d: (d.published_at is None, str(d.published_at), d.id),
    )
    kept = {f.id for f in (*listed, *more)}
    return TipSheet(
        id=slug(subject) or "sheet",
        subject=subject,
        kind=kind,
        aliases=() if kind in ("story", "topic") else aliases or _aliases(subject, held.values()),
        facts=tuple(sorted(listed, key=_order)),
        disputed=disputed,
        supports={k: v for k, v in supports.items() if k in shown},
        agreeing={
            leader: tuple(m for m in members if m != leader)
            for leader, members in leaders.items()
            if leader in shown and len(members) > 1
        },
        beside={a: b for a, b in beside.items() if a in kept and b in kept},
        history={k: v for k, v in history.items() if k in shown},
        more=tuple(more),
        documents=tuple(documents),
        summary=tuple(f.id for f in _brief(listed, supports)),
    )


def _about(own: frozenset[str], facts: list[Fact]) -> list[Fact]:
    return [f for f in facts if own.intersection(parties(f))]


def _worthy(own: frozenset[str], facts: list[Fact], kind: Kind) -> dict[str, Fact]:
    """The facts the sheet may hold, by id: a person has no revenue, a snippet of two words says nothing."""
    return {f.id: f for f in facts if _is_worth(f) and not (kind == "person" and of_firms(f, own))}


def _is_worth(fact: Fact) -> bool:
    """Whether a fact says something: no snippet of two words, none in which a speaker is told of by others."""
    if fact.predicate != "quote_said":
        return True
    words = str(fact.value.get("text", "")).split()
    speaker = str(fact.value.get("speaker", "")).split()
    own = speaker[-1].strip(".,").casefold() if 1 < len(speaker) < 5 else ""
    return len(words) >= _QUOTE_WORDS and not (
        own and own in {re.sub(r"['’]s$|\W+$", "", w).casefold() for w in words}
    )


def _said_better(listed: list[Fact], named: set[str]) -> list[Fact]:
    """Without what another line says and more: a backer whose stake is told, proceeds told as an offering."""
    stakes = [(f.subject, f.object or "") for f in listed if f.predicate == "owns_stake"]
    offered = [f.value for f in listed if f.predicate == "ipo_amount"]
    return [
        f
        for f in listed
        if f.id in named
        or not (
            (f.predicate == "investor" and any(_is_stake(f, holder, held) for holder, held in stakes))
            or (f.predicate == "raised_amount" and f.value in offered)
        )
    ]


def _is_stake(investor: Fact, holder: str, held: str) -> bool:
    return same_name(str(investor.value.get("name")), holder) and same_name(investor.subject, held)


def _few_quotes(listed: list[Fact], supports: Mapping[str, tuple[str, ...]], most: int) -> list[Fact]:
    """The facts with at most `most` quotations, those told most and most surely."""
    quotes = [f for f in listed if f.predicate == "quote_said"]
    quotes.sort(key=lambda f: (-len(supports[f.id]), -f.confidence, -len(f.value_text), f.id))
    kept = {f.id for f in quotes[:most]}
    return [f for f in listed if f.predicate != "quote_said" or f.id in kept]


def slug(text: str) -> str:
    """Lower-case letters and digits with single hyphens: the sheet's id."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")[:80]


def _document(doc_id: str, origins: Mapping[str, Origin], held: Mapping[str, Fact]) -> SheetDocument:
    if doc_id in origins:
        return origins[doc_id].document
    fact = next(f for f in held.values() if f.doc_id == doc_id)
    return SheetDocument(
        id=doc_id, url=fact.source_url, provider=fact.provider, published_at=fact.published_at
    )


def _aliases(subject: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(sorted({f.subject for f in facts if f.subject != subject and same_name(f.subject, subject)}))


_ORDER = (
    "key_person_role ceo chair founder headquartered_in founded_on ticker listed_on employs_count product "
    "customer_count customer partner ranked owns_stake investor revenue net_profit net_loss rd_spend "
    "total_assets valuation ipo_amount offer_price shares_offered raised_amount deal_value acquired "
    "use_of_proceeds launched_on event_date job_cuts quote_said"
)
_RANK = {predicate: i for i, predicate in enumerate(_ORDER.split())}


def _order(fact: Fact) -> tuple[int, str, str, str]:
    when = fact.period or str(fact.value.get("date", ""))
    return _RANK.get(fact.predicate, 99), fact.measure_variant or "", when, fact.id


def _brief(listed: list[Fact], supports: Mapping[str, tuple[str, ...]]) -> list[Fact]:
    """Three facts that say most: of different kinds, the newest and best supported of each."""
    weight = {
        "revenue": 3,
        "net_loss": 3,
        "net_profit": 3,
        "ipo_amount": 3,
        "deal_value": 3,
        "raised_amount": 2,
        "job_cuts": 3,
        "valuation": 2,
        "event_date": 2,
        "owns_stake": 1,
    }
    best = sorted(
        sorted(listed, key=lambda f: (len(supports.get(f.id, ())), f.confidence, f.id), reverse=True),
        key=lambda f: (weight.get(f.predicate, 0), _latest(f)),
        reverse=True,
    )
    chosen: list[Fact] = []
    for fact in best:
        if len(chosen) < 3 and all(fact.predicate != c.predicate for c in chosen):
            chosen.append(fact)
    return chosen


def _latest(fact: Fact) -> str:
    """The period of a fact for ordering: the newer the later, a whole year after its parts."""
    period = fact.period or ""
    return f"{period}~" if re.fullmatch(r"\d{4}(-FY)?", period) else period
