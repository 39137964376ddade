"""What strangers can do to the gate: each ends with a plain reason, and the next fetch works."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hostile_server import HostileServer

from tipsheet.errors import ConfigError, FetchError
from tipsheet.fetch import guard
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.records import Discovery, Page, Rejected, Source
from tipsheet.stages.discover import discover


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def settings(server: HostileServer, **more: Any) -> GateSettings:
    more = {"spacing_s": 0.0, "respect_robots": False, "total_s": 5.0, **more}
    return GateSettings(connect_to={"hostile.example": (server.host, server.port)}, **more)


async def _reason(gate: Gate, url: str, kind: str = "page") -> str:
    """The failure's reason, or the status and whether the page was cut."""
    try:
        page = await gate.fetch(url, kind=kind)
    except FetchError as error:
        plain = str(error) and "\n" not in str(error)
        return error.reason if plain else f"not one plain line: {error}"
    return f"{page.status}{' cut' if page.truncated else ''}"


SINS = [
    ("/endless", "page", "too_large"),
    ("/endless", "feed", "200 cut"),
    ("/drip", "page", "timeout"),
    ("/silence", "page", "timeout"),
    ("/header-flood", "page", "headers_too_large"),
    ("/long-header", "page", "headers_too_large"),
    ("/continue-flood", "page", "not_http"),
    ("/bomb-gzip", "page", "decompression_bomb"),
    ("/bomb-gzip", "feed", "decompression_bomb"),
    ("/bomb-deflate", "page", "decompression_bomb"),
    ("/bomb-br", "page", "decompression_bomb"),
    ("/bomb-zstd", "page", "decompression_bomb"),
    ("/bomb-double", "page", "decompression_bomb"),
    ("/bad-gzip", "page", "bad_encoding"),
    ("/unknown-encoding", "page", "bad_encoding"),
    ("/loop", "page", "redirect_loop"),
    ("/chain", "page", "too_many_redirects"),
    ("/short", "page", "incomplete_body"),
    ("/bad-length", "page", "not_http"),
    ("/two-lengths", "page", "not_http"),
    ("/bad-chunk", "page", "not_http"),
    ("/huge-chunk", "page", "not_http"),
    ("/http09", "page", "not_http"),
    ("/hang-up", "page", "disconnected"),
    ("/nul-header", "page", "not_http"),
    ("/redirect?to=file:///etc/passwd", "page", "bad_redirect"),
    ("/redirect?to=//user:pw@hostile.example/fine", "page", "bad_redirect"),
    ("/redirect?to=http://169.254.169.254/latest/meta-data/", "page", "private_address"),
    ("/redirect?to=http://[::ffff:10.0.0.1]/", "page", "private_address"),
    ("/redirect?to=http://hostile.example:99999/", "page", "bad_redirect"),
    ("/redirect?to=http://hostile.example%252500.example/", "page", "bad_redirect"),
]


@pytest.mark.parametrize(("path", "kind", "reason"), SINS)
def test_each_sin_ends_with_its_reason(server: HostileServer, path: str, kind: str, reason: str) -> None:
    async def go() -> tuple[str, str]:
        async with Gate(settings(server, total_s=1.0 if reason == "timeout" else 20.0)) as gate:
            met = await _reason(gate, f"http://hostile.example{path}", kind)
            return met, await _reason(gate, "http://hostile.example/fine")

    assert asyncio.run(go()) == (reason, "200")


def test_nothing_else_suffers(server: HostileServer) -> None:
    """A fine page is served while every sinner is at work."""

    async def go() -> list[str]:
        paths = ["/drip", "/silence", "/endless", "/header-flood", "/bomb-br", "/short"]
        async with Gate(settings(server, total_s=2.0, per_host=20)) as gate:
            sinners = [asyncio.create_task(_reason(gate, f"http://hostile.example{p}")) for p in paths]
            await asyncio.sleep(0.05)
            fine = [await _reason(gate, "http://hostile.example/fine") for _ in range(5)]
            assert not sinners[0].done(), "the drip was still going on"
            await asyncio.gather(*sinners)
            return fine

    assert asyncio.run(go()) == ["200"] * 5


def test_a_private_source_is_told_how_to_be_opened(server: HostileServer) -> None:
    async def told(url: str, resolved: str = "10.1.2.3") -> str:
        async with Gate(settings(server, spacing_s=0.0), resolver=Resolver([[resolved]])) as gate:
            with pytest.raises(FetchError) as caught:
                await gate.fetch(url, kind="feed")
            return str(caught.value)

    assert 'fetch.allow_private = ["127.0.0.0/8"]' in asyncio.run(told("http://127.0.0.1/feed"))
    assert 'fetch.allow_private = ["10.1.2.0/24"]' in asyncio.run(told("http://intranet.example/feed"))
    assert 'fetch.connect_to = {"a.example" = "127.0.0.1:81"}' in asyncio.run(told("http://a.example:81/"))
    # Nobody is told to open what a stranger led us to, or where a machine keeps its secrets.
    led = asyncio.run(told("http://hostile.example/redirect?to=http://10.1.2.3/"))
    assert "the address is private" in led
    assert "allow_private" not in led
    assert "allow_private" not in asyncio.run(told("http://169.254.169.254/"))
    assert "allow_private" not in asyncio.run(told("http://meta.example/", "169.254.169.254"))


