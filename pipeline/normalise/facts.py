"""Facts of a record: published words as codes, days and months, with what was wrong in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...rules.fields import DATED, FIELDS
from ...rules.problems import Problem, Severity
from ...rules.tables import check
from ...rules.vocabulary import vocabulary
from .births import born, minor, over_60
from .custody import Columns, Custody, custody
from .durations import sentence_months
from .reading import Reading
from .report import Bad, Report, unknown
from .said import NOTHING, Column, Dated, Listed, Said, objects
from .words import municipality, offences, remarks, several

_KEY = ("source", "source_record_id")
_DAY = np.timedelta64(1, "D")
_DURING = "during_11j"


@dataclass(frozen=True, slots=True)
class Facts:
    """table: key and fact columns, one row a record, in the order of the published rows;
    statements: schema of that name, one row a claim of a fact, sorted; problems: by place."""

    table: pa.Table
    statements: pa.Table
    problems: tuple[Problem, ...]


def facts(published: pa.Table, columns: Mapping[tuple[str, str], str]) -> Facts:
    """What each row of `published` (schema "published") claims, names apart.

    columns: (source, published field) -> header of its column, for the messages. Each distinct
    text is read once. A word that is unknown makes a problem and no value.
    """
    reading = Reading(published, Report(published, columns))
    dated = _dates(reading)
    plain, standing = _plain(reading, dated)
    listed = {"offences": _offences(reading), "risk_groups": _risks(reading, dated, standing)}
    _contradictions(reading, dated)
    made: dict[str, Any] = {name: published[name] for name in _KEY}
    for name in DATED:
        for end, days in (("from", dated[name].first), ("to", dated[name].last)):
            made[f"{name}_{end}"] = pa.array(days, pa.date32())
    for name, said in plain.items():
        made[name] = pa.array(said.value, FIELDS[name].type, from_pandas=True)
    made |= {name: codes.column() for name, codes in listed.items()}
    return Facts(
        pa.table(made),
        _statements(published, plain | {name: dated[name].said() for name in DATED}, listed),
        reading.report.problems(),
    )


def _dates(reading: Reading) -> dict[str, Dated]:
    dated = {name: reading.dated(name) for name in ("arrest", "release", "death", "birth")}
    dated["verdict"] = reading.dated("verdict_date")
    ages = (reading.column("age_at_arrest"), reading.column("age"))
    dated["given_birth"] = dated["birth"]
    dated["birth"] = born(dated["birth"], ages, dated["arrest"], reading.edition, reading.report)
    return dated


def _plain(reading: Reading, dated: Mapping[str, Dated]) -> tuple[dict[str, Said], Custody]:
    """The facts that are one value, and custody."""
    province = reading.coded("province")
    sentence = reading.column("sentence")
    columns = Columns(
        reading.column("custody_status"),
        reading.column("prison"),
        reading.column("release_basis"),
        reading.column("remarks"),
        sentence,
        reading.weak,
    )
    standing = custody(columns, dated["release"], reading.edition, reading.report)
    return {
        "sex": reading.coded("sex"),
        "province": province,
        "municipality": _municipality(reading, province),
        "prison": standing.prison,
        "sentence_months": _sentence(reading, sentence),
        "custody_status": standing.status,
        "release_basis": standing.basis,
        "context": _context(reading, dated["arrest"]),
    }, standing


def _municipality(reading: Reading, province: Said) -> Said:
    texts = reading.column("municipality")
    provinces = Column.of(province.value)
    pairs = texts.at * (len(provinces.texts) + 1) + provinces.at
    _, first, places = np.unique(pairs, return_index=True, return_inverse=True)
    read = [
        municipality(texts.texts[texts.at[row]], province.value[row])[1]
        if texts.at[row] >= 0
        else None
        for row in first
    ]
    bad = [
        unknown(at, text, "municipality")
        for at, text in enumerate(texts.texts)
        if not municipality(text, None)[0]
    ]
    reading.report.words("municipality", texts, bad)
    return Said(objects(read)[places], texts.original())


def _sentence(reading: Reading, column: Column) -> Said:
    months: list[int | None] = []
    bad = []
    for at, text in enumerate(column.texts):
        try:
            months.append(sentence_months(text))
        except ValueError as error:
            months.append(None)
            bad.append(Bad(at, text, f"which {error}"))
    reading.report.words("sentence", column, bad)
    return Said(column.spread(months), column.original())


def _context(reading: Reading, arrest: Dated) -> Said:
    """The list's word; where it is silent, for Cuba, what the day of the arrest tells."""
    said = reading.coded("context")
    silent = (reading.values("country") == "CU") & ~said.given()
    other = np.not_equal(said.original, NOTHING)
    for window in vocabulary("context").windows:
        inside = silent & arrest.given()
        if window.first:
            inside &= arrest.first >= np.datetime64(window.first)
        if window.last:
            inside &= arrest.last <= np.datetime64(window.last)
        # the list names another protest, so an arrest of those months was not for 11J
        inside &= ~(other & (window.code == _DURING))
        said = said.replaced(inside, window.code, arrest.original)
    return said


