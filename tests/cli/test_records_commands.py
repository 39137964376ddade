"""`check records`, `adopt`, `build --profile everyday…`, `keys` and `open`, as a user runs them."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tipsheet import frontmatter, keyring
from tipsheet.cli import main
from tipsheet.cli.lines import secure as secure_lines
from tipsheet.publish import markdown
from tipsheet.records import NewsRecord, Provider
from tipsheet.stages import secure
from tipsheet.store import open_store

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run `tipsheet` in this process: the same entry point, without a new interpreter for every word."""
    monkeypatch.delenv("TIPSHEET_KEY", raising=False)

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        line = ["tipsheet", *map(str, words)]
        monkeypatch.setattr("sys.argv", line)
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return subprocess.CompletedProcess(line, int(ended.value.code or 0), told.out, told.err)

    return run


CONFIG = (
    'title: Tea Every Day\nurl: https://host.test\nbaseurl: "/tea"\nwebUrl: https://every.test/tea\n'
    'locale: "en-us"\ntopic: Tea\ncollections: &c\n  posts: *c\n'
)
TOPIC = "taxonomy: topic\n_id: tea\nname: Tea\nkeywords:\n  - tea\nservices:\n  news: https://host.test/tea/api/news/"
LOGO = "https://host.test/tea/assets/images/organizations/tea.test-50x50.jpg"


