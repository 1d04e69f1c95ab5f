"""Readers: a file in, lines of cells out, one small module a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from .line import Line
from .list_file import ListFile


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that lists come in: its module, and the options that a layout may give it."""

    module: str
    options: frozenset[str] = frozenset()

    def read(self, file: ListFile, options: Mapping[str, str]) -> list[Line]:
        """The lines of `file`. Raises ListError where it is not of the format."""
        # a format's library is loaded with its first list: most nights have no PDF
        read: Callable[[ListFile, Mapping[str, str]], list[Line]]
        read = import_module(f".{self.module}", __name__).read
        return read(file, options)


READERS = {
    "csv": Reader("csv_lines", frozenset({"delimiter"})),
    "html": Reader("html_table", frozenset({"table"})),
    "json": Reader("json_items", frozenset({"list"})),
    "pdf": Reader("pdf_table"),
    "xlsx": Reader("xlsx_sheet", frozenset({"sheet"})),
}
