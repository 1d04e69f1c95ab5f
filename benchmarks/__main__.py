"""Runs each contestant on each data set in a process of its own, measures, and writes the table.

    python -m todos.benchmarks [--only WORDS] [--scale 5M] [--repeat N]

`--only "febrl* splink"`: data sets and contestants by name, with * for any letters.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from . import judge, prepare, table
from .datasets import DATASETS
from .entries import ENTRIES, Entry

HERE = Path(__file__).resolve().parent
KEPT = HERE / "results.json"
WATCH = HERE / "watch.py"
SCALES = {"5M": "people_5m"}
Row = dict[str, Any]


def chosen(words: Sequence[str], scale: str | None) -> list[Entry]:
    """The entries that the words name; the largest data only when a scale asks for them.

    ValueError names a word that names nothing.
    """
    datas = {entry.data for entry in ENTRIES}
    contestants = {entry.contestant for entry in ENTRIES}
    for word in words:
        if not any(fnmatch(name, word) for name in datas | contestants):
            known = ", ".join([*sorted(datas), *sorted(contestants)])
            raise ValueError(f"'{word}' names no data set and no contestant. There are: {known}")
    by_data = [word for word in words if any(fnmatch(name, word) for name in datas)]
    by_who = [word for word in words if any(fnmatch(name, word) for name in contestants)]
    large = set(SCALES.values())
    return [
        entry
        for entry in ENTRIES
        if (entry.data == SCALES[scale] if scale else entry.data not in large)
        if not by_data or any(fnmatch(entry.data, word) for word in by_data)
        if not by_who or any(fnmatch(entry.contestant, word) for word in by_who)
    ]


def run(entry: Entry, name: str, repeat: int) -> Row:
    """One row of the results; what goes wrong is its state, so that the others still run."""
    row: Row = {"data": entry.data, "contestant": entry.contestant, "run": name}
    out = prepare.CACHE / "runs" / entry.data / entry.contestant
    try:
        data = DATASETS[entry.data]
        data.prepare()
        tries = [_watched(entry, out) for _ in range(repeat)]
        row["watched"] = min(tries, key=lambda one: one["seconds"])
        if entry.lay_out:
            entry.lay_out(out)
        if entry.count:
            subprocess.run(  # noqa: S603
                entry.count(data, out), check=True, env=_environment(), capture_output=True
            )
        row["told"] = judge.told(out)
        if entry.data == "names_a":
            row["judged"] = judge.name_pairs(data, out, row["told"]["threshold"])
        else:
            row["judged"] = judge.linkage(data, out)
        row["state"] = "measured"
    except (prepare.NotThere, OSError, subprocess.CalledProcessError, ValueError, KeyError) as why:
        row["state"] = f"failed: {why}".replace(f"{prepare.ROOT}/", "")
    return row


def _watched(entry: Entry, out: Path) -> dict[str, float]:
    """Runs the contestant in an emptied folder; its words go to log.txt there."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    if entry.before:
        entry.before(out)
    command = entry.command(DATASETS[entry.data], out)
    if not Path(command[0]).exists():
        raise prepare.NotThere(f"{command[0]} is not installed; `make bench` installs it")
    report = out / "watch.json"
    with (out / "log.txt").open("w", encoding="utf-8") as log:
        subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(WATCH), str(report), *command],
            check=True,
            env=_environment(),
            stdout=log,
            stderr=log,
        )
    watched: dict[str, float] = json.loads(report.read_text(encoding="utf-8"))
    if watched["exit"]:
        words = (out / "log.txt").read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(words) if line.strip()), "no word")
        raise ValueError(f"exit code {watched['exit']:.0f}: {last[:200]}")
    return watched


def _environment() -> dict[str, str]:
    """The peers find this folder as `todos.benchmarks`; nobody takes more than two threads."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"), "2")
    return {**os.environ, **threads, "PYTHONPATH": str(prepare.ROOT / ".src"), "NO_COLOR": "1"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", help="data sets and contestants, * for any letters")
    parser.add_argument("--scale", choices=sorted(SCALES))
    parser.add_argument("--repeat", type=int, default=1, help="the fastest of so many runs counts")
    asked = parser.parse_args()
    try:
        entries = chosen(asked.only.replace(",", " ").split(), asked.scale)
    except ValueError as why:
        sys.exit(str(why))
    rows: list[Row] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []
    name = datetime.now().astimezone().isoformat(timespec="minutes")
    for number, entry in enumerate(entries, 1):
        print(f"[{number}/{len(entries)}] {entry.data}, {entry.contestant}", flush=True)
        row = run(entry, name, asked.repeat)
        same = (entry.data, entry.contestant)
        rows = [*(old for old in rows if (old["data"], old["contestant"]) != same), row]
        KEPT.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (HERE / "RESULTS.md").write_text(table.results(rows), encoding="utf-8")
    new = [row for row in rows if row["run"] == name]
    print(table.results(new, entries))


if __name__ == "__main__":
    main()
