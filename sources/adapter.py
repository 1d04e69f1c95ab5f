"""From a published list to the table `published`: every row a record or named as none."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from ..rules import tables
from ..rules.fields import PUBLISHED
from ..rules.problems import Problem
from .clean import clean, fold
from .header import Header, find_header
from .keys import SEPARATOR, check_keys, content_keys
from .list_spec import Layout, ListSpec, Use
from .parts import Skipped, edition_said, sort_lines
from .readers import READERS
from .readers.line import Line
from .readers.list_file import ListFile


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition of a source, read. rows_read == published.num_rows + len(skipped).

    published: the table `published`; columns: published field -> header of its first column.
    """

    source: str
    edition: date
    published: pa.Table
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Cells:
    """The records of a list by column: canonical header -> cells; private columns are left out.

    rows: the number of each record in the file.
    """

    file: ListFile
    header: Header
    rows: Sequence[int]
    columns: Mapping[str, Sequence[str]]


def read(spec: ListSpec, file: Path, edition: date, name: str | None = None) -> Delivery:
    """The list in `file` as a Delivery; `name` is the file's name as delivered, if not its own.

    A date in the list itself wins over `edition`. Raises ListError where the list cannot be read
    as its description says; what is wrong with single values is in the problems of the Delivery.
    """
    listed = ListFile(spec.source, file, name or file.name)
    layout = _layout(spec, listed)
    lines = READERS[layout.reader].read(listed, layout.options)
    header = find_header(spec, layout, listed, lines)
    said = edition_said(spec, listed, lines[: header.place])
    parts = sort_lines(spec, listed, header, lines)
    problems = [*parts.problems, *_too_few(spec, listed, len(parts.records))]
    cells = _cells(spec, listed, header, parts.records)
    values = _values(spec, cells, problems)
    keys = _keys(spec, cells, values)
    return Delivery(
        source=spec.source,
        edition=said or edition,
        published=_table(spec, said or edition, cells, values, keys),
        skipped=parts.skipped,
        problems=tuple(problems),
        rows_read=sum(1 for line in lines if line.number),
        columns=_columns(spec, header),
    )


def _layout(spec: ListSpec, file: ListFile) -> Layout:
    layout = spec.layout(file.name)
    if layout is None:
        globs = ", ".join(glob for layout in spec.layouts for glob in layout.files)
        raise file.wrong(
            f"the file's name fits no layout of the list ({globs})",
            "Name it as one of these, or add a layout to the list's description.",
        )
    return layout


def _cells(spec: ListSpec, file: ListFile, header: Header, records: Sequence[Line]) -> _Cells:
    columns = {
        column: [line.cells[at] for line in records]
        for at, column in enumerate(header.columns)
        if column and column not in spec.private
    }
    return _Cells(file, header, [line.number for line in records], columns)


def _values(spec: ListSpec, cells: _Cells, problems: list[Problem]) -> dict[str, list[str | None]]:
    """Published field -> what each record says of it; each distinct cell is read once."""
    values: dict[str, list[str | None]] = {field: [None] * len(cells.rows) for field in PUBLISHED}
    unknown: list[Problem] = []
    for column, uses in spec.columns.items():
        texts = cells.columns.get(column, ())
        read = {text: _read(spec, uses, clean(text)) for text in set(texts)}
        if None in read.values():
            places = (place for place, text in enumerate(texts) if read[text] is None)
            unknown += (_unknown(cells, place, column) for place in places)
        # what an earlier column says of the field holds
        for field in {field for parts in read.values() for field in parts or ()}:
            said = {text: parts.get(field) for text, parts in read.items() if parts}
            now = map(said.get, texts)
            values[field] = [
                new if old is None else old for old, new in zip(values[field], now, strict=True)
            ]
    problems += sorted(unknown, key=lambda problem: problem.row or 0)
    return values


def _read(spec: ListSpec, uses: Sequence[Use], cell: str) -> dict[str, str] | None:
    """Published field -> the part of `cell` that speaks of it; None if no use knows the cell."""
    if not cell or cell.casefold() in spec.empty:
        return {}
    parts = [(use.field, _part(use, cell)) for use in uses]
    if all(part is None for _, part in parts):
        return None
    # where two uses find something of one field, the first holds
    return {field: part for field, part in reversed(parts) if part and field is not None}


