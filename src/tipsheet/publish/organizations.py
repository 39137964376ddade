"""Organisation files: as adopted from records, and as proposed for providers that nobody has described yet.

A proposal is the file as it would be, with what the pages name as their organisation's logo. It stands
apart from the publication's own files until an editor accepts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

import msgspec

from tipsheet import frontmatter
from tipsheet.records import Article, Image, Provider
from tipsheet.text import cut

MAX_LOGOS = 5
EXAMPLES = 3
_OURS = ("proposed:", "logos:")  # keys of a proposal that no organisation file has


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that articles come from and no file describes."""

    name: str
    domain: str
    logos: tuple[Image, ...] = ()  # candidates, the most often named first
    articles: int = 0
    examples: tuple[str, ...] = ()  # addresses of articles


def text_of(provider: Provider) -> str:
    """The file of a known organisation."""
    return (
        "---\n"
        + "\n".join([*_head(provider.name, provider.domain), *_images("images", provider.images)])
        + "\n---\n"
    )


def proposals(articles: Iterable[Article], known: Container[str]) -> list[Proposal]:
    """One proposal for each domain that is not known, the one with most articles first."""
    by_domain: dict[str, list[Article]] = {}
    for article in articles:
        provider = article.provider
        if provider is not None and provider.domain and not provider.known and provider.domain not in known:
            by_domain.setdefault(provider.domain, []).append(article)
    made = [_proposal(domain, found) for domain, found in by_domain.items()]
    return sorted(made, key=lambda p: (-p.articles, p.domain))


def _proposal(domain: str, articles: list[Article]) -> Proposal:
    names = Counter(a.provider.name for a in articles if a.provider)
    logos = Counter(image.url for a in articles for image in a.logos)
    first = {image.url: image for a in reversed(articles) for image in a.logos}
    return Proposal(
        name=cut(min(names, key=lambda name: (-names[name], len(name), name)), 120),
        domain=domain,
        logos=tuple(first[url] for url in sorted(logos, key=lambda u: (-logos[u], u))[:MAX_LOGOS]),
        articles=len(articles),
        examples=tuple(sorted(a.url for a in articles)[:EXAMPLES]),
    )


def proposal_text(proposal: Proposal, day: str) -> str:
    """The file of a proposal made on `day` (ISO 8601)."""
    head = [*_head(proposal.name, proposal.domain), f"proposed: {day}", *_images("logos", proposal.logos)]
    told = [
        "",
        "A proposal: nothing uses this file yet. Mend the name, add `standing: 0..100` or `family:`, and say",
        f"`tipsheet organizations accept {proposal.domain}`. Seen in:",
        "",
        *(f"- {url}" for url in proposal.examples),
    ]
    return "---\n" + "\n".join(head) + "\n---\n" + "\n".join(told) + "\n"


def accepted_text(proposal: str, images: tuple[Image, ...] = ()) -> str:
    """The organisation's file that a proposal's text (as edited by hand) becomes."""
    kept: list[str] = []
    ours = False
    for line in proposal.split("\n---", 1)[0].removeprefix("---\n").split("\n"):
        ours = line.startswith(_OURS) or (ours and line[:1] in (" ", "-"))
        if not ours:
            kept.append(line)
    return "---\n" + "\n".join([*kept, *_images("images", images)]) + "\n---\n"


def _head(name: str, domain: str) -> list[str]:
    return [
        "taxonomy: organization",
        f"_id: {domain}",
        f"name: {frontmatter.spell(name, 'plain')}",
        f"domain: {domain}",
    ]


def _images(key: str, images: Iterable[Image]) -> Iterator[str]:
    for number, image in enumerate(images):
        if not number:
            yield f"{key}:"
        yield f"  - url: {frontmatter.spell(image.url, 'plain')}"
        if image.width_px:
            yield f"    width: {image.width_px}"
        if image.height_px:
            yield f"    height: {image.height_px}"
