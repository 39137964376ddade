"""`tipsheet new NAME [DIR]`: an empty publication, ready to run."""

from __future__ import annotations

import json as stdlib_json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from tipsheet.cli.console import Json, emit_json, out
from tipsheet.config import FILE_NAME
from tipsheet.errors import ConfigError, PublishError

IGNORED = ".tipsheet/\n"  # what git leaves alone: the working files

_SETTINGS = """\
# A Tipsheet publication. Every setting is explained in docs/settings.md.

[publication]
title = {title}
topic = {topic}          # the root topic; its words stand in _data/topics/00-{slug}.yaml
url = {url}
locale = "en-us"
description = ""
contact = ""             # a mail or web address: shown on the site, sent to the hosts we visit

[schedule]
every = "2h"

# One [[source]] for every feed, sitemap or page. A site's front page will do:
# its feeds are found by themselves.
"""

_SOURCE = """
[[source]]
url = {url}
"""

_NO_SOURCE = """
# [[source]]
# url = "https://example.org/feed.xml"
"""

_TOPIC = """\
taxonomy: topic
_id: {slug}
name: {name}
keywords:
  - {keyword}
hashtags:
  - "#{hashtag}"
services:
  news: {url}/api/news/
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("new")(new)


def new(
    name: Annotated[str, typer.Argument(help='The topic, for example "Battery recycling".')],
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Where; default: the name.")] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="A feed, sitemap or site; may be repeated.")
    ] = None,
    url: Annotated[str, typer.Option(help="Where the site will be read.")] = "http://localhost:8000",
    everything: Annotated[
        bool, typer.Option("--everything", help="The root topic takes whatever comes, not only its keywords.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a publication: settings, the root topic, and a .gitignore."""
    from tipsheet.urls import slug as slug_of

    if not name.strip():
        raise ConfigError("a publication needs a name: tipsheet new NAME")
    name = " ".join(name.split())
    slug = slug_of(name) or "topic"
    target = folder or Path(slug)
    if (target / FILE_NAME).exists():
        raise ConfigError(f"{target / FILE_NAME} is there already; edit it, or choose another folder")
    files = publication_files(name, slug, url.rstrip("/"), source or [], everything)
    write_new(target, files)
    if json:
        emit_json({"folder": str(target), "files": sorted(files)})
        return
    steps = [] if source else [f"name your sources in {target / FILE_NAME}"]
    steps += [f"tipsheet run {target}", f"tipsheet serve {target}"]
    out.print(f"[bold]{escape(name)}[/bold] is in {escape(str(target))}/. Next:")
    for number, step in enumerate(steps, 1):
        out.print(f"  {number}. {escape(step)}")


def publication_files(name: str, slug: str, url: str, sources: list[str], everything: bool) -> dict[str, str]:
    """The files of a fresh publication: relative path -> text."""
    quoted = stdlib_json.dumps  # a JSON string is a TOML basic string
    settings = _SETTINGS.format(
        title=quoted(name, ensure_ascii=False),
        topic=quoted(name, ensure_ascii=False),
        slug=slug,
        url=quoted(url),
    )
    settings += "".join(_SOURCE.format(url=quoted(s)) for s in sources) or _NO_SOURCE
    topic = _TOPIC.format(
        slug=slug,
        name=_scalar(name),
        keyword=_scalar(name.lower()),
        hashtag="".join(c for c in name.title() if c.isalnum()),
        url=url,
    )
    if everything:
        topic += "everything: true\n"
    return {
        FILE_NAME: settings,
        f"_data/topics/00-{slug}.yaml": topic,
        "_data/organizations/.gitkeep": "",
        "_news/.gitkeep": "",
        ".gitignore": IGNORED,
    }


def write_new(target: Path, files: dict[str, str]) -> None:
    """Write files that are not there yet; `PublishError` names what cannot be written."""
    for relative, text in files.items():
        path = target / relative
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise PublishError(f"{path}: cannot be written ({error.strerror})") from None


def _scalar(text: str) -> str:
    """A YAML plain scalar where that is safe, a quoted one otherwise."""
    plain = text[:1].isalpha() and not any(c in text for c in ":#\"'\\{}[],&*!|>%@`") and text == text.strip()
    return (
        text
        if plain and text.lower() not in ("yes", "no", "true", "false", "null", "on", "off")
        else stdlib_json.dumps(text, ensure_ascii=False)
    )
