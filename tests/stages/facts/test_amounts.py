"""Amounts of money, percentages, figures: what they are worth and what limits them."""

from __future__ import annotations

import pytest

from tipsheet.stages.facts import amounts

HERE = {"$": "USD", "¥": "JPY"}


@pytest.mark.parametrize(
    ("text", "amount", "currency", "words", "bound"),
    [
        ("cost $2B in all", 2e9, "USD", "$2B", "exact"),
        ("about US$5.2 billion", 5.2e9, "USD", "US$5.2 billion", "approx"),
        ("at least 1.652 billion yuan", 1.652e9, "CNY", "1.652 billion yuan", "min"),
        ("up to HK$767 million", 767e6, "HKD", "HK$767 million", "max"),
        ("RMB 1,037.1 million was lost", 1037.1e6, "CNY", "RMB 1,037.1 million", "exact"),
        ("€1.6bn", 1.6e9, "EUR", "€1.6bn", "exact"),
        ("a 20-million-euro plan", 20e6, "EUR", "20-million-euro", "exact"),
        ("£310m was paid", 310e6, "GBP", "£310m", "exact"),
        ("$ 130,497", 130497.0, "USD", "$ 130,497", "exact"),
        ("nearly 19.1 billion Swedish kroner", 19.1e9, "SEK", "19.1 billion Swedish kroner", "max"),
        ("3 billion Swiss francs", 3e9, "CHF", "3 billion Swiss francs", "exact"),
        ("T$237 billion", 237e9, "TWD", "T$237 billion", "exact"),
        ("96 billion riyals", 96e9, "SAR", "96 billion riyals", "exact"),
        ("more than EUR 1.7 billion", 1.7e9, "EUR", "EUR 1.7 billion", "min"),
        ("lost $(2.4) million", 2.4e6, "USD", "$(2.4) million", "exact"),
        ("some 185 pence a share", 1.85, "GBP", "185 pence", "approx"),
        ("below the $76.7 million of last year", 76.7e6, "USD", "$76.7 million", "exact"),
    ],
)
def test_money_is_read(text: str, amount: float, currency: str, words: str, bound: str) -> None:
    (money,) = amounts.find_money(text, HERE)
    assert (money.amount, money.currency, money.text, money.bound) == (amount, currency, words, bound)
    assert text[money.start : money.end] == words


def test_the_first_of_a_range_takes_the_scale_of_the_second() -> None:
    assert [m.amount for m in amounts.find_money("between $4 and $5 billion", HERE)] == [4e9, 5e9]
    assert [m.amount for m in amounts.find_money("between $18 and $21 each", HERE)] == [18.0, 21.0]


def test_an_amount_compared_with_takes_the_currency_of_the_other() -> None:
    found = amounts.find_money(
        "a profit of 3.4 billion francs in 2019, up from 2.0 billion the year before", HERE
    )
    assert [(m.amount, m.currency) for m in found] == [(3.4e9, "CHF"), (2.0e9, "CHF")]


@pytest.mark.parametrize("text", ["Boeing 737 MAX", "in 2021", "5 people", "version 1.2.3", "S&P 500"])
def test_what_is_no_money_is_none(text: str) -> None:
    assert amounts.find_money(text, HERE) == []


def test_a_bare_dollar_is_what_the_document_says() -> None:
    assert amounts.find_money("$5 million", {"$": "CAD", "¥": "CNY"})[0].currency == "CAD"


def test_percentages_but_not_points() -> None:
    found = amounts.find_percents("12.5%, 57.8-per cent, 3 percent, 2 percentage points and 4 per cent")
    assert [p.number for p in found] == [12.5, 57.8, 3.0, 4.0]


def test_figures_but_not_money_or_weeks() -> None:
    found = amounts.find_numbers(
        "1.5 billion shares, 12,500 staff, $3 million, 13-week, 40% and two thousand jobs"
    )
    assert [n.number for n in found] == [1.5e9, 12500.0, 2000.0]
