"""The shown name: the fullest spelling that most lists support."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ...rules.survivorship import WEAK
from .groups import Floats, Numbers, distinct, first, lowest, number, pairs_within, size

_MARKS = r"[\u0300-\u036f]"
# How many times more persons must be called so before that decides between two spellings.
_COMMONER = 4
PARTS = ["name", "given_names", "surnames", "patronymic"]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of names: the place in `texts`, person, record (row of the names) and list of each.

    Only words that are `heard` support a spelling: those of the person's best rank.
    """

    texts: npt.NDArray[np.object_]
    word: Numbers
    person: Numbers
    record: Numbers
    source: Numbers
    heard: npt.NDArray[np.bool_]


def choose_names(records: pd.DataFrame, bearers: "pd.Series[int]") -> pd.DataFrame:
    """One row a person: person, name, given_names, surnames, patronymic, all of one record.

    records: person, source, rank, edition, trust, name, given_names, surnames, patronymic;
    bearers: how many persons are called by a word. A patronymic that the shown record lacks is
    taken from the best record that has one.
    """
    rows = records[records["name"].notna()]
    person, letters = rows["person"].to_numpy(), rows["name"].str
    spellings = number(rows, ["person", "name"])
    lists = distinct(spellings, number(rows, ["source"]), size(spellings))
    order = (
        rows["rank"].to_numpy(),
        ~letters.contains("[A-Za-z]", regex=True).to_numpy(dtype=bool),
        -_scores(_words(rows), bearers, len(rows)),
        (letters.isupper() | letters.islower()).to_numpy(dtype=bool),
        -letters.normalize("NFD").str.count(_MARKS).to_numpy(),
        -lists[spellings],
        -rows["edition"].to_numpy(),
        rows["trust"].to_numpy(),
        number(rows, ["name"]),
    )
    shown = rows.iloc[first(person, *order)][["person", *PARTS]].reset_index(drop=True)
    has = np.flatnonzero(rows["patronymic"].notna())
    best = rows.iloc[has[first(person[has], *(key[has] for key in order))]]
    other = shown["person"].map(best.set_index("person")["patronymic"])
    own = shown["patronymic"]
    return shown.assign(patronymic=own.where(own.notna(), other))


def count_bearers(records: pd.DataFrame) -> "pd.Series[int]":
    """How many persons are called by each word, weak evidence apart; the index is the word."""
    words = _words(records[records["name"].notna() & (records["rank"] < WEAK)])
    return pd.Series(distinct(words.word, words.person, len(words.texts)), index=words.texts)


def _words(rows: pd.DataFrame) -> _Words:
    split = fold(rows["name"]).str.split()
    record = np.repeat(np.arange(len(rows)), split.map(len).astype(int))
    word, known = pd.factorize(split.explode().dropna())
    person, rank = rows["person"].to_numpy(), rows["rank"].to_numpy()
    heard = rank == lowest(person, rank)[person]
    source = number(rows, ["source"])
    texts = np.asarray(known, dtype=object)
    return _Words(texts, word, person[record], record, source[record], heard[record])


def fold(names: "pd.Series[str]") -> "pd.Series[str]":
    """Names without accents and capitals, for comparing their words."""
    plain = names.str.normalize("NFD").str.replace(_MARKS, "", regex=True)
    return plain.str.casefold()


def _scores(words: _Words, bearers: "pd.Series[int]", n: int) -> Floats:
    """How well the words of each of `n` names are supported: more words, and by more lists.

    A word that is a slip of a better one counts against the name.
    """
    # a cell is a word of a person
    cells = pd.factorize(words.person * (len(words.texts) + 1) + words.word)[0]
    lists = distinct(cells[words.heard], words.source[words.heard], size(cells))
    one = first(cells)
    known = np.asarray(bearers.reindex(words.texts).fillna(0), dtype=np.float64)
    slips = _slips(words, cells, lists, known[words.word[one]])
    worth = np.where(slips, -1.0, lists)
    return np.asarray(np.bincount(words.record, worth[cells], minlength=n), dtype=np.float64)


def _slips(words: _Words, cells: Numbers, lists: Numbers, called: Floats) -> npt.NDArray[np.bool_]:
    """Which cells are slips of another word of the person, a letter or two apart.

    The better word is the one that more lists give ("Maurikio" beside two "Mauricio"); if as many
    do, the one that far more persons are called ("Anttonio" beside "Antonio").
    """
    one = first(cells)
    left, right = pairs_within(words.person[one])
    more, as_many = lists[right] > lists[left], lists[right] == lists[left]
    better = more | (as_many & (called[right] >= _COMMONER * called[left]))
    better &= (lists[left] > 0) & (left != right)
    left, right = left[better], right[better]
    texts = words.texts[words.word[one]]
    away = process.cpdist(texts[left].tolist(), texts[right].tolist(), scorer=OSA.distance)
    letters = np.array([len(text) for text in texts], dtype=np.int64)
    close = np.asarray(away) <= np.where(letters[left] < 7, 1, 2)
    # "Gonzáles González" are two surnames, not one and its slip
    heard = np.flatnonzero(words.heard)
    here, there = pairs_within(words.record[heard])
    n = len(one)
    beside = np.isin(left * n + right, cells[heard[here]] * n + cells[heard[there]])
    return np.isin(np.arange(n), left[close & ~beside])
