"""Leases on sources, so that several workers share the polling without meeting on one host.

A lease is a row's owner and end; it needs no clean-up: once its time is over, anybody may take the source.
A worker that lost its lease writes nothing (`finish`); entries are kept under their own key, so that even a
source visited twice gives no entry twice. Times come in as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from tipsheet.errors import StoreError
from tipsheet.records import Changes, Source, SourceState
from tipsheet.store import tables as t
from tipsheet.store.sqlite import SqliteStore

_CHUNK = 500
_T = TypeVar("_T")


def register(store: SqliteStore, sources: Iterable[Source], now: datetime) -> int:
    """Make sources known that are not yet, due at `now`; says how many were new."""
    rows = [
        {
            "id": source.id,
            "host": source.url.split("/")[2] if "//" in source.url else "",
            "next_fetch_at": _iso(now),
            "state": msgspec.json.encode(SourceState(source_id=source.id, url=source.url, next_fetch_at=now)),
        }
        for source in sources
    ]
    added = 0
    with _writing(store) as connection:
        for chunk in _chunks(rows):
            added += connection.execute(insert(t.sources).on_conflict_do_nothing(), chunk).rowcount
    return added


def lease(store: SqliteStore, count: int, worker: str, now: datetime, ttl_s: int) -> list[SourceState]:
    """Up to `count` sources that are due, ours until `now + ttl_s`; the longest due first.

    Left out are sources leased by anybody and every host on which another worker holds a lease.
    """
    moment, until = _iso(now), _iso(now + timedelta(seconds=ttl_s))
    s = t.sources
    others = sa.select(s.c.host).where(s.c.lease_until > moment, s.c.lease_owner != worker)
    query = (
        sa.select(s.c.id, s.c.state)
        .where(s.c.next_fetch_at <= moment, s.c.next_fetch_at > "")  # "": never again
        .where(sa.or_(s.c.lease_until.is_(None), s.c.lease_until <= moment))
        .where(s.c.host.not_in(others))
        .order_by(s.c.next_fetch_at, s.c.id)
        .limit(count)
    )
    with _writing(store) as connection:
        rows = connection.execute(query).all()
        for chunk in _chunks([row.id for row in rows]):
            connection.execute(
                sa.update(s).where(s.c.id.in_(chunk)).values(lease_owner=worker, lease_until=until)
            )
    return [msgspec.json.decode(row.state, type=SourceState) for row in rows]


def held(store: SqliteStore, ids: Iterable[str], worker: str, now: datetime) -> set[str]:
    """Those of the sources on which `worker` holds a lease that is not over."""
    found: set[str] = set()
    s = t.sources
    with store.engine.connect() as connection:
        for chunk in _chunks(list(ids)):
            query = sa.select(s.c.id).where(
                s.c.id.in_(chunk), s.c.lease_owner == worker, s.c.lease_until > _iso(now)
            )
            found.update(connection.execute(query).scalars())
    return found


def finish(store: SqliteStore, changes: Changes, worker: str, now: datetime) -> set[str]:
    """Write what the visits gave and give the leases back; says which sources were still ours.

    Sources (and their links) whose lease ended meanwhile are left out: whoever took them writes them.
    Killed between writing and giving back, the lease runs out; the source is not due until its next visit.
    """
    ids = [state.source_id for state in changes.sources]
    ours = held(store, ids, worker, now)
    kept = msgspec.structs.replace(
        changes,
        sources=tuple(state for state in changes.sources if state.source_id in ours),
        links=tuple(state for state in changes.links if state.link.source_id in ours),
    )
    store.apply(kept)
    release(store, ids, worker)
    return ours


def release(store: SqliteStore, ids: Iterable[str], worker: str) -> None:
    """Give leases back, with or without having visited; those of other workers stay."""
    s = t.sources
    with _writing(store) as connection:
        for chunk in _chunks(list(ids)):
            connection.execute(
                sa.update(s)
                .where(s.c.id.in_(chunk), s.c.lease_owner == worker)
                .values(lease_owner=None, lease_until=None)
            )


@contextmanager
def _writing(store: SqliteStore) -> Iterator[sa.Connection]:
    """A write transaction; a database that refuses is told in plain words."""
    try:
        with store.engine.execution_options(write=True).begin() as connection:
            yield connection
    except sa.exc.OperationalError as error:
        raise StoreError(f"the database refuses to be written ({error.orig}); nothing was changed") from None


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[i : i + _CHUNK] for i in range(0, len(items), _CHUNK))


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
