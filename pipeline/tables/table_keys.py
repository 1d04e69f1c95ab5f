"""Key parts of any table, from the values of its columns and the tokens of its names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...rules.kinds import GIVEN_PARTS, SURNAME_PARTS
from ..block import Keys
from ..compare.base import Rows
from ..compare.folded import TextColumn, Texts, pc
from ..compare.free_texts import rare_words
from ..compare.name_columns import NameColumn
from ..compare.values import postcode_areas

Slots = npt.NDArray[np.int32]
# Tokens of a name that are looked at, and words of a text.
SLOTS = 3
# Names of more tokens than nearly all others have give only the first to blocking.
_RARELY = 0.005
_START, _GIVEN_START = 4, 3


@dataclass(frozen=True, slots=True)
class Fact:
    """What a key part needs of one column: that `least` of its tokens agree.

    likely: how likely one token of two records of one person does; held: (k,) tokens of each row
    of the part; whole: whether those who have fewer need no more than they have.
    """

    likely: float
    held: npt.NDArray[np.int8]
    least: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A key part that blocking may use.

    codes: (n,) which row of `slots` is a record's; slots: (k, s) codes, -1 for nothing; facts: what
    it needs of each column that it is made of; placed: whether a name must stand in its place.
    """

    codes: npt.NDArray[np.int32]
    slots: Slots
    facts: Mapping[str, Fact]
    placed: bool = False

    def keys(self, rows: Rows | slice = slice(None)) -> Keys:
        """(records, slots) codes."""
        return self.slots[self.codes[rows]]


