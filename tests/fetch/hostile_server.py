"""A web server with the worst manners, on loopback: one path, one sin.

Used by the tests and by `benchmarks/hostile.py` (there in a process of its own).
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote

import brotli
import zstandard

Writer = asyncio.StreamWriter
BOMB_BYTES = 256 << 20


class HostileServer:
    """Runs in a thread; inside the `with` block `port` is known; `asked` lists the paths asked for."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
        port: int = 0,
        *,
        blurts: bool = False,
    ) -> None:
        self.blurts = blurts  # answers before it was asked
        self.host = host
        self.port = port
        self.asked: list[str] = []
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async def stop() -> None:
            if self._server is not None:
                self._server.close()
            others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def start() -> None:
            self._server = await asyncio.start_server(self._serve, self.host, self.port, ssl=self._tls)
            self.port = self._server.sockets[0].getsockname()[1]
            self._ready.set()

        self._loop.run_until_complete(start())
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        try:
            if self.blurts:
                await _fine(writer, "")
                return
            head = await reader.readuntil(b"\r\n\r\n")
            target = head.split(b" ")[1].decode("latin-1")
            self.asked.append(target)
            path, _, query = target.partition("?")
            await _SINS.get(path, _not_found)(writer, query)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


def _head(status: str = "200 OK", **fields: str) -> bytes:
    lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in fields.items())
    return f"HTTP/1.1 {status}\r\n{lines}connection: close\r\n\r\n".encode("latin-1")


def _whole(writer: Writer, body: bytes, kind: str = "text/html", **fields: str) -> None:
    writer.write(_head(content_type=kind, content_length=str(len(body)), **fields) + body)


async def _not_found(writer: Writer, query: str) -> None:
    writer.write(_head("404 Not Found", content_length="0"))


async def _fine(writer: Writer, query: str) -> None:
    _whole(writer, b"<title>A fine page</title>")


async def _endless(writer: Writer, query: str) -> None:
    writer.write(_head(content_type="text/html"))
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def _drip(writer: Writer, query: str) -> None:
    writer.write(_head(content_type="text/html", content_length="1000000"))
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _silence(writer: Writer, query: str) -> None:
    await asyncio.sleep(60)


async def _header_flood(writer: Writer, query: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while True:
        writer.write(b"".join(b"x-%d: %s\r\n" % (number + i, b"y" * 100) for i in range(200)))
        number += 200
        await writer.drain()


async def _long_header(writer: Writer, query: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        writer.write(b"y" * 65536)
        await writer.drain()


async def _continue_flood(writer: Writer, query: str) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)
        await writer.drain()


@cache
def bomb(encoding: str) -> bytes:
    """256 MB of zeros in one content encoding."""
    piece = bytes(1 << 20)
    if encoding == "br":
        machine = brotli.Compressor(quality=3)
        return b"".join(machine.process(piece) for _ in range(BOMB_BYTES >> 20)) + bytes(machine.finish())
    if encoding == "zstd":
        packer = zstandard.ZstdCompressor().compressobj()
        return b"".join(packer.compress(piece) for _ in range(BOMB_BYTES >> 20)) + packer.flush()
    wbits = {"gzip": 31, "deflate": 15}[encoding]
    zipper = zlib.compressobj(1, zlib.DEFLATED, wbits)
    return b"".join(zipper.compress(piece) for _ in range(BOMB_BYTES >> 20)) + zipper.flush()


def _bomb(encoding: str) -> Callable[[Writer, str], Awaitable[None]]:
    async def sin(writer: Writer, query: str) -> None:
        _whole(writer, bomb(encoding), content_encoding=encoding)

    return sin


async def _double_bomb(writer: Writer, query: str) -> None:
    zipper = zlib.compressobj(9, zlib.DEFLATED, 31)
    _whole(writer, zipper.compress(bomb("gzip")) + zipper.flush(), content_encoding="gzip, gzip")


async def _bad_gzip(writer: Writer, query: str) -> None:
    _whole(writer, b"\x1f\x8b\x08\x00 this is no gzip at all", content_encoding="gzip")


async def _unknown_encoding(writer: Writer, query: str) -> None:
    _whole(writer, b"abc", content_encoding="rot13")


async def _redirect(writer: Writer, query: str) -> None:
    fields = parse_qs(query)
    status = fields.get("status", ["302"])[0]
    location = unquote(fields["to"][0])
    writer.write(_head(f"{status} Moved", content_length="0", location=location))


async def _loop(writer: Writer, query: str) -> None:
    writer.write(_head("302 Found", content_length="0", location="/loop"))


async def _chain(writer: Writer, query: str) -> None:
    writer.write(_head("302 Found", content_length="0", location=f"/chain?{int(query or 0) + 1}"))


async def _short(writer: Writer, query: str) -> None:
    writer.write(_head(content_type="text/html", content_length="1000") + b"only this")


async def _bad_length(writer: Writer, query: str) -> None:
    writer.write(_head(content_type="text/html", content_length="many") + b"abc")


async def _two_lengths(writer: Writer, query: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabcde")


async def _bad_chunk(writer: Writer, query: str) -> None:
    writer.write(_head(content_type="text/html", transfer_encoding="chunked") + b"zz\r\nabc\r\n0\r\n\r\n")


async def _huge_chunk(writer: Writer, query: str) -> None:
    writer.write(_head(content_type="text/html", transfer_encoding="chunked") + b"f" * 100 + b"\r\nabc")


async def _http09(writer: Writer, query: str) -> None:
    writer.write(b"<html>the body, at once</html>")


async def _hang_up(writer: Writer, query: str) -> None:
    return


async def _nul_header(writer: Writer, query: str) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nx: a\x00b\r\ncontent-length: 0\r\n\r\n")


async def _laughs(writer: Writer, query: str) -> None:
    names = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{names}]>'
        "<rss><channel><item><title>&l9;</title><link>https://example.com/1</link></item></channel></rss>"
    )
    _whole(writer, body.encode(), "application/rss+xml")


