"""The language of an article: what its words say, with the page's declaration as prior.

Scripts that belong to one language are decided by their letters alone; the rest by n-grams over
title and text. Declarations are often the template's, so clear words win over them.
Measured in docs/decisions/022-metadata.md.
"""

from __future__ import annotations

import re

from tipsheet.stages.extract.ngrams import guess

_SAMPLE_CHARS = 600
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.08),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]"), 0.3),
    ("zh", re.compile("[\u3400-\u9fff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), 0.4),
    ("he", re.compile("[\u0590-\u05ff]"), 0.4),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.4),
    ("hy", re.compile("[\u0530-\u058f]"), 0.4),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.4),
    ("bn", re.compile("[\u0980-\u09ff]"), 0.4),
    ("ta", re.compile("[\u0b80-\u0bff]"), 0.4),
    ("te", re.compile("[\u0c00-\u0c7f]"), 0.4),
    ("gu", re.compile("[\u0a80-\u0aff]"), 0.4),
    ("pa", re.compile("[\u0a00-\u0a7f]"), 0.4),
    ("kn", re.compile("[\u0c80-\u0cff]"), 0.4),
    ("ml", re.compile("[\u0d00-\u0d7f]"), 0.4),
    ("si", re.compile("[\u0d80-\u0dff]"), 0.4),
    ("km", re.compile("[\u1780-\u17ff]"), 0.4),
    ("lo", re.compile("[\u0e80-\u0eff]"), 0.4),
    ("my", re.compile("[\u1000-\u109f]"), 0.4),
    ("am", re.compile("[\u1200-\u137f]"), 0.4),
)
_ALIKE = {
    "nb": "no",
    "nn": "no",
    "no": "no",
    "hr": "sr",
    "bs": "sr",
    "sr": "sr",
    "id": "ms",
    "ms": "ms",
    "in": "ms",
}
_LETTER = re.compile(r"[^\W\d_]")
_MIN_LETTERS = 40


def language(declared: str, title: str, text: str) -> str | None:
    """BCP 47 with the primary subtag in lower case; None when neither page nor words say.

    `declared`: what the page states (`lang`, `og:locale`, JSON-LD), may be wrong or "". The declared
    region is kept when the words agree with the declared language.
    """
    said = _tag(declared)
    primary = said.split("-")[0]
    sample = f"{title} {text[:_SAMPLE_CHARS]}"
    letters = len(_LETTER.findall(sample))
    if letters < _MIN_LETTERS:
        return said or None
    for code, pattern, least in _SCRIPTS:
        if len(pattern.findall(sample)) >= least * letters:
            return said if primary == code else code
    if primary and _plausible(primary, sample):
        return said
    found = guess(sample)
    if not found.language:
        return said or None
    if primary and _ALIKE.get(found.language, found.language) == _ALIKE.get(primary, primary):
        return said
    if primary and not found.reliable:
        return said
    return found.language


def _plausible(primary: str, sample: str) -> bool:
    """Whether the sample has enough of the declared language's most common words to skip detection."""
    words = _COMMON.get(primary)
    if words is None:
        return False
    tokens = sample.lower().split()
    return sum(t in words for t in tokens) * 6 >= len(tokens)


# The short-cut for the languages that most pages are in: a sixth of all words being among these
# is reached by no other language (tested).
_COMMON = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "that",
            "for",
            "it",
            "with",
            "as",
            "was",
            "on",
            "are",
            "by",
            "this",
            "from",
            "have",
            "not",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "und",
            "das",
            "den",
            "von",
            "zu",
            "mit",
            "ist",
            "des",
            "sich",
            "auf",
            "für",
            "nicht",
            "ein",
            "eine",
            "dem",
            "auch",
        ]
    ),
}


def _tag(declared: str) -> str:
    """A declared language in the form of BCP 47, or "" when it is none."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))?(?:[-_][\w-]+)?\s*(?:[,;].*)?$", declared)
    if not found or found[1].lower() in ("xx", "und", "mul"):
        return ""
    region = found[2] or ""
    region = region.upper() if len(region) == 2 else region.title() if len(region) == 4 else region
    return found[1].lower() + (f"-{region}" if region and not region.isdigit() else "")