class KeyParts(Mapping[str, Keys]):
    """Key parts by name; each is spread over the records when it is asked for."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.of = dict(parts)

    def only_named(self) -> "KeyParts":
        """The names of the parts, when passes are made: their keys are much of what is held."""
        none = np.empty((0, 1), dtype=np.int32)
        return KeyParts({name: Part(none[:, 0], none, {}) for name in self.of})

    def __getitem__(self, name: str) -> Keys:
        return self.of[name].keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.of)

    def __len__(self) -> int:
        return len(self.of)


def of_values(column: TextColumn, kinds_parts: Mapping[str, float]) -> Iterator[tuple[str, Part]]:
    """The key parts of a column that is no name, as its kind declares them."""
    for suffix, likely in kinds_parts.items():
        slots = _SLOTS_OF[suffix](column)
        fact = Fact(likely, _held(slots))
        yield column.name + suffix, Part(column.codes, slots, {column.name: fact})


def of_given_names(field: str, column: NameColumn) -> Iterator[tuple[str, Part]]:
    """Key parts of given names: each token, and how it begins."""
    return _of_names(field, column, GIVEN_PARTS, _GIVEN_START)


def of_surnames(field: str, column: NameColumn) -> Iterator[tuple[str, Part]]:
    """Key parts of surnames: each token, how it begins, and any two of them in either order."""
    yield from _of_names(field, column, SURNAME_PARTS, _START)
    slots = _slots(column)
    if slots.shape[1] > 1:
        paired = _paired(slots, list(combinations(range(slots.shape[1]), 2)))
        fact = Fact(SURNAME_PARTS["surname*"], _held(slots), least=2)
        yield "surname_pair*", Part(_rows(column), paired, {field: fact})


def of_whole_names(
    fields: tuple[str, str], given: NameColumn, surnames: NameColumn, split: bool
) -> Iterator[tuple[str, Part]]:
    """Pairs of tokens of a whole name, whichever stands where: of a given name and a surname, or,
    where names had to be split into the two and may be split otherwise, of any two tokens."""
    first, last = _slots(given), _slots(surnames)
    together = pa.concat_arrays([given.tokens.tokens, surnames.tokens.tokens])
    encoded: Any = together.dictionary_encode().indices
    code = np.append(encoded.to_numpy(zero_copy_only=False), -1).astype(np.int32)
    border = len(given.tokens.tokens)
    one = np.where(first >= 0, code[:border][first], -1)
    two = np.where(last >= 0, code[border:][last], -1)
    tokens = np.hstack([one, two])
    width, size = one.shape[1], tokens.shape[1]
    pairs = [(a, b) for a, b in combinations(range(size), 2) if split or a < width <= b]
    facts = {
        fields[0]: Fact(GIVEN_PARTS["given*"], _held(first)),
        fields[1]: Fact(SURNAME_PARTS["surname*"], _held(last)),
    }
    yield "name_pair*", Part(_rows(given), _paired(tokens, pairs), facts)


def _of_names(
    field: str, column: NameColumn, likely: Mapping[str, float], start: int
) -> Iterator[tuple[str, Part]]:
    slots, rows = _slots(column), _rows(column)
    begins: Any = pc.utf8_slice_codeunits(column.tokens.tokens, 0, start).dictionary_encode()
    begin = np.append(begins.indices.to_numpy(zero_copy_only=False), -1).astype(np.int32)
    held = _held(slots)
    for (name, share), codes in zip(likely.items(), (slots, begin[slots]), strict=True):
        yield name, Part(rows, codes, {field: Fact(share, held)}, placed=True)
    if slots.shape[1] > 1:
        # a key of all tokens together is met by fewer strangers than any single one
        name, share = next(iter(likely.items()))
        every = Fact(share, held, least=SLOTS, whole=True)
        yield (
            name.removesuffix("*"),
            Part(rows, column.values[:, None], {field: every}, placed=True),
        )


def _rows(column: NameColumn) -> npt.NDArray[np.int32]:
    return np.arange(column.records, dtype=np.int32)


def _slots(column: NameColumn) -> Slots:
    """(records, s) codes of the tokens of each name, as many as nearly all names have."""
    lengths = column.lengths[: column.records]
    filled = [(lengths > place).mean() for place in range(SLOTS)]
    width = max(1, sum(share > _RARELY for share in filled))
    tokens = column.slots[: column.records, :width]
    return np.where(tokens == column.tokens.none, np.int32(-1), tokens)


def _held(slots: Slots) -> npt.NDArray[np.int8]:
    held = np.zeros(len(slots), dtype=np.int8)
    for column in slots.T:
        held += column >= 0
    return held


def _paired(tokens: Slots, pairs: list[tuple[int, int]]) -> Slots:
    """(records, pairs) one number for every two tokens, in whichever order they stand.

    The numbers are spread over 31 bits: two pairs may share one, which costs a few candidates.
    """
    paired = np.empty((len(tokens), len(pairs)), dtype=np.int32)
    columns = [np.ascontiguousarray(column) for column in tokens.T]
    for at, (a, b) in enumerate(pairs):
        low, high = np.minimum(columns[a], columns[b]), np.maximum(columns[a], columns[b])
        mixed = low.view(np.uint32) * np.uint32(0x9E3779B1)
        mixed ^= high.view(np.uint32) * np.uint32(0x85EBCA77)
        mixed ^= mixed >> np.uint32(15)
        mixed &= np.uint32(0x7FFFFFFF)
        paired[:, at] = np.where(low < 0, np.int32(-1), mixed.view(np.int32))
    return paired


def _dense(values: Texts) -> Slots:
    """(k + 1, 1) codes of what each value is cut down to, -1 for nothing and at the end."""
    encoded = values.dictionary_encode()
    nothing = pc.index(encoded.dictionary, "").as_py()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    codes[codes == nothing] = -1
    return np.append(codes, np.int32(-1))[:, None]


def _cut(start: int, stop: int | None) -> Callable[[TextColumn], Slots]:
    return lambda column: _dense(pc.utf8_slice_codeunits(column.values, start, stop))


def _date_part(start: int, stop: int) -> Callable[[TextColumn], Slots]:
    def part(column: TextColumn) -> Slots:
        cut = pc.utf8_slice_codeunits(column.values, start, stop)
        read = pc.match_substring_regex(column.values, pattern=r"^\d{8}$")
        known = pc.invert(pc.match_substring_regex(cut, pattern="00$"))
        # a year may end in 00, a day or month may not
        known = pc.or_(known, pc.match_substring_regex(cut, pattern="^[12]000$|^1[89]00$"))
        return _dense(pc.if_else(pc.and_(read, known), cut, ""))

    return part


def _rare_words(column: TextColumn) -> Slots:
    return np.ascontiguousarray(rare_words(column)[0][:, :SLOTS])


_SLOTS_OF: dict[str, Callable[[TextColumn], Slots]] = {
    "": _cut(0, None),
    ".start": _cut(0, _START),
    ".area": lambda column: _dense(postcode_areas(column.values)),
    ".first_half": _cut(0, _START),
    ".last_half": _cut(-_START, None),
    ".year": _date_part(0, 4),
    ".month_day": _date_part(4, 8),
    ".word*": _rare_words,
}
