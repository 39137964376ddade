"""Facts of many documents put together into one tip sheet about a subject.

Facts that agree stand as one, the surest first; what superseded what stays as history; what contradicts is
grouped and never averaged. A fact counts as supported once for each independent publisher: copies of one
text, and houses of one family, are one voice.
"""

# ruff: noqa: SIM905 (a list of words is read whole)

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

import msgspec

from tipsheet.records import Fact, SheetDocument, TipSheet

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


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document comes from, for counting independent voices."""

    document: SheetDocument
    copy_of: str = ""  # the document it repeats
    family: str = ""  # owner or agency; "" = the provider itself


class SheetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What may be turned."""

    least: float = 0.75  # facts surer than this are listed
    supported: float = 0.5  # facts at least as sure are listed when two independent publishers say so


def build_sheet(
    subject: str,
    facts: Iterable[Fact],
    comparisons: Iterable[Compared],
    origins: Mapping[str, Origin] = {},
    *,
    kind: Kind = "company",
    aliases: tuple[str, ...] = (),
    settings: SheetSettings | None = None,
) -> TipSheet:
    """The tip sheet about `subject` (any form of its name; "" takes facts about everyone).

    `origins` tells of each document by id. Listed are facts that are sure enough or supported, and every fact
    of a dispute. Facts that agree with a listed one, or that it superseded, are kept in `more`. Same input,
    same sheet.
    """
    chosen = settings or SheetSettings()
    held = {f.id: f for f in facts if kind in ("story", "topic", "filing") or concerns(f, subject, aliases)}
    pairs = [
        (c.a, c.b, c.state)
        for c in comparisons
        if c.a in held and c.b in held and (c.same or c.state != "agrees")
    ]
    pairs += _repeats(held)
    voice = _voices(held, origins)
    groups = _agreeing(held, pairs)
    lead = {member: _surest(groups[root], held) for root in groups for member in groups[root]}
    supports = {
        leader: tuple(sorted({voice[m] for m in members}))
        for leader, members in ((_surest(g, held), g) for g in groups.values())
    }
    disputed = _disputes(pairs, lead)
    named = {f for group in disputed for f in group}
    listed = [
        held[leader]
        for leader in dict.fromkeys(lead[f] for f in held)
        if leader in named
        or held[leader].confidence >= chosen.least
        or (len(supports[leader]) > 1 and held[leader].confidence >= chosen.supported)
    ]
    shown = {f.id for f in listed}
    history = _history(pairs, lead, held, shown)
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
    return TipSheet(
        id=slug(subject) or "sheet",
        subject=subject,
        kind=kind,
        aliases=aliases or _aliases(subject, held.values()),
        facts=tuple(sorted(listed, key=_order)),
        disputed=disputed,
        supports={k: v for k, v in supports.items() if k in shown},
        agreeing={
            leader: tuple(m for m in members if m != leader)
            for leader, members in ((_surest(g, held), g) for g in groups.values())
            if leader in shown and len(members) > 1
        },
        history={k: v for k, v in history.items() if k in shown},
        more=tuple(more),
        documents=tuple(documents),
        summary=tuple(f.id for f in _brief(listed, supports)),
    )


def concerns(fact: Fact, subject: str, aliases: tuple[str, ...] = ()) -> bool:
    """Whether the fact is about the subject: its own, or one in which it is the other party or the
    speaker."""
    names = (subject, *aliases)
    parties = [fact.subject, fact.object or ""]
    if fact.predicate in ("quote_said", "key_person_role", "ceo", "chair", "founder"):
        parties.append(str(fact.value.get("speaker") or fact.value.get("name") or ""))
    return any(p and n and _same(p, n) for p in parties for n in names)


def slug(text: str) -> str:
    """Lower-case letters and digits with single hyphens: the sheet's id."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")[:80]


_CORPORATE = frozenset(
    "inc ltd limited corp corporation co company plc llc group the holdings nv ag se sa".split()
)


def _key(text: str) -> frozenset[str]:
    words = re.findall(
        r"\w+", re.sub(r"['’]s\b", "", unicodedata.normalize("NFKC", text).casefold()).replace(".", "")
    )
    return frozenset(w for w in words if w not in _CORPORATE) or frozenset(words)


def _same(a: str, b: str) -> bool:
    x, y = _key(a), _key(b)
    return bool(x and y) and (x <= y or y <= x)


def _voices(held: Mapping[str, Fact], origins: Mapping[str, Origin]) -> dict[str, str]:
    """Fact id -> its independent publisher; the very same sentence in two places is one voice."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for fact in sorted(held.values(), key=lambda f: (str(f.published_at or "9"), f.id)):
        words = " ".join(fact.quote.split())
        voice = _voice(fact, origins)
        found[fact.id] = first.setdefault(words, voice) if len(words) >= 60 else voice
    return found


