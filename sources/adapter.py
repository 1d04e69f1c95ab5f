"""From a published list to the table `published`: every row a record or named as none."""

import json
import math
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
class _Record:
    row: int
    key: str | None
    values: Mapping[str, str]
    publishable: bool
    raw: str
    whole: str


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
    records = [_record(spec, listed, header, line, problems) for line in parts.records]
    keys = _keys(spec, listed, header, records)
    return Delivery(
        source=spec.source,
        edition=said or edition,
        published=_table(spec, listed, said or edition, records, keys),
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


def _record(
    spec: ListSpec, file: ListFile, header: Header, line: Line, problems: list[Problem]
) -> _Record:
    cells = dict(zip(header.columns, line.cells, strict=True))
    raw = {header.published[c]: cell for c, cell in cells.items() if c and c not in spec.private}
    for column in (*spec.private, ""):
        cells.pop(column, None)
    key = spec.key.column and _part(Use(None, spec.key.pattern), clean(cells[spec.key.column]))
    publishable = spec.consent is None or fold(cells[spec.consent.column]) in spec.consent.yes
    whole = "" if spec.key.column else _whole(spec, cells)
    values: dict[str, str] = {}
    for column, uses in spec.columns.items():
        cell = clean(cells.pop(column, ""))
        if not cell or (spec.empty and fold(cell) in spec.empty):
            continue
        if not _take(uses, cell, values):
            what = "which no pattern of the list's description knows"
            cure = "Add a pattern under [columns] there, or correct the list."
            where = header.published[column]
            problems.append(
                Problem("warning", spec.source, file.name, line.number, where, cell, what, cure)
            )
    return _Record(
        line.number, key, values, publishable, json.dumps(raw, ensure_ascii=False), whole
    )


def _whole(spec: ListSpec, cells: Mapping[str, str]) -> str:
    """All that the row says, but not what is numbered anew with every edition."""
    return SEPARATOR.join(clean(cell) for c, cell in cells.items() if c not in spec.ignore)


def _take(uses: Sequence[Use], cell: str, values: dict[str, str]) -> bool:
    """Put what `cell` says into `values`, where nothing stands yet; whether any use knew it."""
    known = False
    for use in uses:
        part = _part(use, cell)
        known = known or part is not None
        if part and use.field is not None:
            values.setdefault(use.field, part)
    return known


def _part(use: Use, cell: str) -> str | None:
    if use.pattern is None:
        return cell
    match = use.pattern.search(cell)
    if match is None:
        return None
    part = match[match.re.groups] or ""
    return clean(part.replace("-", " ") if use.words else part)


def _keys(spec: ListSpec, file: ListFile, header: Header, records: Sequence[_Record]) -> list[str]:
    if spec.key.column is None:
        fields = spec.key.content
        contents = [tuple(record.values.get(f, "") for f in fields) for record in records]
        return content_keys(spec, contents, [record.whole for record in records])
    column = header.published[spec.key.column]
    return check_keys(spec, file.name, column, [(record.row, record.key) for record in records])


def _table(
    spec: ListSpec, file: ListFile, edition: date, records: Sequence[_Record], keys: list[str]
) -> pa.Table:
    every = len(records)
    columns: dict[str, list[object]] = {
        "source": [spec.source] * every,
        "source_record_id": [*keys],
        "country": [spec.country] * every,
        "edition": [edition] * every,
        "file": [file.name] * every,
        "row": [record.row for record in records],
        "linkable": [_linkable(spec, record.values) for record in records],
        "publishable": [record.publishable for record in records],
        "weak": [spec.weak] * every,
        "language": [spec.language] * every,
        "name_order": [spec.name_order] * every,
        "raw": [record.raw for record in records],
    }
    for field in PUBLISHED:
        columns[field] = [record.values.get(field) for record in records]
    return tables.check("published", pa.table(columns, schema=tables.schema("published")))


def _linkable(spec: ListSpec, values: Mapping[str, str]) -> bool:
    return not any(
        pattern.search(values.get(field, ""))
        for field, patterns in spec.not_linkable.items()
        for pattern in patterns
    )


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
    cure = f"Check the delivery; if it is right, set rows_min under [{_where(spec)}] in todos.toml."
    return [Problem("error", spec.source, file.name, None, None, None, what, cure)]


def shrunk(spec: ListSpec, rows_now: int, rows_before: int) -> Problem | None:
    """The error that more rows vanished since the edition before than is plausible, if so."""
    if rows_now >= rows_before * (1 - spec.plausible.shrink):
        return None
    gone = 1 - rows_now / rows_before
    what = f"the list fell from {rows_before} to {rows_now} records"
    cure = (
        f"Check the delivery; if it is right, set shrink = {math.ceil(gone * 100) / 100} "
        f"under [{_where(spec)}] in todos.toml."
    )
    return Problem("error", spec.source, spec.source, None, None, None, what, cure)


def _where(spec: ListSpec) -> str:
    return f"sources.{spec.source}.plausible"
