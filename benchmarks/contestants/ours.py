"""This project: `todos link` with only the kinds of columns, `todos run`, `todos compare-names`.

What they write is laid out here as every contestant leaves it.
"""

import json
from pathlib import Path

import pandas as pd

from .told import Told

# `todos` links from a match probability of one half upwards unless a model says otherwise.
THRESHOLD = 0.5


def link(out: Path) -> None:
    """Lays out what `todos link … --out OUT` wrote."""
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    told = Told(threshold=float(report.get("threshold", THRESHOLD)))
    told.phases = {name: float(seconds) for name, seconds in report["seconds"].items()}
    told.candidate_pairs = report.get("candidate_pairs")
    pairs = pd.read_parquet(out / "pairs.parquet", columns=["left", "right", "match_probability"])
    pairs.columns = pd.Index(["left_id", "right_id", "score"])
    pairs.to_parquet(out / "pairs.parquet")
    clusters = pd.read_parquet(out / "clusters.parquet")
    key = next(column for column in clusters if column != "cluster_id")
    laid_out = pd.DataFrame({"id": clusters[key].astype(str), "cluster": clusters["cluster_id"]})
    laid_out.to_parquet(out / "clusters.parquet")
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
