"""All that an "Every Day" repository publishes, from the texts of its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from tipsheet import frontmatter, taxonomy
from tipsheet.errors import TipsheetError
from tipsheet.publish import api, collections, markdown
from tipsheet.publish.everyday.newsletters import newsletter_item
from tipsheet.publish.everyday.sitemaps import news_sitemap, people_sitemap
from tipsheet.publish.pacific import to_pacific
from tipsheet.records import NewsRecord, Output, SiteInfo

T = TypeVar("T")


def build(
    files: Mapping[str, str],
    profile: str = "everyday",
    *,
    site: SiteInfo | None = None,
    problems: list[str] | None = None,
) -> Iterator[Output]:
    """The drop-in output: `api/**`, `news-sitemap.xml`, `people-sitemap.xml`.

    `files`: texts by path below the repository's folder (`_config.yml`, `_news/*.md`, `_data/topics/*.yaml`,
    `_learning/**`, ...); others are passed over. `site`: what the publication says of itself; without it
    `_config.yml` is asked. A file that cannot be read is left out and named in `problems`; without such a
    list the error is raised.
    """
    site = site or read_site(files.get("_config.yml", ""))
    topics = list(_each(files, "_data/topics/", (".yaml", ".yml"), taxonomy.read_topic, problems))
    bodies: dict[str, str] = {}

    def read_record(text: str, path: str) -> NewsRecord:
        document = frontmatter.parse(text, path)
        if document.body.strip():
            bodies[path] = document.body
        return markdown.from_document(document, path)

    news = list(_each(files, "_news/", (".md",), read_record, problems))
    items = collections.read_all(files, problems)
    issues = list(_each(files, "_newsletters/", (".html", ".md"), newsletter_item, problems))
    yield from api.build(
        news,
        topics,
        profile,
        root_topic=site.root_topic,
        locale=site.locale,
        contents=bodies,
        collections=items,
    )
    if issues:
        yield from api.listing_pages("api/newsletters", _newest_first(issues, profile))
    yield news_sitemap(news, site, profile)
    people = [item for item in items if item.collection == "people"]
    if people:
        yield people_sitemap(people, site)


_SETTING = re.compile(r"^(title|url|baseurl|webUrl|locale|topic|description|repository):[ \t]+\S.*$", re.M)


def read_site(config: str) -> SiteInfo:
    """What `_config.yml` says of the publication; other settings, anchors included, are passed over.

    Raises `RecordError` for one of these settings that cannot be read.
    """
    lines = "\n".join(found.group().rstrip("\r") for found in _SETTING.finditer(config))
    settings = frontmatter.parse(lines, "_config.yml")
    address = settings.text("webUrl") or (settings.text("url") or "") + (settings.text("baseurl") or "")
    return SiteInfo(
        title=settings.text("title") or settings.text("topic") or "",
        url=address.rstrip("/"),
        locale=settings.text("locale") or api.LOCALE,
        description=settings.text("description") or "",
        root_topic=settings.text("topic") or "",
    )


def _each(
    files: Mapping[str, str],
    below: str,
    endings: tuple[str, ...],
    read: Callable[[str, str], T],
    problems: list[str] | None,
) -> Iterator[T]:
    for path in sorted(files):
        name = path.rpartition("/")[2]
        if path.startswith(below) and path.endswith(endings) and not name.startswith("."):
            yield from _one(files[path], path, read, problems)


def _one(text: str, path: str, read: Callable[[str, str], T], problems: list[str] | None) -> list[T]:
    try:
        return [read(text, path)]
    except TipsheetError as error:
        if problems is None:
            raise
        problems.append(str(error))
        return []


def _newest_first(issues: list[dict[str, Any]], profile: str) -> list[dict[str, Any]]:
    """Issues by time, newest first, then by path; times in the profile's form."""
    timed = []
    for issue in issues:
        moment = markdown.read_time(issue["publishedDateTime"] or "")
        if moment and profile == "everyday-2021":
            issue = {**issue, "publishedDateTime": to_pacific(moment).isoformat(timespec="seconds")}
        timed.append((-(moment.timestamp() if moment else 0.0), issue["path"], issue))
    return [issue for _, _, issue in sorted(timed, key=lambda t: t[:2])]
