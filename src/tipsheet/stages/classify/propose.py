"""A new topic from a name and about ten examples."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from tipsheet.records import Article, Topic
from tipsheet.stages.classify.rules import fold

_STOP = frozenset(
    """
    a about after all also an and are as at be been but by can could for from get had has have he her his how
    i if in into is it its just like make makes may more most new no not now of off on one or our out over own
    say says she should so some than that the their them then there these they this those three to today two
    under up us use used using via was way we were what when where which while who why will with would you
    your year years week day days first last next
    """.split()  # noqa: SIM905
)
_SENTENCE = re.compile(r"[.!?:;,()\[\]\"“”–—|]+")


def propose_topic(
    name: str, examples: Sequence[Article], *, parent: str | None = None, others: Sequence[Article] = ()
) -> Topic:
    """A topic whose keywords are its name and the phrases that the examples share.

    A phrase of one to three words becomes a keyword when at least a third of the examples (and two) hold
    it in headline or excerpt, it is no part of a longer keyword that says as much, and `others`, articles
    about something else, hold it ten times less often. At most twelve, the most telling first. The editor
    reads and cuts the list: it is a proposal.
    """
    own = fold(name).strip()
    held = _counts(examples)
    elsewhere = _counts(others)
    need = max(2, math.ceil(len(examples) / 3))
    scored: list[tuple[float, str]] = []
    for phrase, count in held.items():
        if count < need or phrase == own:
            continue
        share = count / len(examples)
        other = elsewhere.get(phrase, 0) / len(others) if others else 0.0
        if other * 10 > share:
            continue
        words = phrase.count(" ") + 1
        if words == 1 and not others and phrase not in own.split():
            continue  # a single word needs something to be compared with
        scored.append((share * (1.0 + 0.5 * (words - 1)) * (1.0 - other), phrase))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    chosen: list[str] = []
    for _, phrase in scored:
        if not any(_within(phrase, kept) or _within(kept, phrase) for kept in chosen):
            chosen.append(phrase)
    slug = "-".join(re.findall(r"\w+", own))
    return Topic(id=slug, name=name, slug=slug, parent=parent, keywords=(own, *chosen[:11]))


def _counts(articles: Sequence[Article]) -> dict[str, int]:
    """How many articles hold each phrase in headline or excerpt."""
    counts: dict[str, int] = {}
    for article in articles:
        for phrase in set(_phrases(f"{article.title}. {article.excerpt}")):
            counts[phrase] = counts.get(phrase, 0) + 1
    return counts


def _phrases(text: str) -> Iterator[str]:
    """Runs of one to three words that neither begin nor end with a small word."""
    for sentence in _SENTENCE.split(text):
        words = fold(sentence).split()
        for size in (1, 2, 3):
            for start in range(len(words) - size + 1):
                run = words[start : start + size]
                if run[0] not in _STOP and run[-1] not in _STOP and not all(map(str.isdigit, run)):
                    yield " ".join(run)


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "
