"""The key of a record within its source: a column, or a digest of what the row says of whom."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..rules.problems import ListError, Problem
from .clean import words
from .list_spec import ListSpec

SEPARATOR = "\x1f"


def content_keys(
    spec: ListSpec, contents: Sequence[tuple[str, ...]], whole: Sequence[str]
) -> list[str]:
    """Keys for a list that has none: initials of the source and ten hex digits of the content.

    `contents` are the fields chosen by the description, compared by their words (no case, accents
    or order); `whole` is the text of each row, which orders rows of equal content as -2, -3 and so
    on, so that the order of the rows in the file changes no key.
    """
    initials = "".join(part[0] for part in spec.source.split("_"))
    same: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(contents):
        said = SEPARATOR.join(" ".join(words(value)) for value in content)
        same[hashlib.sha256(said.encode()).hexdigest()[:10]].append(row)
    keys = [""] * len(contents)
    for digest, rows in same.items():
        for place, row in enumerate(sorted(rows, key=lambda r: whole[r]), start=1):
            keys[row] = f"{initials}-{digest}" + (f"-{place}" if place > 1 else "")
    return keys


def check_keys(
    spec: ListSpec, file: str, column: str, keys: Iterable[tuple[int, str | None]]
) -> list[str]:
    """The keys. Raises ListError for each row whose key is empty or stands in an earlier row."""
    found: list[str] = []
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for row, key in keys:
        if not key:
            what = "is empty, and it is the key of the row"
            cure = "Give the row its key, or take it out of the list."
            problems.append(Problem("error", spec.source, file, row, column, None, what, cure))
        elif (before := first.setdefault(key, row)) != row:
            what = f"which row {before} says too, and it is the key of the row"
            cure = "Take out one of the rows, or correct its key."
            problems.append(Problem("error", spec.source, file, row, column, key, what, cure))
        else:
            found.append(key)
    if problems:
        raise ListError(*problems)
    return found
