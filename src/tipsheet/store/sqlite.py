"""SQLite behind the `Store` protocol: WAL, FTS5, one transaction an `apply`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from tipsheet.errors import StoreError
from tipsheet.records import (
    JUDGED,
    Article,
    ArticleState,
    Changes,
    FactsState,
    ImageState,
    LinkState,
    RecordState,
    RunReport,
    SourceState,
    Story,
)
from tipsheet.store import tables as t

HEAD = "0002"  # the newest migration; a test compares it with the files
_encode = msgspec.json.Encoder().encode
_T = TypeVar("_T")
_CHUNK = 500  # names in one IN (...): SQLite allows 32,766 variables


def open_store(path: Path) -> SqliteStore:
    """Open (and make or migrate) the database at `path`; `StoreError` names what is wrong."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be made ({error.strerror})") from None
    engine = sa.create_engine(f"sqlite:///{path}")
    sa.event.listen(engine, "connect", _pragmas)
    sa.event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _migrate(connection, path)
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        cause = getattr(error, "orig", error)
        if "unable to open" in str(cause) or "readonly" in str(cause):
            raise StoreError(f"{path}: cannot be opened; check the rights of {path.parent}") from None
        raise StoreError(
            f"{path}: cannot be used as a database ({cause}); "
            "move it away and run again, records and site stay as they are"
        ) from None
    return SqliteStore(engine)