FORMS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://127.0.0.1./",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::1]/",
    "http://100.64.0.1/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[fe80::1]/",
    "http://[ff02::1]/",
    "http://0.0.0.0/",
    "http://169.254.169.254/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:53aa:64c:0:fbff:80ff:fffe]/",
    "http://[::7f00:1]/",
    "http://[2001:db8::1]/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http://127.0.0.1:80/",
    "http:127.0.0.1/",
    "http:///127.0.0.1/",
    "HTTP://127.0.0.1/",
    " http://127.0.0.1/",
    "http://%31%32%37.0.0.1/",
    "http://192.0.0.1/",
    "http://192.88.99.1/",
    "http://[5f00::1]/",
]


@pytest.mark.parametrize("url", FORMS)
def test_every_form_of_a_private_address_is_refused_before_dialling(url: str) -> None:
    async def go() -> str:
        async with Gate(GateSettings(respect_robots=False, total_s=2.0), resolver=Resolver([])) as gate:
            return await _reason(gate, url)

    assert asyncio.run(go()) == "private_address"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://user:secret@example.com/",
        "https://user@example.com/",
        "//example.com/",
        "example.com",
        "",
        "http://",
        "http://[::1",
        "http://exa mple.com/",
        "http://a\x00b.example/",
        "http://\ud800.example/",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    async def go() -> tuple[str, str]:
        async with Gate(GateSettings()) as gate:
            try:
                await gate.fetch(url)
            except FetchError as error:
                return error.reason, str(error)
        return "", ""

    reason, text = asyncio.run(go())
    assert reason == "bad_url"
    assert "secret" not in text


def test_unusual_ports_are_refused() -> None:
    async def go() -> str:
        async with Gate(GateSettings()) as gate:
            return await _reason(gate, "http://example.com:22/")

    assert asyncio.run(go()) == "port_refused"


class Resolver(aiohttp.abc.AbstractResolver):
    """Answers as scripted, one list of addresses a question; the last one for ever after."""

    def __init__(self, answers: list[list[str]]) -> None:
        self.answers = answers
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[Any]:
        if not self.answers:
            raise OSError("no such name")
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [
            {
                "hostname": host,
                "host": a,
                "port": port,
                "family": 10 if ":" in a else 2,
                "proto": 0,
                "flags": 0,
            }
            for a in answer
        ]

    async def close(self) -> None:
        return None


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00::1"],
)
def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    async def go() -> str:
        async with Gate(GateSettings(respect_robots=False), resolver=Resolver([[address]])) as gate:
            return await _reason(gate, "http://looks-public.example/")

    assert asyncio.run(go()) == "private_address"


def test_rebinding_meets_the_guard_on_the_socket() -> None:
    """The name leads to an allowed server first and to a forbidden one afterwards."""
    with HostileServer("127.0.0.2") as allowed, HostileServer("127.0.0.1", port=allowed.port) as forbidden:
        resolver = Resolver([["127.0.0.2"], ["127.0.0.1"]])
        rules = GateSettings(respect_robots=False, spacing_s=0, allow_private=("127.0.0.2/32",))

        async def go() -> list[str]:
            async with Gate(rules, resolver=resolver) as gate:
                url = f"http://rebind.example:{allowed.port}/fine"
                first = await _reason(gate, url)
                assert gate._session is not None
                gate._session.connector.clear_dns_cache()  # type: ignore[union-attr]
                await gate._session.connector.close()  # type: ignore[union-attr]  # no kept-alive socket
                gate._session = None
                return [first, await _reason(gate, url)]

        assert asyncio.run(go()) == ["200", "private_address"]
        assert resolver.asked == 2
        assert forbidden.asked == []


def test_a_redirect_hop_that_rebinds_is_refused() -> None:
    with HostileServer("127.0.0.2") as allowed, HostileServer("127.0.0.1", port=allowed.port) as forbidden:
        resolver = Resolver([["127.0.0.2"], ["127.0.0.1"]])
        rules = GateSettings(respect_robots=False, spacing_s=0, allow_private=("127.0.0.2/32",))
        target = f"http%3A//second.example%3A{allowed.port}/secret"

        async def go() -> str:
            async with Gate(rules, resolver=resolver) as gate:
                return await _reason(gate, f"http://first.example:{allowed.port}/redirect?to={target}")

        assert asyncio.run(go()) == "private_address"
        assert forbidden.asked == []


