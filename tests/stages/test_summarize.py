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
