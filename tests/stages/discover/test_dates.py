"""Dates as the wild writes them; what states no whole day is no date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.stages.discover.dates import read_date

STATED = [
    ("Sun, 19 May 2002 15:21:36 GMT", "2002-05-19T15:21:36"),
    ("Fri, 20 Feb 2015 09:51:15 UTC", "2015-02-20T09:51:15"),
    ("20 Feb 2015 09:51 +0530", "2015-02-20T04:21:00"),
    ("Thu, 07 Dec 17 10:00:29 -0800", "2017-12-07T18:00:29"),
    ("Mon, 23 Nov 26 10:00 EST", "2026-11-23T15:00:00"),
    ("Sat, 3 Jan 98 00:00:00 GMT", "1998-01-03T00:00:00"),
    ("2003-12-13T12:29:29Z", "2003-12-13T12:29:29"),
    ("2003-12-13T18:30:02.25+01:00", "2003-12-13T17:30:02"),
    ("2006-01-02T15:04:05-0700", "2006-01-02T22:04:05"),
    ("2006-01-02 15:04:05 +0000 UTC", "2006-01-02T15:04:05"),
    ("2003-12-13", "2003-12-13T00:00:00"),
    ("20031213", "2003-12-13T00:00:00"),
    ("20240229T101112Z", "2024-02-29T10:11:12"),
    ("2006-06-01 24:00", "2006-06-02T00:00:00"),
    ("mer, 16 nov 2022 10:00:00 +0100", "2022-11-16T09:00:00"),
    ("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16T14:02:33"),
    ("12/16/2023 12:05:00 AM", "2023-12-16T00:05:00"),
    ("2020/1/10 14:33:00", "2020-01-10T14:33:00"),
    ("Mon Jan 29 17:16:47 2024", "2024-01-29T17:16:47"),
    ("Mon Jan 29 17:16:47 EST 2024", "2024-01-29T22:16:47"),
    ("2004년 05월 28일 01:31:15", "2004-05-28T01:31:15"),
    ("2004-05-28 오후 1:31:15", "2004-05-28T13:31:15"),
    ("2004年5月28日", "2004-05-28T00:00:00"),
    ("28.05.2004 13:30", "2004-05-28T13:30:00"),
    ("28/05/2004", "2004-05-28T00:00:00"),
    ("Thu, 01 Jan 2004 19:48:21 GMT+1", "2004-01-01T18:48:21"),
    ("Παρ, 12 Μάϊ 2006 10:00:00 EST", "2006-05-12T15:00:00"),
    ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00"),
    ("Wednesday, 15 Juni 2022, 10:30 Uhr", "2022-06-15T10:30:00"),
    ("le 3 août 2021 à 14h05", "2021-08-03T14:05:00"),
    ("3 de febrero de 2021", "2021-02-03T00:00:00"),
    ("January 2, 2006 at 3:04pm", "2006-01-02T15:04:00"),
    ("Jan 2nd, 2006", "2006-01-02T00:00:00"),
    ("вт, 05 мая 2020 10:00:00 +0300", "2020-05-05T07:00:00"),
    ("1 września 2020", "2020-09-01T00:00:00"),
    ("11-Nov-2006 10:00:00", "2006-11-11T10:00:00"),
    ("Sunday, 3rd March 2019", "2019-03-03T00:00:00"),
    ("Wed, 31 Dec 2008 23:59:60 GMT", "2008-12-31T23:59:59"),
]


STATED += [
    ("2. maaliskuuta 2026", "2026-03-02T00:00:00Z"),
    ("周一, 02 3月 2026 08:00:00 +0800", "2026-03-02T00:00:00Z"),
    ("ngày 2 tháng 3 năm 2026", "2026-03-02T00:00:00Z"),
    ("٢ مارس ٢٠٢٦", "2026-03-02T00:00:00Z"),
    ("2 מרץ 2026", "2026-03-02T00:00:00Z"),
    ("2026. 3. 2. 오전 8:00", "2026-03-02T08:00:00Z"),
    ("Mon, 2 Mar 2026 8:0:0 +0100", "2026-03-02T07:00:00Z"),
    ("3 марта 2026 г., 08:00", "2026-03-03T08:00:00Z"),
]


@pytest.mark.parametrize(("text", "moment"), STATED)
def test_stated(text: str, moment: str) -> None:
    assert read_date(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "soon",
        "2003",
        "2003-12",
        "March 2004",
        "12 March",
        "10:30",
        "Tue, 24:00:00 GMT",
        "-1",
        "0000-00-00T00:00:00Z",
        "2024-02-30",
        "Thu, 31 Jun 2004 10:00:00 GMT",
        "05/06/2004",
        "1700000000",
        "99999999",
        "2026-13-01",
        "32 Jan 2026",
        "1 2 3",
        "x" * 500,
    ],
)
def test_not_stated(text: str | None) -> None:
    assert read_date(text) is None


@given(st.text(max_size=120))
def test_any_text_gives_utc_or_nothing(text: str) -> None:
    found = read_date(text)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_the_common_forms_come_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_date(moment.isoformat()) == moment
    assert read_date(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == moment
    assert read_date(moment.strftime("%d %B %Y, %I:%M:%S %p")) == moment


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 30 Nov -0001 00:00:00 +0000",
        "-0001-11-30T00:00:00+00:00",
        "0001-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
    ],
)
def test_what_programs_write_for_no_date_is_none(text: str) -> None:
    assert read_date(text) is None
