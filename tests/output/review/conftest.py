"""The example's snapshot, an empty memory beside it, and the workbooks of its reports."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from todos.output.lookup import Snapshot
from todos.output.reports import answers
from todos.output.reports.told import Told, read
from todos.output.reports.write import report
from todos.output.review.workbook import Imported, import_workbook
from todos.output.snapshot import latest
from todos.pipeline.store import Store
from todos.sources.spec import shipped
from todos.sources.workspace import opened

TODAY = date(2026, 11, 14)


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook of a report as a person fills it in."""

    book: Any

    def sheet(self, name: str) -> Any:
        """The sheet of this role."""
        meta = self.book[answers.META_SHEET]
        told = {key.value: cell.value for key, cell in meta.iter_rows(max_col=2)}
        return self.book[told[f"sheet.{name}"]]

    def cell(self, name: str, row: int, column: str) -> Any:
        """A cell by the name of its column; row 1 is the first one for answers."""
        sheet = self.sheet(name)
        (at,) = (cell.column for cell in sheet[1] if cell.value == column)
        return sheet.cell(row + answers.HEADER_ROWS, at)

    def fill(self, name: str, row: int, **texts: object) -> "Form":
        """Write into cells of a row."""
        for column, text in texts.items():
            self.cell(name, row, column).value = text
        return self

    def save(self, path: Path) -> Path:
        """The workbook as a file."""
        self.book.save(path)
        return path


@pytest.fixture(scope="session")
def snapshot(demo: Path) -> Snapshot:
    """The snapshot of the example."""
    return Snapshot(latest(opened(demo).snapshots).resolve() / "restricted")


@pytest.fixture(scope="session")
def told(snapshot: Snapshot) -> Told:
    """The same, read once."""
    return read(snapshot)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A memory in which nobody has decided anything."""
    opened_store = Store(tmp_path / "registry.db")
    yield opened_store
    opened_store.close()


@pytest.fixture(scope="session")
def form(snapshot: Snapshot) -> Callable[..., Form]:
    """Opens the workbook of a list's report anew."""

    @cache
    def made(source: str, language: str) -> bytes:
        return report(snapshot, source, language).xlsx

    def make(source: str = "prisoners_defenders", language: str = "es") -> Form:
        return Form(load_workbook(io.BytesIO(made(source, language))))

    return make


@pytest.fixture
def bring(snapshot: Snapshot, store: Store, tmp_path: Path) -> Callable[..., Imported]:
    """Brings a workbook back, a Form or a file."""

    def call(given: Form | Path, by: str = "Ana", on: date = TODAY, **more: Any) -> Imported:
        path = given.save(tmp_path / "report-es.xlsx") if isinstance(given, Form) else given
        return import_workbook(path, snapshot, store, shipped(), by=by, on=on, **more)

    return call


@pytest.fixture
def memory(store: Store) -> Callable[[], Mapping[str, int]]:
    """Tells how much people have said: decisions and corrections."""

    def count() -> Mapping[str, int]:
        return {
            "decisions": len(store.decisions.all()),
            "corrections": len(store.corrections.all()),
        }

    return count
