"""When a source is visited again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tipsheet.records import SourceState
from tipsheet.stages.schedule import ScheduleSettings, SourceVisit, fit_pace, next_visit, rhythm

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
NEW = SourceState(source_id="s", url="https://press.example/feed")


def visit(status: int | None = 200, at: datetime = NOW, **more: Any) -> SourceVisit:
    more["headers"] = tuple(more.get("headers", {}).items())
    return SourceVisit(at=at, status=status, **more)


def every(hours: float, count: int, until: datetime = NOW) -> tuple[datetime, ...]:
    return tuple(until - timedelta(hours=hours * i) for i in range(count))


def wait(state: SourceState, since: datetime = NOW) -> timedelta:
    assert state.next_fetch_at is not None
    return state.next_fetch_at - since


def test_a_first_visit_remembers_validators_and_rhythm() -> None:
    headers = {"etag": '"1"', "last-modified": "Tue, 03 Mar 2026 10:00:00 GMT"}
    state = next_visit(
        NEW, visit(headers=headers, published=every(6, 10), hints={"hub": "https://hub.example/"})
    )
    assert (state.etag, state.last_modified) == ('"1"', "Tue, 03 Mar 2026 10:00:00 GMT")
    assert (state.status, state.failures, state.problem) == ("ok", 0, "")
    assert state.last_fetched_at == NOW
    assert state.hints["hub"] == "https://hub.example/"
    assert len(state.hints["posts"].split()) == 10


def test_unchanged_keeps_what_was_known() -> None:
    first = next_visit(NEW, visit(headers={"etag": '"1"'}, published=every(6, 10), hints={"ttl_s": "60"}))
    again = next_visit(first, visit(304, NOW + timedelta(hours=2)))
    assert (again.status, again.etag) == ("unchanged", '"1"')
    assert again.hints == first.hints
    changed = next_visit(
        again, visit(200, NOW + timedelta(hours=4), published=every(6, 2, NOW + timedelta(hours=3)))
    )
    assert changed.etag is None
    assert "ttl_s" not in changed.hints, "the document says it no more"
    assert len(changed.hints["posts"].split()) == 12


def test_busy_sources_are_visited_more_often() -> None:
    waits = [wait(next_visit(NEW, visit(published=every(hours, 20)))) for hours in (0.2, 2, 24, 240)]
    assert waits == sorted(waits)
    assert waits[0] < timedelta(minutes=30)
    assert timedelta(hours=4) < waits[3] <= timedelta(days=2)


def test_a_silent_source_is_visited_less_and_less() -> None:
    posts = [int(p.timestamp()) for p in sorted(every(3, 20))]
    waits = [rhythm(posts, NOW + timedelta(days=days)) for days in (0, 7, 28, 91)]
    assert waits == sorted(waits)
    assert waits[-1] > 10 * waits[0]


def test_the_night_is_left_alone() -> None:
    """A source that posts at nine every weekday is not asked at midnight."""
    posts = [NOW.replace(hour=9) - timedelta(days=d) for d in range(40)]
    posts = [p for p in posts if p.weekday() < 5]
    evening = NOW.replace(hour=20)
    morning = NOW.replace(hour=8)
    seconds = [p.timestamp() for p in sorted(posts)]
    assert rhythm([int(s) for s in seconds], evening) > 2 * rhythm([int(s) for s in seconds], morning)


@pytest.mark.parametrize(
    ("headers", "hints", "least_s"),
    [
        ({"cache-control": "public, max-age=20000"}, {}, 20_000),
        ({"cache-control": "max-age=99999999"}, {}, 2 * 86_400),
        ({"expires": "Wed, 04 Mar 2026 20:00:00 GMT"}, {}, 8 * 3600),
        ({"expires": "Wed, 04 Mar 2026 20:00:00 GMT", "cache-control": "max-age=60"}, {}, 600),
        ({"expires": "0"}, {}, 600),
        ({"retry-after": "7200"}, {}, 7200),
        ({}, {"ttl_s": "21600"}, 21_600),
        ({}, {"update_s": "43200"}, 43_200),
        ({}, {"ttl_s": "nonsense"}, 600),
    ],
)
def test_the_publishers_wishes_are_kept(headers: dict[str, str], hints: dict[str, str], least_s: int) -> None:
    state = next_visit(NEW, visit(headers=headers, hints=hints, published=every(0.1, 40)))
    assert wait(state).total_seconds() >= least_s
    assert wait(state).total_seconds() < least_s + 1200


def test_hours_and_days_to_skip() -> None:
    hints = {"skip_hours": ",".join(map(str, range(12, 24))), "skip_days": "thursday"}
    state = next_visit(NEW, visit(hints=hints, published=every(0.1, 40)))
    assert state.next_fetch_at == datetime(2026, 3, 6, 0, 0, tzinfo=UTC)
    everything = {"skip_hours": ",".join(map(str, range(24)))}
    assert wait(next_visit(NEW, visit(hints=everything))) < timedelta(days=1)


def test_failures_back_off_and_recover() -> None:
    state, waits = NEW, []
    for _ in range(12):
        state = next_visit(state, visit(None, reason="timeout", problem="no answer in time"))
        waits.append(wait(state))
    assert (state.status, state.failures, state.problem) == ("failing", 12, "no answer in time")
    assert waits[1] == 2 * waits[0]
    assert waits[-1] == timedelta(days=7)
    assert next_visit(state, visit()).failures == 0


def test_retry_after_goes_before_our_own_wait() -> None:
    assert wait(next_visit(NEW, visit(429, headers={"retry-after": "900"}))) == timedelta(seconds=900)
    assert wait(
        next_visit(NEW, visit(503, headers={"retry-after": "Thu, 05 Mar 2026 12:00:00 GMT"}))
    ) == timedelta(days=1)
    assert wait(next_visit(NEW, visit(429))) >= timedelta(hours=4)
    assert wait(next_visit(NEW, visit(429, headers={"retry-after": "1"}))) >= timedelta(minutes=10)


def test_gone_is_retired() -> None:
    state = next_visit(NEW, visit(410, reason="gone", problem="the address is gone for good (410)"))
    assert (state.status, state.next_fetch_at) == ("retired", None)


def test_permanent_redirects_move_the_source() -> None:
    inside = next_visit(NEW, visit(moved_to="https://www.press.example/rss"))
    assert inside.url == "https://www.press.example/rss"
    first = next_visit(NEW, visit(moved_to="https://other.example/rss"))
    assert first.url == NEW.url
    soon = next_visit(first, visit(at=NOW + timedelta(hours=2), moved_to="https://other.example/rss"))
    assert soon.url == NEW.url
    later = next_visit(
        soon, visit(304, NOW + timedelta(days=1, hours=1), moved_to="https://other.example/rss")
    )
    assert later.url == "https://other.example/rss"
    assert "moved_to" not in later.hints
    gone_again = next_visit(first, visit(at=NOW + timedelta(days=2)))
    assert "moved_to" not in gone_again.hints


def test_dates_of_the_future_teach_nothing() -> None:
    state = next_visit(NEW, visit(published=(NOW + timedelta(days=3),)))
    assert "posts" not in state.hints


def test_a_source_without_dates_follows_its_changes() -> None:
    fresh = replace(NEW, last_changed_at=NOW - timedelta(hours=2))
    stale = replace(NEW, last_changed_at=NOW - timedelta(days=30))
    assert wait(next_visit(fresh, visit())) < wait(next_visit(stale, visit()))


def test_a_subscribed_source_is_left_to_its_hub() -> None:
    state = replace(NEW, hints={"subscribed_until": (NOW + timedelta(days=5)).isoformat()})
    subscribed = next_visit(state, visit(published=every(0.5, 40)))
    assert wait(subscribed) == timedelta(days=7)
    assert "subscribed_until" in subscribed.hints
    over = next_visit(subscribed, visit(at=NOW + timedelta(days=7), published=every(0.5, 40)))
    assert wait(over, NOW + timedelta(days=7)) < timedelta(days=1)


def test_a_budget_is_kept() -> None:
    states = [
        next_visit(NEW, visit(published=every(hours, 30)))
        for hours in (0.3, 1, 5, 24, 100)
        for _ in range(20)
    ]
    free = fit_pace(states, NOW, 1e9)
    assert free == ScheduleSettings().pace
    pace = fit_pace(states, NOW, 30.0)
    paced = ScheduleSettings(pace=pace)
    posts = [[int(p) for p in s.hints["posts"].split()] for s in states]
    asked = sum(3600 / rhythm(p, NOW, paced) for p in posts)
    assert 20.0 < asked <= 30.5
    assert sum(3600 / rhythm(p, NOW) for p in posts) > 30.0


@given(
    st.lists(st.integers(0, 2_000_000_000), max_size=60),
    st.sampled_from([200, 304, 404, 410, 429, 500, None]),
    st.dictionaries(
        st.sampled_from(["cache-control", "expires", "retry-after", "etag"]), st.text(max_size=30)
    ),
    st.dictionaries(
        st.sampled_from(["ttl_s", "skip_hours", "skip_days", "update_s", "posts"]), st.text(max_size=30)
    ),
)
@example([], 200, {"cache-control": "max-age=²"}, {"ttl_s": "²", "skip_hours": "²"})
def test_any_visit_gives_a_next_one_in_bounds(
    posts: list[int], status: int | None, headers: dict[str, str], hints: dict[str, str]
) -> None:
    published = tuple(datetime.fromtimestamp(p, UTC) for p in posts)
    state = next_visit(NEW, visit(status, headers=headers, hints=hints, published=published))
    again = next_visit(
        state, visit(status, NOW + timedelta(hours=1), headers=headers, hints=hints, published=published)
    )
    for one, since in ((state, NOW), (again, NOW + timedelta(hours=1))):
        if one.status != "retired":
            assert timedelta(minutes=10) <= wait(one, since) <= timedelta(days=39)
