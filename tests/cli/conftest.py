"""The command line as a user has it: a process, its output, its exit status."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cli() -> Cli:
    """Run `tipsheet` with these words; `stdin` is what it reads."""

    def run(*words: object, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tipsheet", *map(str, words)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd,
            check=False,
            timeout=240,
        )

    return run
