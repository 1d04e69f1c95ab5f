"""The contents of match reports: from the tables of a snapshot to the seven sections."""

from collections.abc import Iterable

import pandas as pd

from ...rules.problems import Problem
from .differences import differences
from .elsewhere import elsewhere
from .facts import records
from .news import news
from .overlaps import summary
from .pairs import duplicates, ranked, to_review
from .quality import quality
from .sections import Content
from .shares import NO_SHARES, Shares
from .told import Told, seen


def content(
    told: Told,
    source: str,
    problems: Iterable[Problem] = (),
    shares: Shares = NO_SHARES,
    all_ranked: pd.DataFrame | None = None,
) -> Content:
    """What the report about `source` says, in no language yet.

    problems: what was wrong with the lists on that day; those of other lists are left out.
    shares: which lists see more of which others, see `told.seen`. all_ranked: `pairs.ranked(told)`
    where it is at hand. Raises ReportError for a source without records.
    """
    sight = seen(told, source, shares)
    return Content(
        source=source,
        day=told.day,
        edition=told.records.loc[sight.own, "edition"].max(),
        since=told.since,
        summary=summary(sight),
        questions=to_review(sight, ranked(told) if all_ranked is None else all_ranked),
        duplicates=duplicates(sight),
        elsewhere=elsewhere(sight),
        differences=differences(sight),
        quality=quality(sight, problems),
        news=news(sight),
        own=tuple(records(told, sight.own.nonzero()[0].tolist())),
    )
