"""`tipsheet eval`: figures, the baseline beside them, and what went wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tipsheet.cli import build_app
from tipsheet.errors import TipsheetError

LINES = [
    {"id": "a", "title": "Barge adrift off Tarn Head with eleven aboard", "story": "x", "copy_of": None},
    {"id": "b", "title": "Eleven aboard barge adrift off Tarn Head", "story": "x", "copy_of": None},
    {"id": "c", "title": "Council votes on new tram line for Eastholm", "story": "y", "copy_of": None},
    {
        "id": "d",
        "title": "Council votes on new tram line for Eastholm",
        "story": "y",
        "copy_of": "c",
        "provider": "D",
    },
    {"id": "e", "title": "Museum shows old maps", "story": "x", "copy_of": "a", "hard": ["odd"]},
]


def run(*args: object) -> str:
    done = CliRunner().invoke(build_app(), ["eval", *map(str, args)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return path


def test_stories_and_copies_are_scored_and_mistakes_told(labelled: Path) -> None:
    report = json.loads(run(labelled, "--json"))
    assert report["copies"]["marked"]["precision"] == 1.0
    assert report["copies"]["marked"]["recall"] == 0.5
    assert report["copies"]["missed"] == [f"{LINES[4]['title']!r} is a copy of {LINES[0]['title']!r}"]
    stories = report["stories"]
    assert stories["tipsheet"]["bcubed"]["precision"] == 1.0
    assert stories["tipsheet"]["bcubed"]["recall"] == pytest.approx((2 / 3 * 2 + 1 / 3 + 2) / 5)
    assert stories["tipsheet"]["bcubed"]["f1"] >= stories["title-Jaccard at 0.5"]["bcubed"]["f1"]
    assert "Museum shows old maps" in stories["wrongly apart"][0]
    assert stories["wrongly together"] == []
    assert stories["hard"] == [{"name": "odd", "events": 1, "apart": True, "whole": 1}]


def test_the_table_is_for_people(labelled: Path) -> None:
    table = run(labelled)
    for words in ("copies", "precision", "title-Jaccard at 0.5", "wrongly apart"):
        assert words in table


def test_the_demo_press_and_its_splits() -> None:
    tune = json.loads(run("demo", "--split", "tune", "--json"))["stories"]["articles"]
    report = json.loads(run("demo", "--split", "report", "--json"))["stories"]["articles"]
    whole = json.loads(run("demo", "--json", "--wrong", "0"))
    assert tune + report == whole["stories"]["articles"]
    assert whole["stories"]["wrongly apart"] == []
    assert len(whole["stories"]["hard"]) >= 10


def test_topics_on_labelled_lines(tmp_path: Path) -> None:
    topics = tmp_path / "press" / "_data" / "topics"
    topics.mkdir(parents=True)
    (tmp_path / "press" / "tipsheet.toml").write_text('[publication]\ntitle = "Sea"\n')
    (topics / "00-sea.yaml").write_text("taxonomy: topic\n_id: sea\nname: Sea\nkeywords:\n  - sea power\n")
    (topics / "01-law.yaml").write_text(
        "taxonomy: topic\n_id: law\nname: Law\nparent: Sea\nkeywords:\n  - sea law\n"
    )
    lines = tmp_path / "lines.jsonl"
    rows = [
        {"id": 1, "title": "New sea law passed", "topics": ["Sea", "Law"]},
        {"id": 2, "title": "Sea power grows", "topics": ["Sea", "Law"]},
    ]
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = json.loads(run(lines, "--topics", tmp_path / "press", "--json"))["topics"]
    assert (report["macro precision"], report["macro recall"]) == (1.0, 0.5)
    assert report["wrong"] == ["Law: 'Sea power grows' (not given)"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"id": "a", "title": "x"}\n', "no line has"),
        ("{not json\n", ":1: not a JSON object"),
        ("", "holds no labelled article"),
    ],
)
def test_bad_input_is_one_plain_error(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content)
    with pytest.raises(TipsheetError, match=told):
        run(path)
    with pytest.raises(TipsheetError, match="cannot be read"):
        run(tmp_path / "absent.jsonl")
