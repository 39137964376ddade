"""What is archived answers again exactly; any archive is read as far as it can be."""

from __future__ import annotations

import asyncio
import gzip
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from hostile_server import HostileServer
from warcio.archiveiterator import ArchiveIterator as OtherReader

from tipsheet.errors import ArchiveError, FetchError
from tipsheet.fetch.archive import (
    ArchivedFailure,
    ArchiveInfo,
    ArchiveProblem,
    ArchiveWriter,
    Exchange,
    prune,
    read_archive,
)
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.fetch.replay import ReplayFetcher
from tipsheet.records import Page

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


def page(
    url: str = "https://a.example/x", body: bytes = b"<p>hello</p>", status: int = 200, **more: Any
) -> Page:
    headers = more.pop("headers", (("content-type", "text/html"), ("x-two", "1"), ("x-two", "caf\xe9")))
    return Page(url=url, final_url=url, status=status, headers=headers, body=body, fetched_at=NOW, **more)


def exchange(p: Page) -> Exchange:
    return Exchange(method="GET", url=p.url, headers=(("user-agent", "Tipsheet"),), page=p)


def written(path: Path, *pages: Page, info: dict[str, Any] | None = None) -> Path:
    with ArchiveWriter(path) as writer:
        writer.start(info or {})
        for p in pages:
            writer.exchange(exchange(p))
    return path


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_pages_come_back_equal(tmp_path: Path, name: str) -> None:
    pages = [
        page(),
        page("https://a.example/gz", headers=(("content-encoding", "gzip"), ("content-length", "31"))),
        page("https://a.example/none", b"", headers=()),
        page("https://a.example/cut", b"\x00\xff\r\n\r\nbinary", truncated=True),
        page("https://a.example/chunked", headers=(("transfer-encoding", "chunked"),)),
        page("https://a.example/404", b"gone", status=404),
        page("https://a.example/odd", b"odd", status=299),
    ]
    info = {"now": "2026-03-01T12:00:00Z", "config": "title = 'é'\n[x]", "n": 1}
    path = written(tmp_path / name, *pages, info=info)
    first, *others = read_archive([path])
    assert isinstance(first, ArchiveInfo)
    assert first.info == info
    assert others == pages


def test_other_readers_understand_it(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.warc.gz", page(), page("https://a.example/again"), page("https://b.example/", b"other")
    )
    with path.open("rb") as stream:
        met = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in OtherReader(stream, check_digests=True)
        ]
    kinds = [kind for kind, _, _ in met]
    assert kinds == ["warcinfo", "response", "request", "revisit", "request", "response", "request"]
    assert met[1] == ("response", "https://a.example/x", b"<p>hello</p>")
    assert met[5][2] == b"other"


def test_the_same_body_is_stored_once_and_read_twice(tmp_path: Path) -> None:
    body = bytes(range(256)) * 400
    path = written(tmp_path / "a.warc", page(body=body), page("https://a.example/again", body=body))
    assert path.stat().st_size < len(body) * 1.5
    pages = [p for p in read_archive([path]) if isinstance(p, Page)]
    assert [p.body for p in pages] == [body, body]
    replay = ReplayFetcher([path])
    assert asyncio.run(replay.fetch("https://a.example/again")).body == body


def test_rotation_keeps_the_head_in_every_file(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "run.warc.gz", max_bytes=2000) as writer:
        writer.start({"now": "2026-03-01T12:00:00Z"})
        for number in range(12):
            writer.exchange(exchange(page(f"https://a.example/{number}", str(number).encode() * 300)))
    assert len(writer.paths) > 2
    assert writer.paths[1].name == "run-00001.warc.gz"
    for path in writer.paths:
        assert isinstance(next(iter(read_archive([path]))), ArchiveInfo)
    replay = ReplayFetcher(writer.paths)
    assert len(list(replay.pages())) == 12


