"""Articles and stories to records, as the original had them.

The counterpart of `tipsheet.publish.news.news_records` for the `everyday` profiles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from tipsheet.publish.everyday.ranking import OFFICIAL_HOSTS, PLATFORMS, arrange, heat, is_published, quality
from tipsheet.publish.news import record_of
from tipsheet.records import Article, NewsRecord, Story, Topic

replace = msgspec.structs.replace


def news_records(
    stories: Iterable[Story],
    articles: Mapping[str, Article],
    paths: Mapping[str, str],
    *,
    topics: Sequence[Topic],
    standing: Mapping[str, NewsRecord] | None = None,
    secured: Mapping[str, str] | None = None,
    official_hosts: Collection[str] = OFFICIAL_HOSTS,
    platforms: Collection[str] = PLATFORMS,
) -> Iterator[NewsRecord]:
    """One record for every article of every story, with the original's quality, heat and `related`.

    `paths` and `secured` are by article id; an article without a path is left out. `standing`: by path, the
    records that were taken over; they keep what was judged and sealed before us, and a story of such records
    only stays as it is. When a new article joins them, the story is arranged anew under its best one.
    """
    kept, sealed = standing or {}, secured or {}
    for story in stories:
        group: list[NewsRecord] = []
        fresh = False
        for article_id in story.article_ids:
            path = paths.get(article_id)
            if path is None or article_id not in articles:
                continue
            old = kept.get(path)
            fresh |= old is None
            record = old or record_of(articles[article_id], path)
            if record.quality is None:
                value = quality(record, topics, official_hosts=official_hosts, platforms=platforms)
                record = replace(record, quality=value, heat=heat(value, 0), published=is_published(value))
            group.append(replace(record, secured=record.secured or sealed.get(article_id)))
        yield from arrange(group) if fresh else group
