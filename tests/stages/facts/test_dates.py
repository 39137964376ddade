"""Days and reporting periods, told in full or against what the document says of time."""

# ruff: noqa: E501 (a text and what is read from it stand on one line)

from __future__ import annotations

import pytest

from tipsheet.stages.facts.dates import shift_year
from tipsheet.stages.facts.reading import Reading


def _dates(text: str, published: str | None = "2021-12-13") -> list[str]:
    return [d.iso for s in Reading(text, published=published).sentences for d in s.dates]


def _periods(text: str, published: str | None = "2024-11-22", title: str = "") -> list[str]:
    return [p.key for s in Reading(text, title, published).sentences for p in s.periods]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Filed on August 27, 2021.", "2021-08-27"),
        ("Filed on 27 August 2021.", "2021-08-27"),
        ("Filed in October 2014.", "2014-10"),
        ("Founded in 1897.", "1897"),
        ("Sent on Nov. 22.", "2021-11-22"),
        ("It will begin on Jan. 5.", "2022-01-05"),
        ("It said on Monday.", "2021-12-13"),
        ("Listed on Friday.", "2021-12-10"),
        ("It is taking orders again from Thursday.", "2021-12-16"),
        ("He left in October.", "2021-10"),
        ("It starts next Tuesday.", "2021-12-14"),
        ("Last Friday it fell.", "2021-12-10"),
        ("It closed yesterday.", "2021-12-12"),
        ("On Saturday, January 16, 2021 it closed.", "2021-01-16"),
        ("Signed 2021-03-04.", "2021-03-04"),
        ("He leaves at the end of January.", "2022-01"),
        ("It left at the end of October.", "2021-10"),
        ("It closes by the end of March 2022.", "2022-03"),
        ("It is due by the end of the year.", "2021-12"),
        ("A fund opens at the start of next year.", "2022-01"),
        ("It should close in the second quarter of 2022.", "2022-Q2"),
        ("It should close in the first half of next year.", "2022-H1"),
        ("It began earlier this month.", "2021-12"),
        ("It began last month.", "2021-11"),
    ],
)
def test_a_day_is_found(text: str, iso: str) -> None:
    assert _dates(text) == [iso]


def test_the_next_day_follows_the_one_before() -> None:
    assert _dates("She retires on Dec. 31 and he starts the next day.") == ["2021-12-31", "2022-01-01"]
    assert _dates("He starts the next day.") == []


def test_a_page_a_day_behind_still_means_tomorrow() -> None:
    assert _dates("It started trading on Thursday.", "2021-12-29") == ["2021-12-30"]


@pytest.mark.parametrize("text", ["It began on Friday.", "Sent on Nov. 22."])
def test_without_a_year_nothing_is_made_up(text: str) -> None:
    assert _dates(text, None) == []


@pytest.mark.parametrize(
    "text", ["February 30, 2021", "99/99/2021", "It may rise.", "March on, said Ms May."]
)
def test_no_day_is_no_day(text: str) -> None:
    assert "2021-02-30" not in _dates(text)
    assert all(len(d) == 4 for d in _dates(text))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("in the first half of 2021", ["2021-H1"]),
        ("for Q3 2024", ["2024-Q3"]),
        ("for the third quarter of fiscal 2025", ["2025-Q3"]),
        ("Third-quarter sales", ["2024-Q3"]),
        ("in the six months ended June 30, 2021", ["2021-H1"]),
        ("in the nine months to September 30, 2023", ["2023-9M"]),
        ("For the Nine Months Ended September 30, 2023", ["2023-9M"]),
        ("SIX MONTHS ENDED JUNE 30, 2021", ["2021-H1"]),
        ("for fiscal 2017 and 2018", ["2017-FY", "2018-FY"]),
        ("for the year ended December 31, 2023", ["2023"]),
        ("full year 2022", ["2022"]),
        ("in 2018, 2019 and 2020", ["2018", "2019", "2020"]),
        ("in H1 2023", ["2023-H1"]),
        ("3Q24", ["2024-Q3"]),
        ("as of June 30, 2021", ["2021-06-30"]),
        ("in Q2 2024, against the same period a year earlier", ["2024-Q2", "2023-Q2"]),
        ("in the fourth quarter, from the same quarter of 2022", ["2023-Q4", "2022-Q4"]),
        ("Last year it earned more.", ["2023"]),
    ],
)
def test_a_period_is_found(text: str, keys: list[str]) -> None:
    assert _periods(text) == keys


def test_a_company_year_is_learned_from_the_document() -> None:
    shop = "Net income for the fiscal quarter ended November 2, 2024 rose. The third quarter of fiscal 2024 was good."
    assert _periods(shop, title="Third Quarter Net Income")[0] == "2024-Q3"
    chips = "The fiscal year ended January 26, 2025. In the quarter ended October 27, 2024 sales rose."
    assert _periods(chips)[-1] == "2025-Q3"
    software = "Net loss was small for the second quarter ended Dec. 31."
    assert _periods(software, "2022-02-08") == ["2022-Q2"]


def test_shifting_a_period_moves_its_year() -> None:
    assert shift_year("2021-H1", -1) == "2020-H1"
    assert shift_year("2018/2021-H1", 1) == "2019/2022-H1"
    assert shift_year("", -1) == ""
