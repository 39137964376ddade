"""The one gate: every address of every kind is fetched here, guarded and with manners.

Feeds, pages, robots, icons, images, sitemaps, webhooks, OPML, AMP and model endpoints
take the same way: the address is parsed once by the parser that also dials it, each
redirect hop is checked again, and the guard sits on the socket itself, so that the
checked address is the connected one. Choices measured in docs/decisions/011-fetch-gate.md.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import ip_address
from socket import SOCK_STREAM
from socket import socket as Socket
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import aiohttp
import can_ada
import msgspec
from yarl import URL

from tipsheet import urls
from tipsheet.errors import ConfigError, FetchError
from tipsheet.fetch import guard, judge
from tipsheet.fetch.archive import ArchiveWriter, Exchange
from tipsheet.fetch.decode import ACCEPTED, UndecodableError, decode
from tipsheet.fetch.imap import MailAccount, read_mailbox
from tipsheet.fetch.manners import ROBOTS_KEPT_S, ROBOTS_RETRY_S, Robots, Turnstile, robots_text
from tipsheet.protocols import Clock
from tipsheet.records import Page

_KINDS_ACCEPT = {
    "source": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5",
    "sitemap": "application/xml, text/xml, text/plain;q=0.8, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5",
    "image": "image/avif, image/webp, image/*, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}
_CUT_KINDS = frozenset({"source", "feed", "sitemap", "robots"})  # the part that came is of use
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_WITHOUT_ROBOTS = frozenset({"robots", "webhook", "hub", "model"})
_ROBOTS_HELD = 100_000
_BOMB_RATIO = 100.0
_MAX_INTERIM = 16


class GateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Caps and manners; sizes in bytes, times in seconds."""

    user_agent: str = "Tipsheet/0.1"
    contact: str = ""  # a page or mail address, told to every server; "" only for local use
    max_wire_bytes: int = 10 << 20
    max_decoded_bytes: int = 10 << 20
    max_header_bytes: int = 32 << 10
    max_redirects: int = 5
    total_s: float = 30.0  # one fetch, redirects included, time spent waiting for a turn not
    per_host: int = 2
    total: int = 64
    spacing_s: float = 1.0
    max_crawl_delay_s: float = 60.0  # a robots.txt that asks for more is answered with this
    patience_s: float = 30.0  # a host that wants rest for longer is not waited for
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    allow_private: tuple[str, ...] = ()  # networks, "10.1.0.0/16"; empty: none
    connect_to: dict[str, tuple[str, int]] = {}  # host -> (loopback address, port), always plain HTTP
    respect_robots: bool = True
    mail: dict[str, MailAccount] = {}  # mail server -> account, for sources imaps://server/folder


class _Attempt:
    """What the guard may let through for the request at hand, and what it refused."""

    __slots__ = ("allowed", "refused")

    def __init__(self, allowed: tuple[str, int] | None) -> None:
        self.allowed = allowed
        self.refused: str | None = None


_ATTEMPT: ContextVar[_Attempt | None] = ContextVar("tipsheet_fetch_attempt", default=None)


class _Target(NamedTuple):
    """An address as it is dialled, parsed once."""

    url: str
    host: str
    origin: str  # scheme://host[:port]
    asked: bool = True  # False: a server led us here


class _Answer(aiohttp.ClientResponse):
    """An answer that is not preceded by interim ones for ever (1xx, RFC 9110 section 15.2)."""

    async def start(self, connection: Any) -> aiohttp.ClientResponse:
        protocol = connection.protocol
        met = 0
        read = protocol.read

        async def counted() -> Any:
            nonlocal met
            met += 1
            if met > _MAX_INTERIM:
                raise aiohttp.ClientResponseError(
                    self.request_info, (), message="too often 'continue'", status=100
                )
            return await read()

        protocol.read = counted
        try:
            return await super().start(connection)
        finally:
            del protocol.read


class _SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


