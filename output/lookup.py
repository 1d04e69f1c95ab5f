"""Looking things up in the newest snapshot: persons by any spelling, and why records are one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..pipeline.match import match
from ..pipeline.normalise.spelling import fold, given_name_class, slavic_skeleton, spanish_sound

_LIKE = 0.75
_FORMS = (fold, spanish_sound, slavic_skeleton, given_name_class)


class NotFoundError(Exception):
    """Nothing of that name, id or key is in the snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The tables of one published tier."""

    folder: Path

    def table(self, name: str) -> pa.Table:
        """One of the tables. Raises NotFoundError where there is no snapshot yet."""
        file = self.folder / f"{name}.parquet"
        if not file.is_file():
            raise NotFoundError("There is no snapshot yet. Make one with: todos run")
        return pq.read_table(file)


def search(snapshot: Snapshot, name: str, most: int = 20) -> pd.DataFrame:
    """Persons whose name is like `name` in any spelling or script, the likest first.

    Columns: person_id, name, country, birth_from, birth_to, custody_status, sources, spelling (the
    published spelling that was found) and likeness in [0, 1].
    """
    asked = [token for token in name.replace(",", " ").split() if fold(token)]
    if not asked:
        raise NotFoundError("Say a name, or a part of one.")
    records = (
        snapshot.table("records").select(["person_id", "name", "nicknames", "aliases"]).to_pandas()
    )
    records = records.dropna(subset=["person_id"]).reset_index(drop=True)
    spelt = records["name"].fillna("") + " " + records["nicknames"].map(" ".join)
    spelt += " " + records["aliases"].map(" ".join)
    records["likeness"] = _likeness(asked, spelt)
    found = records[records["likeness"] >= _LIKE]
    found = found.sort_values(["likeness", "person_id", "name"], ascending=[False, True, True])
    best = found.drop_duplicates("person_id").head(most)
    best = best.rename(columns={"name": "spelling"})[["person_id", "spelling", "likeness"]]
    columns = ["person_id", "name", "country", "birth_from", "birth_to", "custody_status"]
    persons = snapshot.table("persons").select([*columns, "sources"]).to_pandas()
    return best.merge(persons, on="person_id", how="left").reset_index(drop=True)


def _likeness(asked: Sequence[str], names: pd.Series) -> np.ndarray:
    """How well the best token of each name fits each token asked for, averaged over these.

    A name in which one of the tokens asked for is missing altogether is not like it.
    """
    tokens = names.str.split().explode().dropna()
    codes, distinct = pd.factorize(tokens)
    total = np.ones(len(names))
    for one in asked:
        best = np.zeros(len(distinct))
        for form in _FORMS:
            there = [form(token) for token in distinct]
            scores = process.cdist([form(one)], there, scorer=OSA.normalized_similarity, workers=2)[
                0
            ]
            # equal only in its common spelling is a little less than equal as written
            best = np.maximum(best, scores * (1.0 if form is fold else 0.98))
        at = pd.Series(best[codes], index=tokens.index).groupby(level=0).max()
        total = np.minimum(total, at.reindex(names.index, fill_value=0.0).to_numpy())
    return total


@dataclass(frozen=True, slots=True)
class PersonStory:
    """A person, its records, claims and conflicts, and the pairs between its records."""

    person: pd.DataFrame
    records: pd.DataFrame
    claims: pd.DataFrame
    conflicts: pd.DataFrame
    pairs: pd.DataFrame


def explain_person(snapshot: Snapshot, person_id: str) -> PersonStory:
    """Everything that makes the person. An id that redirects leads to the person it became."""
    redirects = snapshot.table("redirects").to_pandas().set_index("old_person_id")["person_id"]
    persons = snapshot.table("persons")
    if person_id not in persons["person_id"].to_pylist() and person_id in redirects.index:
        person_id = str(redirects[redirects.index == person_id].iloc[0])
    mine = pc.field("person_id") == person_id
    person = persons.filter(mine).to_pandas()
    if person.empty:
        raise NotFoundError(f"No person has the id {person_id}. Find it with: todos search NAME")
    records = snapshot.table("records").filter(mine).to_pandas()
    keys = set(zip(records["source"], records["source_record_id"], strict=True))
    pairs = snapshot.table("pairs").to_pandas()
    inside = [
        left in keys and right in keys
        for left, right in zip(
            zip(pairs["source_l"], pairs["source_record_id_l"], strict=True),
            zip(pairs["source_r"], pairs["source_record_id_r"], strict=True),
            strict=True,
        )
    ]
    return PersonStory(
        person,
        records,
        snapshot.table("claims").filter(mine).to_pandas(),
        snapshot.table("conflicts").filter(mine).to_pandas(),
        pairs[inside].sort_values("match_weight", ascending=False),
    )


def explain_pair(
    snapshot: Snapshot, left: tuple[str, str], right: tuple[str, str]
) -> tuple[dict[str, Any], pd.DataFrame]:
    """The pair (as a row of the table pairs) and the two records.

    A pair that was never a candidate, or too unlikely to be kept, is compared now with the model
    of the snapshot's records. Raises NotFoundError for a record that is not there.
    """
    records = snapshot.table("records")
    sources, ids = records["source"].to_pylist(), records["source_record_id"].to_pylist()
    row_of = {key: row for row, key in enumerate(zip(sources, ids, strict=True))}
    for key in (left, right):
        if key not in row_of:
            raise NotFoundError(
                f"No record is called {'/'.join(key)}. `todos explain` of its person lists them."
            )
    rows = sorted((row_of[left], row_of[right]))
    both = records.take(rows)
    found = _kept_pair(snapshot.table("pairs"), left, right)
    if found is None:
        try:
            found = match(records).explain(records, rows[0], rows[1])
        except ValueError as error:
            raise NotFoundError(f"There is nothing to explain: {error}.") from error
    return found.to_pylist()[0], both.to_pandas()


def _kept_pair(pairs: pa.Table, left: tuple[str, str], right: tuple[str, str]) -> pa.Table | None:
    for one, two in ((left, right), (right, left)):
        found = pairs.filter(
            (pc.field("source_l") == one[0])
            & (pc.field("source_record_id_l") == one[1])
            & (pc.field("source_r") == two[0])
            & (pc.field("source_record_id_r") == two[1])
        )
        if found.num_rows:
            return found
    return None
