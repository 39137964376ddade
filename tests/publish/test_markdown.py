"""A record and its file: read, laid out, changed in place, named."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.errors import RecordError
from tipsheet.publish import markdown
from tipsheet.records import Image, NewsRecord, Provider

PATH = "_news/2026-03-12-a-kettle-sings.md"
replace = msgspec.structs.replace

CANONICAL = """---
category: news
title: "A kettle \\"sings\\""
excerpt: "First line\\r\\nSecond – line"
publishedDateTime: 2026-03-12T07:30:00Z
originalUrl: "https://tea.test/kettle?utm=1"
webUrl: "https://tea.test/kettle"
ampWebUrl: "https://tea.test/kettle/amp"
cdnAmpWebUrl: "https://tea-test.cdn.ampproject.org/c/s/tea.test/kettle/amp"
type: video
quality: 87
heat: -1
published: false

featuredContent: "<iframe src=\\"https://tea.test/e\\"></iframe>"

provider:
  name: The Tea Times!
  domain: tea.test
  images:
    - url: "https://tea.test/logo.png"
      width: 50
      height: 50

topics:
  - Green tea
  - 茶

images:
  - url: "https://tea.test/kettle.jpg"
    width: 640
    height: 480
    title: "A kettle"
    attribution: "Ann"
    isCached: true

related:
  - title: "Another kettle"
    excerpt: ""
    publishedDateTime: 2026-03-12T08:00:00Z
    webUrl: "https://pot.test/another"
    type: article
    provider:
      name: Pot
      domain: pot.test
    quality: 90
    images:
      - url: "https://pot.test/a.jpg"
        width: 10
        height: 20
  - title: "No picture"
    excerpt: "x"
    webUrl: "https://pot.test/none"
    type: article
    provider:
      name: Pot
      domain: pot.test
    quality: 12

secured: "abc;def"
---

"""

RECORD = NewsRecord(
    path=PATH,
    title='A kettle "sings"',
    excerpt="First line\r\nSecond – line",
    published_at=datetime(2026, 3, 12, 7, 30, tzinfo=UTC),
    original_url="https://tea.test/kettle?utm=1",
    web_url="https://tea.test/kettle",
    amp_url="https://tea.test/kettle/amp",
    amp_cache_url="https://tea-test.cdn.ampproject.org/c/s/tea.test/kettle/amp",
    type="video",
    quality=87,
    heat=-1,
    published=False,
    featured_content='<iframe src="https://tea.test/e"></iframe>',
    provider=Provider(
        name="The Tea Times!",
        domain="tea.test",
        images=(Image(url="https://tea.test/logo.png", width_px=50, height_px=50),),
        known=True,
    ),
    topics=("Green tea", "茶"),
    images=(
        Image(
            url="https://tea.test/kettle.jpg",
            width_px=640,
            height_px=480,
            title="A kettle",
            attribution="Ann",
            is_cached=True,
        ),
    ),
    related=(
        NewsRecord(
            path="",
            title="Another kettle",
            published_at=datetime(2026, 3, 12, 8, tzinfo=UTC),
            web_url="https://pot.test/another",
            provider=Provider(name="Pot", domain="pot.test"),
            quality=90,
            images=(Image(url="https://pot.test/a.jpg", width_px=10, height_px=20),),
        ),
        NewsRecord(
            path="",
            title="No picture",
            excerpt="x",
            web_url="https://pot.test/none",
            provider=Provider(name="Pot", domain="pot.test"),
            quality=12,
        ),
    ),
    secured="abc;def",
)

BY_HAND = """---\r
# Ann looks after this one\r
title: A kettle sings   # shorter\r
category: news\r
publishedDateTime: 2019-12-01 10:00:00 +0100\r
webUrl: https://tea.test/kettle\r
mood: warm\r
provider: {name: Tea, domain: tea.test}\r
topics: [Tea, Kettles]\r
images:\r
  - url: https://tea.test/kettle.jpg\r
    title: Kettle\r
    crop: left\r
