"""The first tables, and full-text search on SQLite."""

from alembic import op

from tipsheet.store import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FIRST = ("sources", "links", "articles", "stories", "redirects", "blobs", "records", "images", "runs")


def upgrade() -> None:
    """Make the tables; FTS5 holds its own copy of the words, keyed by the article's number."""
    bind = op.get_bind()
    for name in _FIRST:
        tables.metadata.tables[name].create(bind)
    if bind.dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE articles_fts USING fts5("
            "title, excerpt, body, tokenize = 'unicode61 remove_diacritics 2')"
        )


def downgrade() -> None:
    """Remove everything."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.execute("DROP TABLE articles_fts")
    for name in reversed(_FIRST):
        tables.metadata.tables[name].drop(bind)
