"""The way to an optional model: through the gate that everything goes through, to the one address set.

A model on this machine is the usual case, so a loopback address that the setting itself names is let through
(by its literal address or as `localhost`); every other private network stays closed, and no redirect is
followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from tipsheet.errors import FetchError
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.runners.model import MAX_ANSWER

_LOOPBACK = ("127.0.0.0/8", "::1/128")
_REFUSED = frozenset(("private_address", "port_refused", "bad_url"))


def post(url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> tuple[int, bytes]:
    """Status and body of the answer. `FetchError`: the gate's own refusals, else `model_unreachable`."""
    try:
        return asyncio.run(_post(url, body, dict(headers), timeout_s))
    except FetchError as problem:
        if problem.reason in _REFUSED:
            raise
        raise FetchError(f"{url}: the model does not answer ({problem})", "model_unreachable") from None


async def _post(url: str, body: bytes, headers: dict[str, str], timeout_s: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    settings = GateSettings(
        max_wire_bytes=MAX_ANSWER,
        max_decoded_bytes=MAX_ANSWER,
        total_s=timeout_s,
        spacing_s=0.0,
        ports=frozenset({parts.port or (443 if parts.scheme == "https" else 80)}),
        allow_private=_LOOPBACK if _is_loopback(parts.hostname or "") else (),
    )
    async with Gate(settings) as gate:
        answer = await gate.post(
            url, body, content_type="application/json", headers=headers, kind="model", timeout_s=timeout_s
        )
    return answer.status, answer.body


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
