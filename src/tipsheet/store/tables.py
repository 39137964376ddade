"""The tables, for SQLAlchemy Core.

Whole records are kept as JSON beside the columns that are asked for; a new field of a
record needs no migration, a new question does.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("host", sa.Text, nullable=False, server_default=""),
    sa.Column("next_fetch_at", sa.Text),  # ISO 8601, UTC
    sa.Column("lease_owner", sa.Text),
    sa.Column("lease_until", sa.Text),
    sa.Column("state", sa.LargeBinary, nullable=False),  # SourceState
)
sa.Index("sources_due", sources.c.next_fetch_at)

links = sa.Table(
    "links",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # the article id
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("entry_id", sa.Text, nullable=False, server_default=""),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("run_id", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.LargeBinary, nullable=False),  # LinkState
)
sa.Index("links_run", links.c.run_id)
sa.Index("links_entry", links.c.source_id, links.c.entry_id)
sa.Index("links_status", links.c.status)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("num", sa.Integer, primary_key=True),  # the row of the full-text index
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("story_id", sa.Text, nullable=False, server_default=""),
    sa.Column("published_at", sa.Text, nullable=False, server_default=""),
    sa.Column("provider", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.LargeBinary, nullable=False),  # ArticleState
)
sa.Index("articles_status", articles.c.status)
sa.Index("articles_story", articles.c.story_id)
sa.Index("articles_published", articles.c.published_at)

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("rank", sa.Integer, nullable=False),  # 0 is the most important
    sa.Column("last_at", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.LargeBinary, nullable=False),  # Story
)
sa.Index("stories_rank", stories.c.rank)

redirects = sa.Table(
    "redirects",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # a story id that is no more
    sa.Column("target", sa.Text, nullable=False),
)

blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

records = sa.Table(
    "records",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),  # RecordState
)
sa.Index("records_article", records.c.article_id)

images = sa.Table(
    "images",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("state", sa.LargeBinary, nullable=False),  # ImageState
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("finished", sa.Boolean, nullable=False),
    sa.Column("report", sa.LargeBinary, nullable=False),  # RunReport
)
sa.Index("runs_started", runs.c.started_at)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("state", sa.LargeBinary, nullable=False),  # FactsState
)
