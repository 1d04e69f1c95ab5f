"""Linkage of other people's tables, from files to files."""

import ctypes
import resource
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...pipeline.block import Blocks
from ...pipeline.cluster import Codes
from ...pipeline.link import Linked, link
from ...pipeline.recall import Recall, recall
from ...pipeline.tables.columns import Prepared, prepare
from ...pipeline.tables.passes import LEAST_BUDGET, Chosen, choose, given, met_by
from ...pipeline.tables.thresholds import labels_at
from ...rules.comparisons import KEEP_FROM, MATCH
from ...rules.problems import Refusal, clip
from ...sources.tables import read
from ...sources.tables.model import TableModel
from ..folder import draft, place, remove
from . import report, tables, used_model

MODEL_USED = "model-used.toml"
WRITTEN = frozenset(
    {
        *("clusters.parquet", "clusters.csv", "pairs.parquet", "pairs.csv"),
        *(MODEL_USED, "report.json", "report.md"),
    }
)
_PAIRS_ASKED = 100_000
Progress = Callable[[str], None]
Measure = Callable[["Done"], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Done:
    """What linkage found of a table.

    clusters: (n,) number of each record's cluster, from 1 in the order of their first records.
    recall: of blocking, estimated; None where every pair was compared. seconds: by phase;
    megabytes: the most memory that was held.
    """

    table: pa.Table
    prepared: Prepared
    chosen: Chosen
    linked: Linked
    clusters: Codes
    recall: Recall | None
    notes: tuple[str, ...]
    seconds: dict[str, float]

    @property
    def model(self) -> TableModel:
        """The model with everything that was chosen."""
        return self.prepared.model

    @property
    def megabytes(self) -> int:
        """The most memory that this process has held."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def link_files(
    paths: Sequence[Path],
    model: TableModel,
    out: Path,
    progress: Progress = lambda _: None,
    measure: Measure | None = None,
) -> dict[str, Any]:
    """Link the records of `paths` as `model` says, write everything to `out`, return the report.

    measure: what is asked for where the model names a truth; it comes last and is not part of the
    time. Raises Refusal for input that a person can mend.
    """
    _refuse_foreign(out)
    clock = _Clock(progress)
    files = read.open_all(paths)
    clock("reading")
    table = read.read_tables(files, model)
    ignored = read.not_named(files, model)
    done = link_table(table, model, clock, ignored)
    clock("writing")
    folder = draft(out)
    folder.mkdir(parents=True)
    try:
        kept = tables.write(done, folder)
        used_model.write(done, folder / MODEL_USED)
        clock.stop()
        progress("measuring")
        found = report.report(done, kept, measure(done) if measure else None)
        report.write(found, folder)
        place(folder, out)
    except BaseException:
        remove(folder)
        raise
    return found


def _give_back() -> None:
    """Memory that a step is done with goes back to the system, a quarter of all that would be held.

    Arrow and the C library keep it for themselves otherwise.
    """
    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _refuse_foreign(out: Path) -> None:
    """What is written replaces the whole folder, so nothing else may lie there."""
    names = {path.name for path in out.iterdir()} if out.exists() else set()
    foreign = sorted(names - WRITTEN) if MODEL_USED in names else sorted(names)
    if foreign:
        raise Refusal(
            f"{out} holds '{clip(foreign[0])}', which todos link did not write. Name a new folder, "
            "or an earlier one of its own."
        )


def link_table(
    table: pa.Table, model: TableModel, clock: "_Clock", ignored: Sequence[str] = ()
) -> Done:
    """Link the records of a table as read_tables gives it."""
    clock("looking at the columns")
    prepared = prepare(table, model)
    notes = list(prepared.notes)
    if ignored:
        notes.append(f"columns that the model does not name: {', '.join(ignored)}")
    clock("choosing passes")
    budget = max(model.pairs_per_record * prepared.records, LEAST_BUDGET)
    if model.passes is None:
        chosen = choose(prepared.parts, prepared.records, budget, model.largest_block)
    else:
        chosen = given(model.passes, prepared.parts, model.largest_block)
    met = () if chosen.parts is None else met_by(chosen, prepared.parts)
    prepared = replace(prepared, parts=prepared.parts.only_named())
    linked = link(prepared.comparisons, chosen.passes, prepared.records, progress=clock)
    labels = linked.labels
    if model.threshold != MATCH:
        labels = labels_at(prepared, linked, model.threshold)
    clock("estimating recall")
    known = _recall(met, linked) if met else None
    numbers = pd.factorize(labels)[0].astype(np.int64) + 1
    return Done(table, prepared, chosen, linked, numbers, known, tuple(notes), clock.seconds)


def _recall(passes: Sequence[Blocks], linked: Linked) -> Recall:
    """Estimated recall of blocking by these passes."""
    pairs = linked.pairs
    likely = np.flatnonzero((linked.scores.probability >= KEEP_FROM)[pairs.pattern])
    # more pairs make no better estimate, and it is asked of each of them who met it
    some = likely[:: max(1, len(likely) // _PAIRS_ASKED)]
    probability = linked.scores.probability[pairs.pattern[some]]
    return recall(passes, pairs.left[some], pairs.right[some], probability)


class _Clock:
    """Progress that also notes how long each step took, and gives back what it is done with."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._step: str | None = None
        self._since = time.perf_counter()

    def __call__(self, step: str) -> None:
        _give_back()
        self.stop()
        self._step = step
        self._progress(step)

    def stop(self) -> None:
        """The step ends."""
        now = time.perf_counter()
        if self._step is not None:
            self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._since
        self._step, self._since = None, now
