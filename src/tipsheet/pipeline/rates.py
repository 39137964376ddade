"""Exchange rates of a day, for comparing amounts told in different currencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def daily_rates() -> Callable[[str, str, date], float | None]:
    """A function (from, to, day) -> rate, from the daily reference rates of the European Central Bank.

    The rates come with the package `currencyconverter` (no network) and are read when first asked for; a day
    without a rate takes the nearest one. Currencies the bank does not quote give None.
    """

    @lru_cache(maxsize=4096)
    def rate(one: str, other: str, day: date) -> float | None:
        try:
            return float(_converter().convert(1.0, one, other, date=day))
        except (ValueError, KeyError):  # RateNotFoundError is a ValueError
            return None

    return rate


@lru_cache(maxsize=1)
def _converter() -> Any:
    from currency_converter import CurrencyConverter  # type: ignore[import-untyped]

    return CurrencyConverter(fallback_on_missing_rate=True, fallback_on_wrong_date=True)
