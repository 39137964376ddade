"""The coverage sparkline: when the articles of a story came, as a small inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup, escape

BARS = 16
WIDTH = 64
HEIGHT = 18


def counts(times: Sequence[datetime], bars: int = BARS) -> list[int]:
    """Articles in each of `bars` equal parts of the time from the first to the last one."""
    if not times:
        return []
    first, last = min(times), max(times)
    span = (last - first).total_seconds()
    out = [0] * bars
    for time in times:
        part = 0 if span == 0 else int((time - first).total_seconds() / span * bars)
        out[min(part, bars - 1)] += 1
    return out


def svg(times: Sequence[datetime], label: str) -> Markup:
    """Bars from the first article to the last; "" for fewer than three articles, which show no course.

    Colours come from the style sheet; `label` is the text alternative, and the tip under a pointer.
    """
    if len(times) < 3:
        return Markup("")
    heights = counts(times)
    top = max(heights)
    step = WIDTH / BARS
    marks = []
    for at, count in enumerate(heights):
        tall = max(1.5, count / top * HEIGHT) if count else 1.0
        kind = "b" if count else "z"
        place = f'x="{at * step:g}" y="{HEIGHT - tall:.3g}" width="{step - 1:g}" height="{tall:.3g}"'
        marks.append(f'<rect class="{kind}" {place}/>')
    return Markup(
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(label)}</title>{''.join(marks)}</svg>"
    )
