"""What manifest.json says of the run: the lists read, the models, and how good the result is."""

from dataclasses import asdict
from typing import Any

from ..models import Chosen
from .made import Made

_PRIORS = {"file": "rules/comparisons.py"}


def manifest(made: Made, models: Chosen, measured: object) -> dict[str, Any]:
    """The run's own part of the manifest; measured: what reviewers' samples say of the registry."""
    intake = made.intake
    return {
        "inputs": [
            {**asdict(entry), "edition": entry.edition.isoformat()} for entry in intake.inputs
        ],
        "lists": {
            delivery.source: {
                "read": delivery.rows_read,
                "records": delivery.published.num_rows,
                "not_records": len(delivery.skipped),
            }
            for delivery in intake.deliveries
        },
        "warnings": sum(problem.severity == "warning" for problem in made.problems),
        "clusters": made.clusters,
        "blocking": {
            code: {"recall": round(one.recall, 4), "low": one.low, "high": one.high}
            for code, one in made.blocking.items()
        },
        "quality": measured,
        "models": {
            code: dict(models.origins.get(code, _PRIORS)) for code in made.night.matched.countries
        },
    }
