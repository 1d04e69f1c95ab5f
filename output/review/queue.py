"""The queue of the review desk: pairs under review, those whose answer is worth most first."""

import pandas as pd

from ...pipeline.store import in_force
from ..lookup import Snapshot
from ..reports.questions import questions
from ..reports.told import Told, read

PAIR = ["source_l", "source_record_id_l", "source_r", "source_record_id_r"]


def queue(snapshot: Snapshot, decisions: pd.DataFrame) -> pd.DataFrame:
    """The pairs of a snapshot that wait for an answer, as `waiting` tells them."""
    return waiting(read(snapshot), decisions)


def waiting(told: Told, decisions: pd.DataFrame) -> pd.DataFrame:
    """The pairs that wait for an answer; disputed ones stand before all others.

    decisions: all that the registry holds. A pair that is decided waits no longer, also before the
    next run has taken the decision over; one on which reviewers disagree waits, whatever the
    machine held of it. Columns: those of `questions`, name_l, name_r, disputed.
    """
    force = in_force(decisions)
    disputed = among(told.pairs, force.disputed)
    asked = told.pairs["verdict"].mask(disputed, "review")
    found = questions(told.records, told.pairs.assign(verdict=asked))
    names = told.records["name"]
    found["name_l"] = names.iloc[found["left"]].to_numpy()
    found["name_r"] = names.iloc[found["right"]].to_numpy()
    found["disputed"] = among(found, force.disputed)
    open_ones = found[~among(found, force.binding)]
    return open_ones.sort_values("disputed", ascending=False, kind="stable", ignore_index=True)


def agreement(decisions: pd.DataFrame) -> pd.DataFrame:
    """How far each two reviewers agree on the pairs that both decided: by_l, by_r, pairs, kappa.

    kappa: Cohen's (1960), the agreement beyond what chance gives; NaN where both always say the
    same one word, so that chance alone agrees. Unsure answers count as an answer of their own.
    """
    standing = decisions[decisions["revoked_by"].isna()].sort_values(["made_on", "decision_id"])
    newest = standing.drop_duplicates([*PAIR, "by"], keep="last")[[*PAIR, "by", "decision"]]
    both = newest.merge(newest, on=PAIR, suffixes=("_l", "_r"))
    both = both[both["by_l"] < both["by_r"]]
    rows = [
        {"by_l": one, "by_r": two, "pairs": len(each), "kappa": _kappa(each)}
        for (one, two), each in both.groupby(["by_l", "by_r"])
    ]
    return pd.DataFrame(rows, columns=["by_l", "by_r", "pairs", "kappa"])


def _kappa(each: pd.DataFrame) -> float:
    observed = float((each["decision_l"] == each["decision_r"]).mean())
    left, right = (each[name].value_counts(normalize=True) for name in ("decision_l", "decision_r"))
    chance = float(left.mul(right, fill_value=0.0).sum())
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")


def among(pairs: pd.DataFrame, decided: pd.DataFrame) -> "pd.Series[bool]":
    """Which pairs are among those decided, whichever of their ends stands left."""
    turned = decided.rename(columns=dict(zip(PAIR, [*PAIR[2:], *PAIR[:2]], strict=True)))
    known = pd.concat([decided[PAIR], turned[PAIR]])
    keys = pd.MultiIndex.from_frame(pairs[PAIR])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(known)), index=pairs.index)