---\r
A word by hand.\r
"""


def test_the_layout_is_that_of_the_original() -> None:
    assert markdown.emit(RECORD) == CANONICAL


def test_reading_gives_the_record_back() -> None:
    assert markdown.read(CANONICAL, PATH) == RECORD


def test_a_record_not_yet_scored_has_none_of_the_three() -> None:
    record = NewsRecord(path=PATH, title="x", provider=Provider(name="Tea", domain="tea.test"))
    text = markdown.emit(record)
    assert text == (
        '---\ncategory: news\ntitle: "x"\nexcerpt: ""\ntype: article\n\nprovider:\n  name: Tea\n'
        "  domain: tea.test\n---\n\n"
    )
    assert markdown.read(text, PATH) == record


def test_a_record_written_by_hand() -> None:
    record = markdown.read(BY_HAND, PATH)
    assert (record.title, record.web_url, record.original_url) == (
        "A kettle sings",
        "https://tea.test/kettle",
        None,
    )
    assert record.published_at == datetime(2019, 12, 1, 9, tzinfo=UTC)
    assert record.images == (Image(url="https://tea.test/kettle.jpg", title="Kettle"),)
    assert markdown.update(BY_HAND, record) == BY_HAND


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ("category: news", 1, "no title"),
        ("title: x\npublishedDateTime: yesterday", 3, "publishedDateTime"),
        ("title: x\nheat: warm", 3, "whole number"),
        ("title: x\nquality: true", 3, "whole number"),
        ("title: x\npublished: 1", 3, "true or false"),
        ("title: x\ntopics: Tea", 3, "must be a list"),
        ("title: x\ntopics:\n  - a: b", 4, "quote what holds a colon"),
        ("title: x\nimages:\n  - width: 3", 4, "no address"),
        ("title: x\nprovider: Tea", 3, "provider"),
        ("title:\n  a: b", 2, "title must be text"),
        ("title: x\nrelated:\n  - y", 4, "related"),
    ],
)
def test_what_is_wrong_is_named(lines: str, line: int, word: str) -> None:
    with pytest.raises(RecordError, match=word) as error:
        markdown.read(f"---\n{lines}\n---\n", PATH)
    assert str(error.value).startswith(f"{PATH}:{line}: ")


# ---------------------------------------------------------------------- changing


def test_only_what_changed_is_written_anew() -> None:
    text = markdown.update(CANONICAL, replace(RECORD, heat=97, published=True))
    assert text == CANONICAL.replace("heat: -1", "heat: 97").replace("published: false", "published: true")


def test_hand_written_parts_stay_when_other_things_change() -> None:
    record = replace(
        markdown.read(BY_HAND, PATH), title="A kettle whistles", quality=50, heat=50, published=False
    )
    assert markdown.update(BY_HAND, record) == BY_HAND.replace(
        "title: A kettle sings   # shorter\r\n", "title: A kettle whistles   # shorter\r\n"
    ).replace(
        "webUrl: https://tea.test/kettle\r\n",
        "webUrl: https://tea.test/kettle\r\nquality: 50\r\nheat: 50\r\npublished: false\r\n",
    )


def test_kept_fields_stay_by_either_name() -> None:
    record = replace(RECORD, title="new", amp_url=None, heat=1)
    text = markdown.update(CANONICAL, record, keep=("title", "amp_url"))
    assert text == CANONICAL.replace("heat: -1", "heat: 1")


def test_blocks_come_and_go_with_their_blank_line() -> None:
    without = replace(RECORD, images=(), related=(), featured_content=None, amp_url=None)
    text = markdown.update(CANONICAL, without)
    assert text == markdown.emit(without)
    assert markdown.update(text, RECORD) == CANONICAL


def test_a_seal_is_never_dropped_and_never_touched_without_need() -> None:
    assert markdown.update(CANONICAL, replace(RECORD, secured=None)) == CANONICAL
    changed = markdown.update(CANONICAL, replace(RECORD, title="other"))
    assert 'secured: "abc;def"' in changed


def test_unknown_keys_inside_a_list_stay_with_their_item() -> None:
    record = markdown.read(BY_HAND, PATH)
    more = (Image(url="https://tea.test/new.jpg", width_px=1), replace(record.images[0], width_px=7))
    text = markdown.update(BY_HAND, replace(record, images=more))
    assert markdown.read(text, PATH).images == more
    assert text.index("https://tea.test/new.jpg") < text.index("https://tea.test/kettle.jpg")
    assert "    crop: left\r\n" in text


words = st.text(max_size=12)
some = st.text(min_size=1, max_size=12)
address = st.builds("https://tea.test/{}".format, st.text("abcxyz019?=&#%-/", max_size=12))
addresses = st.none() | address
images = st.lists(
    st.builds(
        Image,
        url=address,
        width_px=st.one_of(st.none(), st.integers(1, 9999)),
        height_px=st.one_of(st.none(), st.integers(1, 9999)),
        title=st.one_of(st.none(), some),
        is_cached=st.booleans(),
    ),
    max_size=3,
).map(tuple)
records = st.builds(
    NewsRecord,
    path=st.just(PATH),
    title=some,
    excerpt=words,
    published_at=st.one_of(
        st.none(),
        st.integers(10**8, 4 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC)),
    ),
    original_url=addresses,
    web_url=addresses,
    amp_url=addresses,
    quality=st.one_of(st.none(), st.integers(-5, 300)),
    heat=st.one_of(st.none(), st.integers(-5, 300)),
    published=st.one_of(st.none(), st.booleans()),
    featured_content=st.one_of(st.none(), some),
    provider=st.one_of(st.none(), st.builds(Provider, name=some, domain=some)),
    topics=st.lists(words, max_size=3).map(tuple),
    images=images,
    secured=st.one_of(st.none(), some),
)


@given(records)
def test_what_is_written_is_read_back(record: NewsRecord) -> None:
    text = markdown.emit(record)
    assert markdown.read(text, PATH) == record
    assert markdown.update(text, record) == text


@given(records, records)
def test_an_update_says_what_a_fresh_file_would_say(old: NewsRecord, new: NewsRecord) -> None:
    text = markdown.update(markdown.emit(old), new)
    expected = replace(new, secured=new.secured or old.secured)
    assert markdown.read(text, PATH) == expected
    assert markdown.update(text, expected) == text


# ---------------------------------------------------------------------- what a person changed


def test_changed_fields_are_those_whose_values_differ() -> None:
    edited = CANONICAL.replace('"A kettle \\"sings\\""', "'A kettle sang'").replace("- Green tea\n", "")
    edited = edited.replace("type: video", "type: 'video'").replace("heat: -1\n", "heat: -1\nmood: warm\n")
    assert markdown.changed_fields(CANONICAL, edited) == ("title", "topics", "mood")
    assert markdown.changed_fields(CANONICAL, CANONICAL + "More by hand.\n") == ("body",)
    assert markdown.changed_fields(CANONICAL, CANONICAL.replace("\n", "\r\n")) == ()
    assert markdown.changed_fields(CANONICAL, CANONICAL.replace("quality: 87\n", "")) == ("quality",)


# ---------------------------------------------------------------------- names


def test_our_names_have_the_utc_date() -> None:
    at = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    path = markdown.path_for("A kettle – sings!", at)
    assert path == "_news/2026-03-12-a-kettle-sings.md"
    assert markdown.path_for("A kettle sings", at, taken={path}) == "_news/2026-03-12-a-kettle-sings-2.md"
    assert markdown.path_for("茶", at, fallback="0a1b") == "_news/2026-03-12-0a1b.md"


@pytest.mark.parametrize(
    ("hour", "month", "domain", "date"),
    [
        (16, 7, "tea.test", "2026-07-12"),
        (17, 7, "tea.test", "2026-07-13"),  # + 7 h in summer
        (16, 1, "tea.test", "2026-01-13"),  # + 8 h in winter
        (23, 7, "microsoft.com", "2026-07-12"),
    ],
)
def test_the_original_names_have_its_shifted_date(hour: int, month: int, domain: str, date: str) -> None:
    at = datetime(2026, month, 12, hour, 0, tzinfo=UTC)
    assert markdown.path_for("x", at, profile="everyday", domain=domain) == f"_news/{date}-x.md"


def test_long_names_are_cut_at_a_word() -> None:
    title = " ".join(["kettle"] * 40)
    assert markdown.everyday_slug(title) == "-".join(["kettle"] * 21)  # 146 characters
    assert markdown.everyday_slug(title, from_feed=True) == "-".join(["kettle"] * 20)
    assert markdown.everyday_slug("x" * 200) == "x" * 150
