"""`tipsheet newsletter` as a user has it, with a real SMTP server on loopback."""

from __future__ import annotations

import email
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Tipsheet = Callable[..., subprocess.CompletedProcess[str]]
LEAVE = ("--unsubscribe", "https://slack.example/leave?who={address}", "--from", "desk@slack.example")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo publication, run once."""
    folder = tmp_path_factory.mktemp("newsletter") / "demo"
    done = subprocess.run(
        [sys.executable, "-m", "tipsheet", "demo", "--out", str(folder), "--json"],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def publication(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo publication."""
    shutil.copytree(demo, tmp_path / "demo")
    return tmp_path / "demo"


class Box:
    """Keeps every mail; has no reader called refused."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return "550 no such reader"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, str]]:
    handler = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp+plain://127.0.0.1:{port}"
    controller.stop()


def tipsheet(*words: object, server: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TIPSHEET_")}
    if server:
        environment["TIPSHEET_SMTP"] = server
    return subprocess.run(
        [sys.executable, "-m", "tipsheet", "newsletter", *map(str, words)],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_look_writes_files_and_remembers_nothing(publication: Path) -> None:
    done = tipsheet(publication, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [Path(path).suffix for path in answer["files"]] == [".html", ".txt"]
    assert answer["issue"]["subject"] in Path(answer["files"][1]).read_text()
    assert not (publication / "_newsletters").exists()
    again = json.loads(tipsheet(publication, "--json").stdout)
    assert again == answer


def test_sending_reaches_every_reader_once_and_goes_on_after_a_fault(
    publication: Path, box: tuple[Box, str]
) -> None:
    handler, server = box
    people = ("--to", "ines@reader.example", "--to", "refused@reader.example", "--to", "bo@reader.example")
    done = tipsheet(publication, "--send", *people, *LEAVE, "--json", server=server)
    assert done.returncode == 3, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["sent"], answer["refused"][0]["to"]) == (2, "refused@reader.example")
    assert [e.rcpt_tos for e in handler.mails] == [["ines@reader.example"], ["bo@reader.example"]]
    mail = email.message_from_bytes(bytes(handler.mails[0].content or b""))
    assert mail["List-Unsubscribe"] == "<https://slack.example/leave?who=ines%40reader.example>"
    assert mail["From"] == "Slack Water <desk@slack.example>"
    date = answer["issue"]["date"]
    assert (publication / "_newsletters" / f"{date}.json").is_file()
    assert f"{date[:4]}" in (publication / "public/newsletters" / date / "index.html").read_text()
    assert f'/newsletters/{date}/"' in (publication / "public/newsletters/index.html").read_text()
    again = tipsheet(
        publication, "--send", *people, "--to", "new@reader.example", *LEAVE, "--json", server=server
    )
    told = json.loads(again.stdout)
    assert (told["sent"], told["had_it_already"]) == (1, 2)
    assert told["issue"] == answer["issue"]
    assert handler.mails[-1].rcpt_tos == ["new@reader.example"]


def test_the_next_day_has_nothing_to_say_of_what_was_told(publication: Path, box: tuple[Box, str]) -> None:
    sent = tipsheet(publication, "--send", "--to", "a@reader.example", *LEAVE, "--json", server=box[1])
    issue = json.loads(sent.stdout)["issue"]
    told = {item.get("story_id", item["title"]) for section in issue["sections"] for item in section["items"]}
    later = json.loads(tipsheet(publication, "--now", "2026-03-13T07:30:00Z", "--json").stdout)
    if later["issue"]:
        assert not told & {
            i.get("story_id", i["title"]) for s in later["issue"]["sections"] for i in s["items"]
        }
    else:
        assert later["reason"] == "nothing_new"


@pytest.mark.parametrize("service", ["listmonk", "buttondown"])
def test_a_draft_for_a_service(publication: Path, tmp_path: Path, service: str) -> None:
    done = tipsheet(publication, "--export", service, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    draft = json.loads(next((tmp_path / "out").glob(f"*.{service}.json")).read_text())
    assert {"subject", "body"} <= draft.keys()
    assert "ubscribe" in draft["body"]
    assert list((publication / "_newsletters").glob("*.json"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--send",), "nobody to send to"),
        (("--send", "--to", "a@b.example", *LEAVE), "TIPSHEET_SMTP is not set"),
        (("--send", "--to", "a@b.example", "--from", "d@s.example"), "no way to leave"),
        (("--send", "--to", "a@b.example\nBcc: x@y.example", *LEAVE), "no mail address"),
        (("--list", "nowhere.txt"), "nowhere.txt"),
    ],
)
def test_what_is_missing_is_said_in_one_line(publication: Path, words: tuple[str, ...], says: str) -> None:
    done = tipsheet(publication, *words)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") <= 2


def test_an_unknown_service_is_wrong_usage(publication: Path) -> None:
    assert tipsheet(publication, "--export", "pigeon").returncode == 2
