"""The drop-in: quality, stories, sitemaps, newsletters, and everything made from a folder's files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.errors import RecordError
from tipsheet.publish import everyday, markdown
from tipsheet.records import (
    Article,
    CollectionItem,
    Image,
    NewsRecord,
    Provider,
    SiteInfo,
    Story,
    Topic,
    TopicMatch,
)

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
PICTURE = (Image(url="https://tea.test/p.jpg"),)
KNOWN = Provider(name="Tea Times", domain="tea.test", images=PICTURE)
MAKER = Provider(name="Kettle Works", domain="works.test", images=PICTURE)
UNKNOWN = Provider(name="Pot", domain="pot.test")
TOPICS = (
    Topic(id="tea", name="Tea", slug="tea", keywords=("tea",)),
    Topic(
        id="green",
        name="Green brews",
        slug="green",
        parent="Tea",
        keywords=("green brew", "green brews", "sencha"),
    ),
)
SITE = SiteInfo(title="Tea Every Day", url="https://every.test/tea", root_topic="Tea")


def record(title: str, provider: Provider = UNKNOWN, **fields: Any) -> NewsRecord:
    defaults: dict[str, Any] = {"path": f"_news/{title}.md", "published_at": AT, "topics": ("Tea",)}
    return NewsRecord(title=title, provider=provider, **(defaults | fields))


@pytest.mark.parametrize(
    ("item", "quality"),
    [
        (record("Pots"), 17),
        (record("Pots", images=PICTURE), 37),
        (record("Pots", KNOWN), 52),
        (record("Tea pots", KNOWN), 57),
        (record("Teapots", KNOWN), 52),
        (record("Tea pots"), 17),
        (record("Pots", amp_url="https://tea.test/amp"), 37),
        (record("Pots", type="video"), 67),
        (record("x" * 75), 15),
        (record("x" * 200), 0),
        (record("A sencha", topics=("Tea", "Green brews")), 34),
        (record("A green brew", topics=("Tea", "Green brews")), 34),
        (record("Green brews", topics=("Tea", "Green brews")), 49),
        (record("Water", topics=("Tea", "Green brews")), 19),
        (record("Tea pots", MAKER, web_url="https://blog.works.test/a"), 67),
        (record("Tea pots", MAKER, web_url="https://docs.works.test/a"), 17),
        (record("Tea pots", MAKER), 67),
        (record("Tea pots", msgspec.structs.replace(KNOWN, domain="platform.test")), 17),
    ],
)
def test_quality_is_a_sum_of_named_parts(item: NewsRecord, quality: int) -> None:
    settings: dict[str, Any] = {"official_hosts": ("blog.works.test",), "platforms": ("platform.test",)}
    assert everyday.quality(item, TOPICS, **settings) == quality
    parts = everyday.quality_parts(item, TOPICS, **settings)
    assert max(0, sum(part.value for part in parts)) == quality
    assert all(part.value for part in parts)


def test_published_from_seventy() -> None:
    assert [everyday.is_published(q) for q in (69, 70, 189)] == [False, True, True]


# ---------------------------------------------------------------------- stories


def scored(title: str, quality: int, hour: int = 12) -> NewsRecord:
    return record(
        title, KNOWN, quality=quality, published_at=AT.replace(hour=hour), heat=quality, secured=title
    )


def test_the_best_heads_and_the_others_are_hidden() -> None:
    head, *members = everyday.arrange(
        [scored("b", 80), scored("a", 90), scored("c", 50)], views={"_news/a.md": 2}
    )
    assert (head.title, head.heat, head.published) == ("a", 112, True)
    assert [r.title for r in head.related] == ["b", "c"]
    assert [(r.title, r.heat, r.published) for r in members] == [("b", -1, False), ("c", -1, False)]
    assert [r.title for r in members[1].related] == ["a", "b"]
    assert head.secured == "a"


def test_head_and_member_change_places_when_a_better_article_arrives() -> None:
    (alone,) = everyday.arrange([scored("old", 75)])
    assert (alone.heat, alone.published, alone.related) == (75, True, ())
    head, member = everyday.arrange([alone, scored("better", 99)])
    assert (head.title, head.heat, head.published) == ("better", 109, True)
    assert (member.title, member.heat, member.published) == ("old", -1, False)
    back, lower = everyday.arrange([member, scored("worse", 40)])
    assert (back.title, back.heat, back.published, lower.heat) == ("old", 85, True, -1)


def test_a_head_below_seventy_keeps_its_heat_and_stays_unpublished() -> None:
    head, member = everyday.arrange([scored("a", 39), scored("b", 20)])
    assert (head.heat, head.published, member.heat) == (49, False, -1)


def test_related_are_sorted_and_carry_neither_heat_nor_logo() -> None:
    items = [scored("late", 60, hour=9), scored("early", 60, hour=8), scored("top", 90), scored("low", 10)]
    head = everyday.arrange(items)[0]
    assert [r.title for r in head.related] == ["early", "late", "low"]
    for item in head.related:
        assert (item.path, item.heat, item.secured, item.related) == ("", None, None, ())
        assert item.provider is not None
        assert item.provider.images == ()


def test_a_record_not_yet_scored_is_left_alone() -> None:
    waiting = record("waiting", KNOWN)
    (first, second) = everyday.arrange([waiting, scored("a", 80)])
    assert (first.title, first.related) == ("a", ())
    assert second is waiting


@given(st.lists(st.integers(0, 120), max_size=8), st.randoms(use_true_random=False))
def test_arranging_does_not_depend_on_the_order_of_arrival(qualities: list[int], rng: Any) -> None:
    group = [scored(f"r{n}", q) for n, q in enumerate(qualities)]
    shuffled = group.copy()
    rng.shuffle(shuffled)
    assert everyday.arrange(group) == everyday.arrange(shuffled)
    assert everyday.arrange(everyday.arrange(group)) == everyday.arrange(group)


def test_records_of_stories_leave_adopted_judgements_alone() -> None:
    adopted = record("old", UNKNOWN, quality=150, heat=153, published=True, secured="sealed")
    article = Article(
        id="new",
        url="https://tea.test/new",
        title="Tea news",
        published_at=AT,
        provider=KNOWN,
        images=PICTURE,
        topics=(TopicMatch(name="Tea"),),
    )
    articles = {"old": Article(id="old", url="https://pot.test/old", title="changed"), "new": article}
    paths = {"old": adopted.path, "new": "_news/new.md"}
    standing = {adopted.path: adopted}

    def made(*ids: str) -> list[NewsRecord]:
        stories = [Story(id="s", article_ids=ids)]
        return list(
            everyday.news_records(
                stories, articles, paths, topics=TOPICS, standing=standing, secured={"old": "x", "new": "y"}
            )
        )

    assert made("old") == [adopted]
    (alone,) = made("new")
    assert (alone.quality, alone.heat, alone.published, alone.secured) == (77, 77, True, "y")
    head, member = made("new", "old")
    assert (head.title, head.quality, head.heat, head.secured) == ("old", 150, 160, "sealed")
    assert (member.path, member.heat, member.published) == ("_news/new.md", -1, False)


# ---------------------------------------------------------------------- sitemaps, newsletters


def test_the_news_sitemap_lists_what_the_site_must_show_itself() -> None:
    news = [
        record("a & b", web_url=None),
        record("hidden", web_url=None, published=False),
        record("elsewhere", web_url="https://tea.test/x"),
        record("later", web_url=None, published_at=AT.replace(day=2)),
        record("undated", web_url=None, published_at=None),
    ]
    text = everyday.news_sitemap(news, SITE).body.decode()
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns=')
    assert [line.strip() for line in text.split("\n") if "loc>" in line or "lastmod" in line] == [
        "<loc>https://every.test/tea/news/later/</loc>",
        "<lastmod>2026-07-02T12:00:00+00:00</lastmod>",
        "<loc>https://every.test/tea/news/a &amp; b/</loc>",
        "<lastmod>2026-07-01T12:00:00+00:00</lastmod>",
        "<loc>https://every.test/tea/news/undated/</loc>",
    ]
    assert text.endswith("</urlset>")
    assert (
        "<lastmod>2026-07-01T05:00:00-07:00</lastmod>"
        in everyday.news_sitemap(news, SITE, "everyday-2021").body.decode()
    )


def test_the_people_sitemap_is_weekly() -> None:
    people = [CollectionItem(collection="people", path="_people/ann.md", name="Ann", published_at=AT)]
    text = everyday.people_sitemap(people, SITE).body.decode()
    assert (
        "/people/ann/</loc>\n    <lastmod>2026-07-01T05:00:00-07:00</lastmod>\n    <changefreq>weekly<"
        in text
    )


def test_a_newsletter_head() -> None:
    text = everyday.newsletter_front_matter(SITE, date(2026, 7, 1), AT, ['A "hot" one', "Two"], secured="a;b")
    assert text == (
        '---\ntitle: "Tea Every Day (2026-07-01)"\nexcerpt: "A \\"hot\\" one / Two"\n'
        "publishedDateTime: 2026-07-01T12:00:00Z\n"
        'webUrl: "https://every.test/tea/newsletter/tea-every-day-2026-07-01/"\ntype: article\n\n'
        'topics:\n  - Tea\n\nsecured: "a;b"\n---\n'
    )
    path = everyday.newsletter_path(SITE, date(2026, 7, 1))
    assert path == "_newsletters/tea-every-day-2026-07-01.html"
    item = everyday.newsletter_item(text + "<html></html>", path)
    assert list(item) == ["path", "title", "excerpt", "publishedDateTime", "webUrl", "type", "topics"]


# ---------------------------------------------------------------------- from a folder's files

CONFIG = """# settings
title: Tea Every Day
url: https://host.test
baseurl: "/tea"
webUrl: https://every.test/tea
locale: "en-gb"
topic: Tea
collections: &all
  posts:
    output: true