def _unknown(cells: _Cells, place: int, column: str) -> Problem:
    what = "which no pattern of the list's description knows"
    cure = "Add a pattern under [columns] there, or correct the list."
    where, cell = cells.header.published[column], clean(cells.columns[column][place])
    source, name = cells.file.source, cells.file.name
    return Problem("warning", source, name, cells.rows[place], where, cell, what, cure)


def _part(use: Use, cell: str) -> str | None:
    if use.pattern is None:
        return cell
    match = use.pattern.search(cell)
    if match is None:
        return None
    part = match[match.re.groups] or ""
    return clean(part.replace("-", " ") if use.words else part)


def _keys(spec: ListSpec, cells: _Cells, values: Mapping[str, Sequence[str | None]]) -> list[str]:
    column = spec.key.column
    if column is not None:
        use = Use(None, spec.key.pattern)
        parts = (_part(use, clean(cell)) for cell in cells.columns[column])
        published = cells.header.published[column]
        return check_keys(spec, cells.file.name, published, zip(cells.rows, parts, strict=True))
    said = zip(*(values[field] for field in spec.key.content), strict=True)
    contents = [tuple(text or "" for text in row) for row in said]
    # all that the row says, but not what is numbered anew with every edition
    lasting = [column for column in cells.columns if column not in spec.ignore]
    rows = zip(*(cells.columns[column] for column in lasting), strict=True)
    return content_keys(spec, contents, [SEPARATOR.join(map(clean, row)) for row in rows])


def _table(
    spec: ListSpec,
    edition: date,
    cells: _Cells,
    values: Mapping[str, Sequence[str | None]],
    keys: list[str],
) -> pa.Table:
    every = len(keys)
    columns: dict[str, Sequence[object]] = {
        "source": [spec.source] * every,
        "source_record_id": keys,
        "country": [spec.country] * every,
        "edition": [edition] * every,
        "file": [cells.file.name] * every,
        "row": cells.rows,
        "linkable": _linkable(spec, values, every),
        "publishable": _publishable(spec, cells, every),
        "weak": [spec.weak] * every,
        "listed": [True] * every,
        "language": [spec.language] * every,
        "name_order": [spec.name_order] * every,
        "raw": _raw(cells),
        **values,
    }
    schema = tables.schema("published")
    return tables.check("published", pa.table({n: columns[n] for n in schema.names}, schema=schema))


def _raw(cells: _Cells) -> list[str]:
    """Each row as published, as JSON."""
    headers = [cells.header.published[column] for column in cells.columns]
    write = json.JSONEncoder(ensure_ascii=False).encode
    rows = zip(*cells.columns.values(), strict=True)
    return [write(dict(zip(headers, row, strict=True))) for row in rows]


def _publishable(spec: ListSpec, cells: _Cells, every: int) -> list[bool]:
    if spec.consent is None:
        return [True] * every
    yes = spec.consent.yes
    return [fold(cell) in yes for cell in cells.columns[spec.consent.column]]


def _linkable(spec: ListSpec, values: Mapping[str, Sequence[str | None]], every: int) -> list[bool]:
    linkable = [True] * every
    for field, patterns in spec.not_linkable.items():
        for place, text in enumerate(values[field]):
            if any(pattern.search(text or "") for pattern in patterns):
                linkable[place] = False
    return linkable


def _columns(spec: ListSpec, header: Header) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, uses in spec.columns.items():
        if column in header.published:
            for use in uses:
                if use.field is not None:
                    found.setdefault(use.field, header.published[column])
    return found


def _too_few(spec: ListSpec, file: ListFile, records: int) -> list[Problem]:
    if records >= spec.plausible.rows_min:
        return []
    what = f"the list has {records} records, fewer than the {spec.plausible.rows_min} expected"
    where = f"sources.{spec.source}.plausible"
    cure = f"Check the delivery; if it is right, set rows_min under [{where}] in todos.toml."
    return [Problem("error", spec.source, file.name, None, None, None, what, cure)]
