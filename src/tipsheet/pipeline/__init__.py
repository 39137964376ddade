"""The way of one article, in order: found, read, judged, grouped, published.

`run` is the list; each line opens one file of this folder. Edges are handed in: the
fetcher (the network or an archive), the store, the runner (where extraction runs) and
the time. What should change is decided first and applied in transactions, so a run that
is killed leaves the last good state and the next one ends where it would have ended.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tipsheet.pipeline.context import Run
from tipsheet.pipeline.desk import read_desk
from tipsheet.pipeline.judge import judge
from tipsheet.pipeline.press import print_edition
from tipsheet.pipeline.settled import is_settled
from tipsheet.plugins import Plugins
from tipsheet.protocols import Embedder, Fetcher, Progress, Runner, Sealer, Store
from tipsheet.publication import Publication
from tipsheet.records import Link, RunReport, Source

__all__ = ["Run", "rebuild", "run", "run_id_of"]


async def run(
    publication: Publication,
    fetcher: Fetcher,
    store: Store,
    runner: Runner,
    *,
    now: datetime,
    progress: Progress,
    run_id: str = "",
    sources: tuple[Source, ...] | None = None,
    links: tuple[Link, ...] = (),
    everything_due: bool = False,
    sealer: Sealer | None = None,
    plugins: Plugins | None = None,
    embedder: Embedder | None = None,
) -> RunReport:
    """One run: from the sources to the published files.

    `now` is the time of the run (UTC, whole seconds); `sources` replaces those of the
    settings; `links` are read besides (an archive's own pages); `plugins` are other packages'. The report tells every
    rejection and problem; raises `TipsheetError` only when nothing can go on.
    """
    from tipsheet.pipeline.collect import read_articles, visit_sources  # here: a rebuild does without
    from tipsheet.pipeline.pictures import keep_images
    from tipsheet.pipeline.proposals import propose
    from tipsheet.pipeline.sheets import read_facts

    job = Run(
        publication,
        fetcher,
        store,
        runner,
        now=now,
        progress=progress,
        run_id=run_id or run_id_of(now),
        sealer=sealer,
        plugins=plugins,
        embedder=embedder,
    )
    job.start()
    read_desk(job)  # records on disk: what a person edited, added or took away
    await visit_sources(job, sources, links, everything_due)  # fetch -> stages.discover
    await read_articles(job)  # fetch -> stages.extract
    judge(job)  # stages.dedupe -> classify -> score -> cluster -> heat
    read_facts(job)  # stages.facts
    await keep_images(job)  # fetch -> publish.images
    propose(job)  # publishers that no file describes yet
    print_edition(job)  # stages.compare, sheet -> publish: records, site, feeds, API
    return job.finish()


def rebuild(
    publication: Publication,
    store: Store,
    *,
    now: datetime,
    progress: Progress,
    sealer: Sealer | None = None,
    plugins: Plugins | None = None,
    embedder: Embedder | None = None,
    out: Path | None = None,
    full: bool = False,
) -> RunReport:
    """Publish again from what the store holds, as of `now`; nothing is fetched.

    What is judged for this hour is not judged again, and files that did not change are not made
    again; `full` does both.
    """
    run_id = f"build-{run_id_of(now)}"
    job = Run(
        publication,
        None,
        store,
        None,
        now=now,
        progress=progress,
        run_id=run_id,
        sealer=sealer,
        plugins=plugins,
        embedder=embedder,
    )
    read_desk(job)
    if full or not is_settled(job):
        judge(job)
    print_edition(job, out, full=full)
    return job.report()


def run_id_of(now: datetime) -> str:
    """The name of the run that began at `now`."""
    return now.strftime("%Y%m%dT%H%M%SZ")
