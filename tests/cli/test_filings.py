"""Filings read in workers that can be killed: what one page does costs that page."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import hostile, paper

from tipsheet.cli._filings import LIMITS, read_facts, read_filing_file, reading
from tipsheet.records import Rejected
from tipsheet.runners.isolated import Limits
from tipsheet.stages.facts import Document
from tipsheet.stages.filing import Filing

PAGES = [[f"Section {n}", "Nothing of note is told here, and nothing is counted."] for n in range(1, 301)]


def test_three_hundred_pages_tell_how_far_they_are(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(paper(PAGES))
    told: list[tuple[int, int]] = []
    with reading() as runner:
        got = read_filing_file(path, runner, lambda done, total: told.append((done, total)))
    assert isinstance(got, Filing)
    assert len(got.pages) == 300
    assert got.text[got.pages[299] :].startswith("Section 300")
    assert len(told) > 10
    assert told == sorted(told)
    assert told[-1] == (300, 300)


def test_a_page_that_unpacks_without_end_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(hostile("bomb"))
    with reading(Limits(cpu_s=1.5, wall_s=120, memory_bytes=LIMITS.memory_bytes)) as runner:
        got = read_filing_file(path, runner, lambda done, total: None)
        assert isinstance(got, Rejected)
        assert got.reason in ("timeout", "out_of_memory")
        assert got.detail.startswith("it takes too")
        [facts] = read_facts([Document(doc_id="a", text="Halden Corp. was founded in 1987.")], runner)
    assert any(getattr(f, "predicate", "") == "founded_on" for f in facts)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tipsheet.stages.filing.MAX_BYTES", 1000)
    path = tmp_path / "big.pdf"
    path.write_bytes(paper(PAGES))
    with reading() as runner:
        got = read_filing_file(path, runner, lambda done, total: None)
    assert isinstance(got, Rejected)
    assert got.reason == "too_large"
