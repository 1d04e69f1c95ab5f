"""A small invented registry of three lists, as a snapshot that reports are made from."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from todos.output.lookup import Snapshot
from todos.rules.tables import schema

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]
MakeSnapshot = Callable[..., Snapshot]

DAY = date(2026, 11, 13)
HIDDEN = "Zacarías Oculto"


def record(person: str | None, source: str, key: str, name: str, **more: Any) -> dict[str, Any]:
    given, _, surnames = name.partition(" ")
    listed: dict[str, Any] = {"nicknames": [], "aliases": [], "offences": [], "risk_groups": []}
    row = {
        "person_id": person,
        "source": source,
        "source_record_id": key,
        "country": "CU",
        "edition": DAY,
        "locator": f"{source}.csv:{sum(map(ord, key)) % 90 + 2}",
        "linkable": True,
        "publishable": True,
        "weak": False,
        "listed": True,
        "name": name,
        "given_names": given,
        "surnames": surnames,
        "raw": '{"Teléfono": "555-SECRETO"}',
    }
    return row | listed | more


def days(field: str, first: date, last: date | None = None) -> dict[str, date]:
    return {f"{field}_from": first, f"{field}_to": last or first}


def pair(left: str, right: str, probability: float, **more: Any) -> dict[str, Any]:
    ends = {}
    for side, end in (("l", left), ("r", right)):
        ends[f"source_{side}"], ends[f"source_record_id_{side}"] = end.split("/")
    comparisons = [
        {"field": "given_names", "level": "same", "weight": 6.0},
        {"field": "surnames", "level": "near", "weight": 8.0},
        {"field": "arrest", "level": "different", "weight": -3.0},
        {"field": "kinship", "level": "could be relatives", "weight": -2.0},
    ]
    verdict = "match" if probability >= 0.5 else "review"
    told = {
        "match_weight": 9.0,
        "match_probability": probability,
        "verdict": verdict,
        "decided_by": "model",
        "comparisons": comparisons,
        "reason": "",
    }
    return ends | told | more


def person(person_id: str, name: str, sources: list[str], **more: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {"offences": [], "risk_groups": [], "nicknames": []}
    row = {"person_id": person_id, "country": "CU", "name": name, "name_variants": [name]}
    counted = {"sources": sources, "n_sources": len(sources), "n_records": len(sources)}
    return row | counted | listed | more


def conflict(values: list[tuple[str, str]], shown: str) -> dict[str, Any]:
    return {
        "person_id": "CU-AAAA-11",
        "field": "arrest",
        "values": [{"source": source, "value": value} for source, value in values],
        "shown": shown,
        "rule": "agreeing dates: The dates that most lists can agree on, and among them the most "
        "precise; then the newest edition; then the more trusted list. Where a person was "
        "arrested again, that of the first detention.",
    }


JULY, LATER = date(2021, 7, 11), date(2021, 7, 30)


def restricted() -> Tables:
    """casa is the list that reads; bruma is another; niebla holds a record without consent."""
    return {
        "records": [
            record(
                "CU-AAAA-11",
                "casa",
                "c1",
                "Ana Ruiz Soto",
                **days("arrest", JULY),
                **days("birth", date(1980, 1, 1), date(1980, 12, 31)),
                sex="female",
                province="la_habana",
                offences=["public_disorder", "contempt"],
                sentence_months=66,
                custody_status="imprisoned",
            ),
            record(
                "CU-BBBB-22",
                "casa",
                "c2",
                "Luis Peña Gil",
                **days("arrest", JULY),
                aliases=["Lucho Viejo"],
            ),
            record("CU-BBBB-22", "casa", "c3", "Luis Pena Gil", **days("birth", date(1990, 5, 2))),
            record("CU-DDDD-44", "casa", "c4", "Rita Lago"),
            record("CU-EEEE-55", "casa", "c5", "Oto Vega", **days("arrest", JULY), listed=False),
            record("CU-AAAA-11", "bruma", "b1", "Ana Ruíz Soto", **days("arrest", LATER)),
            record("CU-CCCC-33", "bruma", "b2", "Luis Peña Gill", **days("arrest", LATER)),
            record("CU-FFFF-66", "bruma", "b3", "Nadie Más", **days("arrest", LATER)),
            record("CU-AAAA-11", "niebla", "n1", HIDDEN, publishable=False, weak=True),
        ],
        "pairs": [
            pair("casa/c2", "bruma/b2", 0.45),
            pair("bruma/b1", "casa/c1", 0.98),
            pair("casa/c2", "casa/c3", 0.97),
            pair("casa/c1", "niebla/n1", 0.5, verdict="review"),
            pair("bruma/b3", "casa/c4", 0.002, verdict="non-match"),
        ],
        "persons": [
            person("CU-AAAA-11", HIDDEN, ["casa", "bruma", "niebla"], custody_status="died"),
            person("CU-BBBB-22", "Luis Peña Gil", ["casa"]),
            person("CU-CCCC-33", "Luis Peña Gill", ["bruma"]),
            person("CU-DDDD-44", "Rita Lago", ["casa"]),
            person("CU-EEEE-55", "Oto Vega", ["casa"]),
            person("CU-FFFF-66", "Nadie Más", ["bruma"], custody_status="released"),
        ],
        "conflicts": [
            conflict(
                [("bruma", "2021-07-30"), ("casa", "2021-07-11"), ("niebla", "2019-02-03")],
                "2019-02-03",
            )
        ],
        "changes": [
            {"kind": "new", "person_id": "CU-DDDD-44"},
            {
                "kind": "status",
                "person_id": "CU-BBBB-22",
                "field": "custody_status",
                "before": "imprisoned",
                "after": "released",
            },
            {"kind": "new", "person_id": "CU-FFFF-66"},
        ],
        "redirects": [],
    }


def public() -> Tables:
    """The same without the record that nobody may see, consolidated anew."""
    told = restricted()
    told["persons"][0] = person(
        "CU-AAAA-11", "Ana Ruiz Soto", ["casa", "bruma"], custody_status="imprisoned"
    )
    told["conflicts"] = [conflict([("bruma", "2021-07-30"), ("casa", "2021-07-11")], "2021-07-11")]
    return told


@pytest.fixture(scope="session")
def make_snapshot(tmp_path_factory: pytest.TempPathFactory) -> MakeSnapshot:
    """Writes both tiers of a snapshot, by default the small registry of this file."""

    def make(of_restricted: Tables | None = None, of_public: Tables | None = None) -> Snapshot:
        folder = tmp_path_factory.mktemp("snapshots") / DAY.isoformat()
        for tier, tables in (
            ("restricted", of_restricted or restricted()),
            ("public", of_public or public()),
        ):
            _write(folder / tier, tables)
        return Snapshot(folder / "restricted")

    return make


def _write(folder: Path, tables: Mapping[str, Rows]) -> None:
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        table = pa.Table.from_pylist(rows, schema=schema(name))
        parquet.write_table(table, folder / f"{name}.parquet")
    (folder / "manifest.json").write_text(json.dumps({"snapshot": DAY.isoformat()}))


@pytest.fixture(scope="session")
def snapshot(make_snapshot: MakeSnapshot) -> Snapshot:
    """The small registry of this file."""
    return make_snapshot()


@pytest.fixture
def without(make_snapshot: MakeSnapshot) -> Callable[[str], Snapshot]:
    """The small registry as it was before it knew a person."""

    def make(person_id: str) -> Snapshot:
        tiers = restricted(), public()
        for tables in tiers:
            tables["persons"] = [row for row in tables["persons"] if row["person_id"] != person_id]
        return make_snapshot(*tiers)

    return make


# What an attacker would put into a list: markup, scripts, formulas, marks that turn the writing,
# control characters, and names without end.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=https://x.invalid/a onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("https://x.invalid";"press")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202eetalP\u202c",
    "\x00\x07\x1b[31mred",
    "%(count)s %s {n}",
    "x" * 10_000,
)


@pytest.fixture(scope="session")
def hostile(make_snapshot: MakeSnapshot) -> Snapshot:
    """A registry in which every text of every list is hostile."""
    tiers = []
    for tables in (restricted(), public()):
        for at, row in enumerate(tables["records"]):
            row.update(name=HOSTILE[at], locator=HOSTILE[-1 - at])
            row.update(nicknames=list(HOSTILE), offences=list(HOSTILE))
            row.update(province=HOSTILE[at], municipality=HOSTILE[at], prison=HOSTILE[at])
            row.update(sex=HOSTILE[-at], custody_status=HOSTILE[-at], release_basis=HOSTILE[-at])
        for at, row in enumerate(tables["persons"]):
            row.update(name=HOSTILE[at], province=HOSTILE[-at], offences=list(HOSTILE))
        for row in tables["conflicts"]:
            row.update(shown=HOSTILE[3], rule=HOSTILE[0], field="name")
            row["values"] = [
                {"source": source, "value": HOSTILE[3]} for source in ("casa", "bruma")
            ] + [{"source": "bruma", "value": HOSTILE[0]}]
        tables["changes"] += [
            {"kind": text, "person_id": "CU-AAAA-11", "field": text, "before": text, "after": text}
            for text in HOSTILE
        ]
        for one in tables["pairs"]:
            one["comparisons"] = [{"field": text, "level": text, "weight": 2.0} for text in HOSTILE]
        tiers.append(tables)
    return make_snapshot(*tiers)
