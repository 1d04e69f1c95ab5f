"""The columns of any table by their kinds: what is compared of each, and what blocking may use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..rules.comparisons import Comparison, Level
from ..rules.kinds import KINDS, SOURCE, SOURCE_WITHOUT_DUPLICATES
from ..sources.tables import read
from ..sources.tables.model import Column, TableModel
from .block import Keys
from .compare.base import FieldComparison
from .compare.folded import TextColumn, Texts, folded, pc, squeezed, text_column
from .compare.free_texts import FreeText, rare_words
from .compare.name_levels import GivenNames, NameLevels, Surnames
from .compare.quantities import Date, Number, Year, date_order, spelt_dates, spelt_numbers
from .compare.values import (
    Category,
    Identifier,
    Place,
    Postcode,
    SameSource,
    Without,
    postcode_areas,
)
from .copies import left_out
from .table_names import language_of, name_tokens

GIVEN, SURNAMES = "given_names", "surnames"
# Two names of a record in either order: a list may swap given names and surnames.
PAIR = "name_pair*"
_START = 4
_GIVEN_START = 3
_SLOTS = 3
_RARELY = 0.005
_WORDS = 3
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


@dataclass(frozen=True, slots=True)
class Part:
    """A key part that blocking may use: the slots of each of its k texts, and of whom each is.

    codes: (n,) which row of `slots` is a record's; slots: (k + 1, s) codes, -1 for nothing.
    facts: the columns that it is made of; likely: how likely two records of one person share it.
    """

    codes: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int32]
    facts: frozenset[str]
    likely: float

    def keys(self, rows: Any = slice(None)) -> Keys:
        """(records, slots) codes."""
        return np.asarray(self.slots[self.codes[rows]], dtype=np.int64)


class KeyParts(Mapping[str, Keys]):
    """Key parts by name; each is spread over the records when it is asked for."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.of = dict(parts)

    def __getitem__(self, name: str) -> Keys:
        return self.of[name].keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.of)

    def __len__(self) -> int:
        return len(self.of)


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
    """Comparisons and key parts of `table` (as read_tables gives it), by the kinds of `model`."""
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
        for suffix, likely in KINDS[one.kind].parts.items():
            slots = _SLOTS_OF[suffix](column)
            name = one.name + suffix
            self.parts[name] = Part(column.codes, slots, frozenset({one.name}), likely)

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
        both = found.given is not None and found.surnames is not None
        if found.given is not None:
            first = GivenNames(found.given, across=found.surnames if both else None)
            self._name(GIVEN, first, given or whole, "given", _GIVEN_START)
        if found.surnames is not None:
            last = Surnames(found.surnames, across=found.given if both else None)
            self._name(SURNAMES, last, surnames or whole, "surname", _START)
        if both:
            self.parts[PAIR] = _pairs(first, last)

    def _name(
        self, field: str, made: NameLevels, columns: Sequence[Column], part: str, start: int
    ) -> None:
        kind = KINDS["given_name" if field == GIVEN else "surname"]
        known = {level.name for level in kind.comparisons[0].levels}
        made.comparison = declaration(kind.comparisons[0], field, columns)
        every = [name.removeprefix(f"{field}.") for one in columns for name in one.off]
        off = [name for name in every if name in known]
        self.comparisons.append(_without(made, off))
        codes, slots = _token_slots(made)
        tokens = made.column.tokens.tokens
        begins = pc.utf8_slice_codeunits(tokens, 0, start).dictionary_encode().indices
        begin = np.append(begins.to_numpy(zero_copy_only=False), -1).astype(np.int32)
        fact = frozenset({field})
        likely = kind.parts
        self.parts[f"{part}*"] = Part(codes, slots, fact, likely[f"{part}*"])
        self.parts[f"{part}_start*"] = Part(codes, begin[slots], fact, likely[f"{part}_start*"])

    def source(self) -> None:
        """Whether two records are of one source."""
        column = text_column(read.SOURCE, self.table[read.SOURCE].combine_chunks(), _as_it_is)
        if len(column.values) > 1:
            declared = SOURCE if self.model.within else SOURCE_WITHOUT_DUPLICATES
            self.comparisons.append(SameSource(column, declared))


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


