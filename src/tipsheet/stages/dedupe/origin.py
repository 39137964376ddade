"""Guess which of several copies came first: what others point to, credit, or were later than."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import msgspec

from tipsheet.records import Article, CopyOf
from tipsheet.stages.dedupe.prints import address


def settle_copies(articles: Iterable[Article]) -> Iterator[Article]:
    """Give each group of copies the origin that the evidence names; yields only articles that change.

    The origin is the member whose address the others call canonical; else the one whose publisher the
    others credit at their head, end or byline; else the earliest; the present origin among equals. Groups
    whose origin is not among `articles` are left as they are.
    """
    held = {a.id: a for a in articles}
    groups: dict[str, list[Article]] = {}
    for article in held.values():
        if article.copy_of is not None and article.copy_of.article_id in held:
            groups.setdefault(article.copy_of.article_id, []).append(article)
    for root, copies in groups.items():
        members = [held[root], *copies]
        origin, why = _origin(members)
        if origin.id == root:
            continue
        for member in members:
            if member.id == origin.id:
                yield msgspec.structs.replace(member, copy_of=None)
            elif member.copy_of is not None:
                moved = msgspec.structs.replace(member.copy_of, article_id=origin.id)
                yield msgspec.structs.replace(member, copy_of=moved)
            else:
                was = origin.copy_of.kind if origin.copy_of else "near_duplicate"
                made = CopyOf(article_id=origin.id, kind=was, evidence=why)
                yield msgspec.structs.replace(member, copy_of=made)


def _origin(members: list[Article]) -> tuple[Article, str]:
    addresses = {address(m.url): m for m in members}
    pointed = [
        addresses[target]
        for m in members
        if m.canonical_url
        and (target := address(m.canonical_url)) in addresses
        and addresses[target].id != m.id
    ]
    if pointed:
        return max(pointed, key=pointed.count), "the others name its address as canonical"
    credits = {m.id: sum(_credits(other, m) for other in members if other.id != m.id) for m in members}
    most = max(credits.values())
    if most:
        return _earliest([m for m in members if credits[m.id] == most]), "the others credit its publisher"
    return _earliest(members), "it came first"


def _earliest(members: list[Article]) -> Article:
    return min(members, key=lambda m: m.published_at.timestamp() if m.published_at else math.inf)


def _credits(copy: Article, origin: Article) -> bool:
    """The copy names the origin's publisher at its head, at its end or in its byline."""
    if origin.provider is None or copy.provider is None or origin.provider.domain == copy.provider.domain:
        return False
    name = origin.provider.name.strip()
    if len(name) < 3:
        return False
    places = (*copy.authors, copy.text[:160], copy.text[-160:])
    return any(name.casefold() in place.casefold() for place in places)
