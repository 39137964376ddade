"""Copies: found whichever comes first, marked and never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipsheet.cli.lines._articles import read_article
from tipsheet.demo import labelled
from tipsheet.records import Article, CopyOf, Correction, Provider
from tipsheet.stages.dedupe import CopyMemory, DedupeSettings, dedupe, settle_copies

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
WORDS = [
    "the",
    "harbour",
    "master",
    "of",
    "tarn",
    "head",
    "said",
    "on",
    "tuesday",
    "that",
    "eleven",
    "people",
    "were",
    "lifted",
    "from",
    "a",
    "barge",
    "that",
    "had",
    "broken",
    "its",
    "tow",
    "in",
    "the",
    "storm",
    "while",
    "carrying",
    "two",
    "turbines",
    "to",
    "the",
    "kelda",
    "strait",
    "and",
    "that",
    "the",
    "wreck",
    "would",
    "be",
    "examined",
    "by",
    "divers",
    "before",
    "anybody",
    "could",
    "say",
    "whether",
    "the",
    "fuel",
    "tanks",
    "had",
    "held",
    "through",
    "the",
    "night",
]
WIRE = " ".join(WORDS)
OTHER = (
    "Council members voted nine to eight for the longer quay after a debate that lasted until midnight, and "
    "the bandstand will move to the other end of the promenade next spring, the mayor told reporters there."
)


def article(
    key: str, text: str = "", *, title: str = "", site: str = "", hours: float = 0, **more: object
) -> Article:
    return Article(
        id=key,
        url=f"https://{site or key}.example/{key}",
        title=title or f"Headline of its own number {key}",
        text=text,
        published_at=START + timedelta(hours=hours),
        provider=Provider(name=site or key, domain=f"{site or key}.example"),
        **more,  # type: ignore[arg-type]
    )


def origins(
    articles: Iterable[Article], memory: CopyMemory | None = None, **more: object
) -> dict[str, str | None]:
    made = dedupe(articles, memory or CopyMemory(), **more)  # type: ignore[arg-type]
    return {a.id: a.copy_of.article_id if a.copy_of else None for a in made}


def test_nothing_is_dropped_and_the_first_is_the_origin() -> None:
    assert origins([article("a", WIRE), article("b", WIRE), article("c", OTHER)]) == {
        "a": None,
        "b": "a",
        "c": None,
    }


@pytest.mark.parametrize(
    "copy",
    [
        f"Our paper adds a paragraph of its own about the town before the wire begins. {WIRE}",
        f"{WIRE} More follows in tomorrow's edition, with pictures from the shore and letters from readers.",
        " ".join(WORDS[:30]),
        WIRE.replace("tuesday", "monday")
        .replace("eleven people", "eleven sailors")
        .replace("divers", "experts"),
        f"PORT MERROW (Isles Wire) - {WIRE}",
        WIRE.upper(),
    ],
    ids=["intro", "appended", "truncated", "edited", "credit", "shouted"],
)
def test_six_kinds_of_syndicated_copy(copy: str) -> None:
    (made,) = [a for a in dedupe([article("a", WIRE), article("b", copy)], CopyMemory()) if a.id == "b"]
    assert made.copy_of is not None
    assert (made.copy_of.article_id, made.copy_of.kind) == ("a", "near_duplicate")
    assert "%" in made.copy_of.evidence


def test_the_same_canonical_address_is_a_copy_but_a_front_page_is_not() -> None:
    one = article("a", OTHER)
    assert origins([one, article("b", canonical_url="http://www.a.example/a/")])["b"] == "a"
    home = [article(k, canonical_url="https://site.example/") for k in "xy"]
    assert origins(home) == {"x": None, "y": None}


def test_the_same_headline_elsewhere_is_a_copy_unless_two_full_texts_differ() -> None:
    title = "Storm leaves seventy thousand without power"
    assert origins([article("a", title=title), article("b", title=f"{title.upper()}!")])["b"] == "a"
    assert origins([article("a", title=title, site="s"), article("b", title=title, site="s")])["b"] is None
    long = [
        article("a", f"{WIRE} {WIRE[::-1]}", title=title),
        article("b", f"{OTHER} {OTHER[::-1]}", title=title),
    ]
    assert origins(long)["b"] is None


def test_a_short_headline_says_nothing() -> None:
    assert (
        origins([article("a", title="Morning briefing"), article("b", title="Morning briefing")])["b"] is None
    )


def test_a_copy_of_a_copy_has_the_same_origin() -> None:
    one = " ".join([WIRE, OTHER])
    assert origins([article("a", WIRE), article("b", one), article("c", OTHER)])["c"] == "a"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(10, 60), st.lists(st.sampled_from(WORDS), max_size=30))
def test_being_a_copy_does_not_depend_on_the_order(start: int, length: int, extra: list[str]) -> None:
    other = " ".join([*WORDS[start : start + length], *extra])
    pair = [article("a", WIRE), article("b", other)]
    forward, back = origins(pair), origins(pair[::-1])
    assert (forward["b"] == "a") == (back["a"] == "b")


def test_an_article_seen_again_is_no_copy_of_itself_and_keeps_its_copies() -> None:
    memory = CopyMemory()
    origins([article("a", WIRE), article("b", WIRE)], memory)
    assert origins([article("a", f"{WIRE} Updated.")], memory) == {"a": None}
    assert origins([article("c", WIRE)], memory) == {"c": "a"}


def test_the_cut_of_the_stream_changes_nothing() -> None:
    stream = [article(f"n{i}", WIRE if i % 3 else f"{OTHER} {i}") for i in range(12)]
    whole = origins(stream)
    for cut in (1, 5, 11):
        memory = CopyMemory()
        first = origins(stream[:cut], memory)
        memory = CopyMemory.from_bytes(memory.to_bytes())
        assert first | origins(stream[cut:], memory) == whole


def test_the_window_forgets_by_time_and_by_number() -> None:
    assert origins([article("a", WIRE), article("b", WIRE, hours=24 * 30)])["b"] is None
    memory = CopyMemory()
    origins((article(f"n{i}", f"{OTHER} {i}") for i in range(50)), memory, settings=DedupeSettings(window=10))
    assert len(memory.seen) == 10
    assert {i for held in memory.index.values() for i in held} <= set(memory.seen)


def test_an_editor_wins() -> None:
    pair = [article("a", WIRE), article("b", WIRE), article("c", OTHER)]
    apart = [Correction(kind="not_copy", article_ids=("a", "b"))]
    together = [Correction(kind="copy", article_ids=("a", "c"))]
    assert origins(pair, corrections=apart)["b"] is None
    assert origins(pair, corrections=together)["c"] == "a"
    assert (
        origins(pair, corrections=[*together, Correction(kind="not_copy", article_ids=("c", "a"))])["c"]
        is None
    )


# --------------------------------------------------------------------------- origin


def settled(*articles: Article) -> dict[str, str | None]:
    made = {a.id: a for a in dedupe(articles, CopyMemory())}
    made.update({a.id: a for a in settle_copies(made.values())})
    return {i: a.copy_of.article_id if a.copy_of else None for i, a in made.items()}


def test_the_origin_is_the_one_the_others_credit() -> None:
    paper = article("paper", f"By agency staff. (Isles Wire) {WIRE}", hours=0)
    wire = article("wire", WIRE, hours=2)
    wire = Article(
        **{f: getattr(wire, f) for f in wire.__struct_fields__}
        | {"provider": Provider(name="Isles Wire", domain="w.example")}
    )
    assert settled(paper, wire) == {"paper": "wire", "wire": None}


def test_the_origin_is_the_one_whose_address_is_canonical() -> None:
    first = article("first", WIRE, canonical_url="https://true.example/true", hours=0)
    true = article("true", WIRE, hours=3)
    assert settled(first, true) == {"first": "true", "true": None}


def test_else_the_earliest_is_the_origin() -> None:
    late, early, later = (
        article("late", WIRE, hours=5),
        article("early", WIRE, hours=1),
        article("later", WIRE, hours=9),
    )
    assert settled(late, early, later) == {"early": None, "late": "early", "later": "early"}


def test_settling_changes_nothing_twice() -> None:
    made = {a.id: a for a in dedupe([article("b", WIRE, hours=5), article("a", WIRE)], CopyMemory())}
    made.update({a.id: a for a in settle_copies(made.values())})
    assert list(settle_copies(made.values())) == []


def test_a_copy_of_a_copy_belongs_to_the_first_ones_group() -> None:
    first, second = article("a", WIRE), article("b", WIRE, hours=1)
    second = msgspec.structs.replace(second, copy_of=CopyOf(article_id="a", kind="near_duplicate"))
    third = article("c", WIRE, hours=2, copy_of=CopyOf(article_id="b", kind="same_title"))
    (changed,) = settle_copies([first, second, third])
    assert (changed.id, changed.copy_of and changed.copy_of.article_id) == ("c", "a")


def test_copies_of_what_is_not_at_hand_are_left_alone() -> None:
    orphan = article("b", WIRE, copy_of=CopyOf(article_id="gone", kind="same_url"))
    assert list(settle_copies([orphan, article("c", OTHER)])) == []


def _settled_by(said: Sequence[Correction], *articles: Article) -> dict[str, str | None]:
    """Origins as editors say, long after the window forgot the articles; the same when run again."""
    made = {a.id: a for a in articles}
    for _ in range(2):
        made.update({a.id: a for a in settle_copies(made.values(), corrections=said)})
    assert list(settle_copies(made.values(), corrections=said)) == []
    return {i: a.copy_of.article_id if a.copy_of else None for i, a in made.items()}


def test_an_editor_joins_and_parts_groups_of_any_age() -> None:
    alike = CopyOf(article_id="a", kind="near_duplicate")
    group = (
        article("a", WIRE),
        article("b", WIRE, hours=1, copy_of=alike),
        article("c", WIRE, hours=2, copy_of=alike),
    )
    far = article("far", OTHER, hours=900)
    together = Correction(kind="copy", article_ids=("c", "far"))
    apart = Correction(kind="not_copy", article_ids=("a", "b"))
    assert _settled_by([together], *group, far) == {"a": None, "b": "a", "c": "a", "far": "a"}
    assert _settled_by([apart], *group) == {"a": None, "b": None, "c": "a"}
    assert _settled_by([apart, Correction(kind="copy", article_ids=("b", "a"))], *group)["b"] == "a"


# ------------------------------------------------------------------------ the press


def test_on_the_demo_press_copies_are_found_and_nothing_else() -> None:
    rows = labelled()
    read = [read_article({k: v for k, v in r.items() if k not in ("copy_of", "topics")}) for r in rows]
    made = origins(a for a in read if isinstance(a, Article))
    true = {r["id"]: r["copy_of"] for r in rows}
    marked = {i for i, o in made.items() if o}
    right = {i for i in marked if true[i] and (true[made[i] or ""] or made[i]) == (true[true[i]] or true[i])}
    assert len(right) / len(marked) >= 0.99
    assert len(right) / sum(1 for o in true.values() if o) >= 0.95
