"""What matching looks at: each record's values in comparable form, one row a record."""

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from .distinct import distinct_rows
from .normalise.names import parse, units
from .normalise.spelling import (
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
_DAYS = ("birth", "arrest", "release")
# names of any other country are compared letter by letter
_GIVEN = defaultdict(lambda: plain_given_form, {"CU": spanish_sound, "BY": given_name_class})
_SURNAME = defaultdict(lambda: plain_form, {"CU": spanish_sound, "BY": slavic_skeleton})
_PATRONYMIC: Mapping[str, Callable[[str], str]] = defaultdict(lambda: patronymic_class)


def features(records: pa.Table) -> pd.DataFrame:
    """Comparable values of `records` (schema "records"), in their order, on a RangeIndex.

    given, surnames, alt_given, alt_surnames, patronymic: tokens in one common spelling, separated
    by spaces; *_from, *_to: float64, days since 1970-01-01, NaN where unknown; sentence: float64,
    months; offences: sorted codes separated by spaces; the other columns as they stand in the
    records.
    """
    frame = records.select(
        _AS_THEY_STAND
    ).to_pandas()
    country = frame["country"]
    frame["given"] = _comparable(records["given_names"].to_pandas(), country, _GIVEN)
    frame["surnames"] = _comparable(records["surnames"].to_pandas(), country, _SURNAME)
    frame["patronymic"] = _comparable(records["patronymic"].to_pandas(), country, _PATRONYMIC)
    older = _older_spellings(records["aliases"].to_pandas(), country)
    frame["alt_given"] = _comparable(older["given"], country, _GIVEN)
    frame["alt_surnames"] = _comparable(older["surnames"], country, _SURNAME)
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


def _older_spellings(aliases: pd.Series, country: pd.Series) -> pd.DataFrame:
    """The first alias of each record, parsed as a name with the given name in front."""
    first = aliases.map(lambda found: found[0] if found is not None and len(found) else "")
    codes, distinct = distinct_rows(pd.DataFrame({"first": first, "country": country}))
    parsed = [parse(text, None, None, where, "given_first") for text, where in distinct]
    table = pd.DataFrame(
        {
            "given": [name.given_names or "" for name in parsed],
            "surnames": [name.surnames or "" for name in parsed],
        }
    )
    return table.iloc[codes].reset_index(drop=True)
