"""The facts found in articles."""

from alembic import op

from tipsheet.store import tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it fills from the next run on."""
    tables.facts.create(op.get_bind())


def downgrade() -> None:
    """Forget the facts: they can be read again."""
    tables.facts.drop(op.get_bind())
