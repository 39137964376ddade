"""Addresses inside the publication: readable, and kept once given.

Records keep the name of their file, topics their slug, organisations their domain. A
story's address is made from the title it first had and is then remembered: a better title
does not move the page. The memory is itself a published file (`MEMORY`), so a publication
carries its own addresses wherever it is copied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from tipsheet.publish.site.safe import segment, slugify
from tipsheet.records import Edition, TipSheet

MEMORY = "api/stories/addresses.json"
_FOLDER = re.compile(r"stories/[a-z0-9-]{1,200}\Z")
_TAIL = re.compile(r"[0-9a-z]{6,}\Z")


def story_folders(edition: Edition, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Story id -> its folder ("stories/chip-maker-to-list-3f9a1c"), for each story that has a page.

    A story has a page from its second article on, and keeps it for ever. Merged stories stay
    in the map, so that their old address can send readers on.
    """
    folders = {key: value for key, value in (remembered or {}).items() if _fits(value)}
    taken = set(folders.values())
    for story in edition.stories:
        if story.id in folders or len(story.article_ids) < 2:
            continue
        first = next((edition.articles[a].title for a in story.article_ids if a in edition.articles), "")
        stem = slugify(story.title or first, 72)
        tail = story.id.lower() if _TAIL.match(story.id.lower()) else segment(story.id + "/", "slug")
        folder = f"stories/{stem}-{tail[:6]}" if stem else f"stories/{tail[:12]}"
        if folder in taken:
            folder = f"stories/{stem}-{tail}" if stem else f"stories/{tail}"
        folders[story.id] = folder
        taken.add(folder)
    return folders


def read_memory(body: bytes | None) -> dict[str, str]:
    """Story folders of the last build from the bytes of `MEMORY`; {} when there is none or it is damaged."""
    if not body:
        return {}
    try:
        return msgspec.json.decode(body, type=dict[str, str])
    except msgspec.MsgspecError:
        return {}


def write_memory(folders: Mapping[str, str]) -> bytes:
    """The bytes of `MEMORY`: one story a line, sorted, so that versions compare well."""
    rows = [f"{_text(key)}: {_text(folders[key])}" for key in sorted(folders)]
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode() if rows else b"{}\n"


def news_folder(path: str) -> str:
    """`_news/2021-11-23-tip-sheet.md` -> `news/2021-11-23-tip-sheet`, the address the original used."""
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    plain = segment(stem, "stem")
    return "news/" + (plain if plain == stem else segment(path, "stem"))


def topic_folder(slug: str) -> str:
    """`topics/<slug>`."""
    return "topics/" + segment(slug, "slug")


def provider_folder(domain: str) -> str:
    """`providers/<domain>`."""
    return "providers/" + segment(domain, "domain")


def sheet_folder(sheet: TipSheet) -> str:
    """`sheets/<id>`."""
    return "sheets/" + segment(sheet.id, "slug")


def _fits(folder: str) -> bool:
    return _FOLDER.match(folder) is not None


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()
