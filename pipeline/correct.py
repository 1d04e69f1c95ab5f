"""Known errors of lists, corrected before anything is made of them; the lists' own words stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..rules.fields import PUBLISHED
from ..rules.tables import check, schema
from ..sources.clean import clean
from .follow.rows import KEY, Rows, full_keys, places

_WORDS = ("original", "correction")
_ASKED = ("correction_id", *KEY, "field", "says", "should_be")


@dataclass(frozen=True, slots=True)
class Corrected:
    """The table "published" with its known errors corrected, and what became of each correction.

    All four have the columns of the corrections and `now`, what the list says; applied has also
    `shared`: whether the record says the right words in another field as well. adopted: the list
    says it right by now; outdated: it says neither the one nor the other, or another correction of
    these words is in force; unknown: there is no such record, or it left its list, which said
    something else at last.
    """

    published: pa.Table
    applied: pd.DataFrame
    adopted: pd.DataFrame
    outdated: pd.DataFrame
    unknown: pd.DataFrame


def corrected(published: pa.Table, corrections: pd.DataFrame) -> Corrected:
    """Put the right words in place of the wrong ones, where a list still says these.

    published: schema "published", with lasting ids; corrections, those in force: correction_id,
    source, source_record_id, field (a published field), says, should_be (texts, empty for nothing).
    Words are compared without extra spaces. A record that left its list stays corrected. `raw`
    stays as it was published.
    """
    asked = corrections[[*_ASKED]].sort_values("correction_id", ignore_index=True)
    words = {name: asked[name].fillna("").map(clean) for name in ("says", "should_be")}
    ids = (pa.array(asked[name], pa.string()) for name in KEY)
    row = places(full_keys(*ids), full_keys(*(published[name] for name in KEY)))
    told = asked.assign(now=_said(published, asked["field"], row), **words)
    adopted = (row >= 0) & (told["now"] == told["should_be"])
    fits = (row >= 0) & ~adopted & (told["now"] == told["says"])
    # two of the same words: the first of them that was agreed on holds
    applies = fits & ~told.assign(row=row, fits=fits).duplicated(["row", "field", "fits"])
    listed = np.append(published["listed"].to_numpy().astype(np.bool_), False)[row]
    neither = ~adopted & ~applies
    applied = told[applies].reset_index(drop=True)
    table = _replaced(published, row[applies], applied)
    return Corrected(
        table,
        applied.assign(shared=_shared(table, row[applies], applied)),
        told[adopted].reset_index(drop=True),
        told[neither & listed].reset_index(drop=True),
        told[neither & ~listed].reset_index(drop=True),
    )


def original_words(statements: pa.Table, applied: pd.DataFrame) -> pa.Table:
    """The statements (schema "statements") with the list's own words where they were corrected.

    applied: as `corrected` gives it. `correction` of such a statement names the corrections, by
    their numbers; where the list said nothing, its words are empty.
    """
    frame = statements.select([*KEY, "field", "original"]).to_pandas()
    frame = frame[frame["source_record_id"].isin(applied["source_record_id"])]
    pairs = (
        frame.rename_axis("row")
        .reset_index()
        .merge(applied.rename(columns={"field": "corrected"}), on=[*KEY])
    )
    if pairs.empty:
        return statements
    words = {name: statements[name].to_pandas().to_numpy(object) for name in _WORDS}
    for one in pairs.sort_values("correction_id").to_dict("records"):
        back = _put_back(words["original"][one["row"]], one)
        if back is not None:
            words["original"][one["row"]] = back
            numbers = words["correction"][one["row"]]
            number = str(one["correction_id"])
            words["correction"][one["row"]] = f"{numbers}, {number}" if numbers else number
    for name, column in words.items():
        place = statements.schema.get_field_index(name)
        statements = statements.set_column(place, name, pa.array(column, pa.string()))
    return check("statements", statements).sort_by(
        [(name, "ascending") for name in schema("statements").names]
    )


def _put_back(original: str, one: Mapping[Any, Any]) -> str | None:
    """The words of a statement as the list has them; None where they are not those corrected."""
    right, wrong, field = one["should_be"], one["says"], one["corrected"]
    if not right or (one["shared"] and one["field"] != field):
        return None
    if original == right:
        return str(wrong)
    # a name and an age may be said in two columns, which make one statement
    if field in {"given_names", "age_at_arrest"} and original.startswith(right):
        return f"{wrong}{original.removeprefix(right)}".strip()
    if field in {"surnames", "age"} and original.endswith(right):
        return f"{original.removesuffix(right)}{wrong}".strip()
    return None


def _said(published: pa.Table, fields: pd.Series, row: Rows) -> list[str]:
    """What each of these rows says in its field; nothing for the row -1."""
    said = []
    for field, at in zip(fields, row.tolist(), strict=True):
        said.append(clean(published[field][at].as_py() or "") if at >= 0 else "")
    return said


def _replaced(published: pa.Table, row: Rows, applied: pd.DataFrame) -> pa.Table:
    for field in sorted(set(applied["field"])):
        mine = (applied["field"] == field).to_numpy()
        words = published[field].to_pandas().to_numpy(dtype=object, copy=True)
        words[row[mine]] = [right or None for right in applied["should_be"][mine]]
        place = published.schema.get_field_index(field)
        published = published.set_column(place, field, pa.array(words, pa.string()))
    return published


def _shared(published: pa.Table, row: Rows, applied: pd.DataFrame) -> list[bool]:
    """Whether another field of the record says the right words, too."""
    said = published.select(list(PUBLISHED)).take(row).to_pylist()
    asked = zip(said, applied["field"], applied["should_be"], strict=True)
    return [
        any(name != field and text == right for name, text in words.items())
        for words, field, right in asked
    ]
