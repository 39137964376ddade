"""Whether everything is judged already: then `tipsheet build` need not judge it again.

The judgement of an hour depends on the articles, the topics, the settings of stories and the
editor's corrections. Its mark is written in one transaction with it; whatever changes an article
or a story otherwise takes the mark away (`tipsheet.store`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from tipsheet import __version__
from tipsheet.pipeline.context import Run
from tipsheet.publication import CORRECTIONS
from tipsheet.records import JUDGED


class _Settled(msgspec.Struct, frozen=True):
    key: str
    copies: int
    stories: int
    problems: tuple[str, ...]  # corrections that speak of what is not there are named each time


def mark(run: Run, *, copies: int, stories: int) -> bytes:
    """What says later that this judgement holds."""
    problems = tuple(line for line in run.problems if line.startswith(CORRECTIONS))
    return msgspec.json.encode(_Settled(_key(run), copies, stories, problems))


def is_settled(run: Run) -> bool:
    """Whether the store holds the judgement of this hour; the run's figures are then as it left them."""
    blob = run.store.blob(JUDGED)
    if blob is None or _any(run.store.articles_with("staged")):
        return False
    try:
        held = msgspec.json.decode(blob, type=_Settled)
    except msgspec.MsgspecError:
        return False
    if held.key != _key(run):
        return False
    run.counts["copies"], run.counts["stories"] = held.copies, held.stories
    for line in held.problems:
        run.problem(line)
    return True


def _key(run: Run) -> str:
    publication = run.publication
    told = (
        __version__,
        run.now.replace(minute=0, second=0),
        publication.settings.stories,
        publication.root.name,
        publication.topics,
        sorted(publication.organizations.items()),
        publication.corrections,
        run.embedder is not None,
    )
    return hashlib.blake2b(msgspec.msgpack.encode(told), digest_size=16).hexdigest()


def _any(found: Iterable[object]) -> bool:
    return next(iter(found), None) is not None
