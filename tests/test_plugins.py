"""Plug-ins: ours stand under the same groups as those of others, and a stranger's fault stays its own."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tipsheet import plugins
from tipsheet.cli import build_app
from tipsheet.publish.whole import WRITERS
from tipsheet.records import Discovery, Page, Rejected, Source
from tipsheet.stages.discover import KINDS, discover

ROOT = Path(__file__).resolve().parents[1]

# The example of docs/plug-ins.md: a page of tide warnings, one a line.
TIDES = '''
from tipsheet.records import Discovery, Link, Rejected


def read_tides(body, url, content_type, source_id, options):
    """Lines such as `2026-03-02T10:00:00Z|Quay closed|https://tides.example/1`."""
    from datetime import datetime

    links = []
    for line in body.decode("utf-8", "replace").splitlines():
        when, _, rest = line.partition("|")
        title, _, address = rest.partition("|")
        if address:
            at = datetime.fromisoformat(when.replace("Z", "+00:00"))
            links.append(Link(url=address, source_id=source_id, title=title, published_at=at))
    if not links:
        return Rejected(stage="discover", reason="no_links", url=url, detail="no line is a warning")
    return Discovery(source_id=source_id, url=url, kind="tides", links=tuple(links))


def fail(body, url, content_type, source_id, options):
    raise ValueError("the tide is out")


def nothing(body, url, content_type, source_id, options):
    return None
'''
TALLY = '''
from tipsheet.records import Output


def tally(edition, *, prepared=None):
    """How many stories there are, for a display in the hall."""
    yield Output(path="tally.txt", body=f"{len(edition.stories)} stories".encode())


def fail(edition, *, prepared=None):
    raise RuntimeError("out of ink")
'''
ENTRY_POINTS = """
[tipsheet.sources]
tides = tide_example.sources:read_tides
broken = tide_example.sources:fail
empty = tide_example.sources:nothing
absent = tide_example.nowhere:read
page = tide_example.sources:read_tides

[tipsheet.writers]
tally = tide_example.writers:tally
jammed = tide_example.writers:fail
"""
BODY = b"2026-03-02T10:00:00Z|Quay closed|https://tides.example/1\n2026-03-03T10:00:00Z|Quay open|https://tides.example/2\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package as `pip install` leaves it: modules, and a folder that names its entry points."""
    site = tmp_path / "site"
    (site / "tide_example").mkdir(parents=True)
    (site / "tide_example" / "__init__.py").write_text("")
    (site / "tide_example" / "sources.py").write_text(TIDES)
    (site / "tide_example" / "writers.py").write_text(TALLY)
    info = site / "tide_example-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tide-example\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv(plugins.VARIABLE, "1")
    invalidate_caches()
    yield site
    for name in [n for n in sys.modules if n.startswith("tide_example")]:
        del sys.modules[name]


def declared(group: str) -> dict[str, Callable[..., object]]:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][group]
    found = {}
    for name, place in points.items():
        module, _, function = place.partition(":")
        found[name] = getattr(import_module(module), function)
    return found


def test_our_own_are_registered_as_those_of_others() -> None:
    assert declared(plugins.SOURCES) == KINDS
    assert declared(plugins.WRITERS) == WRITERS


def test_our_own_are_found_as_those_of_others() -> None:
    found = plugins.load(third_party=False)
    if not found.sources:
        pytest.skip("the installed package is older than its entry points: run `make setup`")
    assert dict(found.sources) == KINDS
    assert dict(found.writers) == WRITERS
    assert (found.packages, found.problems) == ((), ())


def test_nothing_of_others_unless_asked(package: Path) -> None:
    assert "tides" not in plugins.load(third_party=False).sources
    assert "tide_example.sources" not in sys.modules
    assert "tides" in plugins.load().sources


def test_another_package_brings_a_kind_of_source(package: Path) -> None:
    found = plugins.load()
    source = Source(id="tides", url="https://tides.example/now", kind="tides")
    page = Page(
        url=source.url,
        final_url=source.url,
        status=200,
        body=BODY,
        headers=(),
        fetched_at=datetime(2026, 3, 4, tzinfo=UTC),
    )
    result = next(discover([(source, page)], found.sources))
    assert isinstance(result, Discovery)
    assert [(k.title, k.url) for k in result.links] == [
        ("Quay closed", "https://tides.example/1"),
        ("Quay open", "https://tides.example/2"),
    ]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("broken", "ValueError: the tide is out"), ("empty", "gave a NoneType, no Discovery")],
)
def test_a_kind_that_fails_is_told_by_name(package: Path, kind: str, words: str) -> None:
    result = plugins.load().sources[kind](b"x", "https://tides.example/", None, "t", {})
    assert isinstance(result, Rejected)
    assert result.reason == "plugin_failed"
    assert f"{kind} (tide-example 1.2)" in result.detail
    assert words in result.detail


def test_what_cannot_be_loaded_is_told_and_stops_nothing(package: Path) -> None:
    found = plugins.load()
    assert any(
        line.startswith("plug-in absent (tide-example 1.2) cannot be loaded: ModuleNotFoundError")
        for line in found.problems
    )
    assert found.sources["page"] is KINDS["page"], "a name of ours cannot be taken"
    assert any("the name 'page' is taken" in line for line in found.problems)


def test_the_stage_command_knows_the_kind(package: Path) -> None:
    line = {"id": "1", "url": "https://tides.example/", "kind": "tides", "body_base64": "eHx5fHo="}
    done = CliRunner().invoke(build_app(), ["stage", "discover"], input=json.dumps(line) + "\n")
    told = json.loads(done.stdout)
    assert told["rejected"]["reason"] == "plugin_failed"
    assert "Invalid isoformat string" in told["rejected"]["detail"]


def test_a_build_writes_the_files_of_another_package(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    runner = CliRunner()
    assert runner.invoke(build_app(), ["new", "Tides", str(folder)]).exit_code in (0, 3)
    done = runner.invoke(build_app(), ["build", str(folder), "--now", "2026-03-04T00:00:00Z"])
    assert (folder / "public" / "tally.txt").read_bytes() == b"0 stories", done.output
    assert "writer jammed (tide-example 1.2) failed: RuntimeError: out of ink" in " ".join(
        done.output.split()
    )
    doctor = json.loads(runner.invoke(build_app(), ["doctor", str(folder), "--json"]).stdout)
    assert "tides (tide-example 1.2): tipsheet.sources" in doctor["plugins"]
