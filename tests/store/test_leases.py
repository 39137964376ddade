"""Several workers share the sources; one that dies holds nobody up and loses nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from tipsheet.records import Changes, Link, LinkState, Source
from tipsheet.store import leases, tables
from tipsheet.store.sqlite import SqliteStore, open_store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=61)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path / "tipsheet.db") as opened:
        yield opened


def sources(*addresses: str) -> list[Source]:
    return [Source(id=a.removeprefix("https://"), url=a) for a in addresses]


SIX = sources(*(f"https://{h}.example/{i}" for h in "abc" for i in range(2)))


def ids(states: list[object]) -> list[str]:
    return [s.source_id for s in states]  # type: ignore[attr-defined]


def test_registering_twice_keeps_what_is_known(store: SqliteStore) -> None:
    assert leases.register(store, SIX, NOW) == 6
    store.apply(Changes(sources=(replace(store.source_states()["a.example/0"], etag='"1"'),)))
    assert leases.register(store, [*SIX, *sources("https://d.example/0")], NOW) == 1
    assert store.source_states()["a.example/0"].etag == '"1"'


def test_workers_never_share_a_source_nor_a_host(store: SqliteStore) -> None:
    leases.register(store, SIX, NOW)
    one = leases.lease(store, 3, "one", NOW, 60)
    two = leases.lease(store, 6, "two", NOW, 60)
    assert ids(one) == ["a.example/0", "a.example/1", "b.example/0"]
    assert ids(two) == ["c.example/0", "c.example/1"], "b.example is being visited by the other one"
    assert leases.lease(store, 6, "three", NOW, 60) == []
    assert ids(leases.lease(store, 6, "one", NOW, 60)) == ["b.example/1"], "its own host it may go on with"


def test_a_lease_ends_by_itself(store: SqliteStore) -> None:
    leases.register(store, SIX, NOW)
    assert len(leases.lease(store, 6, "dead", NOW, 60)) == 6
    assert leases.lease(store, 6, "alive", NOW + timedelta(seconds=59), 60) == []
    assert len(leases.lease(store, 6, "alive", LATER, 60)) == 6


def test_only_what_is_due_and_the_longest_due_first(store: SqliteStore) -> None:
    leases.register(store, SIX, NOW)
    states = store.source_states()
    store.apply(
        Changes(
            sources=(
                replace(states["a.example/0"], next_fetch_at=NOW + timedelta(hours=1)),
                replace(states["a.example/1"], next_fetch_at=None, status="retired"),
                replace(states["c.example/1"], next_fetch_at=NOW - timedelta(hours=1)),
            )
        )
    )
    assert ids(leases.lease(store, 9, "w", NOW, 60)) == [
        "c.example/1",
        "b.example/0",
        "b.example/1",
        "c.example/0",
    ]


def test_finishing_writes_and_gives_back(store: SqliteStore) -> None:
    leases.register(store, SIX, NOW)
    (state,) = leases.lease(store, 1, "w", NOW, 60)
    link = LinkState(
        key="k", link=Link(url="https://a.example/x", source_id=state.source_id), status="new", run_id="r"
    )
    done = Changes(
        sources=(replace(state, status="ok", next_fetch_at=NOW + timedelta(hours=1)),), links=(link,)
    )
    assert leases.finish(store, done, "w", NOW) == {state.source_id}
    assert store.source_states()[state.source_id].status == "ok"
    assert len(store.links_with("new")) == 1
    assert leases.held(store, [state.source_id], "w", NOW) == set()


def test_who_lost_its_lease_writes_nothing(store: SqliteStore) -> None:
    leases.register(store, SIX, NOW)
    (slow,) = leases.lease(store, 1, "slow", NOW, 60)
    (quick,) = leases.lease(store, 1, "quick", LATER, 60)
    assert slow.source_id == quick.source_id
    leases.finish(
        store,
        Changes(sources=(replace(quick, status="ok", etag='"new"', next_fetch_at=LATER),)),
        "quick",
        LATER,
    )
    late = Changes(
        sources=(replace(slow, status="failing", next_fetch_at=NOW),),
        links=(
            LinkState(
                key="k",
                link=Link(url="https://a.example/x", source_id=slow.source_id),
                status="new",
                run_id="r",
            ),
        ),
    )
    assert leases.finish(store, late, "slow", LATER) == set()
    assert store.source_states()[slow.source_id].etag == '"new"'
    assert store.links_with("new") == []


def test_releasing_is_for_the_owner_only(store: SqliteStore) -> None:
    leases.register(store, SIX, NOW)
    taken = ids(leases.lease(store, 6, "one", NOW, 60))
    leases.release(store, taken, "two")
    assert leases.lease(store, 6, "two", NOW, 60) == []
    leases.release(store, taken, "one")
    assert len(leases.lease(store, 6, "two", NOW, 60)) == 6


def test_killed_at_any_moment_nothing_is_stuck_lost_or_doubled(tmp_path: Path) -> None:
    """Three workers share 45 sources and are killed and replaced six times; then they may end."""
    from lease_worker import ENTRIES

    database = tmp_path / "tipsheet.db"
    many = sources(*(f"https://h{i % 15}.example/{i}" for i in range(45)))
    with open_store(database) as store:
        leases.register(store, many, datetime.now(UTC))
    script = str(Path(__file__).with_name("lease_worker.py"))

    def start(name: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, script, str(database), name, "0.02"], stderr=subprocess.PIPE)

    workers = [start(f"w{i}") for i in range(3)]
    dice = random.Random(4)
    for round_ in range(6):
        time.sleep(dice.uniform(0.1, 0.5))
        place = dice.randrange(3)
        workers[place].send_signal(signal.SIGKILL)
        workers[place].communicate()
        workers[place] = start(f"again{round_}")
    for worker in workers:
        _, told = worker.communicate(timeout=120)
        assert worker.returncode == 0, told.decode()
    with open_store(database) as store:
        # What a killed worker left leased is free again after its time: one more worker finds it all.
        time.sleep(1.1)
        last = start("last")
        _, told = last.communicate(timeout=120)
        assert last.returncode == 0, told.decode()
        assert {s.status for s in store.source_states().values()} == {"ok"}
        links = store.links_with("new")
        assert len(links) == len(many) * ENTRIES
        assert len({k.link.url for k in links}) == len(links)
        with store.engine.connect() as connection:
            ends = connection.execute(sa.select(tables.sources.c.lease_until)).scalars().all()
        over = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert all(end is None or end <= over for end in ends)
