"""The quality gate: pinned floors over the labelled pages beside the project.

The floors sit about one page below the figures measured on 2026-11-30. The block forest was trained on
these pages, so the text figures guard against decay and say nothing about new sites: for that see the
figures by held-out sites in docs/decisions/024-text.md.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tipsheet.records import Page, Rejected
from tipsheet.stages.extract import read

TRUTH_SHA256 = "42650823979d2e8fcf5968cab042745c39c238f8fd252918818af1278e79fe11"
FLOORS: dict[tuple[str, str, str], float] = {
    ("aeb", "text", "shingle_f1"): 0.977,
    ("aeb", "canonical", "exact"): 0.99,
    ("aeb", "amphtml", "exact"): 0.99,
    ("aeb", "lang", "exact"): 0.98,
    ("fundus", "text", "shingle_f1"): 0.975,
    ("fundus", "title", "exact"): 0.956,
    ("fundus", "authors", "f1"): 0.875,
    ("fundus", "published", "accuracy"): 0.985,
    ("fundus", "published", "moment"): 0.98,
    ("fundus", "image", "same"): 0.82,
    ("fundus", "lang", "exact"): 0.98,
    ("wcxb_dev", "text", "shingle_f1"): 0.967,
    ("wcxb_dev", "snippets", "f1"): 0.912,
    ("wcxb_dev", "title", "exact"): 0.833,
    ("wcxb_dev", "authors", "f1"): 0.715,
    ("wcxb_dev", "published", "accuracy"): 0.875,
    ("wcxb_dev", "type", "exact"): 0.993,
    ("wcxb_dev", "lang", "exact"): 0.99,
    ("wcxbx_dev", "text", "shingle_f1"): 0.865,
    ("wcxbx_dev", "type", "exact"): 0.75,
    ("traf", "snippets", "f1"): 0.942,
    ("traf", "title", "exact"): 0.806,
    ("traf", "authors", "f1"): 0.69,
    ("traf", "published", "accuracy"): 0.88,
    ("traf", "lang", "exact"): 0.99,
    ("htmldate", "published", "accuracy"): 0.89,
    ("postlight", "title", "exact"): 0.928,
    ("postlight", "authors", "f1"): 0.64,
    ("postlight", "published", "accuracy"): 0.91,
    ("postlight", "image", "same"): 0.95,
}


@pytest.fixture(scope="module")
def judged(shared: Path) -> dict[str, Any]:
    """The judge's figures for every suite."""
    folder = shared / "extraction"
    truth_file = folder / "truth.jsonl"
    if hashlib.sha256(truth_file.read_bytes()).hexdigest() != TRUTH_SHA256:
        pytest.fail(f"{truth_file}: the labels have changed; measure anew and pin floors and digest together")
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    suites = defaultdict(list)
    for line in truth_file.read_text("utf-8").splitlines():
        truth = json.loads(line)
        suites[truth["suite"]].append(judge.score_page(truth, _predict(folder, truth)))
    return {suite: judge.summarise(pages) for suite, pages in suites.items()}


def _predict(folder: Path, truth: dict[str, Any]) -> dict[str, Any]:
    made = read(
        Page(
            url=truth["url"],
            final_url=truth["url"],
            status=200,
            body=gzip.decompress((folder / truth["page"]).read_bytes()),
            fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        )
    )
    if isinstance(made, Rejected):
        return {}
    article = made.article
    return {
        "text": article.text,
        "title": article.title,
        "authors": list(article.authors),
        "published": made.published,
        "image": article.images[0].url if article.images else None,
        "canonical": article.canonical_url,
        "amphtml": article.amp_url,
        "site_name": article.site_name,
        "lang": article.language,
        "type": article.type,
    }


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(("suite", "field", "figure"), sorted(FLOORS))
def test_no_figure_falls_below_its_floor(judged: dict[str, Any], suite: str, field: str, figure: str) -> None:
    assert judged[suite][field][figure] >= FLOORS[suite, field, figure]
