"""The log of the nights: a line of JSON an event, with its time; a file a month."""

import json
import os
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path


class Log:
    """The log of one run. It names steps, counts and seconds, and nobody of the lists.

    `steps`: seconds that each step took, and MB of memory that the process had needed at its end.
    """

    def __init__(self, folder: Path, day: date, show: Callable[[str], None]) -> None:
        folder.mkdir(exist_ok=True)
        self.steps: list[tuple[str, float, int]] = []
        self._folder, self._day, self._show = folder, day, show
        self._step: tuple[str, float] | None = None

    def event(self, name: str, **facts: object) -> None:
        """Write down that something happened."""
        now = datetime.now(UTC)
        entry = {
            "time": now.isoformat(timespec="milliseconds"),
            "run": self._day.isoformat(),
            "process": os.getpid(),
            "event": name,
            **facts,
        }
        line = json.dumps(entry, ensure_ascii=False, default=str)
        with (self._folder / f"{now:%Y-%m}.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def step(self, name: str) -> None:
        """A step begins, and the one before has ended."""
        self.end_step()
        self._show(name)
        self._step = (name, time.monotonic())

    def end_step(self) -> None:
        """The step that goes on, if there is one, has ended."""
        if self._step is None:
            return
        name, since = self._step
        seconds = round(time.monotonic() - since, 3)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.steps.append((name, seconds, memory))
        self.event("step", step=name, seconds=seconds, memory_mb=memory)
        self._step = None
