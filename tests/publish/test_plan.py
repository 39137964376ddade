"""The build plan: what is made again, what stays, what goes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from press import edition, website

from tipsheet.errors import PublishError
from tipsheet.publish.plan import Job, compare, digest
from tipsheet.records import Edition, NewsRecord

replace = msgspec.structs.replace
KEYS = st.dictionaries(st.text("abc/", min_size=1, max_size=4), st.binary(min_size=1, max_size=2), max_size=8)


def jobs_of_keys(keys: dict[str, bytes]) -> list[Job]:
    return [Job(path, key, lambda: b"") for path, key in keys.items()]


@given(before=KEYS, after=KEYS)
def test_a_plan_leads_from_the_old_manifest_to_the_new_one(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    plan = compare(jobs_of_keys(after), before)
    built = {p: k for p, k in before.items() if p not in plan.gone}
    built |= {job.path: job.key for job in plan.make}
    assert built == after == plan.manifest
    assert set(plan.kept) == {p for p in after if before.get(p) == after[p]}


def test_two_jobs_for_one_path_are_refused() -> None:
    with pytest.raises(PublishError, match=r"a/index\.html"):
        compare([Job("a/index.html", b"1", bytes), Job("a/index.html", b"2", bytes)], {})


@given(st.lists(st.binary(max_size=3), min_size=2, max_size=4), st.integers(1, 3))
def test_moving_a_border_between_parts_changes_the_digest(parts: list[bytes], size: int) -> None:
    joined = b"".join(parts)
    other = [joined[:size], joined[size:]]
    if other != parts:
        assert digest(*other) != digest(*parts)


def made_again(before: Edition, after: Edition) -> set[str]:
    old = {job.path: job.key for job in website(before)}
    return {job.path for job in compare(website(after), old).make}


def change_record(made: Edition, at: int, **fields: object) -> tuple[Edition, NewsRecord]:
    news = list(made.news)
    public = [i for i, n in enumerate(news) if n.published]
    news[public[at]] = replace(news[public[at]], **fields)
    return replace(made, news=tuple(news)), news[public[at]]


def test_one_changed_record_makes_again_only_the_pages_that_show_it(small: Edition) -> None:
    after, record = change_record(small, 3, title="An entirely new headline for this one")
    made = made_again(small, after)
    stem = record.path.removeprefix("_news/").removesuffix(".md")
    assert record.published_at
    assert record.provider
    day = record.published_at.date().isoformat()
    assert f"news/{stem}/index.html" in made
    assert f"archive/{day.replace('-', '/')}/index.html" in made
    assert f"providers/{record.provider.domain}/index.html" in made
    assert f"search/{day[:7]}.json" in made
    assert not any(path.startswith("stories/") for path in made)
    assert len([p for p in made if p.startswith("news/")]) == 1


def test_the_bytes_change_exactly_where_the_keys_do() -> None:
    """A key that misses something the page shows would leave stale pages for ever."""
    base = edition(24, seed=11)
    story = base.stories[2]
    changes = [
        change_record(base, 0, title="New title")[0],
        change_record(base, 1, excerpt="Another excerpt entirely.")[0],
        replace(
            base,
            stories=(*base.stories[:2], replace(story, title="Retitled", why="because"), *base.stories[3:]),
        ),
        replace(base, topics=(*base.topics[:-1], replace(base.topics[-1], name="Batteries", shortname=None))),
        replace(base, site=replace(base.site, title="Another name")),
        replace(base, providers=(replace(base.providers[0], name="Renamed Ledger"), *base.providers[1:])),
        replace(base, sheets=()),
        replace(base, stories=base.stories[1:]),
        replace(
            base,
            articles={
                **base.articles,
                story.article_ids[0]: replace(
                    base.articles[story.article_ids[0]], authors=("Someone Else",), quality=3
                ),
            },
        ),
    ]
    old = {job.path: (job.key, job.make()) for job in website(base)}
    for number, after in enumerate(changes):
        for job in website(after):
            key, body = old.get(job.path, (b"", b""))
            if job.key == key:
                assert job.make() == body, f"change {number}: {job.path} is stale"


def test_a_later_hour_without_news_changes_nothing(small: Edition) -> None:
    from datetime import timedelta

    later = replace(small, now=small.now + timedelta(hours=1))
    assert {p for p in made_again(small, later) if not p.startswith("sitemaps/news")} <= {"sitemap.xml"}
