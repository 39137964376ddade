"""Invented pages for the tests of the extraction stage."""

from __future__ import annotations

from datetime import UTC, datetime

from tipsheet.records import Page

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

PARAGRAPHS = (
    "The harbour council of Port Ellery voted on Tuesday to reopen the old lighthouse to visitors, "
    "four years after a storm tore away its lantern room.",
    "Engineers spent two summers rebuilding the gallery with stone from the same quarry that supplied "
    "the masons of 1871, the council's surveyor, Maren Holt, told reporters.",
    "“People have waited long enough,” she said. “The stairs are safe, the lamp works, and the view is "
    "what it always was.” Tickets will cost six dollars for adults, and children enter free of charge.",
    "The first visitors may climb the tower on 5 June, weather permitting, and the keeper's cottage is to "
    "follow in the autumn with a small museum about the wreck of the Calloway.",
)


def page(
    html: str | bytes,
    url: str = "https://www.example.org/news/lighthouse-reopens-to-visitors",
    *,
    content_type: str = "text/html; charset=utf-8",
    status: int = 200,
) -> Page:
    """A fetched page with these bytes."""
    return Page(
        url=url,
        final_url=url,
        status=status,
        headers=(("content-type", content_type),),
        body=html if isinstance(html, bytes) else html.encode(),
        fetched_at=AT,
    )


TITLE = "Lighthouse reopens to visitors"


def news(head: str = "", before: str = "", after: str = "", *, title: str = TITLE) -> str:
    """A plain news page around the invented article."""
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | The Ellery Herald</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav>{before}'
        f"<article><h1>{title}</h1>{body}</article>{after}"
        "<footer><p>© 2026 The Ellery Herald. All rights reserved.</p></footer></body></html>"
    )
