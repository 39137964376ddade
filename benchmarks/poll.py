"""Polling many local feeds over HTTP, bookkeeping included: `python benchmarks/poll.py [--feeds 10000]`.

A small server in a process of its own serves the feeds on loopback, nine in ten answering 304 to our ETag,
one in ten a new document of ten entries. Each poller runs in a fresh process and does the same work: take what is
due from SQLite (leases), ask conditionally, 100 at a time, read what changed, decide the next visit, write
states and new links, garbage collected as `tipsheet run` does it. They differ in the client alone:

- ours: the gate with its guards, caps, per-host turns and robots.txt (asked once a host)
- httpx: `httpx.AsyncClient`, none of that
- httpx, usual way: the same, read by feedparser and written one feed at a time, as small pollers do

CPU is that of the poller's process. Then 100,000 sources are scheduled without network. Peers, to be
installed by hand: `pip install httpx feedparser`. Goals: at least 8 x the httpx poller's speed in CPU, at most 300 MB,
at most 1 ms of bookkeeping a source.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tipsheet import urls
from tipsheet.cli._memory import settle
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.records import Changes, Discovery, LinkState, Page, Source, SourceState
from tipsheet.stages.discover import discover
from tipsheet.stages.schedule import SourceVisit, next_visit
from tipsheet.store import leases
from tipsheet.store.sqlite import SqliteStore, open_store

AT_ONCE = 100
BATCH = 500
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Ask = Callable[[SourceState], Awaitable[Page]]


# ---------------------------------------------------------------------------- server


class Feeds(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as little of it as polling needs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        self.held += data
        while b"\r\n\r\n" in self.held:
            head, _, self.held = self.held.partition(b"\r\n\r\n")
            self.transport.write(answer(head.split(b" ", 2)[1].decode(), b"if-none-match" in head.lower()))  # type: ignore[attr-defined]


def answer(path: str, conditional: bool) -> bytes:
    number = path.rpartition("/")[2]
    if not number.isdigit():
        return b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    if conditional and int(number) % 10:
        return b'HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n'
    items = "".join(
        f"<item><title>Entry {i} of feed {number}</title><link>https://p{number}.example/{i}</link>"
        f"<guid>{number}-{i}</guid><pubDate>Mon, 02 Mar 2026 0{i}:00:00 GMT</pubDate>"
        f"<description>{'Words of an entry. ' * 40}</description></item>"
        for i in range(10)
    )
    body = f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>".encode()
    fields = f'content-type: application/rss+xml\r\netag: "2"\r\ncontent-length: {len(body)}'
    return f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode() + body


def serve(pipe: Connection) -> None:
    async def go() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Feeds, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, pipe.recv)
        server.close()

    asyncio.run(go())


# --------------------------------------------------------------------------- pollers


async def poll(store: SqliteStore, ask: Ask, *, one_by_one: bool = False) -> int:
    """Visit all that is due; the number of visits."""
    slots = asyncio.Semaphore(AT_ONCE)
    visits = 0

    async def one(state: SourceState) -> tuple[SourceState, list[LinkState]]:
        async with slots:
            page = await ask(state)
        links: list[LinkState] = []
        found = None
        if page.status == 200:
            found = next(discover([(Source(id=state.source_id, url=state.url), page)]))
            assert isinstance(found, Discovery)
            links = [
                LinkState(key=urls.article_id(k.url), link=k, status="new", run_id="r") for k in found.links
            ]
        published = tuple(k.link.published_at for k in links if k.link.published_at)
        hints = found.hints if found else {}
        visit = SourceVisit(
            at=NOW, status=page.status, headers=page.headers, published=published, hints=hints
        )
        return next_visit(state, visit), links

    while states := leases.lease(store, BATCH, "w", NOW, 600):
        results = await asyncio.gather(*(one(state) for state in states))
        batches = [[r] for r in results] if one_by_one else [results]
        for batch in batches:
            links = tuple(k for _, found in batch for k in found)
            known = store.links_known(k.key for k in links)
            fresh = tuple(k for k in links if k.key not in known)
            leases.finish(store, Changes(sources=tuple(s for s, _ in batch), links=fresh), "w", NOW)
        visits += len(results)
    return visits


async def by_gate(store: SqliteStore) -> int:
    rules = GateSettings(
        spacing_s=0,
        per_host=AT_ONCE,
        total=AT_ONCE,
        allow_private=("127.0.0.0/8",),
        contact="https://a.example/",
    )
    async with Gate(rules) as gate:
        return await poll(store, lambda s: gate.fetch(s.url, etag=s.etag, kind="source"))


def _page(state: SourceState, answer: Any) -> Page:
    headers = tuple((k.lower(), v) for k, v in answer.headers.items())
    return Page(
        url=state.url,
        final_url=str(answer.url),
        status=answer.status_code,
        headers=headers,
        body=answer.content,
        fetched_at=NOW,
    )


async def by_httpx(store: SqliteStore, *, usual: bool = False) -> int:
    import httpx

    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:

        async def ask(state: SourceState) -> Page:
            page = _page(state, await client.get(state.url, headers={"if-none-match": state.etag or ""}))
            if usual and page.status == 200:
                import feedparser

                feedparser.parse(page.body)
            return page

        return await poll(store, ask, one_by_one=usual)


POLLERS: dict[str, Callable[[SqliteStore], Awaitable[int]]] = {
    "ours": by_gate,
    "httpx": by_httpx,
    "httpx, usual way": lambda store: by_httpx(store, usual=True),
}


def run_one(name: str, database: str) -> dict[str, float]:
    if name != "ours":
        import feedparser  # noqa: F401  loaded before memory is settled, as our own parts are
        import httpx  # noqa: F401
    settle()
    with open_store(Path(database)) as store:
        before = resource.getrusage(resource.RUSAGE_SELF)
        start = time.monotonic()
        visits = asyncio.run(POLLERS[name](store))  # type: ignore[arg-type]
        after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"visits": visits, "cpu": cpu, "wall": time.monotonic() - start, "rss": after.ru_maxrss / 1024}


def prepared(folder: Path, count: int, port: int) -> Path:
    """A database in which that many sources are due, each visited before."""
    database = folder / "tipsheet.db"
    with open_store(database) as store:
        states = [
            SourceState(
                source_id=str(i),
                url=f"http://127.0.0.1:{port}/feed/{i}",
                etag='"1"',
                next_fetch_at=NOW - timedelta(hours=1),
            )
            for i in range(count)
        ]
        store.apply(Changes(sources=tuple(states)))
    return database


def schedule_many(count: int) -> None:
    """Lease, decide and write, without network."""
    with tempfile.TemporaryDirectory() as folder:
        database = prepared(Path(folder), count, 1)
        posts = tuple(NOW - timedelta(hours=3 * i) for i in range(20))
        visit = SourceVisit(at=NOW, status=200, headers=(("etag", '"2"'),), published=posts)
        with open_store(database) as store:
            start, done = time.process_time(), 0
            while states := leases.lease(store, 2000, "w", NOW, 600):
                leases.finish(store, Changes(sources=tuple(next_visit(s, visit) for s in states)), "w", NOW)
                done += len(states)
            spent = time.process_time() - start
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{done} sources scheduled: {spent / done * 1e6:.0f} us of CPU each, {rss:.0f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--scheduled", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=1, help="of every poller, in turn; the median counts")
    parser.add_argument("--only", default=";".join(POLLERS), help="pollers, with semicolons between")
    arguments = parser.parse_args()
    near, far = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(far,), daemon=True)
    server.start()
    port = near.recv()
    turns: dict[str, list[dict[str, float]]] = {name: [] for name in POLLERS}
    for name in [n for _ in range(arguments.turns) for n in POLLERS if n in arguments.only.split(";")]:
        with tempfile.TemporaryDirectory() as folder:
            database = prepared(Path(folder), arguments.feeds, port)
            words = [sys.executable, __file__, "--one", name, str(database)]
            run = subprocess.run(words, capture_output=True, text=True, check=False)
        if run.returncode:
            print(f"{name}: {(run.stderr.strip().splitlines() or ['failed'])[-1]}")
            continue
        turns[name].append(json.loads(run.stdout))
    near.send("stop")
    server.join(5)
    figures = {n: sorted(t, key=lambda got: got["cpu"])[len(t) // 2] for n, t in turns.items() if t}
    print(f"{'poller':18} {'feeds':>7} {'CPU us/feed':>12} {'wall s':>8} {'peak MB':>8} {'CPU x ours':>11}")
    for name, got in figures.items():
        each = got["cpu"] / got["visits"] * 1e6
        times = got["cpu"] / figures["ours"]["cpu"]
        print(
            f"{name:18} {got['visits']:7.0f} {each:12.0f} {got['wall']:8.1f} {got['rss']:8.0f} {times:11.1f}"
        )
    schedule_many(arguments.scheduled)
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(run_one(sys.argv[2], sys.argv[3])))
    else:
        sys.exit(main())