def record(number: int, **fields: Any) -> NewsRecord:
    at = markdown.read_time(f"2026-03-{number:02}T08:00:00Z")
    return NewsRecord(
        path=f"_news/2026-03-{number:02}-kettle-{number}.md",
        title=f"Kettle {number}",
        published_at=at,
        web_url=f"https://tea.test/{number}",
        original_url=f"https://tea.test/{number}",
        quality=70 + number,
        heat=70 + number,
        published=True,
        provider=Provider(name="Tea Times", domain="tea.test"),
        topics=("Tea",),
        **fields,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository as the original left them."""
    folder = tmp_path / "tea"
    files = {
        "_config.yml": CONFIG,
        "_data/topics/00-tea.yaml": TOPIC,
        "_people/ann.md": "---\nname: Ann\ntopics:\n  - Tea\n---\n\n",
        "_newsletters/tea-2026-03-01.html": '---\ntitle: "Tea (2026-03-01)"\n---\n<html></html>',
        "README.md": "# Tea\n",
        ".gitignore": "_site",
    }
    files |= {r.path: markdown.emit(r) for r in map(record, range(1, 4))}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and not {".git", ".tipsheet"} & set(p.parts)
    }


def test_check_records(cli: Cli, repository: Path) -> None:
    done = cli("check", "records", repository, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "records": 5,
        "byte_exact": 5,
        "errors": [],
        "canonical": 3,
        "data_files": 1,
        "data_files_byte_exact": 1,
    }
    (repository / "_news/2026-03-09-broken.md").write_text('---\ntitle: "open\n---\n')
    done = cli("check", "records", repository)
    assert done.returncode == 3
    assert "_news/2026-03-09-broken.md:2: the quote" in done.stdout
    assert cli("check", "records", repository / "_data/topics/00").returncode == 1
    (repository / "empty").mkdir()
    assert cli("check", "records", repository / "empty").stderr.count("\n") == 1


def test_adopt_takes_a_repository_over_and_leaves_it_as_it_is(cli: Cli, repository: Path) -> None:
    before = snapshot(repository)
    done = cli("adopt", repository, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["records"], told["topics"], told["newsletters"]) == (3, 1, 1)
    assert told["collections"] == {"people": 1}
    after = snapshot(repository)
    assert {path for path in after if after[path] != before.get(path)} == {"tipsheet.toml", ".gitignore"}
    assert after[".gitignore"].decode().split() == ["_site", ".tipsheet/", ".public.build/", "public/"]
    again = cli("adopt", repository, "--json")
    assert json.loads(again.stdout)["written"] == []
    assert snapshot(repository) == after


def test_adopt_names_what_it_cannot_read_and_takes_the_rest(cli: Cli, repository: Path) -> None:
    (repository / "_news/2026-03-09-broken.md").write_text('---\ntitle: "open\n---\n')
    (repository / "_people/nobody.md").write_text("---\nbio: x\n---\n")
    done = cli("adopt", repository)
    assert done.returncode == 3
    assert "3 records" in done.stdout
    assert "_news/2026-03-09-broken.md:2" in done.stdout
    assert "_people/nobody.md:1" in done.stdout


def test_adopt_writes_organizations_where_asked(cli: Cli, repository: Path) -> None:
    known = record(8)
    text = markdown.emit(known).replace(
        "  domain: tea.test\n",
        f'  domain: tea.test\n  images:\n    - url: "{LOGO}"\n      width: 50\n      height: 50\n',
    )
    (repository / known.path).write_text(text)
    assert cli("adopt", repository, "--organizations").returncode == 0
    written = (repository / "_data/organizations/tea.test.md").read_text()
    assert frontmatter.parse(written).data == {
        "taxonomy": "organization",
        "_id": "tea.test",
        "name": "Tea Times",
        "domain": "tea.test",
        "images": [{"url": LOGO, "width": 50, "height": 50}],
    }


def test_adopt_refuses_what_is_no_repository_of_records(cli: Cli, tmp_path: Path) -> None:
    done = cli("adopt", tmp_path)
    assert done.returncode == 1
    assert "_config.yml" in done.stderr


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_adopt_ends_in_one_commit_where_asked(cli: Cli, repository: Path) -> None:
    def git(*words: str) -> str:
        named = ("-c", "user.name=Ann", "-c", "user.email=ann@tea.test")
        done = subprocess.run(
            ["git", *named, *words], cwd=repository, capture_output=True, text=True, check=True
        )
        return done.stdout

    git("init", "--quiet")
    git("config", "user.name", "Ann")
    git("config", "user.email", "ann@tea.test")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Start")
    first = git("rev-parse", "HEAD").strip()
    assert cli("adopt", repository, "--commit").returncode == 0
    assert git("log", "--format=%P").split() == [first]
    assert git("status", "--porcelain") == ""
    assert "tipsheet.sqlite" not in git("ls-files")


def test_build_makes_the_original_api_from_the_files(cli: Cli, repository: Path, tmp_path: Path) -> None:
    cli("adopt", repository)
    before = snapshot(repository)
    done = cli("build", repository, "--profile", "everyday-2021", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    page = json.loads((tmp_path / "out/api/news/page/1/index.json").read_bytes())
    assert [item["publishedDateTime"] for item in page["value"]] == [
        "2026-03-03T00:00:00-08:00",
        "2026-03-02T00:00:00-08:00",
        "2026-03-01T00:00:00-08:00",
    ]
    assert page["value"][0]["content"] == "\r\n"
    assert snapshot(repository) == before


@pytest.mark.shared
def test_a_real_repository_is_adopted_and_built_byte_for_byte(cli: Cli, shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "powerapps"
    shutil.copytree(shared / "origin/api/snapshot-a61ba445ef", folder, copy_function=shutil.copyfile)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = snapshot(folder)
    told = json.loads(cli("adopt", folder, "--json").stdout)
    assert (told["records"], told["problems"]) == (383, [])
    assert {p: b for p, b in snapshot(folder).items() if p in before} == before
    assert cli("build", folder, "--profile", "everyday-2021", "--out", tmp_path / "out").returncode == 0
    pages = [
        p for p in before if p.startswith("api/news/") and not any(f"/page{n}/" in p for n in range(1, 9))
    ]
    assert len(pages) == 19
    for path in pages:
        assert (tmp_path / "out" / path).read_bytes() == before[path], path


# ---------------------------------------------------------------------- keys


def seal_by_hand(folder: Path, number: int, payload: bytes, form: secure.Form = "jwe") -> Path:
    ring = keyring.load(folder / ".tipsheet", {})
    assert ring is not None
    sealed = secure.seal(payload, ring.current, record(number).path, form)
    path = folder / record(number).path
    path.write_text(markdown.emit(record(number, secured=sealed)))
    return path


def test_keys_seal_open_and_rotate(cli: Cli, repository: Path) -> None:
    assert cli("keys", "list", repository, "--json").stdout == '{"keys":[]}\n'
    first = json.loads(cli("keys", "new", repository, "--json").stdout)["key"]
    assert cli("keys", "new", repository).returncode == 1
    secret = json.loads((repository / ".tipsheet/keys.json").read_text())["keys"][0]["secret"]
    one = seal_by_hand(repository, 1, b'{"source": "feed"}')
    two = seal_by_hand(repository, 2, "Volltext, für Leser".encode(), "cbc")
    opened = cli("open", one, "--json")
    assert json.loads(opened.stdout) == {
        "record": record(1).path,
        "form": "jwe",
        "payload": {"source": "feed"},
    }
    assert cli("open", two).stdout == "Volltext, für Leser\n"
    assert cli("open", repository / record(3).path).returncode == 1  # nothing sealed

    texts = {p: p.read_text() for p in (one, two, repository / record(3).path)}
    done = cli("keys", "rotate", repository, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["sealed"], told["unchanged"]) == (0, 2, 0)
    assert told["key"] != first
    for path, text in texts.items():
        now = path.read_text()
        assert markdown.changed_fields(text, now) == (() if path.name.endswith("3.md") else ("secured",))
    assert json.loads(cli("open", one).stdout) == {"source": "feed"}
    assert cli("open", two, "--json").stdout.count("cbc") == 1

    again = json.loads(cli("keys", "reseal", repository, "--json").stdout)
    assert (again["sealed"], again["unchanged"]) == (0, 2)
    listed = json.loads(cli("keys", "list", repository, "--json").stdout)["keys"]
    assert [(k["id"], k["current"]) for k in listed] == [(told["key"], True), (first, False)]
    for answer in (opened, done, cli("keys", "list", repository), cli("doctor", repository)):
        assert secret not in answer.stdout + answer.stderr


def test_a_wrong_key_is_one_clear_line(cli: Cli, repository: Path) -> None:
    cli("keys", "new", repository)
    path = seal_by_hand(repository, 1, b"hidden words")
    (repository / ".tipsheet/keys.json").unlink()
    assert "no key" in cli("open", path).stderr
    cli("keys", "new", repository)
    done = cli("open", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"tipsheet: error: {record(1).path}: what is sealed here cannot be opened with the keys at hand\n"
    )
    kept = path.read_text()
    rotated = cli("keys", "rotate", repository)
    assert rotated.returncode == 3
    assert "left as it is" in rotated.stdout
    assert path.read_text() == kept


def test_rotation_is_no_edit_by_hand(cli: Cli, repository: Path) -> None:
    cli("keys", "new", repository)
    path = seal_by_hand(repository, 1, b"hidden words")
    cli("adopt", repository)
    edited = path.read_text().replace("Kettle 1", "Kettle one")
    path.write_text(edited)
    assert cli("keys", "rotate", repository).returncode == 0
    with open_store(repository / ".tipsheet/tipsheet.sqlite") as store:
        state = store.records()[record(1).path]
    assert markdown.changed_fields(state.text, path.read_text()) == ("title",)
    assert state.edited == ()


def test_sealing_runs_as_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    key = keyring.Key(bytes(range(32)))
    monkeypatch.setenv("TIPSHEET_KEY", base64.b64encode(key.secret).decode())
    lines = [
        {"id": "_news/a.md", "payload": {"text": "warm"}},
        {"id": "_news/b.md", "payload": "plain", "form": "cbc"},
        {"id": "_news/c.md"},
    ]
    first, second, third = secure_lines.run(lines)
    ring = keyring.KeyRing([key])
    assert secure.unseal(first["secured"], ring, "_news/a.md") == b'{"text":"warm"}'
    assert secure.unseal(second["secured"], ring, "_news/b.md") == b"plain"
    assert third == {"id": "_news/c.md", "rejected": {"stage": "secure", "reason": "no_payload"}}
