"""`tipsheet stage extract`: pages in, the fields of their articles out."""

from __future__ import annotations

import base64
import binascii
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from tipsheet.cli.lines._articles import refuse
from tipsheet.errors import TipsheetError
from tipsheet.records import Page, Rejected
from tipsheet.runners.isolated import Failure, IsolatedPool
from tipsheet.runners.local import LocalRunner

if TYPE_CHECKING:
    from tipsheet.records import Article

MAX_FILE_BYTES = 30_000_000  # a worker takes no more; the stage itself reads 8 MB

Item = tuple[Any, Page | Rejected]  # the line's id, and its page


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """The fields of each page's article, in order.

    In: `{"id","url"}` with one of `html` (text), `html_path` (a file of bytes, relative to where the command
    runs) and `html_base64`; `body`, `body_path`, `body_base64` mean the same. Optional: `fetched_at`
    (ISO 8601; without it the present counts), `content_type` (the header with its charset), `status`,
    `final_url` (after redirects).
    Out: `{"id","title","text","excerpt","published","authors","image","canonical_url","amp_url",
    "amp_cache_url","site_name","language","type"}`, and with them `html`, `images` (every rendition),
    `modified`, `provider`, `section`, `tags`, `paywalled`, `video`, `links`; `canonical`, `amphtml`, `lang` once
    more under the names that sets of labelled pages use. `published` is ISO 8601 with the stated offset, or a day. A page that is no article is told by its `type` and still gives its text.
    """
    with _runner() as runner:
        yield from runner.map(answer, ((line.get("id"), page(line)) for line in lines))


def _runner() -> IsolatedPool | LocalRunner:
    """Killable workers where the system has them: the pages may be anybody's."""
    try:
        return IsolatedPool(preload=["tipsheet.stages.extract.warm"], failed=_failed)
    except TipsheetError:
        return LocalRunner()


def page(line: dict[str, Any]) -> Page | Rejected:
    """The page of one line. Rejections: bad_line, too_large."""
    try:
        fetched = _text(line, "fetched_at")
        at = datetime.fromisoformat(fetched) if fetched else datetime.now(UTC)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        at + timedelta(days=2)  # the stage looks a day ahead; the calendar has an end
        url = _text(line, "url")
        urlsplit(url)
        content_type = _text(line, "content_type")
        status = line.get("status", 200)
        if not isinstance(status, int) or isinstance(status, bool):
            raise TypeError("status must be a number")
        return Page(
            url=url,
            final_url=_text(line, "final_url") or url,
            status=status,
            headers=(("content-type", content_type),) if content_type else (),
            body=_body(line),
            fetched_at=at,
        )
    except _TooLarge as problem:
        return Rejected(stage="extract", reason="too_large", detail=str(problem))
    except (OSError, ValueError, TypeError, OverflowError, binascii.Error) as problem:
        return Rejected(stage="extract", reason="bad_line", detail=_plain(problem))


class _TooLarge(Exception):
    """A file that no page can be."""


def _text(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text")
    return value


def _body(line: dict[str, Any]) -> bytes:
    for prefix in ("html", "body"):
        if line.get(prefix) is not None:
            return _text(line, prefix).encode("utf-8", "surrogatepass")
        if line.get(f"{prefix}_base64") is not None:
            return base64.b64decode(_text(line, f"{prefix}_base64"), validate=True)
        if line.get(f"{prefix}_path") is not None:
            return _file(Path(_text(line, f"{prefix}_path")))
    raise ValueError("the line has neither html, html_path nor html_base64")


def _file(path: Path) -> bytes:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError(f"{path}: is no file")
    if found.st_size > MAX_FILE_BYTES:
        raise _TooLarge(f"{path}: has {found.st_size} bytes")
    return path.read_bytes()


def _plain(problem: BaseException) -> str:
    """What is wrong, in one line that names the file where it is about one."""
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}"
    return " ".join(str(problem).split())[:300]


def answer(item: Item) -> dict[str, Any]:
    """In a worker: the output line of one page.

    The stage is imported here, so that the process that only hands out pages starts in half the time.
    """
    from tipsheet.stages.extract import read

    key, given = item
    reading = given if isinstance(given, Rejected) else read(given)
    if isinstance(reading, Rejected):
        return {**refuse(reading), "id": key}
    return _fields(key, reading.article, reading.published)


def _failed(item: Item, failure: Failure) -> dict[str, Any]:
    return {**refuse(Rejected(stage="extract", reason=failure.reason, detail=failure.detail)), "id": item[0]}


def _fields(key: Any, article: Article, published: str) -> dict[str, Any]:
    return {
        "id": key,
        "title": article.title,
        "text": article.text,
        "excerpt": article.excerpt,
        "published": published or None,
        "modified": article.modified_at.isoformat() if article.modified_at else None,
        "authors": list(article.authors),
        "image": article.images[0].url if article.images else None,
        "images": [msgspec.to_builtins(image) for image in article.images],
        "canonical_url": article.canonical_url,
        "canonical": article.canonical_url,
        "amp_url": article.amp_url,
        "amphtml": article.amp_url,
        "amp_cache_url": article.amp_cache_url,
        "site_name": article.site_name or None,
        "provider": msgspec.to_builtins(article.provider),
        "language": article.language,
        "lang": article.language,
        "type": article.type,
        "section": article.section or None,
        "tags": list(article.tags),
        "paywalled": article.paywalled,
        "video": article.featured_content,
        "links": list(article.links),
        "html": article.html,
    }
