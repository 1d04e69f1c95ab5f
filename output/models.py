"""Which model a night matches with: the workspace's own, the one that comes with the program, none.

A run never trains: ids would wander from night to night. A country without any model is matched
with the declared priors, and only what strangers share is counted on its lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from .. import rules
from ..pipeline.learn.model import Fitted, SavedModel, rules_hash, to_json
from ..pipeline.learn.model_reading import ModelError, from_json
from ..pipeline.match import Matched
from ..pipeline.score import Parameters
from ..sources.workspace import Workspace

FILE = "model.json"
SHIPPED = Path(rules.__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The models of a night by country, and where each comes from (file, date, sha256)."""

    countries: Mapping[str, Fitted]
    origins: Mapping[str, Mapping[str, str]]

    @property
    def parameters(self) -> dict[str, Parameters]:
        """The parameters by country."""
        return {country: one.parameters for country, one in self.countries.items()}


def chosen(workspace: Workspace) -> Chosen:
    """The models that a run in `workspace` matches with. Raises ModelError where one does not fit.

    What model.json of the workspace holds comes first, then what comes with the program.
    """
    countries: dict[str, Fitted] = {}
    origins: dict[str, Mapping[str, str]] = {}
    for path in (*sorted(SHIPPED.glob("*.json")), workspace.root / FILE):
        if not path.exists():
            continue
        text = _read(path)
        model = from_json(text, path.name)
        origin = {
            "file": path.name if path.parent == workspace.root else f"rules/models/{path.name}",
            "date": model.day.isoformat(),
            "sha256": sha256(text.encode()).hexdigest(),
        }
        countries |= model.countries
        origins |= dict.fromkeys(model.countries, origin)
    return Chosen(countries, origins)


def read_model(path: Path) -> SavedModel | None:
    """The model of that file, None where there is none. Raises ModelError."""
    return from_json(_read(path), path.name) if path.exists() else None


def used_text(matched: Matched, taken: Chosen, day: date) -> str:
    """The models that matching used, as the text of a file, also where they are the priors."""
    countries = {}
    for code, country in matched.countries.items():
        parameters = country.linked.estimated.model
        own = taken.countries.get(code)
        countries[code] = own or Fitted(
            parameters, len(country.rows), len(country.linked.pairs.left)
        )
    return to_json(SavedModel(day, rules_hash(), countries))


def of_snapshot(folder: Path) -> dict[str, Parameters]:
    """The parameters that the records of a snapshot were matched with, by country.

    None are there for a snapshot of a program that did not keep them yet. Raises ModelError.
    """
    model = read_model(folder / FILE)
    return {code: one.parameters for code, one in model.countries.items()} if model else {}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path.name} cannot be read ({error.__class__.__name__}). "
            "Bring it back from a backup, or train a new one with: todos train"
        ) from error
