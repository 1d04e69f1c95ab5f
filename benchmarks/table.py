"""RESULTS.md: one row a contestant, and what ours takes for each second and byte of theirs."""

from collections.abc import Iterable
from typing import Any

from .datasets import DATASETS
from .entries import ENTRIES, Entry

Row = dict[str, Any]
PHASES = ("load", "estimate", "score", "cluster")
# Above this share of the two cores in others' hands, seconds are not to be relied on.
QUIET = 0.05
NONE = "–"
# Blockings of one name are compared with each other.
_BLOCKINGS = ("narrow", "wide")

_HEAD = """# Results

Made by `make bench`. What the columns mean and how each contestant is set up stands in
[README.md](README.md).
"""
_ACCURACY = (
    "data set|contestant|P|R|F1|B³ P|B³ R|B³ F1|best F1|at|B³ F1 there|pairs|blocking recall"
)
_COST = (
    "data set|contestant|load|estimate|score|cluster|seconds|process|MB"
    "|ours ÷ it: seconds|process|MB|others' load"
)
_NAMES = (
    "contestant|at|P|R|F1|F1 Cuba|F1 Belarus|best F1|best Cuba|best Belarus"
    "|P at recall 0.95|worst phenomenon|right there|seconds|MB"
)


def results(rows: Iterable[Row], entries: Iterable[Entry] = ENTRIES) -> str:
    """The Markdown of the entries, in the order of the data sets; what is not measured is named."""
    found = {(row["data"], row["contestant"]): row for row in rows}
    kept = [
        found.get((entry.data, entry.contestant))
        or {"data": entry.data, "contestant": entry.contestant, "state": "not measured yet"}
        for entry in entries
    ]
    order = list(DATASETS)
    kept.sort(key=lambda row: order.index(row["data"]))
    linkage = [row for row in kept if row["data"] != "names_a" and row["state"] == "measured"]
    pairs = [row for row in kept if row["data"] == "names_a" and row["state"] == "measured"]
    missing = [row for row in kept if row["state"] != "measured"]
    parts = [
        ("Accuracy on records", _table(_ACCURACY, map(_accuracy, linkage)), linkage),
        (
            "Seconds and memory on records",
            _table(_COST, (_cost(row, found) for row in linkage)),
            linkage,
        ),
        ("Pairs of names (names_a)", _table(_NAMES, map(_names, pairs)), pairs),
        ("Not measured", "\n".join(map(_why, missing)), missing),
    ]
    return "\n".join([_HEAD, *(f"## {title}\n\n{text}\n" for title, text, some in parts if some)])


def _why(row: Row) -> str:
    return f"- {row['data']}, {row['contestant']}: {row['state']}"


def _table(head: str, rows: Iterable[list[str]]) -> str:
    columns = head.split("|")
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _share(value: float | None) -> str:
    return NONE if value is None else f"{value:.4f}"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:,.0f}"


def _seconds(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"


def _accuracy(row: Row) -> list[str]:
    said, judged = row["told"], row["judged"]
    return [
        row["data"],
        row["contestant"],
        *(_share(judged[how][what]) for how in ("pairwise", "b_cubed") for what in _FIGURES),
        *(_share(judged["best"][what]) for what in ("f1", "threshold")),
        _share(judged["best_b_cubed"]["f1"]),
        _number(said["candidate_pairs"]),
        _met(said, judged),
    ]


def _met(said: Row, judged: Row) -> str:
    """The recall of the blocking; at least that of the pairs written, where not all are."""
    if said["blocking_recall"] is not None:
        return _share(said["blocking_recall"])
    every = judged["scored_pairs"] == said["candidate_pairs"]
    return ("" if every else "≥ ") + _share(judged["scored_recall"])


def _cost(row: Row, found: dict[tuple[str, str], Row]) -> list[str]:
    said, watched = row["told"], row["watched"]
    return [
        row["data"],
        row["contestant"],
        *(_seconds(said["phases"].get(phase)) for phase in PHASES),
        _seconds(said["work_seconds"] or None),
        _seconds(watched["seconds"]),
        _number(watched["peak_bytes"] / 1e6),
        *_ratios(row, found),
        _load(watched["others"]),
    ]


_FIGURES = ("precision", "recall", "f1")


def _load(others: float) -> str:
    return f"{others:.0%}" + ("" if others <= QUIET else ", provisional")


def _ratios(row: Row, found: dict[tuple[str, str], Row]) -> list[str]:
    """Ours divided by the peer's, in one run: seconds of work and of the process, peak memory."""
    name, _, blocking = row["contestant"].partition("_")
    ours = found.get((row["data"], f"todos_{blocking}" if blocking in _BLOCKINGS else "todos"))
    if name == "todos" or ours is None or ours["state"] != "measured" or ours["run"] != row["run"]:
        return [NONE] * 3
    pairs = [
        (one["told"]["work_seconds"], one["watched"]["seconds"], one["watched"]["peak_bytes"])
        for one in (ours, row)
    ]
    return [f"{mine / theirs:.2f}" if mine else NONE for mine, theirs in zip(*pairs, strict=True)]


def _names(row: Row) -> list[str]:
    judged = row["judged"]
    whole = judged["all"]
    return [
        row["contestant"],
        f"{row['told']['threshold']:g}",
        *(_share(whole["balanced"][what]) for what in _FIGURES),
        *(_share(judged[country]["balanced"]["f1"]) for country in ("cu", "by")),
        *(_share(judged[country]["best"]["f1"]) for country in ("all", "cu", "by")),
        _share(whole["precision_at_recall"]),
        judged["worst_phenomenon"],
        _share(judged["worst_share"]),
        _seconds(row["watched"]["seconds"]),
        _number(row["watched"]["peak_bytes"] / 1e6),
    ]
