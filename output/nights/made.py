"""What a night is told, and what it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ...pipeline.gates import Result
from ...pipeline.recall import Recall
from ...pipeline.run import Night, Readings
from ...pipeline.store import Force, Store
from ...rules.problems import Problem
from ...sources.intake import Intake
from ...sources.workspace import Workspace
from .log import Log


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gates that a person lets through tonight (gate, or gate:subject), who, and why."""

    gates: tuple[str, ...] = ()
    by: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Tonight:
    """What the steps of a run share. force: the decisions that bind."""

    workspace: Workspace
    day: date
    store: Store
    log: Log
    force: Force
    accepted: Accepted
    command: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a full run made, and by country how good it is.

    clusters: what `quality` says; blocking: how many of the true pairs were compared at all; gates:
    what they found; problems: what is wrong with the lists, and with corrections of their errors;
    disputed: decisions on which reviewers disagree.
    """

    intake: Intake
    read: Readings
    night: Night
    clusters: Mapping[str, Mapping[str, Any]]
    blocking: Mapping[str, Recall]
    gates: tuple[Result, ...]
    problems: tuple[Problem, ...]
    disputed: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Published:
    """A finished night and the folder of its snapshot.

    made: None where nothing has changed since the run of the day `since`, whose tables it took
    over. steps: seconds, and MB of memory needed so far, of each step.
    """

    day: date
    folder: Path
    made: Made | None
    since: date | None
    steps: tuple[tuple[str, float, int], ...]
