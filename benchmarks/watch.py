"""A command run in a process of its own: its seconds, its peak of memory, and who else was busy.

Started as a script by a bare interpreter, so that the peak is the command's and not the starter's:

    python -I -S watch.py REPORT.json COMMAND…
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

CORES = 2
TICK = os.sysconf("SC_CLK_TCK")
EVERY = 0.05


def _busy() -> float:
    """Seconds that all cores together have worked since the machine started."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _iowait, irq, softirq, _steal = map(int, fields)
    return (user + nice + system + irq + softirq) / TICK


def _family(root: int) -> list[int]:
    """The process and its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


def _shared_out(process: int) -> int:
    """Bytes of the process, with what it shares with others divided among them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _sample(root: int, done: threading.Event, peak: list[int]) -> None:
    """Keeps the highest sum over several processes; one alone is counted by the kernel."""
    while not done.wait(EVERY):
        family = _family(root)
        if len(family) > 1:
            peak[0] = max(peak[0], sum(map(_shared_out, family)))


def watch(command: list[str]) -> dict[str, float]:
    """Runs the command on two cores. `others`: the share of those cores that others used."""
    peak, done = [0], threading.Event()
    busy, start = _busy(), time.perf_counter()
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)
    child = subprocess.Popen(command)  # noqa: S603
    sampler = threading.Thread(target=_sample, args=(child.pid, done, peak), daemon=True)
    sampler.start()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    done.set()
    own = usage.ru_utime + usage.ru_stime
    return {
        "exit": float(os.waitstatus_to_exitcode(status)),
        "seconds": seconds,
        "cpu_seconds": own,
        "peak_bytes": float(max(peak[0], usage.ru_maxrss * 1024)),
        "others": max(0.0, _busy() - busy - own) / (seconds * len(cores)),
    }


if __name__ == "__main__":
    report, *words = sys.argv[1:]
    Path(report).write_text(json.dumps(watch(words)), encoding="utf-8")
