"""Who is whom: the hard cases of the lists, and the laws of matching."""

import csv
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from todos.pipeline.match import match

Records = Callable[..., pa.Table]
_GIVEN = [
    "Abel",
    "Bruno",
    "César",
    "Darío",
    "Elio",
    "Fidencio",
    "Gil",
    "Hugo",
    "Idelfonso",
    "Jacinto",
    "Leonel",
    "Marino",
    "Nicanor",
    "Octavio",
    "Plácido",
    "Quirino",
    "Rigoberto",
    "Saturnino",
    "Tirso",
    "Ubaldo",
    "Valentín",
    "Wilfredo",
    "Zenón",
]
_SURNAMES = [
    "Acosta",
    "Baró",
    "Cao",
    "Duany",
    "Escalona",
    "Fajardo",
    "Gamboa",
    "Hidalgo",
    "Iznaga",
    "Jorrín",
    "Kindelán",
    "Lemus",
    "Mola",
    "Nápoles",
    "Oduardo",
    "Pupo",
    "Quesada",
    "Rabí",
    "Salas",
    "Tamayo",
    "Urrutia",
    "Varona",
    "Wilson",
    "Yera",
    "Zaldívar",
    "Ortiz",
    "Padrón",
    "Romaguera",
    "Sotomayor",
]
_PROVINCES = ("la_habana", "matanzas", "holguin", "granma", "camaguey")
_OFFENCES = ("contempt", "sedition", "public_disorder", "assault")


def _crowd() -> list[dict[str, object]]:
    """Other people, half of them on both lists, so that names, days and places are more or less
    common; drawn, since any rule would tie one field to another."""
    draw = random.Random(1)  # noqa: S311
    rows: list[dict[str, object]] = []
    for i in range(120):
        july = date(2021, 7, 11)
        arrest = july if draw.random() < 0.3 else july + timedelta(draw.randrange(900))
        birth = date(1950, 1, 1) + timedelta(draw.randrange(20_000))
        person: dict[str, object] = {
            "given_names": draw.choice(_GIVEN),
            "surnames": f"{draw.choice(_SURNAMES)} {draw.choice(_SURNAMES)}",
            "sex": draw.choice(("male", "male", "male", "female")),
            "birth": birth.isoformat(),
            "arrest": arrest.isoformat(),
            "province": draw.choice(_PROVINCES),
            "sentence_months": 12 * draw.randint(1, 15),
            "offences": [draw.choice(_OFFENCES)],
            "source_record_id": f"crowd{i}",
        }
        lists = ("list_a", "list_b") if i % 2 else ("list_a",)
        rows += [person | {"source": name} for name in lists]
    return rows


CROWD = _crowd()
PERSON = {
    "given_names": "Teófilo",
    "surnames": "Arencibia Bustillo",
    "sex": "male",
    "birth": "1984-05-06",
    "arrest": "2023-02-03",
    "province": "matanzas",
    "municipality": "matanzas.colon",
    "sentence_months": 60,
    "offences": ["contempt"],
}


def together(records: Records, one: dict[str, object], two: dict[str, object]) -> bool:
    """Whether the two records, among a crowd, are held to be one person."""
    left = {**one, "source": "list_a", "source_record_id": "left"}
    right = {"source": "list_b", **two, "source_record_id": "right"}
    table = records(left, right, *CROWD)
    labels = match(table).labels
    return bool(labels[0] == labels[1])


def test_the_same_person_on_two_lists_is_one(records: Records) -> None:
    assert together(records, PERSON, PERSON)


@pytest.mark.parametrize(
    ("surnames", "why"),
    [
        ("Arencibia", "one surname left out"),
        ("Bustillo Arencibia", "surnames swapped"),
        ("Arensibia Bustiyo", "spelt by ear"),
        ("Arencibai Bustillo", "a typing error"),
    ],
)
def test_spellings_of_surnames_do_not_part_a_person(
    records: Records, surnames: str, why: str
) -> None:
    assert together(records, PERSON, {**PERSON, "surnames": surnames}), why


def test_a_list_that_gives_only_a_year_of_birth_still_agrees(records: Records) -> None:
    year = {**PERSON, "birth": ("1984-01-01", "1984-12-31")}
    assert together(records, PERSON, year)


def test_father_and_son_of_the_same_name_stay_apart(records: Records) -> None:
    son = {**PERSON, "birth": "2005-01-20", "sentence_months": 36}
    assert not together(records, PERSON, son)


def test_two_brothers_arrested_on_the_same_day_stay_apart(records: Records) -> None:
    brother = {**PERSON, "given_names": "Rogelio", "birth": "1988-09-10"}
    assert not together(records, PERSON, brother)


def test_twins_stay_apart(records: Records) -> None:
    one = {**PERSON, "given_names": "Mario"}
    two = {**PERSON, "given_names": "Marco"}
    assert not together(records, one, two)


