"""Person ids that last: through spelling changes, new editions and re-runs."""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from ..rules import tables

# Crockford's base 32: no I, L, O, U, so an id can be read out over a bad telephone line.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {symbol: value for value, symbol in enumerate(SYMBOLS)}
# A country may hold the four letters that an id may not; digits never stand in a country, so the
# four borrow the digits' values and every letter keeps a value of its own.
_LETTER = {
    letter: _VALUE.get(letter, "ILOU".find(letter)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
_PAYLOAD = 5
_KEY = ["source", "source_record_id"]


@dataclass(frozen=True, slots=True)
class Identified:
    """Records with `person_id` filled (schema "records"), and tonight's `redirects`."""

    records: pa.Table
    redirects: pa.Table


def _double(value: int) -> int:
    """`value` times x in the field of 32 elements, modulo x^5 + x^2 + 1."""
    return (value << 1) ^ (0b100101 if value & 16 else 0)


def check_symbol(country: str, payload: str) -> str:
    """The last symbol of an id: finds any one wrong character and any two neighbours swapped.

    A sum over the field of 32 elements in which every place has a weight of its own (the powers of
    x): one change, or one swap of different symbols, never leaves the sum as it was.
    """
    total = 0
    for value in (*(_LETTER[c] for c in country), *(_VALUE[c] for c in payload)):
        total = _double(total ^ value)
    return SYMBOLS[total]


def is_person_id(text: str) -> bool:
    """Whether `text` has the form CU-7Q4M-K2 and its check symbol is right."""
    country, _, rest = text.partition("-")
    symbols = rest.replace("-", "", 1)
    if len(symbols) != _PAYLOAD + 1 or rest[4:5] != "-" or len(country) != 2:
        return False
    if not all(c in _LETTER for c in country) or not all(c in _VALUE for c in symbols):
        return False
    return check_symbol(country, symbols[:-1]) == symbols[-1]


def new_person_id(country: str, source: str, source_record_id: str, taken: set[str]) -> str:
    """An id made from the first record's key; hashed again with a counter while it is `taken`."""
    for counter in range(len(taken) + 1):
        seed = "\x1f".join((country, source, source_record_id, str(counter)))
        number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
        payload = "".join(SYMBOLS[number >> (5 * place) & 31] for place in range(_PAYLOAD))
        symbols = payload + check_symbol(country, payload)
        person_id = f"{country}-{symbols[:4]}-{symbols[4:]}"
        if person_id not in taken:
            return person_id
    raise ValueError(f"No id is left for country {country}")


def identify(
    records: pa.Table,
    clusters: "pd.Series[int] | npt.NDArray[np.int64]",
    before: pd.DataFrame,
    history: pd.DataFrame,
    *,
    used: set[str],
    since: date,
) -> Identified:
    """Give each cluster the id that its records had before, or a new one.

    An id goes where most of its records are, and nowhere else; of the ids that meet so the oldest
    stays. A cluster that is left without an id takes back one that was merged away, if most of that
    id's records are in it; else its id is new.

    records: schema "records"; clusters: int label of each row; before: source, source_record_id,
    person_id as each record was last known (see `redirects.as_known`); history: source,
    source_record_id, person_id, run (date) of every id that a record was ever given; used: every id
    ever given; since: date of the run. A cluster of weak records alone makes no person: its
    person_id is null. Raises ValueError if labels and rows differ in number.
    """
    labels = np.asarray(clusters)
    if len(labels) != records.num_rows:
        raise ValueError(f"{len(labels)} cluster labels for {records.num_rows} records")
    rows = records.select([*_KEY, "country", "linkable", "weak"]).to_pandas()
    rows["cluster"] = _own_cluster_if_anonymised(labels, rows["linkable"].to_numpy(dtype=bool))
    # Weak evidence neither makes a person nor carries an id from one person to another.
    strong = rows[~rows["weak"].to_numpy(dtype=bool)].sort_values([*_KEY, "cluster"])
    first = strong.drop_duplicates("cluster").set_index("cluster")
    bonds = _bonds(strong, before)
    kept = _oldest(_homes(bonds), history)
    merged_away = history[~history["person_id"].isin(before["person_id"])]
    had = _bonds(strong, merged_away)
    back = _nearest(_homes(had), kept, merged_away)
    ids = dict(kept) | dict(back)
    fresh = first[~first.index.isin(list(ids))]
    ids |= _new_ids(fresh, used | set(before["person_id"]) | set(history["person_id"]))
    person_id = rows["cluster"].map(ids)
    column = pa.array(person_id.where(person_id.notna(), None), pa.string())
    place = records.schema.get_field_index("person_id")
    filled = records.set_column(place, records.schema.field("person_id"), column)
    again = had[had["person_id"].isin(back)]
    left = _redirects(pd.concat([bonds, again]), kept, ids, since)
    return Identified(tables.check("records", filled), left)


def _new_ids(fresh: pd.DataFrame, taken: set[str]) -> dict[int, str]:
    """A new id for each cluster; fresh: by cluster the country and the first key."""
    ids = {}
    keys = zip(fresh["country"], fresh["source"], fresh["source_record_id"], strict=True)
    for cluster, (country, source, source_record_id) in zip(fresh.index, keys, strict=True):
        ids[cluster] = new_person_id(country, source, source_record_id, taken)
        taken.add(ids[cluster])
    return ids


def _own_cluster_if_anonymised(
    labels: npt.NDArray[np.int64], linkable: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Cluster codes in which each anonymised record stands alone."""
    codes, _ = pd.factorize(labels)
    # "Citizen K." may be anybody: two of them in one cluster are still two persons.
    return np.where(linkable, codes, len(codes) + np.arange(len(codes)))


def _bonds(strong: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """How many records of each cluster were given each id: cluster, person_id, n, size.

    size: records of the cluster in all. Rows are in the order of the clusters' first keys.
    """
    had = strong.merge(given[[*_KEY, "person_id"]].drop_duplicates(), on=_KEY)
    bonds = had.groupby(["cluster", "person_id"], as_index=False, sort=False).size()
    bonds = bonds.rename(columns={"size": "n"})
    return bonds.assign(size=bonds["cluster"].map(strong["cluster"].value_counts()))


def _homes(bonds: pd.DataFrame) -> pd.DataFrame:
    """The cluster of each id: where most of its records are; of equal parts the purest."""
    best = bonds.sort_values(
        ["person_id", "n", "size"], ascending=[True, False, True], kind="stable"
    )
    return best.drop_duplicates("person_id")


def _oldest(homes: pd.DataFrame, history: pd.DataFrame) -> "pd.Series[str]":
    """The id that stays in each cluster: the one given first, then the one of most records."""
    rivals = homes[homes["cluster"].duplicated(keep=False)]
    given = history[history["person_id"].isin(rivals["person_id"])]
    born = given.sort_values("run").drop_duplicates("person_id").set_index("person_id")["run"]
    homes = homes.assign(born=homes["person_id"].map(born))
    best = homes.sort_values(["born", "n", "person_id"], ascending=[True, False, True])
    return best.drop_duplicates("cluster").set_index("cluster")["person_id"]


def _nearest(homes: pd.DataFrame, kept: "pd.Series[str]", given: pd.DataFrame) -> "pd.Series[str]":
    """The id that comes back to each cluster that has none: that of most of its records.

    Of two, the one that was given to fewer others ("P swallowed Q, and O swallowed P": the records
    of Q had both), then the one that was in use last.
    """
    free = homes[~homes["cluster"].isin(kept.index)]
    mine = given[given["person_id"].isin(free["person_id"])].sort_values("run")
    last = mine.drop_duplicates("person_id", keep="last").set_index("person_id")["run"]
    bearers = mine.drop_duplicates([*_KEY, "person_id"])["person_id"].value_counts()
    named = free["person_id"]
    rank = free.assign(bearers=named.map(bearers), last=named.map(last))
    best = rank.sort_values(
        ["n", "bearers", "last", "person_id"], ascending=[False, True, False, True]
    )
    return best.drop_duplicates("cluster").set_index("cluster")["person_id"]


def _redirects(
    bonds: pd.DataFrame, kept: "pd.Series[str]", ids: dict[int, str], since: date
) -> pa.Table:
    """Ids that lead elsewhere from now on.

    merge: `old_person_id` is no longer in use, most of its records are with `person_id`.
    split: `person_id` is a person of its own since tonight, made of some of its records.
    """
    moved = bonds.assign(now=bonds["cluster"].map(ids))
    moved = moved[moved["now"] != moved["person_id"]]
    merged = _homes(bonds).assign(now=lambda homes: homes["cluster"].map(ids))
    merged = merged[~merged["person_id"].isin(list(ids.values()))].assign(kind="merge")
    split = moved[~moved["cluster"].isin(kept.index)].assign(kind="split")
    found = pd.concat([merged, split]).drop_duplicates(["person_id", "now"])
    found = found.sort_values(["person_id", "now"])
    return pa.table(
        {
            "old_person_id": pa.array(found["person_id"], pa.string()),
            "person_id": pa.array(found["now"], pa.string()),
            "kind": pa.array(found["kind"], pa.string()),
            "since": pa.array([since] * len(found), pa.date32()),
        },
        schema=tables.schema("redirects"),
    )
