"""The registry of one night: persons, events, claims and conflicts of records with person ids."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from .claims import claim, claims_table
from .conflicts import conflicts_table
from .episodes import with_episodes
from .events import events_table
from .links import weakest_links
from .persons import persons_table, show
from .said import say


@dataclass(frozen=True, slots=True)
class Registry:
    """Tables of the schemas of the same names."""

    persons: pa.Table
    events: pa.Table
    claims: pa.Table
    conflicts: pa.Table


def consolidate(
    records: pa.Table, statements: pa.Table, pairs: pa.Table, seen: pd.DataFrame, day: date
) -> Registry:
    """What the lists together say of each person, as of `day`.

    records, statements, pairs: tables of these schemas, records with person_id; seen: source,
    source_record_id, field, value, first_seen of the claims of earlier nights. Records without a
    person are left out of all four tables. The order of the rows makes no difference.
    """
    said = with_episodes(say(records))
    shown = show(said)
    claims = claim(said.records, statements, seen)
    ends = ["source_l", "source_record_id_l", "source_r", "source_record_id_r"]
    matches = pairs.select([*ends, "match_probability", "verdict"]).to_pandas()
    return Registry(
        persons_table(said, shown, claims, weakest_links(said.records, matches)),
        events_table(said, claims, day),
        claims_table(claims),
        conflicts_table(said, shown),
    )
