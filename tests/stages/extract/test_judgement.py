"""What the stage makes of the ways in which real sites write names, headlines and summaries."""

from __future__ import annotations

import pytest
from invented_pages import PARAGRAPHS, page

from tipsheet.records import Article
from tipsheet.stages.extract import Reading, extract_one, read

BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


def article(html: str, url: str = "https://www.ellerycourier.example/news/lighthouse-reopens") -> Article:
    made = extract_one(page(html, url))
    assert isinstance(made, Article), made
    return made


def told(heading: str, byline: str = "", head: str = "") -> Article:
    return article(f"<html><head>{head}</head><body><article>{heading}{byline}{BODY}</article></body></html>")


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><span>Harbour life</span> Lighthouse reopens to visitors</h1>",
        "<h1>Lighthouse reopens to visitors<br><small>12.05.2026 • Council, Press</small></h1>",
        "<h1>Light­house reopens to visitors</h1>",
        "<h1>Lighthouse reopens <em>to visitors</em></h1>",
    ],
)
def test_a_kicker_or_a_date_in_the_heading_is_not_the_title(heading: str) -> None:
    made = told(heading, head="<title>Lighthouse reopens to visitors | Ellery Courier</title>")
    assert made.title == "Lighthouse reopens to visitors"


def test_a_kicker_joined_to_the_headline_is_written_as_the_page_states_it() -> None:
    head = "<title>Nine years later: Lighthouse reopens | Ellery Courier</title>"
    made = told("<h1><span>Nine years later</span> <span>Lighthouse reopens</span></h1>", head=head)
    assert made.title == "Nine years later: Lighthouse reopens"


def test_a_piece_of_a_heading_is_no_title_of_its_own() -> None:
    head = "<title>How to restore an old lighthouse</title>"
    made = told("<h1>Help us to <br>restore an old lighthouse today</h1>", head=head)
    assert made.title != "restore an old lighthouse today"


NEWS = '<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{}"}}</script>'
SHARED = '<meta property="og:title" content="{}">'


@pytest.mark.parametrize(
    ("declared", "shared", "heading", "title"),
    [
        # the heading and the title for sharing agree on the form without the kicker, or on that with it
        ("The Keeper: Lighthouse reopens to visitors", "Lighthouse reopens to visitors",
         "<h1>Lighthouse reopens to visitors</h1>", "Lighthouse reopens to visitors"),
        ("Lighthouse reopens to visitors", "The Keeper: Lighthouse reopens to visitors",
         "<h1>The Keeper: Lighthouse reopens to visitors</h1>", "The Keeper: Lighthouse reopens to visitors"),
        # the title for sharing stands large below a line for search engines
        ("Ellery lighthouse: opening times", "After nine years the keeper is back",
         "<h1>Ellery lighthouse: opening times</h1><h2><span>Harbours</span> After nine years the keeper is back</h2>",
         "After nine years the keeper is back"),
        # none of both: what the site declares
        ("The Keeper: Lighthouse reopens to visitors", "The Keeper: Lighthouse reopens to visitors",
         "<h1>Lighthouse reopens to visitors</h1>", "The Keeper: Lighthouse reopens to visitors"),
        ("Lighthouse reopens to visitors", "A lighthouse opens again after nine years",
         "<h1>A lighthouse opens again after nine years</h1>", "Lighthouse reopens to visitors"),
        ("The Keeper: Lighthouse reopens to visitors", "Lighthouse reopens to visitors",
         "<h1>The Keeper: Lighthouse reopens to visitors</h1><h2>Lighthouse reopens to visitors</h2>",
         "The Keeper: Lighthouse reopens to visitors"),
    ],
)  # fmt: skip
def test_a_declared_headline_gives_way_to_two_that_agree(
    declared: str, shared: str, heading: str, title: str
) -> None:
    assert told(heading, head=NEWS.format(declared) + SHARED.format(shared)).title == title


