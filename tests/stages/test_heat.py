"""Heat falls by itself, counts each publisher once, and the front page is diverse."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.records import Article, CopyOf, Correction, Provider, Story, TopicMatch
from tipsheet.stages.heat import HeatSettings, heat

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


def report(
    key: str,
    hours_ago: float | None = 1.0,
    *,
    by: str = "",
    family: str = "",
    quality: int | None = 80,
    copy_of: str = "",
    topics: tuple[TopicMatch, ...] = (),
) -> Article:
    name = by or key
    return Article(
        id=key,
        url="",
        title=f"Title {key}",
        published_at=None if hours_ago is None else NOW - timedelta(hours=hours_ago),
        provider=Provider(name=name, domain=f"{name.lower().replace(' ', '')}.example", family=family),
        quality=quality,
        copy_of=CopyOf(article_id=copy_of, kind="near_duplicate") if copy_of else None,
        topics=topics,
    )


def warmed(*members: Article, now: datetime = NOW, **more: object) -> Story:
    story = Story(id="s1", article_ids=tuple(a.id for a in members), topics=more.pop("topics", ()))  # type: ignore[arg-type]
    (made,) = heat([story], members, now, **more)  # type: ignore[arg-type]
    return made


def test_a_report_of_now_is_worth_its_quality_and_half_of_it_a_half_life_later() -> None:
    assert warmed(report("a", 0)).heat == 80
    assert warmed(report("a", 24)).heat == pytest.approx(40)
    assert warmed(report("a", 24), settings=HeatSettings(half_life_h=12)).heat == pytest.approx(20)


def test_the_parts_make_the_heat_and_say_why() -> None:
    story = warmed(report("a", 2), report("b", 30))
    assert sum(p.value for p in story.heat_parts) == pytest.approx(story.heat)
    assert [(p.name, p.why) for p in story.heat_parts] == [
        ("a", "quality 80, 2 h old"),
        ("b", "quality 80, 30 h old"),
    ]


def test_a_publisher_family_has_one_vote() -> None:
    one = warmed(report("a", 1, family="group"))
    both = warmed(report("a", 1, family="group"), report("b", 3, family="group"))
    assert both.heat == one.heat
    assert warmed(report("a", 1), report("a2", 0.5, by="a")).heat < 160


def test_a_newer_report_of_the_same_publisher_warms() -> None:
    assert warmed(report("a", 20), report("a2", 0, by="a")).heat > warmed(report("a", 20)).heat


reports = st.lists(
    st.builds(
        lambda n, h, q: report(f"r{n}", h, by=f"P{n % 5}", quality=q),
        st.integers(0, 50),
        st.floats(0, 200),
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda a: a.id,
)


@given(reports, st.floats(0, 100), st.floats(0, 100))
def test_without_news_heat_never_rises(members: list[Article], first: float, more: float) -> None:
    early = warmed(*members, now=NOW + timedelta(hours=first))
    late = warmed(*members, now=NOW + timedelta(hours=first + more))
    assert late.heat <= early.heat + 1e-9


@given(reports, st.integers(0, 5), st.floats(-50, 50))
def test_a_copy_changes_neither_heat_nor_coverage(members: list[Article], which: int, hours: float) -> None:
    origin = members[which % len(members)]
    copy = report("copy", hours, by="Somebody Else", quality=100, copy_of=origin.id)
    before, after = warmed(*members), warmed(*members, copy)
    assert after.heat == before.heat
    assert after.why == before.why
    assert after.heat_parts == before.heat_parts


def test_copies_of_an_absent_origin_are_one_report() -> None:
    one = warmed(report("a", 5, copy_of="gone"))
    assert warmed(report("a", 5, copy_of="gone"), report("b", 1, copy_of="gone")).heat == one.heat


def test_the_why_line() -> None:
    hours = [9, 8, 7, 6, 5, 4.5, 4]
    names = ["Harbour Ledger", *"BCDEFG"]
    members = [report(f"r{i}", h, by=n) for i, (h, n) in enumerate(zip(hours, names, strict=True))]
    assert warmed(*members).why == "7 publishers in 5 h, first: Harbour Ledger"
    assert warmed(members[0]).why == "1 publisher, 9 h ago: Harbour Ledger"
    assert warmed(report("a", None, by="Harbour Ledger")).why == "1 publisher: Harbour Ledger"


def test_a_report_from_the_future_counts_as_new() -> None:
    assert warmed(report("a", -30)).heat == 80


def test_the_half_life_is_that_of_the_narrowest_topic() -> None:
    spans = {"Root": 48.0, "Fast": 6.0}
    assert warmed(report("a", 48), half_life_h=spans, topics=("Root",)).heat == pytest.approx(40)
    assert warmed(report("a", 6), half_life_h=spans, topics=("Root", "Fast")).heat == pytest.approx(40)
    assert warmed(report("a", 48), half_life_h=spans, topics=("Root", "Other")).heat == pytest.approx(40)


# ----------------------------------------------------------------------- front page


def page(count: int, *, lead: str = "", **more: object) -> list[Story]:
    members = [report(f"a{i}", i, by=lead or f"P{i}") for i in range(count)]
    built = [Story(id=f"s{i}", article_ids=(m.id,), title=m.title) for i, m in enumerate(members)]
    return list(heat(built, members, NOW, **more))  # type: ignore[arg-type]


def test_the_warmest_leads() -> None:
    made = page(5)
    assert [s.id for s in made] == ["s0", "s1", "s2", "s3", "s4"]
    assert all(a.importance > b.importance for a, b in itertools.pairwise(made))


def test_hidden_stories_come_last_and_pinned_ones_first() -> None:
    said = [Correction(kind="hide", story_id="s0"), Correction(kind="pin", story_id="s4")]
    made = page(5, corrections=said)
    assert [s.id for s in made] == ["s4", "s1", "s2", "s3", "s0"]
    assert made[0].why.startswith("pinned by an editor; 1 publisher")
    assert (made[-1].heat, made[-1].why) == (-1.0, "hidden by an editor")


def test_one_publisher_does_not_fill_the_front_page() -> None:
    members = [report(f"a{i}", i * 0.1, by="Big") for i in range(4)]
    members += [report(f"b{i}", 3 + i, by=f"Small{i}") for i in range(2)]
    built = [Story(id=m.id, article_ids=(m.id,)) for m in members]
    made = list(heat(built, members, NOW))
    assert [s.id for s in made[:3]] == ["a0", "b0", "b1"]
    assert [s.importance for s in made] == sorted((s.importance for s in made), reverse=True)


def test_one_subject_does_not_fill_the_front_page() -> None:
    spread = HeatSettings(same_subject=0.5)
    members = [report(f"a{i}", i) for i in range(3)]
    topics = [("Root", "One"), ("Root", "One"), ("Root", "Two")]
    built = [Story(id=m.id, article_ids=(m.id,), topics=t) for m, t in zip(members, topics, strict=True)]
    assert [s.id for s in heat(built, members, NOW, settings=spread)] == ["a0", "a2", "a1"]


def test_quality_and_topic_fit_count() -> None:
    good, poor = report("a", 1, quality=90), report("b", 1, quality=20)
    sure = report("c", 1, quality=20, topics=(TopicMatch(name="T", confidence=1.0),))
    built = [Story(id=m.id, article_ids=(m.id,)) for m in (poor, good, sure)]
    assert [s.id for s in heat(built, [good, poor, sure], NOW)] == ["a", "c", "b"]


def test_a_story_without_its_articles_is_cold() -> None:
    (made,) = heat([Story(id="s", article_ids=("gone",))], [], NOW)
    assert (made.heat, made.importance, made.why) == (0, 0, "")
