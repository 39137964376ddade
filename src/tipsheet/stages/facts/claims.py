"""What a rule proposes: a claim, not yet a fact; and what the rules share."""

from __future__ import annotations

from typing import Any, NamedTuple

from .reading import Reading, Sentence
from .subjects import Subjects


class Claim(NamedTuple):
    """A proposed fact; spans are local to `sentence`. Only the gate makes a `Fact` of it."""

    sentence: Sentence
    predicate: str
    subject: str
    value: dict[str, Any]
    start: int
    end: int
    confidence: float
    period: str | None = None
    variant: str | None = None
    bound: str = "exact"
    object: str | None = None
    last: Sentence | None = (
        None  # the quote runs on to the end of this sentence; `end` counts from `sentence`
    )


class Context(NamedTuple):
    """One document, ready for the rules."""

    reading: Reading
    subjects: Subjects
    topics: frozenset[str]  # what the document as a whole tells of: ipo, layoffs, deal, results, funding
    houses: dict[
        str, str
    ]  # person -> the organisation whose post the document gives them, filled while reading
    posts: dict[str, str]  # person -> the post
