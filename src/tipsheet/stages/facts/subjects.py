"""Whose fact it is: the entity a document is about, and the one a clause is about."""

# ruff: noqa: E501, SIM905 (a pattern or a list of words is read whole)

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from . import names
from ._regex import rx
from .reading import Reading, Sentence, word_at
from .vocabulary import COMPANY_NOUNS, HEADLINE_NOUNS, ORGANISATION_WORDS, Flag

_PREPOSITION = rx(
    r"\b(?:by|from|with|at|to|of|in|for|on|against|via|into|than|told|including|like|called|between|among|over|under|as|unlike|Including|With|From|At|To|In|For|On|Against|Unlike|Like|Under|After|Besides|By)\s+(?:[Tt]he\s+)?(?:[a-z-]+\s+){0,3}$"
)
_GENERIC = rx(
    rf"\b(?:(?:the|this|our|both)\s+(?:[\w-]+\s+){{0,3}}?(?:{COMPANY_NOUNS}|partnership)|its?|we|our|they|their)\b",
    re.IGNORECASE,
)
_DEFINED = rx(
    r"\((?:the|“|\"|or|collectively|together|hereinafter|NYSE|NASDAQ|Nasdaq|HKEX|LSE|TSX|Euronext|AMS|OTC|SEHK|SSE|SZSE|ASX|TYO|NSE|BSE)[^)]{0,80}\)"
)
_SUBJECT_VERB = rx(
    r"^(?:,? (?:Inc|Ltd|Corp|Co|plc|PLC|N\.V|SE|AG)\.?)?(?:\s\([^)]*\))?,?\s(?:has|have|had|is|was|said|says|will|would|plans?|expects?|reported|reports|announced|announces|"
    r"raised|raises|agreed|agrees|acquired|acquires|filed|files|named|appointed|posted|lost|earned|employs|sold|began|started|cut|cuts|confirmed|intends|bought|buys|"
    r"priced|launched|launches|declined|did|does|went|rose|fell|jumps?|surges?|approved|postpones?|restarts?|to|lodged|put|operates|generated|recorded|completed|entered|received|owns|makes|designs|faces)\b"
)


