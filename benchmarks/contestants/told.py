"""What every contestant leaves behind: scored pairs, clusters, and the seconds of each phase."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Told:
    """`threshold`: the score from which the contestant itself would link."""

    threshold: float
    phases: dict[str, float] = field(default_factory=dict)
    candidate_pairs: int | None = None
    blocking_recall: float | None = None

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.phases[name] = self.phases.get(name, 0.0) + time.perf_counter() - start

    def write(self, folder: Path) -> None:
        said = {
            "threshold": self.threshold,
            "phases": self.phases,
            "candidate_pairs": self.candidate_pairs,
            "blocking_recall": self.blocking_recall,
        }
        (folder / "run.json").write_text(json.dumps(said, indent=1), encoding="utf-8")
