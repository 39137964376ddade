"""WebSub: let a hub tell us what is new, instead of asking; verified, signed, renewed.

A subscription is a record; asking goes through the gate, so hubs meet its guards. What a hub delivers becomes
a page like any other and takes the same way. While a subscription holds, the source is asked once a week as
a backup (`subscribed_until` in the source's hints).
Source: W3C WebSub, 2018-01-23, sections 5 to 7.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

import msgspec

from tipsheet.errors import FetchError
from tipsheet.fetch.gate import Gate
from tipsheet.records import Page

LEASE_S = 10 * 86_400  # asked for; the hub decides
RENEW_AT = 0.8  # of the lease
_METHODS = ("sha256", "sha384", "sha512", "sha1")  # section 7.1; all that hubs may use


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One source at one hub. `secret` is ours, at least 16 unguessable bytes, never shown."""

    source_id: str
    topic: str  # the feed's own `self` address
    hub: str
    callback: str  # https, unguessable, of this source alone
    secret: str
    asked_at: datetime
    lease_s: int = 0  # as the hub confirmed; 0: not yet
    until: datetime | None = None

    @property
    def renew_at(self) -> datetime:
        """When to ask again: after 80 % of the lease, or a day after an unanswered question."""
        if self.until is None:
            return self.asked_at + timedelta(days=1)
        return self.until - timedelta(seconds=self.lease_s * (1 - RENEW_AT))


async def subscribe(gate: Gate, wanted: Subscription, *, mode: str = "subscribe") -> None:
    """Ask the hub; it answers later, at the callback. `mode`: subscribe or unsubscribe.

    Raises `FetchError`: those of the gate, or "hub_refused" when the hub does not accept.
    """
    form = {"hub.callback": wanted.callback, "hub.mode": mode, "hub.topic": wanted.topic}
    if mode == "subscribe":
        form |= {"hub.lease_seconds": str(LEASE_S), "hub.secret": wanted.secret}
    answer = await gate.post(
        wanted.hub, urlencode(form).encode(), content_type="application/x-www-form-urlencoded", kind="hub"
    )
    if answer.status not in (200, 202, 204):
        raise FetchError(
            f"{wanted.hub[:200]}: the hub does not accept the subscription ({answer.status})", "hub_refused"
        )


def confirm(
    wanted: Subscription | None, query: Mapping[str, str], now: datetime
) -> tuple[int, bytes, Subscription | None]:
    """The answer to a hub's question at a callback: (status, body, the subscription as confirmed).

    `wanted` is the one of that callback; None, or a question about another topic, is answered 404: nobody can
    subscribe us to what we did not ask for (section 5.3).
    """
    mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
    if wanted is None or query.get("hub.topic") != wanted.topic:
        return 404, b"", None
    if mode == "denied":
        return 200, b"", msgspec.structs.replace(wanted, until=None, lease_s=0)
    lease = query.get("hub.lease_seconds", "")
    if (
        mode != "subscribe"
        or not challenge
        or not (lease.isascii() and lease.isdigit() and 0 < len(lease) < 9)
    ):
        return 404, b"", None
    seconds = max(1, int(lease))
    held = msgspec.structs.replace(wanted, lease_s=seconds, until=now + timedelta(seconds=seconds))
    return 200, challenge.encode(), held


def delivered(held: Subscription, headers: Mapping[str, str], body: bytes, now: datetime) -> Page | None:
    """What a hub delivered, as a page of the topic; None when its signature does not hold.

    The caller answers 2xx either way (section 7.1: a wrong signature is ignored, not told).
    `headers`: names in lower case.
    """
    method, _, digest = headers.get("x-hub-signature", "").partition("=")
    if method not in _METHODS or held.until is None or held.until < now:
        return None
    expected = hmac.new(held.secret.encode(), body, method).hexdigest()
    if not hmac.compare_digest(expected.encode(), digest.strip().lower().encode()):
        return None
    kept = tuple((k, v) for k, v in headers.items() if k in ("content-type", "link"))
    return Page(url=held.topic, final_url=held.topic, status=200, headers=kept, body=body, fetched_at=now)
