"""When a page says it was published and last changed, with the hour and zone it states.

Sources in the order of trust: JSON-LD, meta elements, microdata and `<time>`, the address,
words near the title. A time without a zone counts as its day only: an hour whose zone is
guessed would be wrong for half the world. Sources: RFC 3339, RFC 5322 3.3, schema.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec


class Moment(msgspec.Struct, frozen=True):
    """A day as the page writes it, and the instant where hour and zone are stated."""

    day: date
    at: datetime | None = None  # aware, in the stated zone

    def utc(self) -> datetime:
        """The instant in UTC; midnight UTC of the day where only a day is known."""
        if self.at is not None:
            return self.at.astimezone(UTC)
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)

    def stated(self) -> str:
        """ISO 8601: the day, or the time with its own offset."""
        return self.at.isoformat() if self.at is not None else self.day.isoformat()


_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.]?(\d\d?)[-/.]?(\d\d?)"
    r"(?:(?:T|\s+|\s*,\s*)(\d\d?)[:.]?(\d\d)(?:[:.](\d\d)(?:[.,:]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+\-−]\d\d:?\d\d|[+\-−]\d\d?(?!\d)|[A-Z]{3,4}\b)?",
    re.I,
)
_MONTH_NAMES = """
jan january januar janvier enero janeiro gennaio januari ene janv jän jänner ocak styczeń stycznia
января январь янв;
feb february februar février febrero fevereiro febbraio februari févr şubat luty lutego февраля
февраль фев;
mar march märz mars marzo março maart mär mrz mart marzec marca марта март мар;
apr april avril abril aprile avr abr nisan kwiecień kwietnia апреля апрель апр;
may mai mayo maio maggio mei mayıs maj maja мая май;
jun june juni juin junio junho giugno haziran czerwiec czerwca июня июнь июн;
jul july juli juillet julio julho luglio juil temmuz lipiec lipca июля июль июл;
aug august août agosto augustus ago ağustos sierpień sierpnia августа август авг;
sep september septembre septiembre setembro settembre sept eylül wrzesień września сентября сентябрь
сен;
oct october oktober octobre octubre outubro ottobre okt ekim październik października октября
октябрь окт;
nov november novembre noviembre novembro kasım listopad listopada ноября ноябрь ноя;
dec december dezember décembre diciembre dezembro dicembre dez déc dic aralık grudzień grudnia
декабря декабрь дек;
"""
_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(_MONTH_NAMES.strip().rstrip(";").split(";"), 1):
    for _name in _names.split():
        _MONTHS.setdefault(_name, _number)
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_CLOCK = r"(\d\d?)[:.](\d\d)(?:[:.](\d\d))?\s*([ap]\.?m\.?)?"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\d/])(\d\d?)(?:st|nd|rd|th|er|\.|º)?[\s\-/]*(?:de\s+|of\s+)?({_MONTH})\b\.?,?[\s\-/]*(?:de\s+|del\s+)?((?:19|20)\d\d)(?!\d)",
    re.I,
)
_MONTH_DAY_YEAR = re.compile(rf"\b({_MONTH})\b\.?\s*(\d\d?)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)", re.I)
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d\d?)([./-])(\d\d?)\2((?:19|20)\d\d|\d\d)(?![\d/])")
_CJK = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d\d?)\s*[月월]\s*(\d\d?)\s*[日일]?")
_TIME_AFTER = re.compile(
    rf"\D{{0,16}}?{_CLOCK}\s*(?:\(?(Z|UTC|GMT|[A-Z]{{2,4}}|[+\-]\d\d:?\d\d)\b\)?)?", re.I
)
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "IST": 330, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip


def parse_moment(text: str, *, month_first: bool = False) -> Moment | None:
    """The first date in `text`, however written; None if none. Years 1990 to 2099."""
    text = text.strip()[:400]
    if text.isdigit():
        return _from_digits(text)
    found = _ISO.search(text)
    if found:
        moment = _iso(found)
        if moment is not None:
            return moment
    for pattern, order in ((_DAY_MONTH_YEAR, "dmy"), (_MONTH_DAY_YEAR, "mdy"), (_CJK, "ymd")):
        found = pattern.search(text)
        if found:
            parts = dict(zip(order, found.groups(), strict=True))
            month = _MONTHS.get(parts["m"].lower()) or int(parts["m"] if parts["m"].isdigit() else 0)
            return _with_time(_day(int(parts["y"]), month, int(parts["d"])), text[found.end() :])
    found = _NUMERIC.search(text)
    if found:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < 60 else 1900 if year < 100 else 0
        if second > 12 or (month_first and first <= 12 and found[2] != "."):
            first, second = second, first
        return _with_time(_day(year, second, first), text[found.end() :])
    return None


def _from_digits(text: str) -> Moment | None:
    if len(text) == 8:
        day = _day(int(text[:4]), int(text[4:6]), int(text[6:]))
        return Moment(day) if day else None
    if len(text) == 14:
        day = _day(int(text[:4]), int(text[4:6]), int(text[6:8]))
        return Moment(day) if day else None
    if len(text) in (10, 13):
        seconds = int(text[:10])
        if 631_152_000 <= seconds < 4_000_000_000:
            at = datetime.fromtimestamp(seconds, UTC)
            return Moment(at.date(), at)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year < 2100 else None
    except ValueError:
        return None


def _iso(found: re.Match[str]) -> Moment | None:
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    if day is None:
        return None
    if found[4] is None:
        return Moment(day)
    return Moment(day, _at(day, int(found[4]), int(found[5]), int(found[6] or 0), found[7]))


def _at(day: date, hour: int, minute: int, second: int, zone: str | None) -> datetime | None:
    offset = _offset(zone)
    if offset is None or hour > 24 or minute > 59 or second > 60:
        return None
    naive = datetime(day.year, day.month, day.day, tzinfo=offset)
    return naive + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    zone = zone.upper().replace("−", "-")
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").zfill(2).ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        if minutes > 14 * 60:
            return None
        return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    known = _ZONES.get(zone)
    return None if known is None else timezone(timedelta(minutes=known))


def _with_time(day: date | None, rest: str) -> Moment | None:
    if day is None:
        return None
    found = _TIME_AFTER.match(rest)
    if not found:
        return Moment(day)
    hour = int(found[1])
    half = (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return Moment(day, _at(day, hour, int(found[2]), int(found[3] or 0), found[5]))


def iterate(values: list[str]) -> Iterator[Moment]:
    """The moments among these statements, in order."""
    for value in values:
        moment = parse_moment(value)
        if moment is not None:
            yield moment
