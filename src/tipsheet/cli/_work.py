"""What the commands that run the pipeline share: the edges put together, the report told."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import typer
from rich.markup import escape

from tipsheet import __version__, config, demo, pipeline
from tipsheet.cli._memory import settle
from tipsheet.cli._plugins import installed_plugins
from tipsheet.cli._rebuild import at_work, embedder, sealer
from tipsheet.cli.console import emit_json, out, progress
from tipsheet.cli.new import IGNORED, publication_files, write_new
from tipsheet.errors import ArchiveError, ConfigError, PublishError
from tipsheet.fetch.archive import ArchivedFailure, ArchiveInfo, ArchiveWriter, read_archive
from tipsheet.fetch.gate import Gate, GateSettings
from tipsheet.fetch.replay import ArchiveClock, ReplayFetcher
from tipsheet.protocols import Progress, Runner
from tipsheet.publication import Publication, configuration_files, open_publication
from tipsheet.records import Link, Page, Rejected, RunReport, Source
from tipsheet.runners.isolated import IsolatedPool, Limits
from tipsheet.runners.local import LocalRunner
from tipsheet.store import SqliteStore
from tipsheet.urls import slug

SHOWN_LINES = 12  # of a kind, on a terminal


def gate_settings(publication: Publication) -> GateSettings:
    """The gate's caps and manners from the publication's settings."""
    fetch = publication.settings.fetch
    return GateSettings(
        user_agent=fetch.user_agent or f"Tipsheet/{__version__}",
        contact=publication.settings.publication.contact,
        max_wire_bytes=fetch.max_bytes,
        max_decoded_bytes=fetch.max_bytes,
        total_s=fetch.timeout_s,
        per_host=fetch.per_host,
        total=fetch.total,
        spacing_s=fetch.spacing_s,
        allow_private=fetch.allow_private,
        connect_to={host: _address(host, target) for host, target in fetch.connect_to.items()},
        respect_robots=fetch.robots,
    )


def _address(host: str, target: str) -> tuple[str, int]:
    ip, _, port = target.rpartition(":")
    if not ip or not port.isdigit():
        raise ConfigError(f'{config.FILE_NAME}: fetch.connect_to.{host} must be written "127.0.0.1:8080"')
    return ip.strip("[]"), int(port)


def workers() -> IsolatedPool | LocalRunner:
    """Where strangers' pages are read: in processes that can be killed, where the system has them."""
    if not hasattr(os, "fork"):
        return LocalRunner()
    limits = Limits(cpu_s=10.0, wall_s=120.0)  # of one page; a busy machine is no reason to lose one
    return IsolatedPool(
        preload=("tipsheet.pipeline.collect", "tipsheet.stages.facts", "tldextract"), limits=limits
    )


def live_run(
    publication: Publication,
    *,
    now: datetime,
    quiet: bool,
    connect_to: dict[str, tuple[str, int]] | None = None,
    everything_due: bool = False,
    fixed_clock: bool = False,
) -> RunReport:
    """One run over the network; every answer is archived so that the run can be replayed."""
    settings = gate_settings(publication)
    if connect_to:
        settings = msgspec.structs.replace(settings, connect_to={**settings.connect_to, **connect_to})
    run_id = pipeline.run_id_of(now)
    settle()

    async def go(store: SqliteStore) -> RunReport:
        publication.archive.mkdir(parents=True, exist_ok=True)
        with ArchiveWriter(publication.archive / f"{run_id}.warc.gz") as archive:
            archive.start(archive_info(publication, now, run_id, everything_due))
            clock = ArchiveClock(now) if fixed_clock else None
            async with Gate(settings, archive=archive, clock=clock) as gate:
                with workers() as runner, progress(quiet) as report:
                    return await pipeline.run(
                        publication,
                        gate,
                        store,
                        runner,
                        now=now,
                        progress=report,
                        run_id=run_id,
                        everything_due=everything_due,
                        sealer=sealer(publication),
                        plugins=installed_plugins(),
                        embedder=embedder(publication),
                    )

    with at_work(publication) as store:
        return asyncio.run(go(store))


