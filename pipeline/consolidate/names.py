"""The shown name: the fullest spelling that most lists support."""

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

_MARKS = r"[\u0300-\u036f]"
PARTS = ["name", "given_names", "surnames", "patronymic"]


def choose_names(records: pd.DataFrame) -> pd.DataFrame:
    """One row a person: person_id, name, given_names, surnames, patronymic, all of one record.

    records: person_id, source, weak, edition, trust, name, given_names, surnames, patronymic.
    A patronymic that the shown record lacks is taken from the best record that has one.
    """
    rows = records[records["name"].notna()].rename_axis("record").reset_index()
    plain = fold(rows["name"])
    scores = _scores(rows.assign(token=plain.str.split()).explode("token"))
    rows["score"] = scores.reindex(rows["record"]).fillna(0).to_numpy()
    rows["latin"] = rows["name"].str.contains("[A-Za-z]", regex=True)
    letters = rows["name"].str
    rows["ordinary"] = ~letters.isupper() & ~letters.islower()
    rows["accents"] = letters.normalize("NFD").str.count(_MARKS)
    rows["lists"] = rows.groupby(["person_id", "name"])["source"].transform("nunique")
    order = ["weak", "latin", "score", "ordinary", "accents", "lists", "edition", "trust", "name"]
    rising = [True, False, False, False, False, False, False, True, True]
    ranked = rows.sort_values(["person_id", *order, "record"], ascending=[True, *rising, True])
    shown = ranked.drop_duplicates("person_id")[["person_id", *PARTS]]
    known = ranked[ranked["patronymic"].notna()].drop_duplicates("person_id")
    other = shown["person_id"].map(known.set_index("person_id")["patronymic"])
    own = shown["patronymic"]
    return shown.assign(patronymic=own.where(own.notna(), other)).reset_index(drop=True)


def fold(names: "pd.Series[str]") -> "pd.Series[str]":
    """Names without accents and capitals, for comparing their words."""
    plain = names.str.normalize("NFD").str.replace(_MARKS, "", regex=True)
    return plain.str.casefold()


def _scores(words: pd.DataFrame) -> "pd.Series[float]":
    """How well the words of each record's name are supported: more words, and by more lists.

    words: person_id, record, source, weak, token. A word that is a slip of a better supported one
    ("Maurikio" beside two "Mauricio") counts against the name.
    """
    strong = words[~words["weak"]]
    support = strong.groupby(["person_id", "token"], as_index=False).agg(
        lists=("source", "nunique")
    )
    pairs = support.merge(support, on="person_id", suffixes=("", "_better"))
    pairs = pairs[pairs["lists_better"] > pairs["lists"]]
    away = process.cpdist(
        pairs["token"].tolist(), pairs["token_better"].tolist(), scorer=OSA.distance
    )
    slips = pairs[np.asarray(away) <= np.where(pairs["token"].str.len() < 7, 1, 2)]
    slipped = pd.MultiIndex.from_frame(slips[["person_id", "token"]])
    index = pd.MultiIndex.from_frame(support[["person_id", "token"]])
    support["worth"] = np.where(index.isin(slipped), -1.0, support["lists"])
    worth = words.merge(support, on=["person_id", "token"], how="left")
    return worth.groupby("record")["worth"].sum()
