"""Facts compared: dates as intervals, places, offences, sentences, and the lists themselves."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...rules import comparisons as declared
from .base import Bools, Coded, FieldComparison, Floats, Levels, Rows

_YEAR = 366
_MONTH = 31
_HALF_YEAR = 6.0
_Ints = npt.NDArray[np.int32]


class Exact(FieldComparison):
    """A code that is the same or not."""

    def __init__(self, values: pd.Series) -> None:
        self.coded = Coded(values)
        self.values_of = self.known_by = self.coded.codes

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two = self.coded.codes[left], self.coded.codes[right]
        known = (one >= 0) & (two >= 0)
        level = self.choose((known & (one == two), "same"), (known, "different"))
        return level, self.coded.share[one]


class Sex(Exact):
    """Sex."""

    comparison = declared.SEX


class Prison(Exact):
    """Prison."""

    comparison = declared.PRISON


class Custody(Exact):
    """Custody status; one that the list leaves open is none."""

    comparison = declared.CUSTODY

    def __init__(self, values: pd.Series) -> None:
        super().__init__(values.mask(values == "unknown"))


class ReleaseBasis(Exact):
    """Ground of the release."""

    comparison = declared.RELEASE_BASIS


class Lists(Exact):
    """Whether both records stand on the same list."""

    comparison = declared.LISTS

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        same = self.coded.codes[left] == self.coded.codes[right]
        level = self.choose((same, "same"), (~same, "other"))
        return level, np.zeros(len(level), dtype=np.float32)


class Days(FieldComparison):
    """Intervals of days, whose rarity is how many records lie in the days that both span."""

    def __init__(self, start: pd.Series, end: pd.Series) -> None:
        known = start.notna() & end.notna()
        self.known = known.to_numpy()
        self.start = start.where(known, 0).to_numpy().astype(np.int32)
        self.end = end.where(known, 0).to_numpy().astype(np.int32)
        middles = (self.start[self.known] + self.end[self.known]) / 2
        self.middles = np.sort(middles)

    def apart(self, left: Rows, right: Rows) -> tuple[Bools, _Ints, _Ints]:
        """Whether both are known; days between the intervals, and of the wider one beyond one."""
        gap = np.maximum(self.start[left], self.start[right])
        gap -= np.minimum(self.end[left], self.end[right])
        width = self.end - self.start
        wide = np.maximum(width[left], width[right])
        return self.known[left] & self.known[right], np.maximum(gap, 0), wide

    def rarity(self, left: Rows, right: Rows) -> Floats:
        """log2 of the share of the known days that lie in the union of both intervals."""
        low = np.minimum(self.start[left], self.start[right])
        high = np.maximum(self.end[left], self.end[right])
        inside = np.searchsorted(self.middles, high, "right") - np.searchsorted(self.middles, low)
        share = np.maximum(inside, 1) / max(len(self.middles), 1)
        return np.asarray(np.log2(np.minimum(share, 1.0)), dtype=np.float32)


class Birth(Days):
    """Days of birth as intervals: exact dates, years, ages, "of age"."""

    comparison = declared.BIRTH

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        known, gap, wide = self.apart(left, right)
        exact = known & (wide == 0)
        level = self.choose(
            (exact & (gap == 0), "same_day"),
            (known & (gap == 0) & (wide <= 1.1 * _YEAR), "meets"),
            (known & (gap == 0), "wide"),
            (exact & _one_part_differs(self.start[left], self.start[right]), "part_differs"),
            (known & (gap <= _YEAR), "close"),
            (known & (gap <= 3 * _YEAR), "apart"),
            (known, "far"),
        )
        return level, np.zeros(len(level), dtype=np.float32)


class Arrest(Days):
    """Days of arrest."""

    comparison = declared.ARREST

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        known, gap, wide = self.apart(left, right)
        exact = known & (wide == 0)
        level = self.choose(
            (exact & (gap == 0), "same_day"),
            (known & (gap == 0), "meets"),
            (known & (gap <= 3), "close"),
            (exact & _swapped(self.start[left], self.start[right]), "swapped"),
            (known & (gap <= _MONTH), "month"),
            (known, "different"),
        )
        return level, self.rarity(left, right)


class Release(Days):
    """Days of release."""

    comparison = declared.RELEASE

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        known, gap, wide = self.apart(left, right)
        level = self.choose(
            (known & (gap == 0) & (wide == 0), "same_day"),
            (known & (gap <= _MONTH), "close"),
            (known, "different"),
        )
        return level, self.rarity(left, right)


class Place(FieldComparison):
    """Province and municipality; the municipality of a small town says more."""

    comparison = declared.PLACE

    def __init__(self, provinces: pd.Series, municipalities: pd.Series) -> None:
        self.provinces, self.towns = Coded(provinces), Coded(municipalities)

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two = self.provinces.codes[left], self.provinces.codes[right]
        here, there = self.towns.codes[left], self.towns.codes[right]
        known, towns = (one >= 0) & (two >= 0), (here >= 0) & (there >= 0)
        town = towns & (here == there)
        level = self.choose(
            (town, "municipality"),
            (known & (one == two) & ~towns, "province"),
            (known & (one == two), "other_municipality"),
            (known, "different"),
        )
        return level, np.where(town, self.towns.share[here], self.provinces.share[one])


class Offences(FieldComparison):
    """Sets of offences: the same, overlapping, disjoint. Each distinct pair of sets once."""

    comparison = declared.OFFENCES

    def __init__(self, sets: pd.Series) -> None:
        self.coded = Coded(sets)
        member = pd.Series(self.coded.values, dtype=object).str.get_dummies(" ")
        held = member.to_numpy(dtype=np.float32)
        shared, sizes = held @ held.T, held.sum(axis=1)
        same = (shared == sizes[:, None]) & (shared == sizes[None, :])
        self.table = self.choose(
            (same, "same"), (shared > 0, "overlap"), (shared == 0, "different")
        )
        # of several offences in common the rarest counts
        told = held[self.coded.codes[self.coded.codes >= 0]]
        bearing = np.log2(np.maximum(told.sum(axis=0) / max(len(told), 1), 1e-9))
        rarest = [np.where(row * held > 0, bearing, 0.0).min(axis=1) for row in held]
        self.shared = np.array(rarest, dtype=np.float32).reshape(shared.shape)
        np.fill_diagonal(self.shared, self.coded.share[:-1])

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        one, two = self.coded.codes[left], self.coded.codes[right]
        level, rarity = np.zeros(len(one), np.int8), np.zeros(len(one), np.float32)
        known = (one >= 0) & (two >= 0)
        level[known] = self.table[one[known], two[known]]
        rarity[known] = self.shared[one[known], two[known]]
        return level, rarity


class Sentence(FieldComparison):
    """Sentences in months."""

    comparison = declared.SENTENCE

    def __init__(self, months: pd.Series) -> None:
        self.months = months.to_numpy(dtype=np.float32)
        self.coded = Coded(months)
        self.values_of = self.known_by = self.coded.codes

    def levels(self, left: Rows, right: Rows) -> tuple[Levels, Floats]:
        apart = np.abs(self.months[left] - self.months[right])
        known = ~np.isnan(apart)
        level = self.choose(
            (known & (apart == 0), "same"),
            (known & (apart <= _HALF_YEAR), "close"),
            (known, "different"),
        )
        return level, self.coded.share[self.coded.codes[left]]


def _one_part_differs(left: _Ints, right: _Ints) -> Bools:
    """Two exact dates that agree in two of day, month and year, or have day and month swapped."""
    one, two = _parts(left), _parts(right)
    agree = sum((a == b).astype(np.int8) for a, b in zip(one, two, strict=True))
    return np.asarray(_swapped(left, right) | (agree == 2), dtype=np.bool_)


def _swapped(left: _Ints, right: _Ints) -> Bools:
    """Two exact dates that differ only in the order of day and month."""
    one, two = _parts(left), _parts(right)
    swapped = (one[0] == two[0]) & (one[1] == two[2]) & (one[2] == two[1])
    return np.asarray(swapped & (left != right), dtype=np.bool_)


def _parts(days: _Ints) -> tuple[Rows, Rows, Rows]:
    """Year, month (from 1) and day (from 1) of days since 1970-01-01."""
    whole = days.astype("datetime64[D]")
    month = whole.astype("datetime64[M]")
    return (
        whole.astype("datetime64[Y]").astype(np.int64),
        month.astype(np.int64) % 12 + 1,
        (whole - month).astype(np.int64) + 1,
    )
