"""What has to be made again: a content-addressed plan of a publication's files.

Every file is a `Job`: its path, a key that stands for all it depends on, and a function
that makes its bytes. Two builds of the same key give the same bytes, so a job whose key
is in the last build's manifest need not run. Jobs that change together stand in a `Group`
with a key of its own: while that key holds, the group is not even unfolded, so that a
rebuild costs what changed and not what there is. Decide here, apply in `files.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from tipsheet.errors import PublishError
from tipsheet.records import Output

KEY_BYTES = 12  # 96 bits: a clash among 10^9 files is less likely than a disk fault
LOOSE = ""  # the name of the group of jobs that stand in none

_encode = msgspec.msgpack.Encoder().encode


Mend = Callable[[bytes], bytes | None]


class Job(NamedTuple):
    """One file of the publication that can be made when it is needed."""

    path: str  # relative, "/" separated, as in `Output.path`
    key: bytes  # digest of everything the bytes depend on
    make: Callable[[], bytes]  # pure: the same key gives the same bytes
    mend: Mend | None = (
        None  # a cheaper way, from the bytes of the last build; None when there is none this time
    )


class Group(NamedTuple):
    """Jobs that are planned together."""

    name: str  # stable between builds, unlike any other group's
    key: bytes  # digest of everything any of its jobs depends on, and of which jobs there are
    jobs: Callable[[], Iterable[Job]]
    stands: bool = False  # jobs that are not told are as the last build had them


class Section(NamedTuple):
    """From here on stand items of this name: its jobs without a group, and what to make of those left out."""

    name: str  # of the jobs that stand in no group; `LOOSE` for those that no section has
    stands: bool  # groups, and jobs of this name, that are not told: as the last build had them


class Note(NamedTuple):
    """What the next build is to know of this one; asked for when all items are planned."""

    body: Callable[[], bytes]


Item = Job | Group
Piece = Item | Section | Note
Manifest = Mapping[str, tuple[bytes, Mapping[str, bytes]]]  # group -> its key, its paths with their keys


class Plan(NamedTuple):
    """What a build has to do, compared with the build before it."""

    make: list[Job]  # new, or their key changed
    kept: int  # files whose key is as it was
    gone: list[str]  # paths of the last build that nothing makes any more
    manifest: Manifest  # of the whole new build
    note: bytes = b""  # for the next build


def digest(*parts: bytes) -> bytes:
    """A key over the parts; their borders count (msgpack writes lengths), so moving one changes the key."""
    return blake2b(parts[0] if len(parts) == 1 else _encode(parts), digest_size=KEY_BYTES).digest()


def quick_digest(body: bytes) -> bytes:
    """`digest` of one part, for the ten thousand calls that a plan makes."""
    return blake2b(body, digest_size=KEY_BYTES).digest()


def compare(items: Iterable[Piece], previous: Manifest) -> Plan:
    """Sort the files of a build into made, kept and gone.

    `previous` is the manifest of the last whole build ({} for the first one).
    Raises PublishError when two jobs claim one path, or two groups one name: one of them
    would be lost silently.
    """
    make: list[Job] = []
    note = b""
    manifest: dict[str, tuple[bytes, Mapping[str, bytes]]] = {}
    section = LOOSE
    told: set[str] = set()  # groups
    loose: dict[str, dict[str, bytes]] = {LOOSE: {}}  # section -> its jobs without a group
    unfolded: dict[str, bytes] = {}  # path -> key of every job looked at
    fresh: list[
        tuple[str, Mapping[str, bytes]]
    ] = []  # paths that their group did not have before, and the group
    standing: set[str] = set()  # sections
    for item in items:
        if isinstance(item, Job):
            jobs: Iterable[Job] = (item,)
            paths, before = loose[section], previous.get(section, _NOTHING)[1]
        elif isinstance(item, Group):
            name, key, unfold, stands = item
            if name in told or name in loose:
                raise PublishError(
                    f"two groups of pages are called {name!r}; one of them has to change its name"
                )
            told.add(name)
            held = previous.get(name, _NOTHING)
            if held[0] == key:
                manifest[name] = held
                continue
            jobs, paths, before = unfold(), dict(held[1]) if stands else {}, held[1]
            manifest[name] = (key, paths)
        elif isinstance(item, Section):
            section = item.name
            if item.stands:
                manifest |= {n: held for n, held in previous.items() if n not in manifest and n != LOOSE}
                standing.add(section)
            had = previous.get(section, _NOTHING)[1] if item.stands else {}
            loose.setdefault(section, dict(had))
            continue
        else:
            note = item.body()
            continue
        for job in jobs:
            path = job.path
            if path in unfolded:
                raise PublishError(f"{path}: two pages want this address; rename one of them")
            unfolded[path] = paths[path] = job.key
            if path not in before:
                fresh.append((path, paths))
            if before.get(path) != job.key:
                make.append(job)
    manifest |= {name: (b"", paths) for name, paths in loose.items()}
    kept = sum(len(held[1]) for held in manifest.values()) - len(make)
    gone = [path for path in _left(previous, manifest) if path not in unfolded]
    _check_owners(fresh, manifest, previous, standing)
    return Plan(make, kept, _still_gone(gone, manifest, previous), manifest, note)


def flatten(items: Iterable[Item]) -> Iterator[Job]:
    """Every job, those in groups included."""
    for item in items:
        if isinstance(item, Job):
            yield item
        else:
            yield from item.jobs()


def paths(manifest: Manifest) -> dict[str, bytes]:
    """Path -> key of all files of a manifest."""
    return {path: key for _, files in manifest.values() for path, key in files.items()}


def outputs(items: Iterable[Item]) -> Iterator[Output]:
    """Every job made, in order: the full build."""
    for job in flatten(items):
        yield Output(path=job.path, body=job.make())


def jobs_of(made: Iterable[Output]) -> Iterator[Job]:
    """Jobs of files that exist already; their key is the digest of the bytes."""
    for output in made:
        yield Job(output.path, digest(output.body), _Bytes(output.body))


_NOTHING: tuple[bytes, Mapping[str, bytes]] = (b"", {})


def _left(previous: Manifest, manifest: Manifest) -> Iterator[str]:
    """Paths of groups that were unfolded or that are no more, as they were before."""
    for name, held in previous.items():
        now = manifest.get(name, _NOTHING)[1]
        if now is not held[1]:
            yield from (path for path in held[1] if path not in now)


def _check_owners(
    fresh: list[tuple[str, Mapping[str, bytes]]], manifest: Manifest, previous: Manifest, standing: set[str]
) -> None:
    """A path that is new to its group must not stand in a group that was not unfolded, or in a section that stands."""
    if not fresh:
        return
    for name, (_, held) in manifest.items():
        if held is previous.get(name, _NOTHING)[1] or name in standing:
            for path, own in fresh:
                if own is not held and path in held:
                    raise PublishError(f"{path}: two pages want this address; rename one of them")


def _still_gone(gone: list[str], manifest: Manifest, previous: Manifest) -> list[str]:
    """Of the paths that left their group those that no folded group has."""
    if not gone:
        return gone
    folded = [held for name, (_, held) in manifest.items() if name in previous and held is previous[name][1]]
    return [path for path in gone if not any(path in held for held in folded)]


class _Bytes:
    """A `make` that hands out bytes made before."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __call__(self) -> bytes:
        return self.body
