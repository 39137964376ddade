"""Keys for what records seal: held in memory so that they show nowhere, read from a file or the environment.

The file is `.tipsheet/keys.json`, mode 0600, in a folder that git ignores. `TIPSHEET_KEY` holds keys in
base64, the current one first, older ones behind commas.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from tipsheet.errors import ConfigError

FILE_NAME = "keys.json"
VARIABLE = "TIPSHEET_KEY"
SECRET_BYTES = 32


class Key:
    """A secret of 32 bytes and its public id. Shows only the id; cannot be pickled or written as JSON."""

    __slots__ = ("_secret", "created", "id")

    def __init__(self, secret: bytes, created: str = "") -> None:
        """`created`: a day, YYYY-MM-DD, for the list. `ConfigError` for a secret of another size."""
        if len(secret) != SECRET_BYTES:
            raise ConfigError(f"a key must have {SECRET_BYTES} bytes, this one has {len(secret)}")
        self._secret = bytes(secret)
        self.created = created
        self.id = self.subkey("id")[:6].hex()

    @property
    def secret(self) -> bytes:
        """The key itself, for the cipher."""
        return self._secret

    def subkey(self, purpose: str) -> bytes:
        """A key of 32 bytes for another purpose; tells nothing of this one."""
        return hmac.new(self._secret, f"tipsheet/1 {purpose}".encode(), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return f"Key(id={self.id!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not to be stored")


class KeyRing:
    """The keys of a publication: the current one seals, all of them open."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Sequence[Key]) -> None:
        """`keys`: the current one first. `ConfigError` when there is none."""
        if not keys:
            raise ConfigError("no key; make one with: tipsheet keys new")
        self._keys = tuple(dict.fromkeys(keys))

    @property
    def current(self) -> Key:
        """The key that seals."""
        return self._keys[0]

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, the current one first."""
        return self._keys

    def find(self, key_id: str) -> Key | None:
        """The key of an id."""
        return next((key for key in self._keys if key.id == key_id), None)

    def with_current(self, key: Key) -> KeyRing:
        """A ring with a new current key; the others stay to open what they sealed."""
        return KeyRing((key, *self._keys))

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(key.id for key in self._keys)})"


# ---------------------------------------------------------------------- reading and writing


def load(work: Path, environ: Mapping[str, str]) -> KeyRing | None:
    """The keys of a publication, None when it has none. `work`: its `.tipsheet` folder.

    Keys of the environment come first. Raises `ConfigError`, which names the file or variable and never shows
    a key, for keys that cannot be read and for a file that others may read.
    """
    keys = (*_from_environment(environ), *read_file(work))
    return KeyRing(keys) if keys else None


def _from_environment(environ: Mapping[str, str]) -> list[Key]:
    value = environ.get(VARIABLE, "").strip()
    return [_key(part.strip(), "", VARIABLE) for part in value.split(",") if part.strip()]


def read_file(work: Path) -> list[Key]:
    """The keys in `keys.json`, the current one first; [] without the file."""
    path = work / FILE_NAME
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({type(error).__name__})") from None
    if os.name == "posix" and mode & 0o077:
        raise ConfigError(f"{path}: others may read the keys; run: chmod 600 {path}")
    try:
        entries: list[dict[str, Any]] = json.loads(text)["keys"]
        return [_key(str(e["secret"]), str(e.get("created", "")), str(path)) for e in entries]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ConfigError(f"{path}: is not a key file; restore it from your copy") from None


def write_file(work: Path, keys: Sequence[Key]) -> Path:
    """Write `keys.json`, readable by its owner only, in one step; `ConfigError` when that cannot be done.

    The working folder gets a `.gitignore` of its own, so that the keys stay out of every repository.
    """
    path = work / FILE_NAME
    entries = [{"id": k.id, "created": k.created, "secret": _text(k.secret)} for k in keys]
    fresh = path.with_name(f"{FILE_NAME}.{os.getpid()}.new")
    try:
        work.mkdir(parents=True, exist_ok=True)
        if not (work / ".gitignore").exists():
            (work / ".gitignore").write_text("*\n", "utf-8")
        with open(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump({"keys": entries}, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None
    return path


def _key(text: str, created: str, where: str) -> Key:
    try:
        secret = base64.b64decode(
            text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise ConfigError(
            f"{where}: a key must be {SECRET_BYTES} bytes in base64; make one with: tipsheet keys new"
        )
    return Key(secret, created)


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
