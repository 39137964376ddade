"""The only SQL: one `Store` protocol, SQLite behind it."""

from tipsheet.store.sqlite import SqliteStore, open_store

__all__ = ["SqliteStore", "open_store"]
