"""The data sets: what is in each, and which files the contestants read."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import prepare


@dataclass(frozen=True, slots=True)
class Dataset:
    """`files` are what a contestant reads; `key` is the column that names a record."""

    name: str
    title: str
    files: tuple[str, ...]
    key: str
    make: Callable[[Path], None]
    # Seconds are worth a ratio only where there are enough records.
    large: bool = False

    @property
    def folder(self) -> Path:
        return prepare.CACHE / "data" / self.name

    def paths(self) -> list[Path]:
        return [self.folder / file for file in self.files]

    def prepare(self) -> None:
        """Makes the files unless they are there. NotThere says what is missing."""
        if (self.folder / "ready").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.make(self.folder)
        (self.folder / "ready").touch()


_ONE = ("records.parquet",)
DATASETS = {
    data.name: data
    for data in (
        *(
            Dataset(
                f"febrl{n}", f"FEBRL {n}, generated Australians", files, "rec_id", prepare.febrl(n)
            )
            for n, files in (
                (1, ("records.csv",)),
                (2, ("records.csv",)),
                (3, ("records.csv",)),
                (4, ("a.csv", "b.csv")),
            )
        ),
        Dataset("fake_1000", "1,000 invented records", _ONE, "rec_id", prepare.given("fake_1000")),
        Dataset(
            "historical_50k",
            "Historical persons",
            _ONE,
            "rec_id",
            prepare.given("historical_50k"),
            True,
        ),
        *(
            Dataset(f"world_{code.lower()}", f"World, {name}", _ONE, "rec_id", prepare.world(code))
            for code, name in (("CU", "Cuba"), ("BY", "Belarus"))
        ),
        Dataset("names_a", "507 pairs of names", ("pairs.csv",), "row", prepare.names),
        Dataset("people_100k", "100,000 generated", _ONE, "rec_id", prepare.people(100_000), True),
        Dataset(
            "people_1m", "1,000,000 generated", _ONE, "rec_id", prepare.people(1_000_000), True
        ),
        Dataset(
            "people_5m", "5,000,000 generated", _ONE, "rec_id", prepare.people(5_000_000), True
        ),
    )
}
