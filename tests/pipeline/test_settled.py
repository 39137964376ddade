"""What is judged is not judged again by a build, and comes out the same either way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from press_runs import Demo, tipsheet, tree

from tipsheet import pipeline
from tipsheet.cli._rebuild import rebuild
from tipsheet.publication import open_publication
from tipsheet.records import RunReport


class Judged(Exception):
    """Raised instead of a judgement."""


def build(folder: Path, now: str | None = None, *, full: bool = False) -> RunReport:
    return rebuild(open_publication(folder), now=now, out=None, told=lambda *_: None, full=full)


@pytest.fixture
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise Judged

    monkeypatch.setattr(pipeline, "judge", refuse)


def test_a_build_after_a_run_judges_nothing_and_changes_nothing(
    demo: Demo, copy: Path, no_judge: None
) -> None:
    report = build(copy)
    assert report.files_written == 0
    assert (report.stories, report.copies) == (demo.report["stories"], demo.report["copies"])
    assert tree(copy) == tree(demo.folder)


@pytest.mark.usefixtures("no_judge")
def test_another_hour_a_correction_or_a_record_taken_away_is_judged(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(Judged):
        build(copy, "2027-01-01T00:00:00Z")
    with pytest.raises(Judged):
        build(copy, full=True)
    corrected, settled, poorer = (
        Path(shutil.copytree(copy, tmp_path / name)) for name in ("corrected", "settled", "poorer")
    )
    story = json.loads((copy / "public/api/stories/index.json").read_text())["value"][0]["id"]
    tipsheet("correct", "hide", "--dir", corrected, "--story", story)
    with pytest.raises(Judged):
        build(corrected)
    (settled / "tipsheet.toml").write_text(
        (settled / "tipsheet.toml").read_text() + "\n[stories]\nhalf_life_h = 3.0\n"
    )
    with pytest.raises(Judged):
        build(settled)
    sorted((poorer / "_news").glob("*.md"))[0].unlink()
    with pytest.raises(Judged):
        build(poorer)


def test_a_correction_of_what_is_not_there_is_named_each_time(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copy / "_data/corrections.jsonl"
    place.parent.mkdir(exist_ok=True)
    place.write_text('{"kind": "hide", "story_id": "snowhere"}\n')
    first = build(copy)
    assert any("snowhere" in line for line in first.problems)

    def refuse(_: object) -> None:
        raise Judged

    monkeypatch.setattr(pipeline, "judge", refuse)
    assert build(copy).problems == first.problems


def test_full_makes_the_same_site_anew(copy: Path) -> None:
    before = tree(copy)
    page = copy / "public/index.html"
    page.write_text("spoilt")
    assert json.loads(tipsheet("build", copy, "--full", "--json", status=None).stdout)["written"] > 0
    assert tree(copy) == before


def test_a_story_whose_articles_were_all_pinned_elsewhere_leads_there_from_its_old_page(copy: Path) -> None:
    public = copy / "public"
    folders = json.loads((public / "api/stories/addresses.json").read_text())
    stories = {name: json.loads((public / f"api/stories/{name}/index.json").read_text()) for name in folders}
    lost, kept = sorted(stories, key=lambda name: len(stories[name]["articles"]))[-2:]
    members = [
        article["id"] for article in reversed(stories[lost]["articles"])
    ]  # copies first, the best last
    place = copy / "_data/corrections.jsonl"
    place.parent.mkdir(exist_ok=True)

    def pin(count: int) -> str:
        said = {"kind": "pin", "story_id": kept, "article_ids": members[:count]}
        place.write_text(json.dumps(said) + "\n")
        assert not build(copy).problems
        return (public / folders[lost] / "index.html").read_text()

    leads_on = f'content="0; url=/{folders[kept]}/"'
    assert leads_on not in pin(len(members) - 1)  # one article is left
    assert leads_on in pin(len(members))
    build(copy, "2027-01-01T00:00:00Z")
    assert leads_on in (public / folders[lost] / "index.html").read_text()
