"""Reviewers' decisions: they bind with all that follows, whatever the evidence says."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.cluster import Evidence, cluster
from todos.pipeline.compare.base import Rows
from todos.pipeline.decide import Decisions, Ruled, located, ruled
from todos.pipeline.match import match

Records = Callable[..., pa.Table]
_SIZE = 8
_PAIRS = list(combinations(range(_SIZE), 2))
_COLUMNS = ["source_l", "source_record_id_l", "source_r", "source_record_id_r", "decision"]


def decisions(*told: tuple[int, int, int]) -> Decisions:
    rows = np.array(told, dtype=np.int64).reshape(-1, 3)
    return Decisions(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int8), np.ones(len(rows)))


def clustered(bits: list[float], bound: Ruled) -> list[int]:
    """Labels where each pair says so many bits, and all pairs are met."""
    table = np.zeros((_SIZE, _SIZE))
    for (one, two), said in zip(_PAIRS, bits, strict=True):
        table[one, two] = table[two, one] = said

    def compare(left: Rows, right: Rows) -> Evidence:
        said = table[left, right][:, None]
        return Evidence(said, said, np.ones_like(said), np.zeros(len(left)))

    likely = [pair for pair, said in zip(_PAIRS, bits, strict=True) if said > 0]
    left, right = (np.array([pair[at] for pair in likely], dtype=np.int64) for at in (0, 1))
    fixed = compare(bound.left, bound.right)
    fixed = Evidence(fixed.strangers, fixed.kin, fixed.known, -np.ones(len(bound.left)))
    labels = cluster(
        np.concatenate([left, bound.left]),
        np.concatenate([right, bound.right]),
        Evidence.joined(compare(left, right), fixed),
        _SIZE,
        compare=compare,
        odds=lambda evidence: (evidence.strangers / evidence.known).sum(axis=1),
        together=bound.groups,
    )
    return [int(label) for label in labels]


_TRUE = st.lists(st.integers(0, 3), min_size=_SIZE, max_size=_SIZE)
_ASKED = st.lists(st.sampled_from(_PAIRS), unique=True, max_size=12)
_BITS = st.lists(st.floats(-20, 20), min_size=len(_PAIRS), max_size=len(_PAIRS))


@given(_TRUE, _ASKED, _BITS)
def test_decisions_without_contradiction_are_always_honoured(
    true: list[int], asked: list[tuple[int, int]], bits: list[float]
) -> None:
    # decisions that one truth gives cannot contradict each other, whatever the machine thinks
    told = [(i, j, 1 if true[i] == true[j] else -1) for i, j in asked]
    bound = ruled(decisions(*told), _SIZE)
    assert not len(bound.contradictions.left)
    labels = clustered(bits, bound)
    for one, two, sign in told:
        assert (labels[one] == labels[two]) == (sign > 0)


@given(st.lists(st.tuples(st.sampled_from(_PAIRS), st.sampled_from([1, -1])), max_size=14), _BITS)
def test_every_decision_is_honoured_or_told_as_a_contradiction(
    said: list[tuple[tuple[int, int], int]], bits: list[float]
) -> None:
    told = [(*pair, sign) for pair, sign in dict(said).items()]
    bound = ruled(decisions(*told), _SIZE)
    aside = set(zip(bound.contradictions.left, bound.contradictions.right, strict=True))
    labels = clustered(bits, bound)
    for one, two, sign in told:
        assert (one, two) in aside or (labels[one] == labels[two]) == (sign > 0)


def test_what_follows_from_decisions_binds_too() -> None:
    bound = ruled(decisions((0, 1, 1), (1, 2, 1), (2, 3, -1)), 5)
    asked = np.array([0, 0, 1, 0]), np.array([2, 3, 3, 4])
    assert bound.together(*asked).tolist() == [True, False, False, False]
    assert bound.apart(*asked).tolist() == [False, True, True, False]


def test_decisions_that_contradict_each_other_are_told_and_bind_nothing() -> None:
    bound = ruled(decisions((0, 1, 1), (1, 2, 1), (0, 2, -1), (3, 4, 1)), 5)
    told = bound.contradictions
    pairs = set(zip(told.left.tolist(), told.right.tolist(), strict=True))
    assert pairs == {(0, 1), (1, 2), (0, 2)}
    assert bound.groups.tolist() == [0, 1, 2, 3, 3]


PERSON = {
    "offences": ["contempt"],
    "given_names": "Teófilo",
    "surnames": "Arencibia Bustillo",
    "birth": "1984-05-06",
    "arrest": "2023-02-03",
    "province": "matanzas",
}
OTHER = {"given_names": "Zenón", "surnames": "Yera Mola", "birth": "1951-01-02"}


def people(records: Records) -> pa.Table:
    """Two records that look like one person, two that never meet, and some others."""
    crowd = [
        {
            "given_names": f"Abel{chr(97 + at)}",
            "surnames": f"Baró{chr(97 + at)} Cao{chr(97 + at)}",
            "source": "list_c",
            "source_record_id": f"c{at}",
        }
        for at in range(20)
    ]
    one, two = (
        {**who, "source": source, "source_record_id": key}
        for who, source, key in ((PERSON, "list_a", "p"), (PERSON, "list_b", "p"))
    )
    far = {**OTHER, "source": "list_b", "source_record_id": "o"}
    return records(one, two, far, *crowd)


def decided(*rows: tuple[str, str, str]) -> pd.DataFrame:
    split = [(*left.split("/"), *right.split("/"), word) for left, right, word in rows]
    return pd.DataFrame(split, columns=_COLUMNS)


def pair(table: pa.Table, left: str, right: str) -> dict[str, object]:
    for row in table.to_pylist():
        ends = {f"{row[f'source_{side}']}/{row[f'source_record_id_{side}']}" for side in "lr"}
        if ends == {left, right}:
            return dict(row)
    raise AssertionError(f"{left} and {right} are not among the pairs")


def test_a_reviewer_joins_what_blocking_never_met(records: Records) -> None:
    table = people(records)
    told = decided(("list_a/p", "list_b/o", "positive"))
    found = match(table, decisions=told)
    assert found.labels[0] == found.labels[2]
    row = pair(found.pairs, "list_a/p", "list_b/o")
    assert (row["verdict"], row["decided_by"]) == ("match", "reviewer")


def test_a_reviewer_parts_what_looks_like_one_person(records: Records) -> None:
    table = people(records)
    assert match(table).labels[0] == match(table).labels[1]
    found = match(table, decisions=decided(("list_b/p", "list_a/p", "negative")))
    assert found.labels[0] != found.labels[1]
    row = pair(found.pairs, "list_a/p", "list_b/p")
    assert (row["verdict"], row["decided_by"]) == ("non-match", "reviewer")


def test_an_unsure_decision_changes_nothing(records: Records) -> None:
    table = people(records)
    found = match(table, decisions=decided(("list_b/p", "list_a/p", "unsure")))
    assert found.pairs.equals(match(table).pairs)


def test_contradictions_come_back_as_rows_of_the_records(records: Records) -> None:
    table = people(records)
    told = decided(
        ("list_a/p", "list_b/p", "positive"),
        ("list_b/p", "list_b/o", "positive"),
        ("list_a/p", "list_b/o", "negative"),
    )
    found = match(table, decisions=told).contradictions
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == {
        (0, 1),
        (1, 2),
        (0, 2),
    }


@pytest.mark.parametrize("key", ["list_a/unknown", "nowhere/p", "list_b/o"])
def test_decisions_on_records_that_are_gone_or_on_one_record_are_left_out(
    records: Records, key: str
) -> None:
    told = decided((key, "list_b/o", "positive"))
    assert not len(located(told, people(records)).left)
