"""Politeness, read from the server's own log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from tipsheet.errors import FetchError
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.fetch.manners import Robots, robots_text


class Visit(msgspec.Struct):
    """One line of the server's log; times are monotonic seconds."""

    host: str
    path: str
    headers: dict[str, str]
    start: float
    end: float = 0.0


class Press:
    """A server that logs what it is asked and how many it serves at once."""

    def __init__(self, answer: Callable[[web.Request], Any]) -> None:
        self.answer = answer
        self.log: list[Visit] = []
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.port = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        host = request.host.split(":")[0]
        visit = Visit(
            host, request.path, {k.lower(): v for k, v in request.headers.items()}, time.monotonic()
        )
        self.log.append(visit)
        self.now[host] = self.now.get(host, 0) + 1
        self.most[host] = max(self.most.get(host, 0), self.now[host])
        try:
            answer = self.answer(request)
            return await answer if asyncio.iscoroutine(answer) else answer
        finally:
            self.now[host] -= 1
            visit.end = time.monotonic()

    def pages(self, host: str) -> list[Visit]:
        return [v for v in self.log if v.host == host and v.path != "/robots.txt"]

    def robots(self, host: str) -> list[Visit]:
        return [v for v in self.log if v.host == host and v.path == "/robots.txt"]


@asynccontextmanager
async def press(answer: Callable[[web.Request], Any]) -> AsyncIterator[Press]:
    made = Press(answer)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await runner.cleanup()


def gate(server: Press, *hosts: str, **more: Any) -> Gate:
    more = {"spacing_s": 0.0, **more}
    return Gate(GateSettings(connect_to=dict.fromkeys(hosts, ("127.0.0.1", server.port)), **more))


def no_robots(request: web.Request) -> web.Response:
    return web.Response(status=404) if request.path == "/robots.txt" else web.Response(text="fine")


def test_never_more_at_once_than_allowed() -> None:
    async def slow(request: web.Request) -> web.Response:
        if request.path != "/robots.txt":
            await asyncio.sleep(0.02)
        return web.Response(text="")

    async def go() -> None:
        async with press(slow) as server, gate(server, "a.example", "b.example", per_host=2, total=3) as g:
            wanted = [f"http://{h}.example/{i}" for i in range(12) for h in "ab"]
            await asyncio.gather(*(g.fetch(u) for u in wanted))
            assert len(server.pages("a.example")) == 12
            assert server.most["a.example"] == 2
            assert server.most["b.example"] <= 2
            points = sorted([(v.start, 1) for v in server.log] + [(v.end, -1) for v in server.log])
            at_once = most = 0
            for _, step in points:
                at_once += step
                most = max(most, at_once)
            assert most <= 3

    asyncio.run(go())


def test_spacing_between_starts_is_kept() -> None:
    async def go() -> None:
        async with press(no_robots) as server, gate(server, "a.example", "b.example", spacing_s=0.1) as g:
            wanted = [f"http://{h}.example/{i}" for i in range(6) for h in "ab"]
            await asyncio.gather(*(g.fetch(u) for u in wanted))
            for host in ("a.example", "b.example"):
                starts = [v.start for v in server.log if v.host == host]
                gaps = [b - a for a, b in pairwise(starts)]
                assert len(gaps) == 6
                assert min(gaps) >= 0.05  # the server may see a start a little late

    asyncio.run(go())


def test_spacing_holds_when_the_cap_over_all_hosts_is_what_waits() -> None:
    async def slow(request: web.Request) -> web.Response:
        if request.path == "/slow":
            await asyncio.sleep(0.2)
        return web.Response(text="") if request.path != "/robots.txt" else web.Response(status=404)

    async def go() -> None:
        async with (
            press(slow) as server,
            gate(server, "a.example", "b.example", spacing_s=0.1, total=1) as g,
        ):
            await g.fetch("http://a.example/first")
            await g.fetch("http://b.example/first")
            await asyncio.gather(
                g.fetch("http://b.example/slow"), *(g.fetch(f"http://a.example/{i}") for i in range(4))
            )
            starts = [v.start for v in server.pages("a.example")]
            assert min(b - a for a, b in pairwise(starts)) >= 0.05

    asyncio.run(go())