def _offences(reading: Reading) -> Listed:
    """Offences by the language of the list: charges by name, or articles of a code."""
    texts, languages = reading.values("offences"), reading.values("language")
    parts = []
    for language in sorted(set(languages)):
        column = Column.of(np.where(languages == language, texts, NOTHING))
        read = [offences(text, language) for text in column.texts]
        parts.append(reading.several("offences", column, read, "offence"))
    return Listed.of(parts, len(texts))


def _risks(reading: Reading, dated: Mapping[str, Dated], standing: Custody) -> Listed:
    """Risk groups: what the list says, its remarks, and ages that are certain."""
    column = reading.column("risk_groups")
    read = [several(text, "risk_group") for text in column.texts]
    said = reading.several("risk_groups", column, read, "risk_group")
    noted = reading.column("remarks")
    noted_read = [_noted_risks(text) for text in noted.texts]
    birth, edition = dated["birth"], reading.edition
    alive = ~dated["death"].given() & (standing.status.value != "died")
    old = np.where(alive & over_60(birth, edition), "over_60", NOTHING)
    young = np.where(minor(birth, dated["arrest"]), "minor", NOTHING)
    parts = [
        said,
        Said(noted.spread(noted_read), noted.original()),
        Said(old, birth.original),
        Said(young, birth.original),
    ]
    return Listed.of(parts, len(old))


def _noted_risks(text: str) -> tuple[str, ...]:
    phrases = vocabulary("remarks")
    return tuple(risk for code in remarks(text) if (risk := phrases.gives(code, "risk_group")))


def _contradictions(reading: Reading, dated: Mapping[str, Dated]) -> None:
    """Tell of days that cannot both be true: intervals that do not meet."""
    edition, report = reading.edition, reading.report
    born_on = dated["given_birth"]
    before: tuple[tuple[str, Dated, str, Severity], ...] = (
        ("death", born_on, "before the birth", "error"),
        ("arrest", born_on, "before the birth", "error"),
        # a later arrest explains it: lists print the new arrest beside the old release
        ("release", dated["arrest"], "before the arrest", "warning"),
    )
    for field, other, what, severity in before:
        days = dated[field]
        report.rows(field, days.last < other.first, days.original, what, severity=severity)
    for field in DATED:
        days, late = dated[field], dated[field].first > edition + _DAY
        told = "verdict_date" if field == "verdict" else field
        report.rows(told, late, days.original, "after the edition", severity="warning")


def _statements(
    published: pa.Table, plain: Mapping[str, Said], listed: Mapping[str, Listed]
) -> pa.Table:
    """One row a claim, sorted, with the words that gave it."""
    frames = [
        pd.DataFrame({"row": rows, "value": said.value[rows], "original": said.original[rows]})
        .assign(field=field)
        for field, said in plain.items()
        for rows in [np.flatnonzero(said.given())]
    ]  # fmt: skip
    frames += [codes.lines.assign(field=field) for field, codes in listed.items()]
    claims = pd.concat(frames, ignore_index=True)
    claims["value"] = claims["value"].astype(str)
    rows = pa.array(claims["row"].to_numpy("int64"))
    table = published.select(list(_KEY)).take(rows)
    for name in ("field", "value", "original"):
        table = table.append_column(name, pa.array(claims[name], pa.string(), from_pandas=True))
    table = table.append_column("correction", pa.nulls(table.num_rows, pa.string()))
    return check("statements", table.sort_by([(n, "ascending") for n in table.column_names]))
