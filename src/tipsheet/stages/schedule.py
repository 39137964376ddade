"""When to visit a source again: pure decisions from its rhythm, its hints and the last visit.

Source: RFC 9110 (Retry-After, Expires), RFC 9111 (Cache-Control), RSS 2.0 `ttl`/`skipHours`/
`skipDays`, RSS syndication module; measured on replayed post times in docs/decisions/014-schedule.md.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec

from tipsheet import urls
from tipsheet.records import SourceState


class ScheduleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of the adaptive interval; all in seconds."""

    least_s: int = 600  # never sooner, whatever the rhythm
    most_s: int = 86_400  # never later, but for failures and the publisher's own wish
    first_s: int = 3_600  # before we know anything
    failing_most_s: int = 7 * 86_400
    refused_least_s: int = 4 * 3_600  # after 401, 403 or 429 without Retry-After
    wished_most_s: int = 2 * 86_400  # a publisher's ttl or Cache-Control is obeyed up to this


class SourceVisit(msgspec.Struct, frozen=True, kw_only=True):
    """What one visit gave. `status` None: no answer at all (then `reason` and `problem` say why)."""

    at: datetime
    status: int | None = None
    reason: str = ""
    problem: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    moved_to: str | None = None
    published: tuple[datetime, ...] = ()  # of the entries seen
    hints: dict[str, str] = {}  # from the document: ttl_s, skip_hours, skip_days, update_s, hub, self


_DEFAULTS = ScheduleSettings()
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def next_visit(state: SourceState, visit: SourceVisit, settings: ScheduleSettings = _DEFAULTS) -> SourceState:
    """The state after `visit`: when to come again, at which address, with which validators.

    410 retires the source. A failure doubles the interval, Retry-After is obeyed, a
    permanent redirect inside the registrable domain moves the source at once, one to
    another domain when it is seen again a day later.
    """
    replace = msgspec.structs.replace
    state = replace(state, last_fetched_at=visit.at)
    if visit.status == 410:
        return replace(
            state, status="retired", next_fetch_at=None, problem=visit.problem or "gone for good (410)"
        )
    if visit.problem or visit.status is None or visit.status >= 400:
        return _failed(state, visit, settings)
    headers = dict(reversed(visit.headers))
    unchanged = visit.status == 304
    posts = _posts(state, visit)
    hints = {k: v for k, v in state.hints.items() if unchanged or k in ("moved_to", "moved_at")} | visit.hints
    if posts:
        hints["posts"] = " ".join(str(p) for p in posts)
    state = _moved(replace(state, hints=hints), visit)
    rhythm_s = _rhythm(posts, visit.at, settings)
    wished_s = min(_wished(headers, hints, visit.at), settings.wished_most_s)
    interval_s = max(settings.least_s, min(rhythm_s, settings.most_s), wished_s)
    return replace(
        state,
        etag=state.etag if unchanged and "etag" not in headers else headers.get("etag"),
        last_modified=state.last_modified
        if unchanged and "last-modified" not in headers
        else headers.get("last-modified"),
        status="unchanged" if unchanged else "ok",
        failures=0,
        problem="",
        interval_s=interval_s,
        next_fetch_at=_skipped(visit.at + timedelta(seconds=interval_s), hints),
    )


def _failed(state: SourceState, visit: SourceVisit, settings: ScheduleSettings) -> SourceState:
    failures = state.failures + 1
    wait_s = min(settings.first_s * 2 ** min(failures - 1, 12), settings.failing_most_s)
    if visit.status in (401, 403, 429):
        wait_s = max(wait_s, settings.refused_least_s)
    asked_s = _retry_after(dict(reversed(visit.headers)), visit.at)
    if asked_s is not None:
        wait_s = max(asked_s, settings.least_s)
    return msgspec.structs.replace(
        state,
        status="failing",
        failures=failures,
        problem=visit.problem or visit.reason or f"the server answered {visit.status}",
        interval_s=wait_s,
        next_fetch_at=visit.at + timedelta(seconds=wait_s),
    )


def _moved(state: SourceState, visit: SourceVisit) -> SourceState:
    hints = {k: v for k, v in state.hints.items() if k not in ("moved_to", "moved_at")}
    target = visit.moved_to
    if not target or target == state.url:
        return msgspec.structs.replace(state, hints=hints)
    if urls.registrable_domain(target) == urls.registrable_domain(state.url):
        return msgspec.structs.replace(state, url=target, hints=hints)
    since = _moment(state.hints.get("moved_at")) if state.hints.get("moved_to") == target else None
    if since is not None and visit.at - since >= timedelta(days=1):
        return msgspec.structs.replace(state, url=target, hints=hints)
    hints |= {"moved_to": target, "moved_at": (since or visit.at).isoformat()}
    return msgspec.structs.replace(state, hints=hints)


def _posts(state: SourceState, visit: SourceVisit) -> list[int]:
    """The last 40 post times known, seconds since 1970, newest last; none from the future."""
    known = [int(p) for p in state.hints.get("posts", "").split() if p.isdigit()]
    seen = [int(p.timestamp()) for p in visit.published if p <= visit.at]
    return sorted({*known, *seen})[-40:]


def _rhythm(posts: list[int], now: datetime, settings: ScheduleSettings) -> int:
    """Seconds in which about a third of a post is to be expected."""
    if len(posts) < 2:
        return settings.first_s if not posts else settings.most_s // 4
    recent = posts[-12:]
    now_s = int(now.timestamp())
    gap_s = (recent[-1] - recent[0]) / (len(recent) - 1)
    silence_s = now_s - recent[-1]
    return int(max(gap_s / 3, silence_s / 12))


def _wished(headers: dict[str, str], hints: dict[str, str], now: datetime) -> int:
    """The longest wait the publisher asks for, seconds."""
    wishes = [0]
    wishes += [int(hints[k]) for k in ("ttl_s", "update_s") if hints.get(k, "").isdigit()]
    control = headers.get("cache-control", "").lower()
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        value = value.strip(' "')
        if name == "max-age" and value.isdigit():
            wishes.append(int(value[:9]))
    if "max-age" not in control and (when := _http_date(headers.get("expires"))) is not None:
        wishes.append(int((when - now).total_seconds()))
    asked_s = _retry_after(headers, now)
    return max(*wishes, asked_s or 0)


def _retry_after(headers: dict[str, str], now: datetime) -> int | None:
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), 30 * 86_400)
    when = _http_date(value)
    return None if when is None else min(max(0, int((when - now).total_seconds())), 30 * 86_400)


def _skipped(when: datetime, hints: dict[str, str]) -> datetime:
    """The first moment from `when` on that is in no hour or day (UTC) the publisher asks to skip."""
    hours = {int(h) % 24 for h in hints.get("skip_hours", "").split(",") if h.strip().isdigit()}
    days = {d.strip().lower() for d in hints.get("skip_days", "").split(",")}
    if len(hours) >= 24 or days >= set(_DAYS):
        return when
    for _ in range(24 * 8):
        if when.hour not in hours and _DAYS[when.weekday()] not in days:
            break
        when = when.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return when


def _http_date(value: str | None) -> datetime | None:
    try:
        when = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None
