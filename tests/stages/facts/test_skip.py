"""Patterns that skip find what `re` finds."""

import re

import pytest

from tipsheet.stages.facts import _skip

TEXT = (
    "Orvane plc said on March 3, 2024 that its chief executive, Marta Lind, would leave. The İzmir unit, "
    "the ſhop and the Kelvin works made $4.5 million; “we did,” she said.\nSALES rose 5% (NYSE: ORV)"
)
PATTERNS = (
    (r"\b(?:said|says|rose|the)\b", 0),
    (r"\b(?:said|says|rose|the)\b", re.IGNORECASE),
    (r"(?i)\b(?:izmir|shop|kelvin)\b", 0),
    (r"\b(?i:sales|kelvin)\b|\b(?:chief|it)", 0),
    (r"(?<=\s)(?:(?P<number>[\d.]+)|(?P<word>[A-Z]\w+))", 0),
    (r"(?<![a-z])(?:a|on)?\s?(?:\w+,)", 0),
    (r"\b(?:x?|o)r?", 0),
    (r"(?:\b(?P<a>plc|unit)|(?P<b>[^\w\s]))(?=\W)", 0),
    (r"\b(?:[A-Z]{3,}|[€$]?\d)", re.IGNORECASE),
    (r"(?:^|\n)[A-Z]+", re.MULTILINE),
    (r"(?>un|works?)\b", 0),
    (r"(?:\bm|\bM)a(?P<rest>\w)(?P=rest)?", 0),
    (r"\b(?:é|É)|\bK", re.IGNORECASE),
)


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_same_matches(pattern: str, flags: int) -> None:
    plain, skipping = re.compile(pattern, flags), _skip.compile(pattern, flags)
    for start in range(len(TEXT)):
        expected = [(m.span(), m.groups(), m.groupdict()) for m in plain.finditer(TEXT, start)]
        assert [(m.span(), m.groups(), m.groupdict()) for m in skipping.finditer(TEXT, start)] == expected
    assert skipping.flags == plain.flags
    assert skipping.groupindex == plain.groupindex
    assert skipping.sub("_", TEXT) == plain.sub("_", TEXT)


def test_a_choice_that_may_be_empty_hides_no_other() -> None:
    assert _skip.compile(r"(?:x?|o)r").search("for")
    assert _skip.compile(r"\b(?:(?:x?|f)o|z)").findall("fog zoo ox") == ["fo", "z", "o"]


def test_bad_pattern_is_refused_as_by_re() -> None:
    with pytest.raises(re.error):
        _skip.compile(r"(?:a")


def test_another_engine_costs_speed_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_skip, "_engine", None)
    assert _skip.compile(r"\b(?:said|says)\b").findall("she said, he says") == ["said", "says"]
