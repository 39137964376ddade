"""Judge an article: quality 0..100 as a sum of named parts from a public table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from tipsheet.records import Article, Part, Provider


class ScoreSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The weight table: points a part can give (or take), and what counts as full."""

    standing: float = 28.0  # times the provider's standing / 100
    standing_known: int = 75  # a known organisation without a standing of its own
    standing_unknown: int = 35
    original: float = 20.0  # a copy gets none
    complete: float = 20.0  # reached at `full_words`
    full_words: int = 350
    byline: float = 6.0
    dated: float = 8.0
    excerpt: float = 8.0
    image: float = 6.0
    headline: float = 4.0
    clickbait: float = -15.0
    report_spam: float = -45.0
    filler: float = -25.0


_REPORT_SPAM = re.compile(
    r"\bmarket\b.{0,80}\b(?:size|share|cagr|forecast|outlook|trends|analysis|growth)\b.{0,60}\b20[2-4]\d\b"
    r"|\bcagr of\b|\bglobal .{3,60} market (?:size|report|research)\b|\bmarket research report\b",
    re.IGNORECASE,
)
_CLICKBAIT = re.compile(
    r"\byou won'?t believe\b|\bwill (?:shock|blow) you\b|\bthis one (?:weird )?trick\b|\bwhat happened next\b"
    r"|\bnumber \d+ will\b|\bthe reason (?:why )?will\b|\bgoes viral\b|\bjaw[- ]dropping\b|!!|\?!",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\bas an ai language model\b|\bin (?:today's|the) fast[- ]paced world\b"
    r"|\bin conclusion, it is important\b"
    r"|\bthis (?:article|story) was (?:automatically )?generated\b|\blorem ipsum\b",
    re.IGNORECASE,
)


def score(
    articles: Iterable[Article],
    *,
    organizations: Mapping[str, Provider] | None = None,
    settings: ScoreSettings | None = None,
) -> Iterator[Article]:
    """Set `quality` (0..100) and `quality_parts` (their sum before rounding and capping).

    `organizations` holds the editor's providers by domain; they win over the article's own.
    """
    settings = settings or ScoreSettings()
    for article in articles:
        parts = tuple(_parts(article, organizations or {}, settings))
        total = sum(part.value for part in parts)
        yield msgspec.structs.replace(
            article, quality=round(min(100.0, max(0.0, total))), quality_parts=parts
        )


def _parts(article: Article, organizations: Mapping[str, Provider], s: ScoreSettings) -> Iterator[Part]:
    provider = article.provider
    known = organizations.get(provider.domain, provider) if provider else None
    if known is not None and known.standing is not None:
        standing, why = known.standing, f"standing {known.standing} set by the editor"
    elif known is not None and (known.known or known.domain in organizations):
        standing, why = s.standing_known, "a known organisation"
    else:
        standing, why = s.standing_unknown, "an organisation we do not know"
    yield Part(name="standing", value=s.standing * standing / 100, why=why)
    if article.copy_of is None:
        yield Part(name="original", value=s.original, why="not a copy")
    else:
        yield Part(name="original", value=0.0, why=f"a copy of {article.copy_of.article_id}")
    words = len(article.text.split())
    share = 1.0 if article.type == "video" else min(1.0, words / s.full_words)
    yield Part(name="complete", value=round(s.complete * share, 2), why=f"{words} words of text")
    yield _either("byline", s.byline, bool(article.authors), "signed", "not signed")
    dated = s.dated * (0.5 if article.date_only else 1.0)
    yield _either("dated", dated, article.published_at is not None, "dated", "no date")
    told = 60 <= len(article.excerpt) <= 600 and article.excerpt.strip() != article.title.strip()
    yield _either("excerpt", s.excerpt, told, "a usable excerpt", "no usable excerpt")
    yield _either("image", s.image, bool(article.images), "a lead image", "no image")
    headline = 4 <= len(article.title.split()) <= 25 and not article.title.isupper()
    yield _either("headline", s.headline, headline, "a plain headline", "too short, too long or shouted")
    body = article.text[:4000]
    for name, value, rule, where in (
        ("clickbait", s.clickbait, _CLICKBAIT, article.title),
        ("report_spam", s.report_spam, _REPORT_SPAM, f"{article.title} {article.excerpt}"),
        ("filler", s.filler, _FILLER, f"{article.title} {article.excerpt} {body}"),
    ):
        found = rule.search(where)
        if found:
            yield Part(name=name, value=value, why=f"says “{' '.join(found.group().split())[:60]}”")


def _either(name: str, value: float, holds: bool, yes: str, no: str) -> Part:
    return Part(name=name, value=value, why=yes) if holds else Part(name=name, value=0.0, why=no)
