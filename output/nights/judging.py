"""The gates' word on a night, kept with the name of who let something through."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from ...pipeline.gates import HeldError, Result, accepting, as_rows, covered, held, judge
from ...pipeline.run import Night, Readings
from ...pipeline.store import Acceptance, Known
from ...rules.gate_limits import Limits, limits
from ...rules.gates import KEYS
from ...sources.workspace import Workspace
from .made import Accepted, Tonight


def judged(
    tonight: Tonight,
    night: Night,
    last: Mapping[str, pa.Table] | None,
    known: Known,
    read: Readings,
) -> tuple[Result, ...]:
    """What the gates say of the tables of the night; last: those of the snapshot before.

    Raises HeldError where one of them holds the publication.
    """
    accepted = tonight.accepted
    results = judge(
        night.tables["restricted"],
        last,
        night.problems,
        editions=known.editions,
        suspects=read.followed.suspects,
        limits=limits_of(tonight.workspace),
        accepted=accepting(accepted.gates),
    )
    let_through = {one.gate for one in results if one.strength == "accepted"}
    if renumbered(tonight.workspace, accepted):
        # rows followed by what they say are suspects no more, but somebody has said so
        let_through.add(KEYS.name)
    word = Acceptance(accepted.by, accepted.because)
    tonight.store.runs.judged(
        tonight.day, pd.DataFrame(as_rows(results)), dict.fromkeys(sorted(let_through), word)
    )
    if held(results):
        raise HeldError(results, tonight.command)
    return results


def limits_of(workspace: Workspace) -> Limits:
    """The limits of the gates here. Raises ListError for settings that cannot be."""
    subjects = {*workspace.sources, *(spec.country for spec in workspace.sources.values())}
    shrink = {name: spec.plausible.shrink for name, spec in workspace.sources.items()}
    return limits(workspace.settings.gates, subjects, shrink)


def renumbered(workspace: Workspace, accepted: Accepted) -> frozenset[str]:
    """The lists of which a person said that their keys name other rows than before."""
    return covered(accepting(accepted.gates), KEYS, workspace.sources)
