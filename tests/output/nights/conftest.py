"""A small workspace of two lists, one with keys and one without, whose rows a test writes."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from todos.output.lookup import Snapshot
from todos.output.nights.made import Published
from todos.output.nights.night import publish_night
from todos.output.snapshot import latest
from todos.pipeline.store import Store
from todos.sources.workspace import create, opened

FIRST = date(2026, 3, 1)
HEADER = ("Clave", "Persona", "Detenido", "Provincia", "Situación", "Sanción")
LIST = """\
source = "{source}"
title = "{source}"
country = "CU"
language = "es"
name_order = "given_first"
ignore = [{ignore}]

[key]
{key}

[plausible]
rows_min = 0

[[layouts]]
files = ["*.csv"]
reader = "csv"

[columns]
Persona = "name"
Detenido = "arrest"
Provincia = "province"
"Situación" = "custody_status"
"Sanción" = "sentence"
"""
DESCRIPTIONS = {
    "alpha": LIST.format(source="alpha", ignore="", key='column = "Clave"'),
    "beta": LIST.format(source="beta", ignore='"Clave"', key='content = ["name", "province"]'),
}
Row = tuple[str, str, str, str, str, str]
PEOPLE = (
    "Yoel Ruiz Soto",
    "Marta Quintasol Vega",
    "Osvaldo Peñalver Lugo",
    "Dunia Sarmiento Ojeda",
)
DAYS = ("2021-07-11", "2022-03-05", "2023-01-19", "2021-11-15")


def row(number: int, person: str = "", **other: str) -> Row:
    """A row about one of the people, with other words where they are given."""
    at = number % len(PEOPLE)
    said = {
        "key": str(number),
        "name": person or PEOPLE[at],
        "day": DAYS[at],
        "province": "Holguín",
        "status": "En prisión",
        "sentence": "6 años",
        **other,
    }
    return tuple(said.values())  # type: ignore[return-value]


class Desk:
    """A data team with its workspace: delivers lists, runs nights, looks at what came out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = FIRST
        off = sorted(create(root).sources)
        with (root / "todos.toml").open("a") as settings:
            settings.writelines(f"[sources.{source}]\nenabled = false\n" for source in off)
        for source, text in DESCRIPTIONS.items():
            (root / f"lists/{source}.toml").write_text(text, encoding="utf-8")

    def deliver(self, **lists: Sequence[Row]) -> None:
        """Put these rows into the inbox as today's editions."""
        for source, rows in lists.items():
            folder = self.root / "inbox" / source
            folder.mkdir(exist_ok=True)
            for old in folder.iterdir():
                old.unlink()
            with (folder / f"{self.day}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([HEADER, *rows])

    def night(self, progress: Callable[[str], None] = lambda _: None) -> Published:
        """Run tonight."""
        return publish_night(opened(self.root), self.day, progress=progress)

    def tomorrow(self, days: int = 1) -> None:
        self.day += timedelta(days)

    def store(self) -> Store:
        return Store(self.root / "registry.db")

    def snapshot(self, tier: str = "restricted") -> Snapshot:
        return Snapshot(latest(self.root / "snapshots").resolve() / tier)

    def table(self, name: str) -> pd.DataFrame:
        return self.snapshot().table(name).to_pandas()

    def persons(self) -> dict[str, str]:
        """Who each record is, by source/key."""
        rows = self.table("records")
        keys = rows["source"] + "/" + rows["source_record_id"]
        return dict(zip(keys, rows["person_id"], strict=True))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "w")
