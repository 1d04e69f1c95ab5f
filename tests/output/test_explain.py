"""`todos explain` of a pair says which passes met it, or which key would have."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from click.testing import Result

Todos = Callable[..., Result]


def pairs(workspace: Path) -> list[dict[str, str]]:
    """Kept pairs, likeliest first."""
    table = pq.read_table(workspace / "snapshots/latest/restricted/pairs.parquet")
    return table.sort_by([("match_probability", "descending")]).to_pylist()


def keys(pair: dict[str, str]) -> tuple[str, str]:
    return (
        f"{pair['source_l']}/{pair['source_record_id_l']}",
        f"{pair['source_r']}/{pair['source_record_id_r']}",
    )


def test_a_pair_names_the_passes_that_met_it(todos: Todos, workspace: Path) -> None:
    named = keys(pairs(workspace)[0])
    told = json.loads(todos("explain", *named, "-w", workspace, "--json").stdout)
    met = [one["parts"] for one in told["blocking"] if one["met"]]
    assert ["given*"] in met
    shown = todos("explain", *named, "-w", workspace).stdout
    assert "Met by: " in shown
    assert all(" + ".join(parts) in shown for parts in met)


def test_the_order_of_the_two_records_changes_nothing(todos: Todos, workspace: Path) -> None:
    left, right = keys(pairs(workspace)[0])
    one, two = (
        json.loads(todos("explain", *both, "-w", workspace, "--json").stdout)["blocking"]
        for both in ((left, right), (right, left))
    )
    assert one == two


def test_two_records_that_never_met_show_what_their_keys_have_in_common(
    todos: Todos, workspace: Path
) -> None:
    table = pq.read_table(workspace / "snapshots/latest/restricted/records.parquet")
    people = [one for one in table.to_pylist() if one["country"] == "CU" and one["linkable"]]
    first = people[0]
    other = next(
        one
        for one in people
        if not set(f"{one['given_names']} {one['surnames']}".split())
        & set(f"{first['given_names']} {first['surnames']}".split())
        and one["given_names"][0] != first["given_names"][0]
        and one["sex"] == first["sex"]
    )
    named = [f"{one['source']}/{one['source_record_id']}" for one in (first, other)]
    told = json.loads(todos("explain", *named, "-w", workspace, "--json").stdout)
    assert not any(one["met"] for one in told["blocking"])
    for one in told["blocking"]:
        assert sorted(one["agree"] + one["differ"] + one["missing"]) == sorted(one["parts"])
    shown = todos("explain", *named, "-w", workspace).stdout
    assert "No pass met these two" in shown
    assert "differs" in shown
