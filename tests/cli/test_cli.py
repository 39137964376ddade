"""Names, shapes, errors and exit codes: what scripts rely on."""

from __future__ import annotations

import fcntl
import json
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS = (
    "adopt",
    "build",
    "check",
    "correct",
    "demo",
    "doctor",
    "new",
    "replay",
    "run",
    "serve",
    "stage",
    "topic",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_json(cli: Cli, command: str) -> None:
    words = (command, "records") if command == "check" else (command,)
    done = cli(*words, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout


def test_misuse_is_one_line_and_two(cli: Cli) -> None:
    done = cli("sing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tipsheet: error: ")
    assert done.stderr.count("\n") == 1


def test_errors_are_json_where_json_is_asked(cli: Cli, tmp_path: Path) -> None:
    done = cli("run", tmp_path / "nowhere", "--json")
    assert done.returncode == 1
    assert "no such folder" in json.loads(done.stdout)["error"]


def test_new_makes_a_publication_and_never_overwrites_one(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "press"
    assert cli("new", 'Batteries: "second life"', folder, "--everything").returncode == 0
    topic = (folder / "_data/topics/00-batteries-second-life.yaml").read_text()
    assert "everything: true" in topic
    before = (folder / "tipsheet.toml").read_bytes()
    again = cli("new", "Batteries", folder)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert (folder / "tipsheet.toml").read_bytes() == before
    assert json.loads(cli("doctor", folder, "--json").stdout)["problems"] == []


def test_a_topic_without_a_name_is_named_and_the_rest_goes_on(cli: Cli, tmp_path: Path) -> None:
    cli("new", "Batteries", tmp_path)
    (tmp_path / "_data/topics/01-nameless.yaml").write_text("taxonomy: topic\n")
    done = cli("run", tmp_path, "--json")
    assert done.returncode == 3
    assert any("01-nameless.yaml" in line for line in json.loads(done.stdout)["report"]["problems"])
    assert (tmp_path / "public/index.html").exists()


def test_an_unwritable_folder_is_named(cli: Cli, tmp_path: Path) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file where a folder should be")
    done = cli("new", "Batteries", wall / "press")
    assert done.returncode == 1
    assert str(wall) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_port_in_use_is_named(cli: Cli, tmp_path: Path) -> None:
    cli("new", "Batteries", tmp_path)
    cli("run", tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = cli("serve", tmp_path, "--port", port)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}: cannot listen" in done.stderr
    assert "--port" in done.stderr


def test_serving_what_is_not_built_says_what_to_do(cli: Cli, tmp_path: Path) -> None:
    cli("new", "Batteries", tmp_path)
    done = cli("serve", tmp_path)
    assert done.returncode == 1
    assert "tipsheet run" in done.stderr


def test_one_bad_line_never_stops_the_others(cli: Cli) -> None:
    page = "<html><head><title>A turbine turns</title></head><body><article>" + "<p>Words that stay.</p>" * 30
    lines = [
        json.dumps({"id": "a", "url": "http://a.example/1", "html": page}),
        "this is not JSON",
        "[1]",
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "url": "http://a.example/2", "html": page}),
    ]
    done = cli("stage", "extract", "--json-errors", stdin="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [a["id"] for a in answers if "rejected" not in a] == ["a", "c"]
    assert sum("rejected" in a for a in answers) == 3
    assert all(set(a["rejected"]) >= {"stage", "reason"} for a in answers if "rejected" in a)


def test_an_unknown_stage_names_the_known_ones(cli: Cli) -> None:
    done = cli("stage", "polish")
    assert done.returncode == 1
    assert "extract" in done.stderr
    assert "cluster" in done.stderr


def test_replaying_nothing_is_an_error(cli: Cli, tmp_path: Path) -> None:
    done = cli("replay", tmp_path / "none.warc.gz", "--into", tmp_path / "press")
    assert done.returncode == 1
    assert "none.warc.gz" in done.stderr
    assert not (tmp_path / "press").exists()


def test_runs_end_in_commits_of_what_changed(cli: Cli, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=Editor", "-c", "user.email=editor@a.example"]
    cli("new", "Batteries", tmp_path)
    subprocess.run([*git, "init", "--quiet"], cwd=tmp_path, check=True)
    for name in ("user.name", "user.email"):
        subprocess.run(["git", "config", name, "editor@a.example"], cwd=tmp_path, check=True)
    for _ in range(2):
        done = cli("run", tmp_path, "--commit", "--now", "2026-03-12T07:30:00Z")
        assert done.returncode == 0, done.stderr
    log = subprocess.run(
        ["git", "log", "--oneline"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert [line.split(" ", 1)[1] for line in log.stdout.splitlines()] == ["Update news"]
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert "tipsheet.toml" in tracked
    assert ".tipsheet/" not in tracked
    assert ".public.build" not in tracked


def test_a_wrong_interval_is_told_before_anything_runs(cli: Cli, tmp_path: Path) -> None:
    cli("new", "Batteries", tmp_path)
    done = cli("run", tmp_path, "--every", "often")
    assert done.returncode == 1
    assert "--every" in done.stderr
    assert not (tmp_path / "public").exists()


def test_a_correction_is_written_and_obeyed_words_are_checked(cli: Cli, tmp_path: Path) -> None:
    cli("new", "Batteries", tmp_path)
    assert "needs --story and --title" in cli("correct", "retitle", "--dir", tmp_path).stderr
    assert "there are: merge" in cli("correct", "paint", "--dir", tmp_path).stderr
    done = cli("correct", "retitle", "--dir", tmp_path, "--story", "s1", "--title", "Better", "--json")
    assert json.loads(done.stdout)["title"] == "Better"
    assert json.loads((tmp_path / "_data/corrections.jsonl").read_text())["kind"] == "retitle"


def test_two_runs_at_once_do_not_meet(cli: Cli, tmp_path: Path) -> None:
    cli("new", "Batteries", tmp_path)
    (tmp_path / ".tipsheet").mkdir()
    with (tmp_path / ".tipsheet/lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = cli("run", tmp_path)
    assert done.returncode == 1
    assert "another run is at work" in done.stderr
    assert cli("run", tmp_path).returncode == 0
