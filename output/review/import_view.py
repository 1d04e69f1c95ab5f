"""What a filled workbook brought, at a terminal and for programs."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from ..terminal import grid
from .workbook import Imported

_DOES = {
    "disputed": "nothing: somebody else says otherwise",
    "contradicts": "nothing: it contradicts other decisions",
    "joins": "two persons become one",
    "parts": "one person falls apart",
    "confirms": "confirms what is published",
    "unsure": "nothing: nobody knows",
}


def import_view(done: Imported) -> RenderableType:
    """The answers and what they change, the corrections, and the rows that were refused."""
    parts: list[RenderableType] = []
    if done.answers:
        head = "Answers that are kept" if done.kept else "Answers that would be kept"
        parts.append(
            grid(
                head,
                ("record", "name", "record", "name", "answer", "changes"),
                [
                    (
                        f"{one.left.source}/{one.left.key}",
                        one.left.facts.get("name"),
                        f"{one.right.source}/{one.right.key}",
                        one.right.facts.get("name"),
                        one.decision,
                        _DOES[kind],
                    )
                    for one, kind in zip(done.answers, done.effects.kinds, strict=True)
                ],
            )
        )
    if done.corrections.reports:
        head = "Corrections that wait for a yes" if done.kept else "Corrections that would wait"
        parts.append(
            grid(
                head,
                ("record", "field", "says", "should be", "because"),
                [
                    (
                        f"{one.source}/{one.source_record_id}",
                        one.field,
                        one.says,
                        one.should_be,
                        one.because,
                    )
                    for one in done.corrections.reports
                ],
            )
        )
    if done.refused:
        rows = [(one.sheet, one.row, one.reason) for one in done.refused]
        parts.append(grid("Rows that are not taken", ("sheet", "#row", "why"), rows))
    return Group(*parts, Text(_summary(done), style="bold"))


def import_json(done: Imported) -> dict[str, Any]:
    """The same for programs."""
    return {
        "source": done.source or None,
        "report": done.day.isoformat(),
        "kept": done.kept,
        "answers": [
            {
                "left": [one.left.source, one.left.key],
                "right": [one.right.source, one.right.key],
                "decision": one.decision,
                "comment": one.comment,
                "changes": kind,
            }
            for one, kind in zip(done.answers, done.effects.kinds, strict=True)
        ],
        "persons_joined": list(done.effects.joined),
        "joined_into": done.effects.into,
        "persons_parted": list(done.effects.parted),
        "corrections": [asdict(one) for one in done.corrections.reports],
        "said_before": done.said,
        "unanswered": done.empty,
        "refused": [asdict(one) for one in done.refused],
    }


def _summary(done: Imported) -> str:
    change, new = done.effects, len(done.answers)
    told = [f"{new} new answers, {done.said} given before, {done.empty} pairs without an answer"]
    told.append(f"{len(done.corrections.reports)} corrections, {len(done.refused)} rows not taken")
    if change.joined:
        told.append(f"{len(change.joined)} persons become {change.into}")
    if change.parted:
        told.append(f"{len(change.parted)} persons fall apart")
    end = "from the next run on." if done.kept else "Nothing was kept."
    return f"{'; '.join(told)}; {end}" if done.kept else f"{'; '.join(told)}. {end}"
