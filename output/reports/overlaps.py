"""Section 1: how many persons the list has in common with which others."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from .sections import Overlap, Summary
from .told import Seen, grouped


def summary(seen: Seen) -> Summary:
    """The list in figures, counting as others' lists only what the organisation may see."""
    records = seen.told.records
    own = records[seen.own]
    mine = own["person_id"].dropna().unique()
    others = records[seen.open & ~seen.own & records["person_id"].isin(mine)]
    lists = grouped(others["person_id"], others["source"])
    counts = Counter(tuple(sorted(set(lists.get(person, ())))) for person in mine)
    return Summary(
        rows=len(own),
        departed=int((own["listed"] == False).sum()),  # noqa: E712  # null is no False
        unlinkable=int((own["linkable"] == False).sum()),  # noqa: E712
        persons=len(mine),
        alone=counts[()],
        shared=_shared(others),
        overlaps=_largest(counts),
    )


def _shared(others: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    persons = others.groupby("source")["person_id"].nunique()
    ordered = sorted(persons.items(), key=lambda one: (-one[1], str(one[0])))
    return tuple((str(source), int(count)) for source, count in ordered)


def _largest(counts: Mapping[tuple[str, ...], int]) -> tuple[Overlap, ...]:
    found = [Overlap(names, count) for names, count in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.persons, len(one.sources), one.sources)))
