"""Section 6: values of a list that were not understood or cannot be true, and what is left out."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ...rules.fields import DATED
from ...rules.problems import Problem
from .sections import Bare, Doubt, Filled, Quality
from .told import Seen

# What readers and normalisers say of a value, and the kind of trouble that it is.
KINDS: Mapping[str, str] = {
    "unknown_word": r"is an unknown word|which no pattern of the list's description knows",
    "status_elsewhere": r"is a word for a status and was read as one",
    "other_column": r"is a word for a (?P<kind>.+) and was read as one",
    "after_edition": r"is after the edition",
    "before_birth": r"is before the birth",
    "before_arrest": r"is before the arrest",
    "no_such_month": r"has the month (?P<number>\d+)",
    "no_such_day": r"has the day (?P<number>\d+) in a month of (?P<last>\d+) days",
    "strange_year": r"has the year (?P<number>\S+)",
    "no_date": r"is no date that can be read|is too long for a date",
    "no_age": r"is no age that can be read|is an age over|too little, for an age",
    "no_sentence": r"too little, for a sentence|or no sentence|whole number of months|no length of",
    "other_total": r"but (?P<number>\d+) records were read",
    # last: whatever a later reader may find, in words that fit everything
    "not_understood": r"",
}
_NEAR = re.compile(r"Did you mean '(.*)'\?$")

# Facts by which one person is told from another, and what families ask for.
KEY_FACTS = ("birth", "arrest", "sex", "custody_status", "offences", "sentence_months", "province")
_IDENTIFYING = ("birth", "arrest")


def quality(seen: Seen, problems: Iterable[Problem] = ()) -> Quality:
    """What is wrong with the list, and which facts it does not give."""
    own = seen.told.records[seen.own]
    given = pd.DataFrame({field: _given(own, field) for field in KEY_FACTS})
    filled = tuple(Filled(field, int(given[field].sum()), len(own)) for field in KEY_FACTS)
    # a list that never gives a fact has no column for it; that is no fault of a row
    asked = [one.field for one in filled if one.field in _IDENTIFYING and one.rows]
    doubts = tuple(_doubt(one) for one in problems if one.source == seen.source)
    return Quality(doubts, filled, _bare(own, given, asked))


def _doubt(problem: Problem) -> Doubt:
    found = ((kind, re.search(pattern, problem.what)) for kind, pattern in KINDS.items())
    kind, match = next((kind, match) for kind, match in found if match)
    near = _NEAR.search(problem.cure)
    return Doubt(
        kind=kind,
        file=problem.file,
        row=problem.row,
        rows=problem.rows,
        column=problem.column or "",
        value=problem.value or "",
        near=near[1] if near else None,
        numbers=match.groupdict(),
    )


def _given(rows: pd.DataFrame, field: str) -> "pd.Series[bool]":
    if field in DATED:
        return rows[f"{field}_from"].notna()
    if field == "offences":
        return rows[field].map(len) > 0
    return rows[field].notna()


def _bare(own: pd.DataFrame, given: pd.DataFrame, asked: Sequence[str]) -> tuple[Bare, ...]:
    """Rows that give none of the facts `asked`, and lack others besides."""
    if not asked:
        return ()
    bare = ~given[asked].any(axis=1) & own["linkable"].fillna(True).astype(bool)
    missing = [
        tuple(field for field, there in zip(given.columns, row, strict=True) if not there)
        for row in given[bare].itertuples(index=False)
    ]
    rows = own[bare]
    texts = [rows[name].fillna("") for name in ("source_record_id", "locator", "name")]
    told = zip(*texts, missing, strict=True)
    return tuple(Bare(str(key), str(at), str(name), lacks) for key, at, name, lacks in told)
