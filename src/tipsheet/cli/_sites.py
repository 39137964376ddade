"""What the `site` commands share: a page's record, what a rule changes in it, the text of a rule's file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from tipsheet import frontmatter, taxonomy
from tipsheet.errors import ConfigError, PublishError
from tipsheet.publication import SITES
from tipsheet.records import Page, Rejected, SiteRules

PAGES = f"{SITES}/pages"  # a test page for each version, and what it must give, as DOMAIN-DAY.html and .json
SHOWN_LINES = 40  # of a changed text

Told = dict[str, Any]  # the fields of one page's record, or {"rejected": reason}


def page_of(where: str, url: str, day: date, folder: Path) -> Page:
    """The page in a file, or at an address (asked once, with the publication's manners)."""
    at = datetime.combine(day, time(12), UTC)
    if where.startswith(("http://", "https://")):
        found = _fetched(where, folder)
        return msgspec.structs.replace(found, fetched_at=at)
    try:
        body = Path(where).read_bytes()
    except OSError as error:
        raise ConfigError(f"{where}: cannot be read ({error.strerror})") from None
    if not url:
        raise ConfigError(f"{where}: whose page is it? add --url with the address it came from")
    return Page(url=url, final_url=url, status=200, body=body, fetched_at=at)


def _fetched(address: str, folder: Path) -> Page:
    import asyncio

    from tipsheet import config
    from tipsheet.cli._work import gate_settings
    from tipsheet.fetch.gate import Gate, GateSettings
    from tipsheet.publication import open_publication

    manners = GateSettings()
    if (folder / config.FILE_NAME).exists():
        manners = gate_settings(open_publication(folder))

    async def ask() -> Page:
        async with Gate(manners) as gate:
            return await gate.fetch(address, kind="page")

    return asyncio.run(ask())


def told(page: Page, sites: Mapping[str, SiteRules]) -> Told:
    """What extraction makes of the page by these rules, field by field."""
    from tipsheet.stages.extract import read

    reading = read(page, sites=sites)
    if isinstance(reading, Rejected):
        return {"rejected": reading.reason}
    article = reading.article
    return {
        "title": article.title,
        "excerpt": article.excerpt,
        "authors": list(article.authors),
        "published": reading.published,
        "image": article.images[0].url if article.images else "",
        "section": article.section,
        "tags": list(article.tags),
        "type": article.type,
        "language": article.language or "",
        "paywalled": article.paywalled,
        "text": article.text,
    }


def changes(before: Told, after: Told) -> Iterator[str]:
    """The fields that differ, in lines of "- before" and "+ after"; a text as the lines that differ."""
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if name == "text":
            yield f"  text: {len(old)} characters, now {len(new)}"
            lines = list(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0))[2:]
            kept = [line for line in lines if not line.startswith("@@") and line[1:].strip()]
            yield from (f"  {line[0]} {line[1:]}" for line in kept[:SHOWN_LINES])
            if len(kept) > SHOWN_LINES:
                yield f"  … and {len(kept) - SHOWN_LINES} more lines"
            continue
        yield f"  {name}"
        yield from (f"  {sign} {_shown(value)}" for sign, value in (("-", old), ("+", new)) if value != "")


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def version_lines(since: date, fields: Mapping[str, str | bool | list[str]]) -> str:
    """One version as it stands in a file."""
    lines = [f"  - since: {since.isoformat()}"]
    for key, value in fields.items():
        if isinstance(value, list):
            lines += [f"    {key}:", *(f"      - {_spelled(item)}" for item in value)]
        else:
            lines.append(f"    {key}: {str(value).lower() if isinstance(value, bool) else _spelled(value)}")
    return "\n".join(lines) + "\n"


def _spelled(text: str) -> str:
    return frontmatter.spell(text, "double")


def with_version(site: str, standing: str, version: str) -> str:
    """A file's text with one more version; a fresh file where there is none."""
    if not standing:
        return f"site: {site}\nversions:\n{version}"
    return standing.rstrip("\n") + "\n" + version


def rules_in(text: str, path: str) -> SiteRules:
    """The rules of a file's text; `ConfigError` as the file would give it."""
    return taxonomy.read_site(text, path)


def put(folder: Path, relative: str, body: bytes) -> None:
    """Write one file of the publication."""
    path = folder / relative
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None


def kept_pages(folder: Path) -> Iterator[tuple[str, str, date, Path]]:
    """The test pages: file name, address, day fetched, and where the record stands that it must give."""
    for path in sorted((folder / PAGES).glob("*.html")):
        expected = path.with_suffix(".json")
        try:
            kept = msgspec.json.decode(expected.read_bytes())
            yield path.name, kept["url"], date.fromisoformat(kept["fetched"]), path
        except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError):
            raise ConfigError(
                f"{expected}: holds no record for {path.name}; make both with `tipsheet site add`"
            ) from None
