"""Plug-ins of other packages: found when asked, never by an import.

A package names its functions under `[project.entry-points."tipsheet.sources"]` (new kinds of source) or
`"tipsheet.writers"` (new outputs); our own stand in our `pyproject.toml` under the same groups. A plug-in
that fails costs what it should have given and is told by name; it stops nothing else.
How to write one: docs/plug-ins.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple

from tipsheet.records import Discovery, Edition, Output, Rejected

SOURCES, WRITERS = "tipsheet.sources", "tipsheet.writers"
OURS = "tipsheet"
VARIABLE = "TIPSHEET_PLUGINS"  # "0": other packages' plug-ins are left alone

SourceKind = Callable[[bytes, str, str | None, str, Mapping[str, str]], Discovery | Rejected]
"""(body, url, content type, source id, options) -> what the document holds; pure."""

Writer = Callable[..., Iterable[Any]]
"""`writer(edition, prepared=...)` -> files (`records.Output`, or jobs of `publish.plan`); pure."""


class Plugins(NamedTuple):
    """What is installed: by name, with what could not be loaded in plain words."""

    sources: Mapping[str, SourceKind] = {}
    writers: Mapping[str, Writer] = {}
    packages: tuple[str, ...] = ()  # "name version: tipsheet.sources weather", those of others only
    problems: tuple[str, ...] = ()


def load(*groups: str, third_party: bool = True) -> Plugins:
    """Load every plug-in of the groups (none named: all) that is installed; `third_party=False`: ours alone.

    A name of ours cannot be taken by another package; of two others the first by package name has it.
    """
    found: dict[str, dict[str, Any]] = {SOURCES: {}, WRITERS: {}}
    packages: list[str] = []
    problems: list[str] = []
    for group in groups or (SOURCES, WRITERS):
        known = found[group]
        for point in sorted(entry_points(group=group), key=_ours_first):
            package = _package(point)
            if package != OURS and not third_party:
                continue
            if point.name in known:
                problems.append(f"plug-in {_told(point)}: the name {point.name!r} is taken; it is left alone")
                continue
            try:
                function = point.load()
            except Exception as error:  # whatever the import of a stranger's package raises
                problems.append(f"plug-in {_told(point)} cannot be loaded: {_words(error)}")
                continue
            if not callable(function):
                problems.append(f"plug-in {_told(point)} is no function")
                continue
            if package != OURS:
                packages.append(f"{_told(point)}: {group}")
                function = (_guarded_kind if group == SOURCES else _guarded_writer)(point, function)
            known[point.name] = function
    return Plugins(found[SOURCES], found[WRITERS], tuple(packages), tuple(problems))


class PluginError(RuntimeError):
    """A plug-in failed; the text names it."""


def _guarded_kind(point: EntryPoint, read: SourceKind) -> SourceKind:
    def guarded(
        body: bytes, url: str, content_type: str | None, source_id: str, options: Mapping[str, str]
    ) -> Discovery | Rejected:
        try:
            found = read(body, url, content_type, source_id, options)
        except Exception as error:  # a stranger's code
            detail = f"source kind {_told(point)} failed: {_words(error)}"
        else:
            if isinstance(found, Discovery | Rejected):
                return found
            detail = f"source kind {_told(point)} gave a {type(found).__name__}, no Discovery"
        return Rejected(stage="discover", reason="plugin_failed", url=url, detail=detail)

    return guarded


def _guarded_writer(point: EntryPoint, write: Writer) -> Writer:
    def guarded(edition: Edition, *, prepared: Any = None) -> list[Any]:
        try:
            made = list(write(edition, prepared=prepared))
        except Exception as error:  # a stranger's code
            raise PluginError(f"writer {_told(point)} failed: {_words(error)}") from error
        for item in made:
            if not isinstance(item, Output):
                raise PluginError(f"writer {_told(point)} gave a {type(item).__name__}, no Output")
        return made

    return guarded


def _ours_first(point: EntryPoint) -> tuple[bool, str, str]:
    return _package(point) != OURS, _package(point), point.name


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else ""


def _told(point: EntryPoint) -> str:
    version = point.dist.version if point.dist is not None else "?"
    return f"{point.name} ({_package(point) or 'unknown package'} {version})"


def _words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
