"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["TIPSHEET_PLUGINS"] = "0"  # other packages' plug-ins, unless a test asks for them

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measured data beside the project; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the measured data (../shared) is not beside the project")
    return SHARED
