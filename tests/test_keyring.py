"""Keys: they show nowhere, and files that others may read are refused."""

from __future__ import annotations

import base64
import json
import os
import pickle
from pathlib import Path

import pytest

from tipsheet import keyring
from tipsheet.errors import ConfigError
from tipsheet.keyring import Key, KeyRing

SECRET = bytes(range(32))
OTHER = bytes(reversed(range(32)))


def test_a_key_shows_its_id_only() -> None:
    key = Key(SECRET)
    ring = KeyRing([key, Key(OTHER)])
    shown = f"{key!r} {key} {ring!r} {ring} {[key]} {key.__dict__ if hasattr(key, '__dict__') else ''}"
    for spelling in (SECRET.hex(), base64.b64encode(SECRET).decode(), repr(SECRET)[2:20]):
        assert spelling not in shown
    assert key.id in shown
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_the_id_tells_nothing_of_the_key_but_names_it() -> None:
    assert Key(SECRET).id == Key(SECRET).id != Key(OTHER).id
    assert Key(SECRET).id not in SECRET.hex()


def test_a_short_key_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigError, match="32 bytes") as error:
        Key(b"secretword")
    assert "secretword" not in str(error.value)


def test_keys_are_written_for_the_owner_only_and_read_back(tmp_path: Path) -> None:
    work = tmp_path / ".tipsheet"
    path = keyring.write_file(work, [Key(SECRET, "2026-01-01"), Key(OTHER)])
    assert path.stat().st_mode & 0o777 == 0o600
    assert (work / ".gitignore").read_text() == "*\n"
    ring = keyring.load(work, {})
    assert ring is not None
    assert ring.keys == (Key(SECRET), Key(OTHER))
    assert ring.current.created == "2026-01-01"
    assert [p.name for p in work.iterdir() if p.name.endswith(".new")] == []


def test_no_key_is_none(tmp_path: Path) -> None:
    assert keyring.load(tmp_path, {}) is None


def test_the_environment_comes_first(tmp_path: Path) -> None:
    keyring.write_file(tmp_path, [Key(OTHER)])
    third = bytes([7]) * 32
    value = ",".join(
        [base64.b64encode(SECRET).decode(), base64.urlsafe_b64encode(third).decode().rstrip("=")]
    )
    ring = keyring.load(tmp_path, {"TIPSHEET_KEY": value})
    assert ring is not None
    assert ring.keys == (Key(SECRET), Key(third), Key(OTHER))


@pytest.mark.parametrize("value", ["hush-hush", "", "AAAA", "é" * 43])
def test_a_bad_key_file_is_named_and_its_content_is_not(tmp_path: Path, value: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [{"secret": value}]}))
    path.chmod(0o600)
    with pytest.raises(ConfigError) as error:
        keyring.load(tmp_path, {})
    assert str(path) in str(error.value)
    assert not value or value not in str(error.value)


def test_a_file_that_is_no_key_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text("[]")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="not a key file"):
        keyring.load(tmp_path, {})


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX thing")
def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = keyring.write_file(tmp_path, [Key(SECRET)])
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        keyring.load(tmp_path, {})
