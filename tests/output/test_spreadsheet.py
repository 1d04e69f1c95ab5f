"""No text of a list may run, hide or break a spreadsheet, and none may be lost."""

import csv
import io
import json
import re
import sys
import unicodedata
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from todos.output.spreadsheet import BATCH, write_csv

SIGNS = "=+-@＝＋－＠"
SKIPPED = "".join(
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cf")
)
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
STRUCTS = pa.list_(pa.struct([("level", pa.string()), ("weight", pa.float64())]))

hostile = st.lists(
    st.sampled_from(
        [
            *SIGNS,
            *TURNING,
            *"\t\r\n\0\x07\x85\u200e\u200b\ufeff\u00a0 '\"`;,|",
            *("\r\n", '","', '""', "=cmd|' /C calc'!A0", "@SUM(1+1)"),
            *("Álvaro", "Сяргей", "שלום", "x" * 10_000),
        ]
    ),
    max_size=12,
).map("".join)
law = settings(max_examples=60)
texts = st.none() | hostile | st.text(max_size=40)


def written(table: pa.Table) -> bytes:
    with TemporaryDirectory() as folder:
        write_csv(table, Path(folder) / "t.csv")
        return (Path(folder) / "t.csv").read_bytes()


def read_back(table: pa.Table) -> list[list[str]]:
    csv.field_size_limit(sys.maxsize)
    text = written(table).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == table.column_names
    return rows


def could_be_formula(cell: str) -> bool:
    return cell.lstrip(SKIPPED + '"\n').startswith(tuple(SIGNS))


