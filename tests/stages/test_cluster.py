"""Stories: decided in arrival order, the same however the stream is cut, and as editors say."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipsheet.cli.lines._articles import read_article
from tipsheet.demo import labelled
from tipsheet.records import Article, Assignment, CopyOf, Correction, Image, Provider, TopicMatch
from tipsheet.stages.cluster import ClusterSettings, StoryState, cluster, settle, stories
from tipsheet.stages.cluster.dates import agreement, stated_day
from tipsheet.stages.cluster.halves import kinship, part_in_two
from tipsheet.stages.cluster.periods import period
from tipsheet.stages.cluster.state import Member
from tipsheet.stages.cluster.terms import TermSettings, is_roundup, read_terms, term

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def headline(key: str, title: str, hours: float | None = 0.0, **more: object) -> Article:
    at = None if hours is None else START + timedelta(hours=hours)
    return Article(id=key, url=f"https://{key}.example/", title=title, published_at=at, **more)  # type: ignore[arg-type]


def grouped(articles: Iterable[Article], state: StoryState | None = None, **more: object) -> dict[str, str]:
    """Article id -> story id as things stand at the end."""
    state = state or StoryState()
    found = {a.article_id: a.story_id for a in cluster(articles, state, **more)}  # type: ignore[arg-type]
    found.update(state.moved)
    return {article: state.current(story) for article, story in found.items()}


@pytest.fixture(scope="module")
def press() -> list[Article]:
    """The demo press in order of time, without its labels."""
    rows = [{k: v for k, v in row.items() if k not in ("topics", "copy_of")} for row in labelled()]
    read = [read_article(row) for row in rows]
    assert all(isinstance(a, Article) for a in read)
    return [a for a in read if isinstance(a, Article)]


# ------------------------------------------------------------------------- deciding


def test_reports_of_one_event_meet_and_another_event_stays_apart() -> None:
    found = grouped(
        [
            headline("a", "Barge adrift off Tarn Head with eleven aboard"),
            headline("b", "Eleven aboard runaway barge near Tarn Head", 1),
            headline("c", "Council votes on new tram line for Eastholm", 1),
        ]
    )
    assert found["a"] == found["b"] != found["c"]


def test_a_storys_id_comes_from_its_founder() -> None:
    assert grouped([headline("a1b2", "Barge adrift off Tarn Head")]) == {"a1b2": "sa1b2"}


def test_the_why_names_the_shared_words() -> None:
    pair = [headline("a", "Barge adrift off Tarn Head"), headline("b", "Barge still adrift off Tarn Head")]
    first, second = cluster(pair, StoryState())
    assert first.why == "a new story"
    assert second.why.startswith("shares ")
    assert "barg" in second.why


def test_a_report_outside_the_window_founds_a_new_story() -> None:
    same = "Rail strike halts trains on the mainland"
    found = grouped([headline("a", same), headline("b", same, 24 * 10), headline("c", same, 24 * 10 + 1)])
    assert found["a"] != found["b"] == found["c"]


def test_an_undated_report_may_join_any_story_of_the_window() -> None:
    same = "Rail strike halts trains on the mainland"
    found = grouped([headline("a", same), headline("b", same, None)])
    assert found["a"] == found["b"]


def test_two_quarters_of_one_firm_are_two_stories() -> None:
    found = grouped(
        [
            headline("a", "Kelda Tidal third-quarter loss narrows to 6.4 million"),
            headline("b", "Kelda Tidal loss narrows in Q3 to 6.4 million", 1),
            headline("c", "Kelda Tidal fourth-quarter loss narrows to 6.4 million", 2),
        ]
    )
    assert found["a"] == found["b"] != found["c"]


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Firm's third-quarter profit falls", "q3"),
        ("Q4 results beat forecasts", "q4"),
        ("Umsatz steigt im dritten Quartal", "q3"),
        ("Bénéfice du premier trimestre", "q1"),
        ("First half loss widens", "h1"),
        ("Full-year profit up 4%", "y"),
        ("Sales from July to September fell", "q3"),
        ("Inflation falls to 1.9 percent in February", "m2"),
        ("Plant opens in February", None),
        ("Drawing and quartering in old England", None),
    ],
)
def test_reporting_periods(title: str, named: str | None) -> None:
    assert period(title, "") == named


@pytest.mark.parametrize(
    ("title", "text", "day"),
    [
        ("Barge adrift", "BRANNOCH, March 5, 2026 - The barge broke its tow.", date(2026, 3, 5)),
        ("Tuesday, 20 December 2005, 10: 39", "", date(2005, 12, 20)),
        ("MON 22 JUL 2013", "", date(2013, 7, 22)),
        ("Schlepper treibt", "Stand 5. März 2026", date(2026, 3, 5)),
        ("Une barge", "le 1er août 2026 au soir", date(2026, 8, 1)),
        ("Una barcaza", "el 7 de julio de 2012", date(2012, 7, 7)),
        ("Barge adrift", "Posted 2026-03-05T08:00", date(2026, 3, 5)),
        ("Felt dies, 95", "Born August 17, 1913, he died on December 18, 2008.", date(2008, 12, 18)),
        ("Barge adrift on March 5", "It is due on February 31, 2026, or in May 2026.", None),
        ("Barge adrift", "x" * 700 + " March 5, 2026", None),
    ],
)
def test_the_full_date_that_an_article_states(title: str, text: str, day: date | None) -> None:
    assert stated_day(title, text) == (day.toordinal() if day else 0)


def test_stated_days_speak_for_one_event_when_near_and_against_it_when_far() -> None:
    assert agreement({100: 5, 500: 1}, {103: 1}) == 1.0
    assert agreement({100: 1}, {110: 1}) == pytest.approx(0.5)
    assert agreement({100: 1}, {200: 3}) == -1.0
    assert agreement({}, {200: 3}) == 0.0


def _volumes(key: str, day: str, number: str) -> Article:
    told = f"The port of Brannoch handled {number} containers after storms closed its terminal."
    return headline(key, "Container volumes at Brannoch", None, text=f"{day} - {told}")


def test_the_same_words_a_year_later_are_another_story() -> None:
    found = grouped(
        [
            _volumes("a", "February 16, 2024", "118,400"),
            _volumes("b", "February 16, 2026", "97,250"),
            _volumes("c", "February 17, 2026", "many"),
            _volumes("d", "February 17, 2024", "many"),
        ]
    )
    assert found["a"] == found["d"] != found["b"] == found["c"]


@pytest.mark.parametrize(("day", "home"), [("March 19, 2026", "sb"), ("February 17, 2026", "sa")])
def test_a_stated_date_decides_between_look_alikes(day: str, home: str) -> None:
    state = StoryState()
    apart = ClusterSettings(join_headline=2.0, join_text=2.0, merge_headline=2.0, merge_text=2.0)
    two = [_volumes("a", "February 16, 2026", "many"), _volumes("b", "March 20, 2026", "many")]
    assert grouped(two, state, settings=apart) == {"a": "sa", "b": "sb"}
    later = list(cluster([_volumes("c", day, "many")], state, ClusterSettings(merge_headline=2.0)))
    assert later[0].story_id == home


def test_an_article_without_words_is_a_story_of_its_own() -> None:
    found = grouped([headline("a", ""), headline("b", "!!!"), headline("c", "")])
    assert len(set(found.values())) == 3


def test_an_article_seen_before_keeps_its_story() -> None:
    state = StoryState()
    first = grouped([headline("a", "Barge adrift off Tarn Head")], state)
    again = list(cluster([headline("a", "A quite different headline now")], state))
    assert again == [Assignment(article_id="a", story_id=first["a"], why="seen before")]


def test_scripts_without_spaces_are_grouped_by_their_signs() -> None:
    found = grouped(
        [
            headline("a", "潮汐发电机在海峡创下纪录"),
            headline("b", "海峡潮汐发电机产量创纪录", 1),
            headline("c", "市议会批准新的电车线路", 1),
        ]
    )
    assert found["a"] == found["b"] != found["c"]


def test_a_roundup_joins_none_of_the_events_it_names() -> None:
    told = {
        "Barge adrift": "The barge Sula Venture broke its tow off Tarn Head with eleven people aboard.",
        "Tram approved": "Eastholm council voted nine to eight for a tram line along Fountain Square.",
        "Seals keep away": "Seals steer clear of the Kelda turbines, Isla Moberg of Westing College found.",
        "Minister goes": "Energy minister Annika Rowe resigned over a yacht trip paid by Corran Lathe.",
    }
    events = [headline(title[:4], title, text=text) for title, text in told.items()]
    digest = "The barge Sula Venture. A tram for Eastholm. Seals and Kelda turbines. Annika Rowe resigned."
    plain = grouped([*events, headline("all", "A busy day on the coast", text=digest)])
    found = grouped([*events, headline("all", "Morning briefing: things to know", text=digest)])
    assert len(set(plain.values())) == 4
    assert len(set(found.values())) == 5


@pytest.mark.parametrize(
    ("title", "many"),
    [
        ("The week in five tides", True),
        ("Sunday digest: opera, a whale and a ferry", True),
        ("5 stories everyone on the coast is talking about", True),
        ("Grid Post Briefing, 10 March", True),
        ("White House briefing room reopens", False),
        ("Things fall apart in court", False),
        ("Police round up suspects", False),
    ],
)
def test_roundups(title: str, many: bool) -> None:
    assert is_roundup(title) is many


# ------------------------------------------------------------------- never looks ahead


def test_the_cut_of_the_stream_changes_nothing(press: list[Article]) -> None:
    whole = list(cluster(press, StoryState()))

    @settings(max_examples=8, deadline=None)
    @given(st.sets(st.integers(1, len(press) - 1), max_size=12))
    def cut_at(places: set[int]) -> None:
        edges = [0, *sorted(places), len(press)]
        state = StoryState()
        pieces: list[Assignment] = []
        for start, end in itertools.pairwise(edges):
            state = StoryState.from_bytes(state.to_bytes())
            pieces += cluster(press[start:end], state)
        assert pieces == whole

    cut_at()


def test_what_comes_later_changes_no_decision_made(press: list[Article]) -> None:
    whole = list(cluster(press, StoryState()))
    assert list(cluster(press[:120], StoryState())) == whole[:120]


def test_a_state_is_equal_after_a_round_trip(press: list[Article]) -> None:
    state = StoryState()
    for _ in cluster(press[:150], state):
        pass
    raw = state.to_bytes()
    assert StoryState.from_bytes(raw).to_bytes() == raw


def test_the_window_stays_bounded() -> None:
    state = StoryState()
    limits = ClusterSettings(window_h=24.0, max_stories=40)
    stream = (headline(f"n{i}", f"Word{i} word{i + 1} thing{i % 7} happened", i * 0.5) for i in range(600))
    for _ in cluster(stream, state, limits):
        pass
    assert len(state.groups) <= 50
    assert len(state.index) < 300
    assert len(state.home) == sum(1 + len(m.copies) for g in state.groups.values() for m in g.members)


def test_a_story_that_goes_on_sheds_its_old_reports() -> None:
    state = StoryState()
    limits = ClusterSettings(window_h=24.0)
    stream = (headline(f"n{i}", "Siege of Netherby castle enters another day", float(i)) for i in range(400))
    for _ in cluster(stream, state, limits):
        pass
    (group,) = state.groups.values()
    assert len(group.members) < 80


# --------------------------------------------------------------------------- copies


def test_a_copy_follows_its_origin_and_adds_no_words() -> None:
    state = StoryState()
    origin = headline("a", "Barge adrift off Tarn Head")
    copy = headline(
        "b", "Terror at sea for eleven souls", 1, copy_of=CopyOf(article_id="a", kind="near_duplicate")
    )
    found = grouped([origin, copy], state)
    assert found["a"] == found["b"]
    (group,) = state.groups.values()
    assert "terror" not in group.terms
    assert [m.id for m in group.members] == ["a"]


def test_a_copy_of_something_unknown_is_decided_by_its_words() -> None:
    copy = headline("b", "Barge adrift off Tarn Head", copy_of=CopyOf(article_id="gone", kind="same_title"))
    assert grouped([headline("a", "Barge adrift off Tarn Head"), copy]) == {"a": "sa", "b": "sa"}


# --------------------------------------------------------------------------- repair


def _two_that_become_one() -> list[Article]:
    left = ["Quorn ferry aground at Mell", "Mell ferry Quorn aground", "Ferry Quorn aground at Mell shore"]
    right = [
        "Passengers winched by helicopter",
        "Helicopter winched passengers",
        "Passengers winched, helicopter",
    ]
    bridge = [
        "Quorn ferry passengers winched by helicopter at Mell",
        "Helicopter winched passengers of aground ferry Quorn",
    ] * 3
    return [headline(f"n{i}", t, i * 0.1) for i, t in enumerate([*left, *right, *bridge])]


def test_two_stories_that_turn_out_to_be_one_are_merged_and_the_id_redirects() -> None:
    state = StoryState()
    articles = _two_that_become_one()
    first = {a.article_id: a.story_id for a in cluster(articles, state)}
    assert first["n0"] != first["n3"]
    assert len(state.redirects) == 1
    (old, new), *_ = state.redirects.items()
    assert {old, new} == {"sn0", "sn3"}
    assert {a.story_id for a in settle(state, first)} == {new}


def test_a_story_that_holds_two_is_split_and_the_larger_part_keeps_the_id() -> None:
    loose = ClusterSettings(join_headline=0.02, merge_headline=0.3, loose_headline=1.0, split_headline=1.0)
    castle = [
        "Castle siege enters day two",
        "Siege of castle goes on",
        "Castle siege: day three",
        "Siege castle talks",
    ]
    boats = [
        "Boats race day begins",
        "Race of boats won by Selkie",
        "Boats race: Selkie first",
        "Selkie wins race",
    ]
    more = ["Castle siege ends", "Castle siege over", "Siege of the castle is over", "Castle siege relief"]
    titles = [t for pair in zip(castle, boats, strict=True) for t in pair] + more
    state = StoryState()
    articles = [headline(f"n{i}", t, i * 0.1) for i, t in enumerate(titles)]
    found = grouped(articles, state, settings=loose)
    assert found["n0"] == "sn0"
    parted = {a for a, s in found.items() if s != "sn0"}
    assert parted == {"n1", "n3", "n5", "n7"}
    assert set(state.moved) <= parted


def test_an_early_misfit_goes_home_once_its_own_story_is_there() -> None:
    def told(key: str, *runs: tuple[str, int], hours: float) -> Article:
        words = [f"{letter}word{number}" for letter, most in runs for number in range(most)]
        return headline(key, " ".join(words[:6]), hours, text=" ".join(words))

    stream = [
        told("a1", ("a", 30), hours=0),
        told("x", ("a", 12), ("b", 20), hours=1),
        told("b1", ("b", 12), ("c", 14), hours=2),
        told("b2", ("b", 20), ("c", 8), hours=3),
        told("b3", ("b", 20), ("c", 8), hours=4),
        told("a2", ("a", 30), hours=5),
        told("a3", ("a", 28), hours=6),
        told("a4", ("a", 26), hours=7),
        told("a5", ("a", 24), hours=8),
    ]
    state = StoryState()
    first = {a.article_id: a.story_id for a in cluster(stream, state)}
    assert first["x"] == "sa1"
    assert state.moved["x"] == first["b1"] == "sb1"
    assert state.story_of("x") == "sb1"
    assert {state.story_of(i) for i in ("a1", "a2", "a3", "a4", "a5")} == {"sa1"}


def _look_alikes(shared: int = 20) -> list[Article]:
    """Reports of two events in turns, with so many words in common and twenty of their own."""

    def told(key: str, own: str, hours: float) -> Article:
        place = int(key[1:])
        words = [f"cword{n}" for n in range(shared)] + [f"{own}word{n}" for n in range(20)]
        words += [f"{key}word{n}" for n in range(6)]
        return headline(key, " ".join(words[place % 5 : 6]), hours, text=" ".join(words))

    return [told(f"{'ab'[n % 2]}{n}", "xy"[n % 2], n * 0.1) for n in range(16)]


def test_look_alikes_that_flowed_together_are_parted_and_stay_apart() -> None:
    state = StoryState()
    stream = _look_alikes()
    first = {a.article_id: a.story_id for a in cluster(stream, state)}
    assert first["a0"] == first["b1"]
    homes = {key: state.story_of(key) for key in first}
    assert len({home for key, home in homes.items() if key[0] == "a"}) == 1
    assert len({home for key, home in homes.items() if key[0] == "b"}) == 1
    assert homes["a0"] != homes["b1"]
    together = ClusterSettings(split_text=0.0, split_pair=0.0)
    assert len(set(grouped(stream, settings=together).values())) == 1


def test_a_pair_is_parted_from_three_only_when_it_is_less_akin_than_larger_halves() -> None:
    assert len(set(grouped(_look_alikes(14)[:5]).values())) == 2
    nearer = _look_alikes(16)[:5]
    assert len(set(grouped(nearer).values())) == 1
    assert len(set(grouped(nearer, settings=ClusterSettings(split_pair=0.75)).values())) == 2


def _members(*runs: str) -> list[Member]:
    """Members with these words, each with the same weight."""
    return [Member(str(n), {w: len(run) ** -0.5 for w in run}, None, 1.0) for n, run in enumerate(runs)]


def test_the_halves_of_two_events_are_found_and_little_akin() -> None:
    found = part_in_two(_members("abcx", "abcy", "pqax", "pqay", "abcz", "pqaz"), 3, 0.35)
    assert found is not None
    sides, kin = found
    assert sides[0] == sides[1] == sides[4] != sides[2] == sides[3] == sides[5]
    assert kin < 0.6


def test_the_halves_of_one_event_are_akin() -> None:
    found = part_in_two(_members("abcx", "abcy", "abdx", "abdz", "abcz", "abdy"), 3, 0.35)
    assert found is not None
    assert found[1] > 0.7


def test_a_small_story_or_one_of_equals_has_no_halves() -> None:
    assert part_in_two(_members("abc", "abd", "pqr", "pqs", "pqt"), 3, 0.35) is None
    assert part_in_two(_members(*["abc"] * 8), 3, 0.35) is None
    assert part_in_two([Member(str(n), {}, None, 1.0) for n in range(8)], 3, 0.35) is None


def test_kinship_of_stories_of_one() -> None:
    assert kinship((1.0, 1.0), (1, 1), 0.35, 0.35) == pytest.approx(1.0)
    assert kinship((1.0, 1.0), (1, 1), 0.0, 0.35) == 0.0


# ---------------------------------------------------------------------- corrections


PAIR = (
    headline("a", "Barge adrift off Tarn Head with eleven aboard"),
    headline("b", "Eleven aboard barge adrift off Tarn Head", 1),
    headline("c", "Council votes on new tram line for Eastholm", 2),
)


def _obeyed(said: Sequence[Correction], expect: dict[str, str]) -> None:
    """In a run from scratch, in a run after the fact, and in every later run."""
    assert grouped(PAIR, corrections=said) == expect
    state = StoryState()
    grouped(PAIR, state)
    for _ in range(2):
        state = StoryState.from_bytes(state.to_bytes())
        for _ in cluster([], state, corrections=said):
            pass
        now = {a.article_id: a.story_id for a in settle(state, "abc")}
        assert now == expect
    built = stories([Assignment(article_id=i, story_id=f"s{i}") for i in "ac"], PAIR, corrections=said)
    assert {i: s.id for s in built for i in s.article_ids}.items() <= expect.items()


def test_an_editors_merge_wins() -> None:
    said = [Correction(kind="merge", story_id="sc", into="sa")]
    _obeyed(said, {"a": "sa", "b": "sa", "c": "sa"})


def test_an_editors_merge_into_a_later_story_wins() -> None:
    said = [Correction(kind="merge", story_id="sa", into="sc")]
    _obeyed(said, {"a": "sc", "b": "sc", "c": "sc"})


def test_an_editors_split_wins_and_is_not_undone_by_repair() -> None:
    said = [Correction(kind="split", story_id="sa", article_ids=("b",))]
    _obeyed(said, {"a": "sa", "b": "sb", "c": "sc"})
    more = [headline(f"m{i}", "Barge adrift off Tarn Head with eleven aboard", 3 + i * 0.1) for i in range(9)]
    found = grouped([*PAIR, *more], corrections=said)
    assert found["a"] != found["b"]


def test_when_the_founder_is_split_off_it_gets_another_id() -> None:
    said = [Correction(kind="split", story_id="sa", article_ids=("a",))]
    state = StoryState()
    grouped(PAIR, state)
    for _ in cluster([], state, corrections=said):
        pass
    now = {x.article_id: x.story_id for x in settle(state, "abc")}
    assert now == {"a": "sa-2", "b": "sa", "c": "sc"}


def test_a_pinned_article_belongs_where_the_editor_says() -> None:
    said = [Correction(kind="pin", story_id="sc", article_ids=("b",))]
    _obeyed(said, {"a": "sa", "b": "sc", "c": "sc"})


def test_the_last_word_counts() -> None:
    said = [
        Correction(kind="pin", story_id="sc", article_ids=("b",)),
        Correction(kind="pin", story_id="sa", article_ids=("b",)),
    ]
    _obeyed(said, {"a": "sa", "b": "sa", "c": "sc"})


def test_merges_in_a_circle_end() -> None:
    said = [
        Correction(kind="merge", story_id="sa", into="sc"),
        Correction(kind="merge", story_id="sc", into="sa"),
    ]
    assert len(set(grouped(PAIR, corrections=said).values())) <= 2


def test_hidden_articles_and_new_titles() -> None:
    said = [
        Correction(kind="hide", article_ids=("b",)),
        Correction(kind="retitle", story_id="sa", title="The barge"),
    ]
    place = [Assignment(article_id=i, story_id="sa") for i in "ab"]
    (story,) = stories(place, PAIR, corrections=said)
    assert (story.article_ids, story.title) == (("a",), "The barge")


# -------------------------------------------------------------------- building stories


def _member(key: str, quality: int, text: str = "", **more: object) -> Article:
    return headline(key, f"Title {key}", quality=quality, text=text, **more)


def test_the_representative_is_the_best_then_the_most_complete_then_the_earliest() -> None:
    members = [
        _member("copy", 90, copy_of=CopyOf(article_id="best", kind="same_title")),
        _member("late", 70, "x" * 900, hours=5),
        _member("short", 70, "x" * 100, hours=0),
        _member("early", 70, "x" * 900, hours=1),
        _member("best", 80, hours=9),
    ]
    (story,) = stories([Assignment(article_id=a.id, story_id="s1") for a in members], members)
    assert story.article_ids == ("best", "early", "late", "short", "copy")
    assert story.title == "Title best"
    assert story.first_at == START
    assert story.last_at == START + timedelta(hours=9)


def test_topics_are_the_representatives_and_what_half_the_others_have() -> None:
    def about(*names: str) -> dict[str, object]:
        return {"topics": tuple(TopicMatch(name=n) for n in names)}

    members = [_member("a", 9, **about("Root", "One")), _member("b", 8, **about("Root", "Two", "Three"))]
    members.append(_member("c", 7, **about("Root", "Two")))
    (story,) = stories([Assignment(article_id=a.id, story_id="s1") for a in members], members)
    assert story.topics == ("Root", "One", "Two")


def test_redirected_stories_are_one_and_name_what_they_took_in() -> None:
    place = [Assignment(article_id="a", story_id="old"), Assignment(article_id="b", story_id="new")]
    (story,) = stories(place, PAIR, redirects={"old": "mid", "mid": "new"})
    assert story.id == "new"
    assert set(story.article_ids) == {"a", "b"}
    assert story.merged_from == ("mid", "old")


def test_see_also_links_other_stories_earlier_ones_first() -> None:
    linked = [
        headline("old", "Kelda Strait array wins licence from regulator Pell", -50),
        headline("now", "Kelda Strait array licence challenged in court", 0),
        headline("next", "Kelda Strait array court hearing set for licence", 30),
        headline("far", "Council votes on new tram line for Eastholm", 0),
    ]
    built = {s.id: s for s in stories([Assignment(article_id=a.id, story_id=a.id) for a in linked], linked)}
    assert built["now"].see_also == ("old", "next")
    assert built["far"].see_also == ()


def test_articles_outside_the_batch_are_left_out() -> None:
    place = [Assignment(article_id="a", story_id="s"), Assignment(article_id="gone", story_id="s")]
    (story,) = stories(place, PAIR)
    assert story.article_ids == ("a",)


# ----------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("token", "terms"),
    [
        ("Turbines", ("turbin",)),
        ("turbine", ("turbin",)),
        ("Kelda's", ("kelda",)),
        ("the", ()),
        ("€41.2m".strip("€"), ("41.2",)),
        ("1,300", ("1300",)),
        ("4,5", ("4.5",)),
        ("Q10", ("q10",)),
        ("90s", ("90",)),
    ],
)
def test_terms(token: str, terms: tuple[str, ...]) -> None:
    assert term(token) == terms


def test_names_and_figures_weigh_more_than_plain_words() -> None:
    text = "The regulator said on Monday that Maren Oduya would receive 140 letters."
    found = dict(read_terms("A headline", "", text, TermSettings()).terms)
    assert found["oduya"] > found["letter"]
    assert found["140"] > found["letter"]


def test_when_and_by_whom_are_not_what() -> None:
    text = "PORT MERROW, March 4 (Isles Wire) - The licence was granted on Wednesday, 11 February."
    found = dict(read_terms("Licence granted", "", text, TermSettings()).terms)
    assert {"merrow", "licenc", "grant"} <= found.keys()
    assert not {"wednesday", "march", "february", "isl", "wir", "11"} & found.keys()


def test_an_excerpt_that_repeats_the_text_counts_once() -> None:
    sentence = "Seals keep away from turbines."
    once = read_terms("Seals", "", sentence, TermSettings())
    assert read_terms("Seals", sentence, sentence, TermSettings()) == once


def test_images_and_providers_do_not_matter() -> None:
    plain = headline("b", "Eleven aboard runaway barge near Tarn Head", 1)
    rich = headline(
        "b",
        plain.title,
        1,
        images=(Image(url="https://x.example/a.png"),),
        provider=Provider(name="X", domain="x.example"),
    )
    assert grouped([PAIR[0], plain]) == grouped([PAIR[0], rich])
