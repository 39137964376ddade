"""Editions the publishing tests share; made once."""

from __future__ import annotations

import pytest
from hostile import hostile_edition
from press import edition, files_of

from tipsheet.records import Edition


@pytest.fixture(scope="session")
def small() -> Edition:
    """Forty stories of an invented press."""
    return edition(40)


@pytest.fixture(scope="session")
def small_site(small: Edition) -> dict[str, bytes]:
    """The website of `small`."""
    return files_of(small)


@pytest.fixture(scope="session")
def hostile() -> Edition:
    """An edition in which every free string attacks."""
    return hostile_edition()


@pytest.fixture(scope="session")
def hostile_site(hostile: Edition) -> dict[str, bytes]:
    """The website of `hostile`."""
    return files_of(hostile)
