"""The columns of any table by their kinds: what is compared of each, and what blocking may use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from ...rules.comparisons import Comparison, Level
from ...rules.kinds import KINDS, SOURCE, SOURCE_WITHOUT_DUPLICATES
from ...rules.problems import Refusal, clip
from ...sources.tables import read
from ...sources.tables.model import Column, TableModel
from ..compare.base import FieldComparison
from ..compare.dates import Date, date_order, spelt_dates
from ..compare.folded import TextColumn, Texts, folded, squeezed, text_column
from ..compare.free_texts import FreeText
from ..compare.name_columns import NameColumn
from ..compare.name_levels import GivenNames, NameLevels, Patronymic, Surnames
from ..compare.quantities import Number, Year, spelt_numbers
from ..compare.values import (
    Category,
    Identifier,
    Place,
    Postcode,
    SameSource,
    Without,
)
from .copies import left_out
from .table_keys import (
    KeyParts,
    Part,
    of_given_names,
    of_surnames,
    of_values,
    of_whole_names,
)
from .table_names import Parts, language_of, name_tokens

GIVEN, SURNAMES = "given_names", "surnames"
_SPELL: dict[str, Callable[[Texts], Texts]] = {
    "place": folded,
    "category": folded,
    "free_text": folded,
    "year": folded,
    "number": spelt_numbers,
}
_COMPARE: dict[str, Callable[[TextColumn, Comparison], FieldComparison]] = {
    "category": Category,
    "identifier": Identifier,
    "email": Identifier,
    "phone": Identifier,
    "place": Place,
    "postcode": Postcode,
    "free_text": FreeText,
    "date": Date,
    "year": Year,
    "number": Number,
}


_NAMES: dict[str, tuple[type[NameLevels], Callable[[str, NameColumn], Iterator[tuple[str, Part]]]]]
_NAMES = {GIVEN: (GivenNames, of_given_names), SURNAMES: (Surnames, of_surnames)}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a table offers to linkage: comparisons and key parts of its n records.

    model: the model with everything that was found in the table; notes: what was found, for people
    to read.
    """

    records: int
    comparisons: tuple[FieldComparison, ...]
    parts: KeyParts
    model: TableModel
    notes: tuple[str, ...]


def prepare(table: pa.Table, model: TableModel) -> Prepared:
    """Comparisons and key parts of `table` (as read_tables gives it), by the kinds of `model`.

    Raises Refusal where no column holds a value.
    """
    dropped = left_out(table, model)
    columns = tuple(
        replace(one, kind="ignore") if one.name in dropped else one for one in model.columns
    )
    work = _Work(table, replace(model, columns=columns))
    work.notes += [f"'{name}' is left out: {why}" for name, why in dropped.items()]
    work.names()
    for one in columns:
        if one.kind in _COMPARE:
            work.column(one)
    if not work.comparisons:
        named = ", ".join(clip(one.name, 40) for one in model.compared)
        raise Refusal(f"There is nothing to compare: no record has a value in {named}.")
    if read.SOURCE in table.column_names:
        work.source()
    return Prepared(
        table.num_rows, tuple(work.comparisons), KeyParts(work.parts), work.model, tuple(work.notes)
    )


