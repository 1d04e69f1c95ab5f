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
    used: set[str],
    since: date,
) -> Identified:
    """Give each cluster the id that its records had before, or a new one.

    records: schema "records"; clusters: int label of each row; before: source, source_record_id,
    person_id of the last registry; used: every id ever given; since: date of the run.
    A cluster of weak records alone makes no person: its person_id is null.
    Raises ValueError if labels and rows differ in number.
    """
    labels = np.asarray(clusters)
    if len(labels) != records.num_rows:
        raise ValueError(f"{len(labels)} cluster labels for {records.num_rows} records")
    rows = records.select([*_KEY, "country", "linkable", "weak"]).to_pandas()
    rows["cluster"] = _own_cluster_if_anonymised(labels, rows["linkable"].to_numpy(dtype=bool))
    # Weak evidence neither makes a person nor carries an id from one person to another.
    strong = rows[~rows["weak"].to_numpy(dtype=bool)].sort_values([*_KEY, "cluster"])
    first = strong.drop_duplicates("cluster").set_index("cluster")
    bonds = _bonds(strong, before, first)
    kept = _keep(bonds)
    ids = dict(zip(kept["cluster"], kept["person_id"], strict=True))
    taken = used | set(before["person_id"])
    fresh = first[~first.index.isin(list(ids))]
    keys = zip(fresh["country"], fresh["source"], fresh["source_record_id"], strict=True)
    for cluster, (country, source, source_record_id) in zip(fresh.index, keys, strict=True):
        ids[cluster] = new_person_id(country, source, source_record_id, taken)
        taken.add(ids[cluster])
    person_id = rows["cluster"].map(ids)
    column = pa.array(person_id.where(person_id.notna(), None), pa.string())
    place = records.schema.get_field_index("person_id")
    filled = records.set_column(place, records.schema.field("person_id"), column)
    return Identified(tables.check("records", filled), _redirects(bonds, kept, ids, since))


def _own_cluster_if_anonymised(
    labels: npt.NDArray[np.int64], linkable: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Cluster codes in which each anonymised record stands alone."""
    codes, _ = pd.factorize(labels)
    # "Citizen K." may be anybody: two of them in one cluster are still two persons.
    return np.where(linkable, codes, len(codes) + np.arange(len(codes)))


def _bonds(strong: pd.DataFrame, before: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """How many records of each cluster had each id before: cluster, person_id, n; best first."""
    had = strong.merge(before[[*_KEY, "person_id"]], on=_KEY, validate="many_to_one")
    bonds = had.groupby(["cluster", "person_id"], as_index=False).size()
    bonds = bonds.rename(columns={"size": "n"}).join(first[_KEY], on="cluster")
    return bonds.sort_values(["n", "person_id", *_KEY], ascending=[False, True, True, True])


def _keep(bonds: pd.DataFrame) -> pd.DataFrame:
    """The bonds that hold: the strongest first, each cluster and each id once."""
    kept = [bonds.iloc[:0]]
    while len(bonds):
        best = bonds[~bonds["cluster"].duplicated() & ~bonds["person_id"].duplicated()]
        kept.append(best)
        used = bonds["cluster"].isin(best["cluster"]) | bonds["person_id"].isin(best["person_id"])
        bonds = bonds[~used]
    return pd.concat(kept)


def _redirects(
    bonds: pd.DataFrame, kept: pd.DataFrame, ids: dict[int, str], since: date
) -> pa.Table:
    """Ids that lead elsewhere from now on.

    merge: `old_person_id` is no longer in use, its records are with `person_id`.
    split: `old_person_id` goes on, and `person_id` is a new person made of some of its records.
    """
    moved = bonds.assign(now=bonds["cluster"].map(ids))
    lost = ~moved["person_id"].isin(kept["person_id"])
    # an id whose records went to several persons leads to the one that has most of them
    merged = moved[lost].drop_duplicates("person_id").assign(kind="merge")
    fresh = ~moved["cluster"].isin(kept["cluster"])
    split = moved[fresh & ~lost].assign(kind="split")
    found = pd.concat([merged, split]).sort_values(["person_id", "now"])
    return pa.table(
        {
            "old_person_id": pa.array(found["person_id"], pa.string()),
            "person_id": pa.array(found["now"], pa.string()),
            "kind": pa.array(found["kind"], pa.string()),
            "since": pa.array([since] * len(found), pa.date32()),
        },
        schema=tables.schema("redirects"),
    )


def settle(earlier: pa.Table, tonight: pa.Table) -> pa.Table:
    """All redirects (schema "redirects"): those of earlier nights lead to where tonight's lead."""
    new = tonight.to_pandas()
    merges = new[new["kind"] == "merge"].set_index("old_person_id")["person_id"]
    old = earlier.to_pandas()
    old["person_id"] = old["person_id"].map(merges).fillna(old["person_id"])
    # a person split off and merged back again leads nowhere
    both = pd.concat([new, old[old["person_id"] != old["old_person_id"]]])
    both = both.drop_duplicates(["old_person_id", "person_id"]).sort_values(
        ["old_person_id", "person_id"]
    )
    return pa.Table.from_pandas(both, schema=tables.schema("redirects"), preserve_index=False)
