"""Texts of others made safe to show: nothing in them runs, hides, or turns the page around."""

import re

# Control characters, marks that turn the direction of writing, and lone surrogates.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SPACE = re.compile(r"\s+")
# What a spreadsheet takes for the start of a formula, after what it skips. The full-width signs
# count too: spreadsheets set to Japanese or Chinese read them as = + - @.
_FORMULA = re.compile("^[\\s\u00a0\u200b-\u200f\ufeff\"'`]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
LONGEST = 240
LONGEST_CELL = 2000


def shown(text: str, limit: int = LONGEST) -> str:
    """`text` on one line, at most `limit` characters, with U+FFFD for what cannot be seen.

    It is still to be escaped where it goes into a page.
    """
    # a name of 10 kB is cut before anything else looks at it
    visible = _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text[: limit * 4])
    line = _SPACE.sub(" ", visible).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


# What `lines` has to look at closely; nearly every cell has none of it.
_ODD = re.compile(rf"{_UNSHOWN.pattern}|[^\S ]|  |^ | $|{_FORMULA.pattern}")


def lines(text: str) -> str:
    """`text` for a cell of a spreadsheet, line by line: an apostrophe stands before what would be
    a formula, also at the start of a line, where a CSV made of the sheet may be torn."""
    if len(text) <= LONGEST_CELL and not _ODD.search(text):
        return text
    return "\n".join(map(_guarded, text[: LONGEST_CELL * 4].split("\n")))[:LONGEST_CELL]


def exact(text: str) -> str:
    """A key for a cell, unchanged but for what no workbook can hold."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text[:LONGEST_CELL])


def _guarded(line: str) -> str:
    visible = shown(line, LONGEST_CELL)
    return f"'{visible}" if _FORMULA.match(visible) else visible
