"""Pairs of names by Unidecode and Jaro–Winkler, as many lists are matched today.

python -m todos.benchmarks.contestants.name_baseline OUT PAIRS.csv
"""

import csv
import json
import sys
from pathlib import Path

from rapidfuzz.distance import JaroWinkler
from unidecode import unidecode

from .told import Told

# The usual "same name" of record linkage (Winkler 1990; the toolkits' guides).
THRESHOLD = 0.85


def main() -> None:
    out, file = map(Path, sys.argv[1:])
    told = Told(threshold=THRESHOLD)
    with told.phase("score"), file.open(encoding="utf-8", newline="") as lines:
        scores = [
            JaroWinkler.similarity(*(unidecode(row[side]).lower() for side in ("left", "right")))
            for row in csv.DictReader(lines)
        ]
    (out / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    told.write(out)


if __name__ == "__main__":
    main()
