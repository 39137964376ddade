"""US Pacific time against the time zone database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.publish.pacific import to_pacific

PACIFIC = ZoneInfo("America/Los_Angeles")


@given(st.integers(200_000_000, 2_145_000_000))  # May 1976 to December 2037
def test_any_moment(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert to_pacific(at).isoformat() == at.astimezone(PACIFIC).isoformat()


@pytest.mark.parametrize("year", [1976, 1986, 1987, 1999, 2006, 2007, 2021, 2026])
def test_every_hour_of_a_year(year: int) -> None:
    at = datetime(year, 1, 1, tzinfo=UTC)
    if year == 1976:
        at = at.replace(month=3)
    while at.year == year:
        assert to_pacific(at).utcoffset() == at.astimezone(PACIFIC).utcoffset(), at
        at += timedelta(hours=1)
