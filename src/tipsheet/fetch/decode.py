"""Content encodings undone, never past a cap.

The body is complete on the wire (and capped) before it is decoded, so one small buffer
a step is enough: a bomb costs the cap, not its size.
Source: RFC 9110 section 8.4, RFC 8878 (zstd), RFC 7932 (brotli).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
import zstandard

_STEP = 65536
_PIECE = 4096
_ZSTD_WINDOW_MAX = 1 << 23  # RFC 9659: 8 MiB is all a sender may ask for


class UndecodableError(ValueError):
    """The body is not what its Content-Encoding says."""


class Decoded(NamedTuple):
    """A decoded body, whether it was cut at the cap, and how many bytes one byte of the wire became."""

    body: bytes
    cut: bool
    ratio: float


def decode(body: bytes, encodings: str, cap: int) -> Decoded:
    """`body` without its content encodings, at most `cap` bytes.

    `encodings`: the Content-Encoding header, applied last to first; at most three.
    Raises `UndecodableError` for damaged or unknown encodings.
    """
    names = [n for n in (e.strip().lower() for e in encodings.split(",")) if n not in ("", "identity")]
    if len(names) > 3:
        raise UndecodableError("more than three content encodings")
    cut, ratio = len(body) > cap and not names, 1.0
    body = body[:cap] if cut else body
    for name in reversed(names):
        step = _DECODERS.get(name)
        if step is None:
            raise UndecodableError(f"unknown content encoding {name[:20]!r}")
        if not body:
            break
        body, cut, read = step(body, cap)
        ratio *= len(body) / max(1, read)
    return Decoded(body, cut, ratio)


# One step: (encoded, cap) -> (decoded, cut, encoded bytes it took).
_Step = Callable[[bytes, int], tuple[bytes, bool, int]]


def _zlib(wbits: int) -> _Step:
    def step(body: bytes, cap: int) -> tuple[bytes, bool, int]:
        out = bytearray()
        rest = body
        while rest:
            machine = zlib.decompressobj(wbits)
            try:
                out += machine.decompress(rest, cap + 1 - len(out))
            except zlib.error as error:
                if out:  # servers append padding after the last member; browsers ignore it
                    break
                raise UndecodableError(str(error)) from None
            if len(out) > cap:
                return bytes(memoryview(out)[:cap]), True, len(body) - len(machine.unconsumed_tail)
            if not machine.eof:
                raise UndecodableError("the compressed data ends too early")
            rest = machine.unused_data if wbits == 31 else b""
        return bytes(out), False, len(body)

    return step


def _deflate(body: bytes, cap: int) -> tuple[bytes, bool, int]:
    # "deflate" means zlib (RFC 9110), yet some servers send it bare.
    try:
        return _zlib(15)(body, cap)
    except UndecodableError:
        return _zlib(-15)(body, cap)


def _brotli(body: bytes, cap: int) -> tuple[bytes, bool, int]:
    machine = brotli.Decompressor()
    out = bytearray()
    at, piece = 0, b""
    try:
        while True:
            out += machine.process(piece, output_buffer_limit=_STEP)
            piece = b""
            if len(out) > cap:
                return bytes(memoryview(out)[:cap]), True, at
            if machine.is_finished():
                return bytes(out), False, at
            if machine.can_accept_more_data():
                if at >= len(body):
                    raise UndecodableError("the compressed data ends too early")
                piece = body[at : at + _PIECE]
                at += len(piece)
    except brotli.error as error:
        raise UndecodableError(str(error) or "damaged brotli data") from None


def _zstd(body: bytes, cap: int) -> tuple[bytes, bool, int]:
    machine = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_MAX)
    out = bytearray()
    source = io.BytesIO(body)
    try:
        with machine.stream_reader(source, read_size=_PIECE, read_across_frames=True) as reader:
            while piece := reader.read(_STEP):
                out += piece
                if len(out) > cap:
                    return bytes(memoryview(out)[:cap]), True, source.tell()
    except zstandard.ZstdError as error:
        raise UndecodableError(str(error)) from None
    if not out and body:
        raise UndecodableError("the compressed data ends too early")
    return bytes(out), False, len(body)


_DECODERS: dict[str, _Step] = {
    "gzip": _zlib(31),
    "x-gzip": _zlib(31),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
ACCEPTED = "gzip, deflate, br, zstd"
