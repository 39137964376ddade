"""JSON lines to articles and back, shared by the stage adapters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec

from tipsheet.records import Article, Provider, Rejected


def read_article(line: dict[str, Any]) -> Article | Rejected:
    """An article from `{"id","title","excerpt","text","published","provider","url",...}`.

    Only `id` is needed. `published` is ISO 8601, or null; `provider` is a name, a domain or an object.
    Fields of the record `Article` may be given too; what does not fit the record is passed over, unless
    it is one of those named here. Rejections: bad_line.
    """
    key = line.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool) or key == "":
        return Rejected(stage="read", reason="bad_line", detail="the line has no id")
    fields: dict[str, Any] = {"id": str(key), "url": ""}
    try:
        for name in ("title", "excerpt", "text", "url"):
            if line.get(name) is not None:
                fields[name] = msgspec.convert(line[name], str)
        published = line.get("published", line.get("published_at"))
        if published is not None:
            fields["published_at"] = _time(published)
        named = line.get("provider") or line.get("publisher")
        fields["provider"] = _provider(named, fields["url"], line.get("host"))
        return Article(**fields, **dict(_others(line)))
    except (msgspec.ValidationError, ValueError, TypeError, OverflowError, OSError) as problem:
        return Rejected(stage="read", reason="bad_line", id=str(key), detail=str(problem))


def refuse(rejected: Rejected) -> dict[str, Any]:
    """The output line of a rejection."""
    told = {"stage": rejected.stage, "reason": rejected.reason}
    if rejected.detail:
        told["detail"] = rejected.detail
    return {"id": rejected.id or None, "rejected": told}


def write_article(article: Article) -> dict[str, Any]:
    """The article's own fields, defaults left out."""
    made: dict[str, Any] = msgspec.to_builtins(article)
    return made


_READ = frozenset(("id", "title", "excerpt", "text", "url", "published_at", "provider"))
_OTHERS = {name: kind for name, kind in get_type_hints(Article).items() if name not in _READ}


def _others(line: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in line.keys() & _OTHERS.keys():
        try:
            yield name, msgspec.convert(line[name], _OTHERS[name])
        except msgspec.ValidationError:
            continue


def _time(value: object) -> datetime:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC)
    moment = datetime.fromisoformat(str(value))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _provider(value: object, url: str, host: object) -> Provider | None:
    if isinstance(value, dict):
        return msgspec.convert({"name": "", "domain": "", **value}, Provider)
    try:
        domain = str(host or urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        domain = ""
    name = value if isinstance(value, str) else ""
    if not name and not domain:
        return None
    return Provider(name=name or domain, domain=domain or name.casefold())
