"""A training as a person reads it at a terminal, and as programs read it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from ..pipeline.learn.calibrate import Worth
from ..pipeline.learn.train import Checked
from .terminal import grid
from .train import Training

_SHOWN = 12


def training_view(done: Training) -> RenderableType:
    """What was learnt, what changed, what the guard says, what decisions say of it."""
    learnt = grid(
        "Learnt",
        ("country", "#records", "#candidate pairs", "#decisions", "#matches a record"),
        [
            (
                one.country,
                f"{one.fitted.records:,}",
                f"{one.fitted.pairs:,}",
                f"{one.fitted.decisions:,}",
                f"{one.fitted.parameters.matches_per_record:.2f}",
            )
            for one in done.countries
        ],
    )
    warnings = [
        Text(f"  {one.country}: {said}", style="yellow")
        for one in done.countries
        for said in one.fitted.guard
    ]
    return Group(learnt, *warnings, *_changes(done), *_worth(done), Text(), *_where(done))


def training_json(done: Training) -> dict[str, Any]:
    """The same for programs; probabilities as they are, what decisions say as loss in bits."""
    return {
        "model": str(done.file),
        "written": done.written,
        "kept_as": str(done.kept_as) if done.kept_as else None,
        "refused": done.refused,
        "countries": {
            one.country: {
                "records": one.fitted.records,
                "candidate_pairs": one.fitted.pairs,
                "decisions": one.fitted.decisions,
                "matches_per_record": one.fitted.parameters.matches_per_record,
                "guard": list(one.fitted.guard),
                "calibration": [list(point) for point in one.fitted.parameters.calibration],
                "worth": _worth_json(one.checked) if one.checked else None,
            }
            for one in done.countries
        },
        "drift": done.drift.to_dict("records"),
        "reliability": _without_nan(done.reliability),
    }


def _changes(done: Training) -> Iterator[RenderableType]:
    if done.refused:
        yield Text(f"  The model before cannot be compared with: {done.refused}")
        return
    if done.drift.empty:
        yield Text("  There was no model before to compare with.")
        return
    moved = done.drift[done.drift["bits"].abs() >= 0.1]
    if moved.empty:
        yield Text("  No probability moved by a tenth of a bit since the model before.")
        return
    yield grid(
        f"What changed since the model before: {len(moved)} probabilities, the most first",
        ("country", "field", "level", "of", "#before", "#after", "#bits"),
        [
            (
                row["country"],
                row["field"],
                row["level"],
                row["of"],
                f"{row['before']:.3g}",
                f"{row['after']:.3g}",
                f"{row['bits']:+.2f}",
            )
            for _, row in moved.head(_SHOWN).iterrows()
        ],
    )


def _worth(done: Training) -> Iterator[RenderableType]:
    rows = [
        (one.country, name, f"{worth.log_loss:.4f}", f"{worth.brier:.4f}")
        for one in done.countries
        if one.checked is not None
        for name, worth in _stages(one.checked)
    ]
    few = [one for one in done.countries if one.checked is None and one.fitted.decisions]
    for one in few:
        yield Text(f"  {one.country}: {one.fitted.decisions} decisions are too few to check with.")
    if not rows:
        return
    yield grid(
        "What the probabilities of decided pairs are worth (each fifth judged by the others)",
        ("country", "model", "#log loss (bits)", "#Brier score"),
        rows,
    )
    for one in done.countries:
        if one.checked is not None and not one.fitted.parameters.calibration:
            yield Text(f"  {one.country}: calibration would not make it better, and is left out.")
    yield grid(
        "Can they be taken at their word?",
        ("country", "match probability", "#decided pairs", "#truly one person", "#95 % interval"),
        [
            (
                row["country"],
                f"{row['band_from']:.1f} – {row['band_to']:.1f}",
                int(row["pairs"]),
                f"{row['share']:.0%}",
                f"{row['low']:.0%} – {row['high']:.0%}",
            )
            for _, row in done.reliability.iterrows()
            if row["pairs"]
        ],
    )


def _stages(checked: Checked) -> Iterator[tuple[str, Worth]]:
    yield "before", checked.before
    yield "learnt with decisions", checked.learnt
    yield "recalibrated", checked.recalibrated


def _worth_json(checked: Checked) -> dict[str, dict[str, float]]:
    return {
        name.replace(" ", "_"): {"log_loss": worth.log_loss, "brier": worth.brier}
        for name, worth in _stages(checked)
    }


def _where(done: Training) -> Iterator[RenderableType]:
    if not done.written:
        yield Text("Nothing is written: this is a dry run.", style="bold")
        return
    yield Text("Model: ", style="bold") + Text(str(done.file))
    if done.kept_as is not None:
        yield Text(f"The model before is kept as {done.kept_as.name}.")
    yield Text("The next `todos run` matches with it.")


def _without_nan(table: pd.DataFrame) -> list[dict[str, Any]]:
    clean = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in clean.to_dict("records")]