def _voice(fact: Fact, origins: Mapping[str, Origin]) -> str:
    """The independent publisher behind a fact: a copy speaks with the voice of its origin."""
    origin = origins.get(fact.doc_id)
    seen = set()
    while origin and origin.copy_of and origin.copy_of in origins and origin.copy_of not in seen:
        seen.add(origin.copy_of)
        origin = origins[origin.copy_of]
    if origin:
        return origin.family or origin.document.provider or origin.copy_of or origin.document.id
    return fact.provider or fact.doc_id


def _repeats(held: Mapping[str, Fact]) -> list[tuple[str, str, str]]:
    """Facts one document tells more than once, the table below the text for one."""
    first: dict[tuple[str, ...], str] = {}
    found = []
    for fact in held.values():
        told = (fact.predicate, str(sorted(fact.value.items())), fact.bound)
        of_what = (fact.object or "", fact.period or "", fact.measure_variant or "")
        key = (fact.doc_id, *told, *of_what, *sorted(_key(fact.subject)))
        if first.setdefault(key, fact.id) != fact.id:
            found.append((first[key], fact.id, "agrees"))
    return found


def _agreeing(held: Mapping[str, Fact], pairs: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Facts that agree, each group under its first member."""
    parent = {f: f for f in held}

    def root(f: str) -> str:
        while parent[f] != f:
            parent[f] = parent[parent[f]]
            f = parent[f]
        return f

    against = {frozenset((a, b)) for a, b, state in pairs if state == "contradicts"}
    members: dict[str, list[str]] = {f: [f] for f in held}
    for a, b, state in pairs:
        x, y = root(a), root(b)
        if state != "agrees" or x == y:
            continue
        # rounding may chain two figures that contradict each other: they stay apart
        if any(frozenset((p, q)) in against for p in members[x] for q in members[y]):
            continue
        parent[y] = x
        members[x] += members.pop(y)
    return members


def _surest(group: list[str], held: Mapping[str, Fact]) -> str:
    return max(
        group,
        key=lambda f: (
            held[f].bound == "exact",
            len(held[f].value_text) > 0,
            round(held[f].confidence, 1),
            _precision(held[f]),
            f,
        ),
    )


def _precision(fact: Fact) -> int:
    if fact.value.get("kind") == "date":
        return len(str(fact.value.get("date", "")))
    return len(re.sub(r"\D", "", fact.value_text).rstrip("0"))


def _disputes(pairs: list[tuple[str, str, str]], lead: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Groups of leading facts that cannot all hold, in order."""
    groups: list[set[str]] = []
    for a, b, state in pairs:
        if state != "contradicts" or lead[a] == lead[b]:
            continue
        pair = {lead[a], lead[b]}
        touching = [g for g in groups if g & pair]
        groups = [g for g in groups if not g & pair]
        groups.append(pair.union(*touching))
    return tuple(tuple(sorted(g)) for g in groups)


def _history(
    pairs: list[tuple[str, str, str]], lead: Mapping[str, str], held: Mapping[str, Fact], shown: set[str]
) -> dict[str, tuple[str, ...]]:
    older: dict[str, list[str]] = {}
    for later, earlier, state in pairs:
        if (
            state == "supersedes"
            and lead[later] != lead[earlier]
            and lead[earlier] not in older.get(lead[later], [])
        ):
            older.setdefault(lead[later], []).append(lead[earlier])
    return {
        k: tuple(sorted(v, key=lambda f: str(held[f].published_at), reverse=True))
        for k, v in older.items()
        if k in shown
    }


def _document(doc_id: str, origins: Mapping[str, Origin], held: Mapping[str, Fact]) -> SheetDocument:
    if doc_id in origins:
        return origins[doc_id].document
    fact = next(f for f in held.values() if f.doc_id == doc_id)
    return SheetDocument(
        id=doc_id, url=fact.source_url, provider=fact.provider, published_at=fact.published_at
    )


def _aliases(subject: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(sorted({f.subject for f in facts if f.subject != subject and _same(f.subject, subject)}))


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
    """Three facts that say most: well supported, of different kinds, from different documents when
    possible."""
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
        listed, key=lambda f: (-weight.get(f.predicate, 0), -len(supports.get(f.id, ())), -f.confidence, f.id)
    )
    chosen: list[Fact] = []
    for fact in best:
        if len(chosen) < 3 and all(fact.predicate != c.predicate and fact.quote != c.quote for c in chosen):
            chosen.append(fact)
    return chosen
