"""`tipsheet stage score`: articles in, quality 0..100 with its parts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tipsheet.cli.lines._articles import read_article, refuse
from tipsheet.records import Rejected
from tipsheet.stages.score import score


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """Gives `{"id","quality","parts":[{"name","value","why"}]}`."""
    del json_errors
    for line in lines:
        read = read_article(line)
        if isinstance(read, Rejected):
            yield refuse(read)
            continue
        for article in score([read]):
            parts = [{"name": p.name, "value": p.value, "why": p.why} for p in article.quality_parts]
            yield {"id": article.id, "quality": article.quality, "parts": parts}
