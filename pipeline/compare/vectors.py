"""Comparison vectors: the levels of every declared field, for each candidate pair."""

from functools import cache

import pandas as pd
import recordlinkage

from ...rules.names import slavic_given_names, spanish_bearers
from ..normalise.spelling import spanish_sound
from .facts import Arrest, Birth, Lists, Offences, Patronymic, Place, Release, Sentence, Sex
from .names import GivenNames, Surnames, TokenTable

# A token borne by so many (log2) is a name of its own and no misspelling of another.
_WELL_KNOWN = 9


def comparer(features: pd.DataFrame) -> recordlinkage.Compare:
    """The comparisons of rules/comparisons.py, with rarities counted on `features`."""
    compare = recordlinkage.Compare()
    given = TokenTable(_with_older(features, "given"), _is_a_name)
    surnames = TokenTable(_with_older(features, "surnames"))
    for comparison in (
        GivenNames(("given", "alt_given"), given),
        Surnames(("surnames", "alt_surnames"), surnames),
        Patronymic("patronymic"),
        Sex("sex"),
        Birth("birth_from", "birth_to"),
        Arrest(("arrest_from", "arrest_to"), features[["arrest_from", "arrest_to"]]),
        Place(features["province"], features["municipality"]),
        Offences("offences"),
        Sentence(features["sentence"]),
        Release(("release_from", "release_to"), features[["release_from", "release_to"]]),
        Lists("source"),
    ):
        compare.add(comparison)
    return compare


def _with_older(features: pd.DataFrame, column: str) -> pd.Series:
    older = features[f"alt_{column}"]
    return pd.concat([features[column], older[older != ""]], ignore_index=True)


@cache
def _names() -> frozenset[str]:
    bearers = spanish_bearers().items()
    spanish = {spanish_sound(token) for token, (given, _) in bearers if given >= _WELL_KNOWN}
    return frozenset(spanish | slavic_given_names().sex_of.keys())


def _is_a_name(token: str) -> bool:
    """Whether a given-name token, in its common spelling, is a well-known name."""
    return token in _names()