async def _quadratic(writer: Writer, query: str) -> None:
    body = (
        f'<!DOCTYPE rss [<!ENTITY a "{"x" * 200}">]><rss><channel><item><title>{"&a;" * 300_000}</title>'
        "<link>https://example.com/1</link></item></channel></rss>"
    )
    _whole(writer, body.encode(), "application/rss+xml")


async def _external(writer: Writer, query: str) -> None:
    body = (
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">'
        '<!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y;]>'
        "<rss><channel><item><title>a&x;b</title><link>https://example.com/1</link></item></channel></rss>"
    )
    _whole(writer, body.encode(), "application/rss+xml")


@cache
def many_items(count: int = 200_000) -> bytes:
    """A feed of that many entries."""
    item = "<item><link>http://a.example/%d</link></item>"
    return ("<rss><channel>" + "".join(item % i for i in range(count)) + "</channel></rss>").encode()


async def _many_items(writer: Writer, query: str) -> None:
    _whole(writer, many_items(), "application/rss+xml")


async def _deep(writer: Writer, query: str) -> None:
    body = "<rss><channel><item><title>t</title><link>https://example.com/1</link><description>"
    _whole(writer, (body + "<b>" * 100_000 + "</b>" * 100_000).encode(), "application/rss+xml")


async def _long_title(writer: Writer, query: str) -> None:
    body = b"<rss><channel><item><title>" + b"x" * (15 << 20) + b"</title></item></channel></rss>"
    _whole(writer, body, "application/rss+xml")


async def _secret(writer: Writer, query: str) -> None:
    _whole(writer, b"the secret")


_SINS: dict[str, Callable[[Writer, str], Awaitable[None]]] = {
    "/fine": _fine,
    "/endless": _endless,
    "/drip": _drip,
    "/silence": _silence,
    "/header-flood": _header_flood,
    "/long-header": _long_header,
    "/continue-flood": _continue_flood,
    "/bomb-gzip": _bomb("gzip"),
    "/bomb-deflate": _bomb("deflate"),
    "/bomb-br": _bomb("br"),
    "/bomb-zstd": _bomb("zstd"),
    "/bomb-double": _double_bomb,
    "/bad-gzip": _bad_gzip,
    "/unknown-encoding": _unknown_encoding,
    "/redirect": _redirect,
    "/loop": _loop,
    "/chain": _chain,
    "/short": _short,
    "/bad-length": _bad_length,
    "/two-lengths": _two_lengths,
    "/bad-chunk": _bad_chunk,
    "/huge-chunk": _huge_chunk,
    "/http09": _http09,
    "/hang-up": _hang_up,
    "/nul-header": _nul_header,
    "/laughs": _laughs,
    "/quadratic": _quadratic,
    "/external": _external,
    "/many-items": _many_items,
    "/deep": _deep,
    "/long-title": _long_title,
    "/secret": _secret,
}
