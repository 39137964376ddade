"""JSON lines to articles and back, shared by the stage adapters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tipsheet.records import Article, Provider, Rejected


def read_article(line: dict[str, Any]) -> Article | Rejected:
    """An article from `{"id","title","excerpt","text","published","provider","url",...}`.

    Only `id` is needed. `published` is ISO 8601, or null; `provider` is a name, a domain or an object.
    Any other field of the record `Article` may be given too. Rejections: bad_line.
    """
    key = line.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool) or key == "":
        return Rejected(stage="read", reason="bad_line", detail="the line has no id")
    fields = {k: v for k, v in line.items() if k in _FIELDS and v is not None}
    fields["id"] = str(key)
    fields.setdefault("url", "")
    try:
        for name in ("title", "excerpt", "text"):
            if not isinstance(fields.get(name, ""), str):
                raise msgspec.ValidationError(f"{name} is not text")
        published = line.get("published", line.get("published_at"))
        if published is not None:
            fields["published_at"] = _time(published)
        fields["provider"] = _provider(
            line.get("provider") or line.get("publisher"), fields["url"], line.get("host")
        )
        return msgspec.convert(fields, Article)
    except (msgspec.ValidationError, ValueError, TypeError) as problem:
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


_FIELDS = frozenset(Article.__struct_fields__)


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
