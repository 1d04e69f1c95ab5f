"""Section 5: what other lists say differently of the same persons, and what the registry shows."""

import pandas as pd

from .sections import Difference
from .told import Seen, grouped


def differences(seen: Seen) -> tuple[Difference, ...]:
    """Fields in which this list and another disagree; those first where the registry shows
    something else than this list says, then by field and name."""
    said = _said_of_own(seen)
    mine = said[said["source"] == seen.source]
    other = said[said["source"] != seen.source]
    both = set(_unlike(mine, other))
    my_words = grouped(mine["conflict_of"], mine["value"])
    theirs = grouped(other["conflict_of"], zip(other["source"], other["value"], strict=True))
    rows = said[said["conflict_of"].isin(both & set(my_words))].drop_duplicates("conflict_of")
    names, keys = seen.names(), seen.keys()
    found = [
        Difference(
            person_id=str(person),
            name=names.get(person, ""),
            rows=keys.get(person, ()),
            field=str(field),
            mine=my_words[conflict],
            others=theirs[conflict],
            shown=None if pd.isna(shown) else str(shown),
            rule=str(rule),
            agrees=shown in my_words[conflict],
        )
        for conflict, person, field, shown, rule in zip(
            rows["conflict_of"],
            rows["person_id"],
            rows["field"],
            rows["shown"],
            rows["rule"],
            strict=True,
        )
    ]
    return tuple(sorted(found, key=lambda one: (one.agrees, one.field, one.name, one.person_id)))


def _said_of_own(seen: Seen) -> pd.DataFrame:
    """What is said in the conflicts of this list's persons, sorted."""
    own = seen.told.records[seen.own]["person_id"]
    said = seen.conflicts[seen.conflicts["person_id"].isin(own)]
    said = said.assign(conflict_of=said["person_id"] + "\x1f" + said["field"])
    return said.sort_values(["conflict_of", "source", "value"], ignore_index=True)


def _unlike(mine: pd.DataFrame, other: pd.DataFrame) -> "pd.Series[str]":
    """The conflicts in which another list says a value that this one does not."""
    own = mine[["conflict_of", "value"]].drop_duplicates().assign(own=True)
    met = other.merge(own, on=["conflict_of", "value"], how="left")
    return met.loc[met["own"].isna(), "conflict_of"]