_WHERE = rx(
    r"\b(?=[inoat])(?<!stake )(?<!stakes )(?<!shares )(?<!interest )(?<!share )(?<!invest )(?<!invested )(?<!invests )(?<!investment )(?<!investments )(?<!investing )(?<!investors )(?<!holding )(?<!holdings )(?<!confidence )(?<!round )"
    r"\b(?:in|near|off|outside|around|across|throughout)\s(?:the\s)?(?:(?:north|south|east|west|central|northern|southern|eastern|western|downtown|nearby)\s)?$"
)
_JOINED = rx(r",?\s(?:and\s|or\s|as well as\s)?")
_PAPER = rx(r"\s(?:newspaper|magazine|news agency|daily|weekly|website|news site)\b")
_OBJECT = rx(
    r"\b(?:acquir\w*|buy|buys|bought|purchas\w*|sold|sells?|sell|invest\w* in|joined|left|su(?:es|ed)|tapped|hired|hires)\s(?:the\s|its\s|a\s)?(?:[A-Z]?[a-z-]+\s){0,3}$"
)
_APPOSED = rx(rf"\b(?:{COMPANY_NOUNS}),\s$")  # "her company, Moonpull,"
_IN_APPOSITION = rx(r"(?:\s\([^)]*\))?,\s(?:an?|the|one of|founded|based)\s[^,;:“”\"]*")
_ACTS_AFTER = rx(r"(?:^|[,;]\s|\b(?:said|says|announced|reported|that|while|but)\s)$")
_GOES_BY_WORDS = (
    "parent",
    "operator of",
    "company behind",
    "firm behind",
    "company of",
    "operates as",
    "trades as",
    "business as",
    "known as",
    "trading as",
    "formerly",
    "formally",
    "operator ",
    "under the name",
)
_TWO_WORDS = r"[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){0,3}"
_GOES_BY = rx(
    rf"(?P<a>{_TWO_WORDS}),?\s(?:(?:the\s|which\sis\sthe\s)?(?:parent|parent company|company|firm|operator)\s(?:of|behind)|(?:which|that)\s(?:operates|trades|does business)\s(?:as|under\sthe\sname)|(?:better|also|formerly|previously|formally|legally)\sknown\sas|trading\sas|doing\sbusiness\sas|formerly|formally)\s(?P<b>{_TWO_WORDS})"
    rf"|(?P<c>{_TWO_WORDS})(?:[’']s)?\s(?:parent|parent company|operator)\s(?P<d>{_TWO_WORDS})"
)
_WORKS = rx(
    r"\s(?:foundry|plant|factory|site|mill|works|mine|yard|bakery|refinery|depot|jobs|airport|hospital|council|police|court)\b"
)
_A_THING = rx(
    r"\b(?:Offering|Offer|Shares?|Notes?|Bonds?|Merger|Acquisition|Transactions?|Act|Vessels?|Facility|Loan|Board|Period|Date|Closing|Program(?:me)?|Report|Policy|Prospectus|Units?|Warrants?|Rules?|Code|Properties|Premises|Products?|Services|Securities|Proceeds|Indenture|Amendment|Exchange|Registrar)\b"
)
_LEGAL_NAME = rx(rf"{names.LEGAL}\b\.?$")
_BRACKET = rx(r"[.,]{0,2}\s(?:an?\s[^();]{3,70}?\s)?(?=\()")
_OF_ITSELF = rx(r"\b(?:[Tt]he|[Oo]ur) (?:Company|Group|Issuer|Registrant)\b")
_TERM_OF_A_THING = rx(
    r"\((?:collectively,? |together,? |each,? an? )?the [“\"](?:the )?([A-Z][\w -]{1,40})[”\"]\)"
)
_SHORT_TERM = rx(r"\([“\"]([A-Z][A-Za-z]{0,3}[A-Z])[”\"]\)")
_FIRM_TERM = rx(r"\b(?:Company|Group|Bank|Corporation|Firm|Partnership)\b")
_ASIDE = rx(r"(?:\s\([^)]*\))?,\s[^,;]{3,90},(?=\s)")
_THE_COMPANY = rx(r"\([^)]{0,60}[“\"](?:the\s)?(?:Company|Group|Bank|Corporation)[”\"]")
_DEFINES_COMPANY = rx(r"[“\"](?:the\s)?(?:Company|Corporation)[”\"]")
_OF_A_FILING = rx(r"(?:[Tt]he|[Tt]his|[Oo]ur)\s(?:Company|Group)\b|[Ww]e\b|[Oo]ur\b")
_TERMS = rx(
    r"\((?:(?:the|each|collectively|together|or|and|as|hereinafter|referred to)[,\s]+)*[“\"][^()]{2,90}[”\"]\s?\)"
)
_TERM = rx(r"[“\"](?:the\s)?([A-Z][\w&.’' -]{1,40}?),?[”\"]")
_FORM_HEADING = rx(
    r"(?i)item\s\d{1,2}(?:\.\d\d|[ab])?\b[.:\s—–-]*[A-Z]|part\s[IV]+\b|exhibit\s\d|form\s(?:8-k|10-[kq]|6-k|20-f)\b"
)
_PUBLIC = frozenset(
    "authority ministry council commission committee court association union university agency department bureau institute "
    "federation parliament senate police regulator government".split()
)
_FIRM = rx(rf"(?:t(?<!\w.)he|o(?<!\w.)ur)\s(?:[\w-]+\s){{0,2}}?(?:{COMPANY_NOUNS})\b")
_FIRMS = rx(rf"\b(?:{COMPANY_NOUNS})$")
_MARK = rx('[“”"«„]')
_OURS = rx(r"\b(?:we|our)\b")
_BUSINESS = (
    r"(?:\b(?:Inc|Ltd|Corp|Co|plc|PLC|N\.V|SE|AG|Group|Holdings)\b|[’']s (?:\w+ ){0,2}(?:revenue|sales|profit|loss|shares|stock|results|earnings|board|shareholders|investors|valuation|ipo|IPO|"
    r"chief|CEO|CFO|chairman|founder|headquarters|customers|employees|workforce|business|products|quarterly|third|second|first|fourth|annual|net|debut|listing)"
    r"|\b(?:reported|reports|posts|posted|announced|announces|acquired|acquires|buys|bought|sells|sold|raised|raises|agreed|employs|plans|filed|files|hired|hires|launched|launches|priced|"
    r"named|appointed|earned|lost|owns|makes|operates|expects|cuts|cut|invested|invests|shares|stock|CEO|CFO|chief executive|chief financial|IPO|listing|results|revenue|earnings|board|profit|sales)\b)"
)
_RELATED = rx(
    rf"(?i:its|the|our|their)\s(?:(?!of\b|in\b|and\b)[\w’'-]+\s){{0,4}}?(?:{COMPANY_NOUNS}|owner|rival|subsidiary|unit|arm|competitor|predecessor)(?:\s(?:company|firm|group))?,?\s(?=[A-Z])"
)
_NEAR_BUSINESS = rx(rf"[^.;:]{{0,25}}?{_BUSINESS}")
_SPEAKS = rx(r"\s(?:said|says|told|added|wrote|noted)\b")
_IT = rx(rf"[Ii]ts?\s|The\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?\s(?:[a-z-]+\s){{0,2}}(?:{COMPANY_NOUNS})\b")
_CLAUSE = rx(
    r";\s|\.\s|,\s(?:while|whereas|but|and)\s(?=[A-Z])|\s(?:while|whereas)\s|"
    r"\b(?:said|says|reported|announced|confirmed|told|wrote|added|stated|shows?|showed|disclosed|estimated|knew|heard|believes?|thinks?)\s(?:on \w+day\s|in an? [\w\s]{3,70}?\s|late \w+day\s)?that\s"
)


