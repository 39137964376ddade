"""Alembic's entry: the connection is handed in, the transaction is ours."""

from alembic import context

from tipsheet.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
