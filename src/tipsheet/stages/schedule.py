"""When to visit a source again: pure decisions from its rhythm, its hints and the last visit.

Source: RFC 9110 (Retry-After, Expires), RFC 9111 (Cache-Control), RSS 2.0 `ttl`/`skipHours`/
`skipDays`, RSS syndication module; measured on replayed post times in docs/decisions/014-schedule.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import exp2, log, sqrt

import msgspec

from tipsheet import urls
from tipsheet.headers import http_date, retry_after
from tipsheet.records import SourceState


class ScheduleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of the adaptive interval, in seconds, and the pace.

    `pace` says how eagerly we come: a source that posts once an hour, evenly, is visited `pace` times an
    hour, a slower one less often but more often for each of its posts. `fit_pace` finds the pace that keeps
    a budget of requests.
    """

    pace: float = 2.0
    least_s: int = 600  # never sooner, whatever the rhythm
    most_s: int = 2 * 86_400  # never later, but for failures and the publisher's own wish
    first_s: int = 3_600  # before we know anything
    failing_most_s: int = 7 * 86_400
    refused_least_s: int = 4 * 3_600  # after 401, 403 or 429 without Retry-After
    wished_most_s: int = 2 * 86_400  # a publisher's ttl or Cache-Control is obeyed up to this
    subscribed_s: int = 7 * 86_400  # while a hub tells us what is new


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
_OURS = frozenset({"moved_to", "moved_at", "posts", "subscribed_until", "secret"})  # not the document's
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
    hints = {k: v for k, v in state.hints.items() if unchanged or k in _OURS} | visit.hints
    if posts:
        hints["posts"] = " ".join(str(p) for p in posts)
    state = _moved(replace(state, hints=hints), visit)
    rhythm_s = rhythm(posts, visit.at, settings)
    if posts == []:
        rhythm_s = _undated(state, visit.at, settings)
    if (_moment(hints.get("subscribed_until")) or visit.at) > visit.at:
        rhythm_s = settings.subscribed_s
    wished_s = min(_wished(headers, hints, visit.at), settings.wished_most_s)
    interval_s = max(settings.least_s, rhythm_s, wished_s)
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
    asked_s = retry_after(dict(reversed(visit.headers)).get("retry-after"), visit.at)
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
    known = _posts_of(state)
    seen = [int(p.timestamp()) for p in visit.published if p <= visit.at]
    return sorted({*known, *seen})[-40:]


