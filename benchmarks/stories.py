"""Stories: headlines a second, memory and cost over a long replay, and the peers on the same window.

    python benchmarks/stories.py [--articles 400000] [--headlines FILE.jsonl] [--quick]

Replay: headlines arrive at 177 an hour (the rate of the measured set) and are grouped by the default
engine; half of all words are renamed in every round, so that the vocabulary keeps growing. The headlines
are invented unless `--headlines` names a file of JSON lines with `title`, whose rounds are replayed.
Figures are processor time, not the clock's; the best of several passes is the fairest on a busy machine.

Peers are installed by the user: pip install datasketch scikit-learn
  datasketch  MinHash LSH on word pairs and words (64 permutations, Jaccard 0.2), first match joins
  DBSCAN      scikit-learn, TF-IDF, cosine, on the window of one passage
  HDBSCAN     scikit-learn, the same
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import resource
import subprocess
import sys
import time
import zlib
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from tipsheet.cli._measures import grouping
from tipsheet.records import Article
from tipsheet.stages.cluster import StoryState, cluster

PER_HOUR = 177
BATCH = 5_000
START = datetime(2026, 1, 1, tzinfo=UTC)
_WORD = re.compile(r"[^\W\d_]{2,}")


# -------------------------------------------------------------------------- headlines


def invented(stories: int = 80, seed: int = 7) -> list[tuple[str, str]]:
    """One round: (headline, story) of an invented day, told in different words, shuffled."""
    rnd = random.Random(seed)

    def made(parts: int) -> str:
        return "".join(rnd.choice("bcdfghklmnprstvw") + rnd.choice("aeiou") for _ in range(parts))

    common = [made(rnd.choice((2, 3))) for _ in range(6000)]
    reach = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(common))))

    def any_word() -> str:
        return common[min(bisect(reach, rnd.random() * reach[-1]), len(common) - 1)]

    rows = []
    for story in range(stories):
        names = [made(3).capitalize() for _ in range(4)]
        about = [any_word() for _ in range(10)]
        for _ in range(max(1, round(rnd.expovariate(1 / 44)))):
            words = rnd.sample(names, rnd.choice((1, 2, 2, 3))) + rnd.sample(about, rnd.choice((3, 4)))
            words += [any_word() for _ in range(rnd.choice((2, 3)))]
            rnd.shuffle(words)
            rows.append((" ".join(words), f"e{story}"))
    rnd.shuffle(rows)
    return rows


def read(path: str) -> list[tuple[str, str]]:
    """The same from a file of JSON lines with `title` and, if known, `story`."""
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [(row["title"], str(row.get("story", number))) for number, row in enumerate(rows)]


def replay(rows: list[tuple[str, str]], count: int) -> Iterator[Article]:
    """`count` articles in order of time; in every round half of the words are others."""
    number = 0
    for turn in itertools.count():
        order = list(rows)
        random.Random(turn).shuffle(order)

        def renamed(found: re.Match[str], turn: int = turn) -> str:
            word = found[0]
            own = zlib.crc32(f"{turn}/{word.lower()}".encode()) % 2
            return f"{word[:2]}{turn}{word[2:]}" if own else word

        for title, _ in order:
            if number == count:
                return
            number += 1
            yield Article(
                id=f"{number:016x}",
                url="",
                title=_WORD.sub(renamed, title),
                published_at=START + timedelta(hours=number / PER_HOUR),
            )


# ------------------------------------------------------------------------- measuring


def long_replay(rows: list[tuple[str, str]], count: int) -> None:
    """Cost an article at several lengths, and the memory at the end.

    A busy machine slows down and speeds up, so the first and last mark are measured again at the end, in
    turn, from their saved states: the best of several passes of each.
    """
    state = StoryState()
    articles = replay(rows, count + BATCH)
    before = _peak_mb()
    marks = [m for m in (10_000, 50_000, 100_000, 200_000, 300_000, 400_000) if m <= count]
    print(f"\nreplay of {count:,} headlines at {PER_HOUR} an hour")
    print(f"{'articles':>10} {'headlines/s':>12} {'in window':>10} {'stories':>8} {'words':>8} {'MB':>8}")
    saved: dict[int, tuple[bytes, list[Article]]] = {}
    done, spent, batch = 0, 0.0, list(itertools.islice(articles, BATCH))
    for mark in marks:
        last, since = done, spent
        while done < mark:
            spent += _timed(batch, state)
            done += len(batch)
            batch = list(itertools.islice(articles, BATCH))
        print(
            f"{mark:>10,} {(done - last) / (spent - since):>12,.0f} {state.articles:>10,}"
            f" {len(state.groups):>8,} {len(state.index):>8,} {_peak_mb():>8.0f}"
        )
        if mark in (50_000, marks[-1]):
            saved[mark] = (state.to_bytes(), batch)
    print(f"whole replay: {done / spent:,.0f} headlines/s; memory {_peak_mb():.0f} MB (before: {before:.0f})")
    best = dict.fromkeys(saved, float("inf"))
    for _ in range(7):
        for mark, (raw, some) in saved.items():
            best[mark] = min(best[mark], _timed(some, StoryState.from_bytes(raw)))
    for mark, (_, some) in saved.items():
        print(f"at {mark:,}, best of 7: {len(some) / best[mark]:,.0f} headlines/s")
    if len(best) == 2:
        early, late = best.values()
        print(f"cost at {marks[-1]:,} over cost at 50,000: {late / early:.2f}")


def _timed(articles: list[Article], state: StoryState) -> float:
    started = time.process_time()
    for _ in cluster(articles, state):
        pass
    return time.process_time() - started


def _peak_mb() -> float:
    """The most memory this process has had; on Linux not that of the process it came from."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            held = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
        return int(held) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_round(rows: list[tuple[str, str]]) -> None:
    """Speed and agreement with the labels on one round, beside the peers that are installed."""
    true = [story for _, story in rows]
    titles = [title for title, _ in rows]
    print(f"\none window of {len(rows):,} headlines, {len(set(true)):,} stories")
    print(f"{'':28} {'headlines/s':>12} {'ratio':>7} {'BCubed F1':>10}")
    ours = 0.0
    ways: list[tuple[str, Callable[[list[str]], list[object]]]] = [
        ("tipsheet", _tipsheet),
        ("datasketch MinHash LSH", _datasketch),
        ("scikit-learn DBSCAN", _dbscan),
        ("scikit-learn HDBSCAN", _hdbscan),
    ]
    for name, way in ways:
        try:
            started = time.process_time()
            made = way(titles)
            best = time.process_time() - started
            for _ in range(4 if name == "tipsheet" else 0):
                started = time.process_time()
                made = way(titles)
                best = min(best, time.process_time() - started)
        except ImportError as missing:
            print(f"{name:28} not installed ({missing.name})")
            continue
        rate = len(rows) / best
        ours = ours or rate
        f1 = grouping(true, made).bcubed.f1
        print(f"{name:28} {rate:>12,.0f} {rate / ours:>7.3f} {f1:>10.3f}")