def test_a_mixed_answer_connects_to_the_public_address_only() -> None:
    with HostileServer("127.0.0.2") as allowed, HostileServer("127.0.0.1", port=allowed.port) as forbidden:
        resolver = Resolver([["127.0.0.1", "127.0.0.2"]])
        rules = GateSettings(respect_robots=False, allow_private=("127.0.0.2/32",))

        async def go() -> str:
            async with Gate(rules, resolver=resolver) as gate:
                return await _reason(gate, f"http://mixed.example:{allowed.port}/fine")

        assert asyncio.run(go()) == "200"
        assert forbidden.asked == []


def test_connect_to_opens_its_own_host_only(server: HostileServer) -> None:
    """Another name, or the bare address, does not reach the server that one name may reach."""

    async def go() -> list[str]:
        rules = settings(server, ports=frozenset({80, 443, server.port}))
        async with Gate(rules, resolver=Resolver([["127.0.0.1"]])) as gate:
            urls = [
                "https://hostile.example/fine",
                f"http://other.example:{server.port}/fine",
                f"http://127.0.0.1:{server.port}/fine",
                f"http://hostile.example/redirect?to=http%3A//127.0.0.1%3A{server.port}/secret",
            ]
            return [await _reason(gate, url) for url in urls]

    asked = len(server.asked)
    assert asyncio.run(go()) == ["200", "private_address", "private_address", "private_address"]
    assert "/secret" not in server.asked[asked:]


def test_connect_to_leads_to_loopback_only() -> None:
    with pytest.raises(ConfigError, match="must lead to a loopback address"):
        Gate(GateSettings(connect_to={"a.example": ("10.0.0.1", 80)}))


def test_an_allow_list_that_is_none_is_refused_in_plain_words() -> None:
    with pytest.raises(ConfigError, match="allow_private"):
        Gate(GateSettings(allow_private=("ten dot one",)))


def test_webhooks_and_models_meet_the_same_guard(server: HostileServer) -> None:
    async def go() -> list[str]:
        reasons = []
        async with Gate(settings(server)) as gate:
            for url in ("http://169.254.169.254/hook", "http://localhost/hook", "file:///x"):
                try:
                    await gate.post(url, b"{}", content_type="application/json")
                except FetchError as error:
                    reasons.append(error.reason)
            page = await gate.post(
                "http://hostile.example/redirect?to=http%3A//10.0.0.1/", b"", content_type="text/plain"
            )
            return [*reasons, str(page.status)]

    assert asyncio.run(go()) == ["private_address", "private_address", "bad_url", "302"]


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/laughs", 1),
        ("/quadratic", 1),
        ("/external", 1),
        ("/many-items", 10_000),
        ("/deep", 1),
        ("/long-title", -1),
    ],
)
def test_hostile_documents_are_read_within_bounds(server: HostileServer, path: str, links: int) -> None:
    async def go() -> Page:
        async with Gate(settings(server, total_s=20.0)) as gate:
            return await gate.fetch(f"http://hostile.example{path}", kind="feed")

    page = asyncio.run(go())
    found = next(discover([(Source(id="s", url=page.url), page)]))
    if links < 0:
        assert isinstance(found, Rejected)
        assert found.reason == "too_large"
        return
    assert isinstance(found, Discovery), found
    assert len(found.links) == links
    for link in found.links[:1]:
        assert len(link.title) <= 1000
        assert "root:" not in link.title
    if path == "/many-items":
        assert found.cut == ("only the first 10000 entries are read",)


def test_tls_errors_are_told(tmp_path: Path) -> None:
    with HostileServer(tls=_self_signed(tmp_path)) as tls, HostileServer(blurts=True) as plain:

        async def go() -> list[str]:
            rules = GateSettings(
                respect_robots=False, spacing_s=0, allow_private=("127.0.0.0/8",), total_s=5.0
            )
            async with Gate(rules, resolver=Resolver([["127.0.0.1"]])) as gate:
                return [
                    await _reason(gate, f"https://self-signed.example:{tls.port}/fine"),
                    await _reason(gate, f"https://plain.example:{plain.port}/fine"),
                ]

        assert asyncio.run(go()) == ["tls_error", "tls_error"]


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "self-signed.example")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + cert.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "100.128.0.1"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert guard.is_public(address)


@pytest.mark.parametrize(
    "address", ["", "example.com", "127.0.0.1", "fe80::1%eth0", "999.1.1.1", "2001:db8::", "3fff::1"]
)
def test_other_addresses_are_not(address: str) -> None:
    assert not guard.is_public(address)


def test_allowed_networks() -> None:
    nets = guard.networks(["10.1.0.0/16", "fd00::/8"])
    assert guard.is_allowed("10.1.2.3", nets)
    assert guard.is_allowed("::ffff:10.1.2.3", nets)
    assert guard.is_allowed("fd00::5", nets)
    assert not guard.is_allowed("10.2.0.1", nets)
    assert not guard.is_allowed("127.0.0.1", nets)
    assert not guard.is_allowed("name", nets)
