"""A snapshot drawn: the match weights of its pairs, and the records that nothing could link."""

import altair as alt
import numpy as np
import pandas as pd

from ...pipeline.compare.vectors import vectors
from ...pipeline.match import Country
from ...pipeline.score import score
from ...rules.comparisons import MATCH
from .drawing import COUNTRIES, INK, ODDS_LABELS, VERDICTS, dressed

# Two readings of one record stand on one list; that they do is no evidence against the record.
_LISTS = "lists"
_BIN = 1.0
_MOST_BITS = 60.0


def weight_counts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs by match weight in steps of one bit and by verdict: from, to, verdict, pairs.

    pairs: match_weight (bits) and verdict of the table pairs.
    """
    weight = np.clip(pairs["match_weight"].to_numpy(), -_MOST_BITS, _MOST_BITS)
    start = np.floor(weight / _BIN) * _BIN
    counted = pairs.assign(start=start).groupby(["start", "verdict"]).size()
    table = counted.rename("pairs").reset_index().rename(columns={"start": "from"})
    return table.assign(to=table["from"] + _BIN)


def weight_histogram(pairs: pd.DataFrame) -> alt.TopLevelMixin:
    """How the match weights of the kept pairs are spread, by verdict."""
    kinds = list(VERDICTS)
    counts = weight_counts(pairs)
    counts["order"] = counts["verdict"].map(kinds.index)
    chart = (
        alt.Chart(counts)
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            alt.X("from:Q", bin="binned", title="match weight in bits"),
            alt.X2("to:Q"),
            alt.Y("pairs:Q", title="pairs").axis(format="~s"),
            alt.Color("verdict:N", title=None)
            .scale(domain=kinds, range=list(VERDICTS.values()))
            .legend(orient="top"),
            alt.Order("order:Q"),
            tooltip=["from", "to", "verdict", "pairs"],
        )
        .properties(width=560, height=280)
    )
    return dressed(
        chart,
        "The match weights of the pairs",
        [
            f"{len(pairs):,} pairs that are kept; the many that are surely two persons are not.",
            "The fewer pairs lie between the two hills, the clearer the verdicts.",
        ],
    )


def self_odds(country: Country) -> pd.DataFrame:
    """The odds that each record would reach with a twin that says the same: rows, log2 odds.

    rows: of the records in the table that was matched; odds: bits.
    """
    every = np.arange(len(country.rows), dtype=np.int32)
    pairs = vectors(country.comparisons, every, every)
    model = country.linked.estimated.model
    levels = pairs.levels.copy()
    levels[:, [one.field == _LISTS for one in model.comparisons]] = 0
    scores = score(model, levels, pairs.rarity, len(country.rows))
    return pd.DataFrame({"row": country.rows, "odds": scores.odds[pairs.pattern]})


def unlinkable_shares(odds: pd.DataFrame) -> pd.DataFrame:
    """Share of the records that stay below each threshold: country, odds (bits), share.

    odds: country and log2 odds of each record with a twin of its own.
    """
    at = np.arange(-15.0, 40.25, 0.25)
    parts = [
        pd.DataFrame(
            {
                "country": country,
                "odds": at,
                "share": np.searchsorted(np.sort(rows["odds"].to_numpy()), at) / len(rows),
            }
        )
        for country, rows in odds.groupby("country", sort=True)
    ]
    return pd.concat(parts, ignore_index=True)


def unlinkable_chart(odds: pd.DataFrame) -> alt.TopLevelMixin:
    """The share of records that say too little to reach a threshold, a line a country.

    odds: as in `unlinkable_shares`. What Splink calls unlinkable records: even an identical record
    would not be linked to them.
    """
    shares = unlinkable_shares(odds)
    even = float(np.log2(MATCH / (1 - MATCH)))
    lost = (odds["odds"] < even).groupby(odds["country"]).agg(["sum", "size"])
    across = alt.X("odds:Q", title="threshold: log2 odds in bits, and the probability").axis(
        labelExpr=ODDS_LABELS, tickCount=12
    )
    across = across.scale(domain=[-5, float(np.ceil(odds["odds"].max() + 1))], nice=False)
    up = alt.Y("share:Q", title="records that cannot reach it").axis(format="%")
    names = sorted(lost.index)
    colour = alt.Color("country:N", title=None).scale(domain=names, range=COUNTRIES[: len(names)])
    lines = (
        alt.Chart(shares)
        .mark_line(strokeWidth=2, clip=True)
        .encode(across, up, colour.legend(orient="top"), tooltip=["country", "odds", "share"])
    )
    rule = (
        alt.Chart(pd.DataFrame({"odds": [even]}))
        .mark_rule(strokeDash=[4, 3], color=INK)
        .encode(x="odds:Q")
    )
    told = ", ".join(f"{name} {row['sum']:,} of {row['size']:,}" for name, row in lost.iterrows())
    return dressed(
        alt.layer(lines, rule).properties(width=560, height=280),
        "Records that say too little to be linked",
        [
            "Even with a twin that says exactly the same, these records would stay below.",
            f"At the default threshold (dashed): {told}.",
        ],
    )


def all_self_odds(countries: dict[str, Country]) -> pd.DataFrame:
    """`self_odds` of every country, with a column country."""
    return pd.concat(
        [self_odds(one).assign(country=name) for name, one in countries.items()],
        ignore_index=True,
    )
