"""Topic and organisation files."""

from __future__ import annotations

import pytest

from tipsheet.errors import ConfigError
from tipsheet.taxonomy import read_organization, read_topic

TOPIC = """taxonomy: topic
_id: green-tea
name: Green tea
shortname: Green
parent: Tea
keywords:
  - green tea
  - sencha
  - green tea
negatives:
  - green teal
hashtags:
  - "#GreenTea"
images:
  - https://tea.test/green.jpg
services:
  news: https://tea.test/api/news/green-tea/
halfLifeHours: 36
everything: true"""


def test_a_topic() -> None:
    topic = read_topic(TOPIC, "_data/topics/04-green-tea.yaml")
    assert (topic.id, topic.name, topic.shortname, topic.parent) == ("green-tea", "Green tea", "Green", "Tea")
    assert (topic.slug, topic.order) == ("green-tea", 4)
    assert topic.keywords == ("green tea", "sencha")
    assert topic.negatives == ("green teal",)
    assert topic.hashtags == ("#GreenTea",)
    assert [i.url for i in topic.images] == ["https://tea.test/green.jpg"]
    assert topic.services == {"news": "https://tea.test/api/news/green-tea/"}
    assert (topic.half_life_h, topic.everything) == (36.0, True)


def test_a_topic_may_be_just_a_name() -> None:
    topic = read_topic("name: 2024", "_data/topics/elections.yaml")
    assert (topic.name, topic.id, topic.slug, topic.order) == ("2024", "elections", "elections", 0)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("_id: x\n", "no name"),
        ("name: x\nkeywords:\n  a: b\n", "list of words"),
        ("name: x\nhalfLifeHours: soon\n", "halfLifeHours"),
        ("name: x\nservices: none\n", "services"),
        ('name: "x\n', "never closed"),
    ],
)
def test_an_unusable_topic_is_named(text: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word) as error:
        read_topic(text, "_data/topics/01-x.yaml")
    assert str(error.value).startswith("_data/topics/01-x.yaml")


def test_an_organization() -> None:
    provider = read_organization(
        "---\ntaxonomy: organization\n_id: Tea.test\nname: The Tea Times\ndomain: Tea.test\n"
        "family: Leaf Group\nstanding: 80\n"
        "images:\n  - url: /a-50x50.jpg\n    width: 50\n    height: 50\n---\n",
        "_data/organizations/tea.test.md",
    )
    assert (provider.name, provider.domain, provider.known) == ("The Tea Times", "tea.test", True)
    assert (provider.family, provider.standing) == ("Leaf Group", 80)
    assert (provider.images[0].url, provider.images[0].width_px) == ("/a-50x50.jpg", 50)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ("name: x", "no domain"),
        ("domain: x.test", "no name"),
        ("name: x\ndomain: x.test\nstanding: 101", "0 to 100"),
    ],
)
def test_an_unusable_organization_is_named(lines: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word) as error:
        read_organization(f"---\n{lines}\n---\n", "_data/organizations/x.md")
    assert "_data/organizations/x.md" in str(error.value)
