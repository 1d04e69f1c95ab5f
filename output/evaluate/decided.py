"""A snapshot measured by reviewers' decisions on some of its pairs."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from .given import GivenError
from .measures import UNKNOWN, Codes, Floats, codes
from .sampling import Shares, estimated, strata_by_weight, strata_of, together

_ENDS = ("source_l", "source_record_id_l", "source_r", "source_record_id_r")


@dataclass(frozen=True, slots=True)
class Decided:
    """What decisions say of the pairs kept in a snapshot.

    precision: of the pairs published as matches; recall: of the positive pairs among those kept.
    designed: whether the decisions said how they were drawn. strata: stratum (published as a match
    or not, band of match probability), pairs, decided, positive. unsure: decisions that decide
    nothing; outside: decisions on pairs that are not kept, which say nothing here.
    """

    shares: Shares
    designed: bool
    strata: pd.DataFrame
    unsure: int
    outside: int

    @property
    def not_sampled(self) -> pd.DataFrame:
        """The strata of which no pair is decided: nothing is known of these."""
        return self.strata[(self.strata["pairs"] > 0) & (self.strata["decided"] == 0)]


def evaluate_decisions(decisions: pd.DataFrame, pairs: pd.DataFrame) -> Decided:
    """Precision, recall and F1 of the table pairs, from decisions as `read_decisions` gives them.

    Weights, where given, are taken as they are. Without them the decided pairs of a stratum are
    taken as drawn at random from it, which holds for a sample and not for pairs that somebody
    picked. An unsure pair is replaced by the decided ones of its stratum. Raises GivenError where
    no pair of the snapshot is decided, or one is decided both ways.
    """
    pairs = pairs.reset_index(drop=True)
    pairs["stratum"] = strata_of(pairs)
    found = _matched(decisions, pairs)
    decided = found[found["decision"] != "unsure"]
    if decided.empty:
        raise GivenError(
            "None of these decisions is on a pair that the newest snapshot keeps. Are the records' "
            "keys those of the table pairs?"
        )
    designed = "weight" in decisions.columns
    if designed:
        weight = found["weight"].to_numpy()
        stratum = codes(found["drawn_from"]) if "drawn_from" in found else strata_by_weight(weight)
    else:
        size, drawn = (table["stratum"].value_counts() for table in (pairs, found))
        weight = found["stratum"].map(size / drawn).to_numpy(dtype=np.float64)
        stratum = codes(found["stratum"])
    known = (found["decision"] != "unsure").to_numpy()
    weight = _for_the_unsure(weight, stratum, known)
    linked = together(decided)
    positive = (decided["decision"] == "positive").to_numpy()
    shares = estimated(positive, linked, weight[known], stratum[known])
    if linked.all() and not together(pairs).all():
        # whoever looks at published matches only knows nothing of what was missed
        shares = replace(shares, recall=UNKNOWN, f1=UNKNOWN)
    return Decided(
        shares,
        designed,
        _strata(pairs, decided),
        unsure=int((~known).sum()),
        outside=len(decisions) - int(found["decisions"].sum()),
    )


def _matched(decisions: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The decisions on kept pairs, one row a pair, with its verdict and stratum.

    decisions: how many there are on the pair; drawn_from: the stratum that they name.
    """
    ways = [list(_ENDS), [*_ENDS[2:], *_ENDS[:2]]]
    frame = pd.concat(
        [pairs[way].set_axis(list(_ENDS), axis=1).assign(pair=pairs.index) for way in ways]
    )
    named = decisions.rename(columns={"stratum": "drawn_from"})
    found = named.merge(frame, on=list(_ENDS), how="inner")
    sure = found[found["decision"] != "unsure"].groupby("pair")["decision"].nunique()
    if (sure > 1).any():
        one = pairs.loc[sure.index[sure > 1][0]]
        raise GivenError(
            f"{one['source_l']}/{one['source_record_id_l']} and {one['source_r']}/"
            f"{one['source_record_id_r']} are decided positive and negative. Leave one of these."
        )
    found["decisions"] = found.groupby("pair")["pair"].transform("size")
    # the sure decision of several stands
    found = found.sort_values("decision", kind="stable").drop_duplicates("pair")
    return found.join(pairs[["verdict", "decided_by", "stratum"]], on="pair").sort_values("pair")


def _for_the_unsure(weight: Floats, stratum: Codes, known: npt.NDArray[np.bool_]) -> Floats:
    """The weights of the decided pairs of each stratum raised to stand for its unsure ones too."""
    strata = int(stratum.max()) + 1
    every = np.bincount(stratum, weight, strata)
    sure = np.bincount(stratum[known], weight[known], strata)
    with np.errstate(divide="ignore"):
        return np.asarray(weight * (every / sure)[stratum])


def _strata(pairs: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    table = pairs.groupby("stratum", sort=True).size().rename("pairs").to_frame()
    positive = decided["decision"] == "positive"
    table["decided"] = decided["stratum"].value_counts()
    table["positive"] = decided.loc[positive, "stratum"].value_counts()
    return table.fillna(0).astype(int).reset_index()
