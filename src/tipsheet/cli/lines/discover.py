"""`tipsheet stage discover`: documents in, their entries out, one JSON line each.

In: `{"id","url","body_base64"}` or `{"id","url","body_path"}`; optional `content_type`, `kind` (auto, feed,
sitemap, page, mail, opml) and `options` (for kind page: `links`, a CSS selector). Out: `{"id","kind",
"title","entries":[{"id","url","title","published",…}],"children":[…],"hints":{…},"cut":[…]}` with empty
keys left out, or `{"id","rejected":{"stage","reason","detail"}}`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tipsheet.cli._plugins import installed_plugins
from tipsheet.plugins import SOURCES
from tipsheet.records import Discovery, Link, Rejected, Source
from tipsheet.stages.discover import Reader, read

_MAX_BODY = 64 << 20


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """One output line for each input line, in order; a bad line is a rejection and stops nothing."""
    kinds = installed_plugins(SOURCES).sources
    for line in lines:
        key = line.get("id") if isinstance(line, dict) else None
        result = _one(line, kinds) if isinstance(line, dict) else _bad("the line is no object")
        yield {"id": key, **(_told(result) if isinstance(result, Rejected) else _shown(result))}


def _one(line: dict[str, Any], kinds: Mapping[str, Reader]) -> Discovery | Rejected:
    try:
        body = _body(line)
    except OSError as error:
        return _bad(f"{line.get('body_path')}: {error.strerror or error}")
    except (ValueError, binascii.Error) as error:
        return _bad(str(error))
    options = line.get("options") or {}
    if not isinstance(options, dict):
        return _bad("options is no object")
    url = line.get("url")
    kind = line.get("kind")
    source = Source(
        id=str(line.get("id") or ""),
        url=url if isinstance(url, str) else "",
        kind=kind if isinstance(kind, str) and kind else "auto",
        options={str(k): str(v) for k, v in options.items()},
    )
    content_type = line.get("content_type")
    return read(body, source.url, content_type if isinstance(content_type, str) else None, source, kinds)


def _body(line: dict[str, Any]) -> bytes:
    path, coded = line.get("body_path"), line.get("body_base64")
    if isinstance(coded, str):
        return base64.b64decode(coded, validate=True)
    if not isinstance(path, str) or not path:
        raise ValueError("the line has neither body_base64 nor body_path")
    if not Path(path).is_file() and Path(path).exists() and not Path(path).is_dir():
        raise ValueError(f"{path}: is no file")
    if Path(path).stat().st_size > _MAX_BODY:
        raise ValueError(f"{path}: larger than {_MAX_BODY >> 20} MiB")
    return Path(path).read_bytes()


def _bad(detail: str) -> Rejected:
    return Rejected(stage="discover", reason="bad_line", detail=detail)


def _told(rejected: Rejected) -> dict[str, Any]:
    told = {"stage": rejected.stage, "reason": rejected.reason, "detail": rejected.detail}
    return {"rejected": {k: v for k, v in told.items() if v}}


def _shown(found: Discovery) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": found.kind, "entries": [_entry(link) for link in found.links]}
    more = {
        "title": found.title,
        "site_url": found.site_url,
        "language": found.language,
        "children": list(found.children),
        "hints": found.hints,
        "cut": list(found.cut),
    }
    return shown | {k: v for k, v in more.items() if v}


def _entry(link: Link) -> dict[str, Any]:
    """`url` is what the document states; `origin_url` the publisher's own address where it differs."""
    stated = link.stated_url or link.url
    entry = {
        "id": link.entry_id or stated or None,
        "url": stated or None,
        "title": link.title or None,
        "published": _time(link.published_at),
    }
    more = {
        "origin_url": link.url if link.url != stated else None,
        "updated": _time(link.updated_at),
        "excerpt": link.excerpt,
        "content_html": link.content_html,
        "authors": list(link.authors),
        "tags": list(link.tags),
        "image": link.image_url,
        "language": link.language,
        "provider": link.provider_name,
        "type": link.type if link.type != "article" else None,
    }
    return entry | {k: v for k, v in more.items() if v}


def _time(when: datetime | None) -> str | None:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when is not None else None