def test_namesakes_from_two_provinces_stay_apart(records: Records) -> None:
    far = {
        **PERSON,
        "birth": "1961-03-04",
        "arrest": "2021-07-11",
        "province": "holguin",
        "municipality": "holguin.moa",
        "sentence_months": 108,
    }
    assert not together(records, PERSON, far)


def test_a_man_and_a_woman_stay_apart(records: Records) -> None:
    woman = {**PERSON, "given_names": "Teófila", "sex": "female", "birth": "1990-01-02"}
    assert not together(records, PERSON, woman)


def test_a_duplicate_inside_one_list_is_found(records: Records) -> None:
    assert together(records, PERSON, {**PERSON, "source": "list_a"})


def test_a_second_arrest_does_not_make_a_second_person(records: Records) -> None:
    again = {**PERSON, "arrest": "2026-01-09", "sentence_months": 24, "source": "list_a"}
    assert together(records, PERSON, again)


def test_belarusian_russian_and_romanised_names_meet(records: Records) -> None:
    base = {"country": "BY", "sex": "male", "birth": "1990-04-05", "arrest": "2021-03-04"}
    crowd = [{**row, "country": "BY"} for row in CROWD]
    table = records(
        {**base, "given_names": "Siarhei", "surnames": "Audzevich", "source": "latin"},
        {**base, "given_names": "Сергей", "surnames": "Авдевич", "source": "russian"},
        {**base, "given_names": "Сяргей", "surnames": "Аўдзевіч", "source": "belarusian"},
        *crowd,
    )
    assert len(set(match(table).labels[:3])) == 1


def test_anonymised_rows_meet_nobody(records: Records) -> None:
    hidden = {"name": "Citizen K.", "linkable": False, "country": "BY", "arrest": "2021-03-04"}
    assert len(set(match(records(hidden, hidden, hidden)).labels)) == 3


def test_people_of_two_countries_never_meet(records: Records) -> None:
    table = records(PERSON, {**PERSON, "country": "BY"}, *CROWD)
    labels = match(table).labels
    assert labels[0] != labels[1]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_handful_of_records_can_be_matched(records: Records, count: int) -> None:
    assert len(match(records(*[PERSON] * count)).labels) == count


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_part_a_person(
    records: Records, draw: random.Random
) -> None:
    rows = [PERSON, {**PERSON, "source": "list_b", "surnames": "Arencibia"}, *CROWD]
    order = list(range(len(rows)))
    draw.shuffle(order)
    labels = match(records(*(rows[i] for i in order))).labels
    groups = {frozenset(np.flatnonzero(labels == label)) for label in labels}
    named = {frozenset(order[i] for i in group) for group in groups}
    assert frozenset({0, 1}) in named


def test_every_pair_names_its_reason_and_its_weights_add_up(records: Records) -> None:
    table = records(PERSON, {**PERSON, "source": "list_b"}, *CROWD)
    for pair in match(table).pairs.to_pylist():
        assert pair["reason"].startswith(("For one person: ", "Against: ")), pair["reason"]
        total = sum(entry["weight"] for entry in pair["comparisons"])
        assert total == pytest.approx(pair["match_weight"], abs=1.01)


def test_a_pair_that_was_never_a_candidate_can_be_explained(records: Records) -> None:
    table = records(PERSON, *CROWD)
    pair = match(table).explain(table, 0, 1).to_pylist()[0]
    assert pair["verdict"] == "non-match"
    assert "different given names" in pair["reason"]


def test_on_the_example_lists_pairwise_f1_is_high(demo: Path) -> None:
    records = pq.read_table(demo / "snapshots/latest/restricted/records.parquet").to_pylist()
    with Path(__file__).parents[1].joinpath("example_truth.csv").open(encoding="utf-8") as file:
        truth = {
            (row["source"], row["source_record_id"]): row["true_person"]
            for row in csv.DictReader(file)
        }
    for country in ("BY", "CU"):
        mine = [row for row in records if row["country"] == country and row["linkable"]]
        true = [truth[row["source"], _number(row)] for row in mine]
        found = [row["person_id"] or row["source_record_id"] for row in mine]
        right = _pairs(Counter(zip(true, found, strict=True)))
        f1 = 2 * right / (_pairs(Counter(true)) + _pairs(Counter(found)))
        assert f1 >= 0.95, f"{country}: {f1:.3f}"


def _number(row: dict[str, str]) -> str:
    """The key by which the truth knows a record: for the Observatory the row's own number."""
    if row["source"] != "observatorio_cubano":
        return row["source_record_id"]
    return row["raw"].split('"No.": "')[1].split('"')[0]


def _pairs(groups: Counter[object]) -> int:
    return sum(size * (size - 1) // 2 for size in groups.values())
