"""Helpers of the tests that run the pipeline as a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple


class Demo(NamedTuple):
    """A publication made by `tipsheet demo` and what the command said."""

    folder: Path
    report: dict[str, Any]

    @property
    def archives(self) -> list[Path]:
        return sorted((self.folder / ".tipsheet/archive").glob("*.warc.gz"))


def tipsheet(*words: object, status: int | None = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tipsheet", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    if status is not None:
        assert done.returncode == status, done.stderr or done.stdout
    return done


def tree(folder: Path) -> dict[str, bytes]:
    """Every record and site file with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("_news", "public")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }
