"""What a night leaves for the next ones, as the store takes it."""

from dataclasses import asdict

import pandas as pd

from ...pipeline.store import Kept
from .made import Made

_KEY = ["source", "source_record_id"]


def kept(made: Made, fingerprint: str, digest: str) -> Kept:
    """The memory of a night, whose snapshot has this digest."""
    night, followed = made.night, made.read.followed
    records = night.records.select([*_KEY, "edition", "person_id"]).to_pandas()
    seen = records[[*_KEY, "edition"]].rename(columns={"edition": "first_seen"})
    said = night.statements.select([*_KEY, "field", "value", "original"]).to_pandas()
    editions = pd.DataFrame([asdict(entry) for entry in made.intake.inputs]).drop(columns="bytes")
    return Kept(
        records=records,
        redirects=night.redirects.to_pandas(),
        statements=said.merge(seen, on=_KEY),
        ended=night.ended,
        editions=editions,
        persons=night.tables["restricted"]["persons"].num_rows,
        departed=followed.departed,
        returned=followed.returned,
        followed=followed.keys,
        fingerprint=fingerprint,
        digest=digest,
    )
