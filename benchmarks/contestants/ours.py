"""This project: `todos link` with only the kinds of columns, `todos run`, `todos compare-names`.

What they write is laid out here as every contestant leaves it.
"""

import json
from pathlib import Path

import pandas as pd

from .told import Told

# `todos` links from a match probability of one half upwards unless a model says otherwise.
THRESHOLD = 0.5


# What `todos link` calls its steps; what is not named here is part of scoring.
STEPS = {
    "reading": "load",
    "looking at the columns": "load",
    "estimating": "estimate",
    "clustering": "cluster",
    "writing": "write",
}


def link(out: Path) -> None:
    """Lays out what `todos link … --out OUT/linked` wrote."""
    linked = out / "linked"
    report = json.loads((linked / "report.json").read_text(encoding="utf-8"))
    told = Told(threshold=report["threshold"], candidate_pairs=report["pairs_compared"])
    for step, seconds in report["seconds"].items():
        phase = STEPS.get(step, "score")
        told.phases[phase] = told.phases.get(phase, 0.0) + seconds
    wanted = {"record_id_l": "left_id", "record_id_r": "right_id", "match_probability": "score"}
    pairs = pd.read_parquet(linked / "pairs.parquet", columns=list(wanted)).rename(columns=wanted)
    clusters = pd.read_parquet(linked / "clusters.parquet")
    laid_out = {"id": clusters["record_id"].astype(str), "cluster": clusters["cluster_id"]}
    pairs.astype({"left_id": str, "right_id": str}).to_parquet(out / "pairs.parquet")
    pd.DataFrame(laid_out).to_parquet(out / "clusters.parquet")
    told.write(out)


def night(out: Path, day: str) -> None:
    """Lays out what `todos run` published in the workspace OUT/night."""
    snapshot = out / "night" / "snapshots" / day / "restricted"
    records = pd.read_parquet(snapshot / "records.parquet")
    persons = records[records["person_id"].notna()]
    clusters = {"id": _key(persons, ""), "cluster": persons["person_id"]}
    pd.DataFrame(clusters).to_parquet(out / "clusters.parquet")
    pairs = pd.read_parquet(snapshot / "pairs.parquet")
    scored = {
        "left_id": _key(pairs, "_l"),
        "right_id": _key(pairs, "_r"),
        "score": pairs["match_probability"],
    }
    pd.DataFrame(scored).to_parquet(out / "pairs.parquet")
    Told(threshold=THRESHOLD).write(out)


def _key(table: pd.DataFrame, side: str) -> pd.Series:
    return table["source" + side] + "/" + table["source_record_id" + side]


def names(out: Path) -> None:
    """Lays out what `todos compare-names` wrote to OUT/names.csv."""
    scores = pd.read_csv(out / "names.csv")["score"].tolist()
    (out / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    Told(threshold=THRESHOLD).write(out)
