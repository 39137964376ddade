"""The invented world is whole: as many sites, pieces and events as promised, and labels that hold."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
import yaml

from tipsheet.demo import COPY_KINDS, NOW, START, labels, publication_files, sources
from tipsheet.demo.world import everything, number, served, slugify

WORLD = served()


def test_as_many_as_promised() -> None:
    events = Counter(p.event for p in WORLD.pieces)
    assert len(WORLD.publishers) >= 12
    assert len({p.feed for p in WORLD.publishers}) >= 12
    assert len(WORLD.pieces) >= 130
    assert sum(n > 1 for n in events.values()) >= 27
    told_by = {e: {p.publisher.key for p in WORLD.pieces if p.event == e} for e in events}
    assert sum(len(k) >= 2 for k in told_by.values()) >= 27
    kinds = {"news", "live", "roundup", "release", "filing", "document", "opinion"}
    assert {p.kind for p in WORLD.pieces} == kinds
    assert {p.copy_kind for p in WORLD.pieces} - {None} == set(COPY_KINDS)


def test_everything_lies_in_the_ten_days() -> None:
    assert all(START <= p.at <= NOW for p in WORLD.pieces)
    assert {p.at.date() for p in WORLD.pieces} >= {START.date(), NOW.date()}


def test_addresses_are_ours_and_unique() -> None:
    urls = [p.url for p in everything().pieces]
    assert [u for u, n in Counter(urls).items() if n > 1] == []
    assert all((urlsplit(u).hostname or "").endswith(".example") for u in urls)
    assert [i for i, n in Counter(p.id for p in everything().pieces).items() if n > 1] == []


def test_labels_refer_to_what_exists() -> None:
    rows = labels()
    by_url = {r["url"]: r for r in rows}
    copies = [r for r in rows if r["copy_of"]]
    assert len(copies) >= 20
    for row in copies:
        origin = by_url[row["copy_of"]]
        assert origin["event"] == row["event"]
        assert origin["copy_of"] is None


def test_a_copy_comes_after_its_origin_and_keeps_words_of_it() -> None:
    by_id = {p.id: p for p in everything().pieces}
    for piece in everything().pieces:
        if piece.copy_of:
            origin = by_id[piece.copy_of]
            assert origin.at < piece.at, piece.id
            mine, theirs = (_grams(x.text) for x in (piece, origin))
            assert len(mine & theirs) / min(len(mine), len(theirs)) > 0.4, piece.id


def test_originals_of_one_event_are_told_in_different_words() -> None:
    """No two originals share a quarter of the shorter one's three-word runs (short items come nearest)."""
    originals = [p for p in everything().pieces if not p.copy_of and p.kind not in ("filing", "release")]
    grams = {p.id: _grams(p.text) for p in originals}
    by_event: dict[str, list[str]] = {}
    for p in originals:
        by_event.setdefault(p.event, []).append(p.id)
    for ids in by_event.values():
        for i, a in enumerate(ids):
            for b in ids[i + 1 :]:
                shared = len(grams[a] & grams[b]) / min(len(grams[a]), len(grams[b]))
                assert shared < 0.25, (a, b, shared)


def _grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def test_topics_in_labels_are_topics_of_the_publication() -> None:
    files = publication_files()
    names = set()
    for path, body in files.items():
        if path.startswith("_data/topics/"):
            topic = yaml.safe_load(body)
            names.add(topic["name"])
            assert topic["taxonomy"] == "topic"
            assert topic["keywords"]
    assert {t for r in labels() for t in r["topics"]} <= names
    assert 5 <= len(names) <= 7


def test_most_but_not_all_publishers_have_an_organisation_file() -> None:
    files = publication_files()
    listed = [f for f in files if f.startswith("_data/organizations/")]
    assert len(WORLD.publishers) / 2 < len(listed) < len(WORLD.publishers)
    for path in listed:
        _, head, _ = files[path].decode().split("---")
        data = yaml.safe_load(head)
        assert path == f"_data/organizations/{data['domain']}.md"
        assert [f"{i['url'][1:]}" in files for i in data["images"]] == [True, True]
        assert 0 < data["standing"] <= 100
        assert data["family"]


def test_one_source_for_each_publisher() -> None:
    assert [s.id for s in sources()] == [p.key for p in WORLD.publishers]
    assert all(urlsplit(s.url).scheme == "http" for s in sources())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Gezeiten über Größe", "gezeiten-uber-grosse"),
        ("What's “new”?", "whats-new"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("¡…!", ""),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_numbers_have_the_digits_asked_for() -> None:
    assert all(100_000 <= number(p.id) <= 999_999 for p in WORLD.pieces)
