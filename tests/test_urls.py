"""Addresses: cleaning, identity, resolving, AMP caches and slugs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet import urls


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("http://example.com:80/a?utm_source=x&id=7#top", "http://example.com/a?id=7"),
        ("https://Example.COM:443/a?UTM_Medium=x", "https://example.com/a"),
        ("https://www.example.com/?fbclid=1&b=2&a=1", "https://www.example.com/?b=2&a=1"),
        ("https://app.example.com/#!/page/3", "https://app.example.com/#!/page/3"),
        ("https://a-b.cdn.ampproject.org/c/s/a.b.org/x?usqp=mq331", "https://a.b.org/x"),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fx%3Fa%3D1&sa=U",
            "https://example.com/x?a=1",
        ),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("mailto:me@example.com", "mailto:me@example.com"),
        ("https://youtube.com/watch?v=abc&si=zzz", "https://youtube.com/watch?v=abc"),
        ("https://example.com/?si=kept", "https://example.com/?si=kept"),
    ],
)
def test_clean(given_url: str, expected: str) -> None:
    assert urls.clean(given_url) == expected
    assert urls.clean(expected) == expected


SAME = [
    ("http://www.example.com/a", "https://example.com/a/"),
    ("https://example.com/a?b=1&a=2", "https://example.com/a?a=2&b=1&utm_campaign=x"),
    ("https://example.com/%7Euser/", "https://example.com/~user"),
    ("https://example.com/%c3%a9", "https://example.com/é"),
    ("https://m.example.com/a", "https://www.example.com/a"),
    ("https://amp.example.com/2026/04/a-long-title", "https://example.com/2026/04/a-long-title/amp/"),
    ("https://example.com/amp/a-long-title", "https://example.com/a-long-title"),
    ("https://example.com/story.amp.html", "https://example.com/story.html"),
    ("https://example.com/a?amp=1", "https://example.com/a"),
    ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a", "https://www.example.com/a"),
    ("https://youtu.be/dQw4w9WgXcQ?t=4", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=share"),
    ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://m.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://example.com/a/../b/", "https://example.com/b"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://en.m.wikipedia.org/wiki/Rust", "https://en.wikipedia.org/wiki/Rust"),
    ("https://example.com/news/index.html", "https://example.com/news"),
]
OTHER = [
    ("https://example.com/a//b", "https://example.com/a/b"),
    ("https://example.com/a?a=1", "https://example.com/a?a=2"),
    ("https://example.com/a?a=1&a=2", "https://example.com/a?a=2&a=1"),
    ("https://example.com/products/amp", "https://example.com/products"),
    ("https://news.example.com/a", "https://example.com/a"),
    ("https://one.github.io/a", "https://two.github.io/a"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://app.example.com/#!/1", "https://app.example.com/#!/2"),
    ("https://m.co.uk/a", "https://co.uk/a"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_same_article_same_key(one: str, two: str) -> None:
    assert urls.canonical_key(one) == urls.canonical_key(two)
    assert urls.article_id(one) == urls.article_id(two)


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_other_article_other_key(one: str, two: str) -> None:
    assert urls.canonical_key(one) != urls.canonical_key(two)


def test_article_id_is_pinned() -> None:
    assert urls.article_id("http://www.example.com/a/?utm_source=x") == "2dce0a4c50441bfc"


LIKE_URLS = st.one_of(
    st.text(max_size=60),
    st.from_regex(
        r"https?://[a-z0-9.%-]{1,20}(:[0-9]{1,4})?(/[a-z0-9%./-]{0,12}){0,4}(\?[a-z0-9%&=._]{0,20})?(#!?[a-z%]{0,5})?"
    ),
    st.text(alphabet="htps:/.w%&?=#@[]25E0aAm\\é点-_~!+ ", max_size=50).map(lambda s: "http://" + s),
)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x.amp.amp.html",
        "https://www.www.m.example.com/amp/amp/a-b-c/amp/amp",
        "https://a.example/index.html/index.html",
        "https://a.example/%%34%31",
        "https://www.google.com/url?q=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fa.example%252Fx",
        "https://a.example/2024-a-b/print/amp/",
        "http://a.example:443/",
        "https://a-b.cdn.ampproject.org/c/s/" * 9 + "a.example/x",
        "https://m.youtube.com/shorts/abcdefgh?v=x",
    ],
)
def test_a_key_is_its_own_key(url: str) -> None:
    key = urls.canonical_key(url)
    assert urls.canonical_key(key) == key
    cleaned = urls.clean(url)
    assert urls.clean(cleaned) == cleaned
    assert urls.canonical_key(cleaned) == key


@given(LIKE_URLS)
def test_key_and_clean_are_idempotent_and_total(url: str) -> None:
    key = urls.canonical_key(url)
    assert urls.canonical_key(key) == key
    cleaned = urls.clean(url)
    assert urls.clean(cleaned) == cleaned


@given(LIKE_URLS)
def test_cleaning_keeps_identity(url: str) -> None:
    assert urls.canonical_key(urls.clean(url)) == urls.canonical_key(url)


@given(LIKE_URLS, LIKE_URLS)
def test_resolve_gives_plain_web_addresses_or_none(base: str, href: str) -> None:
    found = urls.resolve(base, href)
    assert found is None or (found.startswith(("http://", "https://")) and urls.host(found))


@pytest.mark.parametrize(
    ("base", "href", "expected"),
    [
        ("https://example.com/a/b", "../c?d", "https://example.com/c?d"),
        ("https://example.com/a/b", "//other.example/x", "https://other.example/x"),
        ("https://example.com/a", "\\\\evil.example\\x", "https://evil.example/x"),
        ("https://example.com/a", "javascript:alert(1)", None),
        ("https://example.com/a", "data:text/html,x", None),
        ("https://example.com/a", "ftp://example.com/", None),
        ("https://example.com/a", "https://user:secret@example.com/", None),
        ("https://example.com/a", "http://[", None),
        ("https://example.com/a", " java\nscript:alert(1)", None),
        ("", "relative", None),
        ("https://example.com/a?b", "", "https://example.com/a?b"),
    ],
)
def test_resolve(base: str, href: str, expected: str | None) -> None:
    assert urls.resolve(base, href) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("https://one.github.io/x", "one.github.io"),
        ("例え.みんな", "xn--r8jz45g.xn--q9jyb4c"),
        ("a.foo.kobe.jp", "a.foo.kobe.jp"),
        ("127.0.0.1", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("localhost", "localhost"),
        ("a.b.example", "b.example"),
        ("", ""),
    ],
)
def test_registrable_domain(name: str, expected: str) -> None:
    assert urls.registrable_domain(name) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("https://EXAMPLE.com.:8443/a", "example.com"),
        ("http://exa。mple.com/", "exa.mple.com"),
        ("file:///etc/passwd", ""),
    ],
)
def test_host_is_what_a_browser_dials(url: str, expected: str) -> None:
    assert urls.host(url) == expected


@pytest.mark.shared
def test_amp_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "amp_cache_vectors.json").read_text("utf-8"))
    assert len(vectors["cache_url"]) == 11
    for v in vectors["cache_url"]:
        assert urls.amp_cache_url(v["url"], v["serving"]) == v["expected"]
        if "點看" not in v["url"]:
            assert urls.from_amp_cache(v["expected"]) == v["url"]
    for v in vectors["subdomain"]:
        assert urls.amp_subdomain(v["url"]) == v["expected"], v["case"]


def test_amp_subdomain_takes_a_host() -> None:
    assert urls.amp_subdomain("hello-world.example") == "hello--world-example"


def test_from_amp_cache() -> None:
    assert (
        urls.from_amp_cache("https://www.google.com/amp/s/example.com/a/amp") == "https://example.com/a/amp"
    )
    assert urls.from_amp_cache("https://example.com/c/s/other.example/a") is None


def test_slug() -> None:
    assert urls.slug("  Éclair's 10 -- “New” Tools!  ") == "eclairs-10-new-tools"
    assert urls.slug("点看") == ""
    long = urls.slug("word " * 60)
    assert len(long) <= 143
    assert not long.endswith("-")
    assert long.endswith("word")


def test_clearurls_file_is_used_by_domain() -> None:
    rules = urls.load_clearurls(
        json.dumps(
            {
                "providers": {
                    "globalRules": {"urlPattern": ".*", "rules": ["zz_[a-z]+"]},
                    "shop": {
                        "urlPattern": r"^https?:\/\/(?:[a-z0-9-]+\.)*?shop\.example",
                        "rules": ["aff"],
                    },
                }
            }
        ).encode()
    )
    assert (
        urls.clean("https://www.shop.example/a?aff=1&b=2&zz_x=3", rules) == "https://www.shop.example/a?b=2"
    )
    assert urls.clean("https://other.example/a?aff=1", rules) == "https://other.example/a?aff=1"


def test_clearurls_file_refused_in_plain_words() -> None:
    with pytest.raises(ValueError, match=r"rules\.json: not a ClearURLs rule file"):
        urls.load_clearurls(b"[]", "rules.json")