_WHICH = rx(r",\s(?:which|who)\s(?!(?:it|he|she|they|we|the|its|[A-Z]))")
_UP_TO_OWNED = rx(r"(?:[’']s?)?\s*(?:[a-z][\w-]*[\s,]+){0,3}(?:and\s)?")
_TWO = 0.5  # from this share of the first firm's weight on, a text has two
UNNAMED = "the company"  # the subject of a text that does not say whose


class Linked(NamedTuple):
    """A subject and how sure the link is, 0..1."""

    name: str
    sure: float


class Subjects:
    """The entity of a document and its other names; answers whose a clause is."""

    def __init__(self, reading: Reading, hint: str = "", hint_aliases: tuple[str, ...] = ()) -> None:
        self.reading = reading
        self.mentions: dict[tuple[str, ...], str] = {}
        self.counts: dict[tuple[str, ...], float] = {}
        self.forms: set[str] = set()
        self.defined: dict[str, str] = {}
        self.twins: list[tuple[str, str]] = []  # two names of one firm that share no word
        self.formal = (
            _defines_company(reading.text) or _tells_of_itself(reading) or _calls_itself(reading.text) > 1
        )
        self.houses: dict[str, str] = {}  # person -> firm, filled by the rules on persons
        self.main, self.share = self._main()
        self.defined = self._definitions()
        if hint and (not self.main or hint.lower() in reading.lower or hint.lower() in reading.title.lower()):
            self.main = hint
        self.aliases = hint_aliases + tuple(
            b if names.same_name(a, self.main) else a
            for a, b in self.twins
            if self.main and (names.same_name(a, self.main) or names.same_name(b, self.main))
        )
        self.hint = hint
        self._join_other_names()
        self.rival = self._rival() if not hint else 0.0
        self.acts = bool(hint) or self._acts()
        self.public = not hint and bool(self.main) and not _PUBLIC.isdisjoint(names.words(self.main))

    def is_main(self, name: str) -> bool:
        """Whether the name is one of the document's own entity."""
        return bool(self.main) and (
            names.same_name(name, self.main) or any(names.same_name(name, a) for a in self.aliases)
        )

    # ---------------------------------------------------------------------------------- the document's entity

    def _main(self) -> tuple[str, float]:
        reading = self.reading
        scores: defaultdict[tuple[str, ...], float] = defaultdict(float)
        forms: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        title = reading.title
        places: Counter[tuple[str, ...]] = Counter()
        seen: Counter[tuple[str, ...]] = Counter()
        for sentence in reading.sentences[:80]:
            between, led = -1, False
            first, heading = True, _FORM_HEADING.match(sentence.text) is not None
            for name in sentence.names:
                if name.kind in ("person", "place", "outsider") or heading:
                    continue
                k = names.key(name.text)
                if not k or name.text in reading.persons:
                    continue
                after = sentence.text[name.end : name.end + 140]
                if after[:1] == "-" and after[1:2].islower():
                    continue  # "EV-charging"
                places[k] += bool(_WORKS.match(after)) or bool(
                    _WHERE.search(sentence.text, max(0, name.start - 30), name.start)
                )
                seen[k] += 1
                before = sentence.text[max(0, name.start - 40) : name.start]
                after_preposition = _PREPOSITION.search(before) is not None
                score = 1.0
                is_object = _OBJECT.search(before) is not None
                if first and not after_preposition and not is_object:
                    score += 0.5
                if _SUBJECT_VERB.match(after):
                    score += 1.0
                if after[:2] in ("’s", "'s"):
                    score += 0.5
                bracket = _BRACKET.match(after) if "(" in after else None
                if (
                    bracket
                    and (thing := _TERM_OF_A_THING.match(after, bracket.end()))
                    and not _FIRM_TERM.search(thing[1])
                ):
                    bracket = None  # (the "Vessels"): no firm's name
                if (
                    bracket
                    and " " not in name.text
                    and (short := _SHORT_TERM.match(after, bracket.end()))
                    and short[1][0] != name.text[0]
                ):
                    bracket = None  # Internet of Things ("IoT")
                if (bracket and _DEFINED.match(after, bracket.end())) or (
                    "refer" in before and rx(r"\brefers? (?:collectively )?to\s(?:the\s)?$").search(before)
                ):
                    score += 6.0
                    if bracket and _THE_COMPANY.match(after, bracket.end()):
                        score += 12.0
                if (
                    "," in before[-2:]
                    and _APPOSED.search(before)
                    and not rx(r"\b(?:its|their|our)\s(?:[a-z-]+\s)*,?").search(before)
                ):
                    score += 3.0
                listed = between >= 0 and _JOINED.fullmatch(sentence.text, between, name.start)
                led = after_preposition or (listed is not None and led)
                between = name.end
                if _PAPER.match(after):
                    continue
                if sentence.index == 0 and not led and not is_object:
                    score += 2.0
                if after_preposition:
                    score -= 0.4
                if name.kind == "organisation":
                    score += 0.3
                if len(name.text) <= 3 and name.text.isupper():
                    score -= 0.7
                first = False
                scores[k] += score
                forms[k][name.text] += 1
        title_names = reading.settle(title, names.find_names(title))
        lowered_title = title.lower()
        if not _title_case(title):
            for name in title_names:
                starts = name.start == 0 and " " not in name.text and name.text not in reading.text
                if starts and word_at(reading.lower, name.text.lower()) >= 0:
                    continue  # "Finance chief leaves", over a text on "its finance chief"
                if name.kind in ("unknown", "organisation"):
                    k = names.key(name.text)
                    if _WORKS.match(title, name.end):
                        seen[k] += 1
                        places[k] += 1
                    scores[k] += 1.0
                    forms[k][name.text] += 1
        for k, written in forms.items():
            text = written.most_common(1)[0][0]
            at = word_at(lowered_title, " ".join(w for w in text.lower().split())) if text else -1
            if at < 0:
                at = word_at(lowered_title, " ".join(k)) if len(k) > 1 or len(k[0]) > 3 else at
            if at >= 0:
                scores[k] += 4.0 + (2.0 if at < 12 else 0.0)
        for k, times in seen.items():
            if places[k] == times and all(names.kind_of(form) != "organisation" for form in forms.get(k, ())):
                scores[k] = 0.0  # only ever "in Eastholm": a place
        self._count_registrant(scores, forms)
        titled = _title_subject(title, reading)
        if titled and (not scores or max(scores.values()) < 2.0):
            return titled, 0.6
        if not scores:
            return "", 0.0
        merged: defaultdict[tuple[str, ...], float] = defaultdict(float)
        first_words: dict[str, list[tuple[str, ...]]] = {}
        for k in scores:
            first_words.setdefault(k[0], []).append(k)
        order = {k: i for i, k in enumerate(scores)}
        for k, score in scores.items():
            base = k
            parts = {other for w in set(k) for other in first_words.get(w, ()) if len(other) < len(k)}
            for other in sorted((o for o in parts if set(o) <= set(k)), key=order.__getitem__):
                base = other if base == k or scores[other] > scores[base] else base
            merged[base] += score
        self._join_twins(merged, forms)
        best, top = max(merged.items(), key=lambda pair: pair[1])
        if top < 1.4:
            return titled, 0.3
        self.counts = dict(merged)
        self.forms = {form for k, written in forms.items() if scores[k] > 1.6 for form in written}
        total = sum(v for v in merged.values() if v > 0) or 1.0
        if best not in forms:
            best = next(k for k in forms if set(best) <= set(k))
        shown = forms[best].most_common(1)[0][0]
        if shown.isupper() and len(shown) > 4:
            spelt = re.search(re.escape(shown), title, re.IGNORECASE)
            if spelt and not spelt.group().isupper():
                forms[best][spelt.group()] += 1000
        return forms[best].most_common(1)[0][0], max(0.0, min(1.0, top / total))

    def _count_registrant(
        self, scores: dict[tuple[str, ...], float], forms: dict[tuple[str, ...], Counter[str]]
    ) -> None:
        """In a text that speaks of "the Company", "the Group" or "we" the firm with a legal form in the headline or the
        first lines is the one it means; the terms it defines for things are none."""
        reading = self.reading
        if not (self.formal or _calls_itself(reading.text)):
            return
        for term in _TERM_OF_A_THING.findall(reading.text[:20000]):
            k = names.key(term)
            if k in scores and not _FIRM_TERM.search(term):
                scores[k] = 0.0
        lowered = reading.title.lower()
        first = True
        for sentence in reading.sentences[:8]:
            if sentence.start > 700:
                break
            for n in sentence.names:
                if n.kind != "organisation" or not _LEGAL_NAME.search(n.text):
                    continue
                k = names.key(n.text)
                if k in scores:
                    scores[k] += 8.0 if word_at(lowered, " ".join(k)) >= 0 else 4.0 if first else 0.0
                first = False
        for n in reading.settle(reading.title, names.find_names(reading.title)):
            if n.kind == "organisation" and _LEGAL_NAME.search(n.text) and n.start < 30:
                k = names.key(n.text)
                scores[k] = scores.get(k, 0.0) + 8.0
                forms[k][n.text] += 1

    def _join_twins(
        self, merged: dict[tuple[str, ...], float], forms: dict[tuple[str, ...], Counter[str]]
    ) -> None:
        """Give a firm that goes by two names ("AMD", "Advanced Micro Devices"; "Sea Micro", "SeaMicro") the weight of both."""
        order = sorted((k for k in merged if merged[k] > 1.0 and k in forms), key=lambda k: -merged[k])[:12]
        for i, k in enumerate(order):
            for other in order[i + 1 :]:
                if k not in merged or other not in merged:
                    continue
                one, two = forms[k].most_common(1)[0][0], forms[other].most_common(1)[0][0]
                if (
                    "".join(k) == "".join(other)
                    or (len(other) > 1 and names.acronym_of(one, two))
                    or (len(k) > 1 and names.acronym_of(two, one))
                ):
                    merged[k] += merged.pop(other)
                    self.twins.append((one, two))

    def _join_other_names(self) -> None:
        """Add the name the document's entity goes by besides ("One97 Communications, the parent of Paytm"), when both are
        told of throughout."""
        lower = self.reading.lower[:4000]
        if not any(word in lower for word in _GOES_BY_WORDS):
            return
        text = self.reading.text[:4000]
        for m in _GOES_BY.finditer(text):
            one, two = m["a"] or m["d"], m["b"] or m["c"]
            if not self.main or self.is_main(one) == self.is_main(two):
                continue
            other = two if self.is_main(one) else one
            if self.reading.text.count(other) + self.reading.title.count(other) < 2 or names.kind_of(
                other
            ) in ("place", "nothing", "person", "outsider"):
                continue
            self.twins.append((self.main, other))
            self.aliases = (*self.aliases, other)
            return

    def twins_of(self, name: str) -> list[str]:
        """The names that share no word with `name` and are the same firm's."""
        return (
            [f for pair in self.twins for f in pair if f != name] if self.twins and self.is_main(name) else []
        )

    def told(self, name: str, words: str) -> str:
        """The document's entity under the name that `words` have for it, when it goes by two that share no word."""
        if not self.twins or not self.is_main(name):
            return name
        forms = [f for pair in self.twins for f in pair if self.is_main(f)]
        inside = [(at, f) for f in forms if (at := _first_told(words, f)) >= 0]
        if inside:
            return min(inside, key=lambda pair: (pair[0], -len(pair[1])))[1]
        others = [f for f in forms if not set(names.key(f)) <= set(names.key(name))]
        if _first_told(words, name) >= 0 or not others:
            return name
        return f"{name} ({others[0]})" if len(name) >= len(others[0]) else f"{others[0]} ({name})"

    # ------------------------------------------------------------------------------------- a clause's entity

    def at(self, sentence: Sentence, position: int) -> Linked:
        """Whose the thing at local offset `position` is: direct owner, subject of the clause, else the document's entity."""
        return (
            self.owner(sentence, position)
            or self._in_apposition(sentence, position)
            or self.clause(sentence, position)
        )

    def _in_apposition(self, sentence: Sentence, position: int) -> Linked | None:
        """ "HP bought EYP, a consultancy with 350 employees": what stands in an apposition is told of its name."""
        for name in reversed(sentence.actors):
            if name.end < position and _IN_APPOSITION.fullmatch(sentence.text, name.end, position):
                return Linked(self.canonical(name.text), 0.85)
        return None

    def owner(self, sentence: Sentence, position: int) -> Linked | None:
        """The name that stands directly before `position`: "SenseTime’s (net) revenue", "T-Mobile CEO"."""
        best = None
        for name in sentence.names:
            if name.end > position:
                break
            gap = sentence.text[name.end : position]
            if gap[1:2] == "(":
                gap = rx(r"^\s\([A-Z.]{2,6}\)(?=\s)").sub("", gap)
            if not (gap[:1] in "’'" or len(gap) <= 1) or not _UP_TO_OWNED.fullmatch(gap):
                continue
            surname = " " not in name.text and self.reading.persons.get(name.text, name.text) != name.text
            if surname or (name.kind in ("organisation", "unknown") and not self._is_person(name.text)):
                best = name
        if best is None:
            return self._generic_owner(sentence, position)
        return Linked(self.canonical(best.text), 0.95)

    def _generic_owner(self, sentence: Sentence, position: int) -> Linked | None:
        """ "Authority Director": the last named organisation that ends with that word, else nobody's."""
        m = rx(r"(?:^|[\s“\"(])(?P<word>[A-Z][a-z]+)\s$").search(
            sentence.text[max(0, position - 24) : position]
        )
        if not m or m["word"].lower() not in ORGANISATION_WORDS:
            return None
        if any(n.start <= position - len(m["word"]) - 1 < n.end for n in sentence.names):
            return None
        if self.formal and self.main and m["word"] in ("Company", "Group", "Corporation"):
            return Linked(self.main, 0.9)
        for i in range(sentence.index, -1, -1):
            for name in reversed(self.reading.sentences[i].names):
                if name.text.split()[-1] == m["word"] and " " in name.text:
                    return Linked(self.canonical(name.text), 0.9)
        return Linked(UNNAMED, 0.3)

    def clause(self, sentence: Sentence, position: int) -> Linked:
        """The entity that acts in the clause around `position`."""
        text = sentence.text
        start = 0
        for m in _CLAUSE.finditer(text, 0, position):
            start = m.end()
        which = None
        if "wh" in text:
            for m in _WHICH.finditer(text[:position]):
                which = m
        if which is not None and which.start() >= start:
            owner = next((n for n in sentence.names if n.end == which.start()), None)
            if owner and owner.kind in ("organisation", "unknown") and not self._is_person(owner.text):
                return Linked(self.canonical(owner.text), 0.8)
        chosen: Linked | None = None
        events: list[tuple[int, str]] = [
            (n.start, n.text)
            for n in sentence.actors
            if start <= n.start < position
            and not (text[n.end : n.end + 1] == "-" and text[n.end + 1 : n.end + 2].islower())
        ]
        events += [
            (m.start(), "")
            for m in _GENERIC.finditer(text, start, position)
            if not any(n.kind == "organisation" and m.start() < n.start < m.end() for n in sentence.names)
        ]
        ordered = sorted(events)
        for at, name in ordered:
            if (
                name
                and " " not in name
                and not self.is_main(name)
                and _SPEAKS.match(text, at + len(name))
                and any(not n and at < p and text.startswith("the ", p) for p, n in ordered)
            ):
                continue  # "Lind said that the company …"
            if _PREPOSITION.search(text, max(0, at - 50), at):
                continue
            if name:
                name = self._acting(text, at, name, ordered)
                heads = (
                    at == start or rx(r"[A-Z][a-z]+\s").fullmatch(text, start, at) is not None
                )  # "Rival Corvane"
                acts = self.is_main(name) or (heads and self._has_verb(text, at + len(name)))
                chosen = Linked(self.canonical(name), 0.9 if acts else 0.75)
            else:
                term = rx(r"[Tt]he\s([A-Z]\w+)\b").match(text[at : at + 40])
                if term and term[1] in self.defined and term[1] != "Company":
                    chosen = Linked(self.canonical(term[1]), 0.9)
                    break
                if (
                    self.formal
                    and self.main
                    and not self.public
                    and _OF_A_FILING.match(text, at)
                    and not _MARK.search(text, 0, at)
                ):
                    chosen = Linked(self.main, 0.9 if self.acts else 0.7)
                    break
                chosen = self._apposed(sentence, at) or self.antecedent(sentence, at) or self.focus(sentence)
            break
        return chosen or self.focus(sentence)

    def _acting(self, text: str, at: int, name: str, ordered: list[tuple[int, str]]) -> str:
        """The name that has a verb, when the first of a clause has none: "Closing in on its rival Merrow, Corvane buys …"."""
        if self._has_verb(text, at + len(name)):
            return name
        for later, other in ordered:
            if (
                other
                and later > at
                and _ACTS_AFTER.search(text, 0, later)
                and self._has_verb(text, later + len(other))
            ):
                return other
        return name

    def _has_verb(self, text: str, end: int) -> bool:
        aside = _ASIDE.match(text, end)
        return _SUBJECT_VERB.match(text[end : end + 90]) is not None or (
            aside is not None and _SUBJECT_VERB.match(text[aside.end() : aside.end() + 60]) is not None
        )

    def antecedent(self, sentence: Sentence, at: int) -> Linked | None:
        """What "It" at the head of a sentence means: the one that acts in the sentence before, when that is another
        company than the document's; None when it is not."""
        before = sentence.previous
        if (
            before is None
            or before.paragraph != sentence.paragraph
            or at > 40
            or not rx(
                r"(?:(?:In|At|For|During|Last|By|Since|On|As of|Until)\b[^,]{0,34}[,\s]\s?)?"
            ).fullmatch(
                sentence.text[:at],
            )
            or not _IT.match(sentence.text, at)
        ):
            return None
        first = next(
            (
                n
                for n in before.names
                if n.kind in ("organisation", "unknown") and not self._is_person(n.text)
            ),
            None,
        )
        if (
            first is None
            or self.is_main(first.text)
            or first.start > 12
            or _PREPOSITION.search(before.text, 0, first.start)
        ):
            return None
        tail = before.text[first.end : first.end + 60]
        if not _SUBJECT_VERB.match(tail) and not rx(
            r",\s(?:founded|based|which|who|a|an|the|one|of|now|also)\b|(?:[’']s?)?\s(?:chief|ceo|CEO|chairman|chair|president|founder)\b|\s[a-z]+s\b"
        ).match(tail):
            return None
        return Linked(first.text, 0.75)

    def _apposed(self, sentence: Sentence, at: int) -> Linked | None:
        """ "Its parent company, Lettera Inc., had …": the one named right after a word for it."""
        noun = _RELATED.match(sentence.text, at)
        name = noun and next((n for n in sentence.names if n.start == noun.end()), None)
        if not name or name.kind not in ("organisation", "unknown") or self._is_person(name.text):
            return None
        return Linked(self.canonical(name.text), 0.85)

    def focus(self, sentence: Sentence, *, company: bool = True) -> Linked:
        """What "the company" means here; in a text about an authority that is another one, unless `company` is
        false: then whatever body the text is about."""
        if self.public and company:
            return self._company_before(sentence)
        centre = self._centre(sentence) if company and self.rival > _TWO and not self.formal else ""
        if centre:
            return Linked(centre, 0.7 if self.is_main(centre) else 0.68)
        if self.main and (self.share >= 0.35 or (self.formal and self.share >= 0.2)):
            return Linked(self.main, (0.75 if self.rival > 0.8 else 0.9) if self.acts else 0.45)
        reading = self.reading
        for i in range(sentence.index, -1, -1):
            other = reading.sentences[i]
            if other.paragraph != sentence.paragraph:
                break
            found = [
                n
                for n in other.names
                if n.kind in ("organisation", "unknown") and not self._is_person(n.text)
            ]
            if any(self.is_main(n.text) for n in found):
                return Linked(self.main, 0.85)
            if found and i < sentence.index:
                for n in found:
                    if not _PREPOSITION.search(other.text, max(0, n.start - 40), n.start):
                        return Linked(self.canonical(n.text), 0.7)
        if not self.main:
            return Linked(UNNAMED, 0.2)
        return Linked(self.main, (0.4 + min(self.share, 0.35)) * (1.0 if self.acts else 0.6))

    def _centre(self, sentence: Sentence) -> str:
        """In a text on two firms: the one that leads the last sentence that names who it is about, five at most."""
        for i in range(sentence.index - 1, max(-1, sentence.index - 6), -1):
            lead = self._lead(self.reading.sentences[i])
            if lead:
                return lead
        return ""

    def _lead(self, sentence: Sentence) -> str:
        """The firm a sentence begins with, by its own name or through one of its people; "" when it begins with "it"."""
        if _FORM_HEADING.match(sentence.text) or sentence.text[-1:].isalnum():
            return ""  # a heading
        first = _GENERIC.search(sentence.text)
        for n in sentence.names:
            if first and first.start() < n.start and not (n.kind == "organisation" and n.start < first.end()):
                return ""
            if n.kind == "person" or n.text in self.reading.persons:
                house = self.houses.get(self.reading.persons.get(n.text, n.text), "")
                if house:
                    return self.canonical(house)
            elif n.kind in ("organisation", "unknown") and not _PREPOSITION.search(
                sentence.text, max(0, n.start - 40), n.start
            ):
                return self.canonical(n.text)
        return ""

    def _company_before(self, sentence: Sentence) -> Linked:
        """ "The company" in a text about an authority or a union: the last organisation named that is none."""
        for i in range(sentence.index, max(-1, sentence.index - 20), -1):
            for n in reversed(self.reading.sentences[i].names):
                if (
                    n.kind in ("organisation", "unknown")
                    and " " in n.text
                    and not self._is_person(n.text)
                    and not self.is_main(n.text)
                    and _PUBLIC.isdisjoint(names.words(n.text))
                ):
                    return Linked(self.canonical(n.text), 0.7)
        return Linked(self.main, 0.5)

    def _rival(self) -> float:
        """How much the second most prominent organisation counts against the first, 0..1."""
        own, others = 0.0, 0.0
        for k, v in self.counts.items():
            if self.is_main(" ".join(k)):
                own += v
            elif v > 2.5:
                others = max(others, v)
        return others / own if own > 0 else 0.0

    def _acts(self) -> bool:
        """Whether the document's entity behaves as an organisation: a legal form, a business verb, "the company"."""
        if not self.main:
            return False
        if names.kind_of(self.main) == "organisation" or any(
            names.kind_of(form) == "organisation" for form in self.forms if self.is_main(form)
        ):
            return True
        if _speaks_of_a_firm(self.reading.lower) or _speaks_of_a_firm(self.reading.title.lower()):
            return True
        if not _MARK.search(self.reading.text) and _OURS.search(self.reading.lower):
            return True  # a filing speaks of itself as "we"; in an article those are the words of anyone
        word = names.key(self.main)[0]
        for text in (self.reading.title, self.reading.text):
            lower = text.lower() if text is self.reading.title else self.reading.lower
            at = lower.find(word)
            while at >= 0:
                end = at + len(word)
                if not (
                    lower[at - 1 : at].isalnum() or lower[end : end + 1].isalnum()
                ) and _NEAR_BUSINESS.match(text, end):
                    return True
                at = lower.find(word, end)
        return False

    def canonical(self, name: str) -> str:
        """The document's entity under its main name, a defined term ("the Bank") under the name it stands for, any
        other name as it stands."""
        name = self.defined.get(name, name)
        return self.main if self.is_main(name) else name

    def _definitions(self) -> dict[str, str]:
        """Terms a text defines for a name: "Redfern Energy Partners LP (“Redfern” or the “Partnership”)"."""
        found: dict[str, str] = {}
        for sentence in self.reading.sentences[:120]:
            if not sentence.has(Flag.QUOTE) or "(" not in sentence.text:
                continue
            for m in _TERMS.finditer(sentence.text):
                owner = next(
                    (n for n in reversed(sentence.names) if n.end <= m.start() and n.kind == "organisation"),
                    None,
                )
                if owner is None or m.start() - owner.end > 90:
                    continue
                for term in _TERM.findall(m.group()):
                    if (
                        term != owner.text
                        and len(term.split()) <= 3
                        and "greement" not in term
                        and "Plan" not in term
                        and not _A_THING.search(term)
                    ):
                        found.setdefault(term, owner.text)
        return found

    def _is_person(self, text: str) -> bool:
        return text in self.reading.persons


