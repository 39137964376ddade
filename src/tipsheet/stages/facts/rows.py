"""Lines of a figure table: a label, then cells."""

# ruff: noqa: E501 (a pattern is read whole)

from __future__ import annotations

import re

from ._regex import rx

LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("revenue", rx(r"(?i)^(?:total\s)?(?:net\s)?(?:consolidated\s)?(?:operating\s)?(?:revenues?|sales|turnover)(?:,?\snet|\s\(net\)|\sfrom operations)?(?:,?\snet of [\w\s]+)?$")),
    ("net_profit", rx(r"(?i)^(?:(?:consolidated|adjusted|underlying|non-gaap|reported|statutory)\s)*(?:net (?:income|profit|earnings)|net (?:profit|earnings) \(loss\)|net \(loss\)\s?/?\s?(?:profit|income)|(?:\(loss\)\s?/\s?profit|profit\s?/\s?\(loss\)|profit) (?:after tax(?:ation)?|for the (?:year|period|quarter|half))|profit for the (?:year|period|quarter)|(?:net )?(?:income|earnings) \(loss\)|net income \(loss\)|net \(loss\) income|profit attributable to .*|net (?:income|earnings|profit)(?: \(loss\))? attributable to (?!non-?controlling).*)$")),
    ("net_loss", rx(r"(?i)^(?:(?:consolidated|adjusted|underlying|non-gaap|reported|statutory)\s)*(?:net loss|loss after tax(?:ation)?|loss for the (?:year|period|quarter)|net loss attributable to (?!non-?controlling).*)$")),
    ("rd_spend", rx(r"(?i)^research(?:,| and) development(?: expenses?| costs?| and engineering)?(?: expenses?)?$|^r&d(?: expenses?)?$")),
    ("employs_count", rx(r"(?i)^(?:(?:number of|total|average number of|average|full-time|permanent|group)\s)*(?:employees|headcount|staff|workforce)(?:,?\s(?:at|as at)?\s?(?:the\s)?(?:end of (?:the )?)?(?:year|period)(?:[- ]end)?|\s\((?:fte|full-time equivalents?|year[- ]end)\))?$")),
    ("total_assets", rx(r"(?i)^total (?:consolidated )?assets$")),
)  # fmt: skip
_CELL = rx(
    r"(?P<open>\(\s?)?(?P<sym>US\$|HK\$|[$€£¥]|RMB|EUR|USD|CHF)?\s?(?P<open2>\(\s?)?(?P<minus>[-–—−]\s?)?(?P<num>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<pct>\s?%)?\s?(?P<close>\))?|(?P<dash>(?<=\s)[—–-](?=\s|$))"
)


def is_row(text: str) -> bool:
    """Whether the line is a labelled row of figures, which the table reader takes with its unit and columns."""
    if len(text) > 260:
        return False
    label, cells = row(text)
    return bool(cells) and any(pattern.match(label) for _, pattern in LABELS)


def prose(text: str) -> bool:
    """Whether the words are running text."""
    return len(rx(r"\b(?:was|were|the|of|by|from|to|has|have|that|which|with)\b").findall(text)) >= 3


def row(text: str) -> tuple[str, list[re.Match[str]]]:
    """(label, cells) of a table line; no cells when the line is prose."""
    if text.endswith((".", "?", "!", ",", ";")) and not text.endswith("..."):
        return "", []
    first = rx(r"(?:US\$|HK\$|[$€£¥]|RMB|\()?\s?\d").search(text)
    if not first or not first.start():
        return "", []
    label = text[: first.start()].strip(" .:$€£(…|")
    label = rx(r"\s*\((?:note|in|unaudited|\d)[^)]*\)?$", re.IGNORECASE).sub("", label).strip()
    if len(label) > 80 or prose(label):
        return "", []
    rest = rx(r"[\d.,$€£¥()%|\s–—−-]|US\$|HK\$|RMB|Up|Down|up|down|pts?|NM|N/A|n/a|n/m|bps|RM|n\.m\.").sub(
        "",
        text[first.start() :],
    )
    if len(rest) > 6:
        return "", []
    return label, [m for m in _CELL.finditer(text, first.start()) if m.group().strip()]
