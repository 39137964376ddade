"""The newsletters that went out, as pages of the site: one each, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from tipsheet.publish.plan import Job, digest
from tipsheet.publish.site import safe
from tipsheet.publish.site.pages import day_label
from tipsheet.publish.site.theme import PageView, Shell
from tipsheet.publish.site.view import Views, iso
from tipsheet.records import Issue

WEB_FOLDER = "newsletters"


def jobs(views: Views, shell: Shell) -> Iterator[Job]:
    """A page for each issue that went out, and the list of them; nothing before the first one."""
    issues = sorted(views.edition.issues, key=lambda issue: issue.date, reverse=True)
    for issue in issues:
        key = digest(shell.key, b"issue", msgspec.msgpack.encode(issue))
        yield Job(web_folder(issue) + "/index.html", key, partial(_web, views, shell, issue))
    if issues:
        key = digest(shell.key, b"issues", msgspec.msgpack.encode([(i.date, i.subject) for i in issues]))
        yield Job(f"{WEB_FOLDER}/index.html", key, partial(_list, views, shell, issues))


def web_folder(issue: Issue) -> str:
    """Where the web copy of an issue stands: `newsletters/2026-11-23`."""
    return f"{WEB_FOLDER}/" + safe.segment(issue.date, "stem")


def _web(views: Views, shell: Shell, issue: Issue) -> bytes:
    items = [item for section in issue.sections for item in section.items]
    page = PageView(
        title=f"Newsletter of {day_label(issue.date)}",
        url=views.absolute(views.href(web_folder(issue))),
        description=safe.clip(" / ".join(item.title for item in items[:3]), 200),
        kind="article",
        image=next((item.image for item in items if item.image.startswith(views.origin + "/")), ""),
        published=iso(issue.made_at),
    )
    return shell.render("newsletter.html", page, issue=issue, date=day_label(issue.date), origin=views.origin)


def _list(views: Views, shell: Shell, issues: Sequence[Issue]) -> bytes:
    page = PageView(
        title="Newsletter",
        url=views.absolute(views.href(WEB_FOLDER)),
        description="Every newsletter that went out.",
    )
    rows = [(views.href(web_folder(issue)), day_label(issue.date), issue.subject) for issue in issues]
    return shell.render("newsletters.html", page, rows=rows)
