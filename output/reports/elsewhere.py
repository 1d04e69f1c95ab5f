"""Section 4: persons on other lists of the country whom this list does not name."""

import pandas as pd

from .facts import facts
from .sections import Elsewhere
from .told import Seen

_FIELDS = (
    "name",
    "sex",
    "birth",
    "arrest",
    "province",
    "offences",
    "sentence_months",
    "custody_status",
)
_HELD = ("imprisoned", "awaiting_trial")


def elsewhere(seen: Seen) -> tuple[Elsewhere, ...]:
    """Those whom most lists name first, and among them those who are held.

    A person of whom nothing may be seen but hidden reports is not among them.
    """
    told = seen.told
    own = told.records[seen.own]
    countries = own["country"].unique()
    persons = seen.persons
    there = persons["country"].isin(countries) & ~persons["person_id"].isin(own["person_id"])
    mine = persons[there]
    held = mine["custody_status"].isin(_HELD)
    mine = mine.assign(held=held).sort_values(
        ["n_sources", "held", "name", "person_id"], ascending=[False, False, True, True]
    )
    perhaps = _likest(seen)
    return tuple(
        Elsewhere(str(person), said, tuple(map(str, sources)), perhaps.get(person))
        for person, said, sources in zip(
            mine["person_id"], facts(mine, _FIELDS), mine["sources"], strict=True
        )
    )


def _likest(seen: Seen) -> dict[str, str]:
    """For each other person the own row with which it was compared, the most probable one."""
    records, pairs = seen.told.records, seen.pairs
    parts = []
    for mine, other in (("left", "right"), ("right", "left")):
        some = pairs[seen.own[pairs[mine]] & ~seen.own[pairs[other]]]
        parts.append(
            pd.DataFrame(
                {
                    "key": records["source_record_id"].to_numpy()[some[mine]],
                    "person": records["person_id"].to_numpy()[some[other]],
                    "p": some["match_probability"].to_numpy(),
                }
            )
        )
    best = (
        pd.concat(parts)
        .dropna(subset=["person"])
        .sort_values(["p", "key"], ascending=[False, True])
    )
    best = best.drop_duplicates("person")
    return dict(zip(best["person"], best["key"], strict=True))
