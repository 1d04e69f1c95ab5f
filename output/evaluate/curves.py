"""What match probabilities are worth: measures at every threshold, and their reliability.

Both look at pairs as they were scored, before pairs are resolved to persons.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from .measures import Codes, Floats, Labels, codes, pairs_of_one, wilson

# Match probabilities crowd at both ends, so thresholds are spaced evenly in bits of odds: from
# 0.001 to 0.999999, with even odds among them.
THRESHOLDS = 1 / (1 + np.exp2(-np.arange(-10.0, 20.25, 0.25)))
BANDS = np.linspace(0.0, 1.0, 11)


def sweep(
    left: Codes,
    right: Codes,
    probability: Floats,
    truth: Labels,
    thresholds: npt.ArrayLike = THRESHOLDS,
) -> pd.DataFrame:
    """Precision, recall and F1 over pairs if all pairs from a threshold on were links.

    left, right: rows of the records of each pair in `truth`, each pair once; pairs of a record
    whose truth is not known are left out. Recall is of all pairs of one person, scored or not.
    Columns: threshold, linked, agreed (pairs), precision, recall, f1 (NaN where nothing is
    linked).
    """
    true = codes(truth)
    known = (true[left] >= 0) & (true[right] >= 0)
    same = true[left[known]] == true[right[known]]
    order = np.argsort(probability[known], kind="stable")
    at = np.searchsorted(probability[known][order], np.asarray(thresholds), side="left")
    above = np.r_[np.cumsum(same[order][::-1])[::-1], 0]
    linked, agreed, all_true = len(order) - at, above[at], pairs_of_one(true)
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "threshold": np.asarray(thresholds),
                "linked": linked,
                "agreed": agreed,
                "precision": np.true_divide(agreed, linked),
                "recall": np.true_divide(agreed, all_true),
                "f1": np.true_divide(2 * agreed, linked + all_true),
            }
        )


def reliability(probability: Floats, same: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """How many of the pairs in each band of match probability are truly of one person.

    same: whether each pair is. A model whose probabilities can be taken at their word has the
    share near the mean probability of the band (DeGroot & Fienberg 1983). The interval takes pairs
    as independent, which those of one person are not quite.
    Columns: band_from, band_to, pairs, true, mean_probability, share, low, high; the last four are
    NaN where the band is empty.
    """
    bands = len(BANDS) - 1
    band = np.clip(np.searchsorted(BANDS, probability, side="right") - 1, 0, bands - 1)
    pairs, true = np.bincount(band, minlength=bands), np.bincount(band, same, bands)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = true / pairs
        low, high = wilson(share, pairs)
        mean = np.bincount(band, probability, bands) / pairs
    return pd.DataFrame(
        {
            "band_from": BANDS[:-1],
            "band_to": BANDS[1:],
            "pairs": pairs,
            "true": true.astype(np.int64),
            "mean_probability": mean,
            "share": share,
            "low": low,
            "high": high,
        }
    )
