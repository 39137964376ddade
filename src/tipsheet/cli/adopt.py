"""`tipsheet adopt DIR`: takes over a repository of the original as it is."""

from __future__ import annotations

import json as stdlib_json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from tipsheet.cli.console import Json, emit_json, out, progress
from tipsheet.config import FILE_NAME, WORK_DIR
from tipsheet.errors import ConfigError, PublishError

_SHOWN = 12
_IGNORED = (f"{WORK_DIR}/", ".public.build/", "public/")
_SETTINGS = """\
# This publication was taken over from its repository; its records, topics and API stay where they are.

[publication]
title = {title}
topic = {topic}
url = {url}
locale = {locale}
profile = {profile}      # the API's form; "everyday-2021" for readers of before 2024

[schedule]
every = "2h"

# The original kept its sources elsewhere. One [[source]] for every feed, sitemap or page:
# [[source]]
# url = "https://example.org/feed.xml"
"""
_TOPIC = """\
taxonomy: topic
_id: {slug}
name: {name}
keywords:
  - {keyword}
services:
  news: {url}/api/news/
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("adopt")(adopt)


def adopt(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A clone of an Every Day repository.")],
    profile: Annotated[
        str | None,
        typer.Option(help="everyday, everyday-2021 or tipsheet; default: the form its API has now."),
    ] = None,
    organizations: Annotated[
        bool,
        typer.Option(
            "--organizations", help="Also write _data/organizations for every provider whose logo is shown."
        ),
    ] = False,
    commit: Annotated[bool, typer.Option("--commit", help="End in one git commit.")] = False,
    now: Annotated[str | None, typer.Option("--now", help="Take this as the time.")] = None,
    json: Json = False,
) -> None:
    """Write tipsheet.toml beside what is there and take all records into the store; nothing else changes.

    Adopting again takes in what is new. The exit status is 3 when a file could not be read; it stays as is.
    """
    from tipsheet import config, pipeline
    from tipsheet.cli import _work as work
    from tipsheet.cli._rebuild import at_work, moment
    from tipsheet.pipeline.desk import read_desk
    from tipsheet.publication import open_publication, repository_texts
    from tipsheet.publish.everyday import read_site

    profile = profile or _form_of_api(folder)
    if profile not in config.PROFILES:
        raise ConfigError(f"there is no profile {profile!r}; there are: {', '.join(config.PROFILES)}")
    texts, problems = repository_texts(folder)
    if not any(path == "_config.yml" or path.startswith("_news/") for path in texts):
        raise ConfigError(f"{folder}: has neither _config.yml nor _news; is it an Every Day repository?")
    known = _known(texts, problems)
    site = read_site(texts.get("_config.yml", ""))
    written = _write_missing(folder, texts, site, known, profile, organizations)
    publication = open_publication(folder)
    at = moment(now)
    with at_work(publication) as store, progress(json) as told:
        job = pipeline.Run(
            publication, None, store, None, now=at, progress=told, run_id=f"adopt-{pipeline.run_id_of(at)}"
        )
        job.start()
        read_desk(job)
        job.finish()
        taken = len(store.records())
    problems += [line for line in job.problems if line not in problems]
    if commit:
        work.commit(publication)
    counts = {name: len(items) for name, items in sorted(known["collections"].items())}
    if json:
        emit_json(
            {
                "folder": str(folder),
                "records": taken,
                "topics": len(publication.topics),
                "newsletters": known["newsletters"],
                "collections": counts,
                "written": written,
                "problems": problems,
            }
        )
    else:
        out.print(
            f"{taken} records, {len(publication.topics)} topics, {known['newsletters']} newsletters", end=""
        )
        out.print("".join(f", {count} {name}" for name, count in counts.items()))
        out.print(f"written: {', '.join(written) or 'nothing, all was there'}")
        for line in problems[:_SHOWN]:
            out.print(f"left as it is: {line}", markup=False)
        if len(problems) > _SHOWN:
            out.print(f"... and {len(problems) - _SHOWN} more; --json has them all")
    if problems:
        raise typer.Exit(3)


def _form_of_api(folder: Path) -> str:
    """Which form the API's first page has; that of 2024 where there is none."""
    try:
        start = (folder / "api/news/index.json").read_text(encoding="utf-8")[:20_000]
    except (OSError, UnicodeDecodeError):
        return "everyday"
    return "everyday-2021" if _OFFSET.search(start) else "everyday"


