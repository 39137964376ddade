"""Delay against requests, on replayed real post times: `python benchmarks/schedule.py [FOLDER]`.

The feeds of FOLDER (default: the measured ones beside the project) with ten dated entries are replayed:
a third of the posts is known at the start, then each policy decides when to look; a post is found at the
next look. The peer is the `entry_frequency` rule of miniflux as its documentation tells it: a week over the
posts of the last week, between five minutes and a day. Ours is run at the pace that makes exactly as many
requests, so that only the delays differ. Both halves of the feeds (even, odd) are told: exponent and
prior were chosen on the even ones, the half-life on all. The last lines time the bookkeeping.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tipsheet.records import Discovery, SourceState
from tipsheet.stages.discover import read
from tipsheet.stages.schedule import ScheduleSettings, SourceVisit, fit_pace, next_visit, rhythm

SHARED = Path(__file__).resolve().parents[2] / "shared" / "feeds" / "real"
HOUR, DAY = 3600, 86_400
Policy = Callable[[list[int], int], float]  # (known posts, now) -> seconds to the next look


def series(folder: Path) -> list[list[int]]:
    """The post times of each feed, ascending; feeds that date by the day are left out."""
    found = []
    for path in sorted(folder.iterdir()):
        feed = read(path.read_bytes(), "https://feeds.example/feed")
        if not isinstance(feed, Discovery):
            continue
        dates = {link.published_at for link in feed.links if link.published_at}
        posts = sorted(int(d.timestamp()) for d in dates if (d.hour, d.minute) != (0, 0))
        posts = [p for p in posts if p > posts[-1] - 3 * 365 * DAY]
        if len(posts) >= 10:
            found.append(posts)
    return found


def replay(policy: Policy, feeds: list[list[int]]) -> tuple[int, list[float]]:
    """(looks, hours from each post to the look that found it)."""
    looks, delays = 0, []
    for posts in feeds:
        seen = len(posts) // 3
        now = posts[seen - 1] + 1
        while seen < len(posts):
            now += int(policy(posts[:seen], now))
            looks += 1
            while seen < len(posts) and posts[seen] <= now:
                delays.append((now - posts[seen]) / HOUR)
                seen += 1
    return looks, delays


def miniflux(posts: list[int], now: int) -> float:
    week = sum(1 for p in posts if p > now - 7 * DAY)
    return min(max(7 * DAY / week if week else DAY, 300), DAY)


def ours(settings: ScheduleSettings) -> Policy:
    return lambda posts, now: rhythm(posts[-40:], datetime.fromtimestamp(now, UTC), settings)


def matched(feeds: list[list[int]], looks: int, settings: ScheduleSettings) -> ScheduleSettings:
    """Our settings at the pace that makes as many looks."""
    low, high = 0.01, 100.0
    for _ in range(16):
        pace = (low * high) ** 0.5
        made, _ = replay(ours(msgspec.structs.replace(settings, pace=pace)), feeds)
        low, high = (low, pace) if made > looks else (pace, high)
    return msgspec.structs.replace(settings, pace=low)


def tell(name: str, looks: int, delays: list[float]) -> None:
    ordered = sorted(delays)
    late = ordered[int(len(ordered) * 0.9)]
    print(
        f"  {name:34} {looks:7} {statistics.median(delays):8.2f} {statistics.mean(delays):8.2f} {late:8.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    feeds = series(parser.parse_args().folder)
    for name, half in (("even", feeds[::2]), ("odd", feeds[1::2])):
        print(f"{name} feeds: {len(half)}, {sum(map(len, half))} posts")
        print(f"  {'policy':34} {'looks':>7} {'median h':>8} {'mean h':>8} {'90 % h':>8}")
        looks, delays = replay(miniflux, half)
        tell("entry_frequency", looks, delays)
        for most in (1, 2):
            settings = matched(half, looks, ScheduleSettings(most_s=most * DAY, least_s=300))
            tell(f"ours, at most {most} d, pace {settings.pace:.2f}", *replay(ours(settings), half))
    count, now = 100_000, datetime(2026, 3, 1, tzinfo=UTC)
    visit = SourceVisit(
        at=now, status=200, published=tuple(datetime.fromtimestamp(p, UTC) for p in feeds[0][-20:])
    )
    states = [SourceState(source_id=str(i), url="https://a.example/") for i in range(1000)]
    start = time.process_time()
    for i in range(count):
        next_visit(states[i % 1000], visit)
    print(
        f"next_visit: {(time.process_time() - start) / count * 1e6:.0f} us of CPU a source ({count} sources)"
    )
    known = [next_visit(s, visit) for s in states]
    start = time.process_time()
    pace = fit_pace(known, now, 60.0)
    spent = time.process_time() - start
    print(f"fit_pace of 1000 sources to 60 requests an hour: {pace:.3f}, {spent:.2f} s of CPU")


if __name__ == "__main__":
    main()