more: *all
"""


def files() -> dict[str, str]:
    return {
        "_config.yml": CONFIG,
        "_data/topics/00-tea.yaml": "_id: tea\nname: Tea\nservices:\n  news: https://every.test/api/news/\n",
        "_news/2026-07-01-a.md": markdown.emit(record("A", published=True, quality=80, heat=80)),
        "_news/2026-07-02-b.md": "---\ntitle: B\ntopics: [Tea]\n---\nHand-written.\n",
        "_news/.keep": "",
        "_news/broken.md": '---\ntitle: "B\n---\n',
        "_people/ann.md": "---\nname: Ann\n---\n",
        "_newsletters/n-1.html": everyday.newsletter_front_matter(SITE, date(2026, 7, 1), AT, ["x"]) + "<p>",
        "_newsletters/n-2.html": everyday.newsletter_front_matter(
            SITE, date(2026, 7, 2), AT.replace(day=2), ["y"]
        ),
        "README.md": "# Tea",
        "api/news/index.json": "{}",
    }


def test_everything_is_made_from_the_files() -> None:
    problems: list[str] = []
    made = {o.path: o.body for o in everyday.build(files(), "everyday", problems=problems)}
    assert sorted(made) == [
        "api/news/index.json",
        "api/news/page/1/index.json",
        "api/newsletters/index.json",
        "api/newsletters/page/1/index.json",
        "api/people/index.json",
        "api/people/page/1/index.json",
        "api/topics/index.json",
        "news-sitemap.xml",
        "people-sitemap.xml",
    ]
    assert [p.split(":")[0] for p in problems] == ["_news/broken.md"]
    a, b = json.loads(made["api/news/index.json"])["value"]
    assert (a["title"], a["content"], a["locale"]) == ("A", "", "en-gb")
    assert (b["title"], b["content"], b["heat"]) == ("B", "Hand-written.\n", None)
    issues = json.loads(made["api/newsletters/index.json"])["value"]
    assert [i["path"] for i in issues] == ["_newsletters/n-2.html", "_newsletters/n-1.html"]
    assert b"https://every.test/tea/news/2026-07-01-a/" in made["news-sitemap.xml"]


def test_without_a_list_for_problems_the_first_is_raised() -> None:
    with pytest.raises(RecordError, match="broken"):
        list(everyday.build(files()))


def test_the_site_is_read_from_the_settings_without_their_anchors() -> None:
    site = everyday.read_site(CONFIG)
    assert (site.title, site.url, site.locale, site.root_topic) == (
        "Tea Every Day",
        "https://every.test/tea",
        "en-gb",
        "Tea",
    )
    assert everyday.read_site(CONFIG.replace("webUrl", "other")).url == "https://host.test/tea"
    assert everyday.read_site("").url == ""
