"""What a person at a terminal reads: tables and sentences, the same in a pipe without colour.

Text from lists is hostile: it is printed as text, never as markup, without control characters.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ..rules.problems import Problem, clip
from .gates_view import gates_view

if TYPE_CHECKING:
    from ..sources.intake import Intake
    from ..sources.workspace import Workspace
    from .explain import PersonStory
    from .nights.made import Published

_SHARE_BAR, _WEIGHT_BAR = 12, 24
_LONGEST, _MOST_PROBLEMS = 400, 200
_WIDEST_WEIGHT = 15.0


def plain(value: object) -> Text:
    """Any value of a table as inert text on one line."""
    if isinstance(value, date):
        return Text(value.isoformat())
    if isinstance(value, np.ndarray | list | tuple):
        return Text(clip(", ".join(str(item) for item in value), _LONGEST))
    missing = value is None or value is pd.NaT or value is pd.NA or value != value  # noqa: PLR0124
    return Text("" if missing else clip(str(value), _LONGEST))


def grid(
    title: str | None, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> RenderableType:
    """A table of plain values; columns whose header starts with # are figures."""
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        figure = column.startswith("#")
        table.add_column(column.lstrip("#"), justify="right" if figure else "left", overflow="fold")
    for row in rows:
        table.add_row(*(value if isinstance(value, Text) else plain(value) for value in row))
    return Group(Text(title, style="bold"), table) if title else table


def interval(start: object, end: object) -> str:
    """A date interval for reading: one day, a year, or from – to."""
    if not isinstance(start, date) or not isinstance(end, date):
        return ""
    if start == end:
        return start.isoformat()
    whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_year and start.year == end.year:
        return str(start.year)
    return f"{start.isoformat()} – {end.isoformat()}"


def sources_view(workspace: "Workspace", intake: "Intake") -> RenderableType:
    """The sources, where each lies, its newest edition and rows."""
    read = {delivery.source: delivery for delivery in intake.deliveries}
    rows = []
    for source, spec in workspace.sources.items():
        delivery = read.get(source)
        edition = delivery.edition if delivery else Text("not readable", style="red")
        count = delivery.published.num_rows if delivery else ""
        rows.append((source, spec.title, spec.country, edition, count, workspace.place(source)))
    return grid(None, ("source", "list", "country", "edition", "#records", "where"), rows)


def problems_view(problems: Sequence[Problem]) -> RenderableType:
    """Every problem with place, value and cure; errors first."""
    if not problems:
        return Text("Nothing is wrong with these lists.", style="green")
    order = sorted(problems, key=lambda problem: problem.severity != "error")
    lines: list[RenderableType] = []
    for problem in order[:_MOST_PROBLEMS]:
        red = problem.severity == "error"
        label = Text("error    " if red else "warning  ", style="bold red" if red else "yellow")
        lines.append(label + Text(str(problem), style=""))
    errors = sum(problem.severity == "error" for problem in problems)
    if len(order) > _MOST_PROBLEMS:
        more = len(order) - _MOST_PROBLEMS
        lines.append(Text(f"… and {more:,} more; `todos check --json` tells them all."))
    warnings = len(problems) - errors
    told = (
        f"{n} {word}{'' if n == 1 else 's'}"
        for n, word in ((errors, "error"), (warnings, "warning"))
    )
    lines.append(Text(", ".join(told), style="bold"))
    return Group(*lines)


def night_view(done: "Published") -> RenderableType:
    """The summary of a run: what was read, who was found, what changed, where it lies."""
    where = Text("Snapshot: ", style="bold") + Text(str(done.folder))
    made = done.made
    if made is None:
        return Group(Text(f"Nothing has changed since the run of {done.since}."), where)
    tables = made.night.tables["restricted"]
    persons = tables["persons"].to_pandas()
    lists = grid(
        "Lists read",
        ("list", "edition", "#rows", "#records", "#not records", "#warnings"),
        [
            (
                delivery.source,
                delivery.edition,
                delivery.rows_read,
                delivery.published.num_rows,
                len(delivery.skipped),
                sum(problem.source == delivery.source for problem in made.problems),
            )
            for delivery in made.intake.deliveries
        ],
    )
    found = grid(
        "Persons found",
        ("country", "#records", "#persons", "#on 2+ lists", "#in custody", "share in custody"),
        [_country_row(country, mine) for country, mine in persons.groupby("country")],
    )
    review = sum(verdict == "review" for verdict in tables["pairs"]["verdict"].to_pylist())
    figures = [
        f"{tables['pairs'].num_rows:,} pairs compared and kept, {review:,} of them for review",
        *(
            f"{country}: blocking met at most {one.recall:.1%} of the pairs of one person"
            for country, one in made.blocking.items()
        ),
        f"{tables['conflicts'].num_rows:,} conflicts between lists named",
        f"{tables['changes'].num_rows:,} changes since the snapshot before",
        f"{tables['records']['person_id'].null_count} reports that could be matched with nobody",
    ]
    held = grid(
        "How the records of a person hold together",
        ("country", "#1 record", "#2", "#3", "#4+", "#pairs that agree", "#weak", "#repeated"),
        [_quality_row(country, one) for country, one in made.clusters.items()],
    )
    return Group(
        lists, found, held, *(Text(f"  {line}") for line in figures), gates_view(made.gates), where
    )


def _quality_row(country: str, one: Mapping[str, Any]) -> tuple[object, ...]:
    sizes = one["sizes"]
    many = sum(sizes.values()) - sum(sizes.get(size, 0) for size in "123")
    agree = "" if one["density"] is None else f"{one['density']:.0%}"
    few = (sizes.get(size, 0) for size in "123")
    return (country, *few, many, agree, one["weak"], one["repeated"])


