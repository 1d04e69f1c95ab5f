"""A registry that lives: decisions, corrections, rows that left, gates, and how each run ended."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_REVOKED = ("revoked_by", "revoked_on", "revoked_because")


def upgrade() -> None:
    """Make the new tables, and give runs and statements their new columns; no row is lost."""
    _runs()
    _statements()
    _rows_that_move()
    _gates()
    _decisions()
    _corrections()


def _runs() -> None:
    op.create_table(
        "runs_0002",
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("records", sa.Integer),
        sa.Column("persons", sa.Integer),
        sa.Column("fingerprint", sa.Text),
        sa.Column("digest", sa.Text),
        sa.Column("draft", sa.Text),
    )
    # version 0.2 remembered a night only after it had published it
    op.execute(
        "INSERT INTO runs_0002 (run, attempt, state, records, persons) "
        "SELECT run, 1, 'published', records, persons FROM runs"
    )
    op.drop_table("runs")
    op.rename_table("runs_0002", "runs")


def _statements() -> None:
    op.create_table(
        "statements_0002",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("source_record_id", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("original", sa.Text),
        sa.Column("first_seen", sa.Date, nullable=False),
        sa.Column("last_seen", sa.Date),
        sa.Column("ended_run", sa.Date),
        sqlite_with_rowid=False,
    )
    columns = "source, source_record_id, field, value, run, first_seen"
    op.execute(f"INSERT INTO statements_0002 ({columns}) SELECT {columns} FROM statements")  # noqa: S608
    op.drop_table("statements")
    op.rename_table("statements_0002", "statements")


def _rows_that_move() -> None:
    op.create_table(
        "departed",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("source_record_id", sa.Text, primary_key=True),
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("edition", sa.Date, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("returned_run", sa.Date),
    )
    op.create_table(
        "followed",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("source_record_id", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _gates() -> None:
    op.create_table(
        "gate_results",
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("gate", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("figure", sa.Float),
        sa.Column("before", sa.Float),
        sa.Column("limit", sa.Float),
        sa.Column("strength", sa.Text, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
    )
    op.create_table(
        "acceptances",
        sa.Column("run", sa.Date, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("gate", sa.Text, primary_key=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
    )


def _decisions() -> None:
    words = ("decision", "by", "because", "about_l", "about_r")
    ends = ("source_l", "source_record_id_l", "source_r", "source_record_id_r")
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in (*ends, *words)),
        sa.Column("made_on", sa.Date, nullable=False),
        *_revoked(),
    )


def _corrections() -> None:
    words = ("field", "says", "should_be", "because", "reported_by", "state")
    op.create_table(
        "corrections",
        sa.Column("correction_id", sa.Integer, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("source", "source_record_id", *words)
        ),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_on", sa.Date),
        sa.Column("decided_because", sa.Text),
        *_revoked(),
    )


def _revoked() -> tuple[sa.Column[object], ...]:
    by, on, because = _REVOKED
    return sa.Column(by, sa.Text), sa.Column(on, sa.Date), sa.Column(because, sa.Text)
