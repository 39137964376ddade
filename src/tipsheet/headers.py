"""What HTTP headers say about time: dates, and how long a server asks us to wait.

Pure functions of their arguments, for the gate that asks and the schedule that plans.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT_S = 30 * 86_400


def http_date(value: str | None) -> datetime | None:
    """An HTTP date (RFC 9110 section 5.6.7) as aware UTC; None when it is none."""
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def retry_after(value: str | None, at: datetime) -> int | None:
    """Seconds from `at` that a Retry-After asks for (RFC 9110 section 10.2.3: seconds or a date).

    0 up to 30 days; None when it does not say.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), LONGEST_WAIT_S)
    when = http_date(value)
    return None if when is None else min(max(0, int((when - at).total_seconds())), LONGEST_WAIT_S)
