"""The floor under what we read of real feeds and of other projects' test documents.

The floors are those of docs/decisions/013-feed-reading.md, where the peers' figures stand beside.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import conformance
import pytest

from tipsheet.records import Discovery
from tipsheet.stages.discover import read
from tipsheet.stages.discover.dates import read_date

DIGESTS = {
    "manifest.jsonl": "584dbf21c198653fd233771895a2da5c2316d55a8d9148a9585b776256f09803",
    "conformance_feedparser.jsonl": "bfea24ce5cdcf0a4e5c77b621201a7dc025d253f5e54ca544476e1510654968f",
    "conformance_gofeed.jsonl": "1e60d054a409374b2ccf013b01e9509df43865f10a3bfb1c3d4fd321384f1501",
}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.shared
@pytest.mark.parametrize("name", DIGESTS)
def test_the_data_are_those_the_floors_were_measured_on(shared: Path, name: str) -> None:
    assert hashlib.sha256((shared / "feeds" / name).read_bytes()).hexdigest() == DIGESTS[name]


@pytest.mark.shared
def test_every_real_feed_gives_every_entry(shared: Path) -> None:
    """The entry count of all 203 feeds; none refused, none raises."""
    folder = shared / "feeds"
    wrong = []
    for line in _lines(folder / "manifest.jsonl"):
        found = read((folder / "real" / line["file"]).read_bytes(), "https://feeds.example/feed")
        wanted = (line.get("stated") or {}).get("entries", line["structural_items"])
        count = len(found.links) if isinstance(found, Discovery) else -1
        if wanted is not None and count != wanted:
            wrong.append((line["file"], wanted, count))
        if wanted is None and count < 1:  # JSON with a tail, which its own readers refuse
            wrong.append((line["file"], "some", count))
    assert wrong == []


# What another reader states wrongly: a mangled charset; markup kept in a title; no date where one stands;
# the host's letters changed.
STATED_OTHERWISE = {
    ("rss-parser__uolNoticias.rss", "title"),
    ("rss-parser__craigslist.rss", "title"),
    ("feed-rs__rss_2.0_nbcny.xml", "date"),
    ("feed-rs__rss_0.91_encoding_1.xml", "link"),
}


@pytest.mark.shared
def test_the_stated_facts_of_real_feeds_hold(shared: Path) -> None:
    """Titles, links and dates that other projects state of the same documents: 270 facts in 58 feeds."""
    folder = shared / "feeds"
    wrong, held = [], 0
    for line in _lines(folder / "manifest.jsonl"):
        items = (line.get("stated") or {}).get("items", ())
        found = read((folder / "real" / line["file"]).read_bytes(), "") if items else None
        links = found.links if isinstance(found, Discovery) else ()
        for item, link in zip(items, links, strict=False):
            told = {
                "title": " ".join(link.title.split()) == " ".join((item["title"] or "").split())
                or not item["title"],
                "link": (link.stated_url or link.url) == (item["link"] or "").strip() or not item["link"],
                "date": link.published_at == read_date(item["date"]),
            }
            held += sum(told.values())
            wrong += [(line["file"], name) for name, same in told.items() if not same]
    assert set(wrong) <= STATED_OTHERWISE
    assert held >= 258


@pytest.mark.shared
def test_no_date_is_invented(shared: Path) -> None:
    """Every date we give stands, as a day, in the document it came from: no text of dates, no date."""
    folder = shared / "feeds"
    for line in _lines(folder / "manifest.jsonl"):
        body = (folder / "real" / line["file"]).read_bytes()
        found = read(body, "https://feeds.example/feed")
        if not isinstance(found, Discovery):
            continue
        for link in found.links:
            for moment in (link.published_at, link.updated_at):
                if moment is not None:
                    year = str(moment.year).encode()
                    assert year in body or year[2:] in body, (line["file"], moment)


FLOORS = {"feedparser": 200, "gofeed": 333}


@pytest.mark.shared
def test_conformance_documents(shared: Path) -> None:
    """Documents all of whose facts (those our records carry) we state; misses are listed in the decision."""
    folder = shared / "feeds"
    passed: Counter[str] = Counter()
    missed = []
    for line in _lines(folder / "conformance_feedparser.jsonl"):
        group = line["name"].split("/")[1 if line["name"].startswith("wellformed") else 0]
        facts = conformance.feedparser_facts(line["expect"])
        # "base" needs the document's address, "http" its headers; "sanitize" is not this stage's work.
        if facts and group not in ("base", "sanitize", "http"):
            wrong = conformance.missed(facts, conformance.ours(base64.b64decode(line["xml_b64"])))
            passed["feedparser"] += not wrong
            missed += [(line["name"], w) for w in wrong]
    for line in _lines(folder / "conformance_gofeed.jsonl"):
        expected = json.loads(line["expected"]) if isinstance(line["expected"], str) else line["expected"]
        facts = conformance.gofeed_facts(line["name"], expected)
        if facts:
            wrong = conformance.missed(facts, conformance.ours(base64.b64decode(line["xml_b64"])))
            passed["gofeed"] += not wrong
            missed += [(line["name"], w) for w in wrong]
    assert passed >= Counter(FLOORS), missed
