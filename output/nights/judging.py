"""The gates' word on a night, kept with the name of who let something through."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from ...pipeline.gates import HeldError, Result, accepting, as_rows, held, judge
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
        limits=_limits(tonight.workspace, night),
        accepted=accepting(accepted.gates),
    )
    let_through = {one.gate for one in results if one.strength == "accepted"}
    word = Acceptance(accepted.by, accepted.because)
    tonight.store.runs.judged(
        tonight.day, pd.DataFrame(as_rows(results)), dict.fromkeys(sorted(let_through), word)
    )
    if held(results):
        raise HeldError(results, tonight.command)
    return results


def _limits(workspace: Workspace, night: Night) -> Limits:
    subjects = {*workspace.sources, *night.matched.countries}
    shrink = {name: spec.plausible.shrink for name, spec in workspace.sources.items()}
    return limits(workspace.settings.gates, subjects, shrink)


def renumbered(accepted: Accepted) -> frozenset[str]:
    """The lists of which a person said that their keys name other rows than before."""
    names = (name.partition(":") for name in accepted.gates)
    return frozenset(subject for gate, _, subject in names if gate == KEYS.name and subject)
