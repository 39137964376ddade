"""Three sentences that tell what several articles say; and the gate for sentences a model proposes.

Extractive: sentences are taken as they stand, the most central first, each from another provider, none that
repeats one already taken (maximal marginal relevance over word weights; Carbonell and Goldstein 1998).
A model's sentences pass `supported`: each must be carried by a span of a source or it is dropped with a
reason.
"""

# ruff: noqa: SIM905 (a list of words is read whole)

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tipsheet import text as plain
from tipsheet.records import Article, Rejected, Span, SummarySentence

__all__ = ["Proposed", "SummarySentence", "summarize", "supported"]

STAGE = "summarize"
_SKIP = frozenset(
    "the a an of to in on for and or but is are was were be been by with from at as that this it its he "
    "she they his her their has have had will would can could may not no than more which who whom what "
    "when where how if into about after before over under also said says say".split()
)
_WORD = re.compile(r"[\w’'-]{2,}")
_SHARED = 2  # words that a sentence needs to have in common with another article of the story


def summarize(articles: Iterable[Article], *, sentences: int = 3) -> tuple[SummarySentence, ...]:
    """The sentences that tell most, at most `sentences`: the most central first, then as they were written.

    Sentences come from different providers while there are any left, say nothing twice and stand verbatim at
    their spans. Empty when there is no usable sentence.
    """
    held = list(articles)
    candidates = list(_to_the_point([c for article in held for c in _candidates(article)]))
    if not candidates:
        return ()
    weights = _weights([words for _, words, _ in candidates])
    vectors = [_vector(words, weights) for _, words, _ in candidates]
    centre: Counter[str] = Counter()
    for vector in vectors:
        centre.update(vector)
    size = math.sqrt(sum(v * v for v in centre.values())) or 1.0
    scores = [_dot(v, centre) / size + lead for v, (_, _, lead) in zip(vectors, candidates, strict=True)]
    chosen: list[int] = []
    while len(chosen) < sentences:
        best, best_score = -1, 0.0
        told = {candidates[j][0].provider or candidates[j][0].article_id for j in chosen}
        for i, score in enumerate(scores):
            if i in chosen:
                continue
            likeness = max((_dot(vectors[i], vectors[j]) for j in chosen), default=0.0)
            if likeness > 0.6:
                continue
            here = candidates[i][0].provider or candidates[i][0].article_id
            value = score - 0.5 * likeness - (0.5 if here in told else 0.0)
            if best < 0 or value > best_score:
                best, best_score = i, value
        if best < 0:
            break
        chosen.append(best)
    order = {a.id: i for i, a in enumerate(sorted(held, key=lambda a: (str(a.published_at), a.id)))}
    rest = sorted((candidates[i][0] for i in chosen[1:]), key=lambda s: (order[s.article_id], s.span.start))
    return tuple([candidates[i][0] for i in chosen[:1]] + rest)


_Candidate = tuple[SummarySentence, list[str], float]


def _to_the_point(candidates: list[_Candidate]) -> Iterator[_Candidate]:
    """The candidates that tell of what other articles tell of, too; all where there is one article only."""
    where: dict[str, set[str]] = {}
    for sentence, words, _ in candidates:
        for word in words:
            where.setdefault(word, set()).add(sentence.article_id)
    several = len({sentence.article_id for sentence, _, _ in candidates}) > 1
    for candidate in candidates:
        shared = {w for w in candidate[1] if len(where[w]) > 1}
        if not several or len(shared) >= _SHARED:
            yield candidate


def _candidates(article: Article) -> Iterator[_Candidate]:
    provider = article.provider.domain if article.provider else article.site_name
    orders = _orders(article.text)
    for i, (first, end) in enumerate(plain.sentences(article.text)):
        if i >= 40:
            return
        if _touches(orders, first, end):
            continue
        start = _own_start(article.text, first, end)
        words = [w.lower() for w in _WORD.findall(article.text[start:end])]
        told = [w for w in words if w not in _SKIP]
        text = article.text[start:end]
        if not 5 <= len(words) <= 60 or len(told) < 4 or not _stands_alone(text):
            continue
        sentence = SummarySentence(
            text=text,
            article_id=article.id,
            span=Span(start=start, end=end),
            provider=provider,
            url=article.url,
        )
        yield sentence, told, 0.25 / (1 + i)


# "PORT MERROW, March 6 (Isles Wire) - ", "LONDON: "
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}"
    r"(?:, [A-Z][\w.]+(?: \d{1,2})?){0,2}(?: \([^()\n]{2,40}\))? ?(?:[-–—]{1,2}|:) "
)
# what leans on the sentence before it
_LEANS = re.compile(
    r"(?:he|she|they|it|his|her|their|its|him|them|this|these|those|that|such|but|and|or|so|yes|no|however|"
    r"also|still|then|instead|meanwhile|moreover|nevertheless|otherwise|therefore|thus|besides|both|another|"
    r"the (?:former|latter|two|three|pair|move|same)|for example|for instance|in addition|as a result|by contrast|even so)"
    r"\b",
    re.IGNORECASE,
)
# what stands on a page and is no news: bylines, credits, captions, notices, calls to click
_FURNITURE = re.compile(
    r"(?i:^(?:by [A-Z]|posted|published|updated|last updated|reporting by|editing by|photo|photograph|picture|"
    r"pictured|image|file (?:photo|picture|image)|video|watch|read|see also|related|advertisement|sponsored|"
    r"share (?:this|on)|follow us|click|sign up|subscribe|caption|credit|source:|copyright|correction|editor['’]s note))"
    r"|(?i:\bcookies?\b|all rights reserved|privacy policy|terms of (?:use|service)|newsletter|subscribers?\b|"
    r"getty images|file photo|photo(?:graph)? (?:by|courtesy)|©|https?:|www\.|sign in\b|log in\b|"
    r"this (?:article|story) (?:was|has been|originally|first)|click here|javascript|"
    r"(?:shares?|stock)\b[^.]{0,60}\b(?:closed|ended|finished|traded)\b[^.]{0,20}\b(?:at|up|down)\b)"
)
_END = re.compile(r"[.!。！…][\"'”’»)\]]*$")