def replay(archives: list[Path], into: Path, *, quiet: bool) -> tuple[Publication, RunReport]:
    """Run the pipeline over archives, one run for each run that wrote them.

    A fresh `into` gets the settings the first archive carries, else those of a publication that
    takes everything. Raises `ArchiveError` for an archive that is not there; damage is a problem
    of the report.
    """
    groups = _runs(archives)
    if not (into / config.FILE_NAME).exists():
        carried = groups[0][1].info.get("files")
        name = archives[0].name.split(".")[0].replace("-", " ") or "Replay"
        fresh = publication_files(name, slug(name) or "topic", "http://localhost:8000", [], True)
        write_new(into, {**(carried if isinstance(carried, dict) else fresh), ".gitignore": IGNORED})
    for paths, fetcher in groups:
        publication = open_publication(into)
        with at_work(publication) as store, workers() as runner, progress(quiet) as told:
            report = asyncio.run(_replay_one(publication, paths, fetcher, store, runner, told))
    problems = [line for _, fetcher in groups for line in fetcher.problems]
    return publication, msgspec.structs.replace(report, problems=(*report.problems, *problems))


def _runs(files: list[Path]) -> list[tuple[list[Path], ReplayFetcher]]:
    """The archives by the run that wrote them, in the order given; those of nobody's run together."""
    groups: dict[str, list[Path]] = {}
    for path in files:
        if not path.is_file():
            raise ArchiveError(f"{path}: there is no such archive")
        groups.setdefault(_run_id(path), []).append(path)
    return [(paths, ReplayFetcher(paths)) for paths in groups.values()]


def _run_id(path: Path) -> str:
    for item in read_archive([path]):
        if isinstance(item, ArchiveInfo):
            return str(item.info.get("run_id", ""))
        break
    return ""


