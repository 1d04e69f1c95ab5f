"""Descriptions of lists: what they may say, and how they are told that they are wrong."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from todos.sources.adapter import read
from todos.sources.list_spec import ListSpec
from todos.sources.spec import load, shipped

Described = Callable[..., ListSpec]

EIGHTH = """
source = "eco_de_rejas"
title = "Eco de rejas"
country = "CU"
language = "es"
name_order = "surname_first"
ignore = ["Observador"]

[key]
column = "Ficha"
pattern = '^F-(\\d+)$'

[[layouts]]
files = ["presos*.csv"]
reader = "csv"
delimiter = ";"

[columns]
"Nombre completo" = "name"
Nacimiento = "birth"
Estado = "custody_status"
"""


def test_an_eighth_source_is_read_from_its_description_alone(tmp_path: Path) -> None:
    description, listed = tmp_path / "eco_de_rejas.toml", tmp_path / "presos_2026.csv"
    description.write_text(EIGHTH, encoding="utf-8")
    listed.write_text(
        "Ficha;Nombre completo;Nacimiento;Estado;Observador\n"
        "F-17;Robleda Luz;1990;En prisión;x\n"
        "F-18;Olmo Perdigón;;Excarcelado;\n",
        encoding="utf-8",
    )
    delivery = read(load(description), listed, date(2026, 10, 31))
    assert delivery.problems == ()
    assert [
        (row["source"], row["source_record_id"], row["name"], row["birth"], row["custody_status"])
        for row in delivery.published.to_pylist()
    ] == [
        ("eco_de_rejas", "17", "Robleda Luz", "1990", "En prisión"),
        ("eco_de_rejas", "18", "Olmo Perdigón", None, "Excarcelado"),
    ]


def test_seven_sources_are_shipped_each_in_a_file_of_its_name() -> None:
    assert list(shipped()) == [spec.source for spec in shipped().values()]
    assert len(shipped()) == 7


def test_a_workspace_sets_place_and_plausibility_and_leaves_the_rest() -> None:
    plain = shipped()["viasna"]
    spec = shipped({"viasna": {"at": "https://example.org/a.csv", "plausible": {"shrink": 0.9}}})[
        "viasna"
    ]
    assert (spec.at, spec.plausible.shrink) == ("https://example.org/a.csv", 0.9)
    assert spec.plausible.rows_min == plain.plausible.rows_min
    assert spec.columns == plain.columns


def test_a_wrong_setting_names_the_file_of_the_settings(refused: Callable[..., str]) -> None:
    message = refused(shipped, {"viasna": {"enabeld": False}})
    assert message.startswith("viasna.toml with todos.toml: 'enabeld' is no key")


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"titel": "x"}, "'titel' is no key of a list's description. Use one of: source, title"),
        ({"title": None}, "'title' is missing"),
        ({"title": 7}, "'title' says '7', which should be a text"),
        ({"source": "../x"}, "'source' says '../x', which should be a short name"),
        ({"language": "pt"}, "'language' says 'pt', which is not known here. Use one of: be, en"),
        ({"weak": "yes"}, "'weak' says 'yes', which should be true or false"),
        ({"ignore": "Nota"}, "'ignore' says 'Nota', which should be a list"),
        ({"ignore": ["Lugar"]}, "'ignore' says 'Lugar', which is listed and used elsewhere"),
        ({"private": ["Clave"]}, "says 'Clave', which is listed and used elsewhere"),
        ({"private": ["Nota"]}, "says 'Nota', which is listed and used elsewhere"),
        ({"columns": {"Lugar": "prison"}}, "'columns' lead to no name"),
        ({"columns": {"Persona": "nmae"}}, "'columns.Persona' says 'nmae', which is not known"),
        (
            {"columns": {"Persona": {"field": "name", "patern": "x"}}},
            "'columns.Persona.patern' is no key",
        ),
        (
            {"columns": {"Persona": {"field": "name", "pattern": "(("}}},
            "'columns.Persona.pattern' says '((', which is no regular expression",
        ),
        (
            {"columns": {"Persona": {"field": "name", "pattern": "(a)(b)"}}},
            "which has more than 1 group",
        ),
        ({"key": {}}, "'key.column' needs either column or content"),
        ({"key": {"column": "Clave", "content": ["name"]}}, "needs either column or content"),
        ({"key": {"content": ["birth"]}}, "'key.content' says 'birth', which is no field under"),
        ({"layouts": []}, "'layouts' is missing"),
        ({"layouts": [{"reader": "docx"}]}, "'layouts.reader' says 'docx', which is not known"),
        ({"layouts": [{"reader": "csv", "sheet": "x"}]}, "'layouts.sheet' is no key"),
        ({"layouts": [{"reader": "csv", "delimiter": ";;"}]}, "should be one character"),
        ({"layouts": [{"reader": "csv", "requires": ["X"]}]}, "says 'X', which is no header"),
        ({"headers": {"X": ["Y"]}}, "'headers.X' is no header of this list"),
        ({"headers": {"Persona": ["LUGAR"]}}, "says 'LUGAR', which is also another header"),
        ({"not_records": {"footer": ["x"]}}, "'not_records.footer' is no key"),
        ({"not_linkable": {"birth": ["x"]}}, "'not_linkable.birth' is no key"),
        ({"edition": {"pattern": r"(\d+)"}}, "which lacks its named groups. Give it (?P<year>…)"),
        ({"plausible": {"shrink": 3}}, "'plausible.shrink' says '3', which should be a number"),
        ({"plausible": {"rows_min": -1}}, "'plausible.rows_min' says '-1', which should be"),
    ],
)
def test_a_wrong_description_is_told_key_file_and_cure(
    described: Described, refused: Callable[..., str], keys: dict[str, Any], says: str
) -> None:
    message = refused(lambda: described(**keys))
    assert message.startswith("eighth_list.toml: ")
    assert says in message


@pytest.mark.parametrize("text", ["source = ", "\xff"])
def test_a_description_that_is_no_toml_is_refused(
    tmp_path: Path, refused: Callable[..., str], text: str
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="latin-1")
    assert "x.toml: is no well-formed TOML" in refused(load, path)


def test_a_missing_description_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "x.toml: cannot be opened" in refused(load, tmp_path / "x.toml")
