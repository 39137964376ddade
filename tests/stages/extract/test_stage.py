"""The stage as its callers see it: one page in, one article or one rejection out."""

from __future__ import annotations

import gzip

import pytest
from invented_pages import PARAGRAPHS, news, page

from tipsheet.records import Article, Provider, Rejected
from tipsheet.stages.extract import extract, extract_one


def article(html: str, **options: str) -> Article:
    made = extract_one(page(html, **options))
    assert isinstance(made, Article), made
    return made


def test_a_plain_page_becomes_an_article() -> None:
    made = article(news())
    assert made.title == "Lighthouse reopens to visitors"
    assert made.language == "en"
    assert all(p in made.text for p in PARAGRAPHS)
    assert "All rights reserved" not in made.text
    assert "Weather" not in made.text
    assert made.provider is not None
    assert made.provider.domain == "example.org"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "reason"),
    [
        (b"", "text/html", 200, "empty"),
        (b"   \n", "text/html", 200, "empty"),
        (b"<html><body></body></html>", "text/html", 200, "empty"),
        (b"%PDF-1.7 ...", "application/pdf", 200, "not_html"),
        (b'{"a": 1}', "application/json", 200, "not_html"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "text/xml", 200, "not_html"),
        (b"just words", "text/plain", 200, "not_html"),
        (b"<html><p>Not here</p></html>", "text/html", 404, "http_error"),
        (b"<p>" + b"x" * 9_000_000, "text/html", 200, "too_large"),
    ],
)
def test_what_is_refused(body: bytes, content_type: str, status: int, reason: str) -> None:
    made = extract_one(page(body, content_type=content_type, status=status))
    assert isinstance(made, Rejected)
    assert (made.stage, made.reason) == ("extract", reason)
    assert made.url


def test_order_is_kept_and_a_bad_page_stops_nothing() -> None:
    pages = [page(news()), page(b""), page(news(title="Second"))]
    results = list(extract((p, None) for p in pages))
    assert [type(r).__name__ for r in results] == ["Article", "Rejected", "Article"]


def test_gzip_left_on_is_taken_off_even_when_cut() -> None:
    packed = gzip.compress(news().encode())
    assert extract_one(page(packed)) == extract_one(page(news()))
    assert isinstance(extract_one(page(packed[: len(packed) // 2])), Article | Rejected)


def test_a_known_organisation_is_the_provider() -> None:
    herald = Provider(name="Ellery Herald", domain="example.org", known=True)
    made = extract_one(page(news()), organizations={"example.org": herald})
    assert isinstance(made, Article)
    assert made.provider == herald
