"""`tipsheet sheet`: files of every kind, a publication's articles, and one clear line where something is amiss."""

# ruff: noqa: E501 (a line of input is read whole)

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from papers import hostile, paper, scan

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


def test_an_empty_publication_says_what_to_do(cli: Cli, tmp_path: Path) -> None:
    assert cli("new", "Batteries", tmp_path / "press").returncode == 0
    done = cli("sheet", "Nobody At All", "-p", tmp_path / "press", cwd=tmp_path)
    assert done.returncode == 1
    assert "holds no article yet" in done.stderr
    assert "tipsheet run" in done.stderr


MARSHES = [
    {"doc_id": "a", "text": "Anna Marsh, chief executive of Orvane, said so. Orvane had revenue of $3 million in 2023."},
    {"doc_id": "b", "text": "John Marsh, chief executive of Merrow Bank, said so."},
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Marsh", "'Anna Marsh' or 'John Marsh': ask for one of them"),
        ("Zebra", "no fact tells of anyone called 'Zebra'"),
    ],
    ids=["ambiguous", "unknown"],
)
def test_a_name_that_is_nobodys_or_several(cli: Cli, tmp_path: Path, asked: str, words: str) -> None:
    path = tmp_path / "told.jsonl"
    path.write_text("\n".join(map(json.dumps, MARSHES)))
    done = cli("sheet", asked, path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr.splitlines()[-1]


def test_no_sure_fact_is_said_with_the_mend(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("The weather was fine, and nobody did anything that anyone would write down.")
    done = cli("sheet", path, cwd=tmp_path)
    assert done.returncode == 1
    assert "no key fact" in done.stderr.splitlines()[-1]
    assert "--least" in done.stderr.splitlines()[-1]


def test_a_folder_is_read_whole_and_a_document_given_twice_counts_once(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "prospectus.pdf").write_bytes(paper(FILING))
    (folder / "copy.pdf").write_bytes(paper(FILING))
    page = "<html><body><p>Halden Corp. had revenue of $221.5 million in 2023.</p></body></html>"
    (folder / "page.html").write_text(page)
    (folder / "picture.png").write_bytes(b"no document")
    done = cli("sheet", "Halden", f"{folder}/", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["documents"]) == 2
    [revenue] = [f for f in told["facts"] if f["predicate"] == "revenue"]
    assert len(told["supports"][revenue["id"]]) <= 2
    (tmp_path / "empty").mkdir()
    assert "holds no PDF" in cli("sheet", "./empty", cwd=tmp_path).stderr


REFUSE = """
import os, sys

def _refuse(event, args):
    if event in ("socket.connect", "socket.sendto") and not isinstance(args[1], (str, bytes)):
        told = args[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        told = args[0]
    else:
        return
    with open(os.environ["REFUSED"], "a") as log:
        log.write(f"{event} {told}\\n")
    raise OSError("no network in this test")

sys.addaudithook(_refuse)
"""


def test_an_analysts_documents_never_leave_the_machine(
    cli: Cli, filing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(REFUSE)
    log = tmp_path / "refused.txt"
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hook"))
    monkeypatch.setenv("REFUSED", str(log))
    monkeypatch.setenv("TIPSHEET_MODEL_URL", "http://127.0.0.1:9/v1")
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><img src='https://a.example/x.png'><p>Halden Corp. was founded in 1987.</p></body></html>"
    )
    told = tmp_path / "told.json"
    told.write_text(
        json.dumps({"doc_id": "a", "text": "Halden employs 40 people.", "url": "https://a.example/x"})
    )
    done = cli("sheet", "Halden", filing, page, told, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not log.exists()
    code = "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "127.0.0.1" in log.read_text()  # the hook does see who asks


@pytest.mark.parametrize("kind", ["pages", "ring", "deep", "nested"])
def test_a_file_made_to_do_harm_is_read_or_refused(cli: Cli, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(hostile(kind))
    done = cli("sheet", path, cwd=tmp_path)
    if done.returncode == 0:
        assert "1987" in done.stdout
    else:
        assert done.returncode == 1
        assert (
            done.stderr.splitlines()[-1].startswith("tipsheet: error: bad.pdf: ") or "bad.pdf" in done.stderr
        )
    assert "Traceback" not in done.stderr
