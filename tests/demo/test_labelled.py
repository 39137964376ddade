"""The labelled press: counts, splits and the hard pairs, each what its tag says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from tipsheet.demo import COPY_KINDS, NOW, hard_pairs, labelled
from tipsheet.demo.pairs import PARAPHRASE_BELOW, content_words, shared_words
from tipsheet.demo.world import everything, served

ROWS = labelled()
PIECES = {p.id: p for p in everything().pieces}
PAIRS = hard_pairs()


def test_as_many_as_promised() -> None:
    events = Counter(r["event"] for r in ROWS)
    assert len(ROWS) >= 400
    assert sum(n > 1 for n in events.values()) >= 100
    assert all(len(r["text"].split()) >= 20 for r in ROWS)
    assert sum(len(r["text"].split()) for r in ROWS) / len(ROWS) > 80
    kinds = Counter(r["copy_kind"] for r in ROWS if r["copy_of"])
    assert set(kinds) == set(COPY_KINDS)
    assert min(kinds.values()) >= 5


def test_rows_are_in_order_of_publication_and_whole() -> None:
    times = [datetime.fromisoformat(r["published"]) for r in ROWS]
    assert times == sorted(times)
    assert times[-1] <= NOW
    for row in ROWS:
        assert row["title"]
        assert row["excerpt"]
        assert row["provider"].endswith(".example")
        assert row["copy_of"] is None or PIECES[row["copy_of"]].event == row["event"]
        assert (row["copy_of"] is None) == (row["copy_kind"] is None)


def test_served_pieces_are_part_of_it() -> None:
    assert {p.url for p in served().pieces} < {r["url"] for r in ROWS}


def test_an_event_lies_wholly_in_one_half_and_the_halves_are_alike() -> None:
    half_of = {r["event"]: r["split"] for r in ROWS}
    assert all(r["split"] == half_of[r["event"]] for r in ROWS)
    assert all(half_of[PIECES[p.a].event] == half_of[PIECES[p.b].event] for p in PAIRS if ":" in p.tag)
    halves = Counter(r["split"] for r in ROWS)
    assert set(halves) == {"tune", "report"}
    assert min(halves.values()) / len(ROWS) > 0.4
    for half in halves:
        assert {r["copy_kind"] for r in ROWS if r["split"] == half} >= set(COPY_KINDS)


def test_hard_pairs_of_every_kind() -> None:
    tags = Counter(p.tag.split(":")[0] for p in PAIRS)
    assert tags["paraphrase"] >= 20
    assert tags["quarter"] >= 2
    assert tags["place"] >= 5
    assert tags["amount"] >= 3
    assert tags["running"] >= 4
    assert tags["live-blog"] >= 3
    assert tags["roundup"] >= 30
    assert tags["copy"] == sum(r["copy_of"] is not None for r in ROWS)
    assert len(PAIRS) == len({(p.a, p.b, p.tag) for p in PAIRS})


def test_hard_pairs_say_what_the_labels_say() -> None:
    for pair in PAIRS:
        assert pair.same == (PIECES[pair.a].event == PIECES[pair.b].event), pair


def test_paraphrase_pairs_share_under_a_fifth_of_their_words() -> None:
    for pair in PAIRS:
        if pair.tag == "paraphrase":
            assert shared_words(PIECES[pair.a], PIECES[pair.b]) < PARAPHRASE_BELOW == 0.2, pair


def test_look_alikes_share_more_words_than_paraphrases() -> None:
    """Words alone get these wrong: that is what makes the pairs hard."""
    alike = [shared_words(PIECES[p.a], PIECES[p.b]) for p in PAIRS if not p.same and ":" in p.tag]
    apart = [shared_words(PIECES[p.a], PIECES[p.b]) for p in PAIRS if p.tag == "paraphrase"]
    assert sum(alike) / len(alike) > 2 * sum(apart) / len(apart)


def test_a_roundup_names_five_events_at_least() -> None:
    roundups = [p for p in PIECES.values() if p.kind == "roundup"]
    assert len(roundups) >= 5
    for piece in roundups:
        assert len(set(piece.names)) >= 5
        for event in piece.names:
            assert min(p.at for p in PIECES.values() if p.event == event) < piece.at


@pytest.mark.parametrize(
    ("one", "two", "share"),
    [("kelda-q3/isleswire", "kelda-q3/isleswire", 1.0), ("kelda-q3/isleswire", "recipe-kelp/lathebay", 0.0)],
)
def test_shared_words_at_its_ends(one: str, two: str, share: float) -> None:
    assert shared_words(PIECES[one], PIECES[two]) == pytest.approx(share, abs=0.06)
    assert not content_words(PIECES[one]) & {"the", "and", "of"}
