"""Training in a workspace: the model of its newest records, saved as model.json."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pandas as pd

from ..pipeline.learn.drift import drift
from ..pipeline.learn.model import SavedModel, rules_hash, to_json
from ..pipeline.learn.model_reading import ModelError, from_json
from ..pipeline.learn.train import Trained, train
from ..pipeline.score import Parameters, probability
from ..pipeline.store import Store, in_force
from ..rules.problems import Refusal
from ..sources.workspace import Workspace
from .evaluate.curves import reliability
from .models import FILE, chosen
from .nights.lists import read_lists, refuse_errors


@dataclass(frozen=True, slots=True)
class Training:
    """A model, how it differs from the one before, and where both lie.

    drift: as `drift` gives it; kept_as: where the model before went, None if there was none in the
    workspace or nothing is written; refused: why the model before could not be compared with.
    """

    model: SavedModel
    countries: tuple[Trained, ...]
    drift: pd.DataFrame
    file: Path
    kept_as: Path | None
    written: bool
    refused: str | None

    @property
    def reliability(self) -> pd.DataFrame:
        """Bands of match probability and the share of decided pairs in each that are one person.

        Columns: country and those of `reliability`; pairs are judged by what the others taught.
        """
        tables = [
            reliability(probability(one.checked.predicted), one.checked.same).assign(
                country=one.country
            )
            for one in self.countries
            if one.checked is not None
        ]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def train_workspace(
    workspace: Workspace,
    day: date,
    decisions: pd.DataFrame | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Training:
    """Fit the model to the newest lists of the workspace, and save it unless it is a dry run.

    decisions: both keys and decision, as `read_decisions` gives them; None: those in force in the
    registry. A model that is there is kept
    as model-<its date>.json. Raises ListError where a list cannot be read, Refusal where the file
    cannot be written.
    """
    store = Store(workspace.registry)
    try:
        intake, read = read_lists(workspace, day, store.before(day), progress=progress)
        if decisions is None:
            decisions = _in_force(store)
    finally:
        store.close()
    refuse_errors(intake, read)
    before, refused = _before(workspace)
    trained = tuple(train(read.normalised.records, before, decisions, progress))
    model = SavedModel(day, rules_hash(), {one.country: one.fitted for one in trained})
    after = {code: one.parameters for code, one in model.countries.items()}
    file = workspace.root / FILE
    kept_as = None if dry_run else save(model, file)
    told = drift(before, after)
    return Training(model, trained, told, file, kept_as, not dry_run, refused)


def save(model: SavedModel, file: Path) -> Path | None:
    """Write the model whole or not at all; where the one before went, None if there was none.

    Raises Refusal where the file cannot be written.
    """
    text = to_json(model)
    draft = file.with_suffix(".draft")
    try:
        if file.exists() and file.read_text(encoding="utf-8") == text:
            return None
        kept_as = _put_aside(file) if file.exists() else None
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(file)
    except OSError as error:
        raise Refusal(f"{file} cannot be written: {error.strerror}. Free or allow it.") from error
    return kept_as


def ship(file: Path, folder: Path) -> None:
    """Write the model of each country in `file` to a file of its own, to come with the program."""
    model = from_json(file.read_text(encoding="utf-8"), file.name)
    for code, one in model.countries.items():
        alone = SavedModel(model.day, model.rules, {code: one})
        path = folder / f"{code.lower()}.json"
        path.write_text(to_json(alone), encoding="utf-8", newline="\n")


def _put_aside(file: Path) -> Path:
    """Copy the model under a name of its own: its date, and a number if that is taken."""
    text = file.read_text(encoding="utf-8")
    found = re.search(r'"date": "(\d{4}-\d\d-\d\d)"', text)
    stem = f"{file.stem}-{found[1] if found else 'undated'}"
    names = (f"{stem}{'' if n == 1 else f'-{n}'}.json" for n in count(1))
    kept = next(
        path
        for path in map(file.with_name, names)
        if not path.exists() or path.read_text(encoding="utf-8") == text
    )
    kept.write_text(text, encoding="utf-8", newline="\n")
    return kept


def _in_force(store: Store) -> pd.DataFrame | None:
    """The decisions in force; None where nobody has decided anything."""
    binding = in_force(store.decisions.all()).binding
    return None if binding.empty else binding


def _before(workspace: Workspace) -> tuple[dict[str, Parameters], str | None]:
    """The parameters until now; none, and why, where they do not fit the rules any more."""
    try:
        return chosen(workspace).parameters, None
    except ModelError as error:
        return {}, str(error)
