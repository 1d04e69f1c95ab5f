"""Tables as CSV that a spreadsheet opens safely: no cell becomes a formula or hides its text."""

import codecs
import json
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

# The stubs of pyarrow know no scalar among the arrays, no nested arrays and no line ending.
Column: TypeAlias = Any
pc: Any = pyarrow.compute
csv: Any = pyarrow.csv

BATCH = 50_000  # rows turned to text at a time, which bounds the memory

# What stands before a formula and is skipped by some spreadsheet: spaces, invisible marks, quotes.
_SKIPPED = r"""[\p{Z}\p{Cf}"'`]"""
# The full-width signs count too: spreadsheets set to Japanese or Chinese read them as = + - @.
_SIGN = r"[=+\-@＝＋－＠]"
# Control characters but tab, CR and LF, and the marks that override the direction of writing.
_UNSHOWN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}\x{202A}-\x{202E}\x{2066}-\x{2069}]"

# In this order. Line breaks and ";" inside a cell are guarded like its start: a spreadsheet set to
# Spanish or German splits a comma CSV at ";" and forgets the quotes, so that the text after them
# opens a cell of its own.
_GUARDS = (
    (r"\r\n?", "\n"),
    (r"\t", " "),
    (_UNSHOWN, "\N{REPLACEMENT CHARACTER}"),
    (rf"(\A|[;\n])({_SKIPPED}*{_SIGN})", r"\1'\2"),
)
_SUSPECT = rf"{_UNSHOWN}|[\t\r]|(?:\A|[;\n]){_SKIPPED}*{_SIGN}"


def guarded(texts: Column) -> Column:
    """`texts` (string) so that no spreadsheet runs or misshows them.

    An apostrophe goes before what would be a formula (at the start, after ";" or a line break),
    line breaks become LF, a tab a space, and control characters and marks that turn the direction
    of writing become U+FFFD. The Parquet twin keeps the exact text.
    """
    encoded = texts.dictionary_encode()
    unique = encoded.dictionary
    suspect = pc.match_substring_regex(unique, _SUSPECT)
    changed = unique.filter(suspect)
    for pattern, replacement in _GUARDS:
        changed = pc.replace_substring_regex(changed, pattern=pattern, replacement=replacement)
    return pc.replace_with_mask(unique, suspect, changed).take(encoded.indices)


def _joined(lists: Column, members: Column, separator: str) -> Column:
    """One text for each of `lists`; `members` are the texts of all their members in a row."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths)])
    texts = pc.binary_join(pa.ListArray.from_arrays(offsets, members), separator)
    return pc.if_else(pc.is_valid(lists), texts, pa.scalar(None, pa.string()))


def _as_json(values: Column) -> Column:
    """Each of `values` (text, numbers or days) as JSON."""
    if pa.types.is_date(values.type):
        values = values.cast(pa.string())
    if not pa.types.is_string(values.type):
        return pc.fill_null(values.cast(pa.string()), "null")
    encoded = values.dictionary_encode()
    written = [json.dumps(value, ensure_ascii=False) for value in encoded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(written, pa.string()).take(encoded.indices), "null")


def _objects(members: Column) -> Column:
    """Each of `members` as a JSON object."""
    parts: list[Column] = []
    for number, field in enumerate(members.type):
        parts.append(f"{', ' if number else '{'}{json.dumps(field.name)}: ")
        parts.append(_as_json(pc.struct_field(members, [number])))
    return pc.binary_join_element_wise(*parts, "}", "")


def cells(column: Column) -> Column:
    """`column` as the CSV shows it: text guarded, lists joined by "; ", structs as JSON."""
    if pa.types.is_string(column.type):
        return guarded(column)
    if pa.types.is_list(column.type):
        members = column.flatten()
        if pa.types.is_struct(column.type.value_type):
            texts = _joined(column, _objects(members), ", ")
            return guarded(pc.binary_join_element_wise("[", texts, "]", ""))
        return guarded(_joined(column, pc.fill_null(members, ""), "; "))
    return column  # numbers, days and booleans are ours


def write_csv(table: pa.Table, path: Path) -> None:
    """`table` at `path`: RFC 4180, UTF-8 with BOM, texts quoted, an unknown value an empty cell."""
    shown = pa.schema(
        (field.name, pa.string() if pa.types.is_nested(field.type) else field.type)
        for field in table.schema
    )
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        with csv.CSVWriter(file, shown, write_options=csv.WriteOptions(eol="\r\n")) as writer:
            for batch in table.combine_chunks().to_batches(max_chunksize=BATCH):
                columns = [cells(column) for column in batch.columns]
                writer.write_batch(pa.record_batch(columns, schema=shown))
