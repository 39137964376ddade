"""How the copies of a lead image are named: all that a page needs to know of them."""

from __future__ import annotations

import re
from typing import NamedTuple

WIDTHS = (320, 640, 1280)  # px; never wider than the source
FORMATS = ("avif", "webp", "jpg")

_PATH = re.compile(r"(?P<stem>.*-)(?P<w>\d{2,4})x(?P<h>\d{2,4})\.jpg\Z")


class Renditions(NamedTuple):
    """The files that stand behind one `Image.path`."""

    stem: str  # "images/ab/abcdef...-"
    widths: tuple[int, ...]
    width: int  # of the widest copy
    height: int

    def srcset(self, kind: str, root: str) -> str:
        """The `srcset` of one format; `root` is put before every path."""
        return ", ".join(f"{root}{self.stem}{w}.{kind} {w}w" for w in self.widths)


def renditions(path: str | None) -> Renditions | None:
    """What `prepare` made for `path`; None when the path is not of its making."""
    match = _PATH.match(path or "")
    if match is None:
        return None
    width = int(match["w"])
    return Renditions(match["stem"], widths_of(width), width, int(match["h"]))


def widths_of(widest: int) -> tuple[int, ...]:
    """The widths of the copies of a picture that is `widest` px wide after cutting."""
    return (*(w for w in WIDTHS if w < widest), widest)
