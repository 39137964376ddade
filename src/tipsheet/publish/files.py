"""The one place where a publication touches the disk: files written whole or not at all.

`write` keeps a folder of records: each file is replaced atomically, an unchanged one is not
touched. `publish` swaps a whole site: the new one is built beside the old one from hard
links to what did not change, and the two folders change places in one step, so that a
visitor (or a crash) never meets half a site.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import shutil
import stat
import sys
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import msgspec

from tipsheet import __version__
from tipsheet.errors import PublishError
from tipsheet.publish.plan import Job, Manifest, Piece, compare, paths
from tipsheet.records import Output

WORTH_SHARING = 1200  # files to make; fewer are made sooner than processes start
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_AT_FDCWD = -100


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a write did."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    one_by_one: bool = False  # the site could not be swapped as a whole: its folder is a mount of its own


class _State(msgspec.Struct, frozen=True):
    manifest: Manifest = {}
    touched: tuple[str, ...] = ()  # paths that changed in the last build: the standby tree lacks them
    tops: tuple[str, ...] = ()  # names in the top level that are ours
    note: bytes = b""  # what the plan wants to know of its build the next time
    version: str = ""  # of Tipsheet
    stamps: dict[str, tuple[int, int]] = {}  # of files that can be mended: size and mtime_ns as we left them


def read(folder: Path, path: str) -> bytes | None:
    """The bytes of a published file, or None: what a build needs of the one before it."""
    try:
        return (folder / _inside(path)).read_bytes()
    except OSError:
        return None


def write(folder: Path, outputs: Iterable[Output]) -> Written:
    """Write files below `folder`, each whole or not at all; same bytes leave file and mtime alone.

    Raises PublishError for a path that leaves the folder or cannot be written.
    """
    written: list[str] = []
    unchanged = 0
    for output in outputs:
        target = folder / _inside(output.path)
        try:
            if _same(target, output.body):
                unchanged += 1
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(folder.resolve()):
                raise PublishError(f"{target}: its folder is a link that leaves {folder}; remove the link")
            _replace(target, output.body)
        except OSError as error:
            raise PublishError(
                f"{target}: cannot be written ({error.strerror}); check space and rights"
            ) from error
        written.append(output.path)
    return Written(written=tuple(written), unchanged=unchanged)


def remove(folder: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Delete files below `folder` and the folders this empties; a missing one is no fault."""
    gone = []
    for path in paths:
        target = folder / _inside(path)
        with suppress(FileNotFoundError):
            target.unlink()
            gone.append(path)
            _prune(target.parent, folder)
    return tuple(gone)


def publish(
    folder: Path,
    items: Iterable[Piece] | Callable[[bytes], Iterable[Piece]],
    *,
    full: bool = False,
    work: Path | None = None,
    processes: int | None = None,
) -> Written:
    """Bring the site in `folder` to what the jobs and groups describe, in one step.

    Jobs whose key is as in the last build are not made; a file whose bytes come out the same
    keeps its mtime. Files that nothing makes any more go. What stands in the folder's top level
    and is not ours (`.git`, `CNAME`) is carried over. `full` makes everything again. `work` is
    where the standby tree and the manifest live, on the same file system; beside the site by
    default. `processes` above 1 shares a large build among forked processes: only for a caller
    without other threads. A job that raises, or a full disk, leaves the old site as it was
    (PublishError or the job's own error). A `folder` that is a mount of its own cannot change places: its
    files are replaced one by one, the front page last (`Written.one_by_one`). Pass the items as they come: they
    are planned while garbage collection rests, which is a third of the time of a quiet build. `items` may also be
    a function of the last build's `Note` (b"" when there is none), as `whole.plan` makes one.
    """
    with _collector_resting():
        return _publish(Path(os.path.abspath(folder)), items, full, work, processes)


