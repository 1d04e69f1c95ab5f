"""changes.md and changes.html: what a tier of a snapshot tells readers of its table `changes`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa

from ...rules.fields import Tier
from ...rules.problems import Refusal
from .markdown import markdown
from .page import page
from .summary import Summary, summarise

# The newest snapshot before: its day, and for each tier at least the table persons.
Before = tuple[date, Mapping[Tier, Mapping[str, pa.Table]]]


def change_files(
    changes: pa.Table, persons: pa.Table, tier: Tier, day: date, before: Before | None
) -> dict[str, str]:
    """The texts by file name. changes, persons: of `day` as `tier` may see them."""
    since = before[0] if before else None
    earlier = [before[1][tier]["persons"]] if before else []
    told = summarise(
        changes, [persons, *earlier], (since, day), tier, "all of them are in changes.csv"
    )
    return {"changes.md": markdown(told), "changes.html": page(told)}


def write_summary(told: Summary, file: Path) -> None:
    """Write what changed as .md or .html. Raises Refusal for another ending, or a full disk."""
    made = {".md": markdown, ".html": page}.get(file.suffix)
    if made is None:
        raise Refusal(f"{file.name}: changes are written as .md or .html; name the file so.")
    try:
        file.write_text(made(told), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Refusal(f"{file} cannot be written: {error.strerror}.") from error
