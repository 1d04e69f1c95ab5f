"""The memory of versions 0.1 and 0.2: who was whom, statements, editions, runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the five tables, as those versions made them."""
    op.create_table(
        "editions",
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("edition", sa.Date, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
    )
    op.create_table(
        "assignments",
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("source_record_id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redirects",
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("old_person_id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
    )
    op.create_table(
        "statements",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("source_record_id", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("first_seen", sa.Date, nullable=False),
        sa.Column("run", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
    )
