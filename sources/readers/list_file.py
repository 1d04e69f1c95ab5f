"""The file of a list, before anything is known of its format: its bytes, its text, its name."""

import re
from dataclasses import dataclass
from pathlib import Path

from ...rules.problems import ListError, Problem

MAX_FILE = 64_000_000

AGAIN = "Deliver the list again."
CHECK = "Check what was delivered."
_SAVE_AS_UTF8 = "Save it as UTF-8 (in a spreadsheet: save as 'CSV UTF-8') and deliver it again."


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of a source; `name` is what the organisation called it."""

    source: str
    path: Path
    name: str

    def wrong(self, what: str, cure: str, row: int | None = None) -> ListError:
        """The error that this file cannot be read, for the reader to raise."""
        return ListError(Problem("error", self.source, self.name, row, None, None, what, cure))

    def data(self) -> bytes:
        """The bytes of the file. Raises ListError for one that is missing, empty or too large."""
        try:
            if (size := self.path.stat().st_size) > MAX_FILE:
                raise self.wrong(
                    f"the file has {size:,} bytes, more than the {MAX_FILE:,} that a list may have",
                    CHECK,
                )
            found = self.path.read_bytes()
        except OSError as error:
            raise self.wrong(f"the file cannot be opened ({error.strerror})", AGAIN) from error
        if not found.strip(b"\xef\xbb\xbf \t\r\n"):
            raise self.wrong("the file is empty", AGAIN)
        return found

    def text(self) -> str:
        """The file as UTF-8 text, with or without a byte-order mark. Raises ListError."""
        found = self.data()
        if found.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self.wrong("the text is encoded as UTF-16, not UTF-8", _SAVE_AS_UTF8)
        if (at := found.find(b"\0")) >= 0:
            raise self.wrong(
                "the text holds NUL bytes, it is damaged or no text", AGAIN, _row(found, at)
            )
        try:
            return found.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.wrong(
                f"the text is not UTF-8, it looks like {_looks_like(found)}",
                _SAVE_AS_UTF8,
                _row(found, error.start),
            ) from error


def _row(found: bytes, at: int) -> int:
    return found.count(b"\n", 0, at) + 1


def _looks_like(found: bytes) -> str:
    # Cyrillic words are runs of high bytes; in Spanish an accented letter stands alone
    return "Windows-1251" if re.search(rb"[\xc0-\xff]{3}", found) else "Windows-1252"
