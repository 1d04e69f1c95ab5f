"""A small invented registry, as the pipeline hands it to the snapshot."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from todos.output.snapshot import publish
from todos.rules.fields import TIERS, Tier
from todos.rules.tables import SNAPSHOT, schema

Tables = dict[Tier, dict[str, pa.Table]]

DAY = date(2026, 10, 30)

ROWS: dict[str, list[dict[str, Any]]] = {
    "persons": [
        {
            "person_id": "p1",
            "country": "CU",
            "name": "Álvaro Peña Núñez",
            "name_variants": ["ALVARO PEÑA NUÑEZ", "Álvaro Peña"],
            "birth_from": date(1980, 1, 1),
            "birth_to": date(1980, 12, 31),
            "sex": "male",
            "custody_status": "imprisoned",
            "sentence_months": 66,
            "sources": ["cubalex", "justicia11j"],
            "n_sources": 2,
            "n_records": 2,
            "weakest_link": 0.97,
        },
        {
            "person_id": "p2",
            "country": "BY",
            "name": "Сяргей Выдуманы",
            "name_variants": [],
            "sources": ["dissidentby"],
            "n_sources": 1,
            "n_records": 1,
        },
        {"person_id": "p3", "country": "CU", "name": '=HYPERLINK("http://x.invalid";"y")'},
    ],
    "records": [
        {
            "person_id": "p1",
            "source": "cubalex",
            "source_record_id": "c-1",
            "edition": DAY,
            "locator": "cubalex.csv:2",
            "linkable": True,
            "publishable": True,
            "weak": False,
            "listed": True,
            "name": "ALVARO PEÑA NUÑEZ",
            "aliases": ["alvaro-pena"],
            "raw": '{"Nombre": "ALVARO PEÑA NUÑEZ"}',
        },
        {
            "person_id": "p1",
            "source": "justicia11j",
            "source_record_id": "j-1",
            "linkable": True,
            "raw": '{"Nota": "=1+1"}',
        },
        {"source": "citizen_reports", "source_record_id": "r-1", "weak": True},
    ],
    "events": [{"event_id": "e1", "person_id": "p1", "kind": "arrest", "date_from": DAY}],
    "claims": [
        {
            "person_id": "p1",
            "source": "cubalex",
            "source_record_id": "c-1",
            "field": "name",
            "value": "Álvaro Peña Núñez",
            "original": "ALVARO  PEÑA NUÑEZ",
        }
    ],
    "pairs": [
        {
            "source_l": "cubalex",
            "source_record_id_l": "c-1",
            "source_r": "justicia11j",
            "source_record_id_r": "j-1",
            "match_weight": -2.5,
            "match_probability": 0.15,
            "verdict": "non-match",
            "comparisons": [
                {"field": "name", "level": 'spelled "alike"', "weight": 4.5},
                {"field": "birth", "level": "apart", "weight": -7.0},
            ],
        }
    ],
    "conflicts": [
        {
            "person_id": "p1",
            "field": "sex",
            "values": [{"source": "cubalex", "value": "male"}, {"source": "x", "value": None}],
            "shown": "male",
        }
    ],
    "changes": [{"kind": "merged", "person_id": "p1", "other_person_id": "p9"}],
    "redirects": [{"old_person_id": "p9", "person_id": "p1", "kind": "merged", "since": DAY}],
}

MANIFEST = {
    "inputs": [{"source": "cubalex", "file": "cubalex.csv", "sha256": "0" * 64, "bytes": 1}]
}


def invented(**changed: list[dict[str, Any]]) -> Tables:
    """The registry for both tiers, with the rows of the tables in `changed` instead."""
    rows = ROWS | changed
    made = {name: pa.Table.from_pylist(rows[name], schema=schema(name)) for name in SNAPSHOT}
    return dict.fromkeys(TIERS, made)


@pytest.fixture
def tables() -> Callable[..., Tables]:
    """Makes the registry for both tiers, with other rows in the tables that are named."""
    return invented


@pytest.fixture
def publish_invented(tmp_path: Path) -> Callable[..., Path]:
    """Publishes the registry, with other rows in the tables that are named; gives its folder."""

    def published(day: date = DAY, **changed: list[dict[str, Any]]) -> Path:
        return publish(invented(**changed), MANIFEST, tmp_path / "snapshots", day)

    return published
