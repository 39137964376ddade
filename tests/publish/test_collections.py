"""Hand-curated collections: read, validated, never recognised where they are not."""

from __future__ import annotations

import pytest

from tipsheet.errors import RecordError
from tipsheet.publish import collections
from tipsheet.publish.collections import collection_of


@pytest.mark.parametrize(
    ("path", "collection"),
    [
        ("_learning/courses/x.md", "learning"),
        ("_people/x.md", "people"),
        ("_companies/x.md", "companies"),
        ("_events/x.html", "events"),
        ("_data/organizations/tea.test.md", "organizations"),
        ("_news/x.md", None),
        ("_newsletters/x.html", None),
        ("_data/topics/00-x.yaml", None),
        ("_people/.keep.md", None),
        ("_people/photo.jpg", None),
        ("docs/x.md", None),
        ("README.md", None),
        ("_layouts/x.html", None),
    ],
)
def test_the_folder_says_what_it_is(path: str, collection: str | None) -> None:
    assert collection_of(path) == collection


def test_a_person() -> None:
    item = collections.read(
        '---\nname: "Ann Leaf"\nbio: "Brews | speaks"\ntype: "profile"\nheat: 77\n\nwebsite: https://ann.test\n\n'
        "topics:\n  - Tea\n\nimages:\n  - url: https://ann.test/a.jpg\n    width: 400\n---\n\n",
        "_people/ann-leaf.md",
    )
    assert (item.collection, item.name) == ("people", "Ann Leaf")
    assert (item.excerpt, item.type) == ("Brews | speaks", "profile")
    assert (item.url, item.heat, item.shown, item.topics) == ("https://ann.test", 77, True, ("Tea",))
    assert item.images[0].width_px == 400


def test_a_learning_collection_names_its_items() -> None:
    item = collections.read(
        "---\ntitle: Three brews\nitems:\n  - videos/one\n  - videos/two\npublished: false\n---\n",
        "_learning/collections/three.md",
    )
    assert item.items == ("videos/one", "videos/two")
    assert not item.shown


def test_an_organization_is_reached_at_its_domain() -> None:
    item = collections.read(
        "---\ntaxonomy: organization\nname: Tea Times\ndomain: tea.test\n---\n",
        "_data/organizations/tea.test.md",
    )
    assert item.url == "https://tea.test/"


def test_a_collection_nobody_knows_is_named_by_its_file() -> None:
    item = collections.read("---\ncount: 3\n---\n", "_stats/visits.md")
    assert (item.collection, item.name, item.fields) == ("stats", "visits", {"count": 3})


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ("type: video", 1, "neither title nor name"),
        ("title: x\nheat: hot", 3, "heat"),
        ("title: x\nremoved: maybe", 3, "removed"),
        ("title: x\npublishedDateTime: soon", 3, "time"),
        ("title: x\ntopics: Tea", 3, "list of words"),
        ("title: x\nimages:\n  - width: 3", None, "no address"),
    ],
)
def test_what_is_wrong_is_named(lines: str, line: int | None, word: str) -> None:
    with pytest.raises(RecordError, match=word) as error:
        collections.read(f"---\n{lines}\n---\n", "_events/x.md")
    assert str(error.value).startswith("_events/x.md" + (f":{line}: " if line else ""))
