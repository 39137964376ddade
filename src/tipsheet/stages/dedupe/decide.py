"""The decision: is this article a copy, of what, and what says so?

Three questions in this order: the same canonical address? nearly the same body? the same headline?
Bodies are compared by *containment*, the shared runs of words over those of the shorter text, since real
wire copies after local editing share only about a third of all their word triples. Candidates share
sampled runs; sampling by value finds a short copy inside a long text, which hashing for resemblance
misses (docs/decisions/031-copies.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tipsheet.records import Article, CopyOf, Correction
from tipsheet.stages.dedupe.memory import CopyMemory, Seen, sample
from tipsheet.stages.dedupe.prints import address, normal_title, shingles


class DedupeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What counts as a copy."""

    run: int = 5  # words of a run
    most_words: int = 2000  # of a text that are read
    containment: float = 0.4  # shared runs over the shorter text's, 0..1
    shared_at_least: int = 12  # runs
    full_text: int = 40  # runs from which on two texts speak for themselves, not their headlines
    min_title_words: int = 4
    candidates: int = 12  # compared run by run
    common: int = 60  # a run in more articles than this is nobody's own
    window: int = 20_000  # articles remembered
    window_h: float = 240.0  # and for so many hours


def dedupe(
    articles: Iterable[Article],
    memory: CopyMemory,
    settings: DedupeSettings | None = None,
    *,
    corrections: Sequence[Correction] = (),
) -> Iterator[Article]:
    """Set `copy_of` on every article that repeats one in the window; nothing is dropped.

    Streams: an article is compared with those before it, and `memory` is brought up to date. Whether two
    articles are copies does not depend on which comes first; the first is taken as the origin until
    `settle_copies` knows better. An article seen before (same id) is judged anew against the others and
    keeps its copies. Corrections of kind copy and not_copy win.
    """
    settings = settings or DedupeSettings()
    together = _pairs(corrections, "copy")
    apart = _pairs(corrections, "not_copy")
    for article in articles:
        known = memory.seen.get(article.id)
        if known is not None:
            memory.forget(known)
        entry = _remember(article, memory, settings)
        found = _told(entry, memory, together) or _find(entry, memory, settings, apart.get(article.id, set()))
        if found is not None and found.article_id == entry.id:
            found = None  # its own copies
        if found is not None:
            entry.root = found.article_id
        if known is not None and known.root == known.id != entry.root:
            for other in memory.seen.values():
                if other.root == known.id:
                    other.root = entry.root
        memory.admit(entry)
        _age(memory, settings)
        yield msgspec.structs.replace(article, copy_of=found)


def _remember(article: Article, memory: CopyMemory, s: DedupeSettings) -> Seen:
    when = article.published_at or article.fetched_at
    arrived = article.fetched_at or when
    if arrived is not None:
        memory.clock = max(memory.clock, arrived.timestamp())
    return Seen(
        article.id,
        article.id,
        address(article.canonical_url or "") or address(article.url),
        normal_title(article.title, article.site_name, s.min_title_words),
        shingles(article.text, s.run, s.most_words).tobytes(),
        article.provider.domain if article.provider else "",
        when.timestamp() if when else None,
        memory.clock,
    )


def _find(entry: Seen, memory: CopyMemory, s: DedupeSettings, apart: set[str]) -> CopyOf | None:
    same = memory.urls.get(entry.url) if entry.url else None
    if same is not None and same not in apart:
        return _copy(memory, same, "same_url", f"the same address: {entry.url}")
    mine = entry.shingles()
    own = set(mine)
    best: tuple[float, str] = (0.0, "")
    for other in _candidates(mine, memory, s):
        earlier = memory.seen[other]
        if other in apart or not _near(entry, earlier, s):
            continue
        theirs = earlier.shingles()
        shared = len(own.intersection(theirs))
        contained = shared / min(len(mine), len(theirs))
        if shared >= s.shared_at_least and contained >= s.containment and contained > best[0]:
            best = (contained, other)
    if best[1]:
        return _copy(memory, best[1], "near_duplicate", f"{best[0]:.0%} of the shorter text is the same")
    for other in memory.titles.get(entry.title, ()) if entry.title else ():
        earlier = memory.seen[other]
        if other in apart or earlier.provider == entry.provider or not _near(entry, earlier, s):
            continue
        if min(len(mine), len(earlier.runs) // 4) < s.full_text:
            return _copy(memory, other, "same_title", "the same headline")
    return None


def _candidates(runs: Iterable[int], memory: CopyMemory, s: DedupeSettings) -> list[str]:
    """The articles that share most sampled runs, the most first, older ones first among equals."""
    hits: dict[str, int] = {}
    for run in sample(runs):  # type: ignore[arg-type]
        posted = memory.index.get(run)
        if posted is not None and len(posted) <= s.common:
            for other in posted:
                hits[other] = hits.get(other, 0) + 1
    return sorted(hits, key=lambda other: -hits[other])[: s.candidates]


def _near(a: Seen, b: Seen, s: DedupeSettings) -> bool:
    return a.at is None or b.at is None or abs(a.at - b.at) <= s.window_h * 3600.0


def _copy(memory: CopyMemory, other: str, kind: str, evidence: str) -> CopyOf:
    return CopyOf(article_id=memory.seen[other].root, kind=kind, evidence=evidence)  # type: ignore[arg-type]


def _pairs(corrections: Sequence[Correction], kind: str) -> dict[str, set[str]]:
    """Article id -> the ids an editor put with it, or apart from it; the last word counts."""
    pairs: dict[str, set[str]] = {}
    for said in corrections:
        if said.kind not in ("copy", "not_copy"):
            continue
        for one in said.article_ids:
            others = set(said.article_ids) - {one}
            kept = pairs.setdefault(one, set())
            kept.difference_update(others)
            if said.kind == kind:
                kept.update(others)
    return pairs


def _told(entry: Seen, memory: CopyMemory, together: dict[str, set[str]]) -> CopyOf | None:
    for other in sorted(together.get(entry.id, ())):
        if other in memory.seen and memory.seen[other].root != entry.id:
            return _copy(memory, other, "near_duplicate", "an editor said so")
    return None


def _age(memory: CopyMemory, s: DedupeSettings) -> None:
    edge = memory.clock - s.window_h * 3600.0
    while memory.seen:
        oldest = next(iter(memory.seen.values()))
        if len(memory.seen) <= s.window and oldest.clock >= edge:
            return
        memory.forget(oldest)
