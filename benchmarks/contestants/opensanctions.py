"""Pairs of names by OpenSanctions' matcher logic-v2, each name a person without other facts.

python -m todos.benchmarks.contestants.opensanctions OUT PAIRS.csv
"""

import csv
import json
import sys
from pathlib import Path

from followthemoney import EntityProxy
from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found]
from nomenklatura.matching.types import ScoringConfig  # type: ignore[import-not-found]

from .told import Told

# "threshold" of the matching service's own documentation.
THRESHOLD = 0.7


def person(name: str, key: str) -> EntityProxy:
    """An entity with a name; its key must be its own, since the matcher remembers names by it."""
    return EntityProxy.from_dict({"id": key, "schema": "Person", "properties": {"name": [name]}})


def main() -> None:
    out, file = map(Path, sys.argv[1:])
    told = Told(threshold=THRESHOLD)
    with told.phase("load"):
        matcher = get_algorithm("logic-v2")
        config = ScoringConfig.defaults()
        with file.open(encoding="utf-8", newline="") as lines:
            pairs = [
                (person(row["left"], f"left-{n}"), person(row["right"], f"right-{n}"))
                for n, row in enumerate(csv.DictReader(lines))
            ]
    with told.phase("score"):
        # The matcher looks for one name in the other: the better of both ways counts.
        scores = [
            max(
                matcher.compare(left, right, config).score,
                matcher.compare(right, left, config).score,
            )
            for left, right in pairs
        ]
    (out / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    told.write(out)


if __name__ == "__main__":
    main()
