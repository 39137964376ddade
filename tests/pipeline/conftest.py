"""One real run of the demo press for all tests that look at what a run makes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from press_runs import Demo, tipsheet


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Made once; do not change it."""
    folder = tmp_path_factory.mktemp("demo") / "press"
    done = tipsheet("demo", "--out", folder, "--json")
    return Demo(folder, json.loads(done.stdout)["report"])


@pytest.fixture
def copy(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the demo publication to be changed."""
    return Path(shutil.copytree(demo.folder, tmp_path / "copy"))
