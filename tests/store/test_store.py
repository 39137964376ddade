"""The store: whole changes or none, the same answers after reopening, migrations from the first version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from tipsheet.errors import StoreError
from tipsheet.records import (
    Article,
    ArticleState,
    Changes,
    Link,
    LinkState,
    RecordState,
    RunReport,
    SourceState,
    Story,
)
from tipsheet.store import SqliteStore, open_store, sqlite

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with open_store(tmp_path / "db" / "x.sqlite") as opened:
        yield opened


def article(name: str, **fields: object) -> ArticleState:
    told = Article(id=name, url=f"http://a.example/{name}", published_at=NOON, **fields)  # type: ignore[arg-type]
    return ArticleState(article=told, status="grouped", story_id="s1")


def test_what_goes_in_comes_out_after_reopening(tmp_path: Path) -> None:
    changes = Changes(
        sources=(SourceState(source_id="a", url="http://a.example/feed", etag="1"),),
        links=(
            LinkState(key="k", link=Link(url="http://a.example/1", source_id="a", entry_id="e"), run_id="r"),
        ),
        articles=(article("one", title="Turbine turns"),),
        stories=(Story(id="s1", article_ids=("one",)), Story(id="s0", article_ids=())),
        redirects={"old": "s1"},
        blobs={"copies": b"\x00\x01"},
        records=(RecordState(path="_news/x.md", article_id="one", text="---"),),
        report=RunReport(run_id="r", started_at=NOON, problems=("a problem",)),
        finished=True,
    )
    with open_store(tmp_path / "x.sqlite") as first:
        first.apply(changes)
    with open_store(tmp_path / "x.sqlite") as again:
        assert again.source_states()["a"].etag == "1"
        assert again.links_known(["k", "other"])["k"].link.entry_id == "e"
        assert set(again.entries_known("a", ["e", "f"])) == {"e"}
        assert again.links_of_run("r")[0].key == "k"
        assert list(again.articles_with("grouped")) == list(changes.articles)
        assert [s.id for s in again.stories()] == ["s1", "s0"]
        assert again.story("old") == changes.stories[0]  # type: ignore[index]
        assert again.blob("copies") == b"\x00\x01"
        assert again.blob("none") is None
        assert again.records()["_news/x.md"].text == "---"
        assert again.run("r") == (changes.report, True)
        assert again.last_run() == changes.report


def test_search_takes_words_literally_and_knows_the_newest_text(store: SqliteStore) -> None:
    store.apply(Changes(articles=(article("one", title="Turbine turns", text="in the Café of Oban"),)))
    assert [a.id for a in store.search("cafe OBAN")] == ["one"]
    for hostile in ('" OR 1', "title:turns", "turns NEAR(", "-", "'; DROP TABLE articles; --", "*"):
        assert store.search(hostile) in ([], store.search("turns"))
    store.apply(Changes(articles=(article("one", title="Something else"),)))
    assert store.search("turns") == []
    assert [a.id for a in store.search("something")] == ["one"]


def test_articles_come_oldest_first_then_by_id(store: SqliteStore) -> None:
    store.apply(Changes(articles=(article("b"), article("a"))))
    assert [s.article.id for s in store.articles_with("grouped")] == ["a", "b"]


def test_a_failing_change_leaves_everything_as_it_was(store: SqliteStore) -> None:
    store.apply(Changes(blobs={"copies": b"before"}))
    bad = Changes(blobs={"copies": b"after"}, redirects={"x": None})  # type: ignore[dict-item]
    with pytest.raises(Exception, match="NOT NULL"):
        store.apply(bad)
    assert store.blob("copies") == b"before"


def test_a_second_writer_waits_or_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with open_store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=10")
        store.engine.dispose()
        sqlite_timeout = sqlite.sa.event
        sqlite_timeout.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=10"))
        with pytest.raises(StoreError, match="nothing was changed"):
            store.apply(Changes(blobs={"a": b""}))
        other.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"this is not a database, it is a sentence that goes on and on")
    with pytest.raises(StoreError, match=r"x\.sqlite: cannot be used"):
        open_store(path)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    open_store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreError, match="newer Tipsheet"):
        open_store(path)


def test_head_is_the_newest_migration() -> None:
    folder = Path(sqlite.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == sqlite.HEAD


def test_a_store_of_the_version_before_is_brought_up_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    engine = sqlite.sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(sqlite.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO blobs (name, body) VALUES ('copies', x'0001')")
    engine.dispose()
    with open_store(path) as store:
        assert store.blob("copies") == b"\x00\x01"
        assert store.facts() == {}
