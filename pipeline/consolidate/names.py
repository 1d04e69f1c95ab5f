"""The shown name: the fullest spelling that most lists support."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ...rules.survivorship import WEAK
from .groups import Floats, Numbers, distinct, first, lowest, number, pairs_within, size
from .said import PARTS

# How many times more persons must be called so before that decides between two spellings.
_COMMONER = 4
_LATIN = re.compile("[A-Za-z]")
_NO_MARKS = dict.fromkeys(range(0x300, 0x370))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of records and their words; rows: the records that have a name.

    name: the place of each row's name in `spellings`, which are in the order of the texts. Of each
    word: its place in `texts`, person, record (row), list, and whether it is `strong` (no weak
    evidence) and `heard`: only words of the person's best rank support a spelling.
    """

    rows: pd.DataFrame
    name: Numbers
    spellings: list["_Spelling"]
    texts: npt.NDArray[np.object_]
    word: Numbers
    person: Numbers
    record: Numbers
    source: Numbers
    strong: npt.NDArray[np.bool_]
    heard: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A published name: its words without accents and capitals, and how it is written.

    capitals: all letters are of one case; marks: how many accents it has.
    """

    words: tuple[str, ...]
    latin: bool
    capitals: bool
    marks: int


def spell(records: pd.DataFrame) -> Names:
    """The names of `records` (person, source, rank, name), each spelling read once."""
    rows = records[records["name"].notna()]
    name, known = pd.factorize(rows["name"], sort=True)
    spellings = [_spelling(text) for text in known]
    lengths = np.array([len(one.words) for one in spellings], dtype=np.int64)
    words = np.array([word for one in spellings for word in one.words], dtype=object)
    coded, texts = pd.factorize(words)
    many = lengths[name]
    record = np.repeat(np.arange(len(rows)), many)
    begins = (np.cumsum(lengths) - lengths)[name] - (np.cumsum(many) - many)
    word = coded[np.arange(len(record)) + begins[record]].astype(np.int64)
    person, rank = rows["person"].to_numpy(), rows["rank"].to_numpy()
    heard, strong = rank == lowest(person, rank)[person], rank < WEAK
    source = number(rows, ["source"])
    of_words = (person[record], record, source[record], strong[record], heard[record])
    return Names(rows, np.asarray(name, dtype=np.int64), spellings, texts, word, *of_words)


def _spelling(name: str) -> _Spelling:
    letters = unicodedata.normalize("NFD", name)
    plain = letters if letters.isascii() else letters.translate(_NO_MARKS)
    return _Spelling(
        tuple(plain.casefold().split()),
        latin=_LATIN.search(plain) is not None,
        capitals=name.isupper() or name.islower(),
        marks=len(letters) - len(plain),
    )


def count_bearers(names: Names) -> "pd.Series[int]":
    """How many persons are called by each word, weak evidence apart; the index is the word."""
    word, person = names.word[names.strong], names.person[names.strong]
    return pd.Series(distinct(word, person, len(names.texts)), index=names.texts)


def choose_names(names: Names, bearers: "pd.Series[int]") -> pd.DataFrame:
    """One row a person: person, name, given_names, surnames, patronymic, all of one record.

    bearers: how many persons are called by a word. A patronymic that the shown record lacks is
    taken from the best record that has one.
    """
    rows, spellings = names.rows, names.spellings
    person = rows["person"].to_numpy()
    of_person = number(rows, ["person", "name"])
    lists = distinct(of_person, number(rows, ["source"]), size(of_person))
    order = (
        rows["rank"].to_numpy(),
        ~np.array([one.latin for one in spellings], dtype=bool)[names.name],
        -_scores(names, bearers),
        np.array([one.capitals for one in spellings], dtype=bool)[names.name],
        -np.array([one.marks for one in spellings], dtype=np.int64)[names.name],
        -lists[of_person],
        -rows["edition"].to_numpy(),
        rows["trust"].to_numpy(),
        names.name,
    )
    shown = rows.iloc[first(person, *order)][["person", *PARTS]].reset_index(drop=True)
    has = np.flatnonzero(rows["patronymic"].notna())
    best = rows.iloc[has[first(person[has], *(key[has] for key in order))]]
    other = shown["person"].map(best.set_index("person")["patronymic"])
    own = shown["patronymic"]
    return shown.assign(patronymic=own.where(own.notna(), other))


def _scores(words: Names, bearers: "pd.Series[int]") -> Floats:
    """How well the words of each row's name are supported: more words, and by more lists.

    A word that is a slip of a better one counts against the name.
    """
    # a cell is a word of a person
    cells = pd.factorize(words.person * (len(words.texts) + 1) + words.word)[0]
    lists = distinct(cells[words.heard], words.source[words.heard], size(cells))
    one = first(cells)
    known = np.asarray(bearers.reindex(words.texts).fillna(0), dtype=np.float64)
    slips = _slips(words, cells, lists, known[words.word[one]])
    worth = np.where(slips, -1.0, lists)
    return np.asarray(
        np.bincount(words.record, worth[cells], minlength=len(words.rows)), dtype=np.float64
    )


def _slips(words: Names, cells: Numbers, lists: Numbers, called: Floats) -> npt.NDArray[np.bool_]:
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
    left, right, n = left[close], right[close], len(one)
    # "Gonzáles González" are two surnames, not one and its slip
    doubted = np.isin(np.arange(n), [left, right])
    heard = np.flatnonzero(words.heard & doubted[cells])
    here, there = pairs_within(words.record[heard])
    beside = np.isin(left * n + right, cells[heard[here]] * n + cells[heard[there]])
    return np.isin(np.arange(n), left[~beside])