def _publish(
    folder: Path,
    items: Iterable[Piece] | Callable[[bytes], Iterable[Piece]],
    full: bool,
    work: Path | None,
    processes: int | None,
) -> Written:
    place = _place(folder, work)
    standby, busy = place / "next", place / "busy"
    live = folder.is_dir()
    state = _State() if full or not live else _load(place / "manifest")
    if (
        state.version != __version__
    ):  # other code may make other bytes of the same: none of them is taken as made
        blank = {name: (b"", dict.fromkeys(held, b"")) for name, (_, held) in state.manifest.items()}
        state = msgspec.structs.replace(state, manifest=blank, note=b"")
    plan = compare(items(state.note) if callable(items) else items, state.manifest)
    for job in plan.make:
        _inside(job.path)
    try:
        if not plan.make and not plan.gone and live:
            told = msgspec.structs.replace(state, manifest=plan.manifest, note=plan.note, version=__version__)
            if told != state:
                _save(place, told)
            return Written(unchanged=plan.kept)
        place.mkdir(parents=True, exist_ok=True)
        _ready(standby, folder, state, {job.path for job in plan.make}, spoilt=busy.exists())
        busy.touch()
        hands = _hands(processes, len(plan.make))
        old = _Old(folder, state.stamps) if live else None
        staged = (
            _stage_shared(plan.make, standby, old, hands) if hands > 1 else _stage(plan.make, standby, old)
        )
        written, same = staged.written, staged.same
        for path in plan.gone:
            with suppress(FileNotFoundError):
                (standby / path).unlink()
                _prune((standby / path).parent, standby)
        (place / "manifest").unlink(missing_ok=True)  # a crash from here on: a full build next time
        swapped = _swap(folder, standby)
        tops = {*state.tops, *(job.path.split("/", 1)[0] for job in plan.make)}
        if swapped:
            _carry_foreign(standby, folder, tops)
        else:
            _fill(folder, standby, written, plan.gone)
        changed = (*written, *plan.gone) if swapped else ()
        stamps = {**state.stamps, **staged.stamps}
        for path in plan.gone:
            stamps.pop(path, None)
        _save(place, _State(plan.manifest, changed, tuple(sorted(tops)), plan.note, __version__, stamps))
        busy.unlink()
    except OSError as error:
        name = error.filename or folder
        raise PublishError(f"{name}: cannot be written ({error.strerror}); the old site stands") from error
    return Written(
        written=tuple(written),
        unchanged=plan.kept + same,
        removed=tuple(plan.gone),
        one_by_one=not swapped,
    )


def manifest(folder: Path, *, work: Path | None = None) -> dict[str, bytes]:
    """Path -> key of the site in `folder` as last published; {} when unknown."""
    return paths(_load(_place(Path(os.path.abspath(folder)), work) / "manifest").manifest)


# ------------------------------------------------------------------------- the swap


def _place(folder: Path, work: Path | None) -> Path:
    return Path(os.path.abspath(work)) if work is not None else folder.parent / f".{folder.name}.build"


def _ready(standby: Path, folder: Path, state: _State, coming: Container[str], *, spoilt: bool) -> None:
    """Bring the standby tree to where the live one is: by what the last build changed, or anew.

    Files that are `coming` are put there in any case: until then they may be missing or old.
    """
    if not state.manifest:
        shutil.rmtree(standby, ignore_errors=True)
        standby.mkdir(parents=True)
        return
    if spoilt or not standby.is_dir():  # a build was cut off in it, or it was never there
        shutil.rmtree(standby, ignore_errors=True)
        standby.mkdir(parents=True)
        made = {f"{standby}/"}
        for path in paths(state.manifest):
            _link_new(f"{folder}/{path}", f"{standby}/{path}", made)
        return
    for path in state.touched:
        if path in coming:
            continue
        if os.path.exists(f"{folder}/{path}"):
            _link(f"{folder}/{path}", f"{standby}/{path}")
        else:
            with suppress(FileNotFoundError):
                (standby / path).unlink()
                _prune((standby / path).parent, standby)


