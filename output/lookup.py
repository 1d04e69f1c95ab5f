"""The newest snapshot as a person looks things up in it: persons by any spelling of a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..pipeline.compare.name_pairs import compare_names
from ..pipeline.normalise.spelling import fold, given_name_class, slavic_skeleton, spanish_sound
from ..rules.names.plausible import CAN_BE_ONE
from ..rules.problems import Refusal

_LIKE = 0.75
_FORMS = (fold, spanish_sound, slavic_skeleton, given_name_class)


class NotFoundError(Refusal):
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
    if len(asked) > 1:
        whole = _as_one_persons(name, records["name"].fillna(""))
        records["likeness"] = np.maximum(records["likeness"], whole)
    found = records[records["likeness"] >= _LIKE]
    found = found.sort_values(["likeness", "person_id", "name"], ascending=[False, True, True])
    best = found.drop_duplicates("person_id").head(most)
    best = best.rename(columns={"name": "spelling"})[["person_id", "spelling", "likeness"]]
    columns = ["person_id", "name", "country", "birth_from", "birth_to", "custody_status"]
    persons = snapshot.table("persons").select([*columns, "sources"]).to_pandas()
    return best.merge(persons, on="person_id", how="left").reset_index(drop=True)


def _as_one_persons(name: str, names: pd.Series) -> npt.NDArray[np.float64]:
    """Scores of the names that can be one person's with the name asked for; 0 for the others."""
    codes, distinct = pd.factorize(names)
    score = compare_names([name] * len(distinct), [str(one) for one in distinct]).score
    return np.where(score > CAN_BE_ONE, score, 0.0)[codes]


def _likeness(asked: Sequence[str], names: pd.Series) -> npt.NDArray[np.float64]:
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
