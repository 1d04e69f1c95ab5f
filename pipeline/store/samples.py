"""Samples of pairs for blind review: what was drawn from which snapshot, and with what chance."""

import pandas as pd
import sqlalchemy as sa

from .database import Database
from .entries import EntryError
from .frames import add, in_order, read
from .tables import SAMPLES


class SampleLog:
    """The samples that were drawn from the snapshots of a registry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, sample: pd.DataFrame) -> bool:
        """Keep a sample, whole or not at all; False where the very same is kept already.

        sample: the columns of the table, one row a pair, the smaller key left. Raises EntryError
        where another sample of that day and size is there: the day was run again since.
        """
        day, size = sample["drawn_from"].iloc[0], int(sample["size"].iloc[0])
        mine = (SAMPLES.c.drawn_from == day) & (SAMPLES.c.size == size)
        with self._database.writing() as connection:
            query = sa.select(SAMPLES).where(mine).order_by(*in_order(connection, SAMPLES))
            there = read(connection, query)
            if there.empty:
                add(connection, SAMPLES, sample)
                return True
        keys = list(SAMPLES.columns.keys())
        if there[keys].equals(sample.sort_values(keys, ignore_index=True)[keys]):
            return False
        raise EntryError(
            f"Another sample of {size} pairs was drawn from an earlier run of {day}. "
            "Draw one of another size."
        )

    def all(self) -> pd.DataFrame:
        """Every pair of every sample, in the columns of the table, the newest sample last."""
        with self._database.reading() as connection:
            return read(connection, sa.select(SAMPLES).order_by(*in_order(connection, SAMPLES)))
