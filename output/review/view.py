"""The review desk at a terminal and for programs."""

import json
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from ..terminal import grid
from .desk import Trouble
from .queue import PAIR

_SHOWN = [*PAIR, "name_l", "name_r", "match_probability", "worth", "together", "disputed"]


def queue_view(waiting: pd.DataFrame, most: int) -> RenderableType:
    """The first pairs of the queue, and how to go on."""
    if waiting.empty:
        return Text("No pair waits for an answer.", style="green")
    rows = [
        (
            f"{one['source_l']}/{one['source_record_id_l']}",
            one["name_l"],
            f"{one['source_r']}/{one['source_record_id_r']}",
            one["name_r"],
            f"{one['match_probability']:.2f}",
            _now(one),
        )
        for one in waiting.head(most).to_dict("records")
    ]
    table = grid(
        f"{min(most, len(waiting))} of {len(waiting)} pairs that wait for an answer",
        ("record", "name", "record", "name", "#probability", "now"),
        rows,
    )
    return Group(table, Text("Look at one with: todos review show RECORD RECORD"))


def _now(one: Any) -> str:
    return "disputed" if one["disputed"] else "one person" if one["together"] else "two persons"


def queue_json(waiting: pd.DataFrame) -> list[dict[str, Any]]:
    """The pairs of the queue, for programs."""
    rows: list[dict[str, Any]] = json.loads(waiting[_SHOWN].to_json(orient="records"))
    return rows


def words_view(words: pd.DataFrame) -> RenderableType:
    """What was ever decided on a pair."""
    if words.empty:
        return Text("Nobody has decided on this pair.")
    rows = [
        (
            one["decision_id"],
            one["made_on"],
            one["by"],
            one["decision"],
            one["because"],
            f"{one['revoked_by']}: {one['revoked_because']}" if one["revoked_by"] else "",
        )
        for one in _plain(words)
    ]
    return grid("Decisions", ("#number", "on", "by", "decision", "because", "revoked"), rows)


def trouble_view(found: Trouble) -> RenderableType:
    """Decisions that stand in each other's way, and how far reviewers agree."""
    parts: list[RenderableType] = [
        _said("Decisions that contradict each other; none of them binds", found.contradictions),
        _said("Pairs on which reviewers disagree; they bind nothing", found.disputed),
    ]
    if len(found.agreement):
        parts.append(
            grid(
                "How far reviewers agree beyond chance (Cohen's kappa; 1: always)",
                ("reviewer", "reviewer", "#pairs", "#kappa"),
                [
                    (one["by_l"], one["by_r"], one["pairs"], f"{one['kappa']:.2f}")
                    for one in _plain(found.agreement)
                ],
            )
        )
    return Group(*parts)


def trouble_json(found: Trouble) -> dict[str, Any]:
    """The same for programs."""
    names = ("contradictions", "disputed", "agreement")
    texts = {
        name: getattr(found, name).to_json(orient="records", date_format="iso") for name in names
    }
    return {name: json.loads(text) for name, text in texts.items()}


def corrections_view(found: pd.DataFrame) -> RenderableType:
    """All corrections, and what became of them."""
    if found.empty:
        return Text("No error of a list has been reported.")
    rows = [
        (
            one["correction_id"],
            f"{one['source']}/{one['source_record_id']}",
            one["field"],
            one["says"],
            one["should_be"],
            one["because"],
            one["reported_by"],
            "revoked" if one["revoked_by"] else one["state"],
        )
        for one in _plain(found)
    ]
    return grid(
        "Corrections",
        ("#number", "record", "field", "says", "should be", "because", "reported by", "state"),
        rows,
    )


def _said(title: str, decisions: pd.DataFrame) -> RenderableType:
    if decisions.empty:
        return Text(f"{title}: none.")
    rows = [
        (
            one["decision_id"],
            f"{one['source_l']}/{one['source_record_id_l']}",
            f"{one['source_r']}/{one['source_record_id_r']}",
            one["decision"],
            one["by"],
            one["because"],
        )
        for one in _plain(decisions)
    ]
    return grid(title, ("#number", "record", "record", "decision", "by", "because"), rows)


def _plain(rows: pd.DataFrame) -> list[Any]:
    return rows.astype(object).where(rows.notna(), None).to_dict("records")
