"""What has to be made again: a content-addressed plan of a publication's files.

Every file is a `Job`: its path, a key that stands for all it depends on, and a function
that makes its bytes. Two builds of the same key give the same bytes, so a job whose key
is in the last build's manifest need not run. Decide here, apply in `files.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from tipsheet.errors import PublishError
from tipsheet.records import Output

KEY_BYTES = 12  # 96 bits: a clash among 10^9 files is less likely than a disk fault


class Job(NamedTuple):
    """One file of the publication that can be made when it is needed."""

    path: str  # relative, "/" separated, as in `Output.path`
    key: bytes  # digest of everything the bytes depend on
    make: Callable[[], bytes]  # pure: the same key gives the same bytes


class Plan(NamedTuple):
    """What a build has to do, compared with the build before it."""

    make: list[Job]  # new, or their key changed
    kept: list[str]  # paths whose key is as it was
    gone: list[str]  # paths of the last build that nothing makes any more
    manifest: dict[str, bytes]  # path -> key of the whole new build


def digest(*parts: bytes) -> bytes:
    """A key over the parts; lengths are mixed in, so moving a border changes the key."""
    if len(parts) == 1:
        return blake2b(parts[0], digest_size=KEY_BYTES).digest()
    whole = blake2b(digest_size=KEY_BYTES)
    for part in parts:
        whole.update(len(part).to_bytes(8, "little"))
        whole.update(part)
    return whole.digest()


def compare(jobs: Iterable[Job], previous: Mapping[str, bytes]) -> Plan:
    """Sort the jobs of a build into made, kept and gone.

    `previous` is the manifest of the last whole build ({} for the first one).
    Raises PublishError when two jobs claim one path: one of them would be lost silently.
    """
    make: list[Job] = []
    kept: list[str] = []
    manifest: dict[str, bytes] = {}
    before = previous.get
    for job in jobs:
        path, key, _ = job
        if path in manifest:
            raise PublishError(f"{path}: two pages want this address; rename one of them")
        manifest[path] = key
        if before(path) == key:
            kept.append(path)
        else:
            make.append(job)
    gone = [path for path in previous if path not in manifest]
    return Plan(make, kept, gone, manifest)


def outputs(jobs: Iterable[Job]) -> Iterator[Output]:
    """Every job made, in order: the full build."""
    for job in jobs:
        yield Output(path=job.path, body=job.make())


def jobs_of(made: Iterable[Output]) -> Iterator[Job]:
    """Jobs of files that exist already; their key is the digest of the bytes."""
    for output in made:
        yield Job(output.path, digest(output.body), _Bytes(output.body))


class _Bytes:
    """A `make` that hands out bytes made before."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __call__(self) -> bytes:
        return self.body
