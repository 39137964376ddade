"""The check of records: what counts, what is reported."""

from __future__ import annotations

import pytest

from tipsheet.publish.checking import check, is_data_file, is_record

GOOD = b'---\ncategory: news\ntitle: "x"\nexcerpt: ""\ntype: article\n---\n\n'


@pytest.mark.parametrize(
    ("path", "start", "counts"),
    [
        ("_news/2026-01-01-x.md", b"---\n", True),
        ("_news/2026-01-01-x.md", b"title", True),  # has lost its front matter: to be reported
        ("records/2026-01-01-x.md", b"", True),
        ("_newsletters/x.html", b"---\n", True),
        ("_newsletters/x.html", b"<html>", False),
        ("README.md", b"# Tea", False),
        ("docs/guide.md", b"# Tea", False),
        ("about.md", b"---\n", True),
        ("public/x.md", b"---\n", False),
        (".tipsheet/x.md", b"---\n", False),
        ("_news/.hidden.md", b"---\n", False),
        ("_news/photo.jpg", b"---\n", False),
    ],
)
def test_what_is_a_record(path: str, start: bytes, counts: bool) -> None:
    assert is_record(path, start) is counts


def test_topics_are_data_files() -> None:
    assert is_data_file("_data/topics/00-tea.yaml")
    assert not is_data_file("_config.yml")


def test_figures_and_errors() -> None:
    result = check(
        [
            ("_news/2026-01-01-good.md", GOOD),
            ("_news/2026-01-02-crlf.md", GOOD.replace(b"\n", b"\r\n")),
            ("_news/2026-01-03-other.md", b"---\nheat: 1\ntitle: y\n---\nbody"),
            ("_news/2026-01-04-yaml.md", b'---\ntitle: "open\n---\n'),
            ("_news/2026-01-05-bytes.md", b"---\ntitle: \xff\n---\n"),
            ("_news/2026-01-06-untitled.md", b"---\nheat: 1\n---\n"),
            ("_people/ann.md", b"---\nbio: x\n---\n"),
            ("_data/topics/00-tea.yaml", b"name: Tea"),
            ("_data/topics/01-none.yaml", b"keywords:\n  - x\n"),
        ]
    )
    assert (result.records, result.byte_exact, result.canonical) == (7, 5, 2)
    assert (result.data_files, result.data_files_byte_exact) == (2, 2)
    assert [error.split(":")[0] for error in result.errors] == [
        "_news/2026-01-04-yaml.md",
        "_news/2026-01-05-bytes.md",
        "_news/2026-01-06-untitled.md",
        "_people/ann.md",
        "_data/topics/01-none.yaml",
    ]