class Gate:
    """Fetches through guards and manners; use as `async with Gate(settings) as gate`.

    `clock` stamps the pages (whole UTC seconds), `archive` keeps every exchange and every
    failure, `resolver` replaces the system's name resolution.
    """

    def __init__(
        self,
        settings: GateSettings | None = None,
        *,
        clock: Clock | None = None,
        archive: ArchiveWriter | None = None,
        resolver: aiohttp.abc.AbstractResolver | None = None,
    ) -> None:
        self.settings = settings = settings or GateSettings()
        self._clock = clock or _SystemClock()
        self._archive = archive
        self._resolver = resolver
        self._networks = _networks(settings)
        self._check_mapped(settings)
        self._agent = settings.user_agent + (f" (+{settings.contact})" if settings.contact else "")
        self._token = settings.user_agent.split("/")[0].split(" ")[0]
        self._turnstile = Turnstile(time.monotonic, total=settings.total, per_host=settings.per_host)
        self._robots: dict[str, Robots] = {}
        self._robots_locks: dict[str, asyncio.Lock] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        kind: str = "page",
        timeout_s: float | None = None,
    ) -> Page:
        """Fetch one address: a page with status 200..299, or 304 when `etag`/`last_modified` were given.

        `kind`: feed, sitemap, page, image, icon, mail, robots, ... (what we say we accept; feeds
        and sitemaps may come cut, `truncated`). `timeout_s` replaces the settings' `total_s`.
        Raises `FetchError`; its `reason` is one of docs/fetching.md ("Reasons"), its text is plain words.
        """
        try:
            if url.startswith("imaps://"):
                return await self._mailbox(url, etag)
            page = await self._follow("GET", url, etag, last_modified, kind, timeout_s, b"", {})
        except judge.AnswerError:
            raise
        except FetchError as error:
            if self._archive is not None:
                self._archive.failure(url, error.reason, str(error), self._now())
            raise
        return self._judged(page, conditional=etag is not None or last_modified is not None)

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str,
        headers: dict[str, str] | None = None,
        kind: str = "webhook",
        timeout_s: float | None = None,
    ) -> Page:
        """Send `body` (webhooks, hubs, model endpoints): same guard, no redirects, no robots.txt.

        Returns the answer of any status. Raises `FetchError`. Not archived: the body may hold secrets.
        """
        extra = {"content-type": content_type, **(headers or {})}
        return await self._follow("POST", url, None, None, kind, timeout_s, body, extra)

    async def robots(self, url: str) -> Robots:
        """The rules of the host of `url`, fetched at most once a day."""
        return await self._robots_of(self._checked(url).origin)

    async def _mailbox(self, url: str, etag: str | None) -> Page:
        host = urlsplit(url).hostname or ""
        account = self.settings.mail.get(host)
        if account is None:
            raise FetchError(f"{_short(url)}: no account is set for this mail server", "login_wanted")
        slot = await self._turnstile.enter(host, self.settings.spacing_s)
        try:
            page = await asyncio.to_thread(
                read_mailbox,
                url,
                account,
                self._now(),
                etag=etag,
                allowed=self._networks,
                connect_to=self.settings.connect_to.get(host),
                timeout_s=self.settings.total_s,
            )
        finally:
            slot.leave()
        if self._archive is not None:
            self._archive.exchange(Exchange(method="GET", url=url, headers=(), page=page))
        return page

    # ------------------------------------------------------------------ one fetch

    def _judged(self, page: Page, *, conditional: bool) -> Page:
        try:
            return judge.judge(page, conditional=conditional)
        except judge.AnswerError as error:
            if page.status in (429, 503) or error.reason == "bot_protection":
                wait = error.retry_after_s if error.retry_after_s is not None else 60
                self._turnstile.rest(urls.host(page.final_url), wait)
            raise

    async def _follow(
        self, method: str, url: str, etag: str | None, last_modified: str | None, kind: str,
        timeout_s: float | None, body: bytes, extra: dict[str, str],
    ) -> Page:  # fmt: skip
        left_s = timeout_s if timeout_s is not None else self.settings.total_s
        headers = self._headers(kind, etag, last_modified) | extra
        target = self._checked(url)
        seen = {target.url}
        permanent: str | None = None
        only_permanent = True
        while True:
            page, used_s = await self._one(method, target, headers, kind, left_s, body)
            left_s -= used_s
            onward = self._onward(page) if method == "GET" and page.status in _REDIRECTS else None
            if onward is None:
                moved = permanent if permanent not in (None, url) else None
                if page.url == url and moved is None:
                    return page
                return msgspec.structs.replace(page, url=url, moved_permanently_to=moved)
            if onward.url in seen:
                raise FetchError(f"{_short(url)}: it redirects in a circle", "redirect_loop")
            if len(seen) > self.settings.max_redirects:
                raise FetchError(
                    f"{_short(url)}: more than {self.settings.max_redirects} redirects", "too_many_redirects"
                )
            seen.add(onward.url)
            only_permanent = only_permanent and page.status in _PERMANENT
            permanent = onward.url if only_permanent else None
            target = onward

    def _onward(self, page: Page) -> _Target | None:
        location = page.header("location")
        if not location:
            return None
        # Header bytes were read as Latin-1; what servers put there is mostly UTF-8.
        location = location.encode("latin-1").decode("utf-8", "replace")
        onward = urls.resolve(page.final_url, location)
        if onward is None:
            raise FetchError(
                f"{_short(page.final_url)}: redirects to an address we do not follow: {location[:100]!r}",
                "bad_redirect",
            )
        return self._checked(onward, asked=False)

    async def _one(
        self, method: str, target: _Target, headers: dict[str, str], kind: str, left_s: float, body: bytes
    ) -> tuple[Page, float]:
        spacing_s = self.settings.spacing_s
        if self.settings.respect_robots and kind not in _WITHOUT_ROBOTS:
            rules = await self._robots_of(target.origin)
            if rules.failure is not None:
                raise _unreachable(target.url, rules.failure)
            if not rules.allows(target.url):
                raise FetchError(f"{_short(target.url)}: robots.txt asks us to stay away", "robots")
            spacing_s = max(spacing_s, min(rules.delay_s, self.settings.max_crawl_delay_s))
        await self._rested(target)
        slot = await self._turnstile.enter(target.host, spacing_s)
        try:
            await self._rested(target)  # another request may have met a 429 while we waited
            start = time.monotonic()
            page = await self._exchange(method, target, headers, kind, left_s, body)
            return page, time.monotonic() - start
        finally:
            slot.leave()

    async def _rested(self, target: _Target) -> None:
        while (rest_s := self._turnstile.resting_s(target.host)) > 0:
            if rest_s > self.settings.patience_s:
                raise FetchError(
                    f"{_short(target.url)}: the host asked for rest, {int(rest_s) + 1} s are left",
                    "host_resting",
                )
            await asyncio.sleep(rest_s)

    def _headers(self, kind: str, etag: str | None, last_modified: str | None) -> dict[str, str]:
        headers = {
            "user-agent": self._agent,
            "accept": _KINDS_ACCEPT.get(kind, "*/*"),
            "accept-encoding": ACCEPTED,
        }
        if etag and _is_header_value(etag):
            headers["if-none-match"] = etag
        if last_modified and _is_header_value(last_modified):
            headers["if-modified-since"] = last_modified
        return headers

    # ------------------------------------------------------------- the wire itself

    async def _exchange(
        self, method: str, target: _Target, headers: dict[str, str], kind: str, left_s: float, body: bytes
    ) -> Page:
        dialled, headers, attempt = self._dialling(target, headers)
        client = self._client()
        token = _ATTEMPT.set(attempt)
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                async with client.request(
                    method, dialled, headers=headers, data=body or None, allow_redirects=False
                ) as answer:
                    wire, whole = await self._read(answer, target.url, kind)
                    status, raw = answer.status, answer.raw_headers
        except TimeoutError:
            raise FetchError(f"{_short(target.url)}: no whole answer in time", "timeout") from None
        except (
            aiohttp.ClientError,
            aiohttp.http_exceptions.HttpProcessingError,
            OSError,
            ValueError,
        ) as error:
            raise _plain(error, target, attempt) from None
        finally:
            _ATTEMPT.reset(token)
        page = self._page(target.url, kind, status, raw, wire, whole)
        if self._archive is not None and method == "GET":
            self._archive.exchange(
                Exchange(method=method, url=target.url, headers=tuple(headers.items()), page=page)
            )
        return page

    async def _read(self, answer: aiohttp.ClientResponse, target: str, kind: str) -> tuple[bytes, bool]:
        cap = self.settings.max_wire_bytes
        if kind not in _CUT_KINDS and (answer.content_length or 0) > cap:
            answer.close()
            raise FetchError(f"{_short(target)}: larger than {_size(cap)}", "too_large")
        pieces: list[bytes] = []
        size = 0
        while piece := await answer.content.readany():
            size += len(piece)
            pieces.append(piece)
            if size > cap:
                answer.close()
                if kind not in _CUT_KINDS:
                    raise FetchError(f"{_short(target)}: larger than {_size(cap)}", "too_large")
                pieces[-1] = piece[: len(piece) - (size - cap)]  # cut here: no second copy of it all
                return b"".join(pieces), False
        return b"".join(pieces), True

    def _page(
        self,
        target: str,
        kind: str,
        status: int,
        raw: tuple[tuple[bytes, bytes], ...],
        wire: bytes,
        whole: bool,
    ) -> Page:
        headers = tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in raw)
        encodings = ",".join(v for k, v in headers if k == "content-encoding")
        cap = self.settings.max_decoded_bytes
        try:
            body, cut, ratio = decode(wire, encodings, cap)
        except UndecodableError as error:
            if whole:
                raise FetchError(
                    f"{_short(target)}: the body is not the {encodings[:40]} it says: {error}", "bad_encoding"
                ) from None
            raise FetchError(
                f"{_short(target)}: larger than {_size(self.settings.max_wire_bytes)}", "too_large"
            ) from None
        if cut and ratio > _BOMB_RATIO:
            raise FetchError(
                f"{_short(target)}: {_size(len(wire))} unpack to more than {_size(cap)}", "decompression_bomb"
            )
        if cut and kind not in _CUT_KINDS:
            raise FetchError(f"{_short(target)}: larger than {_size(cap)} unpacked", "too_large")
        return Page(
            url=target, final_url=target, status=status, headers=headers, body=body,
            fetched_at=self._now(), truncated=cut or not whole,
        )  # fmt: skip

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            size = self.settings.max_header_bytes
            connector = aiohttp.TCPConnector(
                limit=0,
                socket_factory=self._guarded_socket,
                resolver=_Resolver(self._resolver, self.settings.connect_to),
                ttl_dns_cache=60,
                keepalive_timeout=20,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                max_line_size=size,
                max_field_size=size,
                response_class=_Answer,
                skip_auto_headers=("user-agent", "accept", "accept-encoding", "content-type"),
            )
        return self._session

    # -------------------------------------------------------------------- guards

    def _checked(self, url: str, *, asked: bool = True) -> _Target:
        """The address as it will be dialled; raises where its very form is refused."""
        resolved = urls.resolve("", url)
        if resolved is None:
            raise FetchError(
                f"{_short(url)}: only http and https addresses without a password are fetched", "bad_url"
            )
        address = resolved.partition("#")[0]
        parts = can_ada.parse(address)
        host = parts.hostname.strip("[]").rstrip(".")
        target = _Target(address, host, parts.origin, asked)
        if host in self.settings.connect_to:
            return target
        if guard.is_literal(host) and not guard.is_allowed(host, self._networks):
            raise FetchError(
                f"{_short(url)}: the address is private{_opened(host, asked)}", "private_address"
            )
        port = int(parts.port) if parts.port else 443 if parts.protocol == "https:" else 80
        if port not in self.settings.ports and not self._networks:
            raise FetchError(
                f"{_short(url)}: port {port} is not among those we use; if the host is yours, "
                f'say where it is: fetch.connect_to = {{"{host}" = "127.0.0.1:{port}"}}, or allow its network',
                "port_refused",
            )
        return target

    def _dialling(self, target: _Target, headers: dict[str, str]) -> tuple[URL, dict[str, str], _Attempt]:
        mapped = self.settings.connect_to.get(target.host)
        if mapped is None:
            return URL(target.url, encoded=True), headers, _Attempt(None)
        rest = target.url.split("://", 1)[1]
        path = "/" + rest.partition("/")[2] if "/" in rest else "/"
        authority = rest.partition("/")[0].partition("?")[0]
        dialled = URL(f"http://{target.host}:{mapped[1]}{path}", encoded=True)
        return dialled, {"host": authority, **headers}, _Attempt(mapped)

    def _guarded_socket(self, info: tuple[Any, ...]) -> Socket:
        family, kind, proto, _, address = info
        attempt = _ATTEMPT.get()
        where = (str(address[0]), int(address[1]))
        if attempt is None or (attempt.allowed != where and not guard.is_allowed(where[0], self._networks)):
            if attempt is not None:
                attempt.refused = where[0]
            raise OSError(f"refused to connect to {where[0]}")
        return Socket(family, kind or SOCK_STREAM, proto)

    def _check_mapped(self, settings: GateSettings) -> None:
        for host, (address, _) in settings.connect_to.items():
            if not ip_address(address).is_loopback:
                raise ConfigError(f"connect_to: {host} must lead to a loopback address, not {address}")

    # -------------------------------------------------------------------- robots

    async def _robots_of(self, origin: str) -> Robots:
        found = self._robots.get(origin)
        if found is not None and found.known_until > time.monotonic():
            return found
        lock = self._robots_locks.setdefault(origin, asyncio.Lock())
        async with lock:
            found = self._robots.get(origin)
            if found is None or found.known_until <= time.monotonic():
                if len(self._robots) > _ROBOTS_HELD:
                    self._robots.clear()
                found = self._robots[origin] = await self._ask_robots(origin)
        self._robots_locks.pop(origin, None)
        return found

    async def _ask_robots(self, origin: str) -> Robots:
        try:
            page = await self._follow("GET", origin + "/robots.txt", None, None, "robots", None, b"", {})
        except FetchError as error:
            return Robots(None, self._token, time.monotonic() + ROBOTS_RETRY_S, error)
        if page.status >= 500 or page.status == 429:
            wait_s = judge.retry_after(page)
            if wait_s is not None:
                self._turnstile.rest(urls.host(page.final_url), wait_s)
            failure = FetchError(
                f"{_short(origin)}: its robots.txt cannot be read ({page.status})", "robots_unreachable"
            )
            return Robots(None, self._token, time.monotonic() + max(ROBOTS_RETRY_S, wait_s or 0), failure)
        text = robots_text(page.body) if 200 <= page.status < 300 else ""
        return Robots(text, self._token, time.monotonic() + ROBOTS_KEPT_S)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC).replace(microsecond=0)


