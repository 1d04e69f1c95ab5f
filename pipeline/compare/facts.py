"""Facts compared: dates as intervals, places, offences, sentences, and the lists themselves."""

import numpy as np
import pandas as pd

from ...rules import comparisons as declared
from .base import Bools, Codes, FieldComparison, Floats, Levels, Values

_YEAR = 366.0
_MONTH = 31.0
_HALF_YEAR = 6.0


class Shares:
    """How common the values of a column are: the share of the known values, as log2."""

    def __init__(self, values: pd.Series) -> None:
        known = values.dropna()
        known = known[known != ""]
        self.shares = known.value_counts(normalize=True)

    def bits(self, values: Values) -> Floats:
        """log2 of each value's share; a value never seen counts as seen once."""
        least = float(self.shares.min()) if len(self.shares) else 1.0
        found = self.shares.reindex(values).fillna(least).to_numpy(dtype=np.float64)
        return np.log2(found)


class Exact(FieldComparison):
    """A code that is the same or not."""

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        known, equal = _known(left[0], right[0]), left[0] == right[0]
        level = self.choose((known & equal, "same"), (known, "different"))
        return level, np.full(len(level), np.nan)


class Sex(Exact):
    """Sex."""

    comparison = declared.SEX


class Patronymic(Exact):
    """Patronymic, in its common spelling."""

    comparison = declared.PATRONYMIC


class Lists(FieldComparison):
    """Whether both records stand on the same list."""

    comparison = declared.LISTS

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        same = left[0] == right[0]
        return self.choose((same, "same"), (~same, "other")), np.full(len(same), np.nan)


class Birth(FieldComparison):
    """Days of birth as intervals: exact dates, years, ages, "of age"."""

    comparison = declared.BIRTH

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        gap, wide = _gap(left, right), _width(left, right)
        exact = wide == 0
        level = self.choose(
            (exact & (gap == 0), "same_day"),
            ((gap == 0) & (wide <= 1.1 * _YEAR), "meets"),
            (gap == 0, "wide"),
            (exact & _one_part_differs(left[0], right[0]), "part_differs"),
            (gap <= _YEAR, "close"),
            (gap <= 3 * _YEAR, "apart"),
            (gap > 3 * _YEAR, "far"),
        )
        return level, np.full(len(level), np.nan)


class DayComparison(FieldComparison):
    """Days of an event as intervals; an agreed day counts by how many share it."""

    def __init__(self, columns: tuple[str, str], days: pd.DataFrame) -> None:
        super().__init__(*columns)
        middle = days.mean(axis=1).dropna()
        self.middles = np.sort(middle.to_numpy(dtype=np.float64))

    def rarity(self, left: list[Values], right: list[Values]) -> Floats:
        """log2 of the share of all records whose day lies in the span of the two intervals."""
        low = np.minimum(left[0], right[0]).astype(np.float64)
        high = np.maximum(left[1], right[1]).astype(np.float64)
        inside = np.searchsorted(self.middles, high, "right") - np.searchsorted(self.middles, low)
        share = np.maximum(inside, 1) / max(len(self.middles), 1)
        return np.asarray(np.log2(share), dtype=np.float64)


class Arrest(DayComparison):
    """Days of arrest."""

    comparison = declared.ARREST

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        gap, wide = _gap(left, right), _width(left, right)
        level = self.choose(
            ((gap == 0) & (wide == 0), "same_day"),
            (gap == 0, "meets"),
            (gap <= 3, "close"),
            (gap <= _MONTH, "month"),
            (gap > _MONTH, "different"),
        )
        return level, self.rarity(left, right)


class Release(DayComparison):
    """Days of release."""

    comparison = declared.RELEASE

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        gap, wide = _gap(left, right), _width(left, right)
        level = self.choose(
            ((gap == 0) & (wide == 0), "same_day"),
            (gap <= _MONTH, "close"),
            (gap > _MONTH, "different"),
        )
        return level, self.rarity(left, right)


