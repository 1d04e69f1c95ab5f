"""The shown name: the fullest spelling that most lists support."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

_MARKS = r"[\u0300-\u036f]"
# How many times more persons must be called so before that decides between two spellings.
_COMMONER = 4
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

    words: person_id, record, source, weak, token. A word that is a slip of a better one counts
    against the name.
    """
    strong = words[~words["weak"]]
    spelt = strong.drop_duplicates(["person_id", "token", "source"])
    support = spelt.groupby(["person_id", "token"]).size().rename("lists").reset_index()
    support["persons"] = support.groupby("token")["token"].transform("size")
    support["worth"] = support["lists"].where(~_slips(support, strong), -1)
    worth = words.merge(support, on=["person_id", "token"], how="left")
    return worth.groupby("record")["worth"].sum()


def _slips(support: pd.DataFrame, words: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which words are slips of another word of the person, a letter or two apart.

    The better word is the one that more lists give ("Maurikio" beside two "Mauricio"); if as many
    do, the one that far more persons are called ("Anttonio" beside "Antonio").
    """
    pairs = support.merge(support, on="person_id", suffixes=("", "_better"))
    more, as_many = (
        pairs["lists_better"] > pairs["lists"],
        pairs["lists_better"] == pairs["lists"],
    )
    commoner = pairs["persons_better"] >= _COMMONER * pairs["persons"]
    pairs = pairs[more | (as_many & commoner)]
    away = process.cpdist(
        pairs["token"].tolist(), pairs["token_better"].tolist(), scorer=OSA.distance
    )
    close = pairs[np.asarray(away) <= np.where(pairs["token"].str.len() < 7, 1, 2)]
    # "Gonzáles González" are two surnames, not one and its slip
    named = words[["record", "person_id", "token"]]
    both = close.merge(named, on=["person_id", "token"]).merge(
        named.rename(columns={"token": "token_better"}), on=["record", "person_id", "token_better"]
    )
    alike = ["person_id", "token", "token_better"]
    slips = pd.MultiIndex.from_frame(close[alike]).difference(pd.MultiIndex.from_frame(both[alike]))
    index = pd.MultiIndex.from_frame(support[alike[:2]])
    return np.asarray(index.isin(slips.droplevel(2)), dtype=np.bool_)
