"""Whom a fact is about: names, their short and whole forms, and which of several is meant."""

# ruff: noqa: SIM905 (a list of words is read whole)

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from tipsheet.records import Fact

_CORPORATE = frozenset(
    "inc ltd limited corp corporation co company plc llc group the holdings nv ag se sa".split()
)
_POSTS = frozenset("key_person_role ceo chair founder".split())
# predicates whose value names the other party
_PARTIES = frozenset("investor customer partner acquired".split())
# what only an organisation has
_OF_FIRMS = frozenset(
    "headquartered_in founded_on listed_on ticker employs_count customer_count customer revenue net_profit "
    "net_loss rd_spend total_assets valuation ipo_amount offer_price shares_offered raised_amount "
    "use_of_proceeds job_cuts investor".split()
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a name asked for stands for: the whole name with its short forms, or several that are as likely."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # not empty: the name is short for each of these


def concerns(fact: Fact, subject: str, aliases: tuple[str, ...] = ()) -> bool:
    """Whether the fact is about the subject: its own, or one in which it is the other party, the holder of a
    post or the speaker."""
    names = (subject, *aliases)
    return any(p and n and same_name(p, n) for p in parties(fact) for n in names)


def parties(fact: Fact) -> tuple[str, ...]:
    """Everyone a fact names: whose it is, the other party, the holder of a post, the speaker."""
    named = fact.object or "" if fact.predicate in ("owns_stake", "deal_value", "event_date") else ""
    told = ""
    if fact.predicate == "quote_said":
        told = str(fact.value.get("speaker") or "")
    elif fact.predicate in _POSTS or fact.predicate in _PARTIES:
        told = str(fact.value.get("name") or "")
    return tuple(dict.fromkeys(p for p in (fact.subject, named, told) if p))


def name_key(text: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    words = re.findall(
        r"\w+", re.sub(r"['’]s\b", "", unicodedata.normalize("NFKC", text).casefold()).replace(".", "")
    )
    return frozenset(w for w in words if w not in _CORPORATE) or frozenset(words)


def same_name(a: str, b: str) -> bool:
    """Whether one name is the other, or short for it."""
    x, y = name_key(a), name_key(b)
    return bool(x and y) and (x <= y or y <= x)


def is_person(name: str, facts: Iterable[Fact]) -> bool:
    """Whether what is told of a name is told of a person: holds a post or speaks, has nothing firms have."""
    key, posts, firm, said = name_key(name), 0, 0, 0
    for fact in facts:
        holder = str(fact.value.get("name") or "")
        if fact.predicate in _POSTS and name_key(holder) == key:
            posts += 1
        elif name_key(fact.subject) == key:
            firm += fact.predicate in _OF_FIRMS or fact.predicate in _POSTS
            said += fact.predicate == "quote_said"
    return posts > firm or (said > 1 and said > 2 * firm and len(name.split()) in (2, 3) and not firm)


def of_firms(fact: Fact, forms: frozenset[str]) -> bool:
    """Whether a fact tells of a name, under any of its forms, what only an organisation has."""
    return (fact.predicate in _OF_FIRMS or fact.predicate in _POSTS) and fact.subject in forms


def members(names: Iterable[str], facts: Iterable[Fact]) -> frozenset[str]:
    """The forms of the names that stand in `facts`: the same words, or short for one of them."""
    asked = [n for n in names if n]
    counts = Counter(party for fact in facts for party in parties(fact))
    whole = whole_names(counts | Counter(dict.fromkeys(asked, 1)))
    heads, keys = {whole[n] for n in asked}, {name_key(n) for n in asked}
    return frozenset(n for n in counts if whole[n] in heads or name_key(n) in keys)


def find_subject(asked: str, facts: Iterable[Fact]) -> Found:
    """The name in `facts` that `asked` stands for; an empty `Found` when none does.

    A name told exactly so is meant. A short one means the whole name it is short for; when several whole
    names hold it and none has three quarters of what is told, all of them stand in `others`.
    """
    held = list(facts)
    counts = Counter(name for fact in held for name in parties(fact))
    wanted = name_key(asked)
    if not wanted:
        return Found()
    matching = {n: c for n, c in counts.items() if wanted <= name_key(n)}
    exact = [n for n in matching if name_key(n) == wanted]
    if not matching:  # more words than any text has: "Orvane plc of Bergen"
        shorter = sorted((n for n in counts if name_key(n) < wanted), key=lambda n: (-counts[n], n))
        return _found(shorter[0], held) if shorter else Found()
    whole = whole_names(matching)
    if exact:
        spelled = [n for n in exact if n.casefold() == asked.casefold()]
        return _found(whole[min(spelled or exact, key=lambda n: (-counts[n], n))], held)
    heads: Counter[str] = Counter()
    for name, count in matching.items():
        heads[whole[name]] += count
    best, most = min(heads.items(), key=lambda h: (-h[1], h[0]))
    rest = [h for h in heads if not same_name(h, best)]
    if rest and most * 4 < 3 * sum(heads.values()):
        return Found(others=tuple(sorted((best, *rest), key=lambda n: (-heads[n], n))))
    return _found(best, held)


def _found(name: str, facts: list[Fact]) -> Found:
    return Found(name=name, aliases=tuple(sorted(members((name,), facts) - {name})))


def whole_names(counts: Mapping[str, int]) -> dict[str, str]:
    """Each name and the longer name it is short for; itself when there is none, or no clear one.

    Of several longer names that hold all its words, the fullest of a chain ("Moonpull", "Moonpull Energy",
    "Moonpull Energy Group plc") is meant, else the one with three quarters of all that is told of them.
    """
    words = {name: name.casefold().split() for name in counts}
    whole: dict[str, str] = {}
    for name in sorted(counts):
        longer = [n for n in counts if n != name and _inside(words[name], words[n])]
        whole[name] = _meant(name, longer, words, counts)
    return {name: whole[full] for name, full in whole.items()}


def _meant(name: str, longer: list[str], words: Mapping[str, list[str]], counts: Mapping[str, int]) -> str:
    if not longer:
        return name
    longer.sort(key=lambda n: (len(words[n]), counts[n], n))
    fullest = longer[-1]
    if all(n == fullest or _inside(words[n], words[fullest]) for n in longer):
        return fullest
    best = max(longer, key=lambda n: (counts[n], n))
    return best if counts[best] * 4 >= 3 * sum(counts[n] for n in longer) else name


def _inside(short: list[str], long: list[str]) -> bool:
    size = len(short)
    return size < len(long) and any(long[i : i + size] == short for i in range(len(long) - size + 1))
