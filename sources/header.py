"""The header of a list: which line it is, which columns it has, what is missing or unknown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ..rules.problems import ListError, Problem, clip
from .clean import clean, fold, squeezed
from .list_spec import Layout, ListSpec
from .readers.line import Line
from .readers.list_file import ListFile

_WITHIN = 60  # a header stands among the first lines, below a title
_ALIKE = 60  # of 100; 'Fecha detención' for 'Fecha de detención' has 91, unrelated headers below 50


@dataclass(frozen=True, slots=True)
class Header:
    """The header line: its place in the file, and for each cell the canonical header.

    published: canonical header -> header as it stands; bare: what a line is compared with.
    """

    place: int
    line: Line
    columns: tuple[str, ...]
    published: dict[str, str]
    bare: tuple[str, ...]

    def repeats(self, cells: Sequence[str]) -> bool:
        """Whether a line says the header again, as at the head of a page."""
        return len(cells) == len(self.columns) and all(
            squeezed(cell) == own for cell, own in zip(cells, self.bare, strict=True)
        )


def find_header(spec: ListSpec, layout: Layout, file: ListFile, lines: Sequence[Line]) -> Header:
    """The first line with every required header.

    Raises ListError that names each missing column with the unknown header most like it, each
    column that the description does not know, and each that stands twice.
    """
    best: tuple[int, Line] | None = None
    recognised = 0
    for place, line in enumerate(lines[:_WITHIN]):
        found = {spec.headers.get(squeezed(cell)) for cell in line.cells}
        if len(found - {None}) > recognised:
            best, recognised = (place, line), len(found - {None})
        if found.issuperset(layout.requires):
            best = (place, line)
            break
    if best is None:
        raise file.wrong(
            f"no line holds the headers of the list: {_quoted(layout.requires)}",
            "Deliver the list with its header, or describe its columns in the list's description.",
        )
    place, line = best
    columns = tuple(spec.headers.get(squeezed(cell), clean(cell)) for cell in line.cells)
    problems = [*_missing(spec, layout, file, line, columns), *_doubled(file, line, columns)]
    if not problems:
        problems = list(_unknown(spec, file, line, columns))
    if problems:
        raise ListError(*problems)
    published = {c: clean(cell) for c, cell in zip(columns, line.cells, strict=True) if c}
    return Header(place, line, columns, published, tuple(map(squeezed, line.cells)))


def _missing(
    spec: ListSpec, layout: Layout, file: ListFile, line: Line, columns: tuple[str, ...]
) -> Iterable[Problem]:
    unknown = [column for column in columns if column and column not in spec.headers.values()]
    for header in layout.requires:
        if header not in columns:
            alike = most_alike(header, unknown)
            hint = f"; the unknown column '{clip(alike)}' looks most like it" if alike else ""
            cure = (
                f"If it was renamed, write \"{header}\" = ['{clip(alike)}'] under [headers] in the "
                "list's description; otherwise ask for a complete list."
                if alike
                else "Ask for a complete list, or list the column as optional under [[layouts]]."
            )
            what = f"is missing{hint}"
            yield Problem("error", spec.source, file.name, _row(line), header, None, what, cure)


def _doubled(file: ListFile, line: Line, columns: tuple[str, ...]) -> Iterable[Problem]:
    for column, times in Counter(filter(None, columns)).items():
        if times > 1:
            what, cure = f"stands {times} times in the header", "Keep one of the columns."
            yield Problem("error", file.source, file.name, _row(line), column, None, what, cure)


def _unknown(
    spec: ListSpec, file: ListFile, line: Line, columns: tuple[str, ...]
) -> Iterable[Problem]:
    absent = [header for header in spec.headers.values() if header not in columns]
    for column in columns:
        if column and column not in spec.headers.values():
            alike = most_alike(column, absent)
            what = "is no column that the list's description knows"
            what += f"; it looks most like '{alike}'" if alike else ""
            cure = "Map it under [columns] in the list's description, or list it under ignore."
            yield Problem(
                "error", spec.source, file.name, _row(line), clip(column), None, what, cure
            )


def most_alike(header: str, others: Sequence[str]) -> str | None:
    """The one of `others` that is spelled most like `header`, if any is."""
    match = process.extractOne(
        header, others, scorer=fuzz.WRatio, processor=fold, score_cutoff=_ALIKE
    )
    return None if match is None else match[0]


def _row(line: Line) -> int | None:
    return line.number or None


def _quoted(headers: Iterable[str]) -> str:
    return ", ".join(f"'{header}'" for header in headers)
