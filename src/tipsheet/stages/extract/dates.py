"""When a page says it was published and last changed, with the hour and zone it states.

Sources in the order of trust: JSON-LD, meta elements, microdata and `<time>`, the address,
words near the title. A time without a zone counts as its day only: an hour whose zone is
guessed would be wrong for half the world. Sources: RFC 3339, RFC 5322 3.3, schema.org.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from tipsheet.stages.extract.blocks import BOX_BIT, Blocks
from tipsheet.stages.extract.said import Said, plain, types_of


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
_WRITTEN = (
    (_ISO, "iso"),
    (_DAY_MONTH_YEAR, "dmy"),
    (_MONTH_DAY_YEAR, "mdy"),
    (_CJK, "ymd"),
    (_NUMERIC, "numeric"),
)
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
    best: tuple[int, Moment] | None = None
    for pattern, order in _WRITTEN:
        found = pattern.search(text)
        if found and (best is None or found.start() < best[0]):
            moment = _read(found, order, text, month_first)
            if moment is not None:
                best = (found.start(), moment)
    return best[1] if best else None


def _read(found: re.Match[str], order: str, text: str, month_first: bool) -> Moment | None:
    """The moment that one of the patterns found."""
    if order == "iso":
        return _iso(found)
    if order == "numeric":
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < 60 else 1900 if year < 100 else 0
        if second > 12 or (month_first and first <= 12 and found[2] != "."):
            first, second = second, first
        return _with_time(_day(year, second, first), text[found.end() :])
    parts = dict(zip(order, found.groups(), strict=True))
    month = _MONTHS.get(parts["m"].lower()) or int(parts["m"] if parts["m"].isdigit() else 0)
    return _with_time(_day(int(parts["y"]), month, int(parts["d"])), text[found.end() :])


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


_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "bt:pubdate",
    "publishdate", "publish_date", "publish-date", "published", "published_time", "publication_date",
    "publicationdate", "pubdate", "pub_date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "dcsext.articlefirstpublished", "citation_publication_date",
    "citation_online_date", "citation_date", "articlepublicationdate", "article.published", "article.created",
    "article:post_date", "originalpublicationdate", "og:pubdate", "og:regdate", "rnews:datepublished",
    "shareaholic:article_published_time", "datecreated", "ptime", "pdate", "displaydate", "date", "created",
    "creation_date", "video:release_date", "og:release_date", "timestamp", "vr:published_time",
    "analyticsattributes."
    "articledate", "mediator_published_time", "blogcatalog:post_date", "date_published",
    "field-name-post-date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod",
    "dc.date.modified",
    "dcterms.modified", "article:modified", "modified_time", "updated", "revised", "date.modified",
)  # fmt: skip
_URL_DATE = re.compile(r"[/_.-]((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?=\D|$)")
_URL_DATE_REVERSED = re.compile(
    r"[/_.-](0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]((?:19|20)\d\d)(?=\D|$)"
)
_MAX_DATE_LINE_CHARS = 140
_MAX_TIME_ELEMENTS = 500  # most of 647 real pages: 66
_DATED_BOX = BOX_BIT["meta"] | BOX_BIT["byline"]
_ELSEWHERE = BOX_BIT["related"] | BOX_BIT["comment"] | BOX_BIT["side"] | BOX_BIT["footer"] | BOX_BIT["nav"]
_CHANGED = re.compile(
    r"updated|modified|aktualisiert|geändert|bearbeitet|actualizado|actualisé|mis à jour|modifié|"
    r"aggiornato|bijgewerkt|"
    r"atualizado|обновлено|last edited|stand:|uppdaterad|oppdatert|opdateret|reviewed|zuletzt",
    re.I,
)
_ISSUED = re.compile(
    r"publish|posted|veröffentlicht|erstellt|publicado|publié|pubblicato|geplaatst|gepubliceerd|"
    r"опубликовано|publicerad|"
    r"publisert|udgivet|opublikowan|written on|released|first|created|online seit|eingestellt|datum",
    re.I,
)
_TIME_TAG = re.compile(
    r'\s(?:datetime|content|data-(?:time|date|datetime|timestamp|published))="([^"]{4,60})"'
)


class Times(msgspec.Struct, frozen=True):
    """What the page says of its own times; None where it is silent."""

    published: Moment | None = None
    modified: Moment | None = None

    def or_on(self, day: str | None) -> Times:
        """The same, published on `day` (ISO 8601) where it is given."""
        moment = parse_moment(day) if day else None
        return Times(moment, self.modified) if moment is not None else self


def times(
    said: Said, blocks: Blocks, *, top: int = 0, start: int | None = None, end: int | None = None,
    latest: datetime | None = None,
) -> Times:  # fmt: skip
    """The published and modified times; none later than `latest` (a day after the fetch, say).

    `top`: the headline's block; `start`, `end`: the text's first block and one past its last.
    """
    month_first = (
        said.language.lower() in ("en-us", "en_us", "us") or said.meta("og:locale").lower() == "en_us"
    )

    def read(value: object) -> Moment | None:
        moment = parse_moment(plain(value) if isinstance(value, str) else "", month_first=month_first)
        if moment is None or (latest is not None and moment.utc() > latest):
            return None
        return moment

    node = said.article() or {}
    modified = _first(
        read, [node.get("dateModified"), *(c for k in _MODIFIED_META for c in said.metas.get(k, ()))]
    )
    stated = [node.get("datePublished"), node.get("dateCreated"), node.get("uploadDate")]
    stated += [n.get("datePublished") for n in said.nodes if types_of(n) & _PAGE_TYPES]
    stated += [c for k in _PUBLISHED_META for c in said.metas.get(k, ())]
    published = _first(read, stated)
    if published is None or published.at is None:
        seen = _visible(said, blocks, read, top, start, end)
        if published is None:
            published = seen or _from_address(said, latest) or modified or _from_picture(said, latest)
        elif seen is not None and seen.day == published.day and seen.at is not None:
            published = seen
    return Times(_local(published, _from_address(said, None)), modified)


_PAGE_TYPES = frozenset(
    {"webpage", "videoobject", "podcastepisode", "product", "qapage", "discussionforumposting"}
)


def _first(read: Callable[[object], Moment | None], values: Iterable[object]) -> Moment | None:
    """The first moment; a later statement of the same day that has hour and zone is better."""
    found: Moment | None = None
    for value in values:
        moment = read(value)
        if moment is None:
            continue
        if found is None or (
            found.at is None and moment.at is not None and abs((moment.day - found.day).days) <= 1
        ):
            found = moment
        if found.at is not None:
            break
    return found


def _visible(
    said: Said, blocks: Blocks, read: Callable[[object], Moment | None], top: int, start: int | None,
    end: int | None
) -> Moment | None:  # fmt: skip
    """The date that stands best for publication: marked, near the headline or just before the text."""
    count = len(blocks)
    first = start if start is not None else min(top + 10, count)
    last = end if end is not None else count
    address = _from_address(said, None)
    marked = _time_elements(blocks)
    best, best_score = None, 0.0
    for i in range(count):
        near_top = min(abs(i - top), abs(i - first))
        if not (near_top <= 14 or last - 2 <= i <= last + 10 or i in marked):
            continue
        text = blocks.texts[i]
        box = blocks.boxes[i]
        if len(text) > _MAX_DATE_LINE_CHARS and i not in marked:
            continue
        if any(c.isdigit() for c in text):
            text = blocks.spaced(i)
        for value, is_time in [*((v, True) for v in marked.get(i, ())), (text[:_MAX_DATE_LINE_CHARS], False)]:
            if not is_time and not any(c.isdigit() for c in value):
                continue
            moment = read(value)
            if moment is None:
                continue
            score = 3.0 - 0.12 * min(near_top, 15) + 1.0 * is_time
            if i >= last:
                score = 1.6 - 0.1 * min(i - last, 10) + 0.6 * is_time
            score += 0.8 * bool(blocks.box_mask[box] & _DATED_BOX) + 0.7 * bool(_ISSUED.search(text[:80]))
            score -= 0.9 * bool(_CHANGED.search(text[:80]) and not _ISSUED.search(text[:80]))
            score -= 1.2 * bool(blocks.box_seen[box] & _ELSEWHERE)
            if not is_time:
                score -= min(1.2, len(text) / 120)
            if start is not None and start < i < last:
                score -= 1.0
            if address is not None and address.day == moment.day:
                score += 1.5
            if score > best_score:
                best, best_score = moment, score
    return best if best_score >= 0.2 else None


def _time_elements(blocks: Blocks) -> dict[int, list[str]]:
    """For each block, the machine-readable times inside or right before it."""
    found: dict[int, list[str]] = {}
    count = 0
    for number, (close, tag, attributes, _) in enumerate(blocks.tokens):
        if close or not attributes:
            continue
        if (
            tag == "time"
            or "datetime=" in attributes
            or "datePublished" in attributes
            or "data-time" in attributes
        ):
            value = _TIME_TAG.search(attributes)
            if value:
                count += 1
                if count > _MAX_TIME_ELEMENTS:
                    break
                at = bisect_right(blocks.starts, number) - 1
                if at < 0 or number >= blocks.ends[at]:
                    at += 1
                if at < len(blocks):
                    found.setdefault(at, []).append(value[1])
    return found


def _from_address(said: Said, latest: datetime | None) -> Moment | None:
    """The day in the page's address."""
    for address in (said.rel("canonical") or "", said.meta("og:url"), said.url):
        moment = _in_path(address.rpartition("://")[2], latest)
        if moment is not None:
            return moment
    return None


def _from_picture(said: Said, latest: datetime | None) -> Moment | None:
    """The day in the lead image's address: when it was put there, the last resort."""
    return _in_path(said.meta("og:image", "twitter:image"), latest)


def _in_path(path: str, latest: datetime | None) -> Moment | None:
    for pattern, order in ((_URL_DATE, (1, 2, 3)), (_URL_DATE_REVERSED, (3, 2, 1))):
        found = pattern.search(path)
        day = _day(*(int(found[i]) for i in order)) if found else None
        if day is not None and (latest is None or Moment(day).utc() <= latest):
            return Moment(day)
    return None


def _local(moment: Moment | None, address: Moment | None) -> Moment | None:
    """A time stated in UTC whose day is not the address's day, told in the nearest zone where it is.

    Many systems state all times in UTC but file articles under the publisher's own day. The instant
    stays the same.
    """
    if moment is None or moment.at is None or address is None or moment.at.utcoffset() != timedelta(0):
        return moment
    days = (address.day - moment.day).days
    hours = -(moment.at.hour + 1) if days == -1 else 24 - moment.at.hour if days == 1 else 0
    if not hours or not -12 <= hours <= 14:
        return moment
    return Moment(address.day, moment.at.astimezone(timezone(timedelta(hours=hours))))
