"""The benchmark figures that the README shows, from what `make bench` measured."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Found = Mapping[tuple[str, str], Row]

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
_MADE = "<!-- Made by `make docs` from benchmarks/results.json. -->"
_NONE = "–"
_ECM = "recordlinkage_ecm"
# What the README calls a data set, and ours and Splink's contestant on it.
_ACCURACY = (
    ("febrl1", "febrl1", "todos", "splink"),
    ("febrl2", "febrl2", "todos", "splink"),
    ("febrl3", "febrl3", "todos", "splink"),
    ("febrl4, two lists", "febrl4", "todos", "splink"),
    ("fake_1000", "fake_1000", "todos", "splink"),
    ("historical_50k", "historical_50k", "todos", "splink"),
    ("world, Cuba: `todos run`", "world_cu", "todos_run", "splink"),
    ("world, Cuba: flat table", "world_cu", "todos", "splink"),
    ("world, Belarus: `todos run`", "world_by", "todos_run", "splink"),
    ("world, Belarus: flat table", "world_by", "todos", "splink"),
    ("100,000 generated, narrow", "people_100k", "todos_narrow", "splink_narrow"),
    ("1,000,000 generated, narrow", "people_1m", "todos_narrow", "splink_narrow"),
    ("1,000,000 generated, wide", "people_1m", "todos_wide", "splink_wide"),
)
_NAMES = (
    ("`todos compare-names`", "todos"),
    ("OpenSanctions `logic-v2`", "opensanctions"),
    ("Jaro–Winkler without accents", "jaro_winkler"),
)
_BLOCKINGS = ("narrow", "wide")
# Above this share of the two cores in others' hands, seconds are not to be relied on.
_QUIET = 0.05


def with_figures(page: str, rows: Iterable[Row]) -> str:
    """`page` with what stands between the two marks made anew from the measured `rows`."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{figures(rows)}\n{END}{after}"


def readme() -> str:
    """The README with the figures of benchmarks/results.json."""
    rows = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    return with_figures((ROOT / "README.md").read_text(encoding="utf-8"), rows)


def figures(rows: Iterable[Row]) -> str:
    """The tables, in Markdown; what is not measured is left out."""
    found = {(row["data"], row["contestant"]): row for row in rows if row["state"] == "measured"}
    accuracy, names, cost = list(_accuracy(found)), list(_names(found)), list(_cost(found))
    parts = [_MADE]
    if accuracy:
        head = ("F1 of pairs", "todos", "Splink 5 at 0.95", "Splink 5 at its best", "ECM")
        parts.append(_table(head, accuracy))
    if names:
        head = ("507 pairs of names", "F1", "Cuba", "Belarus", "precision at recall 0.95")
        parts.append(_table(head, names))
    if cost:
        head = ("1,000,000 records", "todos", "Splink 5", "ratio of seconds", "of memory")
        parts.append(_table(head, cost))
    if any("*" in cell for row in cost for cell in row):
        parts.append("\\* Provisional: other programs used the machine at that time.")
    return "\n\n".join(parts)


def _accuracy(found: Found) -> Iterator[tuple[str, ...]]:
    for title, data, ours, peer in _ACCURACY:
        if (data, ours) in found:
            default = [_f1(found.get((data, name))) for name in (ours, peer)]
            best = _f1(found.get((data, peer)), "best")
            # the toolkit's blocks are narrow ones
            toolkit = None if ours == "todos_wide" else found.get((data, _ECM))
            yield title, *default, best, _f1(toolkit)


def _names(found: Found) -> Iterator[tuple[str, ...]]:
    for title, contestant in _NAMES:
        if ("names_a", contestant) in found:
            judged = found["names_a", contestant]["judged"]
            shares = [judged[part]["balanced"]["f1"] for part in ("all", "cu", "by")]
            yield title, *map(_share, (*shares, judged["all"]["precision_at_recall"]))


def _cost(found: Found) -> Iterator[tuple[str, ...]]:
    """Blockings that both have been measured with."""
    for blocking in _BLOCKINGS:
        ours, peer = (found.get(("people_1m", f"{who}_{blocking}")) for who in ("todos", "splink"))
        if ours is not None and peer is not None:
            ratios = [
                f"{mine / theirs:.2f}" if ours["run"] == peer["run"] else _NONE
                for mine, theirs in zip(_took(ours), _took(peer), strict=True)
            ]
            yield f"{blocking} blocking", *(_said(row) for row in (ours, peer)), *ratios


def _took(row: Row) -> tuple[float, float]:
    """Seconds from loading to clusters, and the most megabytes."""
    return row["told"]["work_seconds"], row["watched"]["peak_bytes"] / 1e6


def _said(row: Row) -> str:
    seconds, megabytes = _took(row)
    mark = "" if row["watched"]["others"] <= _QUIET else "\\*"
    return f"{seconds:.1f} s{mark}, {megabytes:,.0f} MB"


def _f1(row: Row | None, of: str = "pairwise") -> str:
    return _NONE if row is None else _share(row["judged"][of]["f1"])


def _share(value: float) -> str:
    return f"{value:.4f}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
