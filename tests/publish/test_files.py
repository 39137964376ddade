"""Writing to the disk: whole or not at all, and no more than needed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipsheet.errors import PublishError
from tipsheet.publish import files
from tipsheet.publish.plan import Job, Note, Piece
from tipsheet.records import Output


def site(**bodies: str) -> list[Job]:
    """Jobs from keyword arguments; "__" stands for "/"."""
    return [Job(n.replace("__", "/"), b.encode(), lambda b=b: b.encode()) for n, b in bodies.items()]


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino


def test_write_leaves_equal_files_alone(tmp_path: Path) -> None:
    outputs = [Output(path="_news/a.md", body=b"one"), Output(path="_news/b.md", body=b"two")]
    assert files.write(tmp_path, outputs).written == ("_news/a.md", "_news/b.md")
    before = stamp(tmp_path / "_news/a.md")
    done = files.write(tmp_path, [outputs[0], Output(path="_news/b.md", body=b"three")])
    assert done == files.Written(written=("_news/b.md",), unchanged=1)
    assert stamp(tmp_path / "_news/a.md") == before
    assert (tmp_path / "_news/b.md").read_text() == "three"
    assert len(list((tmp_path / "_news").iterdir())) == 2


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "a//b", "", "a/./b", "a\\b", "a\0b"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError):
        files.write(tmp_path / "in", [Output(path=path, body=b"x")])
    with pytest.raises(PublishError):
        files.publish(tmp_path / "in", [Job(path, b"k", lambda: b"x")])
    assert not (tmp_path / "x").exists()


def test_write_does_not_follow_a_folder_link_out(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "news").symlink_to(tmp_path / "out")
    with pytest.raises(PublishError, match="link"):
        files.write(tmp_path / "in", [Output(path="news/a.md", body=b"x")])
    assert not list((tmp_path / "out").iterdir())


def test_unchanged_files_keep_bytes_and_time_through_many_swaps(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    files.publish(folder, site(index="1", a__one="same", a__two="old"))
    before = stamp(folder / "a/one")
    for number in range(5):
        done = files.publish(folder, site(index=f"{number}!", a__one="same", b__new=str(number)))
        assert done.written
        assert tree(folder) == {"index": f"{number}!", "a/one": "same", "b/new": str(number)}
        assert stamp(folder / "a/one") == before
    assert files.publish(folder, site(index="4!", a__one="same", b__new="4")) == files.Written(unchanged=3)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["x", "a/x", "a/y", "b/c/x"]), st.sampled_from(["1", "2"]), max_size=4
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_row_of_builds_ends_in_the_last_one(
    tmp_path_factory: pytest.TempPathFactory, builds: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("builds") / "public"
    for build in builds:
        files.publish(folder, [Job(p, b.encode(), lambda b=b: b.encode()) for p, b in build.items()])
        assert (tree(folder) if folder.exists() else {}) == build


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    files.publish(folder, site(index="good", page="good"))

    def fail() -> bytes:
        raise RuntimeError("template fault")

    with pytest.raises(RuntimeError):
        files.publish(folder, [*site(index="bad", page="bad"), Job("z", b"z", fail)])
    assert tree(folder) == {"index": "good", "page": "good"}
    files.publish(folder, site(index="better", page="good"))
    assert tree(folder) == {"index": "better", "page": "good"}


def test_a_visitor_sees_one_site_or_the_other(tmp_path: Path) -> None:
    """While jobs are made, the live folder is the old one to the last file."""
    folder = tmp_path / "public"
    files.publish(folder, site(index="1", page="1"))
    seen: list[dict[str, str]] = []

    def look(body: bytes) -> bytes:
        seen.append(tree(folder))
        return body

    files.publish(folder, [Job("index", b"n", lambda: look(b"2")), Job("page", b"n", lambda: look(b"2"))])
    assert seen == [{"index": "1", "page": "1"}] * 2
    assert tree(folder) == {"index": "2", "page": "2"}


def test_what_the_owner_put_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    files.publish(folder, site(index="1"))
    (folder / "CNAME").write_text("news.example")
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref")
    for number in range(3):
        files.publish(folder, site(index=f"v{number}"))
        assert tree(folder) == {"index": f"v{number}", "CNAME": "news.example", ".git/HEAD": "ref"}


def test_a_lost_or_damaged_manifest_means_a_full_build(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    files.publish(folder, site(index="1", old="x"))
    (tmp_path / ".public.build" / "manifest").write_bytes(b"\xff not a manifest")
    before = stamp(folder / "index")
    done = files.publish(folder, site(index="1", page="2"))
    assert done == files.Written(written=("page",), unchanged=1)  # made again, and found the same
    assert stamp(folder / "index") == before


def test_a_build_hears_the_note_of_the_last_one_that_was_published(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def items(noted: bytes) -> list[Piece]:
        heard.append(noted)
        return [*site(a="1"), Note(lambda: b"note %d" % len(heard))]

    for full in (False, False, True):
        files.publish(tmp_path / "public", items, full=full)
    files.publish(tmp_path / "public", items)
    (tmp_path / ".public.build/manifest").unlink()
    files.publish(tmp_path / "public", items)
    assert heard == [b"", b"note 1", b"", b"note 3", b""]


def test_another_version_makes_all_again_and_removes_what_it_has_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def job(path: str) -> Job:
        return Job(path, b"same", lambda: made.append(path) or path.encode())

    folder = tmp_path / "public"
    files.publish(folder, [job("a"), job("b"), job("c")])
    files.publish(folder, [job("a"), job("b"), job("c")])
    assert made == ["a", "b", "c"]
    monkeypatch.setattr(files, "__version__", "another")
    done = files.publish(folder, [job("a"), job("b")])
    assert (made[3:], done.written, done.removed) == (["a", "b"], (), ("c",))
    files.publish(folder, [job("a"), job("b")])
    assert len(made) == 5
    monkeypatch.setattr(files, "__version__", "a third")
    for _ in range(2):
        files.publish(folder, [job("a"), job("b")])
    assert len(made) == 7


def test_a_build_cut_off_half_way_leaves_nothing_of_itself(tmp_path: Path) -> None:
    """What a killed build put into the standby tree must not go live with the next one."""
    folder = tmp_path / "public"
    for number in range(3):
        files.publish(folder, site(index=str(number), page="good"))

    def die() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.publish(folder, [*site(index="2", page="bad", extra="bad"), Job("z", b"z", die)])
    done = files.publish(folder, site(index="3", page="good"))
    assert done.written == ("index",)
    assert tree(folder) == {"index": "3", "page": "good"}


def test_a_key_that_changed_for_nothing_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    files.publish(folder, site(index="1", page="1"))
    files.publish(folder, site(index="2", page="1"))
    before = stamp(folder / "page")
    done = files.publish(folder, [Job("index", b"new", lambda: b"3"), Job("page", b"new", lambda: b"1")])
    assert done == files.Written(written=("index",), unchanged=1)
    assert stamp(folder / "page") == before
    assert files.manifest(folder) == {"index": b"new", "page": b"new"}


def test_two_renames_where_folders_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_exchange", lambda one, other: False)
    folder = tmp_path / "public"
    for number in range(4):
        files.publish(folder, site(index=f"v{number}", same="s"))
        assert tree(folder) == {"index": f"v{number}", "same": "s"}


def test_copies_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    folder = tmp_path / "public"
    files.publish(folder, site(index="1", same="s"))
    time = (folder / "same").stat().st_mtime_ns
    for number in range(3):
        files.publish(folder, site(index=f"v{number}", same="s"))
        assert tree(folder) == {"index": f"v{number}", "same": "s"}
        assert (folder / "same").stat().st_mtime_ns == time


def test_remove_prunes_empty_folders(tmp_path: Path) -> None:
    files.write(tmp_path, [Output(path="a/b/c", body=b"x"), Output(path="a/d", body=b"x")])
    assert files.remove(tmp_path, ["a/b/c", "a/none"]) == ("a/b/c",)
    assert not (tmp_path / "a/b").exists()
    assert (tmp_path / "a/d").exists()


def test_an_unwritable_place_is_one_plain_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PublishError, match="cannot be written"):
        files.publish(tmp_path / "file" / "public", site(index="1"))


def many(count: int, text: str = "same") -> list[Job]:
    """Jobs in many folders."""
    return [
        Job(f"{n % 40}/{n}", f"{n}{text}".encode(), lambda n=n: f"{n} {text}".encode()) for n in range(count)
    ]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds share their work whatever idle threads earlier tests have left in this process."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.usefixtures("alone")
def test_a_build_shared_among_processes_is_the_same_build(tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "public", tmp_path / "two" / "public"
    files.publish(one, many(900))
    done = files.publish(two, many(900), processes=3)
    assert tree(one) == tree(two)
    assert sorted(done.written) == sorted(job.path for job in many(900))
    before = stamp(two / "7/7")
    changed = [*many(450), *many(900, "new")[450:]]
    done = files.publish(two, changed, processes=3)
    assert len(done.written) == 450
    assert stamp(two / "7/7") == before
    assert files.publish(two, changed, full=True, processes=2) == files.Written(unchanged=900)


@pytest.mark.usefixtures("alone")
def test_a_fault_in_a_process_leaves_the_old_site(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    files.publish(folder, site(index="good"))

    def fail() -> bytes:
        raise ValueError("template fault")

    with pytest.raises(PublishError, match="template fault; the old site stands"):
        files.publish(folder, [*many(500), Job("z", b"z", fail)], processes=2)
    assert tree(folder) == {"index": "good"}
    assert not [p for p in (tmp_path / ".public.build").iterdir() if p.name.startswith("answer")]
    files.publish(folder, site(index="better"))
    assert tree(folder) == {"index": "better"}


BUILD_FOR_EVER = """
import sys
from pathlib import Path
from tipsheet.publish import files
from tipsheet.publish.plan import Job
folder, turn = Path(sys.argv[1]), int(sys.argv[2])
while True:
    turn += 1
    jobs = [Job(f"{n % 30}/{n}", b"%d" % turn, lambda: b"%d" % turn) for n in range(600)]
    files.publish(folder, jobs, processes=1 + turn % 2)
