"""Keys that name somebody else than in the edition before: re-used or renumbered."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from .other_person import names_differ, what_differs
from .rows import Flags, Rows, who

SUSPECTS = ("source", "key", "source_record_id", "kind", "fields", "now_under")
# Single rows of every list are deleted and entered again under another key, which takes no id from
# anybody. Where it is more of a list than this, the list has numbered anew.
_MANY, _SHARE = 3, 0.02


@dataclass(frozen=True, slots=True)
class ByKey:
    """Rows followed by their keys, as places in both editions.

    old, new: rows of one key that do not say the same; gone: old rows whose key is not there any
    more; fresh: new rows whose key is new.
    """

    old: Rows
    new: Rows
    gone: Rows
    fresh: Rows


def suspects(old: pa.Table, new: pa.Table, by_key: ByKey) -> pd.DataFrame:
    """Keys that no longer name whom they named, with the columns SUSPECTS, in order.

    old: as `before_rows` makes it; new: schema "published". kind: "re-used" where the key names
    somebody else, "renumbered" where it is gone and its row stands under a new one; fields: what
    differs; now_under: the key under which the old row stands tonight, if it does.
    """
    if not len(by_key.old) and not len(by_key.gone):
        return pd.DataFrame(columns=[*SUSPECTS], dtype=object)
    was, now, fresh, gone = who(
        old.take(by_key.old), new.take(by_key.new), new.take(by_key.fresh), old.take(by_key.gone)
    )
    return pd.concat(
        [
            _reused(old, new, by_key, (was, now, fresh)),
            _renumbered(old, new, by_key, gone, fresh),
        ]
    ).sort_values(["source", "key"], ignore_index=True)


def _reused(
    old: pa.Table, new: pa.Table, by_key: ByKey, spoken: tuple[Rows, Rows, Rows]
) -> pd.DataFrame:
    """Keys that name somebody else. spoken: of whom the old, new and fresh rows speak."""
    was, now, fresh = spoken
    turned = was != now
    # a row that did not turn has kept its key, so nobody else's words are found there
    rows, of = np.r_[by_key.new[turned], by_key.fresh], np.r_[now[turned], fresh]
    # an anonymised row that gets a name is still of the same person
    turned &= _linkable(old, by_key.old)
    left, right = by_key.old[turned], by_key.new[turned]
    name = names_differ(old.take(left), new.take(right))
    stands = pd.Series(_keys(new, rows), index=of, dtype=object).sort_values()
    under = stands[~stands.index.duplicated()].reindex(was[turned])
    asked = name | under.notna().to_numpy()
    left, right, under = left[asked], right[asked], under[asked]
    told = what_differs(old.take(left), new.take(right), name[asked])
    differs = told.drop(columns="other")
    differs["name"] |= ~_linkable(new, right)
    found = _rows(old, left).assign(
        key=_keys(new, right),
        kind="re-used",
        fields=[", ".join(differs.columns[row]) for row in differs.to_numpy(dtype=np.bool_)],
        now_under=under.astype(object).where(under.notna(), None).to_numpy(),
    )
    moved = differs.any(axis=1) & found["now_under"].notna()
    return found.loc[told["other"] | moved, [*SUSPECTS]]


def _renumbered(
    old: pa.Table, new: pa.Table, by_key: ByKey, gone: Rows, fresh: Rows
) -> pd.DataFrame:
    """Keys that are gone, while a new one names the person: where there are many of them."""
    alone = _alone(fresh)
    stands = pd.Series(_keys(new, by_key.fresh[alone]), index=fresh[alone], dtype=object)
    found = _rows(old, by_key.gone).assign(kind="renumbered", fields="")
    found = found.assign(now_under=stands.reindex(gone).to_numpy())[_alone(gone)]
    found = found.dropna(subset=["now_under"])
    rows = old["source"].filter(old["listed"]).to_pandas().value_counts()
    count = found.groupby("source")["key"].transform("size")
    many = (count >= _MANY) & (count >= _SHARE * found["source"].map(rows))
    return found.loc[many, [*SUSPECTS]]


def _alone(numbers: Rows) -> Flags:
    alone: Flags = ~pd.Index(numbers).duplicated(keep=False)
    return alone


def _linkable(table: pa.Table, rows: Rows) -> Flags:
    return np.asarray(table["linkable"].to_numpy()[rows], dtype=np.bool_)


def _keys(table: pa.Table, rows: Rows) -> npt.NDArray[np.object_]:
    return table["source_record_id"].take(rows).to_pandas().to_numpy()


def _rows(old: pa.Table, rows: Rows) -> pd.DataFrame:
    return old.select(["source", "source_record_id", "key"]).take(rows).to_pandas()
