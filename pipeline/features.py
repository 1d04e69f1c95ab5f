"""What matching looks at: each record's values in comparable form, one row a record."""

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..rules.names import spanish_bearers
from .distinct import distinct_rows
from .normalise.names import parse, units
from .normalise.spelling import (
    fold,
    given_name_class,
    patronymic_class,
    plain_form,
    plain_given_form,
    slavic_skeleton,
    spanish_sound,
)

Values = npt.NDArray[np.object_]
_AS_THEY_STAND = [
    "source",
    "country",
    "linkable",
    "sex",
    "province",
    "municipality",
    "prison",
    "custody_status",
    "release_basis",
]
# Words of a name of which the middle one may be a given name or a surname.
_AMBIGUOUS = 3
# log2 of how much fewer people bear a word as the one than as the other, to be no candidate.
_MUCH_RARER = 4
_DAYS = ("birth", "arrest", "release")
# names of any other country are compared letter by letter
_GIVEN = defaultdict(lambda: plain_given_form, {"CU": spanish_sound, "BY": given_name_class})
_SURNAME = defaultdict(lambda: plain_form, {"CU": spanish_sound, "BY": slavic_skeleton})
_PATRONYMIC: Mapping[str, Callable[[str], str]] = defaultdict(lambda: patronymic_class)


def features(records: pa.Table) -> pd.DataFrame:
    """Comparable values of `records` (schema "records"), in their order, on a RangeIndex.

    given, surnames, patronymic: tokens in one common spelling, separated by spaces; alt_given,
    alt_surnames: the same of an older spelling, or of the other way to take the name apart;
    *_from, *_to: float64, days since 1970-01-01, NaN where unknown; sentence: float64, months;
    offences: sorted codes separated by spaces; the other columns as they stand in the records.
    """
    frame = records.select(_AS_THEY_STAND).to_pandas()
    country = frame["country"]
    frame["given"] = _comparable(records["given_names"].to_pandas(), country, _GIVEN)
    frame["surnames"] = _comparable(records["surnames"].to_pandas(), country, _SURNAME)
    frame["patronymic"] = _comparable(records["patronymic"].to_pandas(), country, _PATRONYMIC)
    other = _other_readings(records, country)
    frame["alt_given"] = _comparable(other["given"], country, _GIVEN)
    frame["alt_surnames"] = _comparable(other["surnames"], country, _SURNAME)
    for name in _DAYS:
        for end in ("from", "to"):
            days = records[f"{name}_{end}"].cast(pa.int32()).to_pandas()
            frame[f"{name}_{end}"] = days.astype("float64")
    frame["offences"] = records["offences"].to_pandas().map(_joined)
    frame["sentence"] = records["sentence_months"].to_pandas().astype("float64")
    return frame


def _joined(codes: object) -> str:
    return " ".join(sorted(codes)) if isinstance(codes, np.ndarray | list) else ""


def _comparable(
    texts: pd.Series, country: pd.Series, forms: Mapping[str, Callable[[str], str]]
) -> Values:
    """Each distinct (text, country) in its common spelling; "" where there is no text."""
    keys = pd.DataFrame({"text": texts.fillna("").astype(str), "country": country})
    codes, distinct = distinct_rows(keys)
    spelt = [
        " ".join(
            filter(
                None,
                (forms[where](unit) for unit in units(text.replace("-", " "), forms is _SURNAME)),
            )
        )
        for text, where in distinct
    ]
    return np.array(spelt, dtype=object)[codes]


def _other_readings(records: pa.Table, country: pd.Series) -> pd.DataFrame:
    """Given names and surnames of each record's first alias, or the name taken apart otherwise."""
    aliases = records["aliases"].to_pandas()
    first = aliases.map(lambda found: found[0] if found is not None and len(found) else "")
    names = records.select(["given_names", "surnames"]).to_pandas().fillna("")
    codes, distinct = distinct_rows(names.assign(alias=first, country=country))
    read = [
        _given_first(alias, where) if alias else _taken_apart(given, surnames, where)
        for given, surnames, alias, where in distinct
    ]
    return pd.DataFrame(read, columns=["given", "surnames"]).iloc[codes].reset_index(drop=True)


def _given_first(alias: str, country: str) -> tuple[str, str]:
    name = parse(alias, None, None, country, "given_first")
    return name.given_names or "", name.surnames or ""


def _taken_apart(given: str, surnames: str, country: str) -> tuple[str, str]:
    """The other way to take a Spanish name apart whose middle word may be either; "" if none is.

    Carlos Alfonso González may have two given names or two surnames.
    """
    first, last = units(given), units(surnames, surnames=True)
    if country != "CU" or len(first) + len(last) != _AMBIGUOUS:
        return "", ""
    middle = last[0] if len(first) == 1 else first[-1]
    as_given, as_surname = spanish_bearers().get(fold(middle), (0, 0))
    # a word that nobody bears is one of the names that Cubans make up: Yosnel
    if len(first) == 1 and as_given >= as_surname - _MUCH_RARER:
        return f"{given} {middle}", last[1]
    if len(first) == 2 and as_surname > 0 and as_surname >= as_given - _MUCH_RARER:
        return first[0], f"{middle} {surnames}"
    return "", ""