def _defines_company(text: str) -> bool:
    """Whether the text defines the term "the Company"."""
    return ("Company" in text or "Corporation" in text) and _DEFINES_COMPANY.search(text) is not None


def _calls_itself(text: str) -> int:
    """How often a text speaks of "the Company", "the Group" and the like, with a capital letter."""
    if not any(word in text for word in (" Company", " Group", " Issuer", " Registrant")):
        return 0
    return sum(1 for _ in _OF_ITSELF.finditer(text))


def _first_told(words: str, form: str) -> int:
    """Where a name stands in `words` other than as the symbol in "(NYSE: AMD)"; -1 when it does not."""
    return next(
        (
            m.start()
            for m in rx(r"(?<![\w&])" + re.escape(form) + r"(?!\w)").finditer(words)
            if words[max(0, m.start() - 2) : m.start()] != ": "
        ),
        -1,
    )


def _tells_of_itself(reading: Reading) -> bool:
    """Whether a text speaks as "we" outside of quotations, as a filing does."""
    if not _MARK.search(reading.text):
        return _OURS.search(reading.lower) is not None
    plain = rx(r"[“\"«„][^“”\"«»„]{0,800}[”\"»]").sub("", reading.text[:20000]).lower()
    return "said" not in plain and sum(1 for _ in _OURS.finditer(plain)) >= 3


