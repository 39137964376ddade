"""Articles and stories to news records, and back.

The representative of a story carries its heat; every other member has heat -1 and is not
shown by itself, as in FORMAT.md section 2: a better article tells the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from tipsheet.records import Article, NewsRecord, Story, TopicMatch

HIDDEN = -1  # heat of a record whose story is told by a better one


def news_records(
    stories: Iterable[Story],
    articles: Mapping[str, Article],
    paths: Mapping[str, str],
    *,
    minimum_quality: int,
    secured: Mapping[str, str] = {},
) -> Iterator[NewsRecord]:
    """One record for every article of every story, in the order of the stories.

    `paths` and `secured` are by article id; an article without a path is left out.
    Records below `minimum_quality` (0..100) are kept with `published: false`.
    """
    for story in stories:
        members = [articles[i] for i in story.article_ids if i in articles]
        items = [_record(article) for article in members]
        for place, article in enumerate(members):
            path = paths.get(article.id)
            if path is None:
                continue
            lead = place == 0
            others = items[:place] + items[place + 1 :]
            yield msgspec.structs.replace(
                items[place],
                path=path,
                quality=article.quality,
                heat=max(0, round(story.heat)) if lead else HIDDEN,
                published=lead and story.heat >= 0 and (article.quality or 0) >= minimum_quality,
                related=tuple(sorted(others, key=_by_quality)),
                secured=secured.get(article.id),
            )


def _by_quality(record: NewsRecord) -> tuple[int, str, str]:
    """FORMAT.md section 2: quality descending; ties by date, then address, ascending."""
    at = record.published_at.isoformat() if record.published_at else ""
    return (-(record.quality or 0), at, record.web_url or "")


def record_of(article: Article, path: str = "") -> NewsRecord:
    """The record of an article, before its story says what it weighs: heat, `related` and whether it is shown."""
    return NewsRecord(
        path=path,
        title=article.title,
        excerpt=article.excerpt,
        published_at=article.published_at or article.fetched_at,
        original_url=article.original_url or article.url,
        web_url=article.url or None,
        amp_url=article.amp_url,
        amp_cache_url=article.amp_cache_url,
        type=article.type if article.type == "video" else "article",
        featured_content=article.featured_content,
        provider=article.provider,
        topics=tuple(match.name for match in article.topics),
        images=article.images[:1],
    )


def _record(article: Article) -> NewsRecord:
    record = record_of(article)
    web_url = None if _is_embedded(article) else record.web_url
    return msgspec.structs.replace(record, web_url=web_url, quality=article.quality)


def _is_embedded(article: Article) -> bool:
    """A video that is shown in place has no `webUrl` (FORMAT.md section 1)."""
    return article.type == "video" and article.featured_content is not None


def article_of(record: NewsRecord) -> Article:
    """The article a record tells, as far as the record says; its `id` is for the caller to set."""
    return Article(
        id="",
        url=record.web_url or record.original_url or "",
        original_url=record.original_url or record.web_url or "",
        amp_url=record.amp_url,
        amp_cache_url=record.amp_cache_url,
        title=record.title,
        excerpt=record.excerpt,
        published_at=record.published_at,
        images=record.images,
        provider=record.provider,
        site_name=record.provider.name if record.provider else "",
        type=record.type,
        featured_content=record.featured_content,
        topics=tuple(TopicMatch(name=name, evidence=("the record",)) for name in record.topics),
        quality=record.quality,
    )


def with_edits(article: Article, record: NewsRecord, edited: Iterable[str]) -> Article:
    """The article as the editor wants it: the fields a person changed in its record win.

    `edited` holds front-matter keys (FORMAT.md section 1); keys that no page shows are ignored.
    """
    told = article_of(record)
    names = [_FIELDS[key] for key in edited if key in _FIELDS]
    return msgspec.structs.replace(article, **{name: getattr(told, name) for name in names})


_FIELDS = {
    "title": "title",
    "excerpt": "excerpt",
    "publishedDateTime": "published_at",
    "originalUrl": "original_url",
    "webUrl": "url",
    "ampWebUrl": "amp_url",
    "cdnAmpWebUrl": "amp_cache_url",
    "type": "type",
    "featuredContent": "featured_content",
    "provider": "provider",
    "topics": "topics",
    "images": "images",
    "quality": "quality",
}
