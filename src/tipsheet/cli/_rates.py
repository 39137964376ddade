"""Exchange rates of a day, for comparing amounts told in different currencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1)
def daily_rates() -> Callable[[str, str, date], float | None]:
    """A function (from, to, day) -> rate, from the daily reference rates of the European Central Bank.

    The rates come with the package `currencyconverter` (no network); a day without a rate takes the nearest
    one. Currencies the bank does not quote give None.
    """
    from currency_converter import CurrencyConverter  # type: ignore[import-untyped]

    converter = CurrencyConverter(fallback_on_missing_rate=True, fallback_on_wrong_date=True)

    @lru_cache(maxsize=4096)
    def rate(one: str, other: str, day: date) -> float | None:
        try:
            return float(converter.convert(1.0, one, other, date=day))
        except (ValueError, KeyError):  # RateNotFoundError is a ValueError
            return None

    return rate
