"""Key parts of records: what blocking passes are put together from, as codes."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from .block import Keys

_START = 4


def parts(features: pd.DataFrame) -> dict[str, Keys]:
    """The key parts of the registry's records, by the names that rules/blocking.py uses."""
    frame = features
    given = [frame["given"], frame["alt_given"]]
    surnames = [frame["surnames"], frame["alt_surnames"]]
    return {
        "given*": tokens(given),
        "surname*": tokens(surnames),
        "surname_start*": tokens(surnames, lambda token: token[:_START]),
        "surname_pair": single(frame["surnames"].map(_pair)),
        "sex": single(frame["sex"]),
        "province": single(frame["province"]),
        "sentence": single(frame["sentence"]),
        "arrest_day": single(_day(frame, "arrest")),
        "birth_day": single(_day(frame, "birth")),
        "release_day": single(_day(frame, "release")),
    }


def single(values: pd.Series) -> Keys:
    """(records, 1) codes of a column's values."""
    codes, _ = pd.factorize(values.mask(values == ""))
    return np.asarray(codes[:, None], dtype=np.int64)


def tokens(columns: list[pd.Series], form: Callable[[str], str] = str) -> Keys:
    """(records, tokens of the longest text) codes of the tokens of texts, each in its `form`."""
    every = pd.concat(columns, ignore_index=True)
    texts, distinct = pd.factorize(every)
    split = [[form(token) for token in str(text).split()] for text in distinct]
    width = max(map(len, split), default=0) or 1
    padded = [token for one in split for token in (one + [None] * width)[:width]]
    codes, _ = pd.factorize(np.array(padded, dtype=object))
    table = np.vstack([codes.reshape(-1, width), np.full((1, width), -1)])[texts]
    return np.hstack(np.split(table, len(columns))).astype(np.int64)


def _pair(surnames: str) -> str | None:
    """Both surnames in alphabetical order; nothing for a single one."""
    return " ".join(sorted(surnames.split())) if " " in surnames else None


def _day(frame: pd.DataFrame, name: str) -> pd.Series:
    start, end = frame[f"{name}_from"], frame[f"{name}_to"]
    return start.where(start == end)
