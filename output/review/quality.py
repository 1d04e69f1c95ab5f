"""How right the published registry is, by the answers to a sample: precision and recall."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from ...pipeline.store import Store, in_force
from ..evaluate.measures import Estimate
from ..evaluate.sampling import estimated
from .queue import PAIR

_SAMPLE = ["drawn_from", "size"]
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Quality:
    """The registry as it was published on `snapshot`, measured by blind review of `size` pairs.

    precision: of the pairs published as one person; recall: of the pairs that are one person, among
    those compared and kept; each with its 95 % interval, see `evaluate.sampling`. Of pairs that
    were never compared a sample says nothing: `blocking` of the manifest estimates these apart.
    answered: pairs with an answer; unsure: pairs of which reviewers cannot say, or disagree; as_of:
    day of the newest answer.
    """

    snapshot: date
    size: int
    answered: int
    unsure: int
    as_of: date
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Progress:
    """A sample under review: how many of its pairs are answered, and whether that is enough."""

    drawn_from: date
    size: int
    answered: int
    unsure: int
    measures: bool


def current_quality(store: Store) -> Quality | None:
    """The newest measured quality, from all answers up to now; None before there is one.

    It is of the newest sample of which half the pairs are answered, and one of each stratum at
    least. The figures are of the snapshot that was sampled: answers bind from the next run on, so
    that a later registry is right about these very pairs, and no measure of itself.
    """
    for sample in _samples(store):
        if _measures(sample):
            return measured(sample)
    return None


def progress(store: Store) -> tuple[Progress, ...]:
    """Every sample that was drawn, the newest first."""
    return tuple(
        Progress(
            sample["drawn_from"].iloc[0],
            int(sample["size"].iloc[0]),
            int(_sure(sample).sum()),
            int((sample["decision"].notna() & ~_sure(sample)).sum()),
            _measures(sample),
        )
        for sample in _samples(store)
    )


def measured(sample: pd.DataFrame) -> Quality:
    """The quality that the answers to one sample give.

    sample: the columns of the table "samples", with decision and made_on of each pair, empty where
    there is none.
    """
    sure = _sure(sample)
    stratum = pd.Series(pd.factorize(sample["stratum"])[0], index=sample.index)
    # an unanswered pair is replaced by the answered ones of its stratum
    answered = sure.groupby(stratum).transform("mean")
    weight = 1 / (sample["inclusion_probability"] * answered)
    mine = sample[sure]
    shares = estimated(
        (mine["decision"] == "positive").to_numpy(),
        (mine["published"] == "together").to_numpy(),
        weight[sure].to_numpy(float),
        stratum[sure].to_numpy(),
    )
    return Quality(
        sample["drawn_from"].iloc[0],
        int(sample["size"].iloc[0]),
        int(sure.sum()),
        int((sample["decision"] == "unsure").sum()),
        mine["made_on"].max(),
        shares.precision,
        shares.recall,
        shares.f1,
    )


def quality_json(found: Quality | None) -> Mapping[str, Any] | None:
    """The figures for a manifest: days in ISO 8601, shares to four places."""
    if found is None:
        return None
    told = asdict(found)
    shares = {
        name: {key: round(value, 4) for key, value in told[name].items()}
        for name in ("precision", "recall", "f1")
    }
    days = {name: told[name].isoformat() for name in ("snapshot", "as_of")}
    return {**told, **days, **shares}


def _samples(store: Store) -> list[pd.DataFrame]:
    """The samples with the answer to each pair, the newest first."""
    force = in_force(store.decisions.all())
    # a pair on which reviewers disagree was looked at, and is as undecided as an unsure one
    disputed = force.disputed.drop_duplicates(PAIR).assign(decision="unsure")
    said = pd.concat([force.binding, disputed, _unsure(store)])
    said = said.drop_duplicates(PAIR)[[*PAIR, "decision", "made_on"]]
    told = store.samples.all().merge(said, on=PAIR, how="left")
    order = told.groupby(_SAMPLE, sort=True)
    return [sample.reset_index(drop=True) for _, sample in order][::-1]


def _unsure(store: Store) -> pd.DataFrame:
    decisions = store.decisions.all()
    return decisions[decisions["revoked_by"].isna() & (decisions["decision"] == "unsure")]


def _sure(sample: pd.DataFrame) -> "pd.Series[bool]":
    return sample["decision"].isin(["positive", "negative"])


def _measures(sample: pd.DataFrame) -> bool:
    sure = _sure(sample)
    return bool(sure.mean() >= _ENOUGH and sure.groupby(sample["stratum"]).any().all())
