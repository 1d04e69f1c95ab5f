"""The model of a table: what may be said in it, and how a wrong word is told."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from todos.rules.kinds import KINDS
from todos.rules.problems import Refusal
from todos.sources.tables.model import TableModel, level_names, load, parse


def model(text: str) -> TableModel:
    return parse(tomllib.loads(text), "model.toml")


def test_a_column_needs_its_kind_and_nothing_else() -> None:
    found = model('[columns]\nborn = "date"\nnote = "ignore"\n')
    assert [(one.name, one.kind) for one in found.columns] == [("born", "date"), ("note", "ignore")]
    assert [one.name for one in found.compared] == ["born"]
    assert (found.id, found.source, found.truth, found.passes) == (None, None, None, None)
    assert found.threshold == 0.5
    assert found.within


def test_everything_chosen_can_be_overruled() -> None:
    found = model(
        """
        id = "no"
        source = "list"
        [columns.town]
        kind = "place"
        off = ["like"]
        levels.near = { m = 0.2, u = 0.01 }
        [columns.born]
        kind = "date"
        order = "mdy"
        [blocking]
        pairs_per_record = 3
        largest_block = 50
        passes = [["town", "born.year"], ["born"]]
        [matching]
        threshold = 0.9
        within = false
        """
    )
    town, born = found.columns
    assert (town.off, dict(town.levels)) == (("like",), {"near": {"m": 0.2, "u": 0.01}})
    assert born.order == "mdy"
    assert found.passes == (("town", "born.year"), ("born",))
    assert (found.pairs_per_record, found.largest_block, found.threshold) == (3, 50, 0.9)
    assert not found.within


@pytest.mark.parametrize(
    ("text", "value", "cure"),
    [
        ('[columns]\ntown = "plce"', "plce", "Did you mean place?"),
        ('[columns]\ntown = "banana"', "banana", ", ".join(KINDS)),
        ('[columns]\nnote = "ignore"', "columns", "place"),
        ('ids = "x"\n[columns]\na = "place"', "ids", "id, source, truth"),
        ('[columns.a]\nkind = "place"\nof = ["near"]', "of", "off"),
        ('[columns.a]\nkind = "place"\noff = ["nearly"]', "nearly", "near"),
        ('[columns.a]\nkind = "place"\noff = ["same"]', "same", "Take it out"),
        ('[columns.a]\nkind = "place"\nlevels.near = {m = 0.0}', "0.0", "small number"),
        ('[columns.a]\nkind = "place"\nlevels.far = {m = 0.1}', "far", "near"),
        ('[columns.a]\nkind = "date"\norder = "ydm"', "ydm", "dmy"),
        ('[columns]\na = "place"\n[blocking]\npasses = ["a"]', "['a']", "list of lists"),
        ('[columns]\na = "place"\n[matching]\nthreshold = 1', "1.0", "0.5"),
        ('id = "a"\n[columns]\na = "place"', "a", "Take it out of"),
    ],
)
def test_a_wrong_word_is_told_with_its_place_and_cure(text: str, value: str, cure: str) -> None:
    with pytest.raises(Refusal, match=r"model\.toml") as refusal:
        model(text)
    assert value in str(refusal.value)
    assert cure in str(refusal.value)


def test_a_file_that_is_no_toml_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "model.toml"
    path.write_text("[columns\n", encoding="utf-8")
    with pytest.raises(Refusal, match="no well-formed TOML"):
        load(path)


def test_a_whole_name_has_the_levels_of_both_its_parts() -> None:
    names = level_names("full_name")
    assert {"given_names.same", "surnames.same"} <= set(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].comparisons])
def test_the_priors_of_a_kind_are_probabilities(kind: str) -> None:
    for one in KINDS[kind].comparisons:
        sums: dict[str, Any] = {
            name: sum(getattr(level, name) for level in one.levels) for name in ("m", "u")
        }
        assert sums["m"] == pytest.approx(1.0, abs=0.03), one.field
        assert sums["u"] == pytest.approx(1.0, abs=0.03), one.field
