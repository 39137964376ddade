"""Seals what only holders of a key may read, and opens it again.

Two forms. `jwe`: JWE compact (RFC 7516) with a key shared directly and AES-256-GCM, the key's id in the
header. `cbc`: the original's, `base64(AES-256-CBC ciphertext);base64(iv)` (FORMAT.md section 5).

The nonce is made from key, record and payload (the idea of RFC 5297 and RFC 8452), so one payload of one
record is always the same text and an unchanged payload changes no file. What that tells: that a payload did
not change. The nonce is made again when a text is opened: that binds it to its record, and in the `cbc` form
it is the proof that nothing was altered. docs/decisions/043.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from tipsheet.errors import SecretError
from tipsheet.keyring import Key, KeyRing

Form = Literal["jwe", "cbc"]
_NONCE_BYTES: dict[str, int] = {"jwe": 12, "cbc": 16}
_BLOCK = 16
_LONGEST_HEADER = 512  # ours have 72 characters


def derive_nonce(key: Key, record_id: str, payload: bytes, size: int) -> bytes:
    """The nonce of a payload: HMAC-SHA256 under a key of its own, `size` bytes (at most 32) of it.

    Two payloads of one key share 12 bytes with a chance below 2^-32 up to 2^32 payloads.
    """
    record = record_id.encode()
    mac = hmac.new(key.subkey("nonce"), len(record).to_bytes(8, "big"), hashlib.sha256)
    mac.update(record)
    mac.update(payload)
    return mac.digest()[:size]


def seal(payload: bytes, key: Key, record_id: str, form: Form = "jwe") -> str:
    """`payload` sealed for one record; the same arguments always give the same text.

    `record_id`: the record's path. It is bound in through the nonce: moved to another record the text does
    not open. There is no nonce to pass in: a wrong one would cost the secret.
    """
    nonce = derive_nonce(key, record_id, payload, _NONCE_BYTES[form])
    if form == "cbc":
        padder = PKCS7(8 * _BLOCK).padder()
        padded = padder.update(payload) + padder.finalize()
        encryptor = Cipher(algorithms.AES(key.secret), modes.CBC(nonce)).encryptor()
        sealed = encryptor.update(padded) + encryptor.finalize()
        return f"{base64.b64encode(sealed).decode()};{base64.b64encode(nonce).decode()}"
    header = {"alg": "dir", "enc": "A256GCM", "kid": key.id}
    protected = _encode(json.dumps(header, separators=(",", ":")).encode())
    sealed = AESGCM(key.secret).encrypt(nonce, payload, protected.encode())
    return f"{protected}..{_encode(nonce)}.{_encode(sealed[:-16])}.{_encode(sealed[-16:])}"


def unseal(sealed: str, keyring: KeyRing, record_id: str, *, verify: bool = True) -> bytes:
    """The payload of a sealed text.

    Raises `SecretError`, always in the same words: for a wrong key, for a text that was altered, cut or moved
    from another record, and for what is no sealed text at all. `verify` False also opens a text whose nonce
    is not ours: one that another program sealed. For `cbc` then nothing vouches for what comes out.
    """
    payload = (
        _open_cbc(sealed, keyring, record_id, verify)
        if ";" in sealed
        else _open_jwe(sealed, keyring, record_id, verify)
    )
    if payload is None:
        raise SecretError(f"{record_id}: what is sealed here cannot be opened with the keys at hand")
    return payload


def sealer(
    keyring: KeyRing, form: Form = "jwe", old: Callable[[str], str | None] | None = None
) -> Callable[[str, bytes], str]:
    """A function (record path, payload) -> sealed text under the current key.

    `old` gives the text that a record has now: it stays where it holds this payload already, under whatever
    key and form, so that a new key alone rewrites no record.
    """

    def seal_for(record_path: str, payload: bytes) -> str:
        standing = old(record_path) if old else None
        if standing and holds(standing, keyring, record_path, payload):
            return standing
        return seal(payload, keyring.current, record_path, form)

    return seal_for


def holds(sealed: str, keyring: KeyRing, record_id: str, payload: bytes) -> bool:
    """Whether a sealed text opens to exactly this payload."""
    try:
        return hmac.compare_digest(unseal(sealed, keyring, record_id), payload)
    except SecretError:
        return False


def reseal(sealed: str, keyring: KeyRing, record_id: str, form: Form | None = None) -> str:
    """The same payload under the current key, in the form it has or `form`; `SecretError` as in `unseal`."""
    return seal(unseal(sealed, keyring, record_id), keyring.current, record_id, form or form_of(sealed))


def form_of(sealed: str) -> Form:
    """Which of the two forms a text has."""
    return "cbc" if ";" in sealed else "jwe"


def key_of(sealed: str) -> str | None:
    """The id of the key that sealed a `jwe` text; None for the other form, which does not say."""
    first = sealed.partition(".")[0]
    try:
        header = json.loads(_decode(first)) if len(first) <= _LONGEST_HEADER else {}
        return str(header["kid"])
    except (ValueError, KeyError, TypeError):
        return None


# ---------------------------------------------------------------------- opening


def _open_jwe(sealed: str, keyring: KeyRing, record_id: str, verify: bool) -> bytes | None:
    parts = sealed.split(".")
    if len(parts) != 5 or parts[1] or len(parts[0]) > _LONGEST_HEADER:
        return None
    try:
        header = json.loads(_decode(parts[0]))
        nonce, body, tag = _decode(parts[2]), _decode(parts[3]), _decode(parts[4])
    except ValueError:
        return None
    if not isinstance(header, dict) or header.keys() != {"alg", "enc", "kid"}:
        return None
    if header["alg"] != "dir" or header["enc"] != "A256GCM" or len(nonce) != 12 or len(tag) != 16:
        return None
    key = keyring.find(str(header["kid"]))
    if key is None:
        return None
    try:
        payload = AESGCM(key.secret).decrypt(nonce, body + tag, parts[0].encode())
    except InvalidTag:
        return None
    ours = hmac.compare_digest(derive_nonce(key, record_id, payload, len(nonce)), nonce)
    return payload if ours or not verify else None


def _open_cbc(sealed: str, keyring: KeyRing, record_id: str, verify: bool) -> bytes | None:
    """Every key is tried in full: the form does not name it, and a wrong one must not answer sooner."""
    first, _, second = sealed.partition(";")
    try:
        body, nonce = _decode64(first), _decode64(second)
    except ValueError:
        return None
    if len(nonce) != _BLOCK or not body or len(body) % _BLOCK:
        return None
    found: bytes | None = None
    for key in keyring.keys:
        decryptor = Cipher(algorithms.AES(key.secret), modes.CBC(nonce)).decryptor()
        padded = decryptor.update(body) + decryptor.finalize()
        count = padded[-1]
        whole = 1 <= count <= _BLOCK and hmac.compare_digest(padded[-count:], bytes([count]) * count)
        payload = padded[: len(padded) - (count if whole else 1)]
        ours = hmac.compare_digest(derive_nonce(key, record_id, payload, _BLOCK), nonce)
        if found is None and whole and (ours or not verify):
            found = payload
    return found


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Unpadded base64url, only in the one spelling that `_encode` writes: no text may have two."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("not base64url") from error
    if _encode(data) != text:
        raise ValueError("not the usual spelling")
    return data


def _decode64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise ValueError("not the usual spelling")
    return data
