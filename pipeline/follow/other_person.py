"""Whether a key names somebody else now: names and facts of a row, before and tonight."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ...rules.names.plausible import CAN_BE_ONE
from ...rules.tables import schema
from ..compare.base import FieldComparison
from ..compare.facts import Arrest, Birth, Sex
from ..compare.name_pairs import compare_names
from ..features import features
from .rows import Flags, Rows, in_order, names

# Levels at which a fact cannot be one person's, but for an error of the list.
_OTHER = {"sex": ("different",), "birth": ("apart", "far"), "arrest": ("different",)}


def names_differ(old: pa.Table, new: pa.Table) -> Flags:
    """Which of aligned rows of one key name two persons, before and now, by their names alone."""
    linkable = (old["linkable"].to_numpy() & new["linkable"].to_numpy()).astype(np.bool_)
    apart = compare_names(names(old), names(new)).score < CAN_BE_ONE
    return np.asarray(linkable & apart, dtype=np.bool_)


def what_differs(old: pa.Table, new: pa.Table, name: Flags) -> pd.DataFrame:
    """What differs between aligned rows of one key, before and now: columns of truth values.

    name: as `names_differ` says; sex, birth, arrest: the facts cannot be one person's; other: it is
    enough to hold them to be two persons. A name alone may have been corrected, or changed by
    marriage: a fact must differ as well, or the list has none to tell people by.
    """
    count = old.num_rows
    if not count:
        # most nights: a vocabulary need not be read for nothing
        return pd.DataFrame(columns=["name", *_OTHER, "other"], dtype=np.bool_)
    columns = schema("published").names
    own = features(in_order(pa.concat_tables([old.select(columns), new.select(columns)])))
    levels = _levels(own, np.arange(count))
    told = pd.DataFrame({"name": name})
    for fact, names_two in _OTHER.items():
        told[fact] = np.isin(levels[fact], names_two)
    silent = own[["birth_from", "arrest_from"]].isna().all(axis=1).to_numpy()
    against = told[list(_OTHER)].any(axis=1) & (levels["birth"] != "same_day")
    return told.assign(other=told["name"] & (against | (silent[:count] & silent[count:])))


def _levels(own: pd.DataFrame, left: Rows) -> dict[str, npt.NDArray[np.str_]]:
    """The level that each fact reaches between the first rows of `own` and the rows after them."""
    ways: dict[str, FieldComparison] = {
        "sex": Sex(own["sex"]),
        "birth": Birth(own["birth_from"], own["birth_to"]),
        "arrest": Arrest(own["arrest_from"], own["arrest_to"]),
    }
    reached = {}
    for name, way in ways.items():
        levels = np.array(["", *(level.name for level in way.comparison.levels)])
        reached[name] = levels[way.levels(left, left + len(left))[0]]
    return reached
