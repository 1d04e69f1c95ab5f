"""A column of names as token codes, one row a record, with the spellings it had before."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .name_texts import Sequences, parts_of, sequences
from .name_tokens import Floats, Texts, Tokens, Traits

# Further tokens of a name are not compared.
SLOTS = 4
_HALF_FROM = 2
_TWO = 2
# Marks of a name: it has a second token, as the left of two names or as the right; it has none at
# all; it has more than two or an initial; one of them is a pet form.
LEFT_SECOND, RIGHT_SECOND, ABSENT, ODD, PET = 4, 8, 16, 32, 64


class NameColumn:
    """Names of all records as (rows, 4) codes of their tokens, `none` where there is none.

    Rows from `records` on are other readings of a record: `other` leads from each record to its
    own, or to itself. values: code of each record's whole name, -1 for none. lengths: tokens
    of each row. bits: log2 of the share of the records that bear all tokens of a row.
    """

    def __init__(self, names: Any, others: Any, traits: Traits) -> None:
        columns = [parts_of(each) for each in (names, others) if each is not None]
        tokens, (own, *readings) = sequences(*columns)
        self.records = len(own.lengths)
        self.values = own.whole()
        second = readings[0] if readings else Sequences(own.codes[:0], own.lengths * 0)
        extra = np.flatnonzero(second.lengths)
        self.other = np.arange(self.records, dtype=np.int32)
        self.other[extra] = self.records + np.arange(len(extra), dtype=np.int32)
        self.has_others = len(extra) > 0
        every = Sequences(
            np.concatenate([own.codes, second.codes]),
            np.concatenate([own.lengths, second.lengths[extra]]),
        )
        every = _split(every, tokens)
        counts = np.maximum(np.bincount(every.codes, minlength=len(tokens)), 1)
        self.slots = _slots(every, len(tokens))
        self.tokens = Tokens(tokens, counts, len(every.lengths), traits)
        self.lengths = np.minimum(every.lengths, SLOTS).astype(np.uint8)
        self.bits, self.marks = self._sums(every.lengths)
        # most names have two tokens at the most: these lie side by side
        self.two = _side_by_side(self.slots)
        self.two_bits = _side_by_side(self.tokens.bits[self.slots[:, :2]])

    def _sums(self, lengths: npt.NDArray[np.int32]) -> tuple[Floats, npt.NDArray[np.uint8]]:
        """Bits of each row, and (2, rows) marks of it as the left and as the right of two names."""
        tokens = self.tokens
        marked = tokens.single * np.uint8(ODD) | tokens.pet * np.uint8(PET)
        bits = np.zeros(len(lengths), dtype=np.float32)
        marks = (lengths == 0) * np.uint8(ABSENT) | (lengths > _TWO) * np.uint8(ODD)
        for place in range(SLOTS):
            at = np.flatnonzero(lengths > place)
            held = self.slots[at, place]
            bits[at] += tokens.bits.take(held)
            marks[at] |= marked.take(held)
        second = lengths >= _TWO
        sides = [marks | second * np.uint8(mark) for mark in (LEFT_SECOND, RIGHT_SECOND)]
        return bits, np.stack(sides)


class Across:
    """The part of a name that lists confuse with another one, for `own` rows of that.

    first, second: code of the part's tokens in each row; own: the first token of the other part's
    rows in the same codes, -1 where no part has it.
    """

    def __init__(self, names: Any, own: NameColumn) -> None:
        tokens, (part,) = sequences(parts_of(names))
        slots = _slots(part, len(tokens))
        self.first, self.second = (np.ascontiguousarray(slots[:, at]) for at in (0, 1))
        found: Any = pc.index_in(own.tokens.tokens, tokens)
        codes = np.append(found.fill_null(-1).to_numpy(zero_copy_only=False), -1).astype(np.int32)
        self.own = codes.take(own.slots[: own.records, 0])


def _side_by_side(slots: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The first two of each row's four-byte values as one of eight, which is looked up at once."""
    return np.ascontiguousarray(slots[:, :2]).view(np.int64).ravel()


def _slots(names: Sequences, none: int) -> npt.NDArray[np.int32]:
    """(n, 4) codes of the first tokens of each name, `none` where there are fewer."""
    slots = np.full((len(names.lengths), SLOTS), none, dtype=np.int32)
    starts = np.cumsum(names.lengths, dtype=np.int64) - names.lengths
    for place in range(SLOTS):
        at = np.flatnonzero(names.lengths > place)
        slots[at, place] = names.codes[starts[at] + place]
    return slots


def _split(names: Sequences, given: Texts) -> Sequences:
    """The names with tokens that others write as two taken apart: Juancarlos, Poncedeleón."""
    rows, codes = names.rows, names.codes
    follows = rows[1:] == rows[:-1]
    span = len(given) + 1
    packed = (codes[:-1].astype(np.int64) * span + codes[1:])[follows]
    two, counts = np.unique(packed, return_counts=True)
    first, second = np.divmod(two, span)
    joined: Any = pc.binary_join_element_wise(given.take(first), given.take(second), pa.scalar(""))
    found = pc.index_in(joined, given).fill_null(-1).to_numpy(zero_copy_only=False)
    # "Juan A." is not Juana
    length: Any = pc.utf8_length(given)
    letters = length.to_numpy(zero_copy_only=False)
    found = np.where(np.minimum(letters[first], letters[second]) >= _HALF_FROM, found, -1)
    # of two ways to take a token apart the commoner one is meant
    order = np.flatnonzero(found >= 0)
    order = order[np.argsort(counts[order], kind="stable")]
    halves = np.full((span, 2), -1, dtype=np.int32)
    halves[found[order], 0], halves[found[order], 1] = first[order], second[order]
    glued = halves[codes, 0] >= 0
    if not glued.any():
        return names
    times = 1 + glued
    ends = np.cumsum(times)
    split = np.repeat(codes, times)
    split[ends[glued] - 2], split[ends[glued] - 1] = halves[codes[glued]].T
    more = np.bincount(rows[glued], minlength=len(names.lengths)).astype(np.int32)
    return Sequences(split, names.lengths + more)
