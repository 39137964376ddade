"""The front matter of a newsletter file and the list of issues.

Source: FORMAT.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tipsheet import frontmatter
from tipsheet.errors import RecordError
from tipsheet.publish.markdown import read_time, time_text
from tipsheet.records import SiteInfo
from tipsheet.urls import slug

_KEYS = ("title", "excerpt", "publishedDateTime", "webUrl", "type")


def newsletter_path(site: SiteInfo, day: date) -> str:
    """`_newsletters/<slug of the publication's title>-<date>.html`."""
    return f"_newsletters/{slug(site.title)}-{day:%Y-%m-%d}.html"


def newsletter_front_matter(
    site: SiteInfo,
    day: date,
    published_at: datetime,
    items: Sequence[str],
    topics: Sequence[str] = (),
    secured: str | None = None,
) -> str:
    """The head of a newsletter file, fences included; the HTML follows it directly.

    The title is the publication's with the day; the excerpt the first titles (`items`, one a section) joined
    by ` / `.
    """
    title = f"{site.title} ({day:%Y-%m-%d})"
    name = newsletter_path(site, day).rpartition("/")[2].removesuffix(".html")
    lines = [
        "---",
        f"title: {frontmatter.quote(title)}",
        f"excerpt: {frontmatter.quote(' / '.join(items))}",
        f"publishedDateTime: {time_text(published_at)}",
        f"webUrl: {frontmatter.quote(f'{site.url}/newsletter/{name}/')}",
        "type: article",
        "",
        "topics:",
        *(f"  - {frontmatter.spell(topic, 'plain')}" for topic in topics or (site.root_topic,)),
        "",
    ]
    if secured:
        lines.append(f"secured: {frontmatter.quote(secured)}")
    return "\n".join(lines) + "\n---\n"


def newsletter_item(text: str, path: str, when: str = "") -> dict[str, Any]:
    """An issue as the API lists it: path and front matter, without the HTML and what is sealed.

    Raises `RecordError` for a file without a title or with a time that is none.
    """
    document = frontmatter.parse(text, path)
    if not document.text("title"):
        raise RecordError(f"{path}:1: the newsletter has no title; add a line 'title: \"...\"'")
    moment = document.text("publishedDateTime")
    if moment and read_time(moment) is None:
        raise RecordError(f"{path}:{document.line('publishedDateTime')}: publishedDateTime is no time")
    told = {key: document.text(key) for key in _KEYS}
    return {"path": path, **told, "topics": document.get("topics")}
