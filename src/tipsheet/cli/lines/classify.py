"""`tipsheet stage classify`: lines of topics and articles in, the topics of each article out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tipsheet.cli.lines._articles import read_article, refuse
from tipsheet.records import Rejected, Topic
from tipsheet.stages.classify import classify


def run(lines: Iterable[dict[str, Any]], *, json_errors: bool = False) -> Iterator[dict[str, Any]]:
    """A line `{"topic": {"name","keywords","negatives","parent"...}}` tells a topic, any other an article.

    Topics come first; the first without a parent is the root. Gives
    `{"id","topics":[{"name","confidence","evidence"}]}`, or rejected `off_topic`.
    """
    del json_errors
    topics: list[Topic] = []
    for line in lines:
        if isinstance(line.get("topic"), dict):
            told = line["topic"]
            try:
                topics.append(msgspec.convert({"id": told.get("name"), "slug": "", **told}, Topic))
            except msgspec.ValidationError as problem:
                yield refuse(Rejected(stage="classify", reason="bad_line", detail=str(problem)))
            continue
        read = read_article(line)
        if isinstance(read, Rejected):
            yield refuse(read)
            continue
        root = next((t.name for t in topics if not t.parent), "")
        for result in classify([read], topics, root=root):
            if isinstance(result, Rejected):
                yield refuse(result)
            else:
                matches = [
                    {"name": m.name, "confidence": m.confidence, "evidence": m.evidence}
                    for m in result.topics
                ]
                yield {"id": result.id, "topics": matches}
