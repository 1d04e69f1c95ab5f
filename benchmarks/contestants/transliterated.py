"""Lists of prisoners as an analyst would lay them out for a toolkit without rules for names."""

import re
from pathlib import Path

import pandas as pd
from unidecode import unidecode

# "de la Cruz Pérez": the particles belong to the surname that follows.
FIRST_SURNAME = re.compile(r"^((?:(?:de|del|la|las|los|y|san|santa)\s+)*\S+)\s*(.*)$")
DAYS = [f"{what}_{part}" for what in ("birth", "arrest") for part in ("from", "to", "date")]


def _plain(values: pd.Series) -> pd.Series:
    """Latin letters without accents, lower case, nothing but letters and single spaces."""
    spelled = {
        value: re.sub(r"[^a-z]+", " ", unidecode(value).lower()).strip() or None
        for value in values.dropna().unique()
    }
    return values.map(spelled).astype(object)


def read(path: Path) -> pd.DataFrame:
    """The records with `given`, `surname1`, `surname2`, days as dates; missing is None."""
    table = pd.read_parquet(path)
    table["given"] = _plain(table["given_names"])
    both = _plain(table["surnames"]).str.extract(FIRST_SURNAME)
    table["surname1"], table["surname2"] = both[0], both[1].replace("", None)
    if "patronymic" in table:
        table["patronymic"] = _plain(table["patronymic"])
    for column in DAYS:
        table[column] = pd.to_datetime(table[column])
    return table