class Place(FieldComparison):
    """Province and municipality; the municipality of a small town says more."""

    comparison = declared.PLACE

    def __init__(self, provinces: pd.Series, municipalities: pd.Series) -> None:
        super().__init__("province", "municipality")
        self.provinces, self.municipalities = Shares(provinces), Shares(municipalities)

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        here, towns = _known(left[0], right[0]), _known(left[1], right[1])
        same, town = here & (left[0] == right[0]), towns & (left[1] == right[1])
        level = self.choose(
            (town, "municipality"),
            (same & ~towns, "province"),
            (same, "other_municipality"),
            (here, "different"),
        )
        bits = np.where(town, self.municipalities.bits(left[1]), self.provinces.bits(left[0]))
        return level, bits


class Offences(FieldComparison):
    """Sets of offences: the same, overlapping, disjoint. Each distinct pair of sets once."""

    comparison = declared.OFFENCES

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        codes, sets = pd.factorize(np.concatenate([left[0], right[0]]))
        member = pd.Series(sets, dtype=object).str.get_dummies(" ").to_numpy(dtype=np.float32)
        shared = member @ member.T
        one, two = codes[: len(left[0])], codes[len(left[0]) :]
        sizes = member.sum(axis=1)
        known, both = (sizes[one] > 0) & (sizes[two] > 0), shared[one, two]
        same = (both == sizes[one]) & (both == sizes[two])
        level = self.choose(
            (known & same, "same"), (known & (both > 0), "overlap"), (known, "different")
        )
        return level, np.full(len(level), np.nan)


class Sentence(FieldComparison):
    """Sentences in months."""

    comparison = declared.SENTENCE

    def __init__(self, months: pd.Series) -> None:
        super().__init__("sentence")
        self.shares = Shares(months)

    def levels(self, left: list[Values], right: list[Values]) -> tuple[Levels, Floats]:
        one, two = left[0].astype(np.float64), right[0].astype(np.float64)
        known, apart = ~np.isnan(one) & ~np.isnan(two), np.abs(one - two)
        level = self.choose(
            (known & (apart == 0), "same"),
            (known & (apart <= _HALF_YEAR), "close"),
            (known, "different"),
        )
        return level, self.shares.bits(left[0])


def _known(left: Values, right: Values) -> Bools:
    filled = ~pd.isna(left) & ~pd.isna(right)
    return np.asarray(filled & (left != "") & (right != ""), dtype=np.bool_)


def _gap(left: list[Values], right: list[Values]) -> Floats:
    """Days between two intervals, 0 where they meet, NaN where one is missing."""
    starts = np.maximum(left[0].astype(np.float64), right[0].astype(np.float64))
    ends = np.minimum(left[1].astype(np.float64), right[1].astype(np.float64))
    return np.asarray(np.maximum(starts - ends, 0.0), dtype=np.float64)


def _width(left: list[Values], right: list[Values]) -> Floats:
    """Days by which the wider of two intervals is longer than one day."""
    one, two = (side[1].astype(np.float64) - side[0].astype(np.float64) for side in (left, right))
    return np.asarray(np.maximum(one, two), dtype=np.float64)


def _one_part_differs(left: Values, right: Values) -> Bools:
    """Two exact dates that agree in two of day, month and year, or have day and month swapped."""
    one, two = _parts(left), _parts(right)
    swapped = (one[0] == two[0]) & (one[1] == two[2]) & (one[2] == two[1])
    agree = sum((a == b).astype(np.int8) for a, b in zip(one, two, strict=True))
    return np.asarray(swapped | (agree == 2), dtype=np.bool_)


def _parts(days: Values) -> tuple[Codes, Codes, Codes]:
    """Year, month and day of days since 1970-01-01; of an unknown day those of day 0."""
    whole = np.nan_to_num(days.astype(np.float64)).astype(np.int64).astype("datetime64[D]")
    month = whole.astype("datetime64[M]")
    return (
        whole.astype("datetime64[Y]").astype(np.int64),
        month.astype(np.int64) % 12,
        (whole - month).astype(np.int64),
    )
