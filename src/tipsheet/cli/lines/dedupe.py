"""`tipsheet stage dedupe`: articles in arrival order in, which are copies out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tipsheet.cli.lines._articles import read_article, refuse
from tipsheet.records import Article, Rejected
from tipsheet.stages.dedupe import CopyMemory, dedupe


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """Gives `{"id","copy_of"}` (null: not a copy), with `kind` and `evidence` for a copy."""
    del json_errors
    memory = CopyMemory()
    for line in lines:
        read = read_article(line)
        if isinstance(read, Rejected):
            yield refuse(read)
            continue
        yield from (_told(article) for article in dedupe([read], memory))


def _told(article: Article) -> dict[str, Any]:
    copy = article.copy_of
    if copy is None:
        return {"id": article.id, "copy_of": None}
    return {"id": article.id, "copy_of": copy.article_id, "kind": copy.kind, "evidence": copy.evidence}
