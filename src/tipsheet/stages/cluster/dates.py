"""The day an article states at its beginning, in a dateline or as when the thing happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero",
            "feb february februar février febrero",
            "mar march märz mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct october oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))  # for a pattern
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(
    rf"\b({MONTH})\.? ?(\d{{1,2}})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)\b"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[ -](?:de |of )?({MONTH})\.?,?[ -](?:de )?((?:19|20)\d\d)\b"
    r"|\b((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)",
    re.IGNORECASE,
)
_BEGINNING = 600  # characters of a text


def stated_day(title: str, text: str) -> int:
    """The latest full date in the headline and the first 600 characters, as days since year 1; 0: none.

    Full means day, month and year: the latest, because reports tell of what came before.
    """
    latest = 0
    for part in (title, text[:_BEGINNING]):
        if _YEAR.search(part):
            latest = max(latest, *map(_ordinal, _DAY.findall(part)), 0)
    return latest


def agreement(a: Mapping[int, int], b: Mapping[int, int]) -> float:
    """What stated days, with how many reports state each, say for one event, -1..1.

    1: their middles lie within three days, -1: a month apart; 0: one of them has none.
    """
    if not a or not b:
        return 0.0
    apart = abs(_middle(a) - _middle(b))
    return 1.0 if apart <= 3 else max(-1.0, 1.0 - (apart - 3) / 14.0)


def far_apart(a: Mapping[int, int], b: Mapping[int, int], days: int) -> bool:
    """Both state days, and none of one is within so many days of one of the other."""
    return bool(a and b) and all(abs(one - other) > days for one in a for other in b)


def _ordinal(found: tuple[str, ...]) -> int:
    """Of a match; 0 for a day that no month has."""
    month1, day1, year1, day2, month2, year2, year3, month3, day3 = found
    name = month1 or month2
    try:
        month = MONTHS[name.lower()] if name else int(month3)
        return date(int(year1 or year2 or year3), month, int(day1 or day2 or day3)).toordinal()
    except ValueError:
        return 0


def _middle(days: Mapping[int, int]) -> int:
    half = sum(days.values()) / 2.0
    for day in sorted(days):
        half -= days[day]
        if half <= 0.0:
            return day
    raise ValueError("no days")
