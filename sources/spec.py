"""Reading descriptions of lists: those shipped, those of a workspace, and its settings."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..rules.fields import PUBLISHED
from ..rules.problems import ListError, Problem
from .clean import fold, squeezed
from .describe import Description
from .list_spec import Consent, Edition, Key, Layout, ListSpec, Plausible, Use
from .readers import READERS
from .settings import SETTINGS_FILE

__all__ = ["ListSpec", "load", "override", "parse", "shipped"]

LISTS = Path(__file__).parent / "lists"
_KEYS = (
    "source, title, country, language, name_order, weak, enabled, at, key, layouts, columns, "
    "headers, ignore, private, empty, consent, not_linkable, not_records, edition, plausible"
)
_NAME_FIELDS = frozenset({"name", "given_names", "surnames"})


def shipped(settings: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, ListSpec]:
    """The sources that come with the project, by name, with the settings of a workspace."""
    chosen = settings or {}
    return {path.stem: load(path, chosen.get(path.stem)) for path in sorted(LISTS.glob("*.toml"))}


def load(path: Path, settings: Mapping[str, Any] | None = None) -> ListSpec:
    """The source described in a TOML file, with the settings of a workspace.

    Raises ListError that names file, key and cure.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, f"cannot be opened ({error.strerror})") from error
    except ValueError as error:
        raise _unreadable(path, f"is no well-formed TOML ({error})") from error
    if settings:
        return parse(override(raw, settings), f"{path.name} with {SETTINGS_FILE}")
    return parse(raw, path.name)


def _unreadable(path: Path, what: str) -> ListError:
    cure = "Correct the description of the list."
    return ListError(Problem("error", path.stem, path.name, None, None, None, what, cure))


def override(raw: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A description with the keys of a workspace in place of its own; tables are merged."""
    merged = dict(raw)
    for key, value in settings.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = {**merged[key], **value}
        else:
            merged[key] = value
    return merged


def parse(raw: Mapping[str, Any], file: str) -> ListSpec:
    """A description as a ListSpec; `file` is for messages. Raises ListError for any wrong key."""
    top = Description(raw, file, str(raw.get("source", file)))
    columns = dict(_columns(top.table("columns")))
    fields = sorted({use.field for uses in columns.values() for use in uses if use.field})
    if not _NAME_FIELDS.intersection(fields):
        top.wrong("columns", "lead to no name", "Map a column to name, or to surnames.")
    key = _key(top.table("key"), fields)
    consent = _consent(top.table("consent")) if top.has("consent") else None
    ignore, private = top.texts("ignore"), top.texts("private")
    needed = tuple(filter(None, (key.column, consent.column if consent else None)))
    used = (*columns, *needed)
    for header in (*ignore, *private):
        if header in used or (header in ignore and header in private):
            top.wrong("ignore", "is listed and used elsewhere", "Take it out of one.", header)
    known = frozenset((*used, *ignore, *private))
    spec = ListSpec(
        source=top.text("source"),
        title=top.text("title"),
        country=top.text("country"),
        language=top.text("language", ("be", "en", "es", "ru")),
        name_order=top.text("name_order", ("given_first", "mixed", "surname_first")),
        weak=top.flag("weak", False),
        enabled=top.flag("enabled", True),
        at=top.maybe_text("at"),
        key=key,
        layouts=tuple(_layouts(top, columns, needed, known)),
        columns=columns,
        headers=_headers(top.table("headers"), known),
        ignore=frozenset(ignore),
        private=frozenset(private),
        empty=frozenset(map(fold, top.texts("empty"))),
        consent=consent,
        not_linkable=_patterns(top.table("not_linkable"), fields),
        not_records=_patterns(top.table("not_records"), ("banner", "title", "total")),
        edition=_edition(top.table("edition")) if top.has("edition") else None,
        plausible=_plausible(top.table("plausible")),
    )
    if not re.fullmatch("[a-z][a-z0-9_]*", spec.source):
        top.wrong("source", "should be a short name", "Use a-z, 0-9 and _ only.", spec.source)
    top.finish(_KEYS)
    return spec


def _columns(table: Description) -> Iterator[tuple[str, tuple[Use, ...]]]:
    for header in table.names():
        if table.is_text(header):
            yield header, (Use(table.text(header, PUBLISHED)),)
        else:
            yield header, tuple(map(_use, table.tables(header)))


def _use(table: Description) -> Use:
    if table.has("ignore"):
        use = Use(None, table.pattern("ignore"))
    else:
        field = table.text("field", PUBLISHED)
        pattern = table.pattern("pattern") if table.has("pattern") else None
        use = Use(field, pattern, table.flag("words", False))
    table.finish("field, pattern, words; or ignore")
    return use


def _key(table: Description, fields: list[str]) -> Key:
    column = table.maybe_text("column")
    pattern = table.pattern("pattern") if column and table.has("pattern") else None
    content = table.texts("content")
    if (column is None) == (not content):
        table.wrong("column", "needs either column or content", 'Write column = "…".')
    for field in content:
        if field not in fields:
            table.wrong("content", "is no field under [columns]", "Use one that is.", field)
    table.finish("column, pattern; or content")
    return Key(column, pattern, content)


def _consent(table: Description) -> Consent:
    consent = Consent(table.text("column"), tuple(map(fold, table.texts("yes"))))
    table.finish("column, yes")
    return consent


def _layouts(
    top: Description, columns: Mapping[str, Any], needed: tuple[str, ...], known: frozenset[str]
) -> Iterator[Layout]:
    layouts = top.tables("layouts")
    if not layouts:
        top.wrong("layouts", "is missing", "Say in which files and with which reader it comes.")
    for table in layouts:
        reader = table.text("reader", tuple(READERS))
        options = {k: table.text(k) for k in sorted(READERS[reader].options) if table.has(k)}
        if len(options.get("delimiter", ",")) != 1:
            table.wrong("delimiter", "should be one character", "Correct it.")
        files = table.texts("files") or (f"*.{reader}",)
        optional, requires = table.texts("optional"), table.texts("requires")
        for header in (*optional, *requires):
            if header not in known:
                table.wrong("requires", "is no header of this list", "Correct it.", header)
        chosen = requires or (header for header in columns if header not in optional)
        table.finish(", ".join(("files, reader, requires, optional", *READERS[reader].options)))
        yield Layout(files, reader, options, tuple(dict.fromkeys((*needed, *chosen))))


def _headers(table: Description, known: frozenset[str]) -> dict[str, str]:
    """Squeezed header, as it may stand in a file -> header as the description writes it."""
    headers = {squeezed(header): header for header in sorted(known)}
    for header in table.names():
        if header not in known:
            table.wrong(header, "is no header of this list", "Use one of [columns] or ignore.")
        for other in table.texts(header):
            if headers.setdefault(squeezed(other), header) != header:
                table.wrong(header, "is also another header", "Take it out of one.", other)
    return headers


def _patterns(
    table: Description, allowed: tuple[str, ...] | list[str]
) -> dict[str, tuple[re.Pattern[str], ...]]:
    found = {key: table.patterns(key) for key in allowed if table.has(key)}
    table.finish(", ".join(allowed))
    return found


def _edition(table: Description) -> Edition:
    pattern = table.pattern("pattern", ("year", "month", "day"))
    months = tuple(map(fold, table.texts("months")))
    table.finish("pattern, months")
    return Edition(pattern, months)


def _plausible(table: Description) -> Plausible:
    shrink = table.share("shrink", 0.0) if table.has("shrink") else None
    plausible = Plausible(table.count("rows_min", 1), shrink)
    table.finish("rows_min, shrink")
    return plausible
