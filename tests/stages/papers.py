"""PDF files made by code: pages of text, pages that are pictures, a locked file, a damaged one."""

# ruff: noqa: E501 (a line of a document is read whole)

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"


def paper(pages: Sequence[Sequence[str]], *, password: str = "", title: str = "") -> bytes:
    """A PDF with these lines on its pages (Latin letters); locked when a password is given."""
    bodies = []
    for lines in pages:
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        bodies.append(f"BT /F1 10 Tf 50 780 Td 13 TL\n{shown}ET".encode("cp1252"))
    return _file(
        bodies, "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>", password, title
    )


def scan(pages: int) -> bytes:
    """A PDF whose pages hold a picture each and no text."""
    picture = b"q 500 0 0 700 50 50 cm\nBI /W 8 /H 8 /CS /G /BPC 8 ID " + bytes(range(0, 256, 4)) + b"\nEI Q"
    return _file([picture] * pages, "", "", "")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(bodies: Sequence[bytes], resources: str, password: str, title: str) -> bytes:
    count = len(bodies)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        f"<< /Title ({_escaped(title)}) >>".encode(),
    ]
    key, lock = _lock(password) if password else (b"", b"")
    for i, body in enumerate(bodies):
        stream = _rc4(_object_key(key, 5 + 2 * i), body) if key else body
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {resources} >> "
            f"/Contents {5 + 2 * i} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    if lock:
        objects.append(lock)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    locked = f" /Encrypt {len(objects)} 0 R" if lock else ""
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R /ID [<{_ID.hex()}> <{_ID.hex()}>]{locked} >>\n".encode()
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _lock(password: str) -> tuple[bytes, bytes]:
    """File key and encryption dictionary of the standard handler, revision 2 (ISO 32000-1, 7.6.3)."""
    padded = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    rights = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + rights + _ID, usedforsecurity=False).digest()[:5]
    user = _rc4(key, _PAD)
    told = f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>"
    return key, told.encode()


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0", usedforsecurity=False).digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def hostile(kind: str) -> bytes:
    """A PDF made to do harm: `pages` claims two thousand million of them, `ring` is its own parent, `deep`
    nests its page tree ten thousand times, `bomb` has one page whose stream unpacks to 220 MB of text,
    `nested` opens a million brackets."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents 4 0 R >>"
    words = b"BT /F1 10 Tf 50 780 Td (Halden Corp. was founded in 1987 in Bergen.) Tj ET"
    plain = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words)
    catalog, tree = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    if kind == "pages":
        return _plain([catalog, tree.replace(b"/Count 1", b"/Count 2000000000"), page, plain])
    if kind == "ring":
        return _plain([catalog, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>", page, plain])
    if kind == "deep":
        chain = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(5, 10_005)]
        return _plain([catalog, b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>", page, plain, *chain, page])
    if kind == "nested":
        body = b"[" * 1_000_000
        return _plain([catalog, tree, page, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)])
    packer = zlib.compressobj(9)
    line = b"(Nothing of note is told here, and nothing is counted.) Tj T*\n" * 1_000
    packed = packer.compress(b"BT /F1 10 Tf 50 780 Td 13 TL\n")
    packed += b"".join(packer.compress(line) for _ in range(3_500)) + packer.flush()
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return _plain([catalog, tree, page, stream])


def _plain(objects: Sequence[bytes]) -> bytes:
    """A file of these objects, the first of which is the catalog."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