def _token_slots(made: NameLevels) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Each record's distinct name as the codes of its tokens, -1 for none.

    As many slots as names have, but for the few with more: each costs memory and time.
    """
    column = made.column
    slots = np.where(column.slots == column.tokens.none, -1, column.slots)[: column.records]
    filled = (slots >= 0).mean(axis=0)
    width = max(1, int((filled[:_SLOTS] > _RARELY).sum()))
    rows = np.arange(column.records, dtype=np.int32)
    return rows, np.ascontiguousarray(slots[:, :width], dtype=np.int32)


def _pairs(first: NameLevels, last: NameLevels) -> Part:
    """Each given name with each surname of a record, whichever stands in which place."""
    tokens = pa.concat_arrays([first.column.tokens.tokens, last.column.tokens.tokens])
    encoded: Any = tokens.dictionary_encode().indices
    code = np.append(encoded.to_numpy(zero_copy_only=False), -1).astype(np.int64)
    split = len(first.column.tokens.tokens)
    codes, given = _token_slots(first)
    _, surname = _token_slots(last)
    one = np.where(given >= 0, code[:split][given], -1)[:, :, None]
    two = np.where(surname >= 0, code[split:][surname], -1)[:, None, :]
    packed = np.minimum(one, two) * len(code) + np.maximum(one, two)
    packed = np.where((one >= 0) & (two >= 0), packed, -1).reshape(len(codes), -1)
    dense, _ = pd.factorize(packed.ravel())
    slots = dense.reshape(packed.shape).astype(np.int32)
    slots[packed < 0] = -1
    likely = KINDS["given_name"].parts["given*"] * KINDS["surname"].parts["surname*"]
    return Part(codes, slots, frozenset({GIVEN, SURNAMES}), likely)


def _dense(values: Any) -> npt.NDArray[np.int32]:
    """(k + 1, 1) codes of what each value is cut down to, -1 at the end and for nothing."""
    encoded = values.dictionary_encode()
    nothing = pc.index(encoded.dictionary, "").as_py()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    codes = np.where(codes == nothing, -1, codes)
    return np.append(codes, -1).astype(np.int32)[:, None]


def _cut(start: int, stop: int | None) -> Callable[[TextColumn], npt.NDArray[np.int32]]:
    return lambda column: _dense(pc.utf8_slice_codeunits(column.values, start, stop))


def _halves(first: bool) -> Callable[[TextColumn], npt.NDArray[np.int32]]:
    def half(column: TextColumn) -> npt.NDArray[np.int32]:
        values = pc.utf8_slice_codeunits(column.values, 0, _START)
        return _dense(values if first else pc.utf8_slice_codeunits(column.values, -_START, None))

    return half


def _date_part(start: int, stop: int) -> Callable[[TextColumn], npt.NDArray[np.int32]]:
    def part(column: TextColumn) -> npt.NDArray[np.int32]:
        cut = pc.utf8_slice_codeunits(column.values, start, stop)
        whole = pc.match_substring_regex(column.values, pattern=r"^\d{8}$")
        known = pc.invert(pc.match_substring_regex(cut, pattern=r"^0+$|00$"))
        return _dense(pc.if_else(pc.and_(whole, known), cut, ""))

    return part


_SLOTS_OF: dict[str, Callable[[TextColumn], npt.NDArray[np.int32]]] = {
    "": _cut(0, None),
    ".start": _cut(0, _START),
    ".area": lambda column: _dense(postcode_areas(column.values)),
    ".first_half": _halves(True),
    ".last_half": _halves(False),
    ".year": _date_part(0, 4),
    ".month_day": _date_part(4, 8),
    ".word*": lambda column: np.ascontiguousarray(rare_words(column)[0][:, :_WORDS]),
}
