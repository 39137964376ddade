"""What hostile answers cost the gate: `python benchmarks/hostile.py`.

The server of `tests/fetch/hostile_server.py` runs in a process of its own on loopback; every sin is met by
one gate in a fresh process, whose CPU seconds and extra memory (peak resident size over that after a fine
page) are taken, the reading of the document included. Goal: a plain reason, under 1 s of CPU and 40 MB each.
Ends with 1 when one is missed.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "fetch"))

SINS = [
    ("/endless", "page"),
    ("/endless", "feed"),
    ("/drip", "page"),
    ("/silence", "page"),
    ("/header-flood", "page"),
    ("/long-header", "page"),
    ("/continue-flood", "page"),
    ("/bomb-gzip", "feed"),
    ("/bomb-deflate", "feed"),
    ("/bomb-br", "feed"),
    ("/bomb-zstd", "feed"),
    ("/bomb-double", "feed"),
    ("/bad-gzip", "page"),
    ("/loop", "page"),
    ("/chain", "page"),
    ("/short", "page"),
    ("/bad-chunk", "page"),
    ("/http09", "page"),
    ("/laughs", "feed"),
    ("/quadratic", "feed"),
    ("/external", "feed"),
    ("/many-items", "feed"),
    ("/deep", "feed"),
    ("/long-title", "feed"),
]
CPU_S, EXTRA_MB = 1.0, 40.0


def serve(pipe: Connection) -> None:
    from hostile_server import HostileServer, bomb, many_items

    for encoding in ("gzip", "deflate", "br", "zstd"):
        bomb(encoding)
    many_items()
    with HostileServer() as server:
        pipe.send(server.port)
        pipe.recv()


def meet(port: int, path: str, kind: str) -> dict[str, Any]:
    """Fetch and read one address in this process; what it cost."""
    from tipsheet.errors import FetchError
    from tipsheet.fetch.gate import Gate, GateSettings
    from tipsheet.records import Rejected, Source
    from tipsheet.stages.discover import discover

    rules = GateSettings(
        respect_robots=False, spacing_s=0, total_s=3.0, connect_to={"hostile.example": ("127.0.0.1", port)}
    )
    feed = b"<rss><channel><item><title>warm</title></item></channel></rss>"

    async def go() -> tuple[str, float, float]:
        async with Gate(rules) as gate:
            fine = await gate.fetch("http://hostile.example/fine")
            from msgspec.structs import replace

            next(discover([(Source(id="s", url=fine.url), replace(fine, body=feed))]))
            before = resource.getrusage(resource.RUSAGE_SELF)
            try:
                page = await gate.fetch(f"http://hostile.example{path}", kind=kind)
                found = next(discover([(Source(id="s", url=page.url), page)]))
                told = found.reason if isinstance(found, Rejected) else f"{len(found.links)} entries"
                cut = () if isinstance(found, Rejected) else found.cut
                told += f" ({'; '.join(cut)})" if cut else " (cut)" if page.truncated else ""
            except FetchError as error:
                told = error.reason
            after = resource.getrusage(resource.RUSAGE_SELF)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return told, cpu, (after.ru_maxrss - before.ru_maxrss) / 1024

    told, cpu, extra = asyncio.run(go())
    return {"told": told, "cpu": cpu, "extra": extra}


def main() -> int:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    missed = 0
    print(f"{'sin':18} {'as':6} {'CPU s':>7} {'extra MB':>9}  told")
    for path, kind in SINS:
        run = subprocess.run(
            [sys.executable, __file__, "--one", str(port), path, kind],
            capture_output=True,
            text=True,
            check=True,
        )
        got = json.loads(run.stdout)
        bad = got["cpu"] > CPU_S or got["extra"] > EXTRA_MB
        missed += bad
        mark = "  <- missed" if bad else ""
        print(f"{path:18} {kind:6} {got['cpu']:7.2f} {got['extra']:9.1f}  {got['told']}{mark}", flush=True)
    ours.send("stop")
    server.join(5)
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(meet(int(sys.argv[2]), sys.argv[3], sys.argv[4])))
    else:
        sys.exit(main())