def test_prune_takes_whole_archives(tmp_path: Path) -> None:
    old, new = NOW.timestamp() - 40 * 86400, NOW.timestamp()
    for name, at in (
        ("a.warc.gz", old),
        ("a-00001.warc.gz", old),
        ("b.warc.gz", old),
        ("b-00001.warc.gz", new),
        ("c.warc.gz", new),
    ):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (at, at))
    assert [p.name for p in prune(tmp_path, keep_days=30, now=NOW)] == ["a-00001.warc.gz", "a.warc.gz"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b-00001.warc.gz", "b.warc.gz", "c.warc.gz"]


def test_a_replay_gives_what_the_gate_gave(tmp_path: Path) -> None:
    path = tmp_path / "run.warc.gz"
    wanted = [
        "http://hostile.example/fine",
        "http://hostile.example/redirect?status=301&to=/fine",
        "http://hostile.example/redirect?to=/short",
        "http://hostile.example/loop",
        "http://hostile.example/missing",
        "http://hostile.example/bomb-br",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "http://hostile.example/laughs",
    ]

    async def ask(fetcher: Gate | ReplayFetcher) -> list[Page | tuple[str, str]]:
        met: list[Page | tuple[str, str]] = []
        for url in wanted:
            try:
                met.append(await fetcher.fetch(url))
            except FetchError as error:
                met.append((error.reason, str(error)))
        return met

    async def live() -> list[Page | tuple[str, str]]:
        with HostileServer() as server, ArchiveWriter(path) as archive:
            archive.start({"now": "2026-03-01T12:00:00Z"})
            rules = GateSettings(spacing_s=0, connect_to={"hostile.example": (server.host, server.port)})
            async with Gate(rules, clock=Still(), archive=archive) as gate:
                return await ask(gate)

    first = asyncio.run(live())
    replay = ReplayFetcher([path])
    assert asyncio.run(ask(replay)) == first
    assert sum(isinstance(p, Page) for p in first) == 3
    assert isinstance(first[1], Page)
    assert first[1].moved_permanently_to == "http://hostile.example/fine"
    assert replay.clock.now() == NOW
    assert replay.problems == []
    with pytest.raises(FetchError) as told:
        asyncio.run(replay.fetch("http://hostile.example/never-asked"))
    assert told.value.reason == "not_archived"


def test_an_address_archived_twice_answers_in_order(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", page(body=b"one"), page(body=b"two"))
    replay = ReplayFetcher([path])

    async def go() -> list[bytes]:
        return [(await replay.fetch("https://a.example/x")).body for _ in range(3)]

    assert asyncio.run(go()) == [b"one", b"two", b"two"]


def test_a_304_without_validators_looks_for_the_body(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", page(body=b"whole"), page(body=b"", status=304))
    replay = ReplayFetcher([path])

    async def go() -> list[int]:
        first = await replay.fetch("https://a.example/x")
        second = await replay.fetch("https://a.example/x", etag='"1"')
        third = await replay.fetch("https://a.example/x")
        return [first.status, second.status, third.status]

    assert asyncio.run(go()) == [200, 304, 200]


def foreign(kind: str, url: str, block: bytes, version: str = "WARC/1.0", **fields: str) -> bytes:
    """A record as other tools write it."""
    lines = [version, f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Date: 2026-01-02T03:04:05Z"]
    lines += ["WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>"]
    lines += [f"{k.replace('_', '-')}: {v}" for k, v in fields.items()]
    return (
        ("\r\n".join([*lines, f"Content-Length: {len(block)}"]) + "\r\n\r\n").encode() + block + b"\r\n\r\n"
    )


def http(body: bytes, *lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode() + body


FOREIGN = [
    foreign("warcinfo", "", b"software: Other 1.0\r\nisPartOf: CC-MAIN\r\n"),
    foreign("request", "http://a.example/1", b"GET /1 HTTP/1.1\r\n\r\n"),
    foreign("response", "http://a.example/1", http(b"<p>one", "Content-Type: text/html")),
    foreign(
        "response",
        "<http://a.example/2>",
        http(gzip.compress(b"<p>two"), "Content-Type: text/html", "Content-Encoding: gzip"),
    ),
    # Common Crawl: the body is decoded already, the header is kept aside
    foreign(
        "response",
        "http://a.example/3",
        http(b"<p>three", "content-type: text/html", "X-Crawl-Content-Encoding: gzip", "Content-Length: 8"),
    ),
    # decoded body under the original header
    foreign(
        "response", "http://a.example/4", http(b"<p>four", "Content-Type: text/html", "Content-Encoding: br")
    ),
    foreign(
        "response",
        "http://a.example/5",
        http(b"6\r\n<p>fiv\r\n1\r\ne\r\n0\r\n\r\n", "Content-Type: text/html", "Transfer-Encoding: chunked"),
    ),
    foreign(
        "response",
        "http://a.example/6",
        http(brotli.compress(b"<p>six"), "Content-Type: text/html", "Content-Encoding: br"),
        "WARC/1.1",
    ),
    foreign("metadata", "http://a.example/6", b"fetchTimeMs: 5\r\n"),
    foreign("conversion", "http://a.example/6", b"six"),
    foreign("response", "dns:a.example", b"a.example. 1 IN A 1.2.3.4"),
    foreign("response", "http://a.example/7", b"no http at all"),
]


@pytest.mark.parametrize("packed", ["plain", "members", "one member"])
def test_any_archive_is_read(tmp_path: Path, packed: str) -> None:
    path = tmp_path / ("x.warc" if packed == "plain" else "x.warc.gz")
    if packed == "members":
        path.write_bytes(b"".join(map(gzip.compress, FOREIGN)))
    else:
        path.write_bytes(b"".join(FOREIGN) if packed == "plain" else gzip.compress(b"".join(FOREIGN)))
    met = list(read_archive([path]))
    pages = [p for p in met if isinstance(p, Page)]
    assert [p.body for p in pages] == [b"<p>one", b"<p>two", b"<p>three", b"<p>four", b"<p>five", b"<p>six"]
    assert not [p for p in met if isinstance(p, ArchiveProblem)]
    assert pages[0].fetched_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    replay = ReplayFetcher([path])
    assert [p.body for p in replay.pages()] == [p.body for p in pages]
    assert asyncio.run(replay.fetch("http://a.example/5#part")).body == b"<p>five"


def test_a_cut_archive_gives_what_is_whole_and_names_itself(tmp_path: Path) -> None:
    whole = written(
        tmp_path / "a.warc.gz", *(page(f"https://a.example/{i}", b"body %d" % i * 50) for i in range(5))
    )
    data = whole.read_bytes()
    for size in range(0, len(data), 7):
        path = tmp_path / "cut.warc.gz"
        path.write_bytes(data[:size])
        met = list(read_archive([path]))
        bodies = [p.body for p in met if isinstance(p, Page)]
        assert bodies == [b"body %d" % i * 50 for i in range(len(bodies))]
        for problem in (p for p in met if isinstance(p, ArchiveProblem)):
            assert str(path) in problem.detail
        replay = ReplayFetcher([path])
        assert len(list(replay.pages())) == len(bodies)


@pytest.mark.parametrize(
    "data", [b"", b"no archive", b"\x1f\x8bno gzip", b"PK\x03\x04", b"WARC/1.0\r\n\r\n", b"\x00" * 1000]
)
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    met = list(read_archive([path]))
    assert len(met) == 1
    assert isinstance(met[0], ArchiveProblem)
    assert str(path) in met[0].detail


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    met = list(read_archive([tmp_path / "none.warc"]))
    assert [type(m) for m in met] == [ArchiveProblem]


def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path: Path) -> None:
    records = [gzip.compress(r) for r in FOREIGN[2:6]]
    path = tmp_path / "x.warc.gz"
    path.write_bytes(records[0] + b"garbage" * 9 + records[1] + records[2][:-12] + b"\x00" * 12 + records[3])
    met = list(read_archive([path]))
    assert [p.body for p in met if isinstance(p, Page)][:1] == [b"<p>one"]
    assert any(isinstance(p, ArchiveProblem) for p in met)
    assert b"<p>four" in [p.body for p in met if isinstance(p, Page)]


def test_an_unwritable_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="cannot write the archive"):
        ArchiveWriter(tmp_path / "file" / "a.warc.gz")


def test_a_failure_with_odd_letters_is_kept(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "a.warc.gz") as writer:
        writer.start({})
        writer.failure("http://a\r\nWARC-Type: evil\x00é.example/", "bad_url", "no: é\n", NOW)
    failures = [f for f in read_archive([tmp_path / "a.warc.gz"]) if not isinstance(f, ArchiveInfo)]
    assert len(failures) == 1
    assert isinstance(failures[0], ArchivedFailure)
    assert failures[0].reason == "bad_url"


def test_records_are_the_same_bytes_for_the_same_run(tmp_path: Path) -> None:
    one = written(tmp_path / "1" / "a.warc.gz", page(), info={"now": "2026-03-01T12:00:00Z"})
    two = written(tmp_path / "2" / "a.warc.gz", page(), info={"now": "2026-03-01T12:00:00Z"})
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.shared
def test_the_small_real_web_is_read_whole(shared: Path) -> None:
    replay = ReplayFetcher([shared / "web" / "pages.warc.gz"])
    assert replay.problems == []
    assert sum(1 for p in replay.pages() if p.body) == 274
    assert len(list(replay.addresses())) == 280  # six have invented addresses that are no web addresses
    first = next(replay.pages())
    assert asyncio.run(replay.fetch(first.url)) == first
