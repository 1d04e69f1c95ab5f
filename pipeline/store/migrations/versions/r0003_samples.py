"""Samples of pairs: which pairs reviewers were asked, and how they were drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ENDS = ("source_l", "source_record_id_l", "source_r", "source_record_id_r")


def upgrade() -> None:
    """Make the table of samples; nothing else changes."""
    op.create_table(
        "samples",
        sa.Column("drawn_from", sa.Date, primary_key=True),
        sa.Column("size", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, primary_key=True) for name in _ENDS),
        sa.Column("stratum", sa.Text, nullable=False),
        sa.Column("inclusion_probability", sa.Float, nullable=False),
        sa.Column("published", sa.Text, nullable=False),
    )