"""


def test_a_build_killed_at_any_moment_leaves_one_whole_site(tmp_path: Path) -> None:
    """kill -9 at random moments of builds that change every file: never a mixture, and the next one goes on."""
    folder = tmp_path / "public"
    luck = random.Random(4)
    seen: set[str] = set()
    for round_ in range(6):
        words = [sys.executable, "-c", BUILD_FOR_EVER, str(folder), str(round_ * 100_000)]
        process = subprocess.Popen(words, start_new_session=True)
        while not folder.is_dir() or set(tree(folder).values()) <= seen:
            time.sleep(0.02)  # until it has built at least once
        time.sleep(luck.uniform(0.0, 0.3))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        found = tree(folder)
        assert len(found) == 600
        assert len(set(found.values())) == 1
        seen |= set(found.values())
    files.publish(folder, site(index="after"))
    assert tree(folder) == {"index": "after"}


MOUNTED = """
import sys
from pathlib import Path
from tipsheet.publish import files
from tipsheet.publish.plan import Job
folder = Path(sys.argv[1])
for text, names in ((b"1", "abc"), (b"2", "ab"), (b"2", "ab"), (b"3", "bd")):
    jobs = [Job(f"x/{n}", text if n != "b" else b"same", lambda t=text, n=n: t if n != "b" else b"same") for n in names]
    done = files.publish(folder, jobs)
    held = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert held == {job.path: job.make() for job in jobs}, held
    assert done.one_by_one == bool(done.written), done
    print(sorted(done.written), (folder / "x/b").stat().st_mtime_ns)
"""


@pytest.mark.parametrize("kind", ["-t tmpfs none", "--bind other"])
def test_a_site_that_is_a_mount_of_its_own_is_filled_file_by_file(kind: str, tmp_path: Path) -> None:
    for name in ("public", "other"):
        (tmp_path / name).mkdir()
    inside = f'mount {kind} public && exec "$0" -c "$1" "$PWD/public"'
    words = ["unshare", "--map-root-user", "--mount", "sh", "-c", inside, sys.executable, MOUNTED]
    try:
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no unshare here: a mount cannot be made")
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount can be made here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    rows = [row.split("] ") for row in done.stdout.splitlines()]
    assert [names for names, _ in rows] == ["['x/a', 'x/b', 'x/c'", "['x/a'", "[", "['x/d'"]
    assert len({stamp for _, stamp in rows}) == 1
