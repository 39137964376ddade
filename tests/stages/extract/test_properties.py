"""What holds for every page, however wild."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_pages import AT, PARAGRAPHS, page

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
JUNK = st.one_of(SOUP.map(str.encode), st.binary(max_size=400).map(lambda b: b"<html><p>" + b))
WILD = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Tags(HTMLParser):
    """What an independent parser sees in our HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


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
    for start, end in plain.sentences(article.text):
        said = article.text[start:end]
        assert said == said.strip()
        assert article.text.find(said) <= start
    for start, end in plain.paragraphs(article.text):
        assert plain.squeeze(article.text[start:end])


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
