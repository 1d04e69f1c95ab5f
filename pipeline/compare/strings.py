"""Distinct strings as integer codes, and how many edits lie between two of them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

Rows = npt.NDArray[np.integer]
Edits = npt.NDArray[np.int8]


class Strings:
    """A table of distinct strings; code -1 stands for no string and is far from all others.

    Most strings of two persons are so unlike that the letters they hold tell it: each string keeps
    the set of its letters in 64 bits, and edits are counted only where the sets allow it, once for
    each distinct pair of codes.
    """

    def __init__(self, values: Sequence[str]) -> None:
        self.values = np.array([*values, ""], dtype=object)
        self.letters = np.array([len(value) for value in self.values], dtype=np.int32)
        self.bags = _bags(self.values.tolist(), self.letters)

    def edits(self, left: Rows, right: Rows, most: int) -> Edits:
        """Edits (optimal string alignment) between aligned codes; most + 1 where there are more.

        An edit puts in, leaves out or changes a letter, or swaps two neighbours.
        """
        found = np.full(len(left), most + 1, dtype=np.int8)
        found[(left == right) & (left >= 0)] = 0
        # an edit takes at most one letter out of the set and puts one in
        apart = np.bitwise_count(self.bags[left] ^ self.bags[right])
        longer = np.abs(self.letters[left] - self.letters[right])
        open_ = (left != right) & (left >= 0) & (right >= 0)
        open_ &= (apart <= 2 * most) & (longer <= most)
        at = np.flatnonzero(open_)
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


def _bags(values: Sequence[str], letters: npt.NDArray[np.int32]) -> npt.NDArray[np.uint64]:
    """The set of letters of each string, as bits; letters may share a bit, which is only slower."""
    codes = np.frombuffer("".join(values).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    bits = np.uint64(1) << (codes & np.uint32(63)).astype(np.uint64)
    bags = np.zeros(len(values), dtype=np.uint64)
    filled = np.flatnonzero(letters)
    ends = np.cumsum(letters, dtype=np.int64)
    if len(filled):
        bags[filled] = np.bitwise_or.reduceat(bits, (ends - letters)[filled])
    return bags