class _Resolver(aiohttp.abc.AbstractResolver):
    """Names as handed in or by the system; `connect_to` names lead to their loopback address."""

    def __init__(
        self, inner: aiohttp.abc.AbstractResolver | None, mapped: dict[str, tuple[str, int]]
    ) -> None:
        self._inner = inner or aiohttp.ThreadedResolver()
        self._mapped = mapped

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[aiohttp.abc.ResolveResult]:
        mapped = self._mapped.get(host)
        if mapped is None:
            return await self._inner.resolve(host, port, family)
        ip = ip_address(mapped[0])
        return [
            aiohttp.abc.ResolveResult(
                hostname=host, host=str(ip), port=port, family=2 if ip.version == 4 else 10, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        await self._inner.close()


# --------------------------------------------------------------------- plain words


def _plain(error: BaseException, target: _Target, attempt: _Attempt) -> FetchError:
    where = _short(target.url)
    if attempt.refused is not None:
        return FetchError(
            f"{where}: the name leads to the private address {attempt.refused}"
            f"{_opened(attempt.refused, target.asked)}",
            "private_address",
        )
    if isinstance(error, FetchError):
        return error
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError | ssl.SSLError):
        return FetchError(f"{where}: its TLS certificate or handshake is not valid", "tls_error")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError(
            f"{where}: the name of the host is not known; check its spelling, and that this machine is online",
            "unknown_host",
        )
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchError(f"{where}: the answer ended before it was whole", "incomplete_body")
    if isinstance(error, aiohttp.ClientResponseError | aiohttp.http_exceptions.HttpProcessingError):
        text = str(error).lower()
        if "too long" in text or "too many" in text or "more than" in text or "too large" in text:
            return FetchError(f"{where}: its headers are too large", "headers_too_large")
        return FetchError(f"{where}: what came back is not HTTP", "not_http")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return FetchError(f"{where}: the server hung up without an answer", "disconnected")
    if isinstance(error, OSError):
        return FetchError(f"{where}: no connection to the server", "no_connection")
    return FetchError(f"{where}: the address or answer cannot be read", "bad_answer")


def _opened(address: str, asked: bool) -> str:
    """How the owner of a private network opens it; nothing where a server led us to it."""
    network = guard.network_of(address) if asked else ""
    return f'; if it is yours, say so: fetch.allow_private = ["{network}"]' if network else ""


def _unreachable(url: str, failure: FetchError) -> FetchError:
    """Why a page is not asked for when its host's rules could not be had."""
    if failure.reason in _NETWORK_REASONS:  # the host's own trouble, which the page would meet as well
        return FetchError(f"{_short(url)}: {str(failure).partition(': ')[2]}", failure.reason)
    return FetchError(
        f"{_short(url)}: the host cannot give its robots.txt now, so we stay away", "robots_unreachable"
    )


_NETWORK_REASONS = frozenset(
    {
        "unknown_host",
        "no_connection",
        "tls_error",
        "private_address",
        "port_refused",
        "disconnected",
        "timeout",
    }
)


def _networks(settings: GateSettings) -> tuple[guard.Network, ...]:
    try:
        return guard.networks(settings.allow_private)
    except ValueError as error:
        raise ConfigError(f"allow_private: {error}; write a network like 10.1.0.0/16") from None


def _is_header_value(text: str) -> bool:
    return len(text) < 1024 and text.isprintable() and text.isascii()


def _short(url: str) -> str:
    """An address safe for one line of a message: printable, without a password, not endless."""
    text = "".join(c for c in url[:200] if c.isprintable())
    head, mark, tail = text.partition("://")
    if mark and "@" in tail.split("/")[0]:
        tail = "…@" + tail.split("@", 1)[1]
    return head + mark + tail


def _size(size_bytes: int) -> str:
    return f"{size_bytes / (1 << 20):.0f} MiB" if size_bytes >= 1 << 20 else f"{size_bytes / 1024:.0f} KiB"
