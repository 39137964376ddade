"""Quality: named parts from a public table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.records import Article, CopyOf, Image, Provider
from tipsheet.stages.score import ScoreSettings, score

GOOD = Article(
    id="a",
    url="https://ledger.example/a",
    title="Regulator approves expansion of tidal array",
    excerpt="The Marine Energy Authority granted a licence for 38 turbines in the strait on Wednesday.",
    text="Sentence with six words in it. " * 80,
    published_at=datetime(2026, 3, 4, tzinfo=UTC),
    authors=("Nora Pell",),
    images=(Image(url="https://ledger.example/a.jpg"),),
    provider=Provider(name="Ledger", domain="ledger.example", standing=100),
)


def judged(organizations: dict[str, Provider] | None = None, **changes: Any) -> Article:
    (made,) = score([msgspec.structs.replace(GOOD, **changes)], organizations=organizations)
    return made


def part(article: Article, name: str) -> float:
    return next((p.value for p in article.quality_parts if p.name == name), 0.0)


def test_the_best_article_has_a_hundred() -> None:
    assert judged().quality == 100


def test_the_weights_make_a_hundred() -> None:
    s = ScoreSettings()
    full = (s.standing, s.original, s.complete, s.byline, s.dated, s.excerpt, s.image, s.headline)
    assert sum(full) == 100


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"copy_of": CopyOf(article_id="x", kind="same_title")}, "original"),
        ({"text": ""}, "complete"),
        ({"authors": ()}, "byline"),
        ({"published_at": None}, "dated"),
        ({"date_only": True}, "dated"),
        ({"excerpt": "Too short."}, "excerpt"),
        ({"excerpt": GOOD.title}, "excerpt"),
        ({"images": ()}, "image"),
        ({"title": "WHAT"}, "headline"),
        ({"provider": None}, "standing"),
        ({"text": f"LONDON /PRNewswire/ -- {GOOD.text}"}, "original"),
    ],
)
def test_what_lacks_costs_its_own_part_only(changes: dict[str, Any], name: str) -> None:
    whole, less = judged(), judged(**changes)
    assert part(less, name) < part(whole, name)
    others = {p.name: p.value for p in less.quality_parts if p.name != name}
    assert others == {p.name: p.value for p in whole.quality_parts if p.name != name}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title": "Global Tidal Energy Market Size, Share, Trends and Forecast 2026-2034"}, "report_spam"),
        ({"title": "You won't BELIEVE number 7: the coast's ten best piers"}, "clickbait"),
        (
            {"excerpt": "As an AI language model I cannot say what the minister decided in the end today."},
            "filler",
        ),
    ],
)
def test_spam_clickbait_and_filler_take_points_and_are_quoted(changes: dict[str, Any], name: str) -> None:
    made = judged(**changes)
    found = next(p for p in made.quality_parts if p.name == name)
    assert found.value < 0
    assert found.why.startswith("says “")
    assert (made.quality or 0) < 90


@pytest.mark.parametrize("title", ["Fish market to move to the old quay", "Two ministers resign over trip"])
def test_plain_headlines_are_not_spam(title: str) -> None:
    assert judged(title=title).quality == 100


def test_standing_is_the_editors_then_known_then_unknown() -> None:
    provider = Provider(name="X", domain="x.example")
    own = judged(
        provider=provider, organizations={"x.example": Provider(name="X", domain="x.example", standing=90)}
    )
    known = judged(provider=provider, organizations={"x.example": Provider(name="X", domain="x.example")})
    unknown = judged(provider=provider)
    assert part(own, "standing") > part(known, "standing") > part(unknown, "standing") > 0


def test_a_video_is_complete_without_text() -> None:
    assert judged(type="video", text="").quality == 100


def test_chinese_text_is_measured_by_its_signs() -> None:
    assert part(judged(text="潮汐发电机在海峡创下纪录。" * 60), "complete") == ScoreSettings().complete
    assert part(judged(title="海峡潮汐发电机创下新纪录"), "headline") > 0


@given(
    st.builds(
        Article,
        id=st.text(max_size=5),
        url=st.just(""),
        title=st.text(max_size=80),
        excerpt=st.text(max_size=200),
        text=st.text(max_size=300),
        date_only=st.booleans(),
        provider=st.none()
        | st.builds(Provider, name=st.text(max_size=4), domain=st.text(max_size=4), standing=st.integers()),
    )
)
def test_quality_is_the_sum_of_its_parts_within_bounds(article: Article) -> None:
    (made,) = score([article])
    total = sum(p.value for p in made.quality_parts)
    assert made.quality == round(min(100.0, max(0.0, total)))