_OFFSET = re.compile(r'"publishedDateTime": "[^"]*[+-]\d\d:\d\d"')


def _known(texts: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """Read every file that is not a record: what collections there are, and what cannot be read."""
    from tipsheet.errors import TipsheetError
    from tipsheet.publish import collections
    from tipsheet.publish.everyday import newsletter_item

    found: dict[str, Any] = {"collections": {}, "newsletters": 0}
    for path, text in texts.items():
        name = collections.collection_of(path)
        try:
            if name:
                found["collections"].setdefault(name, []).append(collections.read(text, path))
            elif path.startswith("_newsletters/") and path.endswith((".html", ".md")):
                newsletter_item(text, path)
                found["newsletters"] += 1
        except TipsheetError as error:
            problems.append(str(error))
    return found


def _write_missing(
    folder: Path,
    texts: Mapping[str, str],
    site: Any,
    known: Mapping[str, Any],
    profile: str,
    organizations: bool,
) -> list[str]:
    """Write the files of ours that are missing; their names come back."""
    from tipsheet import frontmatter
    from tipsheet.urls import slug

    title = site.title or folder.resolve().name.replace("-", " ").title()
    topic = site.root_topic or _commonest_topic(texts) or title
    url = site.url or "http://localhost:8000"
    quoted = {"title": title, "topic": topic, "url": url, "locale": site.locale, "profile": profile}
    files = {
        FILE_NAME: _SETTINGS.format(
            **{k: stdlib_json.dumps(v, ensure_ascii=False) for k, v in quoted.items()}
        )
    }
    if not any(path.startswith("_data/topics/") for path in texts):
        name = slug(topic) or "topic"
        files[f"_data/topics/00-{name}.yaml"] = _TOPIC.format(
            slug=name,
            name=frontmatter.spell(topic, "plain"),
            keyword=frontmatter.spell(topic.lower(), "plain"),
            url=url,
        )
    if organizations:
        there = {item.fields.get("domain") for item in known["collections"].get("organizations", ())}
        files |= {path: text for path, text in _organizations(texts) if path.split("/")[-1][:-3] not in there}
    written = []
    for relative, text in files.items():
        if not (folder / relative).exists():
            _write(folder / relative, text)
            written.append(relative)
    if _ignore(folder):
        written.append(".gitignore")
    return written


def _organizations(texts: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """A file for every provider that the records show with a logo."""
    from tipsheet.errors import RecordError
    from tipsheet.publish import markdown, organizations

    found: dict[str, str] = {}
    for path, text in sorted(texts.items()):
        if not path.startswith("_news/"):
            continue
        try:
            provider = markdown.read(text, path).provider
        except RecordError:
            continue
        if provider is None or not provider.images or not provider.domain:
            continue
        found[f"_data/organizations/{provider.domain}.md"] = organizations.text_of(provider)
    return sorted(found.items())


def _commonest_topic(texts: Mapping[str, str]) -> str:
    """The topic that most records carry."""
    from collections import Counter

    from tipsheet.errors import RecordError
    from tipsheet.publish import markdown

    counts: Counter[str] = Counter()
    for path, text in texts.items():
        if path.startswith("_news/"):
            try:
                counts.update(markdown.read(text, path).topics)
            except RecordError:
                continue
    return counts.most_common(1)[0][0] if counts else ""


def _ignore(folder: Path) -> bool:
    """See that git leaves our working files alone; True when `.gitignore` had to change."""
    path = folder / ".gitignore"
    try:
        text = path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise PublishError(f"{path}: cannot be read ({type(error).__name__})") from None
    missing = [line for line in _IGNORED if line not in text.split()]
    if not missing:
        return False
    _write(path, text + ("" if text.endswith("\n") or not text else "\n") + "\n".join(missing) + "\n")
    return True


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
