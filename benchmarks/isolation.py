"""What it costs to read strangers' pages in processes that can be killed: `python benchmarks/isolation.py`.

The same pages go through the stage in this process and through one isolated worker, in turns that follow one
another at once, so that a busy machine is busy for both. Told are processor seconds (of this process, its
mother process and its workers together) and wall seconds, as the ratio of isolated to in-process; the start of
the pool is told apart. Pages: `--pages FOLDER` of *.html(.gz), by default invented ones of real sizes.
Goal: under 10 % more processor time. Ends with 1 when it is missed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tipsheet.records import Page
from tipsheet.runners.isolated import IsolatedPool
from tipsheet.runners.local import LocalRunner
from tipsheet.stages.extract import extract_one
from tipsheet.stages.extract import warm as _warm  # noqa: F401

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOAL = 1.10
_WORDS = [
    "harbour",
    "crane",
    "quay",
    "council",
    "tide",
    "lamp",
    "stone",
    "visitor",
    "ticket",
    "summer",
    "engineer",
    "surveyor",
    "market",
    "board",
    "rope",
]


def invented(count: int) -> list[Page]:
    """Pages of 20 to 400 kB with navigation, an article and a sidebar, the same on every call."""
    rnd = random.Random(11)

    def line(least: int, most: int) -> str:
        return " ".join(rnd.choice(_WORDS) for _ in range(rnd.randint(least, most))).capitalize() + "."

    made = []
    for number in range(count):
        links = "".join(
            f'<li class="item-{i}"><a href="/{i}">{line(2, 6)}</a></li>' for i in range(rnd.randint(60, 900))
        )
        text = "".join(f"<p>{line(30, 90)}</p>" for _ in range(rnd.randint(6, 40)))
        head = (
            f"<title>{line(6, 10)} | The Quay</title><script>{'x=1;' * rnd.randint(2_000, 60_000)}</script>"
        )
        html = f"<html><head>{head}</head><body><ul>{links}</ul><article><h1>{line(6, 10)}</h1>{text}</article></body></html>"
        made.append(_page(f"https://quay.example/{number}", html.encode()))
    return made


def stored(folder: Path, count: int) -> list[Page]:
    """The first pages of a folder."""
    paths = sorted(p for p in folder.iterdir() if p.name.endswith((".html", ".html.gz")))[:count]
    return [
        _page(f"https://a.example/{p.name}", gzip.decompress(b) if b[:2] == b"\x1f\x8b" else b)
        for p in paths
        for b in [p.read_bytes()]
    ]


def _page(url: str, body: bytes) -> Page:
    return Page(url=url, final_url=url, status=200, body=body, fetched_at=AT)


def family_cpu_s() -> float:
    """Processor seconds of this process and of all that it has started, living ones included."""
    total = 0.0
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            ticks[int(entry.name)] = sum(map(int, fields[11:15]))  # own and of waited-for children
    for pid in ticks:
        at = pid
        while at and at != os.getpid():
            at = parents.get(at, 0)
        if at:
            total += ticks[pid] / os.sysconf("SC_CLK_TCK")
    return total


def measured(run: Callable[[], Iterable[Any]]) -> tuple[float, float, list[Any]]:
    """Processor and wall seconds, and what came out."""
    cpu, wall = family_cpu_s(), time.perf_counter()
    made = list(run())
    return family_cpu_s() - cpu, time.perf_counter() - wall, made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--turns", type=int, default=5)
    asked = parser.parse_args()
    pages = stored(asked.pages, asked.count) if asked.pages else invented(asked.count)
    local = LocalRunner()
    with IsolatedPool(workers=1, preload=["tipsheet.stages.extract.warm"]) as pool:
        start_cpu, start_wall, _ = measured(lambda: pool.map(extract_one, pages[:1]))
        list(local.map(extract_one, pages[:20]))
        list(pool.map(extract_one, pages[:20]))
        ratios: list[float] = []
        walls: list[float] = []
        for turn in range(asked.turns):
            ways = [lambda: local.map(extract_one, pages), lambda: pool.map(extract_one, pages)]
            order = (0, 1) if turn % 2 == 0 else (1, 0)
            told = {way: measured(ways[way]) for way in order}
            if told[0][2] != told[1][2]:
                print("the two ways give different articles", file=sys.stderr)
                return 1
            ratios.append(told[1][0] / told[0][0])
            walls.append(told[1][1] / told[0][1])
    figures = {
        "pages": len(pages),
        "bytes": sum(len(p.body) for p in pages),
        "isolated / in-process, processor time": round(statistics.median(ratios), 3),
        "each turn": [round(r, 3) for r in ratios],
        "isolated / in-process, wall time": round(statistics.median(walls), 3),
        "start of the pool": {"processor_s": round(start_cpu, 2), "wall_s": round(start_wall, 2)},
    }
    print(json.dumps(figures, indent=2))
    return int(statistics.median(ratios) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
