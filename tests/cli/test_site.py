"""`tipsheet site`: a rule added, its effect shown, its page kept as a test; the run obeys it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from test_sites import NOTICE

Cli = Callable[..., subprocess.CompletedProcess[str]]
URL = "https://www.orlin.example/notices/12"


@pytest.fixture
def press(cli: Cli, tmp_path: Path) -> Path:
    """An empty publication, and the saved page beside it."""
    cli("new", "Harbours", tmp_path / "press")
    (tmp_path / "notice.html").write_text(NOTICE)
    return tmp_path / "press"


def test_a_rule_is_added_with_its_effect_and_its_test(cli: Cli, press: Path) -> None:
    page = press.parent / "notice.html"
    words = ("site", "add", page, press, "--url", URL, "--day", "2026-04-10")
    done = cli(*words, "--title", ".kicker", "--drop", ".gift")
    assert done.returncode == 0, done.stderr
    assert "+ Crane 4 is out of service until May" in done.stdout
    assert (press / "_data/sites/orlin.example.yaml").read_text().startswith("site: orlin.example\n")
    assert cli("site", "check", press).returncode == 0

    shown = json.loads(cli("site", "try", page, press, "--url", URL, "--day", "2026-05-01", "--json").stdout)
    assert shown["after"]["title"] == "Crane 4 is out of service until May" != shown["before"]["title"]
    old = json.loads(cli("site", "try", page, press, "--url", URL, "--day", "2026-01-01", "--json").stdout)
    assert old["after"] == old["before"], "the rule does not hold yet"


def test_a_second_version_leaves_the_first_as_it_was(cli: Cli, press: Path) -> None:
    page = press.parent / "notice.html"
    path = press / "_data/sites/orlin.example.yaml"
    cli("site", "add", page, press, "--url", URL, "--day", "2026-04-10", "--title", ".kicker")
    mine = path.read_text().replace("versions:", "# mine\nversions:")
    path.write_text(mine)
    done = cli("site", "add", page, press, "--url", URL, "--day", "2026-05-10", "--title", ".clerk")
    assert done.returncode == 0, done.stderr
    assert path.read_text().startswith(mine.rstrip("\n"))
    assert cli("site", "check", press).returncode == 0


def test_a_changed_record_is_shown_and_told_by_the_status(cli: Cli, press: Path) -> None:
    page = press.parent / "notice.html"
    path = press / "_data/sites/orlin.example.yaml"
    cli("site", "add", page, press, "--url", URL, "--day", "2026-04-10", "--title", ".kicker")
    path.write_text(path.read_text().replace(".kicker", ".clerk"))
    done = cli("site", "check", press)
    assert done.returncode == 3
    assert "- Crane 4 is out of service until May" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--title", "p["), "no CSS selector"),
        (("--title", ".nowhere"), "changes nothing"),
        ((), "at least one thing"),
        (("--title", ".kicker", "--day", "soon"), "2026-03-01"),
    ],
)
def test_what_cannot_be_a_rule_writes_nothing(
    cli: Cli, press: Path, words: tuple[str, ...], said: str
) -> None:
    done = cli("site", "add", press.parent / "notice.html", press, "--url", URL, *words)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (press / "_data/sites").exists()


def test_a_broken_file_is_named_and_the_rest_goes_on(cli: Cli, press: Path) -> None:
    (press / "_data/sites").mkdir()
    (press / "_data/sites/a.example.yaml").write_text("site: a.example\nversions:\n  - since: today\n")
    done = cli("doctor", press)
    assert done.returncode == 3
    assert "_data/sites/a.example.yaml:2: version 1: since must be" in done.stdout + done.stderr
