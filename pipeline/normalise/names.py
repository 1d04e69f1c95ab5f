"""Names as lists print them, parsed into given names, patronymic, surnames and nicknames."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules.names import (
    PARTICLES,
    PATRONYMIC_ENDINGS,
    slavic_given_names,
    spanish_bearers,
)
from ...rules.tables import check
from ..distinct import distinct_rows
from .spelling import fold

# Nicknames: «X», "X", “X”, (X), (alias X), alias X.
_NICKNAME = re.compile(
    r"«([^»]*)»|“([^”]*)”|\"([^\"]*)\"|\(([^)]*)\)|(?:,|\s)alias\s+(.+)$", re.IGNORECASE
)
_ALIAS_WORD = re.compile(r"^\s*(?:alias|a\.?k\.?a\.?|conocid[oa] como)\s+", re.IGNORECASE)
# Bits by which a shape of a Spanish name is rarer than two surnames: one surname, three.
_SURNAMES_PRIOR = {1: -3.0, 2: 0.0, 3: -5.0}
_TOKEN_EVIDENCE = 6.0
_MOST_TOKENS = 12
_COLUMNS = ("name", "given_names", "patronymic", "surnames", "nicknames", "aliases")


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name; parts that a list does not give are None."""

    given_names: str | None
    patronymic: str | None
    surnames: str | None
    nicknames: tuple[str, ...]

    @property
    def shown(self) -> str | None:
        """Given names, patronymic and surnames on one line."""
        parts = [part for part in (self.given_names, self.patronymic, self.surnames) if part]
        return " ".join(parts) or None


def units(text: str, surnames: bool = False) -> list[str]:
    """Tokens of a name, with particles glued to the token after them: "de la Peña" is one.

    Only surnames begin with a particle: "San Martín" is one surname, but "Santa Reyes" is a woman
    called Santa.
    """
    glued: list[str] = []
    waiting = ""
    for token in text.split():
        if fold(token) in PARTICLES and (surnames or waiting or glued):
            waiting += token + " "
        else:
            glued.append(waiting + token)
            waiting = ""
    if waiting:
        glued.append(waiting.strip())
    return glued


def parse(
    full: str | None, given: str | None, surnames: str | None, country: str, order: str
) -> Name:
    """The parts of a published name, in whatever order and script the list prints it.

    `full` is a name in one column, `given` and `surnames` one in two; `order` is the list's habit
    (given_first, surname_first, mixed), which a known given name or a comma overrules.
    """
    nicknames: list[str] = []
    full, given, surnames = (
        _tidy(without_nicknames(text, nicknames)) for text in (full, given, surnames)
    )
    if given or surnames:
        return Name(given, None, surnames, tuple(nicknames))
    if not full:
        return Name(None, None, None, tuple(nicknames))
    split = _SPLIT.get(country, _split_spanish)
    first, patronymic, last = split(full, order)
    return Name(first, patronymic, last, tuple(nicknames))


