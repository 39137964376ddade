"""US Pacific time by rule, because a writer may not read a time zone database.

Sources: Uniform Time Act of 1966 with its amendments of 1986 and 2005 (in force 1987 and 2007).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

STANDARD = timezone(timedelta(hours=-8))
DAYLIGHT = timezone(timedelta(hours=-7))


def to_pacific(at: datetime) -> datetime:
    """The same moment with the Pacific offset, -08:00 or -07:00 (right from 1976 on)."""
    moment = at.astimezone(UTC)
    first, last = _summer(moment.year)
    return moment.astimezone(DAYLIGHT if first <= moment < last else STANDARD)


def _summer(year: int) -> tuple[datetime, datetime]:
    """When daylight time begins and ends in a year, in UTC: at 2 o'clock local time each."""
    if year >= 2007:
        begins, ends = _sunday(year, 3, 8), _sunday(year, 11, 1)
    elif year >= 1987:
        begins, ends = _sunday(year, 4, 1), _sunday(year, 10, 25)
    else:
        begins, ends = _sunday(year, 4, 24), _sunday(year, 10, 25)
    return (
        datetime(begins.year, begins.month, begins.day, 10, tzinfo=UTC),
        datetime(ends.year, ends.month, ends.day, 9, tzinfo=UTC),
    )


def _sunday(year: int, month: int, day: int) -> date:
    """The first Sunday on or after a day."""
    start = date(year, month, day)
    return start + timedelta(days=(6 - start.weekday()) % 7)