class SqliteStore:
    """Sources, links, articles, stories and records of one publication."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(write=True)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---------------------------------------------------------------- questions

    def source_states(self) -> dict[str, SourceState]:
        """What is remembered of every source, by id."""
        rows = self._rows(sa.select(t.sources.c.id, t.sources.c.state))
        return {row.id: _decode(row.state, SourceState) for row in rows}

    def links_known(self, keys: Iterable[str]) -> dict[str, LinkState]:
        """The links already met among those keys."""
        found = self._by(t.links, t.links.c.key, keys)
        return {row.key: _decode(row.state, LinkState) for row in found}

    def entries_known(self, source_id: str, entry_ids: Iterable[str]) -> dict[str, LinkState]:
        """The entries of a source already met, by their own id."""
        found: dict[str, LinkState] = {}
        for chunk in _chunks(entry_ids):
            where = sa.and_(t.links.c.source_id == source_id, t.links.c.entry_id.in_(chunk))
            for row in self._rows(sa.select(t.links.c.entry_id, t.links.c.state).where(where)):
                found[row.entry_id] = _decode(row.state, LinkState)
        return found

    def links_with(self, status: str) -> list[LinkState]:
        """Links of a status, in the order of their keys."""
        query = sa.select(t.links.c.state).where(t.links.c.status == status).order_by(t.links.c.key)
        return [_decode(row.state, LinkState) for row in self._rows(query)]

    def links_of_run(self, run_id: str) -> list[LinkState]:
        """Links that a run touched last, in the order of their keys."""
        query = sa.select(t.links.c.state).where(t.links.c.run_id == run_id).order_by(t.links.c.key)
        return [_decode(row.state, LinkState) for row in self._rows(query)]

    def articles_with(self, *statuses: str) -> Iterator[ArticleState]:
        """Articles of those statuses, oldest first, equal times by id."""
        query = (
            sa.select(t.articles.c.state)
            .where(t.articles.c.status.in_(statuses))
            .order_by(t.articles.c.published_at, t.articles.c.id)
        )
        for row in self._rows(query):
            yield _decode(row.state, ArticleState)

    def articles(self, ids: Iterable[str]) -> dict[str, ArticleState]:
        """The articles with those ids; unknown ids are left out."""
        found = self._by(t.articles, t.articles.c.id, ids)
        return {row.id: _decode(row.state, ArticleState) for row in found}

    def stories(self, limit: int | None = None) -> list[Story]:
        """Stories, most important first."""
        query = sa.select(t.stories.c.state).order_by(t.stories.c.rank).limit(limit)
        return [_decode(row.state, Story) for row in self._rows(query)]

    def story(self, story_id: str) -> Story | None:
        """One story; the id of one that is no more answers with the story it became."""
        redirects = self.redirects()
        row = self._one(sa.select(t.stories.c.state).where(t.stories.c.id == story_id))
        while row is None and story_id in redirects:
            story_id = redirects.pop(story_id)
            row = self._one(sa.select(t.stories.c.state).where(t.stories.c.id == story_id))
        return _decode(row.state, Story) if row else None

    def redirects(self) -> dict[str, str]:
        """Story ids that are no more, and what they became."""
        return {row.id: row.target for row in self._rows(sa.select(t.redirects))}

    def blob(self, name: str) -> bytes | None:
        """A stage's memory, or None."""
        row = self._one(sa.select(t.blobs.c.body).where(t.blobs.c.name == name))
        return bytes(row.body) if row else None

    def records(self) -> dict[str, RecordState]:
        """The record files we know, by path."""
        rows = self._rows(sa.select(t.records.c.path, t.records.c.state))
        return {row.path: _decode(row.state, RecordState) for row in rows}

    def images(self) -> dict[str, ImageState]:
        """The lead images we tried, by URL."""
        rows = self._rows(sa.select(t.images.c.url, t.images.c.state))
        return {row.url: _decode(row.state, ImageState) for row in rows}

    def facts(self) -> dict[str, FactsState]:
        """The facts of every article that was read for them, by article id."""
        rows = self._rows(sa.select(t.facts.c.article_id, t.facts.c.state))
        return {row.article_id: _decode(row.state, FactsState) for row in rows}

    def run(self, run_id: str) -> tuple[RunReport, bool] | None:
        """A run's report and whether the run came to its end."""
        row = self._one(sa.select(t.runs.c.report, t.runs.c.finished).where(t.runs.c.id == run_id))
        return (_decode(row.report, RunReport), bool(row.finished)) if row else None

    def last_run(self) -> RunReport | None:
        """The report of the newest finished run."""
        query = sa.select(t.runs.c.report).where(t.runs.c.finished).order_by(t.runs.c.started_at.desc())
        row = self._one(query.limit(1))
        return _decode(row.report, RunReport) if row else None

    def search(self, words: str, limit: int = 20) -> list[Article]:
        """Articles on topic that hold all the words, best first (BM25, the title counting most).

        The words are taken literally: operators of the query language mean nothing here.
        """
        terms = [w.replace('"', "") for w in words.split()]
        match = " ".join(f'"{w}"' for w in terms if w)
        if not match:
            return []
        query = sa.text(
            "SELECT a.state FROM articles_fts f JOIN articles a ON a.num = f.rowid "
            "WHERE articles_fts MATCH :match AND a.status = 'grouped' "
            "ORDER BY bm25(articles_fts, 8.0, 3.0, 1.0), a.published_at DESC, a.id LIMIT :limit"
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query, {"match": match, "limit": limit}).all()
        return [_decode(row.state, ArticleState).article for row in rows]

    def counts(self) -> dict[str, int]:
        """How much of everything there is, for `doctor`."""
        with self.engine.connect() as connection:
            return {
                name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for name, table in sorted(t.metadata.tables.items())
            }

    # ------------------------------------------------------------------ changes

    def apply(self, changes: Changes) -> None:
        """Write all of `changes`, or nothing; `StoreError` when the disk refuses."""
        try:
            with self._writer.begin() as connection:
                _apply(connection, changes)
        except sa.exc.OperationalError as error:
            raise StoreError(
                f"the database refuses to be written ({error.orig}); nothing was changed"
            ) from None

    # ------------------------------------------------------------------ helpers

    def _rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return connection.execute(query).all()

    def _one(self, query: sa.Select[Any]) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(query).first()

    def _by(self, table: sa.Table, column: sa.Column[Any], values: Iterable[str]) -> Iterator[Any]:
        for chunk in _chunks(values):
            yield from self._rows(sa.select(column, table.c.state).where(column.in_(chunk)))


