"""The model with everything that was chosen, as a file that gives the same result again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ...pipeline.tables.columns import GIVEN, SURNAMES
from ...rules.kinds import KINDS
from ...sources.tables.model import Column

if TYPE_CHECKING:
    from .run import Done

_DEL = "\x7f"
_OF_NAMES = {"given_name": (GIVEN,), "surname": (SURNAMES,), "full_name": (GIVEN, SURNAMES)}


def write(done: "Done", path: Path) -> None:
    """Write the model to `path`."""
    path.write_text(as_toml(done), encoding="utf-8")


def as_toml(done: "Done") -> str:
    """The model as TOML: every choice stands there, so that any can be changed."""
    model = done.model
    lines = ["# Everything that was chosen; give this file to todos link for the same result.", ""]
    for key, name in (("id", model.id), ("source", model.source), ("truth", model.truth)):
        if name is not None:
            lines.append(f"{key} = {_text(name)}")
    lines += ["", "[matching]", f"threshold = {model.threshold!r}"]
    lines += [f"within = {'true' if model.within else 'false'}", "", "[blocking]"]
    lines += [f"pairs_per_record = {model.pairs_per_record}"]
    lines += [f"largest_block = {model.largest_block}"]
    parts = done.chosen.parts
    if parts is None:
        lines.append("# every pair is compared; passes = [[…], …] would change that")
    else:
        lines.append("passes = [")
        for one, named in zip(done.chosen.passes, parts, strict=True):
            lines.append(f"  [{', '.join(map(_text, named))}],  # {one.pairs} pairs")
        lines.append("]")
    lines.append(f"# key parts: {', '.join(done.prepared.parts)}".replace("\n", " "))
    written: set[str] = set()
    for column in model.columns:
        lines += ["", *_column(done, column, written)]
    return "\n".join(lines) + "\n"


def _column(done: "Done", column: Column, written: set[str]) -> list[str]:
    """The table of a column; the levels of a name stand with the first of its columns."""
    head = f"columns.{_text(column.name)}"
    lines = [f"[{head}]", f"kind = {_text(column.kind)}  # {KINDS[column.kind].means}"]
    for key in ("order", "language"):
        value = getattr(column, key)
        if value is not None:
            lines.append(f"{key} = {_text(value)}")
    if column.off:
        lines.append(f"off = [{', '.join(map(_text, column.off))}]")
    made = {one.comparison.field: one.comparison for one in done.prepared.comparisons}
    fields = _OF_NAMES.get(column.kind, (column.name,)) if column.kind != "ignore" else ()
    for field in fields:
        if field not in made or field in written:
            continue
        written.add(field)
        prefix = f"{field}." if column.kind == "full_name" else ""
        for level in made[field].levels:
            lines.append(f"[{head}.levels.{_text(prefix + level.name)}]  # {level.says}")
            lines += [f"m = {level.m!r}", f"u = {level.u!r}"]
    return lines


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace(_DEL, "\\u007f")
