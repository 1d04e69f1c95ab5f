"""Free texts of any table compared: by their letters, and by the rare words that they share."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ...rules.comparisons import Comparison
from .base import Bools, Floats, Levels, Rows
from .folded import TextColumn, pc
from .values import MOST_EDITS, Spelt

# The rarest words of a text say what it is about; more are not compared.
WORDS = 8
_ALL_BUT = 0.8
_HALF = 0.5
_BAG = 64


class FreeText(Spelt):
    """A text of several words."""

    def __init__(self, column: TextColumn, declared: Comparison) -> None:
        super().__init__(column, declared)
        self.words, bits = rare_words(column)
        self.bits = np.append(bits, 0.0).astype(np.float32)
        self.total = self.bits[self.words].sum(axis=1)
        hashed = np.uint64(1) << (self.words % _BAG).astype(np.uint64)
        hashed[self.words < 0] = 0
        self.bag = np.bitwise_or.reduce(hashed, axis=1)

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two, known = self.sides(left, right)
        edits, letters, share = self.edits(one, two)
        most, least = self._shared(one, two, known & (edits > 0))
        level = self.choose(
            (known & (edits == 0), "same"),
            (known & (edits * 4 <= letters) & (edits <= MOST_EDITS), "like"),
            (known & (most >= _ALL_BUT), "like"),
            (known & (least >= _HALF), "overlap"),
            (known, "different"),
        )
        return level, share

    def _shared(self, one: Rows, two: Rows, where: Bools) -> tuple[Floats, Floats]:
        """Bits of the words in common, as a share of those of the wordier and of the other text."""
        most, least = np.zeros((2, len(one)), dtype=np.float32)
        at = np.flatnonzero(where & ((self.bag[one] & self.bag[two]) != 0))
        packed = one[at].astype(np.int64) * len(self.words) + two[at]
        distinct, back = np.unique(packed, return_inverse=True)
        a, b = np.divmod(distinct, len(self.words))
        shared = np.zeros(len(distinct), dtype=np.float32)
        others = self.words[b]
        for slot in range(WORDS):
            word = self.words[a, slot]
            held = (word >= 0) & (others == word[:, None]).any(axis=1)
            shared += np.where(held, self.bits[word], 0.0).astype(np.float32)
        ends = np.sort(np.stack([self.total[a], self.total[b]]), axis=0)
        most[at] = (shared / np.maximum(ends[1], 1e-6))[back]
        least[at] = (shared / np.maximum(ends[0], 1e-6))[back]
        return most, least


def rare_words(column: TextColumn) -> tuple[npt.NDArray[np.int32], Floats]:
    """((k + 1, WORDS) codes of the rarest words of each value, -1 for none; bits of each word).

    The bits of a word are -log2 of the share of the records with a value that hold it.
    """
    lists: Any = pc.split_pattern(column.values, " ")
    encoded: Any = pc.list_flatten(lists).dictionary_encode()
    word = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    value = np.repeat(np.arange(len(lengths)), lengths)
    # a text with the same word twice holds it once
    size = len(encoded.dictionary)
    value, word = np.divmod(np.unique(value * size + word), max(size, 1))
    records = np.exp2(column.share[:-1].astype(np.float64))
    held = np.bincount(word, records[value], size)
    bits = -np.log2(np.clip(held, 1e-12, 1.0))
    order = np.lexsort((word, -bits[word], value))
    value, word = value[order], word[order]
    place = np.arange(len(value)) - np.searchsorted(value, value)
    slots = np.full((len(lengths) + 1, WORDS), -1, dtype=np.int32)
    fits = place < WORDS
    slots[value[fits], place[fits]] = word[fits]
    return slots, bits.astype(np.float32)
