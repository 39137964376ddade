"""`tipsheet stage extract`: pages in, the fields of their articles out."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tipsheet.cli.lines._articles import refuse
from tipsheet.errors import TipsheetError
from tipsheet.records import Page, Rejected
from tipsheet.runners.isolated import IsolatedPool
from tipsheet.runners.local import LocalRunner
from tipsheet.stages.extract import Reading, read


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """The fields of each page's article, in order.

    In: `{"id","url"}` with one of `html` (text), `html_path` (a file of bytes), `html_base64`; optional
    `fetched_at` (ISO 8601; without it the present counts) and `content_type`.
    Out: `{"id","title","text","excerpt","published","authors","image","canonical_url","amp_url",
    "amp_cache_url","site_name","language","type"}`. `published` is ISO 8601 with the stated offset, or a
    day. A page that is no article is told by its `type` and still gives its text.
    """
    ids: deque[Any] = deque()

    def pages() -> Iterator[Page | Rejected]:
        for line in lines:
            ids.append(line.get("id"))
            yield _page(line)

    with _runner() as runner:
        for result in runner.map(_read, pages()):
            yield _answer(ids.popleft(), result)


def _runner() -> IsolatedPool | LocalRunner:
    """Killable workers where the system has them: the pages may be anybody's."""
    try:
        return IsolatedPool(preload=["tipsheet.stages.extract.warm"])
    except TipsheetError:
        return LocalRunner()


def _read(page: Page | Rejected) -> Reading | Rejected:
    """In a worker: a page's reading; a line that was no page stays what it is."""
    return page if isinstance(page, Rejected) else read(page)


def _page(line: dict[str, Any]) -> Page | Rejected:
    url = line.get("url")
    try:
        fetched = line.get("fetched_at")
        at = datetime.fromisoformat(fetched) if fetched else datetime.now(UTC)
        return Page(
            url=url if isinstance(url, str) else "",
            final_url=url if isinstance(url, str) else "",
            status=200,
            headers=(("content-type", line["content_type"]),) if line.get("content_type") else (),
            body=_body(line),
            fetched_at=at if at.tzinfo else at.replace(tzinfo=UTC),
        )
    except (OSError, ValueError, TypeError, binascii.Error) as problem:
        return Rejected(stage="extract", reason="bad_line", detail=str(problem))


def _body(line: dict[str, Any]) -> bytes:
    if "html" in line:
        return str(line["html"]).encode("utf-8", "surrogatepass")
    if "html_base64" in line:
        return base64.b64decode(line["html_base64"], validate=True)
    if "html_path" in line:
        return Path(line["html_path"]).read_bytes()
    raise ValueError("the line has neither html, html_path nor html_base64")


def _answer(key: Any, result: Reading | Rejected) -> dict[str, Any]:
    if isinstance(result, Rejected):
        return {**refuse(result), "id": key}
    article = result.article
    return {
        "id": key,
        "title": article.title,
        "text": article.text,
        "excerpt": article.excerpt,
        "published": result.published or None,
        "authors": list(article.authors),
        "image": article.images[0].url if article.images else None,
        "canonical_url": article.canonical_url,
        "amp_url": article.amp_url,
        "amp_cache_url": article.amp_cache_url,
        "site_name": article.site_name or None,
        "language": article.language,
        "type": article.type,
    }
