"""Facts over runs: what a publisher corrects is read again, and both are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tipsheet.pipeline.sheets import make_sheets, read_facts, summaries
from tipsheet.publish import sheets
from tipsheet.records import Article, ArticleState, Changes, CopyOf, Provider, Story, Topic
from tipsheet.runners.local import LocalRunner
from tipsheet.store import open_store

replace = msgspec.structs.replace
TEXT = (
    "Orvane plc had revenue of $1.2 billion in 2023. Helen Marsh is chief executive of Orvane. "
    "Orvane employs 5,400 people and is based in Bergen."
)
OTHER = (
    "Orvane plc had revenue of $1.21 billion in 2023. Orvane was founded in 1987 and employs 5,400 people."
)


def _article(key: str, text: str) -> Article:
    return Article(
        id=key,
        url=f"https://{key}.example/x",
        title=f"What {key} says of Orvane",
        text=text,
        published_at=datetime(2024, 2, 20, ord(key) % 24, tzinfo=UTC),
        provider=Provider(name=f"Paper {key}", domain=f"{key}.example"),
    )


@pytest.fixture
def run(tmp_path: Path) -> Any:
    with open_store(tmp_path / "store.sqlite") as store:
        yield SimpleNamespace(
            store=store,
            runner=LocalRunner(),
            progress=lambda step, done, total: None,
            grouped=lambda: {s.article.id: s for s in store.articles_with("grouped")},
        )


def _keep(run: Any, *articles: Article) -> dict[str, Article]:
    run.store.apply(Changes(articles=tuple(ArticleState(article=a, status="grouped") for a in articles)))
    read_facts(run)
    return {a.id: a for a in articles}


def _revenue(sheet: Any) -> Any:
    return next(f for f in sheet.facts if f.predicate == "revenue")


def test_yesterdays_value_and_todays_correction_are_both_told(run: Any) -> None:
    first, other = _article("a", TEXT), _article("b", OTHER)
    [sheet] = make_sheets(run, _keep(run, first, other))
    assert sheet.history == {}
    mended = replace(first, text="Correction: " + TEXT.replace("$1.2 billion", "$1.5 billion"))
    held = _keep(run, mended, other)
    [sheet] = make_sheets(run, held)
    now = next(f for f in sheet.facts if f.value.get("amount") == 1.5e9)
    assert mended.text[now.quote_span.start : now.quote_span.end] == now.quote
    old = {f.id: f for f in (*sheet.facts, *sheet.more)}
    assert [old[i].value["amount"] for i in sheet.history[now.id]] == [1.2e9]
    assert sheet.disputed  # the other paper holds to it
    page = next(o.body.decode() for o in sheets.standalone(sheet, {i: a.text for i, a in held.items()}))
    assert "Before it was changed:" in page
    assert "Earlier: " in page
    again = _keep(run, mended, other)
    assert make_sheets(run, again) == (sheet,)  # a third run forgets nothing


def test_what_was_read_once_is_not_read_again(run: Any) -> None:
    article = _article("a", TEXT)
    _keep(run, article)
    run.runner = SimpleNamespace(map=lambda function, items: pytest.fail("read again"))
    _keep(run, article)


def test_stories_and_topics_that_tell_enough_have_sheets(run: Any) -> None:
    held = _keep(run, _article("a", TEXT), _article("b", OTHER))
    at = datetime(2024, 2, 20, 6, tzinfo=UTC)
    story = Story(id="s1", article_ids=("a", "b"), title="A good year", topics=("Cables",), last_at=at)
    lone = Story(id="s2", article_ids=("b",), topics=("Ships",), last_at=at)
    topics = (Topic(id="1", name="Cables", slug="cables"), Topic(id="2", name="Ships", slug="ships"))
    made = {s.id: s for s in make_sheets(run, held, (story, lone), topics)}
    assert set(made) >= {"story-s1", "topic-cables"}
    assert "story-s2" not in made
    assert (made["story-s1"].kind, made["story-s1"].subject) == ("story", "A good year")
    assert made["topic-cables"].subject == "Cables, 20 February 2024"


def test_a_story_of_several_publishers_is_summed_up_and_copies_do_not_count() -> None:
    held = {a.id: a for a in (_article("a", TEXT), _article("b", OTHER))}
    story = Story(id="s1", article_ids=("a", "b"))
    assert {s.article_id for s in summaries((story,), held)["s1"]} == {"a", "b"}
    held["b"] = replace(held["b"], copy_of=CopyOf(article_id="a", kind="near_duplicate"))
    assert summaries((story,), held) == {}
