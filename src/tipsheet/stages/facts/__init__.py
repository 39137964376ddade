"""Cited facts from articles and filings: rules only, every fact through one gate.

`facts(documents, settings=…)` yields a `Fact` or a `Rejected` for each claim the rules make. No model,
no downloaded weights. Format of a fact: docs/tip-sheets.md.
"""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, pairwise
from typing import Any

import msgspec

from tipsheet.records import Article, Fact, Rejected, Stated

from . import events, holdings, measures, people, places, quotes, structured, tables
from ._regex import rx
from .claims import Claim, Context
from .gate import STAGE, cite
from .names import key
from .proposals import Proposal, admit
from .reading import Reading, Sentence, word_at
from .subjects import UNNAMED, Subjects
from .vocabulary import Flag

__all__ = ["Document", "Proposal", "Settings", "admit", "cite", "document_of", "facts"]

_TOPICS = {
    "ipo": (
        "ipo",
        "initial public offering",
        "prospectus",
        "public offering",
        "market debut",
        "trading debut",
        "stock debut",
        " in debut",
        "its debut",
        "debut on ",
        "went public",
        "goes public",
        "share sale",
        "listing",
        "first day of trading",
        "began trading",
        "stock market launch",
    ),
    "layoffs": ("layoff", "laid off", "job cuts", "lay off", "cut jobs", "redundanc"),
    "funding": ("funding", "financing", "series a", "series b", "series c", "venture"),
}


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A text to be read for facts: an article, a page, a filing."""

    doc_id: str
    text: str
    title: str = ""
    url: str = ""
    provider: str = ""
    published: str | None = None  # ISO 8601, possibly partial: 2023-01
    published_at: datetime | None = None
    subject: str = ""  # when it is known whom the document is about
    aliases: tuple[str, ...] = ()  # other names of the subject
    stated: tuple[Stated, ...] = ()  # values the document marks up itself
    pages: tuple[int, ...] = ()  # offset at which each page begins; () for documents without pages

    def page_at(self, offset: int) -> int | None:
        """The page that holds the character, from 1; None for documents without pages."""
        if not self.pages:
            return None
        return max(1, sum(start <= offset for start in self.pages))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What may be turned."""

    least: float = 0.0  # claims below this confidence are rejected as `unsure`
    publish: float = 0.75  # facts at or above it are shown without a second look


def document_of(article: Article) -> Document:
    """The document an article is."""
    return Document(
        doc_id=article.id,
        text=article.text,
        title=article.title,
        url=article.url,
        provider=(article.provider.name if article.provider else "") or article.site_name,
        published=article.published_at.date().isoformat() if article.published_at else None,
        published_at=article.published_at,
    )


def facts(
    documents: Iterable[Document | Article], *, settings: Settings | None = None
) -> Iterator[Fact | Rejected]:
    """Read every document for facts, in order of place.

    Yields facts that passed the gate and a `Rejected` (stage `facts`) for each claim that did not, with the
    gate's reason, `unsure`, or `no_text` for an empty document. Pure: same documents, same facts.
    """
    chosen = settings or Settings()
    for given in documents:
        document = document_of(given) if isinstance(given, Article) else given
        if not document.text.strip():
            yield Rejected(stage=STAGE, reason="no_text", id=document.doc_id, url=document.url)
            continue
        yield from _of_document(document, chosen)


