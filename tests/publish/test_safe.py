"""Strangers' strings made fit for pages, feeds and paths."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tipsheet.publish.site import safe


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " https://a.example",
        "//a.example/x",
        "data:text/html,x",
        "https:\\\\a.example",
        "ftp://a/x",
        "https://user:pw@a.example/",
        "https://a.example@b.example/",
        "http://",
        "https:///x",
        "",
        None,
        "https://a.example:99999/é",
        "https://[::1/é",
        "HTTPS://b.example\\@a.example/",
    ],
)
def test_no_address_that_runs_code_or_poses_as_another(url: str | None) -> None:
    assert safe.web_url(url) == ""


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f"),
        ("https://bücher.example/straße?q=ä", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4"),
        ('https://a.example/a b"c<d>', "https://a.example/a%20b%22c%3Cd%3E"),
        ("http://a.example:8080/é", "http://a.example:8080/%C3%A9"),
        ("https://a.example/mail@x", "https://a.example/mail@x"),
    ],
)
def test_addresses_become_plain_ascii(url: str, made: str) -> None:
    assert safe.web_url(url) == made


@given(st.text())
def test_a_web_address_is_always_http_and_ascii(value: str) -> None:
    for url in (value, "https://" + value, "https://a.example/" + value):
        made = safe.web_url(url)
        if made:
            assert made.isascii()
            assert made.isprintable()
            assert urlsplit(made).scheme in ("http", "https")
            assert not set(made) & set('"<> \\')
            assert safe.web_url(made) == made


@given(st.text())
def test_cleaned_text_fits_xml_and_one_line(value: str) -> None:
    made = safe.line(value)
    assert made == safe.line(made)
    assert not set(made) & set("\r\n\t\x00")
    root = etree.Element("a")
    root.text = made
    assert (etree.fromstring(etree.tostring(root)).text or "") == made


@given(st.text(), st.sampled_from(["domain", "slug", "stem"]))
def test_a_segment_never_leaves_its_folder(value: str, kind: str) -> None:
    made = safe.segment(value, kind)
    assert made
    assert made not in (".", "..")
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert ".." not in made


@given(st.text(), st.text())
def test_different_values_get_different_segments(one: str, other: str) -> None:
    if one != other:
        assert safe.segment(one, "stem") != safe.segment(other, "stem")


@given(st.text(max_size=60), st.integers(2, 30))
def test_clipping_keeps_the_limit_and_the_beginning(value: str, limit: int) -> None:
    made = safe.clip(value, limit)
    assert len(made) <= limit
    assert value.startswith(made.removesuffix("…"))


@given(
    st.recursive(
        st.text() | st.integers(-9, 9), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_in_a_script_reads_back_and_closes_nothing(value: object) -> None:
    made = safe.script_json(value)
    assert json.loads(made) == value
    assert not set(made) & set("<>&\u2028\u2029")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("China’s AI giant: €2 billion", "chinas-ai-giant-2-billion"),
        ("Ünïcode — dash", "unicode-dash"),
        ("新华社", ""),
        ("a" * 90, "a" * 80),
        ("word " * 30, "-".join(["word"] * 16)),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert safe.slugify(title) == slug
