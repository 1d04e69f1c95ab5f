"""The model of a table (TOML): what its columns are, and what somebody chose otherwise."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ...rules.comparisons import MATCH
from ...rules.kinds import KINDS
from ...rules.problems import ListError, Refusal, clip
from ..describe import Description

_KEYS = "id, source, truth, columns, blocking, matching"
_COLUMN_KEYS = "kind, order, language, levels, off"
_ORDERS = ("ymd", "dmy", "mdy")
_LANGUAGES = ("es", "slavic", "any")
Passes = tuple[tuple[str, ...], ...]
PAIRS_PER_RECORD = 10
LARGEST_BLOCK = 5000


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it is; `levels` overrules m and u, `off` switches levels off.

    order: of a date's parts; language: of names; both are found in the table where None.
    """

    name: str
    kind: str
    levels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    order: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TableModel:
    """How a table is to be linked.

    id, source, truth: columns, or None. pairs_per_record: the budget of candidate pairs; passes:
    key parts of each pass, or None where they are to be chosen. threshold: match probability from
    which records are linked; within: whether a source may hold a person twice.
    """

    columns: tuple[Column, ...]
    id: str | None = None
    source: str | None = None
    truth: str | None = None
    pairs_per_record: int = PAIRS_PER_RECORD
    passes: Passes | None = None
    largest_block: int = LARGEST_BLOCK
    threshold: float = MATCH
    within: bool = True

    @property
    def compared(self) -> tuple[Column, ...]:
        """The columns that are compared."""
        return tuple(column for column in self.columns if KINDS[column.kind].comparisons)

    def of_kind(self, kind: str) -> tuple[Column, ...]:
        """The columns of a kind, in their order."""
        return tuple(column for column in self.columns if column.kind == kind)


def load(path: Path) -> TableModel:
    """The model in a file. Raises Refusal that names key, value and cure."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal(f"{path} cannot be opened ({error.strerror}). Name another.") from error
    except ValueError as error:
        raise Refusal(f"{path} is no well-formed TOML ({error}). Correct it.") from error
    return parse(raw, path.name)


def parse(raw: Mapping[str, Any], file: str) -> TableModel:
    """The model from its keys; `file` is for messages. Raises Refusal for any wrong key."""
    blocking = raw.get("blocking", {})
    passes = blocking.get("passes") if isinstance(blocking, dict) else None
    if passes is not None:
        rest = {key: value for key, value in blocking.items() if key != "passes"}
        raw = {**raw, "blocking": rest}
    try:
        return _model(Description(raw, file, file), _passes(passes, file))
    except ListError as error:
        raise Refusal(str(error)) from error


def _model(top: Description, passes: Passes | None) -> TableModel:
    columns = tuple(_columns(top.table("columns")))
    if not any(KINDS[column.kind].comparisons for column in columns):
        top.wrong("columns", "names nothing to compare", 'Give it lines such as  town = "place".')
    blocking, matching = top.table("blocking"), top.table("matching")
    model = TableModel(
        columns,
        id=top.maybe_text("id"),
        source=top.maybe_text("source"),
        truth=top.maybe_text("truth"),
        pairs_per_record=blocking.count("pairs_per_record", PAIRS_PER_RECORD),
        passes=passes,
        largest_block=blocking.count("largest_block", LARGEST_BLOCK),
        threshold=matching.share("threshold", MATCH),
        within=matching.flag("within", True),
    )
    if not 0 < model.threshold < 1:
        matching.wrong("threshold", "is certainty", "Use e.g. 0.5.", model.threshold)
    for table, known in (
        (top, _KEYS),
        (blocking, "pairs_per_record, passes, largest_block"),
        (matching, "threshold, within"),
    ):
        _finish(table, known)
    named = [column.name for column in columns]
    for key, name in (("id", model.id), ("source", model.source), ("truth", model.truth)):
        if name is not None and name in named:
            top.wrong("columns", f"is the {key} already", "Take it out of [columns].", name)
    return model


def _columns(table: Description) -> Iterator[Column]:
    for name in table.names():
        if table.is_text(name):
            yield Column(name, _kind(table, name, table.text(name)))
            continue
        own = table.table(name)
        kind = _kind(own, "kind", own.text("kind"))
        known = level_names(kind)
        levels = own.table("levels")
        given = {level: _level(levels, level, known) for level in levels.names()}
        off = own.texts("off")
        ends = {end for one in KINDS[kind].comparisons for end in (one.levels[0], one.levels[-1])}
        for level in off:
            _refuse_unknown(own, "off", level, known)
            if level.rpartition(".")[2] in {end.name for end in ends}:
                own.wrong("off", "is the first or last level, which stays", "Take it out.", level)
        order = own.text("order", _ORDERS) if own.has("order") else None
        language = own.text("language", _LANGUAGES) if own.has("language") else None
        _finish(own, _COLUMN_KEYS)
        yield Column(name, kind, given, off, order, language)


def level_names(kind: str) -> tuple[str, ...]:
    """The levels of a kind; of a whole name, which is compared twice, with their comparison."""
    several = len(KINDS[kind].comparisons) > 1
    return tuple(
        f"{one.field}.{level.name}" if several else level.name
        for one in KINDS[kind].comparisons
        for level in one.levels
    )


def _kind(table: Description, key: str, kind: str) -> str:
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        table.wrong(key, "is no kind of column", f"{hint}Use one of: {', '.join(KINDS)}.", kind)
    return kind


def _level(levels: Description, name: str, known: tuple[str, ...]) -> Mapping[str, float]:
    _refuse_unknown(levels, name, name, known)
    level = levels.table(name)
    found = {key: level.share(key, 0.0) for key in ("m", "u") if level.has(key)}
    _finish(level, "m, u")
    for key, value in found.items():
        if value <= 0:
            level.wrong(key, "should be above 0", "Use a small number, or off = [level].", value)
    return found


def _refuse_unknown(table: Description, key: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        table.wrong(key, "is no level of this kind", f"Use one of: {', '.join(known)}.", name)


def _passes(found: object, file: str) -> Passes | None:
    if found is None:
        return None
    if not isinstance(found, list) or not found or not all(map(_is_pass, found)):
        raise Refusal(
            f"{file}: 'blocking.passes' says '{clip(str(found))}', which should be lists of key "
            'parts. Write a list of lists, such as [["surname*", "birth_date"], ["email"]].'
        )
    return tuple(tuple(one) for one in found)


def _is_pass(one: object) -> bool:
    return isinstance(one, list) and bool(one) and all(isinstance(part, str) for part in one)


def _finish(table: Description, known: str) -> None:
    for key in table.names():
        table.wrong(key, "is no key of a model", f"Use one of: {known}.")
