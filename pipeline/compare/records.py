"""The comparisons of the registry's records, in the order of rules/comparisons.py."""

import pandas as pd

from .base import FieldComparison
from .facts import (
    Arrest,
    Birth,
    Custody,
    Lists,
    Offences,
    Place,
    Prison,
    Release,
    ReleaseBasis,
    Sentence,
    Sex,
)
from .name_levels import GivenNames, Patronymic, Surnames


def comparisons(features: pd.DataFrame) -> tuple[FieldComparison, ...]:
    """One comparison a field over the records of `features`, with rarities counted on them."""
    frame = features
    return (
        GivenNames(frame["given"], frame["alt_given"], across=frame["surnames"]),
        Surnames(frame["surnames"], frame["alt_surnames"], across=frame["given"]),
        Patronymic(frame["patronymic"]),
        Sex(frame["sex"]),
        Birth(frame["birth_from"], frame["birth_to"]),
        Arrest(frame["arrest_from"], frame["arrest_to"]),
        Place(frame["province"], frame["municipality"]),
        Offences(frame["offences"]),
        Sentence(frame["sentence"]),
        Release(frame["release_from"], frame["release_to"]),
        ReleaseBasis(frame["release_basis"]),
        Custody(frame["custody_status"]),
        Prison(frame["prison"]),
        Lists(frame["source"]),
    )
