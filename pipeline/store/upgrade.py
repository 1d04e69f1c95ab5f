"""Bringing a database to the newest revision, whole or not at all; the only user of Alembic."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.schema import SetColumnComment, SetTableComment

from .tables import META


def upgrade(connection: sa.Connection) -> None:
    """Run what is missing, in the transaction of `connection`, which must let nobody else write.

    Tables that version 0.1 or 0.2 of the program made, which kept no revision, are taken over.
    """
    config = Config()
    # a % begins an interpolation in Alembic's settings
    config.set_main_option("script_location", f"{_SCRIPTS}".replace("%", "%%"))
    config.attributes["connection"] = connection
    there = sa.inspect(connection).get_table_names()
    if "alembic_version" not in there and "assignments" in there:
        command.stamp(config, "0001")
    command.upgrade(config, "head")
    if connection.dialect.supports_comments:
        _comment(connection)


def is_known(revision: str) -> bool:
    """Whether this program knows the revision; a newer program may have written another."""
    scripts = ScriptDirectory(f"{_SCRIPTS}").walk_revisions()
    return revision in {script.revision for script in scripts}


_SCRIPTS = Path(__file__).parent / "migrations"


def _comment(connection: sa.Connection) -> None:
    for table in META.sorted_tables:
        connection.execute(SetTableComment(table))
        for column in table.columns:
            connection.execute(SetColumnComment(column))
