"""What a contestant left in its folder, measured against the truth."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import measure, names
from .datasets import Dataset

Row = dict[str, Any]


def _rounded(value: float) -> float:
    return round(float(value), 5)


def _figures(agreement: measure.Agreement | names.NameAgreement) -> Row:
    figures = {"precision": agreement.precision, "recall": agreement.recall, "f1": agreement.f1}
    return {name: _rounded(value) for name, value in figures.items()}


def told(folder: Path) -> Row:
    """Phases, candidate pairs and blocking recall as the contestant, or its counting, gave them."""
    said: Row = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    counted = folder / "count.json"
    if counted.exists():
        said |= json.loads(counted.read_text(encoding="utf-8"))
    phases = said["phases"]
    said["work_seconds"] = sum(seconds for name, seconds in phases.items() if name != "write")
    return said


def linkage(data: Dataset, folder: Path) -> Row:
    """Pairwise and B-cubed at the contestant's threshold and at the best one."""
    truth_table = pd.read_parquet(data.folder / "truth.parquet")
    ids = pd.Index(truth_table["id"])
    truth = pd.factorize(truth_table["entity"])[0].astype(np.int64)
    clusters = _labels(pd.read_parquet(folder / "clusters.parquet"), ids)
    pairs = pd.read_parquet(folder / "pairs.parquet")
    left, right = (ids.get_indexer(pd.Index(pairs[side])) for side in ("left_id", "right_id"))
    known = (left >= 0) & (right >= 0)
    left, right = left[known].astype(np.int64), right[known].astype(np.int64)
    scores = pairs["score"].to_numpy(np.float64)[known]
    best = measure.best_threshold(left, right, scores, truth)
    return {
        "records": len(truth),
        "pairwise": _figures(measure.pairwise(clusters, truth)),
        "b_cubed": _figures(measure.b_cubed(clusters, truth)),
        "best": _figures(best.pairwise) | {"threshold": _rounded(best.threshold)},
        "best_b_cubed": _figures(measure.b_cubed(best.clusters, truth)),
        "scored_pairs": len(pairs),
        # Of the true pairs, those that were scored: the recall of the blocking where all pairs are.
        "scored_recall": _rounded(measure.blocking_recall(left, right, truth)),
    }


def _labels(clusters: pd.DataFrame, ids: pd.Index) -> measure.Labels:
    """A label for each record; one that stands in no cluster is alone."""
    labels = np.arange(len(ids), dtype=np.int64)
    place = ids.get_indexer(pd.Index(clusters["id"]))
    codes = pd.factorize(clusters["cluster"])[0] + len(ids)
    labels[place[place >= 0]] = codes[place >= 0]
    return labels


def name_pairs(data: Dataset, folder: Path, threshold: float) -> Row:
    """Balanced F1 over all pairs and for each country, and the worst phenomenon."""
    labelled = pd.read_csv(data.folder / "labelled.csv", dtype=str)
    scores = np.array(json.loads((folder / "scores.json").read_text(encoding="utf-8")), np.float64)
    if len(scores) != len(labelled):
        raise ValueError(f"{len(scores)} scores for {len(labelled)} pairs")
    same = (labelled["same_person_plausible"] == "1").to_numpy()
    cuba = (labelled["left_lang"] == "es").to_numpy()
    worst, share = names.worst_phenomenon(
        same, scores >= threshold, labelled["phenomenon"].tolist()
    )
    row: Row = {"records": len(labelled), "worst_phenomenon": worst, "worst_share": _rounded(share)}
    for name, which in (("all", cuba | ~cuba), ("cu", cuba), ("by", ~cuba)):
        at, best = names.best_threshold(same[which], scores[which])
        row[name] = {
            "balanced": _figures(names.agreement(same[which], scores[which] >= threshold)),
            "best": _figures(best) | {"threshold": _rounded(at)},
            "precision_at_recall": _rounded(names.precision_at_recall(same[which], scores[which])),
        }
    return row