def _tipsheet(titles: list[str]) -> list[object]:
    state = StoryState()
    articles = [Article(id=f"{n:016x}", url="", title=title) for n, title in enumerate(titles)]
    found = {a.article_id: a.story_id for a in cluster(articles, state)}
    found.update(state.moved)
    return [state.current(found[a.id]) for a in articles]


def _datasketch(titles: list[str]) -> list[object]:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.2, num_perm=64)
    stories: list[object] = []
    for number, title in enumerate(titles):
        words = title.casefold().split()
        sketch = MinHash(num_perm=64)
        for piece in {*words, *map(" ".join, itertools.pairwise(words))}:
            sketch.update(piece.encode())
        near = lsh.query(sketch)
        stories.append(stories[min(near)] if near else number)
        lsh.insert(number, sketch)
    return stories


def _matrix(titles: list[str]) -> object:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(titles)


def _alone(labels: list[int]) -> list[object]:
    """Noise is a story of its own."""
    return [label if label >= 0 else f"alone {n}" for n, label in enumerate(labels)]


def _dbscan(titles: list[str]) -> list[object]:
    from sklearn.cluster import DBSCAN

    return _alone(DBSCAN(eps=0.7, min_samples=2, metric="cosine").fit_predict(_matrix(titles)).tolist())


def _hdbscan(titles: list[str]) -> list[object]:
    from sklearn.cluster import HDBSCAN
    from sklearn.metrics import pairwise_distances

    distances = pairwise_distances(_matrix(titles), metric="cosine").astype("float64")
    made = HDBSCAN(min_cluster_size=3, metric="precomputed", copy=True).fit_predict(distances)
    return _alone(made.tolist())


def main() -> None:
    """Print the tables; the replay runs in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=400_000)
    parser.add_argument("--headlines", default="")
    parser.add_argument("--quick", action="store_true", help="50,000 articles")
    parser.add_argument("--replay-only", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    rows = read(args.headlines) if args.headlines else invented()
    if args.replay_only:
        long_replay(rows, args.articles)
        return
    one_round(rows)
    count = 50_000 if args.quick else args.articles
    command = [sys.executable, __file__, "--replay-only", "--articles", str(count)]
    sys.stdout.flush()
    subprocess.run(command + (["--headlines", args.headlines] if args.headlines else []), check=True)


if __name__ == "__main__":
    main()