def _apply(connection: sa.Connection, changes: Changes) -> None:
    _put(connection, t.sources, [_source_row(s) for s in changes.sources])
    _put(connection, t.links, [_link_row(s) for s in changes.links])
    _put(connection, t.articles, [_article_row(s) for s in changes.articles])
    _index(connection, changes.articles)
    if changes.stories is not None:
        connection.execute(sa.delete(t.stories))
        _put(connection, t.stories, [_story_row(i, s) for i, s in enumerate(changes.stories)])
    if (changes.articles or changes.stories is not None) and JUDGED not in changes.blobs:
        connection.execute(sa.delete(t.blobs).where(t.blobs.c.name == JUDGED))
    _put(connection, t.redirects, [{"id": k, "target": v} for k, v in changes.redirects.items()])
    _put(connection, t.blobs, [{"name": k, "body": v} for k, v in changes.blobs.items()])
    for chunk in _chunks(changes.forget_records):
        connection.execute(sa.delete(t.records).where(t.records.c.path.in_(chunk)))
    _put(
        connection,
        t.records,
        [{"path": s.path, "article_id": s.article_id, "state": _encode(s)} for s in changes.records],
    )
    _put(connection, t.images, [{"url": s.url, "state": _encode(s)} for s in changes.images])
    _put(connection, t.facts, [{"article_id": s.article_id, "state": _encode(s)} for s in changes.facts])
    if changes.report:
        report = changes.report
        row = {
            "id": report.run_id,
            "started_at": _iso(report.started_at),
            "finished": changes.finished,
            "report": _encode(report),
        }
        _put(connection, t.runs, [row])


def _put(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert, or replace what is there under the same primary key."""
    if not rows:
        return
    statement = insert(table)
    key = ["id"] if table is t.articles else [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=rest), rows)


def _index(connection: sa.Connection, states: Sequence[ArticleState]) -> None:
    """Bring the full-text index up to the articles just written; one row each, the article's number."""
    for state in states:
        article = state.article
        num = connection.execute(
            sa.select(t.articles.c.num).where(t.articles.c.id == article.id)
        ).scalar_one()
        connection.execute(_UNINDEX, {"num": num})
        words = {"num": num, "title": article.title, "excerpt": article.excerpt, "body": article.text}
        connection.execute(_INDEX, words)


_UNINDEX = sa.text("DELETE FROM articles_fts WHERE rowid = :num")
_INDEX = sa.text(
    "INSERT INTO articles_fts(rowid, title, excerpt, body) VALUES (:num, :title, :excerpt, :body)"
)


def _source_row(state: SourceState) -> dict[str, Any]:
    return {
        "id": state.source_id,
        "host": state.url.split("/")[2] if "//" in state.url else "",
        "next_fetch_at": _iso(state.next_fetch_at),
        "state": _encode(state),
    }


def _link_row(state: LinkState) -> dict[str, Any]:
    return {
        "key": state.key,
        "source_id": state.link.source_id,
        "entry_id": state.link.entry_id,
        "status": state.status,
        "run_id": state.run_id,
        "state": _encode(state),
    }


def _article_row(state: ArticleState) -> dict[str, Any]:
    article = state.article
    return {
        "id": article.id,
        "status": state.status,
        "story_id": state.story_id,
        "published_at": _iso(article.published_at or article.fetched_at),
        "provider": article.provider.domain if article.provider else "",
        "state": _encode(state),
    }


def _story_row(rank: int, story: Story) -> dict[str, Any]:
    return {"id": story.id, "rank": rank, "last_at": _iso(story.last_at), "state": _encode(story)}


def _iso(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _decode(raw: bytes, kind: type[_T]) -> _T:
    return _decoder(kind).decode(raw)


_decoders: Mapping[type, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind)
    for kind in (
        SourceState,
        LinkState,
        ArticleState,
        Story,
        RecordState,
        ImageState,
        FactsState,
        RunReport,
    )
}


def _decoder(kind: type[_T]) -> msgspec.json.Decoder[_T]:
    return _decoders[kind]


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would not for DDL
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN"
    )


def _migrate(connection: sa.Connection, path: Path) -> None:
    if sa.inspect(connection).has_table("alembic_version"):
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if version == HEAD:
            return
        if str(version) > HEAD:
            raise StoreError(
                f"{path}: was written by a newer Tipsheet (schema {version}, this one knows {HEAD})"
            )
    from alembic import command  # here: most times the database is as it should be
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resources.files("tipsheet.store") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