def test_crawl_delay_of_robots_is_the_spacing() -> None:
    def answer(request: web.Request) -> web.Response:
        rules = "User-agent: *\nCrawl-delay: 0.1\n"
        return web.Response(text=rules if request.path == "/robots.txt" else "fine")

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example") as g:
            await asyncio.gather(*(g.fetch(f"http://a.example/{i}") for i in range(4)))
            starts = [v.start for v in server.pages("a.example")]
            assert min(b - a for a, b in pairwise(starts)) >= 0.05

    asyncio.run(go())


def test_robots_is_asked_once_and_obeyed() -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(
                body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/\nAllow: /private/but/\n"
            )
        return web.Response(text="fine")

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example") as g:
            await asyncio.gather(*(g.fetch(f"http://a.example/{i}") for i in range(5)))
            with pytest.raises(FetchError) as told:
                await g.fetch("http://a.example/private/x")
            assert told.value.reason == "robots"
            assert "robots.txt asks us to stay away" in str(told.value)
            await g.fetch("http://a.example/private/but/this")
            assert len(server.robots("a.example")) == 1
            assert all(v.path != "/private/x" for v in server.log)

    asyncio.run(go())


def test_redirects_into_a_forbidden_place_are_not_followed() -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            rules = "User-agent: *\nDisallow: /" if request.host.startswith("b.") else ""
            return web.Response(text=rules)
        return web.Response(status=301, headers={"location": "http://b.example/x"})

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example", "b.example") as g:
            with pytest.raises(FetchError) as told:
                await g.fetch("http://a.example/")
            assert told.value.reason == "robots"
            assert server.pages("b.example") == []

    asyncio.run(go())


@pytest.mark.parametrize(
    ("status", "reason"), [(500, "robots_unreachable"), (503, "robots_unreachable"), (404, ""), (403, "")]
)
def test_a_robots_that_fails_keeps_us_away_and_a_missing_one_does_not(status: int, reason: str) -> None:
    def answer(request: web.Request) -> web.Response:
        return web.Response(status=status) if request.path == "/robots.txt" else web.Response(text="fine")

    async def go() -> str:
        async with press(answer) as server, gate(server, "a.example") as g:
            try:
                await g.fetch("http://a.example/")
            except FetchError as error:
                return error.reason if not server.pages("a.example") else "asked all the same"
            return ""

    assert asyncio.run(go()) == reason


def test_conditional_headers_are_sent_and_304_is_an_answer() -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        known = request.headers.get("if-none-match") == '"v1"'
        return web.Response(status=304) if known else web.Response(text="new", headers={"etag": '"v1"'})

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example") as g:
            first = await g.fetch("http://a.example/feed", kind="feed")
            assert first.header("etag") == '"v1"'
            when = "Mon, 23 Nov 2026 10:00:00 GMT"
            again = await g.fetch("http://a.example/feed", etag='"v1"', last_modified=when, kind="feed")
            assert again.status == 304
            assert again.body == b""
            asked = server.pages("a.example")[1].headers
            assert asked["if-none-match"] == '"v1"'
            assert asked["if-modified-since"] == when

    asyncio.run(go())


def test_validators_cannot_carry_a_header_in() -> None:
    async def go() -> None:
        async with press(no_robots) as server, gate(server, "a.example") as g:
            await g.fetch("http://a.example/", etag='"x"\r\nx-evil: 1', last_modified="a\nb")
            asked = server.pages("a.example")[0].headers
            assert "if-none-match" not in asked
            assert "x-evil" not in asked

    asyncio.run(go())


def test_we_say_who_we_are_and_carry_no_cookies() -> None:
    def answer(request: web.Request) -> web.Response:
        reply = web.Response(text="fine")
        reply.set_cookie("track", "1")
        return reply

    async def go() -> None:
        async with press(answer) as server:
            rules = GateSettings(
                user_agent="Tipsheet/9",
                contact="https://press.example/bot",
                spacing_s=0,
                connect_to={"a.example": ("127.0.0.1", server.port)},
            )
            async with Gate(rules) as g:
                await g.fetch("http://a.example/1")
                await g.fetch("http://a.example/2")
            for visit in server.log:
                assert visit.headers["user-agent"] == "Tipsheet/9 (+https://press.example/bot)"
                assert "cookie" not in visit.headers
                assert visit.headers["accept-encoding"] == "gzip, deflate, br, zstd"

    asyncio.run(go())


