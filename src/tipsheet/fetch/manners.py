"""How we behave towards one host: robots.txt, spacing, slots and rest after a 429.

Source: RFC 9309 (robots), RFC 9110 section 10.2.3 (Retry-After).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from protego import Protego

from tipsheet.errors import FetchError

ROBOTS_MAX_BYTES = 512_000  # RFC 9309 section 2.5: at least 500 KiB must be read
ROBOTS_KEPT_S = 86_400.0  # section 2.4: at most 24 hours
ROBOTS_RETRY_S = 600.0  # an unreachable robots.txt is asked again after ten minutes


class Robots:
    """One host's rules. `allows` and `delay_s` are for our own product token only.

    `failure`: why the host could not give them; then nothing is allowed (section 2.3.1.4).
    """

    def __init__(
        self, text: str | None, token: str, known_until: float, failure: FetchError | None = None
    ) -> None:
        self.known_until = known_until
        self.failure = failure
        self._token = token
        self._rules = Protego.parse(text) if text else None
        self.delay_s = self._delay()

    def allows(self, url: str) -> bool:
        """Whether we may ask for this address."""
        if self._rules is None:
            return self.failure is None
        return bool(self._rules.can_fetch(url, self._token))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The `Sitemap:` lines."""
        return tuple(self._rules.sitemaps) if self._rules is not None else ()

    def _delay(self) -> float:
        if self._rules is None:
            return 0.0
        delay = float(self._rules.crawl_delay(self._token) or 0.0)
        rate = self._rules.request_rate(self._token)
        if rate is not None and rate.requests > 0:
            delay = max(delay, rate.seconds / rate.requests)
        return max(0.0, delay)


def robots_text(body: bytes) -> str:
    """The text of a robots.txt: byte order mark stripped, unreadable bytes replaced, capped."""
    return (
        body[:ROBOTS_MAX_BYTES].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\x00", "")
    )


class Turnstile:
    """Slots and spacing for every host, and a cap over all hosts.

    `now` is monotonic seconds. A slot is one request on the wire; `spacing_s` is the least
    time between the starts of two requests to one host.
    """

    def __init__(self, now: Callable[[], float], *, total: int, per_host: int) -> None:
        self._now = now
        self._total = asyncio.Semaphore(total)
        self._per_host = per_host
        self._hosts: dict[str, _Host] = {}

    async def enter(self, host: str, spacing_s: float) -> Slot:
        """Wait for a turn at `host`; what comes back must be left, whatever happens."""
        place = self._hosts.get(host)
        if place is None:
            self._forget_idle()
            place = self._hosts[host] = _Host(asyncio.Semaphore(self._per_host))
        place.waiting += 1
        try:
            await place.slots.acquire()
            try:
                # Starts at one host are taken one by one: spacing is counted from real starts,
                # so that a wait for the cap over all hosts cannot bunch them up.
                async with place.starting:
                    while (pause := place.next_start - self._now()) > 0:
                        await asyncio.sleep(pause)
                    await self._total.acquire()
                    place.next_start = self._now() + spacing_s
            except BaseException:
                place.slots.release()
                raise
        except BaseException:
            place.waiting -= 1
            raise
        return Slot(place, self._total)

    def rest(self, host: str, seconds: float) -> None:
        """The host asked for peace: no request starts before `seconds` from now."""
        place = self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._per_host)))
        place.rest_until = max(place.rest_until, self._now() + seconds)

    def resting_s(self, host: str) -> float:
        """Seconds this host still wants to be left alone; 0 when it does not."""
        place = self._hosts.get(host)
        return max(0.0, place.rest_until - self._now()) if place else 0.0

    def _forget_idle(self) -> None:
        if len(self._hosts) < 50_000:
            return
        now = self._now()
        idle = [h for h, p in self._hosts.items() if not p.waiting and max(p.next_start, p.rest_until) < now]
        for name in idle:
            del self._hosts[name]


class Slot:
    """One request's place on the wire."""

    __slots__ = ("_place", "_total")

    def __init__(self, place: _Host, total: asyncio.Semaphore) -> None:
        self._place = place
        self._total = total

    def leave(self) -> None:
        """Give the place to the next in line."""
        self._total.release()
        self._place.slots.release()
        self._place.waiting -= 1


class _Host:
    __slots__ = ("next_start", "rest_until", "slots", "starting", "waiting")

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self.slots = slots
        self.starting = asyncio.Lock()
        self.next_start = 0.0
        self.rest_until = 0.0
        self.waiting = 0
