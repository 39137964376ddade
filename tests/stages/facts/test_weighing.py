"""How sure a fact is told to be: whose it is must stand in its words, unless the text is about one firm."""

from __future__ import annotations

import re

import pytest

from tipsheet.records import Fact
from tipsheet.stages.facts import Document, facts
from tipsheet.stages.facts._regex import rx, scan

SHOWN = 0.75


def found(text: str, predicate: str, title: str = "") -> list[Fact]:
    document = Document(doc_id="d", title=title, text=text, published="2024-05-06")
    return [f for f in facts([document]) if isinstance(f, Fact) and f.predicate == predicate]


def test_a_post_whose_firm_the_words_name_is_shown() -> None:
    text = (
        "Orvane and Merrow make pumps. Orvane chief executive Marta Lind met the mayor. Merrow sold a yard."
    )
    (post,) = found(text, "ceo", "Orvane and Merrow meet the mayor")
    assert post.subject == "Orvane"
    assert post.confidence >= SHOWN


def test_a_founding_year_without_its_firm_is_not_shown_in_a_text_on_two() -> None:
    text = (
        "Orvane said it may sue Merrow. Merrow said it may sue Orvane. Orvane plans to appeal, and Merrow plans to wait. "
        "Founded in 1975, it makes pumps."
    )
    assert all(f.confidence < SHOWN for f in found(text, "founded_on", "Orvane and Merrow go to court"))


def test_backing_of_a_firm_s_support_is_no_investment_that_is_shown() -> None:
    text = "Orvane is backed by Merrow’s full support and keeps its place on the coast."
    assert all(f.confidence < SHOWN for f in found(text, "investor", "Orvane keeps its place"))


@pytest.mark.parametrize("text", ["", "ab 12 cd 345", "12x 3 y45 6", "9"])
def test_scanning_from_where_a_match_can_begin_finds_what_finditer_does(text: str) -> None:
    pattern = re.compile(r"\b\d+(?: \w+)?")
    begins = re.compile(r"[0-9](?<!\w.)")
    assert [m.span() for m in scan(pattern, begins, text)] == [m.span() for m in pattern.finditer(text)]


def test_a_pattern_is_compiled_once() -> None:
    assert rx(r"\bfoo\b") is rx(r"\bfoo\b")