def _own_start(text: str, start: int, end: int) -> int:
    """Where a sentence begins: after a heading or dateline that stands before it without a full stop."""
    line = text.rfind("\n", start, end) + 1
    if line > start and not text[line : line + 1].islower():
        start = line
    dateline = _DATELINE.match(text, start, end)
    return dateline.end() if dateline else start


def _stands_alone(text: str) -> bool:
    """Whether a sentence is whole and can be read without the one before it."""
    letters = [c for c in text if c.isalpha()]
    return not (
        not letters
        or text[0] in "“\"'‘(–—-…"
        or text[0].islower()
        or _END.search(text) is None
        or text.count('"') % 2
        or text.count("“") != text.count("”")
        or text.count("(") != text.count(")")
        or sum(c.isupper() for c in letters) * 2 > len(letters)
        or _LEANS.match(text)
        or _FURNITURE.search(text)
    )


def _weights(bags: Sequence[list[str]]) -> dict[str, float]:
    seen = Counter(w for bag in bags for w in set(bag))
    return {w: math.log(1 + len(bags) / n) for w, n in seen.items()}


def _vector(words: list[str], weights: dict[str, float]) -> dict[str, float]:
    raw = {w: n * weights[w] for w, n in Counter(words).items()}
    size = math.sqrt(sum(v * v for v in raw.values())) or 1.0
    return {w: v / size for w, v in raw.items()}


def _dot(a: dict[str, float], b: dict[str, float] | Counter[str]) -> float:
    return sum(v * b[w] for w, v in a.items() if w in b)


# ------------------------------------------------------------------------------- sentences of a model


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence a model proposes, with the article and the exact words it rests on."""

    text: str
    article_id: str
    quote: str


def supported(
    proposals: Iterable[Proposed], articles: Iterable[Article]
) -> Iterator[SummarySentence | Rejected]:
    """The proposed sentences that a source carries; a Rejected for each other one.

    Carried means: the quote stands in the article, every figure and every capitalised name of the sentence
    stands in the quote, most of its words too; it is not taken from an order to a machine, nor
    from what follows on one in its paragraph. Rejections: `unknown_article`, `quote_not_found`, `figure_not_in_quote`, `name_not_in_quote`,
    `words_not_in_quote`, `address`, `too_long`, `order`.
    """
    held = {a.id: a for a in articles}
    for proposal in proposals:
        article = held.get(proposal.article_id)
        if article is None:
            yield _no(proposal, "unknown_article")
            continue
        start = article.text.find(proposal.quote) if proposal.quote.strip() else -1
        reason = "quote_not_found" if start < 0 else _unsupported(proposal)
        if not reason and _touches(_orders(article.text), start, start + len(proposal.quote)):
            reason = "order"
        if reason:
            yield _no(proposal, reason)
            continue
        yield SummarySentence(
            text=plain.squeeze(proposal.text),
            article_id=article.id,
            span=Span(start=start, end=start + len(proposal.quote)),
            provider=article.provider.domain if article.provider else article.site_name,
            url=article.url,
        )


def _orders(text: str) -> list[tuple[int, int]]:
    """The parts of a text that give orders to a machine: the sentences that do and what follows on them in
    the same paragraph, which may be what the machine is to say."""
    found: list[tuple[int, int]] = []
    for start, end in plain.sentences(text):
        if plain.addresses_a_machine(text[start:end]):
            stop = text.find("\n", end)
            found.append((start, stop if stop >= 0 else len(text)))
    return found


def _touches(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and b > start for a, b in spans)


def _unsupported(proposal: Proposed) -> str:
    text, quote = proposal.text, proposal.quote
    if len(text) > 400 or "\n" in text.strip():
        return "too_long"
    if re.search(
        r"https?:|www\.|\b[\w.-]+@[\w.-]+|<[a-z/!]|\]\(|\b\w+\.(?:com|net|org|io|example)\b",
        text,
        re.IGNORECASE,
    ):
        return "address"
    if not set(re.findall(r"\d[\d,.]*\d|\d", text)) <= set(re.findall(r"\d[\d,.]*\d|\d", quote)):
        return "figure_not_in_quote"
    inside = {w.lower() for w in _WORD.findall(quote)}
    names = re.findall(r"(?<=[\w,;:’'\")] )[A-Z][\w’'-]+", text)
    if any(
        w.lower() not in inside and w.lower().removesuffix("’s").removesuffix("'s") not in inside
        for w in names
    ):
        return "name_not_in_quote"
    words = [w.lower() for w in _WORD.findall(text) if w.lower() not in _SKIP]
    if not words or sum(w in inside for w in words) / len(words) < 0.6:
        return "words_not_in_quote"
    return ""


def _no(proposal: Proposed, reason: str) -> Rejected:
    return Rejected(stage=STAGE, reason=reason, id=proposal.article_id, detail=proposal.text[:200])
