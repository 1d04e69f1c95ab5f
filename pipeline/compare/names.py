"""Names compared as names: token by token, across spellings, a missing part being neutral."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ...rules import comparisons as declared
from .oldbase import Bools, Codes, FieldComparison, Floats, Levels, Values

_SAME, _NEAR, _INITIAL, _APART = 3, 2, 1, 0
_SLOTS = 3


class TokenTable:
    """The distinct tokens of a column: codes, how common each is, how close two are."""

    def __init__(self, texts: pd.Series, known: Callable[[str], bool] | None = None) -> None:
        tokens = texts.str.split().explode().dropna()
        counts = tokens.value_counts()
        self.tokens = pd.Index(counts.index)
        self.share = np.append(counts.to_numpy() / max(len(texts), 1), 1.0)
        self.known = np.array([bool(known and known(t)) for t in self.tokens] + [False])
        self.letters = np.append(self.tokens.str.len().to_numpy(dtype=np.int64), 0)

    def slots(self, texts: Values) -> Codes:
        """(n, 3) codes of the first three tokens of each text; -1 where there is none."""
        codes, distinct = pd.factorize(texts)
        table = np.full((len(distinct) + 1, _SLOTS), -1, dtype=np.int64)
        split = pd.Series(distinct, dtype=object).str.split()
        for slot in range(_SLOTS):
            table[:-1, slot] = self.tokens.get_indexer(split.str[slot])
        return table[codes]

    def closeness(self, left: Codes, right: Codes) -> Levels:
        """(n, 3, 3) closeness of every token of a left name to every token of a right one."""
        one, two = np.broadcast_arrays(left[:, :, None], right[:, None, :])
        span = len(self.tokens) + 1
        packed = (one + 1) * span + (two + 1)
        distinct, where = np.unique(packed, return_inverse=True)
        first, second = distinct // span - 1, distinct % span - 1
        return self._close(first, second)[where].reshape(packed.shape)

    def _close(self, first: Codes, second: Codes) -> Levels:
        result = np.zeros(len(first), dtype=np.int8)
        here = (first >= 0) & (second >= 0)
        differ = np.flatnonzero(here & (first != second))
        result[here & (first == second)] = _SAME
        a, b = first[differ], second[differ]
        edits = process.cpdist(
            self.tokens[a].to_list(), self.tokens[b].to_list(), scorer=OSA.distance, workers=2
        )
        short, long = (
            np.minimum(self.letters[a], self.letters[b]),
            np.maximum(self.letters[a], self.letters[b]),
        )
        near = ((edits == 1) & (long >= 4)) | ((edits == 2) & (short >= 7))
        # Mario and Marco, a letter apart, are two names; a typing error is no name at all
        near &= ~(self.known[a] & self.known[b])
        starts = np.array([t[:1] for t in self.tokens] + [""])
        initial = (short == 1) & (long > 1) & (starts[a] == starts[b])
        result[differ] = np.select([near, initial], [_NEAR, _INITIAL], _APART)
        return result

    def rarity(self, left: Codes, right: Codes, close: Levels, agreed: Bools) -> Floats:
        """Sum over the agreed left tokens of log2 of the share of records that bear them.

        Of a token and its misspelling the more common one counts.
        """
        partner = np.take_along_axis(right, close.argmax(axis=2), axis=1)
        share = np.maximum(self.share[left], self.share[partner])
        return np.asarray(np.where(agreed, np.log2(share), 0.0).sum(axis=1), dtype=np.float64)


class NameComparison(FieldComparison):
    """Names compared token by token, as the list spells them now and as it spelt them before."""

    def __init__(self, columns: tuple[str, str], tokens: TokenTable) -> None:
        super().__init__(*columns)
        self.tokens = tokens

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        best, rarity = self._one(left[0], right[0])
        for a, b, older in ((left[1], right[0], left[1]), (left[0], right[1], right[1])):
            again = np.flatnonzero(np.not_equal(older, "") & (best > 1))
            level, bits = self._one(a[again], b[again])
            better = (level != declared.MISSING) & (level < best[again])
            best[again[better]], rarity[again[better]] = level[better], bits[better]
        return best, rarity

    def _one(self, left: Values, right: Values) -> tuple[Levels, Floats]:
        l_codes, l_names = pd.factorize(left)
        r_codes, r_names = pd.factorize(right)
        span = max(len(r_names), 1)
        distinct, where = np.unique(l_codes * span + r_codes, return_inverse=True)
        one = self.tokens.slots(l_names[distinct // span])
        two = self.tokens.slots(r_names[distinct % span])
        turn = ((one >= 0).sum(axis=1) > (two >= 0).sum(axis=1))[:, None]
        short, long = np.where(turn, two, one), np.where(turn, one, two)
        close = self.tokens.closeness(short, long)
        level = self.compare((short >= 0).sum(axis=1), (long >= 0).sum(axis=1), close)
        agreed = close.max(axis=2) >= _NEAR
        return level[where], self.tokens.rarity(short, long, close, agreed)[where]

    def compare(self, fewer: Codes, more: Codes, close: Levels) -> Levels:
        """Levels of pairs of names with `fewer` and `more` tokens, in that order.

        `close` is (n, 3, 3): closeness of each token of the shorter name to each of the longer.
        """
        raise NotImplementedError


class GivenNames(NameComparison):
    """Given names: all the same, one left out, a letter apart, or different."""

    comparison = declared.GIVEN_NAMES

    def compare(self, fewer: Codes, more: Codes, close: Levels) -> Levels:
        # counted from both sides, so that "Ana Ana" does not find two names in "Ana Luisa"
        same, near, initial = (
            np.minimum(
                (close.max(axis=2) >= least).sum(axis=1), (close.max(axis=1) >= least).sum(axis=1)
            )
            for least in (_SAME, _NEAR, _INITIAL)
        )
        both = fewer > 0
        return self.choose(
            (both & (same == fewer) & (fewer == more), "same"),
            (both & (same == fewer), "shorter"),
            (both & (near == fewer), "near"),
            (both & (initial == fewer), "initial"),
            (both & (near > 0), "one_differs"),
            (both, "different"),
        )


class Surnames(NameComparison):
    """Surnames: both the same, one missing, swapped, a letter apart, or different."""

    comparison = declared.SURNAMES

    def compare(self, fewer: Codes, more: Codes, close: Levels) -> Levels:
        in_place = np.stack([close[:, slot, slot] for slot in range(_SLOTS)], axis=1)
        best = close.max(axis=2)
        both, equal = fewer > 0, fewer == more
        crossed = (close[:, 0, 1] >= _NEAR) & (close[:, 1, 0] >= _NEAR)
        agreed = (best >= _NEAR).sum(axis=1)
        return self.choose(
            (both & equal & ((in_place == _SAME).sum(axis=1) == fewer), "same"),
            (both & equal & ((in_place >= _NEAR).sum(axis=1) == fewer), "near"),
            (equal & (fewer == 2) & crossed, "swapped"),
            (both & ~equal & ((best == _SAME).sum(axis=1) == fewer), "one_missing"),
            (both & ~equal & (agreed == fewer), "one_near"),
            (both & (agreed > 0), "one_differs"),
            (both, "different"),
        )
