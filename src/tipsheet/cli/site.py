"""`tipsheet site`: rules for single sites: add one, see what it changes, check that all still hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.errors import ConfigError

Page = Annotated[str, typer.Argument(metavar="PAGE", help="A saved page, or its address.")]
Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="The publication.")]
Url = Annotated[str, typer.Option(help="Where a saved page came from.")]
Day = Annotated[str, typer.Option("--day", help="The day the page was fetched, 2026-03-01; default: today.")]
Selector = Annotated[str, typer.Option(metavar="CSS", help="Where it stands.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Rules for sites that need one (_data/sites).", no_args_is_help=True)
    group.command("add")(add)
    group.command("try")(attempt)
    group.command("check")(check)
    app.add_typer(group, name="site")


def add(
    page: Page,
    folder: Folder = Path("."),
    url: Url = "",
    day: Day = "",
    title: Selector = "",
    excerpt: Selector = "",
    authors: Selector = "",
    published: Selector = "",
    text: Selector = "",
    image: Selector = "",
    section: Selector = "",
    tags: Selector = "",
    paywall: Selector = "",
    drop: Annotated[
        list[str] | None, typer.Option(metavar="CSS", help="Take off the page; may repeat.")
    ] = None,
    month_first: Annotated[bool, typer.Option("--month-first", help="3/4/2026 is 4 March.")] = False,
    kind: Annotated[
        str, typer.Option("--type", help="What every page of the site is: article, video, ...")
    ] = "",
    language: Annotated[str, typer.Option(help="The language of every page of the site.")] = "",
    json: Json = False,
) -> None:
    """Write a rule that holds from the page's day on, show what it changes, keep the page as its test.

    Nothing is written when the rule changes nothing on this page.
    """
    from tipsheet import publication
    from tipsheet.cli import _sites
    from tipsheet.urls import host

    since = _day(day)
    given: dict[str, str | bool | list[str]] = {
        "drop": drop or [], "title": title, "excerpt": excerpt, "authors": authors, "published": published,
        "month_first": month_first, "text": text, "image": image, "section": section, "tags": tags,
        "paywall": paywall, "type": kind, "language": language,
    }  # fmt: skip
    fields = {key: value for key, value in given.items() if value}
    if not fields:
        raise ConfigError("say at least one thing of the site, for example --title h1.headline")
    fetched = _sites.page_of(page, url, since, folder)
    site = host(fetched.final_url or fetched.url).removeprefix("www.")
    path = f"{publication.SITES}/{site}.yaml"
    standing = _standing(folder / path)
    whole = _sites.with_version(site, standing, _sites.version_lines(since, fields))
    rules = _sites.rules_in(whole, path)
    before = _sites.told(fetched, {site: _sites.rules_in(standing, path)} if standing else {})
    after = _sites.told(fetched, {site: rules})
    if before == after:
        raise ConfigError(f"{page}: the rule changes nothing there; nothing written")
    name = f"{_sites.PAGES}/{site}-{since.isoformat()}"
    kept = {"url": fetched.final_url or fetched.url, "fetched": since.isoformat(), "record": after}
    _sites.put(folder, path, whole.encode())
    _sites.put(folder, f"{name}.html", fetched.body)
    _sites.put(folder, f"{name}.json", msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
    if json:
        emit_json({"file": path, "test": f"{name}.html", "before": before, "after": after})
        return
    for line in _sites.changes(before, after):
        out.print(line, markup=False)
    out.print(f"written: {path}, with {name}.html as its test", markup=False)


def attempt(page: Page, folder: Folder = Path("."), url: Url = "", day: Day = "", json: Json = False) -> None:
    """Show what the publication's rules change in the record of a page; nothing is written."""
    from tipsheet.cli import _sites
    from tipsheet.publication import open_publication

    sites = open_publication(folder).sites
    fetched = _sites.page_of(page, url, _day(day), folder)
    before, after = _sites.told(fetched, {}), _sites.told(fetched, sites)
    if json:
        emit_json({"before": before, "after": after})
        return
    lines = list(_sites.changes(before, after))
    for line in lines or ["no rule changes anything there"]:
        out.print(line, markup=False)


def check(folder: Folder = Path("."), json: Json = False) -> None:
    """Read every test page again by the rules of its day; exit status 3 when one gives another record."""
    from tipsheet.cli import _sites
    from tipsheet.publication import open_publication

    publication = open_publication(folder)
    broken = [line for line in publication.problems if line.startswith("_data/sites")]
    changed: dict[str, list[str]] = {}
    checked = 0
    for name, url, day, path in _sites.kept_pages(folder):
        checked += 1
        kept = msgspec.json.decode(path.with_suffix(".json").read_bytes())["record"]
        now = _sites.told(_sites.page_of(str(path), url, day, folder), publication.sites)
        if now != kept:
            changed[name] = list(_sites.changes(kept, now))
    if json:
        emit_json({"pages": checked, "changed": changed, "problems": broken})
    else:
        out.print(
            f"sites with rules: {len(publication.sites)}; test pages: {checked}, changed: {len(changed)}"
        )
        for line in broken:
            out.print(line, markup=False, style="red")
        for name, lines in changed.items():
            out.print(name, markup=False)
            for line in lines:
                out.print(line, markup=False)
    if changed or broken:
        raise typer.Exit(3)


def _day(day: str) -> date:
    try:
        return date.fromisoformat(day) if day else datetime.now(UTC).date()
    except ValueError:
        raise ConfigError(f"--day {day}: write it as 2026-03-01") from None


def _standing(path: Path) -> str:
    try:
        return path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"{path}: cannot be read as text; mend or move it first") from None
