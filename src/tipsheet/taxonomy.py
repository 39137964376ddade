"""Topic, organisation and site files to records.

Source: FORMAT.md sections 6 and 9; sites are our own (docs/adding-a-source.md). Keys of our own, absent in the original: a topic's `negatives`,
`everything` and `halfLifeHours`; an organisation's `family` and `standing`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from tipsheet import frontmatter
from tipsheet.errors import ConfigError, RecordError
from tipsheet.records import Image, Provider, SiteRules, SiteVersion, Topic

_FILE_NAME = re.compile(r"(?:(\d{1,6})-)?(.+?)\.ya?ml\Z")


def read_topic(text: str, path: str) -> Topic:
    """A topic from `_data/topics/NN-slug.yaml`.

    Raises `ConfigError` with file, line and mend for a topic without a name, a list that is none, a number
    out of range, or YAML that cannot be read.
    """
    document = _document(text, path)
    name = document.text("name")
    if not name:
        raise ConfigError(f"{path}: the topic has no name; add a line 'name: ...'")
    found = _FILE_NAME.match(path.rpartition("/")[2])
    slug = found.group(2) if found else path.rpartition("/")[2]
    return Topic(
        id=document.text("_id") or slug,
        name=name,
        slug=slug,
        shortname=document.text("shortname"),
        parent=document.text("parent"),
        keywords=_words(document, "keywords", path),
        negatives=_words(document, "negatives", path),
        hashtags=_words(document, "hashtags", path),
        images=images(document.get("images"), path),
        services=_services(document, path),
        order=int(found.group(1)) if found and found.group(1) else 0,
        half_life_h=_number(document, "halfLifeHours", 24.0, 0.1, 100_000.0, path),
        everything=document.get("everything") is True,
    )


def read_organization(text: str, path: str) -> Provider:
    """A known provider from `_data/organizations/DOMAIN.md`.

    Raises `ConfigError` with file, line and mend for one without a name or domain, and for a `standing` that
    is not 0 to 100.
    """
    document = _document(text, path)
    name, domain = document.text("name"), document.text("domain") or document.text("_id")
    if not name or not domain:
        missing = "name" if not name else "domain"
        raise ConfigError(f"{path}: the organisation has no {missing}; add a line '{missing}: ...'")
    standing = document.get("standing")
    return Provider(
        name=name,
        domain=domain.lower(),
        images=images(document.get("images"), path),
        family=document.text("family") or "",
        standing=None if standing is None else int(_number(document, "standing", 0.0, 0.0, 100.0, path)),
        known=True,
    )


_SELECTORS = frozenset(
    {"title", "excerpt", "authors", "published", "text", "image", "section", "tags", "paywall"}
)
_SITE_WORDS = frozenset({"type", "language"})
_SITE_KEYS = _SELECTORS | _SITE_WORDS | {"since", "drop", "month_first"}


def read_site(text: str, path: str) -> SiteRules:
    """A site's rules from `_data/sites/DOMAIN.yaml`.

    Raises `ConfigError` with file, line and mend for one without a site or versions, a version without a
    day, a key that is not known and a selector that is none.
    """
    document = _document(text, path)
    site = document.text("site")
    if not site or not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", site):
        raise ConfigError(
            f"{path}:{document.line('site')}: site must be a host; add a line 'site: press.example'"
        )
    versions = document.get("versions")
    if not isinstance(versions, list) or not versions:
        raise ConfigError(
            f"{path}: holds no versions; write 'versions:' and under it '  - since: 2026-03-01'"
        )
    where = f"{path}:{document.line('versions')}: version"
    read = [_site_version(version, f"{where} {number}") for number, version in enumerate(versions, 1)]
    read.sort(key=lambda version: version.since, reverse=True)
    days = [version.since for version in read]
    if len(set(days)) < len(days):
        raise ConfigError(f"{where}s must each have a day of their own in 'since'")
    return SiteRules(site=site.lower(), versions=tuple(read), path=path)


def _site_version(value: Any, where: str) -> SiteVersion:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be lines like 'since: 2026-03-01'")
    unknown = sorted(set(value) - _SITE_KEYS)
    if unknown:
        raise ConfigError(f"{where}: {unknown[0]!r} is not known; known are {', '.join(sorted(_SITE_KEYS))}")
    since = _site_day(value.get("since"), where)
    drop = value.get("drop") or []
    fields: dict[str, Any] = {"drop": tuple(drop) if isinstance(drop, list) else (drop,)}
    fields |= {key: value[key] for key in (_SELECTORS | _SITE_WORDS) & set(value) if value[key] is not None}
    if len(fields) == 1 and not fields["drop"]:
        raise ConfigError(f"{where} says nothing but its day; add a line like 'title: h1.headline'")
    for key in sorted(set(fields) - _SITE_WORDS):
        for selector in fields[key] if key == "drop" else (fields[key],):
            _check_selector(selector, f"{where}: {key}")
    month_first = value.get("month_first", False)
    if not isinstance(month_first, bool) or not all(isinstance(fields.get(k, ""), str) for k in _SITE_WORDS):
        raise ConfigError(f"{where}: month_first must be true or false, type and language must be words")
    return SiteVersion(since=since, month_first=month_first, **fields)


def _site_day(value: Any, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ConfigError(f"{where}: since must be the first day it holds, written 2026-03-01") from None


_NOTHING = LexborHTMLParser("<p></p>")


def _check_selector(selector: Any, where: str) -> None:
    try:
        _NOTHING.css(selector)
    except (SelectolaxError, TypeError, ValueError):
        raise ConfigError(f"{where}: {selector!r} is no CSS selector; write one like 'div.body p'") from None


def images(value: Any, path: str) -> tuple[Image, ...]:
    """Images from a list of addresses or of mappings; `ConfigError` for anything else."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ConfigError(f"{path}: images must be a list; write '  - url: ...' lines under it")
    found: list[Image] = []
    for item in value:
        fields = {"url": item} if isinstance(item, str) else item
        if not isinstance(fields, dict) or not isinstance(fields.get("url"), str):
            raise ConfigError(f"{path}: an image has no address; write '  - url: ...'")
        found.append(
            Image(
                url=fields["url"],
                width_px=_size(fields.get("width")),
                height_px=_size(fields.get("height")),
                title=_text(fields.get("title")),
                attribution=_text(fields.get("attribution")),
                is_cached=fields.get("isCached") is True,
            )
        )
    return tuple(found)


