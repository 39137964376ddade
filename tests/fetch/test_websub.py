"""Subscriptions: asked through the gate, confirmed, signed, renewed."""

from __future__ import annotations

import asyncio
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from test_manners import press

from tipsheet.errors import FetchError
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.fetch.websub import Subscription, confirm, delivered, subscribe
from tipsheet.records import Discovery, Source
from tipsheet.stages.discover import discover

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WANTED = Subscription(
    source_id="s",
    topic="https://press.example/feed",
    hub="http://hub.example/",
    callback="https://tips.example/hub/5f0c",
    secret="a secret of ours",
    asked_at=NOW,
)
FEED = b"<rss><channel><item><link>https://press.example/1</link></item></channel></rss>"


def test_asking_the_hub() -> None:
    asked: list[dict[str, list[str]]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(parse_qs((await request.read()).decode()))
        return web.Response(status=202 if request.path == "/" else 403)

    async def go() -> None:
        async with press(answer) as server:
            rules = GateSettings(connect_to={"hub.example": ("127.0.0.1", server.port)}, spacing_s=0)
            async with Gate(rules) as gate:
                await subscribe(gate, WANTED)
                await subscribe(gate, WANTED, mode="unsubscribe")
                with pytest.raises(FetchError) as told:
                    await subscribe(gate, Subscription(**{**_fields(), "hub": "http://hub.example/no"}))
                assert told.value.reason == "hub_refused"
                with pytest.raises(FetchError) as told:
                    await subscribe(gate, Subscription(**{**_fields(), "hub": "http://169.254.169.254/"}))
                assert told.value.reason == "private_address"

    asyncio.run(go())
    assert asked[0] == {
        "hub.callback": [WANTED.callback],
        "hub.mode": ["subscribe"],
        "hub.topic": [WANTED.topic],
        "hub.lease_seconds": ["864000"],
        "hub.secret": [WANTED.secret],
    }
    assert "hub.secret" not in asked[1]


def _fields() -> dict[str, object]:
    return {name: getattr(WANTED, name) for name in WANTED.__struct_fields__}


def question(**more: str) -> dict[str, str]:
    asked = {"mode": "subscribe", "topic": WANTED.topic, "challenge": "x1", "lease_seconds": "1000", **more}
    return {f"hub.{k}": v for k, v in asked.items()}


def test_a_confirmed_subscription_is_renewed_in_time() -> None:
    status, body, held = confirm(WANTED, question(), NOW)
    assert (status, body) == (200, b"x1")
    assert held is not None
    assert held.until == NOW + timedelta(seconds=1000)
    assert held.renew_at == NOW + timedelta(seconds=800)
    assert WANTED.renew_at == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("wanted", "query"),
    [
        (None, question()),
        (WANTED, question(topic="https://evil.example/")),
        (WANTED, question(challenge="")),
        (WANTED, question(lease_seconds="for ever")),
        (WANTED, question(mode="unsubscribe")),
        (WANTED, {}),
    ],
)
def test_nobody_subscribes_us_to_what_we_did_not_ask_for(
    wanted: Subscription | None, query: dict[str, str]
) -> None:
    assert confirm(wanted, query, NOW) == (404, b"", None)


def test_a_hub_may_deny() -> None:
    _, _, held = confirm(WANTED, question(), NOW)
    status, _, denied = confirm(held, question(mode="denied"), NOW)
    assert status == 200
    assert denied is not None
    assert denied.until is None


def signed(method: str = "sha256", secret: str = WANTED.secret, body: bytes = FEED) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, method).hexdigest()
    return {"content-type": "application/rss+xml", "x-hub-signature": f"{method}={digest}", "x-evil": "1"}


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_is_signed_is_read_as_a_page(method: str) -> None:
    _, _, held = confirm(WANTED, question(), NOW)
    assert held is not None
    page = delivered(held, signed(method), FEED, NOW)
    assert page is not None
    assert page.final_url == WANTED.topic
    found = next(discover([(Source(id="s", url=WANTED.topic), page)]))
    assert isinstance(found, Discovery)
    assert len(found.links) == 1


def test_what_is_not_signed_right_is_ignored() -> None:
    _, _, held = confirm(WANTED, question(), NOW)
    assert held is not None
    for headers in (
        {},
        signed(secret="another"),
        signed("md5"),
        {"x-hub-signature": "sha256="},
        {"x-hub-signature": "sha256=é"},
    ):
        assert delivered(held, headers, FEED, NOW) is None
    assert delivered(held, signed(), FEED + b" ", NOW) is None
    assert delivered(held, signed(), FEED, NOW + timedelta(days=1)) is None, "the lease is over"
    assert delivered(WANTED, signed(), FEED, NOW) is None, "never confirmed"
