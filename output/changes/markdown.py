"""Changes as Markdown: read as it is, in a mail, or shown by any forge."""

import re
import unicodedata
from collections.abc import Iterator

from .summary import Entry, Section, Summary
from .words import country

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&!()@:{}$^=])|(?<=www)(\.)", re.IGNORECASE)
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def markdown(summary: Summary) -> str:
    """The text of changes.md; names are inert, whatever stands in them."""
    return "\n".join(_lines(summary)) + "\n"


def inert(text: str) -> str:
    """`text` so that no reader of Markdown takes it for markup, a link or an address."""
    shown = _MARKS.sub(r"\\\1\2", text)
    turned = any(unicodedata.bidirectional(letter) in {"R", "AL", "AN"} for letter in text)
    return f"{_ISOLATE}{shown}{_END}" if turned else shown


def _lines(summary: Summary) -> Iterator[str]:
    yield f"# {summary.title} ({summary.tier})"
    yield f"\n{summary.lead}"
    if summary.sections:
        yield ""
        yield from _counts(summary)
    for section in summary.sections:
        yield from _section(section, summary.rest)


def _counts(summary: Summary) -> Iterator[str]:
    codes = summary.countries
    yield f"| persons | {' | '.join(inert(country(code)) for code in codes)} | all |"
    yield "|---|" + "---:|" * (len(codes) + 1)
    for section in summary.sections:
        figures = [section.counts.get(code, 0) for code in codes]
        told = " | ".join(f"{figure:,}" for figure in (*figures, section.total))
        yield f"| {inert(section.title)} | {told} |"


def _section(section: Section, rest: str) -> Iterator[str]:
    yield f"\n## {inert(section.title)} ({section.total:,})\n\n{section.meaning}\n"
    for entry in section.entries:
        yield from _entry(entry)
    if section.left_out:
        yield f"\nAnd {section.left_out:,} more: {rest}."


def _entry(entry: Entry) -> Iterator[str]:
    name = f"**{inert(entry.name)}**, " if entry.name else ""
    other = f"; {entry.note} " if entry.note else ""
    if entry.note and entry.other_name:
        other += f"{inert(entry.other_name)}, "
    yield f"- {name}{inert(entry.person_id)}, {entry.country}{other}{inert(entry.other_id)}"
    for fact in entry.facts:
        before = f"{inert(fact.before)} → " if fact.before else ""
        yield f"  - {inert(fact.label)}: {before}{inert(fact.after)}"