def rhythm(posts: list[int], now: datetime, settings: ScheduleSettings = _DEFAULTS) -> int:
    """Seconds to the next visit, from the post times (seconds since 1970, ascending) alone.

    The posting rate is estimated with older posts counting less, and shaped by the hours of the day and by
    the weekend as far as the posts tell. Visits are spent as rate ** 0.7: every post found costs a visit
    somewhere, and this exponent gave the lowest delays for the same number of visits on replayed real posts.
    """
    if not posts:
        return settings.first_s
    now_s = int(now.timestamp())
    an_hour = _rate(posts, now_s)
    day, week = _shape(posts, now_s)
    spent, at_s = 0.0, now_s
    while at_s - now_s < settings.most_s:
        hour = at_s // 3600
        weekend = (hour // 24 + 3) % 7 >= 5  # 1970-01-01 was a Thursday
        wanted = settings.pace * (an_hour * day[hour % 24] * week[weekend]) ** _SPENDING
        step_s = 3600 - at_s % 3600
        if spent + wanted * step_s / 3600 >= 1.0:
            at_s += int((1.0 - spent) / wanted * 3600)
            break
        spent += wanted * step_s / 3600
        at_s += step_s
    return max(settings.least_s, min(at_s - now_s, settings.most_s))


def fit_pace(
    states: Iterable[SourceState],
    now: datetime,
    requests_an_hour: float,
    settings: ScheduleSettings = _DEFAULTS,
) -> float:
    """The pace at which visits to all these sources keep the budget, at most `settings.pace`.

    The floor of the answer is what `most_s` forces; publishers' own wishes only make it cheaper.
    """
    known = [_posts_of(s) for s in states if s.status != "retired"]
    low, high = 1e-4, float(settings.pace)
    if _requests(known, now, settings, high) <= requests_an_hour:
        return high
    for _ in range(20):
        middle = sqrt(low * high)
        if _requests(known, now, settings, middle) > requests_an_hour:
            high = middle
        else:
            low = middle
    return low


def _requests(known: list[list[int]], now: datetime, settings: ScheduleSettings, pace: float) -> float:
    paced = msgspec.structs.replace(settings, pace=pace)
    return sum(3600 / rhythm(posts, now, paced) for posts in known)


_SPENDING = 0.7
_HALF_LIFE_S = 14 * 86_400
_PRIOR_S = 2 * 86_400  # one imagined post in two days, so that a new source is neither dead nor frantic
_PRIOR_POSTS = 3.0  # of a flat day and week, against which the posts' own hours must stand up


def _rate(posts: list[int], now_s: int) -> float:
    """Posts an hour, recent ones counting more."""
    weights = sum(exp2(-max(0, now_s - p) / _HALF_LIFE_S) for p in posts)
    watched_s = _HALF_LIFE_S / log(2) * (1.0 - exp2(-max(0, now_s - posts[0]) / _HALF_LIFE_S))
    return (weights + 1.0) / (watched_s + _PRIOR_S) * 3600


def _shape(posts: list[int], now_s: int) -> tuple[list[float], tuple[float, float]]:
    """(factor of each hour of the UTC day, (factor of a weekday, of a weekend day)); about 1 on average."""
    counts = [0.0] * 24
    weekend = 0.0
    for post in posts:
        weight = exp2(-max(0, now_s - post) / (4 * _HALF_LIFE_S))
        hour = post // 3600
        for away, share in ((-2, 0.1), (-1, 0.2), (0, 0.4), (1, 0.2), (2, 0.1)):
            counts[(hour + away) % 24] += weight * share
        if (hour // 24 + 3) % 7 >= 5:
            weekend += weight
    total = sum(counts)
    day = [(24 * c + _PRIOR_POSTS) / (total + _PRIOR_POSTS) for c in counts]
    free = (weekend + _PRIOR_POSTS * 2 / 7) / (total + _PRIOR_POSTS)
    return day, ((1 - free) * 7 / 5, free * 7 / 2)


def _undated(state: SourceState, now: datetime, settings: ScheduleSettings) -> int:
    """Of a source that dates nothing: the longer it has been silent, the later we come."""
    if state.last_changed_at is None:
        return settings.first_s
    silence_s = int((now - state.last_changed_at).total_seconds())
    return max(settings.first_s, min(silence_s // 6, settings.most_s))


def _posts_of(state: SourceState) -> list[int]:
    return [int(p) for p in state.hints.get("posts", "").split() if p.isascii() and p.isdigit()]


def _wished(headers: dict[str, str], hints: dict[str, str], now: datetime) -> int:
    """The longest wait the publisher asks for, seconds."""
    wishes = [0]
    wishes += [int(hints[k]) for k in ("ttl_s", "update_s") if hints.get(k, "").isdecimal()]
    control = headers.get("cache-control", "").lower()
    for part in control.split(","):
        name, _, value = part.strip().partition("=")
        value = value.strip(' "')
        if name == "max-age" and value.isdecimal():
            wishes.append(int(value[:9]))
    if "max-age" not in control and (when := http_date(headers.get("expires"))) is not None:
        wishes.append(int((when - now).total_seconds()))
    asked_s = retry_after(headers.get("retry-after"), now)
    return max(*wishes, asked_s or 0)


def _skipped(when: datetime, hints: dict[str, str]) -> datetime:
    """The first moment from `when` on that is in no hour or day (UTC) the publisher asks to skip."""
    hours = {int(h) % 24 for h in hints.get("skip_hours", "").split(",") if h.strip().isdecimal()}
    days = {d.strip().lower() for d in hints.get("skip_days", "").split(",")}
    if len(hours) >= 24 or days >= set(_DAYS):
        return when
    for _ in range(24 * 8):
        if when.hour not in hours and _DAYS[when.weekday()] not in days:
            break
        when = when.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return when


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None
