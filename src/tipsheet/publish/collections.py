"""The hand-curated collections beside the news: learning, samples, people, events and their like.

Read and validated, never written by a run. Source: FORMAT.md section 9 (keys in order).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tipsheet import frontmatter
from tipsheet.errors import ConfigError, RecordError
from tipsheet.publish.markdown import read_time
from tipsheet.records import CollectionItem
from tipsheet.taxonomy import images as read_images

KNOWN = (
    "learning",
    "samples",
    "people",
    "companies",
    "communities",
    "events",
    "organizations",
    "challenges",
    "forms",
)
_ELSEWHERE = frozenset(
    ("news", "newsletters", "data", "posts", "drafts", "archive", "site", "layouts", "includes")
)
_ORGANIZATIONS = "_data/organizations/"
_SHOWN = ("published", "removed")


def collection_of(path: str) -> str | None:
    """The collection that a file of a publication belongs to, from its path; None for anything else.

    Folders that start with `_` are collections, as in Jekyll, but for the news, the newsletters and those of
    Jekyll itself.
    """
    if not path.endswith((".md", ".markdown", ".html")):
        return None
    if path.startswith(_ORGANIZATIONS):
        return "organizations"
    folder, slash, rest = path.partition("/")
    name = folder[1:]
    if (
        not slash
        or not folder.startswith("_")
        or name in _ELSEWHERE
        or rest.rpartition("/")[2].startswith(".")
    ):
        return None
    return name


def read(text: str, path: str) -> CollectionItem:
    """An item from its file. `path`: below the publication's folder.

    Raises `RecordError` with file, line and mend for YAML that cannot be read, a time or number that is none,
    a list that is none, and in the known collections for an item without title or name; elsewhere the
    file's name stands for it.
    """
    document = frontmatter.parse(text, path)
    fields = document.data
    name = document.text("title") or document.text("name")
    collection = collection_of(path) or ""
    if not name and collection in KNOWN:
        raise RecordError(f"{path}:1: has neither title nor name; add a line 'title: \"...\"'")
    heat = fields.get("heat")
    if not isinstance(heat, int | float | None) or isinstance(heat, bool):
        raise RecordError(f"{path}:{document.line('heat')}: heat must be a number")
    for key in _SHOWN:
        if not isinstance(fields.get(key), bool | None):
            raise RecordError(f"{path}:{document.line(key)}: {key} must be true or false")
    when = document.text("publishedDateTime")
    moment = read_time(when) if when else None
    if when and moment is None:
        raise RecordError(
            f"{path}:{document.line('publishedDateTime')}: publishedDateTime must be a time like "
            "2021-11-23T21:42:00Z"
        )
    try:
        pictures = read_images(fields.get("images"), path)
    except ConfigError as error:
        raise RecordError(str(error)) from None
    return CollectionItem(
        collection=collection,
        path=path,
        name=name or path.rpartition("/")[2].rpartition(".")[0],
        excerpt=_first(document, "excerpt", "bio", "description") or "",
        type=document.text("type") or "",
        url=_url(fields),
        published_at=moment,
        heat=None if heat is None else int(heat),
        shown=fields.get("published") is not False and fields.get("removed") is not True,
        topics=_words(document, "topics"),
        images=pictures,
        items=_words(document, "items"),
        fields={key: value for key, value in fields.items() if key != "secured"},
        body=document.body,
    )


def read_all(texts: Mapping[str, str], problems: list[str] | None = None) -> tuple[CollectionItem, ...]:
    """The items among a publication's files (text by path), by path; other files are passed over.

    One that cannot be read is left out and named in `problems`; without such a list the error is raised.
    """
    found = []
    for path in sorted(texts):
        if collection_of(path):
            try:
                found.append(read(texts[path], path))
            except RecordError as error:
                if problems is None:
                    raise
                problems.append(str(error))
    return tuple(found)


def _first(document: frontmatter.Document, *keys: str) -> str | None:
    return next((text for key in keys if (text := document.text(key))), None)


def _url(fields: Mapping[str, Any]) -> str | None:
    for key in ("webUrl", "originalUrl", "website"):
        value = fields.get(key)
        if isinstance(value, str):
            return value
    domain = fields.get("domain")
    return f"https://{domain}/" if fields.get("taxonomy") == "organization" and domain else None


def _words(document: frontmatter.Document, key: str) -> tuple[str, ...]:
    value = document.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
        raise RecordError(f"{document.path}:{document.line(key)}: {key} must be a list of words")
    return tuple(str(item) for item in value)
