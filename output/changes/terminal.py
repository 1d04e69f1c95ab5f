"""Changes at the terminal: figures first, then a table for each kind of change."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from ..terminal import grid
from .summary import Entry, Section, Summary
from .words import country

MOST = 20  # persons of a kind on a screen


def changes_view(summary: Summary) -> RenderableType:
    """The summary for a person at a terminal, the same in a pipe without colour."""
    parts: list[RenderableType] = [Text(f"{summary.title} ({summary.tier})", style="bold")]
    if not summary.sections:
        return Group(*parts, Text(summary.lead))
    figures = [
        (section.title, *(section.counts.get(code, 0) for code in summary.countries), section.total)
        for section in summary.sections
    ]
    columns = ["persons", *(f"#{country(code)}" for code in summary.countries), "#all"]
    parts.append(grid(None, columns, figures))
    for section in summary.sections:
        parts.append(_section(section))
        if section.left_out:
            parts.append(Text(f"  … and {section.left_out:,} more: {summary.rest}\n"))
    return Group(*parts)


def _section(section: Section) -> RenderableType:
    title = f"{section.title}: {section.total:,}"
    if not section.detailed:
        rows = [(entry.name, entry.person_id, entry.country) for entry in section.entries]
        return grid(title, ("person", "id", "country"), rows)
    found = [row for entry in section.entries for row in _rows(entry)]
    return grid(title, ("person", "id", "what", "before", "now"), found)


def _rows(entry: Entry) -> Iterator[tuple[str, str, str, str, str]]:
    """One row a changed value; name and id stand in the first."""
    who = (entry.name, entry.person_id)
    if entry.note:
        yield *who, entry.note, f"{entry.other_name} {entry.other_id}".strip(), ""
        who = ("", "")
    for fact in entry.facts:
        yield *who, fact.label, fact.before, fact.after
        who = ("", "")
