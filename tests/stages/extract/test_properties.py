"""What holds for every page, however wild."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_pages import AT, PARAGRAPHS, news, page
from selectolax.lexbor import LexborHTMLParser

from tipsheet import text as plain
from tipsheet.records import Article, Rejected
from tipsheet.stages.extract import extract_one, read
from tipsheet.stages.extract.content import TAGS, text_of

WORDS = st.sampled_from(
    [*PARAGRAPHS, "Read more", "Über", "今日は", "a < b & c", "x" * 80, "12 May 2031", "By Ann Orr"]
)
OPENERS = st.sampled_from(
    """
    <p>|<div class="article-body">|<h1>|<h2 onclick="x()">|<ul><li>|<blockquote>|<a href="javascript:alert(1)">
    |<a href="/x?a=1&amp;b=2">|<a href="https://o.example/">|<b>|<em>|<table><tr><td>|<figure><figcaption>|<pre>
    |<script>|<style>|<iframe src="https://www.youtube.com/embed/aaaaaaaaaaa">|<svg onload=x>|<img src=x onerror=y>
    |<form action=/x><input>|<!--|<time datetime="2031-01-01T00:00:00Z">|<time datetime="2026-03-01T10:00:00+02:00">
    |<base href="//[bad">|<template>|<noscript>|<math><mtext>|<div style="x:expression(1)">|<span itemprop="author">
    |<meta property="article:published_time" content="2099-12-31T23:59:59+14:00">|<title>|<article>|<main>|<nav>
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
CLOSERS = st.sampled_from(
    ["</p>", "</div>", "</a>", "</b>", "</td></tr></table>", "</script>", "</article>", "-->", ""]
)
SOUP = st.lists(st.one_of(OPENERS, WORDS, CLOSERS), max_size=40).map(" ".join)
_SOUPS = st.one_of(SOUP.map(str.encode), st.binary(max_size=400).map(lambda b: b"<html><p>" + b))
ADDRESSES = st.sampled_from(
    ["javascript:alert(1)", "data:text/html,x", "//[bad", "http://a:b@c:99999/", "/a.jpg", "../x?y=%zz", "https://o.example/é",
     "ftp://a.example/", "HTTPS://WWW.Example.ORG/News", "https://www.youtube.com/embed/aaaaaaaaaaa", "", " ", "\ud800", "?"]
)  # fmt: skip
_naive = datetime.fromisoformat  # the generator adds the zone itself
MOMENTS = st.one_of(
    st.datetimes(_naive("1990-01-01"), _naive("2099-12-31")).map(lambda at: at.isoformat() + "Z"),
    st.datetimes(_naive("2026-11-20"), _naive("2026-11-27")).map(lambda at: at.isoformat() + "+14:00"),
    st.datetimes(_naive("2026-11-20"), _naive("2026-11-27")).map(lambda at: at.isoformat() + "-11:30"),
    st.dates().map(str),
    st.sampled_from(
        ["0000-00-00", "2026-11-31T25:61:61+99:99", "now", "1e99", "1764000000", "99999999999999"]
    ),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), ADDRESSES, MOMENTS, st.text(max_size=12), WORDS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["@id", "@type", "name", "url", "logo", "width", "@value"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
NODES = st.dictionaries(
    st.sampled_from(
        """
        headline description author creator datePublished dateModified image thumbnailUrl publisher mainEntityOfPage
        keywords articleSection isAccessibleForFree url @id video embedUrl @graph inLanguage
        """.split()  # noqa: SIM905
    ),
    ANYTHING,
    max_size=8,
).flatmap(
    lambda node: st.sampled_from(["NewsArticle", "VideoObject", "WebPage"]).map(
        lambda t: {"@type": t, **node}
    )
)
STATED = st.tuples(NODES, MOMENTS, ADDRESSES, ADDRESSES).map(
    lambda said: news(
        head=f'<script type="application/ld+json">{json.dumps(said[0])}</script>'
        f'<meta property="article:published_time" content="{said[1]}"><link rel="canonical" href="{said[2]}">'
        f'<link rel="amphtml" href="{said[3]}"><meta property="og:image" content="{said[3]}"><base href="{said[2]}">'
    ).encode("utf-8", "surrogatepass")
)
WILD = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Tags(HTMLParser):
    """What an independent parser sees in our HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


JUNK = st.one_of(_SOUPS, STATED)


@WILD
@given(JUNK)
def test_the_same_bytes_give_the_same_answer(body: bytes) -> None:
    assert read(page(body)) == read(page(body))


@WILD
@given(JUNK)
def test_the_html_has_no_active_content(body: bytes) -> None:
    made = read(page(body))
    if isinstance(made, Rejected):
        return
    for tag, attributes in Tags(made.article.html).seen:
        assert tag in TAGS
        assert {name for name, _ in attributes} <= {"href", "rel"}
        assert all(v and v.startswith(("http://", "https://")) for name, v in attributes if name == "href")


@WILD
@given(JUNK)
def test_offsets_point_at_what_they_say(body: bytes) -> None:
    """The text is a function of the HTML, so a range cited from one is found again in the other."""
    made = read(page(body))
    if isinstance(made, Rejected):
        return
    article = made.article
    assert text_of(article.html) == article.text
    # an independent parser sees the same words in the same order
    parsed = LexborHTMLParser(f"<body>{article.html}").body
    seen = parsed.text(separator="\n") if parsed is not None else ""
    assert _letters(seen) == _letters(article.text)
    for start, end in plain.sentences(article.text):
        said = article.text[start:end]
        assert said == said.strip()
        assert article.text.find(said) <= start
    for start, end in plain.paragraphs(article.text):
        assert plain.squeeze(article.text[start:end])


def _letters(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", plain.squeeze(text))


@WILD
@given(JUNK)
def test_times_are_aware_and_never_in_the_future(body: bytes) -> None:
    made = read(page(body))
    if isinstance(made, Rejected):
        return
    for moment in (made.article.published_at, made.article.modified_at):
        if moment is not None:
            assert moment.utcoffset() == timedelta(0)
            assert moment <= AT + timedelta(days=1)


@WILD
@given(JUNK)
def test_an_answer_is_an_article_or_a_reason(body: bytes) -> None:
    made = extract_one(page(body))
    if isinstance(made, Article):
        assert made.title or made.text
        assert len(made.id) == 16
        assert len(made.excerpt) <= 300
        assert all(made.authors)
    else:
        assert made.reason.replace("_", "").isalpha()


@WILD
@given(JUNK)
def test_addresses_are_of_the_web_and_the_record_can_be_written(body: bytes) -> None:
    made = read(page(body))
    if isinstance(made, Rejected):
        return
    article = made.article
    addresses = [article.url, article.canonical_url, article.amp_url, article.amp_cache_url, *article.links]
    addresses += [image.url for image in (*article.images, *article.logos)]
    for address in addresses:
        if address is not None:
            assert urlsplit(address).scheme in ("http", "https"), address
            assert not re.search(r"[\s<>\"]", address), address
    assert msgspec.json.decode(msgspec.json.encode(article), type=Article) == article
    if article.featured_content is not None:
        assert re.match(
            r'<iframe src="https://(?:www\.youtube-nocookie|player\.vimeo|www\.dailymotion)\.com/[\w/-]+" ',
            article.featured_content,
        )


@WILD
@given(MOMENTS, MOMENTS)
def test_a_stated_time_is_kept_to_the_second_or_not_believed(published: str, modified: str) -> None:
    node = {
        "@type": "NewsArticle",
        "headline": "Pier opens",
        "datePublished": published,
        "dateModified": modified,
    }
    made = read(page(news(head=f'<script type="application/ld+json">{json.dumps(node)}</script>')))
    assert not isinstance(made, Rejected)
    if re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", published):
        try:
            at = datetime.fromisoformat(published).astimezone(UTC).replace(microsecond=0)
        except ValueError:
            return
        believed = at <= AT + timedelta(days=1)
        assert (made.article.published_at == at) == believed or made.article.date_only
