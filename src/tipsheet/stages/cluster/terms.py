"""Words of an article as weighted terms."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP = frozenset(
    _TOKEN.findall(
        """
        a about after again all also am an and any are as at be been before being but by can could d did do
        does for from had has have he her here him his how i if in into is it its just ll may me more most my
        new no not now of off on one or our out over re s said say says she should so some such t than that the
        their them then there these they this those through to under up us ve very via vs was we were what when
        where which while who why will with would you your
        """
    )
)


def words(text: str) -> list[str]:
    """The content words of a text in lower case."""
    return [w for w in _TOKEN.findall(text.lower().replace("’", "'")) if w not in _STOP]