def _of_document(document: Document, settings: Settings) -> Iterator[Fact | Rejected]:
    published = document.published or (
        document.published_at.date().isoformat() if document.published_at else None
    )
    reading = Reading(document.text, document.title, published)
    context = _context(reading, document)
    made = 0
    stated = structured.find(context, document.stated)
    claims = _weighed(context, _of_companies(context, chain(stated, _claims(context))))
    for claim in _totals(_settled(claims)):
        if claim.confidence < settings.least:
            yield Rejected(
                stage=STAGE,
                reason="unsure",
                id=document.doc_id,
                url=document.url,
                detail=f"{claim.predicate} {claim.confidence:.2f}",
            )
            continue
        base = claim.sentence.start
        result = cite(
            document,
            id=f"{document.doc_id}#{made + 1:02d}",
            subject=context.subjects.told(
                claim.subject, reading.text[base : (claim.last or claim.sentence).end]
            )
            or UNNAMED,
            predicate=claim.predicate,
            value=claim.value,
            quote=(base, (claim.last or claim.sentence).end),
            span=(base + claim.start, base + claim.end),
            object=claim.object,
            period=claim.period,
            variant=claim.variant,
            bound=claim.bound,
            confidence=_calibrated(claim.confidence),
        )
        made += isinstance(result, Fact)
        yield result


def _context(reading: Reading, document: Document) -> Context:
    subjects = Subjects(reading, document.subject, document.aliases)
    head = (document.title + "\n" + reading.text[:1500]).lower()
    topics = frozenset(t for t, terms in _TOPICS.items() if any(w in head for w in terms))
    return Context(reading, subjects, topics, subjects.houses, {})


# The rules read sentence by sentence, in order, and the flags a sentence must have one of.
_RULES: tuple[tuple[int, Callable[[Sentence, Context], Iterator[Claim]]], ...] = (
    (Flag.MONEY, measures.find),
    (Flag.DEAL | Flag.PERCENT, measures.proceeds),
    (Flag.COUNT, measures.counts),
    (Flag.WHEN, events.find),
    (Flag.STAKE | Flag.DEAL | Flag.LIST, holdings.find),
    (-1, places.find),  # any
)


def _claims(context: Context) -> Iterator[Claim]:
    lower = context.reading.lower
    handed_over = "laced by" in lower or "eeded by" in lower
    yield from tables.people(context)
    rows = list(tables.logical_rows(context))
    yield from tables.figures(context, rows)
    yield from tables.holders(context, rows)
    yield from tables.terms(context)
    yield from tables.proceeds(context)
    for sentence in context.reading.sentences:
        if sentence.flags & (Flag.ROLE | Flag.ORIGIN) or (
            handed_over and ("laced by" in sentence.lower or "eeded by" in sentence.lower)
        ):
            for claim in people.find(sentence, context):
                if (
                    claim.predicate == "key_person_role"
                    and claim.confidence >= 0.75
                    and not str(claim.value["role"]).startswith("former")
                ):
                    context.houses.setdefault(claim.value["name"], claim.subject)
                    context.posts.setdefault(claim.value["name"], claim.value["role"])
                elif claim.predicate == "founder" and claim.confidence >= 0.7:
                    context.houses.setdefault(claim.value["name"], claim.subject)
                yield claim
    for sentence in context.reading.sentences:
        for needed, rule in _RULES:
            if sentence.flags & needed:
                yield from rule(sentence, context)
    yield from places.listed(context)
    yield from quotes.find(context)


# What the rules reckon -> the confidence told, so that .75 is where facts are right often enough to be shown:
# measured on invented documents scored before the rules knew them (docs/decisions/061-fact-rules.md).
_STEPS = ((0.0, 0.0), (0.5, 0.45), (0.795, 0.75), (0.85, 0.85), (1.0, 1.0))


def _calibrated(reckoned: float) -> float:
    """The confidence told for what the rules reckon, 0..1: linear between the steps."""
    for (low, told_low), (high, told_high) in pairwise(_STEPS):
        if reckoned <= high:
            return told_low + (max(reckoned, 0.0) - low) * (told_high - told_low) / (high - low)
    return 1.0


_A_COMPANYS = frozenset(
    "revenue net_loss net_profit rd_spend total_assets ipo_amount raised_amount valuation offer_price shares_offered founder investor "
    "employs_count customer_count customer partner job_cuts ticker listed_on headquartered_in founded_on use_of_proceeds".split()
)


