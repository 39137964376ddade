"""Front matter: everything comes back, values mean what YAML says, single values can be replaced."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tipsheet import frontmatter
from tipsheet.errors import RecordError
from tipsheet.frontmatter import parse

RECORD = """---
# kept by hand
category: news
title: "A \\"whistling\\" kettle"   # quoted
excerpt: 'It''s cold'
site: https://kettle.test/a?b=1#c
quality: 39
average: 4.5
published: false
note: ~

provider:
  name: EurekAlert!
  images:
    - url: "https://kettle.test/a.png"
      width: 50

topics:
- Tea
- Kettles: small

more: [a, "b, c", {d: 1, e: [f]}]
# at the end
---

Body with --- in it
"""


def test_everything_comes_back() -> None:
    assert parse(RECORD).emit() == RECORD


def test_crlf_comes_back_and_is_used_for_new_lines() -> None:
    text = RECORD.replace("\n", "\r\n")
    document = parse(text)
    assert document.emit() == text
    document.set("heat", 7)
    assert "heat: 7\r\n" in document.emit()
    assert "\n" not in document.emit().replace("\r\n", "")


def test_values_are_python_data() -> None:
    assert parse(RECORD).data == {
        "category": "news",
        "title": 'A "whistling" kettle',
        "excerpt": "It's cold",
        "site": "https://kettle.test/a?b=1#c",
        "quality": 39,
        "average": 4.5,
        "published": False,
        "note": None,
        "provider": {
            "name": "EurekAlert!",
            "images": [{"url": "https://kettle.test/a.png", "width": 50}],
        },
        "topics": ["Tea", {"Kettles": "small"}],
        "more": ["a", "b, c", {"d": 1, "e": ["f"]}],
    }


def test_text_is_text_even_where_it_looks_like_a_number() -> None:
    document = parse("---\nname: 1945\nempty:\n---\n")
    assert document.text("name") == "1945"
    assert document.text("empty") is None
    assert document.get("name") == 1945


def test_a_name_may_hold_a_colon_unquoted() -> None:
    document = parse("---\nname: CNET: News\nplace: @home\n---\n")
    assert document.data == {"name": "CNET: News", "place": "@home"}
    assert document.emit() == "---\nname: CNET: News\nplace: @home\n---\n"


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("k: |\n  a\n   b\n\n  c\n", "a\n b\n\nc\n"),
        ("k: |-\n  a\n\n", "a"),
        ("k: |+\n  a\n\n", "a\n\n"),
        ("k: >\n  a\n  b\n\n  c\n", "a b\nc\n"),
        ('k: "a\n  b\n\n  c \\\n  d"\n', "a b\nc d"),
        ("k: 'a\n  b'\n", "a b"),
        ("k: a\n  b\n\n  c\n", "a b\nc"),
        ('k: "\\u00e9\\x41\\n\\t\\L"\n', "éA\n\t\u2028"),
    ],
)
def test_longer_values(lines: str, value: str) -> None:
    text = f"---\n{lines}last: 1\n---\n"
    document = parse(text)
    assert document.data == {"k": value, "last": 1}
    assert document.emit() == text


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("title: x\n", 1, "first line"),
        ("---\ntitle: x\n", 1, "not closed"),
        ('---\na: 1\ntitle: "open\nb: 2\n---\n', 3, "never closed"),
        ("---\na: 1\n\tb: 2\n---\n", 3, "tab"),
        ("---\na: &x 1\n---\n", 2, "anchors"),
        ("---\na: *x\n---\n", 2, "aliases"),
        ("---\na: !!str x\n---\n", 2, "tags"),
        ("---\n? a\n---\n", 2, "complex"),
        ("---\nno colon here\n---\n", 2, "key: value"),
        ("---\na: 1\n   b: 2\n---\n", 3, "indented more"),
        ("---\na:\n    b: 1\n  c: 2\n---\n", 4, "indented"),
        ('---\na: "x" y\n---\n', 2, "after the value"),
        ('---\na: "\\q"\n---\n', 2, "escape"),
        ('---\na: "\\ud800"\n---\n', 2, "no character"),
        ("---\na: [1, 2\n---\n", 2, "never closed"),
        ("---\na: [1, }\n---\n", 2, "bracket"),
        ("---\na: {: 1}\n---\n", 2, "missing"),
        ("---\n- a\n---\n", 2, "list"),
        ("---\na: 1\n- b\n---\n", 3, "list item"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(RecordError) as error:
        parse(text, "_news/x.md")
    assert str(error.value).startswith(f"_news/x.md:{line}: ")
    assert word in str(error.value)


def test_depth_is_limited_not_the_stack() -> None:
    deep = "---\n" + "".join(f"{'  ' * n}k:\n" for n in range(3000)) + "---\n"
    with pytest.raises(RecordError, match="levels deep"):
        parse(deep)
    with pytest.raises(RecordError, match="levels deep"):
        parse("---\na: " + "[" * 100_000 + "\n---\n")
    with pytest.raises(RecordError, match="levels deep"):
        parse("---\na:\n  " + "- " * 5000 + "x\n---\n")


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(RecordError, match="anchors"):
        parse(f"---\n{bomb}---\n")


def test_of_a_key_given_twice_the_last_one_counts() -> None:
    document = parse("---\na: 1\na: 2\n---\n")
    assert document.data == {"a": 2}
    document.set("a", 3)
    assert document.emit() == "---\na: 1\na: 3\n---\n"


def test_set_changes_one_value_and_keeps_its_spelling() -> None:
    document = parse(RECORD)
    document.set("title", 'Say "hi": \\ now')
    document.set("excerpt", "Isn't it")
    document.set("quality", 41)
    document.set(("provider", "name"), "Teapot Weekly")
    expected = (
        RECORD.replace('"A \\"whistling\\" kettle"', '"Say \\"hi\\": \\\\ now"')
        .replace("'It''s cold'", "'Isn''t it'")
        .replace("quality: 39", "quality: 41")
        .replace("EurekAlert!", "Teapot Weekly")
    )
    assert document.emit() == expected


def test_set_quotes_what_a_bare_word_cannot_hold() -> None:
    document = parse("---\nname: Tea\n---\n")
    for value in ("a: b", "yes", "12", "- x", "x #y", "", " x", "#tag", "null", "2021-01-01", "a\nb"):
        document.set("name", value)
        assert yaml.safe_load(document.emit().split("---")[1]) == {"name": value}, value


def test_set_merges_mappings_and_keeps_list_items() -> None:
    text = (
        "---\nimages:\n  - url: one  # mine\n    width: 1\n    crop: left\n  - url: two\n    width: 2\n"
        "provider:\n  name: A\n  extra: kept\n---\n"
    )
    document = parse(text)
    document.set("images", [{"url": "two", "width": 2}, {"url": "one", "width": 9}])
    document.set("provider", {"name": "B"})
    assert document.emit() == (
        "---\nimages:\n  - url: two\n    width: 2\n  - url: one  # mine\n    width: 9\n    crop: left\n"
        "provider:\n  name: B\n  extra: kept\n---\n"
    )


def test_removing_keeps_comments() -> None:
    document = parse("---\na: 1\n# about b\nb: 2\nc: 3\n---\n")
    document.set("b", None)
    assert document.emit() == "---\na: 1\n# about b\nc: 3\n---\n"


def test_a_plain_yaml_file_needs_no_fences() -> None:
    text = "name: Tea\nkeywords:\n  - tea"
    document = parse(text, "_data/topics/00-tea.yaml")
    assert document.data == {"name": "Tea", "keywords": ["tea"]}
    assert document.emit() == text
    document.set("parent", "Drinks")
    assert parse(document.emit(), "x.yaml").data["parent"] == "Drinks"


def test_a_byte_order_mark_comes_back() -> None:
    text = "\ufeff---\na: 1\n---\n"
    assert parse(text).emit() == text


@given(st.text())
def test_quoted_text_is_read_back_by_us_and_by_pyyaml(text: str) -> None:
    spelled = frontmatter.quote(text)
    expected = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert parse(f"---\na: {spelled}\n---\n").data == {"a": expected}
    assert yaml.safe_load(f"a: {spelled}") == {"a": expected}


@given(st.text(max_size=12))
def test_what_may_stand_unquoted_means_itself_to_every_reader(text: str) -> None:
    if frontmatter.plain_safe(text):
        assert yaml.safe_load(f"a: {text}") == {"a": text}
        assert yaml.safe_load(f"- {text}") == [text]
        assert parse(f"---\na: {text}\n---\n").data == {"a": text}


_SCALARS = st.one_of(st.text(max_size=20), st.integers(-(10**12), 10**12), st.booleans())
_KEYS = st.text("abcdefgXYZ_", min_size=1, max_size=6)
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=12,
)


@given(_KEYS, _DATA)
def test_what_is_set_is_read_back(key: str, value: object) -> None:
    document = parse("---\nfirst: 1\n---\n")
    document.set(key, value)
    again = parse(document.emit())
    assert _as_text(again.get(key)) == _as_text(value)
    assert again.emit() == document.emit()


def _as_text(value: object) -> object:
    if isinstance(value, dict):
        return {k: _as_text(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_text(v) for v in value]
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    return value
