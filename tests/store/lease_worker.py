"""A polling worker for the kill test: leases, "visits" and finishes until nothing is due.

Run as `python lease_worker.py DATABASE NAME SLOW_S`. Each source gives ten entries, decided by its id; one
visit takes SLOW_S seconds, so that there is a moment to be killed in.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from tipsheet import urls
from tipsheet.records import Changes, Link, LinkState, SourceState
from tipsheet.store import leases
from tipsheet.store.sqlite import open_store

TTL_S = 1
ENTRIES = 10


def now() -> datetime:
    return datetime.now(UTC)


def visit(state: SourceState) -> Changes:
    """What one visit decides to write."""
    found = [
        Link(url=f"{state.url}/{i}", source_id=state.source_id, entry_id=f"{state.source_id}-{i}")
        for i in range(ENTRIES)
    ]
    links = tuple(LinkState(key=urls.article_id(k.url), link=k, status="new", run_id="poll") for k in found)
    later = replace(state, status="ok", next_fetch_at=now() + timedelta(hours=1))
    return Changes(sources=(later,), links=links)


def main(database: str, name: str, slow_s: float) -> None:
    with open_store(Path(database)) as store:
        idle = 0
        while idle < 3:
            states = leases.lease(store, 5, name, now(), TTL_S)
            idle = 0 if states else idle + 1
            if not states:
                time.sleep(0.1)
            for state in states:
                time.sleep(slow_s)
                leases.finish(store, visit(state), name, now())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
