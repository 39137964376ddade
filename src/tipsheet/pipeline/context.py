"""What one run carries from step to step."""

from __future__ import annotations

from datetime import datetime

from tipsheet.errors import TipsheetError
from tipsheet.plugins import Plugins
from tipsheet.protocols import Embedder, Fetcher, Progress, Runner, Sealer, Store
from tipsheet.publication import Publication
from tipsheet.records import ArticleState, Changes, RecordState, Rejected, RunReport


class Run:
    """The edges and the figures of one run; holds no decisions."""

    def __init__(
        self,
        publication: Publication,
        fetcher: Fetcher | None,
        store: Store,
        runner: Runner | None,
        *,
        now: datetime,
        progress: Progress,
        run_id: str,
        sealer: Sealer | None = None,
        plugins: Plugins | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self.publication = publication
        self.store = store
        self.now = now
        self.progress = progress
        self.run_id = run_id
        self.sealer = sealer
        self.plugins = plugins or Plugins()
        self.embedder = embedder
        self._fetcher = fetcher
        self._runner = runner
        self.counts: dict[str, int] = {}
        self.problems: list[str] = [*publication.problems, *self.plugins.problems]
        self.kept_edits: list[str] = []
        self.rejected: list[Rejected] = []
        self.notes: list[str] = []  # worth saying, nothing left out
        self.untouchable: set[str] = set()  # record files a person broke: never written over
        self._grouped: dict[str, ArticleState] | None = None
        self._records: dict[str, RecordState] | None = None

    @property
    def fetcher(self) -> Fetcher:
        """The way outside; a rebuild has none."""
        if self._fetcher is None:
            raise TipsheetError("this run may not fetch")
        return self._fetcher

    @property
    def runner(self) -> Runner:
        """Where pages from strangers are read; a rebuild has none."""
        if self._runner is None:
            raise TipsheetError("this run may not read pages")
        return self._runner

    def grouped(self) -> dict[str, ArticleState]:
        """The articles on topic by id, oldest first; read once, until `apply` changes one."""
        if self._grouped is None:
            self._grouped = {s.article.id: s for s in self.store.articles_with("grouped")}
        return self._grouped

    def records(self) -> dict[str, RecordState]:
        """The record files we know, by path; read once, until `apply` changes one."""
        if self._records is None:
            self._records = self.store.records()
        return self._records

    def apply(self, changes: Changes) -> None:
        """Write down `changes`; what they change is read anew when it is asked for next."""
        self.store.apply(changes)
        if changes.articles:
            self._grouped = None
        if changes.records or changes.forget_records:
            self._records = None

    def count(self, name: str, more: int = 1) -> None:
        """Add to a figure of the report."""
        self.counts[name] = self.counts.get(name, 0) + more

    def problem(self, line: str) -> None:
        """Note something that was left out, in one plain line."""
        plain = " ".join(line.split())
        if plain not in self.problems:
            self.problems.append(plain)

    def note(self, line: str) -> None:
        """Say something that is no problem, in one plain line."""
        self.notes.append(" ".join(line.split()))

    def start(self) -> None:
        """Write down that the run began."""
        self.store.apply(Changes(report=self.report()))

    def finish(self) -> RunReport:
        """Write down that the run came to its end."""
        report = self.report()
        self.store.apply(Changes(report=report, finished=True))
        return report

    def report(self) -> RunReport:
        """The figures so far; rejections in the order of their addresses."""
        return RunReport(
            run_id=self.run_id,
            started_at=self.now,
            kept_edits=tuple(self.kept_edits),
            rejected=tuple(sorted(self.rejected, key=lambda r: (r.url, r.stage, r.reason))),
            problems=tuple(self.problems),
            notes=tuple(self.notes),
            **self.counts,
        )
