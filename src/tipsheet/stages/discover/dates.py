"""The moment a feed states, and never one it does not state.

Read are the forms met in the wild: RFC 822/5322, RFC 3339 and W3C-DTF, asctime, month
names of twenty-five languages, Chinese/Japanese/Korean day marks, dotted and slashed days.
No day, no year, or a day that may be read two ways: no date.
Source: RFC 5322 section 3.3, RFC 3339, W3C NOTE-datetime; docs/decisions/013-feed-reading.md.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTH_LISTS = """
en january february march april may june july august september october november december
de januar februar märz april mai juni juli august september oktober november dezember
at jänner feber maerz april mai juni juli august september oktober november dezember
fr janvier février mars avril mai juin juillet août septembre octobre novembre décembre
es enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ca gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
pt janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
nl januari februari maart april mei juni juli augustus september oktober november december
da januar februar marts april maj juni juli august september oktober november december
sv januari februari mars april maj juni juli augusti september oktober november december
fi tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
f2 tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
sl januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra
sk januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
bg януари февруари март април май юни юли август септември октомври ноември декември
ar يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
he ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
pl stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
p2 styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
cs ledna února března dubna května června července srpna září října listopadu prosince
hu január február március április május június július augusztus szeptember október november december
ro ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
tr ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
id januari februari maret april mei juni juli agustus september oktober november desember
ru января февраля марта апреля мая июня июля августа сентября октября ноября декабря
r2 январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
uk січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
el ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
e2 ιανουάριος φεβρουάριος μάρτιος απρίλιος μάϊος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
"""  # noqa: E501  a language a line
_MARKS_GONE = str.maketrans(
    "άέήίόύώϊΐϋΰςşğıéèêûôáíóúüöäåřčšžýěůćęłńśźżąçñ", "αεηιουωιιυυσsgieeeuoaiouuoaarcszyeuceln" + "szzacn"
)


def _months() -> dict[str, int]:
    """Every full name and every abbreviation of three letters or more that means one month only."""
    found: dict[str, set[int]] = {}
    english: dict[str, int] = {}
    for line in _MONTH_LISTS.split("\n"):
        language, *names = line.split() or [""]
        for number, name in enumerate(names, 1):
            plain = name.translate(_MARKS_GONE)
            for size in range(3, len(plain) + 1):
                found.setdefault(plain[:size], set()).add(number)
                if language == "en":
                    english[plain[:size]] = number
    single = {word: next(iter(numbers)) for word, numbers in found.items() if len(numbers) == 1}
    return {**single, **english, "sept": 9, "μαι": 5, "μαιου": 5}


_MONTHS = _months()

_ZONE_TABLE = """
ut 0 gmt 0 utc 0 z 0 wet 0 west 1 bst 1 cet 1 mez 1 cest 2 mesz 2 met 1 mest 2 eet 2 eest 3 sast 2 msk 3
msd 4 ist 5.5 pkt 5 sgt 8 hkt 8 awst 8 jst 9 kst 9 acst 9.5 acdt 10.5 aest 10 aedt 11 nzst 12 nzdt 13
nst -3.5 ndt -2.5 ast -4 adt -3 at -4 est -5 edt -4 et -5 cst -6 cdt -5 ct -6 mst -7 mdt -6 mt -7
pst -8 pdt -7 pt -8 akst -9 akdt -8 hst -10 brt -3 brst -2 art -3 clt -4 cot -5 pet -5
"""
_ZONES_H = dict(zip(_ZONE_TABLE.split()[::2], map(float, _ZONE_TABLE.split()[1::2]), strict=True))

_COMMON = re.compile(
    r"\s*(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[A-Z]{1,4})?\s*$"
)
_ISO = re.compile(
    r"\s*(\d{4})-?(\d{2})-?(\d{2})(?:(?:[T\s]\s*|_)(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*"
    r"(Z|z|[A-Za-z]{2,4}|[+-]\d{1,2}:?\d{0,2})?\s*$"
)
_TIME = re.compile(
    r"(?<![\d:])(\d{1,2})[:.h](\d{2}|\d(?=:))(?:[:.](\d{1,2})(?:[.,]\d+)?)?(?![\d:])\s*(?:[ap]\.?m\b\.?)?",
    re.I,
)
_HALF = re.compile(r"(?:(?<=\d)|\b)([ap]\.?m\b\.?|오전|오후|上午|下午|午前|午後|πμ|μμ)", re.I)
_BARE_YEAR = re.compile(r"(?<![+-])\b\d{4}\s*$")
_OFFSET = re.compile(r"(?:gmt|utc|z)?\s*([+-])(\d{1,2}):?(\d{2})?\s*(?:\([^)]*\))?\s*$", re.I)
_ZONE_WORD = re.compile(r"([A-Za-z]{1,5})\.?\s*(?:\([^)]*\))?\s*$")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_YMD = re.compile(r"(?<!\d)(\d{4})(?:[-/ ]|\. ?)(\d{1,2})(?:[-/ ]|\. ?)(\d{1,2})(?!\d)")
_DMY_NUMBERED = re.compile(r"(?<!\d)(\d{1,2})\s+(?:(\d{1,2})月|tháng (\d{1,2}),?(?: năm)?)\s+(\d{4})(?!\d)")
_DMY_DOTS = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_WORD = r"([^\W\d_]{3,})\.?"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.|er|º|ª)?[\s/-]*(?:de\s+|of\s+|d')?{_WORD}"
    r"[\s,/-]*(?:de\s+|del\s+)?(\d{4}|\d{2}(?![\d:]))(?!\d)",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"{_WORD}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]),?\s+"
    r"(?:[\d:.]+\s+(?:[A-Z]{2,4}\s+)?)?(\d{4})(?!\d)",
    re.I,
)
_YEAR_WORD = re.compile(rf"(?<!\d)(\d{{4}})[\s.-]+{_WORD}[\s.-]+(\d{{1,2}})(?!\d)", re.I)
_LONGEST = 100
_FIRST_YEAR = 1000


def read_date(text: str | None) -> datetime | None:
    """The stated moment as aware UTC, seconds; a time without a zone counts as UTC, a bare day as midnight.

    None when the text states no whole day, an impossible one, or one that can be read two ways.
    """
    if not text or len(text) > _LONGEST:
        return None
    found = _COMMON.match(text)
    if found is not None:
        day, name, year, hour, minute, second, zone = found.groups()
        month = _MONTHS.get(name.lower())
        if month is not None:
            return _moment(int(year), month, int(day), int(hour), int(minute), int(second or 0), _zone(zone))
    found = _ISO.match(text)
    if found is not None and found[4] is None and "-" not in text[:8] and not _plausible(found[1]):
        return None
    if found is not None:
        y, m, d, hour, minute, second, zone = found.groups()
        return _moment(
            int(y), int(m), int(d), int(hour or 0), int(minute or 0), int(second or 0), _zone(zone)
        )
    return _loose(text.strip())


def _loose(text: str) -> datetime | None:
    marker = _HALF.search(text)
    found = _day(text, bool(marker))
    if found is None:
        return None
    day, (start, end) = found
    rest = text[:start] + " " + text[end:]
    time = _TIME.search(rest)
    if time is None:
        return _moment(*day, 0, 0, 0, timedelta())
    hour = int(time[1])
    if marker and hour <= 12:
        late = marker[1].lower().startswith("p") or marker[1] in ("오후", "下午", "午後", "μμ")
        hour = hour % 12 + (12 if late else 0)
    zone = _BARE_YEAR.sub("", rest[time.end() :]).strip()
    return _moment(*day, hour, int(time[2]), int(time[3] or 0), _zone(zone))


def _day(text: str, american: bool) -> tuple[tuple[int, int, int], tuple[int, int]] | None:
    """(year, month, day) as the text names it, and where it stands."""
    if found := _CJK.search(text) or _YMD.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), found.span()
    if found := _DMY_NUMBERED.search(text):
        return (int(found[4]), int(found[2] or found[3]), int(found[1])), found.span()
    if found := _DMY_DOTS.search(text):
        return (int(found[3]), int(found[2]), int(found[1])), found.span()
    if found := _SLASHES.search(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if american or (second > 12 >= first) or first == second:
            return (year, first, second), found.span()
        return ((year, second, first), found.span()) if first > 12 else None
    for pattern, order in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2)), (_YEAR_WORD, (1, 2, 3))):
        for found in pattern.finditer(text):
            month = _MONTHS.get(found[order[1]].lower().translate(_MARKS_GONE))
            if month is not None:
                # asctime has the time between day and year: only the day goes
                end = found.end(2) if pattern is _MONTH_DAY else found.end()
                return (_year(found[order[0]]), month, int(found[order[2]])), (found.start(), end)
    return None


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    short = int(text)
    return short + (2000 if short < 50 else 1900)  # RFC 5322 section 4.3


def _plausible(year: str) -> bool:
    return 1970 <= int(year) <= 2100


def _zone(text: str | None) -> timedelta:
    if not text or text in ("GMT", "Z", "UTC", "+0000"):
        return timedelta()
    if found := _OFFSET.search(text):
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 15 or minutes > 59:
            return timedelta()
        span = timedelta(hours=hours, minutes=minutes)
        return -span if found[1] == "-" else span
    if found := _ZONE_WORD.search(text):
        return timedelta(hours=_ZONES_H.get(found[1].lower(), 0))
    return timedelta()


def _moment(y: int, m: int, d: int, hour: int, minute: int, second: int, zone: timedelta) -> datetime | None:
    if y < _FIRST_YEAR:  # what programs write for no date at all: year 1, or the 30th of November before it
        return None
    try:
        if hour == 24 and minute == 0 and second == 0:
            return datetime(y, m, d, tzinfo=UTC) + timedelta(days=1) - zone
        if zone:
            return datetime(y, m, d, hour, minute, min(second, 59), tzinfo=timezone(zone)).astimezone(UTC)
        return datetime(y, m, d, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
