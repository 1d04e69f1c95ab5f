"""Files of tables: CSV of any usual delimiter and encoding, read strictly as text, or Parquet."""

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from ...rules.problems import Refusal, clip
from .texts import TEXTS, as_texts, plain_texts

# The stubs of pyarrow know no dictionaries among the types of columns.
arrow_csv: Any = pyarrow.csv
parquet: Any = pyarrow.parquet

_DELIMITERS = ",;\t|"
_HEAD = 1 << 16
_SNIFFED_ROWS = 20
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MAGIC = b"PAR1"
_BLOCK = 1 << 23
# Cyrillic words are runs of high bytes; in western languages a letter with a mark stands alone.
_CYRILLIC = re.compile(rb"[\xc0-\xff]{4}")
_SAVE_AGAIN = "Save it as UTF-8 (in a spreadsheet: save as 'CSV UTF-8')."


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that holds a table; delimiter and encoding are None for Parquet."""

    path: Path
    header: tuple[str, ...]
    delimiter: str | None
    encoding: str | None

    def read(self, columns: Sequence[str], plain: str | None) -> pa.Table:
        """These of its columns as dictionary-encoded texts; the column `plain` as mere texts.

        Raises Refusal that names file, place and cure.
        """
        if self.delimiter is None:
            return self._read_parquet(columns, plain)
        try:
            return self._read_csv(columns, plain, self.encoding or "utf-8")
        except pa.ArrowInvalid as error:
            if "UTF8" not in str(error):
                raise self._wrong_row(columns, plain) from error
        except UnicodeDecodeError as error:
            what = f"is no {self.encoding} text ({error})"
            raise _refusal(self.path, what, _SAVE_AGAIN) from error
        # the first letter that is no ASCII came late
        _refuse_cyrillic(self.path, self.path.read_bytes())
        try:
            return self._read_csv(columns, plain, "cp1252")
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise _refusal(self.path, "is neither UTF-8 nor Windows-1252", _SAVE_AGAIN) from error

    def _read_csv(
        self, columns: Sequence[str], plain: str | None, encoding: str, threads: bool = True
    ) -> pa.Table:
        types = {name: pa.string() if name == plain else TEXTS for name in columns}
        table: pa.Table = arrow_csv.read_csv(
            self.path,
            arrow_csv.ReadOptions(encoding=encoding, use_threads=threads, block_size=_BLOCK),
            arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            arrow_csv.ConvertOptions(
                column_types=types,
                include_columns=list(columns),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        return table

    def _wrong_row(self, columns: Sequence[str], plain: str | None) -> Refusal:
        """The refusal that names the row, which only reading in order tells."""
        said = ""
        try:
            self._read_csv(columns, plain, self.encoding or "utf-8", threads=False)
        except pa.ArrowInvalid as error:
            said = str(error).removeprefix("CSV parse error: ")
        cure = "Give every row as many cells as the header, and close every quotation mark."
        return _refusal(self.path, f"is not well-formed CSV ({clip(said, 120)})", cure)

    def _read_parquet(self, columns: Sequence[str], plain: str | None) -> pa.Table:
        schema = parquet.read_schema(self.path)
        coded = [
            name
            for name in columns
            if name != plain
            and (pa.types.is_string(schema.field(name).type) or _is_large(schema.field(name).type))
        ]
        table = parquet.read_table(self.path, columns=list(columns), read_dictionary=coded)
        texts = {}
        for name in columns:
            try:
                texts[name] = (plain_texts if name == plain else as_texts)(table[name])
            except TypeError as error:
                what = f"has the column '{clip(name)}' of type {error}, which is no single value"
                raise _refusal(self.path, what, "Leave it out, or write it as text.") from error
        return pa.table(texts)


def opened(path: Path) -> TableFile:
    """The file with its header, delimiter and encoding. Raises Refusal."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise _refusal(path, f"cannot be opened ({error.strerror})", "Name another.") from error
    if head.startswith(_MAGIC):
        try:
            header = parquet.read_schema(path).names
        except pa.ArrowInvalid as error:
            raise _refusal(path, f"is damaged ({clip(str(error))})", "Write it again.") from error
        return TableFile(path, _distinct(path, header), None, None)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise _refusal(path, "is empty", "Name a file with a header and rows.")
    encoding = _encoding(path, head)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise _refusal(path, "is neither text nor Parquet", "Name a CSV or Parquet file.")
    delimiter = _delimiter(text)
    header = next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    return TableFile(path, _distinct(path, header), delimiter, encoding)


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith(_UTF16):
        return "utf-16"
    try:
        # the head may end inside a letter
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        _refuse_cyrillic(path, head)
        return "cp1252"
    return "utf-8"


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells, and into the most."""

    def cells(delimiter: str) -> tuple[float, int]:
        lines = text.splitlines(keepends=True)[: _SNIFFED_ROWS + 1]
        rows = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row][:_SNIFFED_ROWS]
        alike = sum(size == rows[0] for size in rows) / len(rows) if rows else 0.0
        return (alike if rows and rows[0] > 1 else 0.0, rows[0] if rows else 0)

    return max(_DELIMITERS, key=cells)


def _distinct(path: Path, header: Sequence[str]) -> tuple[str, ...]:
    twice = [name for at, name in enumerate(header) if name in header[:at] and name]
    if twice:
        what = f"has two columns '{clip(twice[0])}'"
        raise _refusal(path, what, "Give each column a name of its own.")
    return tuple(header)


def _is_large(kind: Any) -> bool:
    return bool(pa.types.is_large_string(kind))


def _refuse_cyrillic(path: Path, text: bytes) -> None:
    if _CYRILLIC.search(text):
        raise _refusal(path, "is not UTF-8, it looks like Windows-1251", _SAVE_AGAIN)


def _refusal(path: Path, what: str, cure: str) -> Refusal:
    return Refusal(f"{path.name} {what}. {cure}")
