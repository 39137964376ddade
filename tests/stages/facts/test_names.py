"""Names, posts and lists of names."""

from __future__ import annotations

import pytest

from tipsheet.stages.facts import names
from tipsheet.stages.facts.reading import Reading


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SenseTime Group Inc.", "organisation"),
        ("Bank of Merrow", "organisation"),
        ("Adam Quist", "person"),
        ("Ajay K. Puri", "person"),
        ("Crown Prince Hamad bin Talal", "person"),
        ("Hong Kong", "place"),
        ("Reuters", "outsider"),
        ("Monday", "nothing"),
        ("USD", "nothing"),
        ("Services", "nothing"),
        ("Glasmere", "unknown"),
    ],
)
def test_what_a_chunk_is(text: str, kind: str) -> None:
    assert names.kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("T-Mobile CEO John Legere spoke", ["T-Mobile", "John Legere"]),
        ("The We Company’s chair", ["We Company"]),
        ("The New York Times said", ["New York Times"]),
        ("Tang Xiao’ou and Xu Li", ["Tang Xiao’ou", "Xu Li"]),
        ("The Stock Exchange of Hong Kong Ltd. agreed", ["Stock Exchange of Hong Kong Ltd"]),
        ("Yasir al-Rumayyan leads it", ["Yasir al-Rumayyan"]),
        ("In October Johnson & Hale paid HK$5 to AT&T", ["Johnson & Hale", "AT&T"]),
    ],
)
def test_chunks_are_cut_where_names_end(text: str, found: list[str]) -> None:
    assert [n.text for n in names.find_names(text)] == found


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "Executive Vice President, Worldwide Field Operations",
            ["Executive Vice President, Worldwide Field Operations"],
        ),
        ("its chief executive officer and president", ["chief executive officer and president"]),
        ("Chief Patient Safety & Quality Officer", ["Chief Patient Safety & Quality Officer"]),
        ("president and CEO of Strategic Wealth Advisors", ["president and CEO"]),
        ("the current CEO", ["CEO"]),
        ("former chairman", ["former chairman"]),
        ("Attorney General Ann Cole", []),
        ("U.S. President Joe Biden", []),
    ],
)
def test_posts(text: str, roles: list[str]) -> None:
    assert [r.text for r in names.find_roles(text)] == roles


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SenseTime", "SenseTime Group Inc.", True),
        ("CICC", "China International Capital Corporation", True),
        ("The Buckle, Inc.", "Buckle", True),
        ("Orvane", "Corvane", False),
        ("Silver Lake", "Silver", True),
    ],
)
def test_two_forms_of_one_name(one: str, other: str, same: bool) -> None:
    assert names.same_name(one, other) is same


def test_a_list_ends_where_it_ends() -> None:
    text = "Investors include Northgate, Seedbank and the Halden Fund. Others left."
    found = names.list_from(names.find_names(text), text.index("include") + 8, text)
    assert [n.text for n in found] == ["Northgate", "Seedbank", "Halden Fund"]


def test_a_word_that_only_opens_a_sentence_is_no_name() -> None:
    reading = Reading("Orders rose. Glasmere said orders fell. Later Glasmere grew.")
    assert [n.text for s in reading.sentences for n in s.names] == ["Glasmere", "Glasmere"]


def test_a_company_with_a_persons_name_is_a_company() -> None:
    reading = Reading("Charles Merrow Corp. will buy Finmere. Charles Merrow said it would pay in cash.")
    assert {n.kind for s in reading.sentences for n in s.names if "Merrow" in n.text} == {"organisation"}
