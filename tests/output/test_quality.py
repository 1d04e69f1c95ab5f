"""Cluster quality: sizes, density, weak links and repeats, counted by hand."""

from typing import Any

import pyarrow as pa
import pytest
from todos.output.quality import quality

PEOPLE = {"p1": ["a/1", "b/1", "a/2"], "p2": ["a/3", "c/1"], "p3": ["b/9"]}
PAIRS = [
    ("a/1", "b/1", 0.99, "match", "model"),
    ("b/1", "a/2", 0.95, "match", "model"),
    ("a/1", "a/2", 0.2, "match", "cluster"),
    ("a/3", "c/1", 0.6, "review", "bridge"),
    ("a/3", "b/9", 0.3, "review", "model"),
]


def tables() -> dict[str, pa.Table]:
    records = [
        {"source": key[0], "source_record_id": key[2:], "person_id": person}
        for person, keys in PEOPLE.items()
        for key in keys
    ]
    persons = [
        {"person_id": person, "country": "CU", "n_records": len(keys), "weakest_link": weakest}
        for (person, keys), weakest in zip(PEOPLE.items(), (0.95, 0.6, None), strict=True)
    ]
    pairs = [
        {
            "source_l": one[0],
            "source_record_id_l": one[2:],
            "source_r": two[0],
            "source_record_id_r": two[2:],
            "match_probability": chance,
            "verdict": verdict,
            "decided_by": by,
        }
        for one, two, chance, verdict, by in PAIRS
    ]
    made: dict[str, list[dict[str, Any]]] = {
        "persons": persons,
        "records": records,
        "pairs": pairs,
    }
    return {name: pa.Table.from_pylist(rows) for name, rows in made.items()}


def test_the_quality_of_a_country_is_what_its_persons_rest_on() -> None:
    found = quality(tables())["CU"]
    assert found["sizes"] == {"1": 1, "2": 1, "3": 1}
    # three of the four pairs inside a person are likely by themselves
    assert found["density"] == pytest.approx(0.75)
    assert (found["weakest"], found["weak"], found["bridges"]) == (0.6, 1, 1)
    assert found["repeated"] == 1


def test_persons_without_pairs_have_no_density() -> None:
    made = tables()
    alone = made["persons"].slice(2)
    found = quality({**made, "persons": alone})["CU"]
    assert found["density"] is None
    assert found["weakest"] is None
