"""Distinct strings as integer codes, and how many edits lie between two of them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

Rows = npt.NDArray[np.integer]
Edits = npt.NDArray[np.int8]
Apart = npt.NDArray[np.int32]
Bags = npt.NDArray[np.uint64]
_BITS = 64


class Strings:
    """A table of distinct strings; code -1 stands for no string and is far from all others.

    Most strings of two persons are so unlike that the letters they hold tell it: each string keeps
    the set of its letters in 64 bits, and of those that it holds twice, and edits are counted only
    where the sets allow it, once for each distinct pair of codes.
    """

    def __init__(self, values: Sequence[str]) -> None:
        self.values = np.array([*values, ""], dtype=object)
        self.letters = np.array([len(value) for value in self.values], dtype=np.int32)
        self.bags, self.again = _bags(self.values.tolist(), self.letters)

    def unlike(self, left: Rows, right: Rows) -> Apart:
        """How unlike aligned strings are by what letters they hold, twice the edits at the most.

        An edit takes one letter away, puts one in, or does both and leaves the length.
        """
        found = np.bitwise_count(self.bags.take(left) ^ self.bags.take(right)).astype(np.int32)
        found += np.bitwise_count(self.again.take(left) ^ self.again.take(right))
        found += np.abs(self.letters.take(left) - self.letters.take(right))
        return np.asarray(found, dtype=np.int32)

    def edits(self, left: Rows, right: Rows, most: int) -> Edits:
        """Edits (optimal string alignment) between aligned codes; most + 1 where there are more.

        An edit puts in, leaves out or changes a letter, or swaps two neighbours.
        """
        found = np.full(len(left), most + 1, dtype=np.int8)
        found[(left == right) & (left >= 0)] = 0
        open_ = np.bitwise_count(self.bags[left] ^ self.bags[right]) <= 2 * most
        open_ &= (left != right) & (left >= 0) & (right >= 0)
        at = np.flatnonzero(open_)
        at = at[self.unlike(left[at], right[at]) <= 2 * most]
        packed = left[at].astype(np.int64) * len(self.values) + right[at]
        distinct, where = np.unique(packed, return_inverse=True)
        one, two = np.divmod(distinct, len(self.values))
        counted = process.cpdist(
            self.values[one].tolist(),
            self.values[two].tolist(),
            scorer=OSA.distance,
            score_cutoff=most,
            dtype=np.int8,
            workers=1,
        )
        found[at] = counted[where]
        return found


def _bags(values: Sequence[str], letters: npt.NDArray[np.int32]) -> tuple[Bags, Bags]:
    """The set of letters of each string, as bits, and of those that it holds more than once.

    Letters may share a bit, and then count as one letter, which is only slower.
    """
    codes = np.frombuffer("".join(values).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    held = np.repeat(np.arange(len(values), dtype=np.int64), letters) * _BITS + codes % _BITS
    held.sort()
    # of the letters in order, the second of two equal ones and all that follow them
    more = np.flatnonzero(held[1:] == held[:-1])
    bags = np.zeros((2, len(values)), dtype=np.uint64)
    for bag, some in zip(bags, (held, held[more]), strict=True):
        value = some // _BITS
        starts = np.flatnonzero(np.diff(value, prepend=-1))
        if len(starts):
            bits = np.uint64(1) << (some % _BITS).astype(np.uint64)
            bag[value[starts]] = np.bitwise_or.reduceat(bits, starts)
    return bags[0], bags[1]
