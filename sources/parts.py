"""The parts of a list: which lines are records, and why each of the others is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..rules.problems import ListError, Problem, clip
from .clean import clean, fold
from .header import Header
from .list_spec import ListSpec
from .readers.line import Line
from .readers.list_file import ListFile

NAME_FIELDS = frozenset({"name", "given_names", "surnames"})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no record, and why: title, blank, header, banner or total."""

    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a list, sorted: every row is either in `records` or in `skipped`."""

    records: list[Line]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


def sort_lines(spec: ListSpec, file: ListFile, header: Header, lines: Sequence[Line]) -> Parts:
    """Records and rows that are none; rows without a name are kept as records and reported.

    Raises ListError for records with more or fewer cells than the header.
    """
    named = _name_places(spec, header)
    records: list[Line] = []
    skipped: list[Skipped] = []
    problems: list[Problem] = []
    for place, line in enumerate(lines):
        why = _why_no_record(spec, header, named, place, line)
        if why is None:
            records.append(line)
        elif line.number:
            skipped.append(Skipped(line.number, _joined(line), why))
    _check_width(file, header, records)
    for line in records:
        if not any(line.cells[at].strip() for at in named):
            what = "has no name and is no banner or total that the list's description knows"
            cure = "Give the row its name, or add a pattern under [not_records]."
            problems.append(
                Problem("error", spec.source, file.name, line.number, None, None, what, cure)
            )
    problems.extend(_check_totals(spec, file, skipped, len(records)))
    return Parts(records, tuple(skipped), tuple(problems))


def edition_said(spec: ListSpec, file: ListFile, above: Sequence[Line]) -> date | None:
    """The date that the text above the header gives, if it gives one. Raises ListError."""
    if spec.edition is None:
        return None
    for line in above:
        if match := spec.edition.pattern.search(_joined(line, limit=1000)):
            month = fold(match["month"])
            months = spec.edition.months
            try:
                number = months.index(month) + 1 if months else int(month)
                return date(int(match["year"]), number, int(match["day"]))
            except ValueError as error:
                raise file.wrong(
                    f"the title says '{clip(match[0])}', which is no date",
                    "Correct the title, or [edition] in the list's description.",
                    line.number or None,
                ) from error
    return None


def _why_no_record(
    spec: ListSpec, header: Header, named: Sequence[int], place: int, line: Line
) -> str | None:
    filled = sum(1 for cell in line.cells if cell and not cell.isspace())
    if not filled:
        return "blank"
    if place < header.place:
        return "title"
    if place == header.place or header.repeats(line.cells):
        return "header"
    # a banner is one cell across the table; a total may stand in two, but never where names stand
    if filled > 1 and any(at < len(line.cells) and line.cells[at].strip() for at in named):
        return None
    text = _joined(line, limit=1000)
    for why, patterns in spec.not_records.items():
        if any(pattern.search(text) for pattern in patterns):
            return why
    return None


def _name_places(spec: ListSpec, header: Header) -> list[int]:
    return [
        at
        for at, column in enumerate(header.columns)
        if any(use.field in NAME_FIELDS for use in spec.columns.get(column, ()))
    ]


def _joined(line: Line, limit: int = 80) -> str:
    return clip(" ".join(filter(None, map(clean, line.cells))), limit)


def _check_width(file: ListFile, header: Header, records: Sequence[Line]) -> None:
    width = len(header.columns)
    problems = []
    for line in records:
        if len(line.cells) != width:
            what = f"the row has {len(line.cells)} cells and the header {width}"
            cure = "Put cells that hold the separator in quotation marks, or complete the row."
            problems.append(
                Problem("error", file.source, file.name, line.number, None, None, what, cure)
            )
    for at, column in enumerate(header.columns):
        rows = [line.number for line in records if not column and line.cells[at : at + 1] != ("",)]
        if rows:
            what = f"cell {at + 1} stands in a column without a header"
            cure = "Give the column a header, or empty the cell."
            problems.append(
                Problem("error", file.source, file.name, rows[0], None, None, what, cure)
            )
    if problems:
        raise ListError(*problems)


def _check_totals(
    spec: ListSpec, file: ListFile, skipped: Sequence[Skipped], records: int
) -> Iterator[Problem]:
    for row in skipped:
        for pattern in spec.not_records.get("total", ()) if row.why == "total" else ():
            match = pattern.search(row.text)
            if match and match.groups() and match[1] and int(match[1]) != records:
                what = f"but {records} records were read"
                cure = "Check the delivery: rows may be missing."
                yield Problem(
                    "warning", spec.source, file.name, row.row, None, row.text, what, cure
                )