def names(published: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Name columns of each row of `published`, in its order, and the statements they make.

    Returns (table, statements): table has name, given_names, surnames, patronymic, nicknames and
    aliases; statements follow the schema of that name. Each distinct name is parsed once.
    """
    columns = ["name", "given_names", "surnames", "nickname", "alias", "country", "name_order"]
    frame = published.select([*columns, "linkable"]).to_pandas()
    codes, distinct = distinct_rows(frame[columns].fillna(""))
    parsed = [_row(key) for key in distinct]
    table = pd.DataFrame(parsed, columns=list(_COLUMNS)).iloc[codes].reset_index(drop=True)
    # an anonymised row has no name to take apart: "Citizen K." stands as it is
    whole = ~frame["linkable"].to_numpy(dtype=np.bool_)
    table.loc[whole, "name"] = frame.loc[whole, "name"].to_numpy()
    table.loc[whole, ["given_names", "patronymic", "surnames"]] = None
    published_name = frame["name"].fillna(
        (frame["given_names"].fillna("") + " " + frame["surnames"].fillna("")).str.strip()
    )
    statements = _statements(published, table, published_name)
    return pa.Table.from_pandas(table, preserve_index=False), statements


def _row(key: tuple[Any, ...]) -> tuple[object, ...]:
    """The columns of _COLUMNS."""
    name, given, surnames, nickname, alias, country, order = key
    parsed = parse(name, given, surnames, country, order)
    shown = parsed.shown
    called = [_ALIAS_WORD.sub("", text).strip() for text in nickname.split(";") if text]
    older = _tidy(alias)
    same = older is None or fold(older) == fold(shown or "")
    return (
        shown,
        parsed.given_names,
        parsed.patronymic,
        parsed.surnames,
        sorted({*parsed.nicknames, *filter(None, called)}),
        [] if same else [older],
    )


def _statements(published: pa.Table, table: pd.DataFrame, original: pd.Series) -> pa.Table:
    key = published.select(["source", "source_record_id"]).to_pandas()
    said = key.assign(field="name", value=table["name"].to_numpy(), original=original.to_numpy())
    called = key.assign(
        field="nicknames", value=table["nicknames"].to_numpy(), original=original.to_numpy()
    ).explode("value")
    both = pd.concat([said, called]).dropna(subset=["value"]).assign(correction=None)
    return check("statements", pa.Table.from_pandas(both, preserve_index=False))


def without_nicknames(text: str | None, found: list[str]) -> str | None:
    """The text without what stands in quotes or brackets, which is added to `found`."""
    if not text:
        return None

    def keep(match: re.Match[str]) -> str:
        said = next(group for group in match.groups() if group is not None)
        nickname = _ALIAS_WORD.sub("", said).strip()
        if nickname:
            found.append(nickname)
        return " "

    return _NICKNAME.sub(keep, text)


def _tidy(text: str | None) -> str | None:
    """One space between tokens, and capitals as in a name where the list writes all or none."""
    if text is None:
        return None
    line = " ".join(text.replace(" ,", ",").split()).strip(" ,")
    if line.isupper() or line.islower():
        line = " ".join(_capitalised(word, first=i == 0) for i, word in enumerate(line.split()))
    return line or None


def _capitalised(token: str, first: bool) -> str:
    if not first and fold(token.strip(",")) in PARTICLES:
        return token.lower()
    return "-".join(part[:1].upper() + part[1:].lower() for part in token.split("-"))


def _split_spanish(full: str, order: str) -> tuple[str | None, str | None, str | None]:
    if "," in full:
        last, _, first = full.partition(",")
        return _tidy(first), None, _tidy(last)
    parts = units(full)
    if order == "surname_first":
        parts = parts[2:] + parts[:2] if len(parts) > 2 else parts[1:] + parts[:1]
    cut = _given_count(parts)
    return " ".join(parts[:cut]) or None, None, " ".join(parts[cut:]) or None


def _given_count(parts: Sequence[str]) -> int:
    """How many leading units are given names: the likeliest split by how tokens are borne."""
    if len(parts) <= 2:
        return min(len(parts), 1)
    if len(parts) > _MOST_TOKENS:
        return len(parts) - 2
    evidence = [0.0]
    for part in parts:
        given, surname = spanish_bearers().get(fold(part).rpartition(" ")[2], (0, 0))
        bits = given - surname if " " not in part else -_TOKEN_EVIDENCE
        evidence.append(evidence[-1] + max(-_TOKEN_EVIDENCE, min(_TOKEN_EVIDENCE, float(bits))))
    scores = {
        cut: 2 * evidence[cut] - evidence[-1] + _SURNAMES_PRIOR[len(parts) - cut]
        for cut in range(1, len(parts))
        if len(parts) - cut in _SURNAMES_PRIOR
    }
    return max(scores, key=lambda cut: (scores[cut], -cut))


def _split_slavic(full: str, order: str) -> tuple[str | None, str | None, str | None]:
    tokens = full.replace(",", " ").split()
    known = slavic_given_names()
    given = [i for i, token in enumerate(tokens) if fold(token) in known.class_of]
    if not given:
        given = [i for i, token in enumerate(tokens) if fold(token) in known.diminutive_of]
    if len(tokens) == 1:
        return (tokens[0], None, None) if given else (None, None, tokens[0])
    habit = 0 if order == "given_first" else 1
    # "Максим Богдан": both can be given names, then the list's habit decides
    at = habit if not given or habit in given else given[0]
    rest = [token for i, token in enumerate(tokens) if i != at]
    after = at + 1 < len(tokens) and fold(tokens[at + 1]).endswith(PATRONYMIC_ENDINGS)
    patronymic = tokens[at + 1] if len(tokens) > 2 and after else None
    if patronymic:
        rest.remove(patronymic)
    return tokens[at], patronymic, " ".join(rest) or None


_SPLIT: dict[str, Callable[[str, str], tuple[str | None, str | None, str | None]]] = {
    "CU": _split_spanish,
    "BY": _split_slavic,
}
