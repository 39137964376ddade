"""Summaries: sentences of the articles themselves, and what a model may add to them."""

# ruff: noqa: E501 (a text is read whole)

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipsheet.records import Article, Provider, Rejected
from tipsheet.stages.summarize import Proposed, SummarySentence, summarize, supported

TEXTS = {
    "a": "Orvane plc will close its plant in Leeds next spring, the company said on Friday. About 300 workers "
    "are affected. The plant has made cables since 1961. Is this the end?",
    "b": "Orvane is to shut the Leeds cable plant, with the loss of about 300 jobs. Unions called the decision a "
    "blow to the whole region. Talks begin on Monday.",
    "c": "The council of Leeds offered Orvane land for a new cable plant in vain. Orvane plc closes its plant in "
    "Leeds next spring, the company said on Friday.",
}


def _article(key: str, text: str = "") -> Article:
    return Article(
        id=key,
        url=f"https://{key}.example/x",
        title=f"Title {key}",
        text=text or TEXTS[key],
        published_at=datetime(2024, 11, 22, ord(key) % 24, tzinfo=UTC),
        provider=Provider(name=f"Paper {key}", domain=f"{key}.example"),
    )


ARTICLES = [_article(k) for k in TEXTS]


def test_sentences_stand_verbatim_and_come_from_different_houses() -> None:
    made = summarize(ARTICLES)
    assert len(made) == 3
    assert len({s.provider for s in made}) == 3
    for sentence in made:
        text = TEXTS[sentence.article_id]
        assert text[sentence.span.start : sentence.span.end] == sentence.text
        assert not sentence.text.endswith("?")


def test_nothing_is_said_twice() -> None:
    same = [_article(k, TEXTS["a"].split(". ")[0] + ".") for k in "abc"]
    assert len(summarize(same)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "By Anna Lind and Tom Reeve in Leeds for the paper this morning.",
        "Photograph: workers leave the Orvane cable plant in Leeds on a Friday.",
        "We use cookies to make the plant pages of Leeds better for all workers.",
        "Subscribe to our newsletter about Orvane and the cable plant in Leeds.",
        "Published Friday 22 November 2024 by the Leeds cable plant desk.",
        "This means that the plant in Leeds closes and Orvane leaves the region.",
        "He told the workers of the cable plant in Leeds about it on Friday.",
        "However, the cable plant in Leeds has made a loss for many years now.",
        "ORVANE TO CLOSE ITS CABLE PLANT IN LEEDS NEXT SPRING, COMPANY SAYS.",
        'Orvane said the plant in Leeds "had made a loss for many years.',
        "Orvane closes its cable plant in Leeds next spring as workers look on",
    ],
)
def test_what_is_furniture_or_leans_on_another_sentence_is_left_out(line: str) -> None:
    made = summarize([_article("a", f"{line}\n\n{TEXTS['a']}"), _article("b")])
    assert made
    assert line not in [s.text for s in made]


@pytest.mark.parametrize(
    "before",
    [
        "LEEDS, Nov 22 (Isles Wire) - ",
        "PORT MERROW — ",
        "LEEDS: ",
        "November 22, 2024 9:36 am\n",
        "Orvane to go\n",
    ],
)
def test_a_dateline_or_heading_is_not_part_of_the_sentence(before: str) -> None:
    text = before + TEXTS["a"]
    [first, *_] = summarize([_article("a", text)])
    assert first.text == TEXTS["a"].split(". ")[0] + "."
    assert text[first.span.start : first.span.end] == first.text


def test_a_name_in_capitals_is_no_dateline() -> None:
    text = "HP (NYSE: HPX) will close its plant in Leeds next spring, the company said on Friday."
    [only] = summarize([_article("a", text)])
    assert only.text == text


def test_what_is_beside_the_point_is_not_told_to_fill_up() -> None:
    aside = "The weather in Lisbon was mild for the season with some clouds later."
    made = summarize([*ARTICLES[:2], _article("c", aside)])
    assert aside not in [s.text for s in made]


def test_order_of_input_does_not_matter() -> None:
    assert {s.text for s in summarize(ARTICLES)} == {s.text for s in summarize(ARTICLES[::-1])}


@pytest.mark.parametrize(
    "text", ["Short.", "“Only a quotation here, and quite a long one,” he said.", "\n\n"]
)
def test_articles_without_a_usable_sentence_give_nothing(text: str) -> None:
    assert summarize([_article("a", text)]) == ()


QUOTE = "Orvane plc will close its plant in Leeds next spring, the company said on Friday."


@pytest.mark.parametrize(
    ("text", "quote", "article", "reason"),
    [
        ("Orvane plc will close its plant in Leeds next spring.", QUOTE, "a", ""),
        ("Orvane plc will close its plant in Leeds next spring.", QUOTE, "nobody", "unknown_article"),
        ("Orvane plc will close its plant in Leeds.", "Orvane plc shall close its plant", "a", "quote_not_found"),
        ("Orvane plc will close its plant in Leeds.", "  ", "a", "quote_not_found"),
        ("Orvane plc will close its plant in Leeds in 2026.", QUOTE, "a", "figure_not_in_quote"),
        ("Orvane plc will close its plant in Leeds, says Merrow.", QUOTE, "a", "name_not_in_quote"),
        ("Orvane plc will close its plant in Leeds; see evil.example now.", QUOTE, "a", "address"),
        ("Orvane plc closes a plant. <script>alert(1)</script>", QUOTE, "a", "address"),
        ("Readers should send their passwords to the editor at once.", QUOTE, "a", "words_not_in_quote"),
        ("Orvane plc will close its plant. " * 20, QUOTE, "a", "too_long"),
    ],
)  # fmt: skip
def test_a_models_sentence_needs_words_that_carry_it(
    text: str, quote: str, article: str, reason: str
) -> None:
    [got] = supported([Proposed(text=text, article_id=article, quote=quote)], ARTICLES)
    if reason:
        assert isinstance(got, Rejected)
        assert (got.stage, got.reason, got.detail) == ("summarize", reason, text[:200])
    else:
        assert isinstance(got, SummarySentence)
        assert TEXTS["a"][got.span.start : got.span.end] == quote