async def _replay_one(
    publication: Publication,
    paths: list[Path],
    fetcher: ReplayFetcher,
    store: SqliteStore,
    runner: Runner,
    told: Progress,
) -> RunReport:
    now = fetcher.clock.now()
    sources: tuple[Source, ...] = publication.settings.sources
    links: tuple[Link, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    if not sources:
        links, sources, rejected = _contents(paths)
    report = await pipeline.run(
        publication,
        fetcher,
        store,
        runner,
        now=now,
        progress=told,
        run_id=fetcher.info.get("run_id") or f"replay-{pipeline.run_id_of(now)}",
        sources=sources,
        links=links,
        everything_due=bool(fetcher.info.get("everything_due", True)),
        sealer=sealer(publication),
        plugins=installed_plugins(),
        embedder=embedder(publication),
    )
    return msgspec.structs.replace(report, rejected=(*report.rejected, *rejected))


def _contents(paths: list[Path]) -> tuple[tuple[Link, ...], tuple[Source, ...], tuple[Rejected, ...]]:
    """What a foreign archive holds: pages as links, feeds as sources, and the rest with reasons."""
    links: dict[str, Link] = {}
    sources: dict[str, Source] = {}
    rejected: list[Rejected] = []
    for item in read_archive(paths):
        reason = ""
        if isinstance(item, ArchivedFailure):
            reason = item.reason
        elif not isinstance(item, Page) or 300 <= item.status < 400:
            continue
        elif item.status != 200:
            reason = f"status_{item.status}"
        elif item.content_type in ("text/html", "application/xhtml+xml"):
            links[item.url] = Link(url=item.url, source_id="archive")
        elif _FEED.search(item.content_type):
            sources[item.url] = Source(id=config.source_id(item.url), url=item.url)
        else:
            reason = "not_html"
        if reason:
            rejected.append(Rejected(stage="discover", reason=reason, url=item.url))
    return (
        tuple(links[url] for url in sorted(links)),
        tuple(sources[url] for url in sorted(sources)),
        tuple(rejected),
    )


_FEED = re.compile(r"\b(rss|atom|rdf|xml|feed\+json)\b")


def make_demo(folder: Path) -> None:
    """Write the demo publication's own files: settings, topics, organisations, logos."""
    sources = "".join(
        "\n[[source]]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in fields if v and v != "auto")
        for fields in (
            (("id", s.id), ("url", s.url), ("kind", s.kind), ("name", s.name)) for s in demo.sources()
        )
    )
    settings = _DEMO.format(title=_toml(demo.TITLE), topic=_toml(demo.ROOT_TOPIC))
    own: dict[str, bytes] = {
        config.FILE_NAME: (settings + sources).encode(),
        ".gitignore": IGNORED.encode(),
        **demo.publication_files(),
    }
    for relative, body in own.items():
        path = folder / relative
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        except OSError as error:
            raise PublishError(f"{path}: cannot be written ({error.strerror})") from None


_DEMO = """\
# The demo publication: every publisher in it is invented.

[publication]
title = {title}
topic = {topic}
url = "http://localhost:8000"
description = "A sample publication made from an invented press."

[fetch]
spacing_s = 0.0
per_host = 4
max_age_days = 0
"""


def _toml(text: str) -> str:
    return msgspec.json.encode(text).decode()  # a JSON string is a TOML basic string


def archive_info(
    publication: Publication, now: datetime, run_id: str, everything_due: bool
) -> dict[str, Any]:
    """What a run writes at the head of its archive: enough to run it again elsewhere."""
    return {
        "software": f"Tipsheet/{__version__}",
        "run_id": run_id,
        "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "everything_due": everything_due,
        "files": configuration_files(publication.folder),
    }


def tell(publication: Publication, report: RunReport, json: bool) -> None:
    """Print what the run did; JSON is the report itself, with the place of the site."""
    if json:
        emit_json(
            {"folder": str(publication.folder), "site": str(publication.public), "report": figures_of(report)}
        )
        return
    figures = (
        (
            "sources",
            f"{report.sources}" + (f" ({report.sources_failed} failed)" if report.sources_failed else ""),
        ),
        ("new links", report.links),
        ("articles", report.articles),
        ("copies", report.copies),
        ("stories", report.stories),
        ("records", report.records),
        (
            "pages",
            f"{report.site_pages} ({report.files_written} files written, {report.files_unchanged} unchanged)",
        ),
    )
    for name, figure in figures:
        out.print(f"  {name:<10} [bold]{escape(str(figure))}[/bold]")
    _lines("kept as edited by hand", report.kept_edits)
    _lines("note", report.notes)
    reasons: dict[str, int] = {}
    for rejected in report.rejected:
        reasons[f"{rejected.stage}: {rejected.reason}"] = (
            reasons.get(f"{rejected.stage}: {rejected.reason}", 0) + 1
        )
    _lines("left out by judgement", (f"{count} × {reason}" for reason, count in sorted(reasons.items())))
    _lines("left out by trouble", report.problems)


def figures_of(report: RunReport) -> dict[str, Any]:
    """The whole report for programs: figures that are zero and lists that are empty included."""
    return {name: getattr(report, name) for name in report.__struct_fields__}


def _lines(title: str, lines: Iterable[str]) -> None:
    all_lines = list(lines)
    if all_lines:
        out.print(f"[yellow]{title}[/yellow]")
        for line in all_lines[:SHOWN_LINES]:
            out.print(f"  {escape(line)}")
        if len(all_lines) > SHOWN_LINES:
            out.print(f"  … and {len(all_lines) - SHOWN_LINES} more (see --json)")


def end(report: RunReport) -> None:
    """Exit 3 when something was left out by trouble."""
    if report.problems:
        raise typer.Exit(3)


def commit(publication: Publication) -> None:
    """Put the publication's files into one git commit; nothing happens when nothing changed."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=publication.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            why = (done.stderr or done.stdout).strip().splitlines()
            raise PublishError(
                f"{publication.folder}: git {words[0]} failed: {why[-1] if why else 'no reason given'}"
            )
        return done.stdout

    git("add", "--all", "--", ".")
    if git("status", "--porcelain", "--", ".").strip():
        git("commit", "--quiet", "--message", "Update news", "--", ".")
