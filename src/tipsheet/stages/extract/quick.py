"""A first plain reading of each field."""

from __future__ import annotations

import trafilatura

from tipsheet.stages.extract.content import sanitise
from tipsheet.stages.extract.dates import Moment, iterate
from tipsheet.stages.extract.said import Said, plain
from tipsheet.urls import resolve


def body(html: str) -> str:
    """The main text by the library, as safe HTML."""
    made = trafilatura.extract(html, output_format="html", include_comments=False, fast=True)
    return sanitise(made or "")


def title(said: Said) -> str:
    """The headline."""
    node = said.article() or {}
    if plain(node.get("headline")) or said.meta("og:title"):
        return plain(node.get("headline")) or said.meta("og:title")
    return said.title.split(" | ")[0]


def summary(said: Said) -> str:
    """The page's own summary."""
    return said.meta("og:description", "description", "twitter:description")


def published(said: Said) -> Moment | None:
    """The stated time."""
    node = said.article() or {}
    stated = [node.get("datePublished"), said.meta("article:published_time", "datepublished", "date")]
    return next(iterate([s for s in stated if isinstance(s, str)]), None)


def authors(said: Said) -> tuple[str, ...]:
    """The people."""
    node = said.article() or {}
    names = [plain(a.get("name") if isinstance(a, dict) else a) for a in said.each(node.get("author"))]
    return tuple(n for n in names if n) or tuple(n for n in [said.meta("author")] if n)


def canonical(said: Said) -> str | None:
    """The publisher's own address."""
    return said.rel("canonical") or resolve(said.base, said.meta("og:url") or "")


def site_name(said: Said) -> str:
    """The site's name."""
    return said.meta("og:site_name", "application-name")


def image(said: Said) -> str | None:
    """The lead image."""
    stated = said.meta("og:image", "twitter:image")
    return resolve(said.base, stated) if stated else None
