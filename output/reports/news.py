"""Section 7: what changed with the persons of a list since the report before."""

import pandas as pd

from .sections import News
from .told import Seen

# What matters most comes first; a kind that is not named here comes last, not away.
_ORDER = ("split", "merged", "moved", "release", "status", "correction", "gone", "new")
_HELD, _OUT = ("imprisoned", "awaiting_trial"), ("released", "non_custodial")


def news(seen: Seen) -> tuple[News, ...]:
    """The changes of this list's persons, those of its composition before those of its facts."""
    own = seen.told.records[seen.own]
    mine = own["person_id"].dropna().unique()
    keys, names = seen.keys(), seen.names()
    changes = seen.changes
    about = changes["person_id"].isin(mine) | changes["other_person_id"].isin(mine)
    rank = {kind: at for at, kind in enumerate(_ORDER)}
    found = [
        News(
            kind=_kind(str(kind), field, before, after),
            person_id=str(person),
            name=names.get(person, ""),
            other_person_id=_text(other),
            rows=keys.get(person, ()),
            field=_text(field),
            before=_text(before),
            after=_text(after),
        )
        for kind, person, other, field, before, after in changes.loc[
            about, ["kind", "person_id", "other_person_id", "field", "before", "after"]
        ].itertuples(index=False)
    ]
    return tuple(
        sorted(found, key=lambda one: (rank.get(one.kind, len(rank)), one.name, one.person_id))
    )


def _kind(kind: str, field: object, before: object, after: object) -> str:
    """A new status is a release where somebody held is held no longer."""
    freed = field == "custody_status" and before in _HELD and after in _OUT
    return "release" if kind == "status" and freed else kind


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) and not pd.isna(cell) else None
