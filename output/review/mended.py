"""Which errors that a filled workbook reports can be kept for the data team's yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from ...pipeline.store import Report
from ...rules.fields import PUBLISHED
from ...sources.clean import clean, fold
from ...sources.spec import ListSpec
from ..reports import answers
from ..reports.facts import facts
from ..reports.labels import value
from ..reports.languages import LANGUAGES, Language, language
from ..reports.refusals import refusal
from .book import Row
from .returned import Returned
from .said import PUBLISHED_AS, said
from .taken import Refused, unkeepable

_SAME = ["source", "source_record_id", "field", "says", "should_be"]
_SAYS, _SHOULD = "says", "should_say"


@dataclass(frozen=True, slots=True)
class Mended:
    """The corrections of a workbook. said: how many of them were reported before."""

    reports: tuple[Report, ...]
    said: int
    refused: tuple[Refused, ...]


class _WrongError(Exception):
    """A row cannot be taken: the reason, and what fills its sentence."""

    def __init__(self, why: str, **values: str) -> None:
        self.why, self.values = why, values


def mended(
    found: Returned,
    spec: ListSpec | None,
    rows: pd.DataFrame,
    corrections: pd.DataFrame,
    *,
    by: str,
    on: date,
) -> Mended:
    """The corrections that fit what the list says now, without those reported before.

    spec: how the list is read; rows: its records of the newest snapshot, with raw; corrections: all
    that the registry holds.
    """
    before = corrections[corrections["revoked_by"].isna()]
    known = set(zip(*(before[name] for name in _SAME), strict=True))
    mine = {str(row["source_record_id"]): row for row in rows.to_dict("records")}
    new: dict[tuple[str, ...], Report] = {}
    again, refused = 0, []
    for row in found.corrections:
        try:
            told = _read(found, spec, row, mine)
        except _WrongError as error:
            reason = refusal(found.tongue, error.why, **error.values)
            refused.append(Refused(found.titles[answers.CORRECTION_SHEET], row.number, reason))
            continue
        key, field, says, should_be, because = told
        same = (found.source, key, field, says, should_be)
        if same in known or same in new:
            again += 1
            continue
        new[same] = Report(*same, because, by, on)
    return Mended(tuple(new.values()), again, tuple(refused))


def _read(
    found: Returned, spec: ListSpec | None, row: Row, mine: Mapping[str, Mapping[Any, Any]]
) -> tuple[str, str, str, str, str]:
    """Key, published field, what the list says, what it should say, how that is known."""
    why = unkeepable(row, answers.CORRECTION_COLUMNS)
    if why is not None:
        raise _WrongError(why.reason, **why.values)
    texts = {name: row.texts[name] for name in answers.CORRECTION_COLUMNS}
    if spec is None or texts["source"] not in {"", found.source}:
        raise _WrongError("list")
    key = texts["source_record_id"]
    if key not in mine:
        raise _WrongError("key", said=key)
    claimed = _fields().get(fold(texts["field"]))
    if claimed is None:
        raise _WrongError("field", said=texts["field"])
    field, says = _place(spec, claimed, texts[_SAYS], mine[key], found.tongue)
    should_be = clean(texts[_SHOULD])
    if says == should_be:
        raise _WrongError("same")
    if not texts["evidence"]:
        raise _WrongError("evidence")
    return key, field, says, should_be, texts["evidence"]


def _place(
    spec: ListSpec, claimed: str, told: str, record: Mapping[Any, Any], tongue: Language
) -> tuple[str, str]:
    """The published field that is meant, and the list's own words in it."""
    given = {use.field for uses in spec.columns.values() for use in uses if use.field}
    fields = [one for one in PUBLISHED_AS.get(claimed, (claimed,)) if one in given & set(PUBLISHED)]
    if not fields:
        raise _WrongError("column")
    words = said(spec, record["raw"])
    for field in fields:
        if fold(told) == fold(words.get(field, "")):
            return field, words.get(field, "")
    apart = [one for one in fields if one != "name" and words.get(one)]
    if claimed == "name" and len(apart) > 1:
        raise _WrongError("parts")
    filled = next((one for one in fields if words.get(one)), None)
    if filled is None:
        raise _WrongError("nothing")
    # many copy what the report shows of their row, and mean the words behind it
    shown = facts(pd.DataFrame([record]), (claimed,))[0].get(claimed)
    if told and fold(told) == fold(value(tongue, claimed, shown)):
        return filled, words[filled]
    raise _WrongError("says", now=words[filled])


@cache
def _fields() -> dict[str, str]:
    """The words of the drop-downs of all languages."""
    return {
        fold(word): field
        for name in LANGUAGES
        for field, word in answers.field_words(language(name)).items()
    }