def _country_row(country: object, mine: pd.DataFrame) -> tuple[object, ...]:
    held = mine["custody_status"].isin(["imprisoned", "awaiting_trial"])
    share = float(held.mean()) if len(mine) else 0.0
    filled = round(share * _SHARE_BAR)
    bar = "█" * filled + "░" * (_SHARE_BAR - filled)
    several = int((mine["n_sources"] > 1).sum())
    return (
        country,
        int(mine["n_records"].sum()),
        len(mine),
        several,
        int(held.sum()),
        Text(f"{bar} {share:.0%}", style="cyan"),
    )


def pair_view(pair: Mapping[str, Any], records: pd.DataFrame) -> RenderableType:
    """A pair of records side by side, and what each comparison says, with a bar of its weight."""
    shown = grid(None, ("", *_names(records)), _side_by_side(records))
    comparisons = grid(
        "What speaks for one person (+) and against (−), in bits",
        ("field", "level", "#weight", ""),
        [
            (
                entry["field"],
                entry["level"],
                f"{entry['weight']:+.1f}",
                _weight_bar(entry["weight"]),
            )
            for entry in sorted(pair["comparisons"], key=lambda entry: -entry["weight"])
        ],
    )
    verdict = Text.assemble(
        ("Verdict: ", "bold"),
        f"{pair['verdict']} (by {pair['decided_by']}), "
        f"match weight {pair['match_weight']:+.1f} bits, "
        f"match probability {pair['match_probability']:.1%}",
    )
    return Group(shown, comparisons, verdict, plain(pair["reason"]), *_blocking_view(pair))


def _blocking_view(pair: Mapping[str, Any]) -> tuple[RenderableType, ...]:
    """Which passes met the pair; if none did, which parts of each key agree and which do not."""
    blocking = pair["blocking"]
    met = [" + ".join(one["parts"]) for one in blocking if one["met"]]
    if met:
        return (Text.assemble(("Met by: ", "bold"), "; ".join(met)),)
    rows = [
        (
            " + ".join(one["parts"]),
            "all, but too many records share them" if one["crowded"] else one["agree"],
            one["differ"],
            one["missing"],
        )
        for one in sorted(blocking, key=lambda one: len(one["parts"]) - len(one["agree"]))
    ]
    title = "No pass met these two: what their keys have in common"
    return (grid(title, ("pass", "agrees", "differs", "missing"), rows),)


def _weight_bar(weight: float) -> Text:
    length = round(min(abs(weight), _WIDEST_WEIGHT) / _WIDEST_WEIGHT * _WEIGHT_BAR)
    return Text("█" * length, style="green" if weight > 0 else "red")


def _names(records: pd.DataFrame) -> list[str]:
    return [f"{row['source']}/{row['source_record_id']}" for _, row in records.iterrows()]


def _side_by_side(records: pd.DataFrame) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for field in ("name", "nicknames", "aliases", "sex"):
        rows.append((field, *(plain(value) for value in records[field])))
    for field in ("birth", "arrest", "release"):
        ends = zip(records[f"{field}_from"], records[f"{field}_to"], strict=True)
        rows.append((field, *(interval(start, end) for start, end in ends)))
    for field in ("province", "municipality", "offences", "sentence_months", "custody_status"):
        rows.append((field, *(plain(value) for value in records[field])))
    rows.append(("stands in", *(plain(value) for value in records["locator"])))
    return [row for row in rows if any(str(value) for value in row[1:])]


def person_view(story: "PersonStory") -> RenderableType:
    """A person: what is shown, who says what, where lists disagree, what holds the records."""
    person = story.person.iloc[0]
    head = Text.assemble(
        (clip(str(person["name"]), 200), "bold"),
        f"  {person['person_id']}  {person['n_records']} records on {person['n_sources']} lists",
    )
    claims = grid(
        "Claims",
        ("field", "value", "original", "source", "first seen"),
        [
            (row["field"], row["value"], row["original"], row["source"], row["first_seen"])
            for _, row in story.claims.sort_values(["field", "value", "source"]).iterrows()
        ],
    )
    conflicts = grid(
        "Where lists disagree",
        ("field", "values", "shown", "rule"),
        [
            (
                row["field"],
                "; ".join(f"{said['source']}: {said['value']}" for said in row["values"]),
                row["shown"],
                row["rule"],
            )
            for _, row in story.conflicts.iterrows()
        ],
    )
    pairs = grid(
        "Why these records are one person",
        ("left", "right", "#weight", "#probability", "reason"),
        [
            (
                f"{row['source_l']}/{row['source_record_id_l']}",
                f"{row['source_r']}/{row['source_record_id_r']}",
                f"{row['match_weight']:+.1f}",
                f"{row['match_probability']:.1%}",
                row["reason"],
            )
            for _, row in story.pairs.iterrows()
        ],
    )
    parts: list[RenderableType] = [Panel(head, box=box.ROUNDED, expand=False), claims]
    parts += [conflicts] if len(story.conflicts) else []
    parts += [pairs] if len(story.pairs) else [Text("A single record: no pair holds it.")]
    return Group(*parts)


def search_view(found: pd.DataFrame) -> RenderableType:
    """Persons found by name."""
    return grid(
        None,
        ("person", "name", "found as", "country", "birth", "status", "lists", "#likeness"),
        [
            (
                row["person_id"],
                row["name"],
                row["spelling"],
                row["country"],
                interval(row["birth_from"], row["birth_to"]),
                row["custody_status"],
                row["sources"],
                f"{row['likeness']:.0%}",
            )
            for _, row in found.iterrows()
        ],
    )


def wide(console: Console) -> Console:
    """A console that in a pipe folds nothing, so that other programs read whole lines."""
    return console if console.is_terminal else Console(width=200, no_color=True, highlight=False)
