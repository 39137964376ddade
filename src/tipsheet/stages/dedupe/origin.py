"""Guess which of several copies came first: what others point to, credit, or were later than."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tipsheet.records import Article, CopyOf, Correction
from tipsheet.stages.dedupe.prints import address


def settle_copies(
    articles: Iterable[Article], *, corrections: Sequence[Correction] = ()
) -> Iterator[Article]:
    """Give each group of copies the origin that the evidence names; yields only articles that change.

    The origin is the member whose address the others call canonical; else the one whose publisher the
    others credit at their head, end or byline; else the earliest; the present origin among equals. A copy
    of a copy belongs to the first one's group. Copies of an article that is not among `articles` are left
    as they are. Corrections of kind copy and not_copy win, the later ones over the earlier.
    """
    held = {a.id: a for a in articles}
    roots = {a.id: _root(a, held) for a in held.values()}
    told = _obey(roots, corrections)
    groups: dict[str, list[Article]] = {}
    for article in held.values():
        groups.setdefault(roots[article.id], []).append(article)
    for root, members in groups.items():
        if root not in held:
            continue
        members.sort(key=lambda m: m.id != root)
        origin, why = _origin(members) if len(members) > 1 else (members[0], "")
        kind = origin.copy_of.kind if origin.copy_of else "near_duplicate"
        for member in members:
            made = None
            if member.id != origin.id:
                made = member.copy_of or CopyOf(
                    article_id=origin.id, kind=kind, evidence=told.get(member.id, why)
                )
                made = msgspec.structs.replace(made, article_id=origin.id)
            if made != member.copy_of:
                yield msgspec.structs.replace(member, copy_of=made)


def _root(article: Article, held: Mapping[str, Article]) -> str:
    """The end of the chain of copies that begins here."""
    seen = {article.id}
    root = article.id
    while root in held and (copy := held[root].copy_of) is not None and copy.article_id not in seen:
        root = copy.article_id
        seen.add(root)
    return root


def _obey(roots: dict[str, str], corrections: Sequence[Correction]) -> dict[str, str]:
    """Join and part groups as editors said, in place; returns what was joined, with the reason."""
    told: dict[str, str] = {}
    for said in corrections:
        ids = [i for i in said.article_ids if i in roots]
        if said.kind == "copy":
            for other in ids[1:]:
                gone, kept = roots[other], roots[ids[0]]
                roots.update({i: kept for i, root in roots.items() if root == gone})
            told.update(dict.fromkeys(ids, "an editor said so"))
        elif said.kind == "not_copy":
            for root in {roots[i] for i in ids}:
                alike = [i for i in ids if roots[i] == root]
                stays = root if root in alike else alike[0]
                roots.update({i: i for i in alike if i != stays})
    return told


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
