"""Names as sequences of tokens: each distinct text is taken apart once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .name_tokens import Codes, Texts


@dataclass(frozen=True, slots=True)
class Sequences:
    """The tokens of n names, one after the other.

    codes: (m,) of all tokens; lengths: (n,) tokens of each name.
    """

    codes: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]

    @property
    def rows(self) -> npt.NDArray[np.int32]:
        """(m,) which name each token is of."""
        return np.repeat(np.arange(len(self.lengths), dtype=np.int32), self.lengths)

    def whole(self) -> npt.NDArray[np.int32]:
        """(n,) code of each name as a whole, -1 for one without tokens."""
        size = int(self.codes.max(initial=-1)) + 1
        starts = np.cumsum(self.lengths, dtype=np.int64) - self.lengths
        whole = np.full(len(self.lengths), -1, dtype=np.int64)
        at = np.flatnonzero(self.lengths)
        whole[at], known, place = self.codes[starts[at]], size, 1
        while len(at := at[self.lengths[at] > place]):
            found, distinct = pd.factorize(whole[at] * size + self.codes[starts[at] + place])
            whole[at] = known + found
            known, place = known + len(distinct), place + 1
        return whole.astype(np.int32)


def parts_of(names: Any) -> tuple[Any, ...]:
    """The dictionary-encoded columns of texts that a name is made of, one after the other.

    names: such columns, or one column of texts from pandas, NumPy or Arrow, with none for missing.
    """
    if isinstance(names, tuple):
        return names
    if isinstance(names, pa.ChunkedArray):
        names = names.combine_chunks()
    return (pa.array(names, pa.string(), from_pandas=True).dictionary_encode(),)


def sequences(*columns: Sequence[Any]) -> tuple[Texts, list[Sequences]]:
    """(distinct tokens, the tokens of each column's names): each column of one or several parts.

    Tokens are parted by spaces; "" may be among the distinct ones, and is in no name.
    """
    parts = [part for column in columns for part in column]
    vocabulary = _Vocabulary(pa.concat_arrays([part.dictionary for part in parts]))
    found, start = [], 0
    for column in columns:
        values = []
        for part in column:
            codes = part.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
            values.append(np.where(codes < 0, -1, codes + start))
            start += len(part.dictionary)
        found.append(vocabulary.laid_out(values))
    return vocabulary.tokens, found


class _Vocabulary:
    """Distinct texts by place: their tokens, of the last place (-1) none."""

    def __init__(self, texts: Texts) -> None:
        lists: Any = pc.split_pattern(texts.fill_null(""), " ")
        encoded: Any = pc.list_flatten(lists).dictionary_encode()
        self.tokens = encoded.dictionary
        codes: Codes = encoded.indices.to_numpy(zero_copy_only=False)
        values = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
        written: Any = pc.not_equal(self.tokens, pa.scalar(""))
        held = written.to_numpy(zero_copy_only=False)[codes]
        self.codes = codes[held].astype(np.int32)
        self.lengths = np.bincount(values[held], minlength=len(texts) + 1).astype(np.int32)
        self.starts = np.cumsum(self.lengths, dtype=np.int64) - self.lengths

    def laid_out(self, parts: Sequence[npt.NDArray[np.int64]]) -> Sequences:
        """The tokens of names that are made of several texts each."""
        lengths = np.zeros(len(parts[0]), dtype=np.int32)
        for part in parts:
            lengths += self.lengths.take(part)
        free = np.cumsum(lengths, dtype=np.int64) - lengths
        codes = np.empty(int(lengths.sum()), dtype=np.int32)
        for part in parts:
            own, first = self.lengths.take(part), self.starts.take(part)
            at, place = np.flatnonzero(own), 0
            while len(at):
                codes[free[at] + place] = self.codes[first[at] + place]
                place += 1
                at = at[own[at] > place]
            free += own
        return Sequences(codes, lengths)
