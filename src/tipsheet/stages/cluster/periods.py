"""The reporting period an article is about, for what words alone confuse: two quarters of one firm."""

from __future__ import annotations

import re

_NUMBERS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4,
    "erstes": 1, "ersten": 1, "zweites": 2, "zweiten": 2,
    "drittes": 3, "dritten": 3, "viertes": 4, "vierten": 4,
    "premier": 1, "deuxième": 2, "troisième": 3, "quatrième": 4,
    "primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4,
}  # fmt: skip
_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(),  # noqa: SIM905
        start=1,
    )
}
_QUARTER = re.compile(
    r"\bq([1-4])\b|\b([1-4])q\b"
    r"|\b(first|1st|second|2nd|third|3rd|fourth|4th|final)[ -](quarter|half)"
    r"|\b(erste[sn]|zweite[sn]|dritte[sn]|vierte[sn])? ?\b(quartal)"
    r"|\b(premier|deuxième|troisième|quatrième|primer|segundo|tercer|cuarto) (trimestre)"
    r"|\b(?:july|jul) (?:to|through|-|–) (september|sept)|\b(?:october|oct) (?:to|through|-|–) (december|dec)"
    r"|\b(full[- ]year|nine[- ]month)",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?:in|for|of) ({'|'.join(_MONTHS)})\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SHORT = re.compile(r"q[1-4]|[1-4]q")


def period(title: str, lead: str) -> str | None:
    """`q3`, `h1`, `y`, `9m` or `m2` (a month whose figures the headline gives); None: no period is named.

    The headline speaks first, then the lead: the first period named there is what the article is about.
    """
    lower = title.lower()
    found = _QUARTER.search(title) if _hints(lower) else None
    if found is None and lead and _hints(lead.lower()):
        found = _QUARTER.search(lead)
    if found:
        return _name(found)
    if ("in " in lower or "of " in lower or "for " in lower) and _DIGIT.search(title):
        month = _MONTH.search(title)
        if month:
            return f"m{_MONTHS[month[1].lower()]}"
    return None


def _hints(text: str) -> bool:
    """A quick look for any word that can begin a period; most headlines end here."""
    return (
        "uart" in text
        or "half" in text
        or "rimest" in text
        or "full" in text
        or "nine" in text
        or ("q" in text and _SHORT.search(text) is not None)
        or " sep" in text
        or " dec" in text
    )


def _name(found: re.Match[str]) -> str | None:
    short, turned, word, unit, german, quartal, latin, _, third, fourth, span = found.groups()
    if short or turned:
        return f"q{short or turned}"
    if word:
        number = _NUMBERS[word.lower()]
        return f"h{2 if word.lower() == 'final' else number}" if unit.lower() == "half" else f"q{number}"
    if quartal:
        return f"q{_NUMBERS[german.lower()]}" if german else None
    if latin:
        return f"q{_NUMBERS[latin.lower()]}"
    if third or fourth:
        return "q3" if third else "q4"
    return "y" if span[0] in "fF" else "9m"
