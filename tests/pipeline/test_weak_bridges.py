"""A person held together by one weak pair goes to review, with the bridge named."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from todos.pipeline.match import Matched, match
from todos.pipeline.score import Parameters, priors
from todos.rules.comparisons import BRIDGE_BELOW, COMPARISONS, MATCH

Records = Callable[..., pa.Table]
PERSON = {
    "given_names": "Teófilo",
    "surnames": "Arencibia Bustillo",
    "birth": "1984-05-06",
    "arrest": "2023-02-03",
    "province": "matanzas",
    "offences": ["contempt"],
}


def shifted(bits: float) -> Parameters:
    """The priors, with the odds of every pair moved."""
    ends = tuple((at, at + bits) for at in (-10.0, 10.0))
    return replace(priors(COMPARISONS), calibration=ends)


def matched(records: Records, odds: float, lists: int) -> Matched:
    """One man on some lists among strangers; the weakest pair of his has these odds."""
    crowd = [
        {
            "given_names": f"Abel{chr(97 + at)}",
            "surnames": f"Baró{chr(97 + at)} Cao{chr(97 + at)}",
            "source_record_id": f"c{at}",
        }
        for at in range(20)
    ]
    own = [{**PERSON, "source": f"list_{at}", "source_record_id": "p"} for at in range(lists)]
    table = records(*own, *crowd)
    plain = match(table, {"CU": shifted(0.0)}).pairs.to_pylist()
    chances = [row["match_probability"] for row in plain if row["source_record_id_l"] == "p"]
    plain_odds = np.log2(min(chances)) - np.log2(1 - min(chances))
    return match(table, {"CU": shifted(float(odds - plain_odds))})


def mine(found: Matched) -> list[dict[str, object]]:
    rows = found.pairs.to_pylist()
    return [row for row in rows if row["source_record_id_l"] == row["source_record_id_r"] == "p"]


def test_a_weak_pair_that_alone_makes_a_person_is_for_review(records: Records) -> None:
    found = matched(records, odds=1.0, lists=2)
    (pair,) = mine(found)
    assert found.labels[0] == found.labels[1]
    assert (pair["verdict"], pair["decided_by"]) == ("review", "bridge")
    assert str(pair["reason"]).endswith("This pair alone joins list_0/p with list_1/p.")


def test_a_sure_pair_is_no_matter_for_review(records: Records) -> None:
    surest = float(np.log2(BRIDGE_BELOW / (1 - BRIDGE_BELOW))) + 0.5
    (pair,) = mine(matched(records, odds=surest, lists=2))
    assert (pair["verdict"], pair["decided_by"]) == ("match", "model")


def test_weak_pairs_that_support_each_other_are_no_bridges(records: Records) -> None:
    pairs = mine(matched(records, odds=1.0, lists=3))
    assert len(pairs) == 3
    assert {pair["verdict"] for pair in pairs} == {"match"}


@pytest.mark.parametrize("decision", ["positive", "negative"])
def test_a_decision_settles_a_bridge(records: Records, decision: str) -> None:
    assert MATCH < BRIDGE_BELOW
    first = matched(records, odds=1.0, lists=2)
    ends = [name for name in first.pairs.column_names if name[-2:] in {"_l", "_r"}]
    told = first.pairs.to_pandas()
    decisions = told.loc[told["decided_by"] == "bridge", ends].assign(decision=decision)
    model = first.countries["CU"].linked.estimated.model
    people = [{**PERSON, "source": f"list_{at}", "source_record_id": "p"} for at in range(2)]
    (pair,) = mine(match(records(*people), {"CU": model}, decisions=decisions))
    verdict = {"positive": "match", "negative": "non-match"}[decision]
    assert (pair["verdict"], pair["decided_by"]) == (verdict, "reviewer")