def _speaks_of_a_firm(lower: str) -> bool:
    """Whether "the (rival) company" or "company's" stands in the lower-case text."""
    if _FIRM.search(lower):
        return True
    return any(
        _FIRMS.search(lower, max(0, m.start() - 24), m.start()) for m in rx(r"[’']s\b").finditer(lower)
    )


_TITLE_END = rx(
    r"\s(?:[Aa]nnounces?|[Rr]eports?|[Pp]osts?|[Ff]iles?|[Tt]o|[Ww]ill|[Ii]s|[Aa]re|[Ff]orm|[Ii]tem|[Aa]nnual|[Qq]uarterly|[Rr]esults?|[Ss]hares?|[Ss]ays?|[Nn]ames?|[Aa]ppoints?|[Aa]cquires?|"
    r"[Bb]uys?|[Ss]ells?|[Cc]uts?|[Rr]aises?|[Ll]aunches?|[Aa]grees?|[Cc]ompletes?|[Ee]nters?|[Ss]igns?|[Ii]ssues?|[Pp]lans?|[Ee]xpects?|[Ss]ees?|[Bb]eats?|[Mm]isses?|[Pp]rices?|"
    r"[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ull|[Hh]alf|Q[1-4]|[Pp]rospectus|8-K|10-K|10-Q|6-K|20-F|S-1|[Gg]ets?|[Hh]as|[Jj]umps?|[Ss]urges?|[Ff]alls?|[Rr]ises?|[Dd]elays?|[Ii]n|[Oo]n|[Ff]or|[Ww]ith|[Aa]s|[Aa]fter)\b"
)


def _title_case(title: str) -> bool:
    tokens = [t for t in rx(r"[A-Za-z][\w’'-]*").findall(title) if len(t) > 3]
    return bool(tokens) and sum(t[0].isupper() for t in tokens) / len(tokens) > 0.7


def _title_subject(title: str, reading: Reading) -> str:
    text = reading.text
    head = _TITLE_END.split(title, maxsplit=1)[0].strip(" ,:–—-")
    found = [n for n in reading.settle(head, names.find_names(head)) if n.kind in ("organisation", "unknown")]
    if not found or found[0].start > 25:
        return ""
    name = found[0]
    sure = name.kind == "organisation" or any(c.isupper() or c.isdigit() for c in name.text[1:])
    common = any(w.lower() in HEADLINE_NOUNS for w in name.text.split())
    return name.text if sure or name.text in text or not common else ""