def _of_companies(context: Context, claims: Iterable[Claim]) -> Iterator[Claim]:
    """What only a company has is not told of a person: its subject is then left open, and it is less sure."""
    persons = context.reading.persons
    given = context.subjects.hint
    for claim in claims:
        if claim.predicate in _A_COMPANYS and claim.subject in persons and claim.subject != given:
            claim = claim._replace(subject=UNNAMED, confidence=claim.confidence * 0.6)
        elif (
            claim.predicate in _A_COMPANYS
            and claim.subject != given
            and not _BODIES.isdisjoint(key(claim.subject))
        ):
            claim = claim._replace(confidence=claim.confidence * 0.6)
        elif claim.predicate == "owns_stake" and claim.object in persons:
            claim = claim._replace(object=None, confidence=claim.confidence * 0.6)
        yield claim


# A text is about one firm when the second weighs less than the first of these, and it has the second as its share.
_ALONE = (0.4, 0.4)
_FIGURES = frozenset(
    "revenue net_loss net_profit rd_spend total_assets employs_count job_cuts raised_amount ipo_amount shares_offered use_of_proceeds".split()
)
_OFFICES = frozenset(
    "federal shadow national transportation health agriculture education energy commerce treasury interior state defense defence foreign home labor housing".split()
)
_PARTIES = frozenset(
    "democrat gop party democratic republican labour conservative liberal socialist green trump biden".split()
)