@pytest.mark.parametrize(
    ("byline", "head", "names"),
    [
        ('<div class="author">Written by Ines Marlow in Harbours on 1 June 2026</div>', "", ("Ines Marlow",)),
        ('<div class="dateAndAuthor"><span>Jun 1, 2026</span><span>Ines Marlow</span></div>', "",
         ("Ines Marlow",)),
        ("<p>Ines Marlow</p>", '<meta name="twitter:creator" content="@inesmarlow">', ("Ines Marlow",)),
        ('<p>Ines Marlow</p>', '<meta property="article:author" content="https://x.example/team/ines-marlow">',
         ("Ines Marlow",)),
        ('<div class="authors"><span class="authors__brand">harbours</span></div><p class="authors__name">by Ines Marlow</p>', "",
         ("Ines Marlow",)),
        ("<p>Real Estate</p>", "", ()),
    ],
)  # fmt: skip
def test_the_byline_names_people(byline: str, head: str, names: tuple[str, ...]) -> None:
    assert told("<h1>Lighthouse reopens to visitors</h1>", byline, head).authors == names


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Ellery Courier | News from every harbour of the coast", "Ellery Courier"),
        ("The best of the coast, every day - Ellery Courier", "Ellery Courier"),
        ("Lighthouse reopens to visitors - Ellery Courier", "Ellery Courier"),
        ("https://www.ellerycourier.example", ""),
        ("Ellery Courier", "Ellery Courier"),
        ("Lantern Weekly", "Lantern Weekly"),
    ],
)
def test_a_site_is_called_by_its_name_and_not_by_its_slogan(stated: str, name: str) -> None:
    head = (
        f'<meta property="og:site_name" content="{stated}"><title>Lighthouse reopens to visitors</title>'
        '<meta property="og:title" content="Lighthouse reopens to visitors">'
    )
    made = told("<h1>Lighthouse reopens to visitors</h1>", head=head)
    assert made.site_name == name
    assert made.provider is not None
    assert made.provider.name == (name or "ellerycourier.example")


def test_a_slogan_gives_way_to_the_name_that_the_host_spells() -> None:
    head = (
        '<meta property="og:site_name" content="All that moves on the coast and beyond it">'
        '<meta name="application-name" content="Ellery Courier">'
    )
    assert told("<h1>Lighthouse reopens to visitors</h1>", head=head).site_name == "Ellery Courier"


@pytest.mark.parametrize(
    ("stated", "lead"),
    [
        ("https://pictures.example/i/blank.jpg", None),
        ("https://pictures.example/cards/twitter_cards_default.jpg", None),
        ("https://pictures.example/coast/placeholder-800x450.png?v=2", None),
        ("https://pictures.example/coast/point-blank.jpg", "https://pictures.example/coast/point-blank.jpg"),
        ("https://pictures.example/coast/blank-slate.jpg", "https://pictures.example/coast/blank-slate.jpg"),
    ],
)
def test_a_stand_in_is_no_picture(stated: str, lead: str | None) -> None:
    made = told(
        "<h1>Lighthouse reopens to visitors</h1>", head=f'<meta property="og:image" content="{stated}">'
    )
    assert (made.images[0].url if made.images else None) == lead


@pytest.mark.parametrize(
    ("stated", "excerpt"),
    [
        # torn inside a word, with and without a mark, where the text does not go on from there
        ("A new life begins for the tower of the coast, say its keep…", "A new life begins for the tower of the coast, say its…"),
        ("A new life begins for the tower of the coast, say its keep", "A new life begins for the tower of the coast, say its…"),
        ("A new life begins for the tower of the coast. Its keep", "A new life begins for the tower of the coast."),
        ("A new life begins for the tower of the coast", "A new life begins for the tower of the coast"),
    ],
)  # fmt: skip
def test_a_summary_never_ends_inside_a_word(stated: str, excerpt: str) -> None:
    made = told("<h1>Lighthouse reopens</h1>", head=f'<meta property="og:description" content="{stated}">')
    assert made.excerpt == excerpt


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://forum.example/questions/1145952/lamp-goes-out-at-night", "forum"),
        ("https://works.example/services/lantern-repair", "service"),
        ("https://works.example/news/lantern-repair", "article"),
    ],
)
def test_pages_without_day_and_author_are_told_by_their_address(url: str, kind: str) -> None:
    made = read(page(f"<html><body><h1>Lantern repair</h1>{BODY}</body></html>", url))
    assert isinstance(made, Reading)
    assert made.article.type == kind
    assert made.article.text
