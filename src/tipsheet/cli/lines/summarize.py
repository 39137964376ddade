"""`tipsheet stage summarize`: articles of a story in, a summary of a few sentences out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tipsheet.cli._model import post
from tipsheet.cli.lines._articles import read_article
from tipsheet.config import environment
from tipsheet.errors import FetchError
from tipsheet.records import Article, Rejected
from tipsheet.runners.model import Endpoint, endpoint_of
from tipsheet.stages.summarize import Proposed, SummarySentence, summarize, supported


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """The summary of each line's articles.

    In: `{"id","articles":[{"id","text","title","published","provider","url"}],"sentences"}` (at most 3 by
    default).
    Out:
    `{"id","sentences":[{"text","article_id","start","end","provider","url"}],"dropped":[{"reason","text"}]}`.
    Extractive; with `TIPSHEET_MODEL_URL` set a model proposes first, what no source carries is dropped and
    told, and sentences of the articles fill the gap.
    """
    endpoint = endpoint_of(environment())
    for line in lines:
        given = line.get("articles")
        articles = [read_article(a) for a in given if isinstance(a, dict)] if isinstance(given, list) else []
        held = [a for a in articles if isinstance(a, Article)]
        wanted = line.get("sentences", 3)
        if not held or not isinstance(wanted, int) or not 1 <= wanted <= 10:
            reason = "no_articles" if not held else "bad_line"
            yield {"id": line.get("id"), "rejected": {"stage": "summarize", "reason": reason}}
            continue
        made, dropped = _with_model(endpoint, held, wanted) if endpoint else ([], [])
        if not made:
            made = list(summarize(held, sentences=wanted))
        yield {
            "id": line.get("id"),
            "sentences": [
                {
                    "text": s.text,
                    "article_id": s.article_id,
                    "start": s.span.start,
                    "end": s.span.end,
                    "provider": s.provider or None,
                    "url": s.url or None,
                }
                for s in made
            ],
            "dropped": [{"reason": d.reason, "text": d.detail} for d in dropped],
        }


def _with_model(
    endpoint: Endpoint, articles: list[Article], wanted: int
) -> tuple[list[SummarySentence], list[Rejected]]:
    try:
        proposals = endpoint.propose(articles, post=post, sentences=wanted)
    except FetchError as problem:
        return [], [Rejected(stage="summarize", reason=problem.reason, detail=str(problem))]
    results = list(
        supported((msgspec.convert(msgspec.structs.asdict(p), Proposed) for p in proposals), articles)
    )
    made = [r for r in results if isinstance(r, SummarySentence)]
    return made, [r for r in results if isinstance(r, Rejected)]