def _weighed(context: Context, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Claims whose subject the quoted words do not name are less sure, unless the text is about one firm."""
    subjects = context.subjects
    alone = bool(subjects.hint) or (subjects.rival <= _ALONE[0] and subjects.share >= _ALONE[1])
    leads = (
        alone or subjects.rival <= 0.5
    )  # then figures are its own, and posts and dates may still be another's
    for claim in claims:
        sure = claim.confidence
        own = leads if claim.predicate in _FIGURES else alone
        if claim.predicate != "quote_said" and not own and not _names_subject(context, claim):
            sure *= 0.85
        elif (
            claim.predicate == "owns_stake" and not alone and claim.object and not _names(claim, claim.object)
        ):
            sure *= 0.85  # whose shares is not said
        elif claim.predicate in _POSTS and _is_doubtful_post(context, claim):
            sure *= 0.8
        elif (claim.predicate == "founded_on" and _CREATED.search(claim.sentence.lower)) or (
            (claim.predicate in _A_COMPANYS or claim.predicate in _POSTS)
            and not subjects.hint
            and _is_common(context, claim.subject)
        ):
            sure *= 0.85
        sure *= _evidence(context, claim, alone)
        if (
            claim.predicate in _FLOWS
            and claim.period
            and not claim.variant
            and 0.6 <= sure < 0.8
            and claim.sentence.flags & Flag.MONEY
            and _leads_to(context, claim)
            and (subjects.is_main(claim.subject) or context.reading.text.count(claim.subject) > 1)
            and not _OF_A_PART.search(claim.sentence.lower[: claim.start][-150:])
        ):
            sure = 0.8  # whose it is stands in its words, and when is known
        elif (
            sure >= 0.745
            and "that date" not in claim.sentence.lower
            and (
                claim.predicate == "employs_count"
                or (claim.predicate in _FLOWS and claim.period and not claim.variant)
            )
        ):
            sure = max(sure, 0.8)  # right nine times in ten where the rules did not know the text
        yield claim if sure == claim.confidence else claim._replace(confidence=min(sure, 0.99))


_FLOWS = frozenset(("revenue", "net_loss", "net_profit", "rd_spend"))
_BODIES = frozenset("department ministry agency commission council union parliament government court".split())
_OWN_FIGURES = _FIGURES | {"founded_on", "headquartered_in", "valuation", "customer_count"}
_OF_A_PART = rx(
    r"\b(?:the|its|this|that)\s(?:(?:[a-z]+\s){0,3}(?:division|unit|arm|site|plant|brand|subsidiary|branch|segment)|(?:[a-z]+\s){1,3}business)(?:,\s(?:which|that)\s[^;]{3,60},)?\s"
    r"(?:lost|made|had|has|was|is|employs?|generat\w+|post\w+|report\w+|and|which|that|earned)\b[^;.]{0,80}$"
)
_HOLDING = rx(r"\b(?:own|hold|has|have|had|keep|kept|control|with)\w*\b[^;.]{0,60}$")
_RAISING = rx(
    r"\brais(?:ed|es|ing)\b|\bsecured\b|\bclosed\b|\bfunding\b|\bfinancing\b|\bseries [a-k]\b|\bbrought in\b|\btotal\b"
)
_VALUED = rx(r"\bvalu(?:ed|es|ing|ation)\b|\bmarket (?:value|cap)|\bworth\b|\bvalue of\b")
_SOLD = rx(r"\bs(?:old|ell|ells|elling)\b|\bpriced?\b|\bpricing\b|\bissued\b")
_DATED_FIRST = rx(r"(?:In|On|Last|Back in)\s")
_AS_OF = rx(r"\b(?:as of|at that date|that date|period[- ]end|year[- ]end|at the end of)\b")


def _evidence(context: Context, claim: Claim, alone: bool) -> float:
    """What the kind of a find and its words take from its sureness, or add to it. Set by how often finds of the kind
    were right on documents the rules did not know (docs/decisions/061-fact-rules.md)."""
    lower = claim.sentence.lower
    before = lower[: claim.start]
    if claim.predicate in _OWN_FIGURES and _OF_A_PART.search(before[-150:]):
        return 0.8  # "the division lost £2 million"
    if claim.variant == "combined":
        return 0.85  # of two firms: of neither
    match claim.predicate:
        case "owns_stake" if "number" in claim.value and not claim.last:
            held = _HOLDING.search(before[-90:]) is not None or " owned by" in lower
            whose = alone or bool(claim.object and _names(claim, claim.object))
            return 1.0 if held and whose else 0.87
        case "employs_count" if claim.period is None and _AS_OF.search(lower):
            return 0.87
        case "shares_offered" if not _SOLD.search(lower):
            return 0.87
        case "revenue" if lower.startswith(("of which", "thereof")):
            return 0.85
        case "deal_value" if not claim.object:
            return 0.87  # for what is not said
        case "deal_value" | "valuation" if claim.period and _DATED_FIRST.match(claim.sentence.text):
            return 0.87  # the day may be of what was said of it
        case "raised_amount" if not _RAISING.search(lower):
            return 0.8
        case "valuation" if not _VALUED.search(before[-60:] + lower[claim.end : claim.end + 30]):
            return 0.85
        case "headquartered_in" if claim.subject.lower().rpartition(" ")[2] in _PARTIES:
            return 0.8
        case "headquartered_in" | "ceo" | "key_person_role" | "chair" | "founder" if _names_subject(
            context, claim
        ):
            return 1.07 if 0.7 <= claim.confidence < 0.8 else 1.0
    return 1.0


_POSTS = frozenset(("key_person_role", "ceo", "chair", "founder"))


_OF_A_NAME = rx(r"\b[A-Z]\w+\sof\s(?:the\s)?$")
_CREATED = rx(r"\bcreated\b[^.;]{0,20}\b(?:1\d|20)\d\d\b")


def _is_common(context: Context, name: str) -> bool:
    """Whether a name is one word that the text as often writes small: "Moving" in a text on moving."""
    word = name.lower()
    if " " in name or not word.isalpha() or name[1:] != word[1:]:
        return False
    reading = context.reading
    return reading.times(word) > reading.times(name)


def _leads_to(context: Context, claim: Claim) -> bool:
    """Whether the last firm named before a figure is the one it is told of."""
    before = [n for n in claim.sentence.actors if n.end <= claim.start]
    if not before:
        return False
    told = [before[-1]] + ([before[0]] if before[0].start < 15 else [])
    return any(context.subjects.canonical(n.text) == claim.subject for n in told)


def _quoted(claim: Claim) -> str:
    """The words a claim is quoted with, in lower case."""
    return claim.sentence.reading.lower[claim.sentence.start : (claim.last or claim.sentence).end]


def _names(claim: Claim, name: str) -> bool:
    words = _quoted(claim)
    return any(word in words for word in key(name)[:1])


def _names_subject(context: Context, claim: Claim) -> bool:
    words = _quoted(claim)
    return _names(claim, claim.subject) or any(
        word_at(words, twin.lower()) >= 0 for twin in context.subjects.twins_of(claim.subject)
    )


def _is_doubtful_post(context: Context, claim: Claim) -> bool:
    """Posts that are none in a firm: of a person or a party, or one of a run of credits ("Director: … Editor: …")."""
    told = claim.sentence.text
    if not _names_subject(context, claim) and any(
        n.kind == "organisation" and not context.subjects.is_main(n.text) for n in claim.sentence.names
    ):
        return True  # another's
    at = told.find(claim.subject)
    if at > claim.end + 40 and any(
        claim.end < n.start < at and not context.subjects.is_main(n.text) for n in claim.sentence.actors
    ):
        return True  # "Chief executive Lind says Kestrel will fly for less than Corvane": whose is not said
    if at > 3 and 0 < claim.start - at - len(claim.subject) < 4 and _OF_A_NAME.search(told, 0, at):
        return True  # "Lord of the Rings director": no whole name
    after = told.partition(claim.subject)[2]
    if after[:4] in (" at ", " on ") and after[4:5].isupper() and claim.subject in told:
        return True  # "Advanced Programmes at Redfern", "Redfern Group on Health": no whole name
    return (
        claim.subject in context.reading.persons
        or claim.subject.lower().rpartition(" ")[2] in _PARTIES
        or (claim.subject.lower() in _OFFICES and ("ecretary" in told or "reasurer" in told))
        or (told.count(":") > 1 and ":" in told[claim.start : claim.end + 1])
    )


def _totals(claims: list[Claim]) -> list[Claim]:
    """Job cuts that are the sum of two others of the document are told as their total."""
    cuts = [float(c.value["number"]) for c in claims if c.predicate == "job_cuts"][:40]
    sums = {a + b for i, a in enumerate(cuts) for b in cuts[i + 1 :]}
    return [
        c._replace(variant="total")
        if c.predicate == "job_cuts" and c.variant is None and c.value["number"] in sums
        else c
        for c in claims
    ]


_ONCE = frozenset(
    "ceo chair founder key_person_role investor headquartered_in listed_on ticker partner customer product acquired".split()
)


def _settled(claims: Iterable[Claim]) -> list[Claim]:
    """One claim per place, standing facts once per document; the surest wins; in order of place."""
    best: dict[tuple[Any, ...], Claim] = {}
    for claim in claims:
        value = claim.value
        if claim.predicate in _ONCE:
            what = str(value.get("name") or value.get("text")).lower().removeprefix("the ").rstrip(".")
            if claim.predicate == "acquired":
                what = key(what)[0] if key(what) else what
            if claim.predicate == "key_person_role":
                what = what.split()[-1] + "|" + (" ".join(str(value.get("role")).lower().split()[:2]))
            k: tuple[Any, ...] = (claim.predicate, what)
        else:
            k = (
                claim.predicate,
                claim.sentence.start + claim.start,
                claim.subject if claim.predicate == "owns_stake" else "",
            )
        held = best.get(k)
        if (
            held is not None
            and claim.predicate in _POSTS
            and claim.confidence > held.confidence + 0.05
            and held.confidence >= 0.45
            and (held.subject, held.variant) == (claim.subject, claim.variant)
            and held.value == claim.value
        ):
            best[k] = held._replace(confidence=claim.confidence)  # told again: cited where it is told first
        elif held is None or claim.confidence > held.confidence + 0.05:
            best[k] = claim
    return sorted(best.values(), key=lambda c: (c.sentence.start + c.start, c.predicate))