class _Work:
    """Comparisons and parts under way."""

    def __init__(self, table: pa.Table, model: TableModel) -> None:
        self.table, self.model = table, model
        self.comparisons: list[FieldComparison] = []
        self.parts: dict[str, Part] = {}
        self.notes: list[str] = []

    def texts(self, name: str) -> Any:
        return self.table[read.column(name)].combine_chunks()

    def chosen(self, name: str, **found: str) -> None:
        """Note in the model what was found in the table."""
        columns = tuple(
            replace(one, **found) if one.name == name else one  # type: ignore[arg-type]
            for one in self.model.columns
        )
        self.model = replace(self.model, columns=columns)

    def column(self, one: Column) -> None:
        """The comparison and key parts of a column that is no name."""
        texts, spell = self.texts(one.name), _SPELL.get(one.kind, squeezed)
        if one.kind == "date":
            order = one.order or date_order(texts.dictionary)
            self.chosen(one.name, order=order)

            def spell(distinct: Texts) -> Texts:
                return spelt_dates(distinct, order)

        column = text_column(one.name, texts, spell)
        if not len(column.values):
            self.notes.append(f"'{one.name}' is empty")
            return
        declared = declaration(KINDS[one.kind].comparisons[0], one.name, [one])
        self.comparisons.append(_without(_COMPARE[one.kind](column, declared), one.off))
        self.parts |= of_values(column, KINDS[one.kind].parts)

    def names(self) -> None:
        """The comparisons and key parts of all columns of names."""
        given, surnames, whole = map(self.model.of_kind, ("given_name", "surname", "full_name"))
        if not (given or surnames or whole):
            return
        language = next((one.language for one in (*surnames, *given, *whole) if one.language), None)
        if language is None:
            language = language_of([self.texts(one.name) for one in surnames or whole or given])
        for one in (*given, *surnames, *whole):
            self.chosen(one.name, language=language)
        texts = [[self.texts(one.name) for one in some] for some in (given, surnames, whole)]
        found = name_tokens(texts[0], texts[1], texts[2], language)
        with ThreadPoolExecutor(2) as threads:
            made = [
                None if own is None else threads.submit(_name_part, field, own, other, across)
                for field, own, other, across in (
                    (GIVEN, found.given, found.other_given, found.surnames),
                    (SURNAMES, found.surnames, found.other_surnames, found.given),
                )
            ]
        first, last = (None if one is None else one.result() for one in made)
        for field, part, columns in ((GIVEN, first, given), (SURNAMES, last, surnames)):
            if part is not None:
                self.name(field, part[0], columns or whole)
                self.parts |= part[1]
        if first is not None and last is not None:
            split = not (given or surnames)
            columns_of = first[0].column, last[0].column
            self.parts |= of_whole_names((GIVEN, SURNAMES), *columns_of, split)

        if found.patronymic is not None:
            self.comparisons.append(Patronymic(found.patronymic))

    def name(self, field: str, made: NameLevels, columns: Sequence[Column]) -> None:
        """The comparison of one part of the name, as its columns declare it."""
        declared = made.comparison
        kind = next(
            one
            for kind in ("given_name", "surname")
            for one in KINDS[kind].comparisons
            if one.field == declared.field
        )
        made.comparison = declaration(kind, field, columns)
        every = [name.removeprefix(f"{field}.") for one in columns for name in one.off]
        known = {level.name for level in kind.levels}
        self.comparisons.append(_without(made, [name for name in every if name in known]))

    def source(self) -> None:
        """Whether two records are of one source."""
        column = text_column(read.SOURCE, self.table[read.SOURCE].combine_chunks(), _as_it_is)
        if len(column.values) > 1:
            declared = SOURCE if self.model.within else SOURCE_WITHOUT_DUPLICATES
            self.comparisons.append(SameSource(column, declared))


def _name_part(
    field: str, names: Parts, others: Parts | None, across: Parts | None
) -> tuple[NameLevels, dict[str, Part]]:
    """The comparison and key parts of one part of the name."""
    kind, parts = _NAMES[field]
    made = kind(names, others, across)
    return made, dict(parts(field, made.column))


def declaration(kind: Comparison, field: str, columns: Sequence[Column]) -> Comparison:
    """The comparison of a kind for columns, under their name and with their own m and u."""
    own: dict[str, Mapping[str, float]] = {}
    for column in columns:
        own |= {name.removeprefix(f"{field}."): each for name, each in column.levels.items()}
    words = field.replace("_", " ")

    def level(one: Level) -> Level:
        chosen = own.get(one.name, {})
        m, u = chosen.get("m", one.m), chosen.get("u", one.u)
        return replace(one, says=one.says.replace("{column}", words), m=m, u=u)

    return Comparison(field, tuple(map(level, kind.levels)))


def _without(one: FieldComparison, off: Sequence[str]) -> FieldComparison:
    return Without(one, tuple(off)) if off else one


def _as_it_is(texts: Texts) -> Texts:
    return texts
