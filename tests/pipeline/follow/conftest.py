"""Editions of an invented list, and a memory that keeps what following one leaves for the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from todos.pipeline.follow.before import before_rows
from todos.pipeline.follow.editions import Followed, follow
from todos.rules.tables import check, schema

Row = Mapping[str, Any]
FIRST = date(2026, 10, 30)
_DEFAULTS: dict[str, Any] = {
    "source": "list_a",
    "country": "CU",
    "edition": FIRST,
    "file": "list.csv",
    "linkable": True,
    "publishable": True,
    "weak": False,
    "listed": True,
    "language": "es",
    "name_order": "given_first",
    "raw": "{}",
}


def published(*rows: Row) -> pa.Table:
    """Rows of the schema "published"; `key` is their key, else their place."""
    full = []
    for place, row in enumerate(rows):
        one = dict.fromkeys(schema("published").names) | _DEFAULTS | dict(row)
        one |= {"source_record_id": str(one.pop("key", place)), "row": place + 2}
        full.append(one)
    return check("published", pa.Table.from_pylist(full, schema=schema("published")))


def texts(column: Any) -> list[str]:
    """The texts of a column, in which each row has one."""
    return [str(text) for text in column.to_pylist()]


def _nothing(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


# Another list, of people who have nothing to do with the first: it shows how rare a name is.
OTHERS = published(
    *(
        {"source": "list_b", "name": f"{given} {first} {second}", "province": "Camagüey"}
        for given in ("Yaíma", "Rolando", "Maritza", "Ernesto", "Odalys", "Reinier")
        for first, second in (
            ("Bencomo", "Arteaga"),
            ("Carmenate", "Sosa"),
            ("Echemendía", "Pupo"),
            ("Font", "Zaldívar"),
            ("Guerra", "Ochoa"),
            ("Lamas", "Tamayo"),
            ("Matos", "Urrutia"),
            ("Perdomo", "Vidal"),
        )
    )
)


@dataclass
class Nights:
    """Follows one edition after the other, as the nights of a registry do."""

    keyless: frozenset[str] = frozenset({"list_a"})
    followed: pd.DataFrame = field(
        default_factory=lambda: _nothing("source", "key", "source_record_id")
    )
    departed: pd.DataFrame = field(
        default_factory=lambda: _nothing("source", "source_record_id", "edition", "content")
    )
    last: pa.Table | None = None
    count: int = 0

    def night(
        self,
        *rows: Row,
        accepted: frozenset[str] = frozenset(),
        remember: bool = True,
        archive: bool = True,
    ) -> Followed:
        """Follow an edition of these rows; without `archive` the last edition cannot be read."""
        edition = FIRST + timedelta(days=self.count)
        tonight = published(*({"edition": edition, **row} for row in rows))
        every = pa.concat_tables([tonight, OTHERS])
        last = {} if self.last is None or not archive else {"list_a": self.last}
        before = before_rows(last, self.followed, self.departed, {"list_a", "list_b"})
        found = follow(every, before, self.followed, self.keyless, accepted=accepted)
        mine = pc.equal(found.published["source"], pa.scalar("list_a"))
        found = replace(found, published=found.published.filter(mine))
        if remember:
            self._remember(tonight, found)
        return found

    def ids(self, *rows: Row, **how: Any) -> list[str]:
        """The record ids of these rows, in their order."""
        found = self.night(*rows, **how).published
        return texts(found["source_record_id"])[: len(rows)]

    def _remember(self, tonight: pa.Table, found: Followed) -> None:
        keys = pd.concat([self.followed, found.keys])
        self.followed = keys.drop_duplicates(["source", "key"], keep="last", ignore_index=True)
        gone = pd.concat([self.departed, found.departed], ignore_index=True)
        back = set(found.returned["source_record_id"])
        self.departed = gone[~gone["source_record_id"].isin(back)].reset_index(drop=True)
        self.last = tonight
        self.count += 1


@pytest.fixture
def nights() -> Callable[..., Nights]:
    """Nights of a list without keys, or of one with keys."""

    def make(*, keys: bool = False) -> Nights:
        return Nights(keyless=frozenset() if keys else frozenset({"list_a"}))

    return make
