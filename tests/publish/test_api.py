"""The static API: members, order, pages, and the three forms of an item."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.publish import api, collections
from tipsheet.records import Image, NewsRecord, Provider, Topic

START = datetime(2026, 7, 1, 12, tzinfo=UTC)
TEA = Topic(id="tea", name="Tea", slug="tea", services={"news": "https://x.test/api/news/"})
GREEN = Topic(
    id="green-tea", name="Green tea", slug="green", parent="Tea", shortname="Green",
    services={"news": "https://x.test/api/news/green-tea/"}, images=(Image(url="https://x.test/g.jpg"),),
)  # fmt: skip
QUIET = Topic(id="pots", name="Pots", slug="pots", parent="Tea")
TOPICS = (TEA, GREEN, QUIET)


def record(number: int, *topics: str, **fields: Any) -> NewsRecord:
    defaults: dict[str, Any] = {
        "path": f"_news/{number:03}.md",
        "title": f"Kettle {number}",
        "published_at": START + timedelta(hours=number),
        "quality": 80,
        "heat": 80,
        "published": True,
        "provider": Provider(name="Tea Times", domain="tea.test"),
        "topics": topics or ("Tea",),
    }
    return NewsRecord(**(defaults | fields))


def build(*news: NewsRecord, profile: str = "everyday", **more: Any) -> dict[str, Any]:
    return {o.path: json.loads(o.body) for o in api.build(news, TOPICS, profile, **more)}


def test_twenty_five_a_page_newest_first_and_the_index_is_page_one() -> None:
    files = build(*(record(n) for n in range(51)))
    assert files["api/news/index.json"] == files["api/news/page/1/index.json"]
    pages = [files[f"api/news/page/{n}/index.json"] for n in (1, 2, 3)]
    assert [len(p["value"]) for p in pages] == [25, 25, 1]
    assert [(p["page"], p["nextPage"]) for p in pages] == [(1, 2), (2, 3), (3, None)]
    titles = [item["title"] for p in pages for item in p["value"]]
    assert titles == [f"Kettle {n}" for n in range(50, -1, -1)]
    assert "api/news/page/4/index.json" not in files


def test_members_are_those_not_held_back_that_carry_the_topic() -> None:
    files = build(
        record(1, "Green tea", "Tea"),
        record(2, "Green tea"),
        record(3, published=False, heat=-1),
        record(4, published=None, quality=None, heat=None),
        record(5, "Pots"),
    )
    assert [i["path"] for i in files["api/news/index.json"]["value"]] == ["_news/004.md", "_news/001.md"]
    assert files["api/news/index.json"]["value"][0]["heat"] is None
    green = files["api/news/green-tea/index.json"]["value"]
    assert [i["path"] for i in green] == ["_news/002.md", "_news/001.md"]
    assert not any("pots" in path for path in files if path.startswith("api/news"))


def test_a_record_without_the_root_topic_is_in_our_whole_list_but_not_in_the_original_one() -> None:
    ours = build(record(1), record(2, "Green tea"), record(3, "Pots"), profile="tipsheet")
    assert [i["title"] for i in ours["api/news/index.json"]["value"]] == ["Kettle 3", "Kettle 2", "Kettle 1"]
    assert [i["title"] for i in ours["api/news/green-tea/index.json"]["value"]] == ["Kettle 2"]
    original = build(record(1), record(2, "Green tea"), record(3, "Pots"))
    assert [i["title"] for i in original["api/news/index.json"]["value"]] == ["Kettle 1"]


def test_ties_go_by_path_and_records_without_a_time_come_last() -> None:
    news = [record(n, published_at=START) for n in (3, 1, 2)] + [record(0, published_at=None)]
    value = build(*news)["api/news/index.json"]["value"]
    assert [i["path"] for i in value] == [f"_news/{n:03}.md" for n in (1, 2, 3, 0)]
    assert value[-1]["publishedDateTime"] is None


def test_a_topic_without_records_has_one_empty_page() -> None:
    (output,) = [o for o in api.build([], TOPICS) if o.path == "api/news/green-tea/index.json"]
    assert output.body == b'{\n  "page": 1,\n  "value": [],\n  "nextPage": null\n}'


def test_an_item_has_every_key_in_order() -> None:
    item = build(record(1, "Tea", images=(Image(url="u", width_px=3, is_cached=True),)))[
        "api/news/index.json"
    ]
    (value,) = item["value"]
    assert " ".join(value) == (
        "path title excerpt sourceUrl webUrl originalUrl featuredContent highlight heat tags images content "
        "type ampWebUrl cdnAmpWebUrl publishedDateTime updatedDateTime provider locale categories topics"
    )
    assert list(value["provider"]) == ["name", "domain", "images", "publishers", "authors"]
    assert value["provider"]["images"] is None
    assert value["images"] == [
        {"url": "u", "width": 3, "height": None, "title": None, "attribution": None, "isCached": True}
    ]
    assert (value["locale"], value["categories"], value["excerpt"]) == ("en-us", ["news"], "")


@pytest.mark.parametrize(
    ("profile", "time", "content"),
    [
        ("everyday", "2026-07-01T13:00:00Z", ""),
        ("everyday-2021", "2026-07-01T06:00:00-07:00", "\r\n"),
        ("tipsheet", "2026-07-01T13:00:00Z", ""),
    ],
)
def test_the_forms_differ_in_time_and_content(profile: str, time: str, content: str) -> None:
    (value,) = build(record(1), profile=profile)["api/news/index.json"]["value"]
    assert (value["publishedDateTime"], value["content"]) == (time, content)


def test_a_body_is_content() -> None:
    (value,) = build(record(1), contents={"_news/001.md": "More.\n"})["api/news/index.json"]["value"]
    assert value["content"] == "More.\n"


def test_ours_has_more_keys_behind_the_original_ones() -> None:
    news = record(1, related=(record(2, path="", quality=70),))
    (ours,) = build(news, profile="tipsheet")["api/news/index.json"]["value"]
    (theirs,) = build(news)["api/news/index.json"]["value"]
    assert list(ours)[: len(theirs)] == list(theirs)
    assert (ours["quality"], ours["related"][0]["title"]) == (80, "Kettle 2")


def test_bytes_are_those_of_an_indented_dump() -> None:
    news = [record(n, title=f'Tee – 茶 "{n}" \n \\ </script> \u2028') for n in range(3)]
    for output in api.build(news, TOPICS):
        value = json.loads(output.body)
        dump = json.dumps(value, ensure_ascii=False, indent=2).replace("\u2028", "\\u2028")
        assert output.body.decode() == dump


def test_the_root_is_the_named_topic() -> None:
    files = build(record(1, "Green tea"), root_topic="Green tea")
    assert files["api/news/index.json"]["value"]
    assert "api/news/tea/index.json" in files
    assert "api/news/green-tea/index.json" not in files


def test_topics_are_listed() -> None:
    value = build()["api/topics/index.json"]["value"]
    assert value[1] == {
        "name": "Green tea",
        "shortname": "Green",
        "id": "green-tea",
        "parent": "Tea",
        "images": ["https://x.test/g.jpg"],
        "services": [{"name": "news", "endpoint": "https://x.test/api/news/green-tea/"}],
    }
    assert value[0]["shortname"] == "Tea"


# ---------------------------------------------------------------------- other collections

COURSE = """---
title: "Brewing for beginners"
excerpt: "Hot water."
webUrl: https://school.test/brewing/
type: course
price: Free
ratings:
  count: 12
  average: 4.5
