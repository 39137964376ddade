"""Reading feeds, against the usual libraries: `python benchmarks/feeds.py [FOLDER]`.

FOLDER holds feed documents (default: the measured ones beside the project). Every reader gets the same bytes
in one process, best of three rounds, CPU time; feedparser one round. "ours" gives titles, addresses, dates,
authors, tags, images, summaries and contents; "ours + nh3" cleans the HTML of every entry as well, which is
what feedparser's time contains; fastfeedparser and feedparser-rs do not clean. Documents a reader refuses
cost it little: the column `raised` says how many those are.

With `--conformance`: how many of other projects' test documents each reader states as they want it.

Peers, to be installed by hand: `pip install feedparser fastfeedparser feedparser-rs`.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nh3

from tipsheet.records import Rejected
from tipsheet.stages.discover import read
from tipsheet.stages.discover.feed import read_feed

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "feeds"
sys.path.insert(0, str(HERE.parent / "tests" / "stages" / "discover"))

import conformance  # noqa: E402  the neutral form of stated facts lives with the tests

CLEANER = nh3.Cleaner()


def ours(body: bytes) -> int:
    found = read(body, "https://feeds.example/feed")
    if isinstance(found, Rejected):
        raise ValueError(found.reason)
    return len(found.links)


def ours_cleaned(body: bytes) -> int:
    found = read_feed(body, "https://feeds.example/feed")
    if isinstance(found, Rejected):
        raise ValueError(found.reason)
    for link in found.links:
        CLEANER.clean(link.content_html)
    return len(found.links)


def peers() -> dict[str, Callable[[bytes], int]]:
    """The installed ones; each gives the number of entries or raises."""
    found: dict[str, Callable[[bytes], int]] = {}
    try:
        import feedparser

        found["feedparser"] = lambda body: len(feedparser.parse(body).entries)
    except ImportError:
        print("feedparser is not installed")
    try:
        import fastfeedparser

        found["fastfeedparser"] = lambda body: len(fastfeedparser.parse(body).entries)
    except ImportError:
        print("fastfeedparser is not installed")
    try:
        import feedparser_rs

        found["feedparser-rs"] = lambda body: len(feedparser_rs.parse(body).entries)
    except ImportError:
        print("feedparser-rs is not installed")
    return found


def measure(reader: Callable[[bytes], int], bodies: list[bytes], rounds: int) -> tuple[float, list[int]]:
    """(best CPU seconds of all rounds, entry counts; -1 where it raised)."""
    best, counts = float("inf"), []
    for _ in range(rounds):
        counts = []
        start = time.process_time()
        for body in bodies:
            try:
                counts.append(reader(body))
            except Exception:
                counts.append(-1)
        best = min(best, time.process_time() - start)
    return best, counts


def speed(folder: Path) -> None:
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.endswith(".json"))
    bodies = [p.read_bytes() for p in files]
    size_mb = sum(map(len, bodies)) / 1e6
    readers = {"ours": ours, "ours + nh3": ours_cleaned, **peers()}
    results = {n: measure(r, bodies, 1 if n == "feedparser" else 3) for n, r in readers.items()}
    base = results.get("feedparser", results["ours"])[0]
    wanted = results["ours"][1]
    print(f"{len(bodies)} feeds, {size_mb:.1f} MB, {sum(c for c in wanted if c > 0)} entries")
    head = ("reader", "seconds", "feeds/s", "x feedparser", "raised", "count as ours")
    print(f"{head[0]:16}" + "".join(f"{h:>14}" for h in head[1:]))
    for name, (seconds, counts) in results.items():
        same = sum(a == b for a, b in zip(counts, wanted, strict=True))
        raised = sum(c < 0 for c in counts)
        figures = (
            f"{seconds:.3f}",
            f"{len(bodies) / seconds:.0f}",
            f"{base / seconds:.1f}",
            str(raised),
            str(same),
        )
        print(f"{name:16}" + "".join(f"{f:>14}" for f in figures))


# ----------------------------------------------------------------------- conformance


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC).replace(microsecond=0)
        except ValueError:
            return None
    return datetime(*value[:6], tzinfo=UTC)


def by_feedparser(body: bytes) -> dict[str, Any]:
    import feedparser

    found = feedparser.parse(body)
    entries = [
        {
            "title": e.get("title"),
            "link": e.get("link"),
            "id": e.get("id"),
            "published": _moment(e.get("published_parsed") or e.get("created_parsed")),
            "updated": _moment(e.get("updated_parsed")),
            "author": [(e.get("author_detail") or {}).get("name"), e.get("author")],
            "tags": [t.get("term") for t in e.get("tags", [])],
            "summary": e.get("summary"),
            "content": (e.get("content") or [{}])[0].get("value"),
            "language": e.get("language"),
            "source": (e.get("source") or {}).get("title"),
        }
        for e in found.entries
    ]
    head = found.feed
    return {
        "title": head.get("title"),
        "link": head.get("link"),
        "language": head.get("language"),
        "entries": entries,
    }


def by_fastfeedparser(body: bytes) -> dict[str, Any]:
    import fastfeedparser

    found = fastfeedparser.parse(body)
    entries = [
        {
            "title": e.get("title"),
            "link": e.get("link"),
            "id": e.get("id"),
            "published": _moment(e.get("published")),
            "updated": _moment(e.get("updated")),
            "author": e.get("author"),
            "tags": [t.get("term") if isinstance(t, dict) else t for t in (e.get("tags") or [])],
            "summary": e.get("description") or e.get("summary"),
            "content": (e.get("content") or [{}])[0].get("value"),
            "language": e.get("language"),
            "source": e["source"].get("title") if isinstance(e.get("source"), dict) else None,
        }
        for e in found.entries
    ]
    head = found.feed
    return {
        "title": head.get("title"),
        "link": head.get("link"),
        "language": head.get("language"),
        "entries": entries,
    }


def by_feedparser_rs(body: bytes) -> dict[str, Any]:
    import feedparser_rs

    found = feedparser_rs.parse(body)
    entries = [
        {
            "title": e.title,
            "link": e.link,
            "id": e.id,
            "published": _moment(e.published_parsed or getattr(e, "created_parsed", None)),
            "updated": _moment(e.updated_parsed),
            "author": [e.author_detail.name if e.author_detail else None, e.author],
            "tags": [t.term for t in e.tags],
            "summary": e.summary,
            "content": e.content[0].value if e.content else None,
            "language": getattr(e, "language", None),
            "source": e.source.title if e.source else None,
        }
        for e in found.entries
    ]
    head = found.feed
    return {"title": head.title, "link": head.link, "language": head.language, "entries": entries}


def documents() -> list[tuple[str, bytes, list[conformance.Fact]]]:
    """(group, document, facts our records carry) of both test suites."""
    found = []
    for line in (SHARED / "conformance_feedparser.jsonl").read_text("utf-8").splitlines():
        doc = json.loads(line)
        group = doc["name"].split("/")[1 if doc["name"].startswith("wellformed") else 0]
        facts = conformance.feedparser_facts(doc["expect"])
        if facts and group not in ("base", "sanitize", "http"):
            found.append((f"feedparser {group}", base64.b64decode(doc["xml_b64"]), facts))
    for line in (SHARED / "conformance_gofeed.jsonl").read_text("utf-8").splitlines():
        doc = json.loads(line)
        expected = json.loads(doc["expected"]) if isinstance(doc["expected"], str) else doc["expected"]
        facts = conformance.gofeed_facts(doc["name"], expected)
        if facts:
            found.append(
                (f"gofeed {'/'.join(doc['name'].split('/')[:2])}", base64.b64decode(doc["xml_b64"]), facts)
            )
    return found


def compare() -> None:
    readers: dict[str, Callable[[bytes], dict[str, Any]]] = {"ours": conformance.ours}
    known = {
        "feedparser": by_feedparser,
        "fastfeedparser": by_fastfeedparser,
        "feedparser-rs": by_feedparser_rs,
    }
    readers |= {n: known[n] for n in peers()}
    passed: dict[str, Counter[str]] = defaultdict(Counter)
    for group, body, facts in documents():
        passed[group]["documents"] += 1
        passed["all"]["documents"] += 1
        for name, reader in readers.items():
            try:
                good = not conformance.missed(facts, reader(body))
            except Exception:
                good = False
            passed[group][name] += good
            passed["all"][name] += good
    columns = ["documents", *readers]
    print(f"{'group':24}" + "".join(f"{c:>16}" for c in columns))
    for group in sorted(passed):
        print(f"{group:24}" + "".join(f"{passed[group][c]:16}" for c in columns))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED / "real")
    parser.add_argument("--conformance", action="store_true")
    arguments = parser.parse_args()
    if arguments.conformance:
        compare()
    else:
        speed(arguments.folder)
