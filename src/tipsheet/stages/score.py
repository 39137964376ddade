"""Judge an article: quality 0..100 as a sum of named parts from a public table (docs/stories.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from tipsheet.records import Article, Part, Provider


class ScoreSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The weight table: points a part gives when it is full, or takes; the positive ones make 100."""

    standing: float = 28.0  # times the publisher's standing / 100
    standing_known: int = 75  # of a known organisation without a standing of its own
    standing_unknown: int = 35
    original: float = 20.0  # a copy gets none, a press release half
    complete: float = 20.0  # reached at `full_words`
    full_words: int = 350
    byline: float = 6.0
    dated: float = 8.0  # half when only the day is known
    excerpt: float = 8.0
    image: float = 6.0
    headline: float = 4.0
    clickbait: float = -15.0
    report_spam: float = -45.0
    filler: float = -25.0


_REPORT_SPAM = re.compile(
    r"\bmarket\b.{0,80}\b(?:size|share|cagr|forecast|outlook|trends|analysis|growth)\b.{0,60}\b20[2-4]\d\b"
    r"|\bcagr of\b|\bglobal .{3,60} market (?:size|report|research)\b|\bmarket research report\b"
    r"|\bmarktgröße\b|\btaille du marché\b|\btamaño del mercado\b",
    re.IGNORECASE,
)
_CLICKBAIT = re.compile(
    r"\byou won'?t believe\b|\bwill (?:shock|blow|amaze) you\b|\bthis one (?:weird |simple )?trick\b"
    r"|\bwhat happen(?:ed|s) next\b|\bnumber \d+ (?:will|is)\b|\bthe (?:real )?reason (?:why )?will\b"
    r"|\bjaw[- ]dropping\b|\bdoctors hate\b|!!|\?!|!\?",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\bas an ai language model\b"
    r"|\bin (?:today's|the) (?:fast[- ]paced|ever[- ]evolving) (?:world|landscape)\b"
    r"|\bin conclusion, it is (?:important|clear)\b|\blorem ipsum\b|\bwithout further ado\b"
    r"|\bthis (?:article|story|report) was (?:automatically )?generated\b"
    r"|\b(?:written|generated) by (?:an? )?(?:ai|software)\b",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"/prnewswire/|\(globe newswire\)|\(business wire\)|\bfor immediate release\b"
    r"|\baccesswire\b|\bpress release\b",
    re.IGNORECASE,
)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def score(
    articles: Iterable[Article],
    *,
    organizations: Mapping[str, Provider] | None = None,
    settings: ScoreSettings | None = None,
) -> Iterator[Article]:
    """Set `quality` (0..100) and `quality_parts` (their sum before rounding and keeping within 0..100).

    `organizations` holds the editor's publishers by domain; they win over what the article says of its own.
    """
    settings = settings or ScoreSettings()
    for article in articles:
        parts = tuple(_parts(article, organizations or {}, settings))
        total = sum(part.value for part in parts)
        yield msgspec.structs.replace(
            article, quality=round(min(100.0, max(0.0, total))), quality_parts=parts
        )


def _parts(article: Article, organizations: Mapping[str, Provider], s: ScoreSettings) -> Iterator[Part]:
    standing, why = _standing(article.provider, organizations, s)
    yield Part(name="standing", value=round(s.standing * standing / 100, 2), why=why)
    yield _original(article, s)
    words = _length(article.text)
    share = 1.0 if article.type == "video" else min(1.0, words / s.full_words)
    told = "a video" if article.type == "video" else f"{words} words of text"
    yield Part(name="complete", value=round(s.complete * share, 2), why=told)
    yield _either("byline", s.byline, bool(article.authors), "signed", "not signed")
    dated = s.dated * (0.5 if article.date_only else 1.0)
    when = "the day is known, no hour" if article.date_only else "dated"
    yield _either("dated", dated, article.published_at is not None, when, "no date")
    usable = 60 <= len(article.excerpt) <= 600 and article.excerpt.strip() != article.title.strip()
    yield _either("excerpt", s.excerpt, usable, "a usable excerpt", "no usable excerpt")
    yield _either("image", s.image, bool(article.images), "a lead image", "no image")
    plain = 4 <= _length(article.title) <= 25 and not article.title.isupper()
    yield _either("headline", s.headline, plain, "a plain headline", "too short, too long or shouted")
    opening = f"{article.title} {article.excerpt}"
    for name, value, rule, where in (
        ("clickbait", s.clickbait, _CLICKBAIT, article.title),
        ("report_spam", s.report_spam, _REPORT_SPAM, opening),
        ("filler", s.filler, _FILLER, f"{opening} {article.text[:4000]}"),
    ):
        found = rule.search(where)
        if found:
            yield Part(name=name, value=value, why=f"says “{' '.join(found.group().split())[:60]}”")


def _standing(
    provider: Provider | None, organizations: Mapping[str, Provider], s: ScoreSettings
) -> tuple[int, str]:
    known = organizations.get(provider.domain, provider) if provider else None
    if known is not None and known.standing is not None:
        return max(0, min(100, known.standing)), f"standing {known.standing} set by the editor"
    if known is not None and (known.known or known.domain in organizations):
        return s.standing_known, "a known organisation"
    return s.standing_unknown, "an organisation we do not know"


def _original(article: Article, s: ScoreSettings) -> Part:
    if article.copy_of is not None:
        return Part(name="original", value=0.0, why=f"a copy of {article.copy_of.article_id}")
    if _RELEASE.search(article.text[:400]):
        return Part(name="original", value=s.original / 2, why="a press release")
    return Part(name="original", value=s.original, why="not a copy")


def _length(text: str) -> int:
    """Words; in a script without spaces, half its signs."""
    unspaced = len(_UNSPACED.findall(text)) if not text.isascii() else 0
    return len(text.split()) + unspaced // 2


def _either(name: str, value: float, holds: bool, yes: str, no: str) -> Part:
    return Part(name=name, value=value, why=yes) if holds else Part(name=name, value=0.0, why=no)