heat: 50

provider:
  name: Tea School
  domain: school.test

topics:
  - Tea

secured: "abc;def"
---

"""


def test_collections_have_pages_with_the_keys_of_their_files() -> None:
    services = {"learning": "https://x.test/api/learning/green-tea/"}
    topics = (TEA, msgspec.structs.replace(GREEN, services=services))
    items = [
        collections.read(COURSE, "_learning/courses/brewing.md"),
        collections.read(
            COURSE.replace("50", "70").replace("- Tea", "- Green tea"), "_learning/courses/hot.md"
        ),
        collections.read(COURSE.replace("heat: 50", "removed: true"), "_learning/courses/gone.md"),
        collections.read("---\nname: Ann\ntopics:\n  - Tea\n---\nAbout *Ann*.\n", "_people/ann.md"),
    ]
    files = {o.path: json.loads(o.body) for o in api.collection_pages(items, topics)}
    assert sorted(p for p in files if "page" not in p) == [
        "api/learning/green-tea/index.json",
        "api/learning/index.json",
        "api/people/index.json",
    ]
    hot, brewing = files["api/learning/index.json"]["value"]
    assert (hot["heat"], brewing["heat"]) == (70, 50)
    assert " ".join(brewing) == "path title excerpt webUrl type price ratings heat provider topics"
    assert brewing["ratings"] == {"count": 12, "average": 4.5}
    assert [i["path"] for i in files["api/learning/green-tea/index.json"]["value"]] == [
        "_learning/courses/hot.md"
    ]
    assert files["api/people/index.json"]["value"][0]["content"] == "About *Ann*.\n"
    assert "secured" not in json.dumps(list(files.values()))


@given(
    title=st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    excerpt=st.text(max_size=40).map(lambda t: t.encode("utf-8", "ignore").decode()),
    quality=st.none() | st.integers(-10, 2**40),
)
def test_the_fast_writer_of_an_item_writes_what_the_standard_library_does(
    title: str, excerpt: str, quality: int | None
) -> None:
    other = NewsRecord(path="", title=excerpt, excerpt=title, quality=quality)
    told = record(1, title=title, excerpt=excerpt, heat=quality, related=(other,))
    [output] = [o for o in api.news_pages([told], [TEA]) if o.path == "api/news/index.json"]
    wanted = {"page": 1, "value": [api.news_item(told, "tipsheet")], "nextPage": None}
    text = json.dumps(wanted, ensure_ascii=False, indent=2)
    for char in "\x85\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    assert output.body.decode() == text