def as_documented(text: str) -> str:
    """`text` after the changes that docs/snapshot.md names, without the apostrophes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        "\ufffd" if (unicodedata.category(c) == "Cc" and c != "\n") or c in TURNING else c
        for c in text
    )


def without_guard(cell: str) -> str:
    """The reverse that docs/snapshot.md names: the apostrophes before formula signs go."""
    skipped = f"[{re.escape(SKIPPED)}\"'`]"
    return re.sub(rf"(\A|[;\n])'(?={skipped}*[{re.escape(SIGNS)}])", r"\1", cell)


@law
@given(st.lists(st.tuples(texts, texts), max_size=6))
@example([("=1+1", "\n\n=1"), (";;-1", "'=1"), ("\t=1", "\r\n@x"), ("\u202e=1", "\0=1")])
def test_every_text_reads_back_as_it_was_but_for_the_guard(
    rows: list[tuple[str | None, str | None]],
) -> None:
    table = pa.table([pa.array([row[n] for row in rows], pa.string()) for n in (0, 1)], ["a", "b"])
    wanted = [[as_documented(cell or "") for cell in row] for row in rows]
    assert [[without_guard(cell) for cell in row] for row in read_back(table)] == wanted


@law
@given(st.lists(st.tuples(texts, st.none() | st.lists(texts, max_size=3)), max_size=6))
@example([("=1", ["-1"]), (' "+1', [None, "=1"]), ("\u200e@x", ["\t=1"]), ("＝1", None)])
def test_no_cell_opens_a_formula(rows: list[tuple[str | None, list[str | None] | None]]) -> None:
    table = pa.table(
        {
            "text": pa.array([row[0] for row in rows], pa.string()),
            "list": pa.array([row[1] for row in rows], pa.list_(pa.string())),
            "json": pa.array(
                [[{"level": row[0], "weight": -1.5}] for row in rows],
                STRUCTS,
            ),
        }
    )
    cells = [cell for row in read_back(table) for cell in row]
    assert not [cell for cell in cells if could_be_formula(cell)]


@law
@given(st.lists(texts, min_size=1, max_size=6))
@example(["a;=1", "b; +1", "c\n@d", 'e;"-1'])
def test_no_formula_opens_where_a_spreadsheet_splits_at_semicolons(
    column: list[str | None],
) -> None:
    # a spreadsheet set to Spanish or German that forgets the quotes
    text = written(pa.table({"a": pa.array(column, pa.string())})).decode("utf-8-sig")
    pieces = re.split(r"[;\r\n\t]", text)
    assert not [piece for piece in pieces if could_be_formula(piece)]


@law
@given(texts)
@example("\0\x7f\x85" + TURNING)
def test_nothing_invisible_turns_or_breaks_a_line(text: str | None) -> None:
    [[cell]] = read_back(pa.table({"a": pa.array([text or "x"], pa.string())}))
    assert not set(cell) & set(TURNING)
    assert all(unicodedata.category(char) != "Cc" or char == "\n" for char in cell)


@law
@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_a_weight_stays_the_same_number(weights: list[float | None]) -> None:
    table = pa.table({"id": ["p"] * len(weights), "weight": pa.array(weights, pa.float64())})
    cells = [row[1] for row in read_back(table)]
    assert [float(cell) if cell else None for cell in cells] == weights


@law
@given(st.none() | st.lists(st.tuples(texts, st.none() | st.just(-7.25)), max_size=3))
def test_a_list_of_structs_is_json(members: list[tuple[str | None, float | None]] | None) -> None:
    value = None if members is None else [{"level": m[0], "weight": m[1]} for m in members]
    table = pa.table({"id": ["x"], "comparisons": pa.array([value], STRUCTS)})
    [[_, cell]] = read_back(table)
    if value is None:
        assert cell == ""
    else:
        assert json.loads(without_guard(cell)) == [
            {"level": text and in_json(text), "weight": weight} for text, weight in members or ()
        ]


def test_days_in_a_list_of_structs_are_json_texts() -> None:
    span = pa.struct([("source", pa.string()), ("last_seen", pa.date32())])
    spans = [{"source": "a", "last_seen": date(2026, 10, 30)}, {"source": "b", "last_seen": None}]
    [[cell]] = read_back(pa.table({"seen_by": pa.array([spans], pa.list_(span))}))
    assert json.loads(cell) == [
        {"source": "a", "last_seen": "2026-10-30"},
        {"source": "b", "last_seen": None},
    ]


def in_json(text: str) -> str:
    """JSON escapes line breaks, tabs and most control characters, so that these stay."""
    return "".join(char if ord(char) < 0x20 else as_documented(char) for char in text)


def test_a_formula_is_text_with_an_apostrophe_and_a_negative_number_is_none() -> None:
    table = pa.table({"a": ["=1+1", " -2", "-3"], "b": [-1.5, -2.0, 3.0], "c": [-1, 2, -3]})
    assert read_back(table) == [
        ["'=1+1", "-1.5", "-1"],
        ["' -2", "-2", "2"],
        ["'-3", "3", "-3"],
    ]


def test_a_name_with_an_inner_hyphen_or_address_is_left_alone() -> None:
    names = ["Ана-Марія", "a@b; c=d", "uno; dos", "«X»", "O'Brien", "1-2\nB"]
    assert [row[0] for row in read_back(pa.table({"a": names}))] == names


def test_file_starts_with_a_bom_and_its_lines_end_as_rfc_4180_says() -> None:
    data = written(pa.table({"a": ["x\ny", None], "b": [True, False]}))
    assert data == b'\xef\xbb\xbf"a","b"\r\n"x\ny",true\r\n,false\r\n'


def test_an_empty_table_still_names_its_columns() -> None:
    table = pa.table({"a": pa.array([], pa.string()), "b": pa.array([], STRUCTS)})
    assert written(table) == b'\xef\xbb\xbf"a","b"\r\n'


@pytest.mark.parametrize("start", [0, 1, 3])
def test_slices_and_batches_write_the_same_as_the_whole(start: int) -> None:
    lists = [["a", "b"], None, [], ["=c"]] * (BATCH // 4 + 2)
    whole = pa.table({"n": range(len(lists)), "l": pa.array(lists, pa.list_(pa.string()))})
    shown = ["a; b", "", "", "'=c"] * (BATCH // 4 + 2)
    assert [row[1] for row in read_back(whole.slice(start))] == shown[start:]


def test_a_cell_of_ten_megabytes_is_written_whole() -> None:
    [[cell]] = read_back(pa.table({"a": ["=" + "x" * 10_000_000]}))
    assert cell == "'=" + "x" * 10_000_000