def test_retry_after_is_obeyed() -> None:
    answers = iter([429, 200])

    def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        status = next(answers)
        return web.Response(status=status, headers={"retry-after": "1"} if status == 429 else {})

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example") as g:
            with pytest.raises(FetchError) as told:
                await g.fetch("http://a.example/1")
            assert told.value.reason == "rate_limited"
            assert told.value.retry_after_s == 1  # type: ignore[attr-defined]
            await g.fetch("http://a.example/2")
            first, second = server.pages("a.example")
            assert second.start - first.end >= 0.95

    asyncio.run(go())


def test_a_host_that_wants_a_long_rest_is_left_alone() -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        return web.Response(status=503, headers={"retry-after": "3600"})

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example", per_host=3) as g:
            reasons = []
            for i in range(3):
                with pytest.raises(FetchError) as told:
                    await g.fetch(f"http://a.example/{i}")
                reasons.append(told.value.reason)
            assert reasons == ["unavailable", "host_resting", "host_resting"]
            assert len(server.pages("a.example")) == 1

    asyncio.run(go())


def test_permanent_redirects_are_reported_and_temporary_ones_are_not() -> None:
    hops = {
        "/old": (301, "/newer"),
        "/newer": (308, "/new"),
        "/away": (302, "/new"),
        "/mixed": (301, "/away"),
    }

    def answer(request: web.Request) -> web.Response:
        if request.path in hops:
            status, target = hops[request.path]
            return web.Response(status=status, headers={"location": target})
        return no_robots(request)

    async def go() -> list[str | None]:
        async with press(answer) as server, gate(server, "a.example") as g:
            return [
                (await g.fetch(f"http://a.example{p}")).moved_permanently_to
                for p in ("/old", "/away", "/mixed", "/new")
            ]

    assert asyncio.run(go()) == ["http://a.example/new", None, None, None]


def test_one_request_for_one_fetch() -> None:
    async def go() -> None:
        async with press(no_robots) as server, gate(server, "a.example") as g:
            await g.fetch("http://a.example/feed", kind="feed")
            assert [v.path for v in server.log] == ["/robots.txt", "/feed"]

    asyncio.run(go())


RULES = """
User-agent: tipsheet
Disallow: /ours
Crawl-delay: 7

User-agent: *
Disallow: /
Sitemap: https://a.example/s.xml
"""


def test_rules_for_our_own_name_go_first() -> None:
    rules = Robots(RULES, "Tipsheet", 0.0)
    assert rules.allows("https://a.example/x")
    assert not rules.allows("https://a.example/ours")
    assert rules.delay_s == 7
    assert rules.sitemaps == ("https://a.example/s.xml",)
    assert not Robots(RULES, "Other", 0.0).allows("https://a.example/x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "User-agent",
        "Disallow: /x",
        "Crawl-delay: soon\nRequest-rate: 1/0",
        "User-agent: *\nCrawl-delay: -5",
    ],
)
def test_odd_robots_forbid_nothing(text: str) -> None:
    rules = Robots(robots_text(text.encode()), "Tipsheet", 0.0)
    assert rules.allows("https://a.example/x")
    assert rules.delay_s >= 0


def test_a_host_that_is_not_there_is_asked_once() -> None:
    """Ten pages of a dead host cost one attempt, and each says what is wrong with the host."""

    class Nowhere(aiohttp.abc.AbstractResolver):
        asked = 0

        async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[Any]:
            Nowhere.asked += 1
            raise OSError("no such name")

        async def close(self) -> None:
            return None

    async def go() -> list[str]:
        reasons = []
        async with Gate(GateSettings(spacing_s=0), resolver=Nowhere()) as g:
            for i in range(10):
                with pytest.raises(FetchError) as told:
                    await g.fetch(f"http://dead.example/{i}")
                reasons.append(f"{told.value.reason} {told.value}")
        return reasons

    met = asyncio.run(go())
    assert met == [
        f"unknown_host http://dead.example/{i}: the name of the host is not known; check its spelling, and "
        "that this machine is online"
        for i in range(10)
    ]
    assert Nowhere.asked == 1


def test_a_robots_that_asks_for_rest_gets_it() -> None:
    def answer(request: web.Request) -> web.Response:
        return web.Response(status=503, headers={"retry-after": "900"})

    async def go() -> None:
        async with press(answer) as server, gate(server, "a.example") as g:
            for i in range(3):
                with pytest.raises(FetchError):
                    await g.fetch(f"http://a.example/{i}")
            assert [v.path for v in server.log] == ["/robots.txt"]

    asyncio.run(go())
