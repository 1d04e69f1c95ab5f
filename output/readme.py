"""The README that lies in a snapshot, for people who open the folder."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from ..rules.fields import Tier
from ..rules.tables import MEANINGS, SNAPSHOT

_FOR_WHOM: dict[Tier, str] = {
    "restricted": (
        "**For the organisations that take part. Do not publish or pass on.** These files hold\n"
        "personal data that were not meant for the public, for instance rows as they were\n"
        "delivered. Keep them encrypted, and delete copies that you no longer need."
    ),
    "public": (
        "**For everyone.** These files speak of living people and their families. Publish what\n"
        "helps them; ask the organisations before you contact anyone, and correct what they\n"
        "correct."
    ),
}

_TEXT = """\
# Registry of political prisoners: snapshot of {day} ({tier})

{for_whom}

Everyone stands in `persons` once. Every statement about a person stands in `claims`, with the list
that made it. Nothing here is proof: lists differ, and where they do, `conflicts` says how.

## Tables

Each is here twice: `.parquet` (exact, for programs) and `.csv` (for spreadsheets).

| table | rows | what it holds |
|---|---:|---|
{tables}

`datapackage.json` describes each column (Frictionless Data Package); `manifest.json` holds the
sha256 of every list that went in and every file here. What is different since the snapshot before
can be read in `changes.html`, or in `changes.md` as text.

## Loading

- Python: `pandas.read_parquet("persons.parquet")`
- R: `arrow::read_parquet("persons.parquet")`
- DuckDB: `SELECT * FROM 'persons.parquet'`
- Spreadsheet: open `persons.csv` (UTF-8, comma, quotes `"`). Import every column as text if ids or
  dates are changed on opening.

## Reading the values

- A date is an interval: `birth_from` and `birth_to` are the earliest and the latest possible day.
- An empty cell means "not known".
- In the CSV, several values in a cell are joined by `; `, an apostrophe (`'`) stands before what a
  spreadsheet could take for a formula, and `\N{REPLACEMENT CHARACTER}` for what cannot be shown.
- `weakest_link` is the lowest match probability that holds the records of a person together.

## Licence and attribution

The statements belong to the organisations whose lists make them: name the lists in `sources`
whenever you quote, and ask the team that gave you this folder before you republish it.
"""


def readme(tier: Tier, day: date, tables: Mapping[str, pa.Table]) -> str:
    """The text of README.md."""
    lines = (f"| `{name}` | {tables[name].num_rows:,} | {MEANINGS[name]} |" for name in SNAPSHOT)
    return _TEXT.format(
        day=day.isoformat(), tier=tier, for_whom=_FOR_WHOM[tier], tables="\n".join(lines)
    )
