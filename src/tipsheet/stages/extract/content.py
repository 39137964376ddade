"""The article's body as simple safe HTML, and its plain text, which is a function of that HTML.

`text_of(html)` is the one way from the HTML to the text: whoever holds both can find again
where a cited range stands. Allowed are paragraphs, headings, lists, quotes, code, figures'
captions, tables, emphasis and links; no script, style, event, form, frame or image survives.
"""

from __future__ import annotations

import html as entities
import re

import nh3

from tipsheet.text import squeeze

TAGS = frozenset(
    """
    p h2 h3 h4 h5 h6 ul ol li blockquote pre code figure figcaption table tr td th em strong a br hr sub sup
    """.split()  # noqa: SIM905
)
_PARAGRAPH = frozenset("p h2 h3 h4 h5 h6 ul ol blockquote pre figure figcaption table hr".split())  # noqa: SIM905
_LINE = frozenset({"li", "tr", "br"})
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*+>([^<]*+)|^([^<]+)")


def sanitise(html: str) -> str:
    """`html` with only the allowed tags, and http(s) links as the only attribute."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="nofollow noopener",
        strip_comments=True,
    ).strip()


def text_of(html: str) -> str:
    """The plain text of sanitised HTML: paragraphs split by an empty line, items and rows by a line end.

    White space is squeezed inside a line; nothing else is added, so that each line of the text
    stands word for word in the page.
    """
    pieces: list[str] = []  # texts and breaks
    for _, tag, after, first in _TOKEN.findall(html):
        if tag in _PARAGRAPH:
            pieces.append("\n\n")
        elif tag in _LINE:
            pieces.append("\n")
        elif tag in ("td", "th"):
            pieces.append(" ")
        if after or first:
            pieces.append(entities.unescape(after or first).replace("\n", " "))
    lines = (squeeze(line) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
