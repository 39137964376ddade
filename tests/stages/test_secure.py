"""Sealing: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import OctKey

from tipsheet.errors import SecretError
from tipsheet.keyring import Key, KeyRing
from tipsheet.stages import secure

KEY, OLD, OTHER = Key(bytes(32)), Key(bytes([1]) * 32), Key(bytes([2]) * 32)
RING = KeyRing([KEY])
PATH = "_news/2026-03-12-a-kettle-sings.md"
FORMS: tuple[secure.Form, ...] = ("jwe", "cbc")
payloads = st.binary(max_size=200)
forms = st.sampled_from(FORMS)


def sealed(payload: bytes, form: secure.Form, key: Key = KEY, path: str = PATH) -> str:
    return secure.sealer(KeyRing([key]), form)(path, payload)


@given(payloads, forms, st.text(max_size=30))
def test_round_trip_is_deterministic(payload: bytes, form: secure.Form, path: str) -> None:
    path = path.encode("utf-8", "replace").decode()
    text = sealed(payload, form, path=path)
    assert text == sealed(payload, form, path=path)
    assert text.isascii()
    assert secure.unseal(text, RING, path) == payload
    assert secure.form_of(text) == form


@given(payloads, forms, st.data())
@settings(max_examples=300)
def test_any_change_of_any_character_is_refused(
    payload: bytes, form: secure.Form, data: st.DataObject
) -> None:
    text = sealed(payload, form)
    at = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.sampled_from("AZaz09+/-_=.; \n\x00é"))
    altered = text[:at] + char + text[at + 1 :]
    if altered != text:
        refused(altered)


@given(payloads, forms, st.data())
def test_cut_or_longer_texts_are_refused(payload: bytes, form: secure.Form, data: st.DataObject) -> None:
    text = sealed(payload, form)
    refused(text[: data.draw(st.integers(0, len(text) - 1))])
    refused(text[data.draw(st.integers(1, len(text))) :])
    refused(text + data.draw(st.sampled_from(["A", "=", ".", ";", "AAAA", " "])))


@given(
    st.binary(min_size=16, max_size=200).map(lambda b: b[: len(b) // 16 * 16]),
    st.binary(min_size=16, max_size=16),
)
def test_a_forged_cbc_text_is_refused(body: bytes, nonce: bytes) -> None:
    refused(f"{base64.b64encode(body).decode()};{base64.b64encode(nonce).decode()}")


@given(st.text(max_size=60))
def test_no_text_makes_it_crash(text: str) -> None:
    refused(text)


@given(payloads, forms)
def test_a_wrong_key_is_refused(payload: bytes, form: secure.Form) -> None:
    refused(sealed(payload, form, OTHER))


@given(payloads, forms)
def test_a_text_moved_to_another_record_is_refused(payload: bytes, form: secure.Form) -> None:
    with pytest.raises(SecretError):
        secure.unseal(sealed(payload, form, path="_news/other.md"), RING, PATH)


def refused(text: str) -> None:
    with pytest.raises(SecretError) as error:
        secure.unseal(text, RING, PATH)
    assert str(error.value) == f"{PATH}: what is sealed here cannot be opened with the keys at hand"
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


@given(payloads, forms)
def test_after_rotation_old_texts_open_and_new_ones_are_under_the_new_key(
    payload: bytes, form: secure.Form
) -> None:
    before = sealed(payload, form, OLD)
    ring = KeyRing([OLD]).with_current(KEY)
    assert secure.unseal(before, ring, PATH) == payload
    after = secure.reseal(before, ring, PATH)
    assert secure.unseal(after, KeyRing([KEY]), PATH) == payload
    assert secure.form_of(after) == form
    with pytest.raises(SecretError):
        secure.unseal(after, KeyRing([OLD]), PATH)


@given(payloads, forms, payloads)
def test_an_unchanged_payload_is_never_sealed_again(payload: bytes, form: secure.Form, other: bytes) -> None:
    standing = sealed(payload, "jwe", OLD)
    seal = secure.sealer(KeyRing([KEY, OLD]), form, {PATH: standing}.get)
    assert seal(PATH, payload) == standing
    assert (seal(PATH, other) == standing) == (other == payload)


def test_the_container_is_standard_jwe_for_other_libraries() -> None:
    payload = b'{"id":"7"}'
    opened = jwe.decrypt_compact(sealed(payload, "jwe"), OctKey.import_key(KEY.secret))
    assert opened.plaintext == payload
    assert opened.protected["kid"] == KEY.id
    assert opened.protected["enc"] == "A256GCM"


def test_the_original_form_opens_with_nothing_but_the_key() -> None:
    payload = b"twenty bytes of text"
    body, _, nonce = sealed(payload, "cbc").partition(";")
    decryptor = Cipher(algorithms.AES(KEY.secret), modes.CBC(base64.b64decode(nonce))).decryptor()
    padded = decryptor.update(base64.b64decode(body)) + decryptor.finalize()
    assert padded == payload + bytes([12]) * 12
    assert len(base64.b64decode(nonce)) == 16


def test_a_foreign_cbc_text_opens_only_unverified() -> None:
    encryptor = Cipher(algorithms.AES(KEY.secret), modes.CBC(bytes(16))).encryptor()
    body = encryptor.update(b"foreign" + bytes([9]) * 9) + encryptor.finalize()
    text = f"{base64.b64encode(body).decode()};{base64.b64encode(bytes(16)).decode()}"
    refused(text)
    assert secure.unseal(text, RING, PATH, verify=False) == b"foreign"


@pytest.mark.parametrize(
    "change", [{"alg": "none"}, {"enc": "A128GCM"}, {"zip": "DEF"}, {"crit": ["x"]}, {"kid": 7}, {"kid": "x"}]
)
def test_other_headers_are_refused(change: dict[str, Any]) -> None:
    first, *rest = sealed(b"x", "jwe").split(".")
    header = json.loads(base64.urlsafe_b64decode(first + "=="))
    altered = base64.urlsafe_b64encode(json.dumps(header | change).encode()).rstrip(b"=").decode()
    refused(".".join([altered, *rest]))
    refused("[" * 100_000 + "." + ".".join(rest))


def test_nonces_differ_by_key_record_and_payload() -> None:
    nonces = {
        secure.derive_nonce(key, record, payload, 16)
        for key in (KEY, OTHER)
        for record, payload in (("a", b"b"), ("ab", b""), ("", b"ab"), ("a", b"c"))
    }
    assert len(nonces) == 8


def test_the_key_of_a_text_is_named() -> None:
    assert secure.key_of(sealed(b"", "jwe")) == KEY.id
    assert secure.key_of(sealed(b"", "cbc")) is None
