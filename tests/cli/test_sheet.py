"""`tipsheet sheet`: files of every kind, a publication's articles, and one clear line where something is amiss."""

# ruff: noqa: E501 (a line of input is read whole)

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from papers import paper, scan

Cli = Callable[..., subprocess.CompletedProcess[str]]

FILING = [
    ["Halden Corp. prospectus", "Halden Corp. makes scales for ships. It was founded in 1987 in Bergen."],
    ["Halden Corp. had revenue of $221.5 million in 2023.", "Marta Lind is chief executive of Halden Corp."],
]


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    path = tmp_path / "prospectus.pdf"
    path.write_bytes(paper(FILING, title="Halden Corp. prospectus"))
    return path


def test_a_filing_needs_no_publication(cli: Cli, filing: Path, tmp_path: Path) -> None:
    done = cli("sheet", filing, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "$221.5 million" in done.stdout
    assert "page 2" in done.stdout
    made = sorted(p.suffix for p in (tmp_path / "out").iterdir())
    assert made == [".html", ".json", ".md"]


def test_json_on_one_line_for_scripts(cli: Cli, filing: Path, tmp_path: Path) -> None:
    done = cli("sheet", filing, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert (told["kind"], told["problems"]) == ("filing", [])
    revenue = next(f for f in told["facts"] if f["predicate"] == "revenue")
    assert (revenue["value"]["amount"], revenue["period"], revenue["page"]) == (221.5e6, "2023", 2)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (paper(FILING, password="secret"), "locked with a password"),
        (scan(2), "no text, only pictures"),
        (paper(FILING)[:600], "cut off or damaged"),
        (b"", "empty"),
    ],
    ids=["locked", "scanned", "cut", "empty"],
)
def test_what_cannot_be_read_is_one_clear_line(cli: Cli, tmp_path: Path, body: bytes, words: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(body)
    done = cli("sheet", path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    told = done.stderr.splitlines()[-1]  # pages may have been counted before
    assert told.startswith("tipsheet: error: ")
    assert done.stderr.count("error") == 1
    assert "bad.pdf" in told
    assert words in told


def test_one_bad_file_does_not_stop_the_others(cli: Cli, filing: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(scan(1))
    done = cli("sheet", filing, bad, cwd=tmp_path)
    assert done.returncode == 3
    assert "$221.5 million" in done.stdout
    assert "bad.pdf" in done.stderr


def test_a_file_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    done = cli("sheet", "prospectus.pdf", cwd=tmp_path)
    assert done.returncode == 1
    assert "prospectus.pdf" in done.stderr


def test_documents_as_json_and_a_record(cli: Cli, tmp_path: Path) -> None:
    lines = [
        {"doc_id": "a", "text": "Halden Corp. had revenue of $221.5 million in 2023.", "published": "2024-02-01", "provider": "A"},
        {"doc_id": "b", "text": "Halden had revenue of $260 million in 2023.", "published": "2024-02-03", "provider": "B"},
    ]  # fmt: skip
    path = tmp_path / "told.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    record = tmp_path / "2024-02-01-halden.md"
    record.write_text(
        "---\ncategory: news\ntitle: Halden grows\nexcerpt: Marta Lind, chief executive of Halden Corp., said so.\n"
        "publishedDateTime: 2024-02-01T00:00:00Z\nwebUrl: https://a.example/x\n---\n"
    )
    done = cli("sheet", "Halden", path, record, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert len(told["disputed"]) == 1
    assert "ceo" in [f["predicate"] for f in told["facts"]]
    assert {d.get("provider") for d in told["documents"]} >= {"A", "B"}


def test_a_publication_is_searched(cli: Cli, tmp_path: Path) -> None:
    assert cli("new", "Batteries", tmp_path / "press").returncode == 0
    done = cli("sheet", "Nobody At All", "-p", tmp_path / "press", cwd=tmp_path)
    assert done.returncode == 1
    assert "no article names it" in done.stderr