def _hands(wanted: int | None, count: int) -> int:
    """How many processes build: never more than one where a fork could go wrong.

    A fork holds only the thread that called it: a lock that another one held would stay locked for ever.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    if wanted is not None:
        return wanted
    if count < WORTH_SHARING:
        return 1
    if not sys.platform.startswith("linux"):  # the libraries of others may not live through a fork
        return 1
    return len(os.sched_getaffinity(0))


class _Old(msgspec.Struct, frozen=True):
    """The site that stands."""

    folder: Path
    stamps: Mapping[str, tuple[int, int]]

    def to_mend(self, path: str) -> bytes | None:
        """The bytes of a file that nobody touched since it was made."""
        stamp = self.stamps.get(path)
        if stamp is None:
            return None
        try:
            with open(f"{self.folder}/{path}", "rb", buffering=0) as file:
                found = os.fstat(file.fileno())
                return file.read() if (found.st_size, found.st_mtime_ns) == stamp else None
        except OSError:
            return None


class _Staged(msgspec.Struct):
    """What was made in the standby tree."""

    written: list[str] = []  # paths that differ from the live tree
    same: int = 0  # how many do not
    stamps: dict[str, tuple[int, int]] = {}

    def add(self, other: _Staged) -> None:
        self.written += other.written
        self.same += other.same
        self.stamps |= other.stamps


def _stage(jobs: Iterable[Job], standby: Path, old: _Old | None) -> _Staged:
    """Make files in the standby tree."""
    staged = _Staged()
    root = f"{standby}/"
    made = {root}
    for path, _, make, mend in jobs:
        before = old.to_mend(path) if mend is not None and old is not None else None
        body = mend(before) if mend is not None and before is not None else None
        if body is None:
            body = make()
            as_before = old is not None and _same(f"{old.folder}/{path}", body)
        else:
            as_before = body == before
        if as_before and old is not None:
            _link(f"{old.folder}/{path}", root + path)
            staged.same += 1
        else:
            _put(root + path, body, made)
            staged.written.append(path)
        if mend is not None:
            found = os.stat(root + path)
            staged.stamps[path] = (found.st_size, found.st_mtime_ns)
    return staged


def _stage_shared(jobs: Sequence[Job], standby: Path, old: _Old | None, processes: int) -> _Staged:
    """`_stage` in forked processes, each of which takes the next run of jobs when it has done one."""
    size = max(50, -(-len(jobs) // 200))
    runs = [jobs[at : at + size] for at in range(0, len(jobs), size)]
    tickets, desk = os.pipe()
    os.write(desk, bytes(range(len(runs))))  # one byte a run, at most 200: a pipe holds them all
    os.close(desk)
    answers = [standby.parent / f"answer-{number}" for number in range(processes)]
    children = []
    for answer in answers:
        child = os.fork()
        if not child:
            _work_off(runs, tickets, standby, old, answer)
        children.append(child)
    os.close(tickets)
    staged = _Staged()
    faults: list[str] = []
    for child, answer in zip(children, answers, strict=True):
        _, status = os.waitpid(child, 0)
        if status:
            faults.append(
                answer.read_text("utf-8") if answer.exists() else "a process of the build was killed"
            )
        else:
            staged.add(msgspec.msgpack.decode(answer.read_bytes(), type=_Staged))
        answer.unlink(missing_ok=True)
    if faults:
        raise PublishError(f"{faults[0]}; the old site stands")
    return staged


def _work_off(
    runs: Sequence[Sequence[Job]], tickets: int, standby: Path, old: _Old | None, answer: Path
) -> NoReturn:
    """The life of a forked process: runs of jobs while there are tickets, its answer, the end."""
    staged = _Staged()
    status = 1
    try:
        while ticket := os.read(tickets, 1):
            staged.add(_stage(runs[ticket[0]], standby, old))
        answer.write_bytes(msgspec.msgpack.encode(staged))
        status = 0
    except BaseException as error:  # the parent tells it; nothing may run on in a fork
        with suppress(OSError):
            answer.write_text(str(error) or type(error).__name__, "utf-8")
    finally:
        os._exit(status)


def _link(source: str, target: str) -> None:
    try:
        os.unlink(target)
    except FileNotFoundError:
        os.makedirs(target[: target.rindex("/")], exist_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise PublishError(f"{source}: was removed by hand; build again with everything (--full)") from None
    except OSError:  # no hard links on this file system
        shutil.copy2(source, target)


def _link_new(source: str, target: str, made: set[str]) -> None:
    """`_link` into a tree that was empty; what was removed by hand stays away. `made`: the folders that are there."""
    _make_folder(target[: target.rindex("/") + 1], made)
    try:
        os.link(source, target)
    except OSError:  # no hard links on this file system, or no such file
        if os.path.exists(source):
            shutil.copy2(source, target)


def _put(target: str, body: bytes, made: set[str]) -> None:
    """Write into the standby tree; never through a hard link, whose other end is live."""
    _make_folder(target[: target.rindex("/") + 1], made)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        handle = os.open(target, flags, 0o644)
    except FileExistsError:
        os.unlink(target)
        handle = os.open(target, flags, 0o644)
    try:
        view = memoryview(body)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


def _make_folder(folder: str, made: set[str]) -> None:
    """Make a folder (its name ends in "/") and those above it; `made` knows what is there."""
    if folder in made:
        return
    _make_folder(folder[: folder.rindex("/", 0, -1) + 1], made)
    with suppress(FileExistsError):
        os.mkdir(folder)
    made.add(folder)


def _swap(folder: Path, standby: Path) -> bool:
    """Let the two folders change places: one system call where there is one, else two renames.

    False when the site's folder is the root of a mount, which can go nowhere.
    """
    if not folder.exists():
        os.rename(standby, folder)
        return True
    if _exchange(folder, standby):
        return True
    aside = standby.with_name("old")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        os.rename(folder, aside)
    except OSError as error:
        if error.errno in (errno.EBUSY, errno.EXDEV):
            return False
        raise
    try:
        os.rename(standby, folder)
    except OSError:
        os.rename(aside, folder)
        raise
    os.rename(aside, standby)
    return True


def _fill(folder: Path, standby: Path, written: Iterable[str], gone: Iterable[str]) -> None:
    """Bring a folder that cannot be swapped to where the standby tree is: each file whole or as it was."""
    for path in written:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        shutil.copy2(standby / path, aside)
        os.replace(aside, target)
    remove(folder, gone)


def _exchange(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    done: int = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    return done == 0


def _carry_foreign(old: Path, new: Path, ours: Container[str]) -> None:
    """Move what the site's owner put into its top level from the old tree to the new one."""
    if not old.is_dir():
        return
    for entry in os.scandir(old):
        if entry.name not in ours and not (new / entry.name).exists():
            os.rename(entry.path, new / entry.name)


# ------------------------------------------------------------------------- helpers


def _inside(path: str) -> str:
    """`path` when it stays below its folder; PublishError otherwise."""
    parts = path.split("/")
    if not path or "\\" in path or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise PublishError(f"{path!r}: not a path inside the publication; rename what it was made from")
    return path


def _same(target: str | Path, body: bytes) -> bool:
    try:
        found = os.lstat(target)
        if found.st_size != len(body) or not stat.S_ISREG(found.st_mode):
            return False
        with open(target, "rb", buffering=0) as file:
            return file.read() == body
    except OSError:
        return False


def _replace(target: Path, body: bytes) -> None:
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(body)
        os.replace(aside, target)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def _prune(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


@contextmanager
def _collector_resting() -> Iterator[None]:
    """No garbage collection inside: an edition is large and holds no rings."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _save(place: Path, state: _State) -> None:
    _replace(place / "manifest", msgspec.msgpack.encode(state))


def _load(path: Path) -> _State:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=_State)
    except (OSError, msgspec.MsgspecError):
        return _State()
