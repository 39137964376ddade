"""`tipsheet stage secure`: {"id", "payload"} to {"id", "secured"}, with the keys in TIPSHEET_KEY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tipsheet import keyring
from tipsheet.config import WORK_DIR, environment
from tipsheet.errors import ConfigError
from tipsheet.stages.secure import Form, seal


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """Seal each payload for the record `id`.

    `payload`: text, sealed as it is, or any other JSON value. `form` (optional): "jwe" or "cbc". Raises
    `ConfigError` when there is no key in the environment or in the working folder here.
    """
    ring = keyring.load(Path(WORK_DIR), environment())
    if ring is None:
        raise ConfigError(
            f"no key: set {keyring.VARIABLE}, or run this in a publication after: tipsheet keys new"
        )
    for line in lines:
        record_id, payload = line.get("id"), line.get("payload")
        if not isinstance(record_id, str) or payload is None:
            yield {"id": record_id, "rejected": {"stage": "secure", "reason": "no_payload"}}
            continue
        form: Form = "cbc" if line.get("form") == "cbc" else "jwe"
        body = payload.encode() if isinstance(payload, str) else msgspec.json.encode(payload)
        yield {"id": record_id, "secured": seal(body, ring.current, record_id, form)}