def _document(text: str, path: str) -> frontmatter.Document:
    try:
        return frontmatter.parse(text, path)
    except RecordError as error:
        raise ConfigError(str(error)) from None


def _words(document: frontmatter.Document, key: str, path: str) -> tuple[str, ...]:
    """A list of words in their order, each once; a single word counts as a list of one."""
    node = document.node(key)
    if node is None:
        return ()
    if isinstance(node, frontmatter.Scalar):
        items = node.value if node.style == "flow" else [node.text] if node.text else []
    elif isinstance(node, frontmatter.List):
        items = [e.value.text if isinstance(e.value, frontmatter.Scalar) else None for e in node.entries]
    else:
        items = None
    if not isinstance(items, list) or any(isinstance(item, dict | list) or item is None for item in items):
        raise ConfigError(
            f"{path}:{document.line(key)}: {key} must be a list of words, one '  - ...' line each"
        )
    return tuple(dict.fromkeys(str(item) for item in items if str(item).strip()))


def _services(document: frontmatter.Document, path: str) -> dict[str, str]:
    value = document.get("services")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigError(f"{path}:{document.line('services')}: services must be 'name: address' lines")
    return {key: str(address) for key, address in value.items() if address is not None}


def _number(
    document: frontmatter.Document, key: str, default: float, low: float, high: float, path: str
) -> float:
    value = document.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ConfigError(f"{path}:{document.line(key)}: {key} must be a number from {low:g} to {high:g}")
    return float(value)


def _size(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
