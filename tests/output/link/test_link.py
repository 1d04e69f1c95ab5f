"""todos link from files to files: who is found, what is written, and that it can be done again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from todos.cli import main
from todos.output.link.measured import measure
from todos.output.link.run import WRITTEN, link_files
from todos.rules.problems import Refusal
from todos.sources.tables.model import load

FIRST = "Ada Bea Cleo Dora Edna Faye Gwen Hope Iris June Kay Lena Mona Nell Opal Pia"
LAST = "Abbott Barlow Carver Dalton Eastman Farrow Garner Hobbs Ingram Jarvis Keller"
TOWNS = ["Ashford", "Barton", "Clifton", "Denham", "Elton", "Fairford", "Grafton", "Harlow"]
MODEL = """
id = "no"
truth = "who"
[columns]
first = "given_name"
last = "surname"
born = "date"
town = "place"
"""


def people(seed: int = 1, persons: int = 150) -> pd.DataFrame:
    """Invented persons, half of them twice: the second time with an error or a gap."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "who": np.arange(persons).astype(str),
            "first": rng.choice(FIRST.split(), persons),
            "last": rng.choice(LAST.split(), persons),
            "born": pd.to_datetime("1950-01-01")
            + pd.to_timedelta(rng.integers(0, 15_000, persons), "D"),
            "town": rng.choice(TOWNS, persons),
        }
    )
    table["born"] = table["born"].dt.strftime("%Y-%m-%d")
    again = table.iloc[: persons // 2].copy()
    kind = np.arange(len(again)) % 4
    again.loc[kind == 0, "last"] = again["last"].str.replace("r", "rr", n=1)
    again.loc[kind == 1, "town"] = None
    again.loc[kind == 2, ["first", "last"]] = again.loc[kind == 2, ["last", "first"]].to_numpy()
    again["first"] = again["first"].str.upper()
    both = pd.concat([table, again], ignore_index=True)
    both.insert(0, "no", [f"r{at}" for at in range(len(both))])
    return both.sample(frac=1, random_state=seed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table, its model, and what linking it wrote."""
    folder = tmp_path_factory.mktemp("link")
    people().to_csv(folder / "people.csv", index=False)
    (folder / "model.toml").write_text(MODEL, encoding="utf-8")
    linked(folder, "out", measured=True)
    return folder


def linked(
    folder: Path,
    out: str,
    model: str = "model.toml",
    files: Sequence[str] = ("people.csv",),
    measured: bool = False,
) -> dict[str, Any]:
    paths = [folder / name for name in files]
    return link_files(
        paths, load(folder / model), folder / out, measure=measure if measured else None
    )


def told(folder: Path, out: str = "out") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / out / "report.json").read_text("utf-8"))
    return found


def test_persons_are_found_without_labels_at_the_default_threshold(folder: Path) -> None:
    found = told(folder)["measured"]["default"]
    assert found["threshold"] == 0.5
    assert found["pairwise"]["precision"] > 0.95
    assert found["pairwise"]["recall"] > 0.9
    assert told(folder)["measured"]["best"]["pairwise"]["f1"] >= found["pairwise"]["f1"]


def test_every_record_is_in_one_cluster_under_its_own_id(folder: Path) -> None:
    clusters = pd.read_parquet(folder / "out" / "clusters.parquet")
    table = pd.read_csv(folder / "people.csv", dtype=str)
    assert clusters["record_id"].tolist() == table["no"].tolist()
    assert set(clusters["cluster_id"]) == set(range(1, told(folder)["clusters"] + 1))


def test_a_pair_comes_with_levels_weights_and_a_reason(folder: Path) -> None:
    pairs = pd.read_parquet(folder / "out" / "pairs.parquet")
    weights = pairs[[name for name in pairs.columns.astype(str) if name.startswith("weight_")]].sum(
        axis=1
    )
    assert weights.to_numpy() == pytest.approx(pairs["match_weight"].to_numpy(), abs=0.02)
    assert pairs["match_probability"].is_monotonic_decreasing
    assert (pairs["match_probability"] >= 0.01).all()
    swapped = pairs[pairs["level_given_names"] == "crossed"]
    assert swapped["reason"].str.contains("given names where the other has surnames").all()
    assert len(swapped) > 10


def test_pairs_of_one_cluster_are_marked_as_linked(folder: Path) -> None:
    cluster = pd.read_parquet(folder / "out" / "clusters.parquet").set_index("record_id")
    pairs = pd.read_parquet(folder / "out" / "pairs.parquet")
    one, two = (pairs[f"record_id_{side}"].map(cluster["cluster_id"]) for side in "lr")
    assert ((one == two) == pairs["linked"]).all()


def test_the_csv_says_what_the_parquet_says(folder: Path) -> None:
    csv = pd.read_csv(folder / "out" / "pairs.csv", dtype=str, keep_default_na=False)
    parquet = pd.read_parquet(folder / "out" / "pairs.parquet")
    assert csv.columns.tolist() == parquet.columns.tolist()
    assert csv["reason"].tolist() == parquet["reason"].tolist()


def test_the_model_used_gives_the_same_result_again(folder: Path) -> None:
    linked(folder, "again", "out/model-used.toml")
    for name in ("clusters.parquet", "pairs.parquet", "model-used.toml"):
        assert (folder / "again" / name).read_bytes() == (folder / "out" / name).read_bytes(), name


def test_hardly_anything_known_of_records_gives_the_same_bytes_each_time(folder: Path) -> None:
    values = ["123-45", "12345", None, None, "77"] * 6
    pd.DataFrame({"no": range(30), "code": values}).to_csv(folder / "bare.csv", index=False)
    (folder / "bare.toml").write_text('[columns]\ncode = "identifier"\n', encoding="utf-8")
    for out in ("bare1", "bare2"):
        linked(folder, out, "bare.toml", ("bare.csv",))
    assert (folder / "bare1" / "pairs.parquet").read_bytes() == (
        folder / "bare2" / "pairs.parquet"
    ).read_bytes()


def test_the_model_used_repeats_chosen_passes(folder: Path) -> None:
    text = MODEL + '[blocking]\npasses = [["surname*", "town"], ["born"]]\nlargest_block = 60\n'
    (folder / "passes.toml").write_text(text, encoding="utf-8")
    first = linked(folder, "passes", "passes.toml")
    second = linked(folder, "passes-again", "passes/model-used.toml")
    assert [one["parts"] for one in first["passes"]] == [["surname*", "town"], ["born"]]
    assert first["passes"] == second["passes"]
    assert first["estimated_recall"] == second["estimated_recall"]
    assert first["estimated_recall"]["recall"] < 1


def test_a_higher_threshold_links_less(folder: Path) -> None:
    text = MODEL + "[matching]\nthreshold = 0.9999999\n"
    (folder / "strict.toml").write_text(text, encoding="utf-8")
    strict = linked(folder, "strict", "strict.toml", measured=True)
    assert strict["pairs_linked"] < told(folder)["pairs_linked"]
    assert strict["measured"]["default"]["threshold"] == 0.9999999


def test_sources_free_of_duplicates_are_linked_only_across(folder: Path) -> None:
    table = people()
    for name, at in (("north", slice(None, 100)), ("south", slice(100, None))):
        table.iloc[at].assign(list=name).to_csv(folder / f"{name}.csv", index=False)
    text = 'source = "list"\n' + MODEL + "[matching]\nwithin = false\n"
    (folder / "across.toml").write_text(text, encoding="utf-8")
    linked(folder, "across", "across.toml", ("north.csv", "south.csv"))
    clusters = pd.read_parquet(folder / "across" / "clusters.parquet")
    assert not clusters.duplicated(["cluster_id", "source"]).any()
    assert clusters.duplicated("cluster_id").any()


def test_several_files_are_sources_by_their_names(folder: Path) -> None:
    table = people()
    table.iloc[:100].to_csv(folder / "one.csv", index=False)
    table.iloc[100:].drop(columns="town").to_parquet(folder / "two.parquet", index=False)
    found = linked(folder, "files", files=("one.csv", "two.parquet"))
    assert found["sources"] == {"one": 100, "two": 125}
    assert "same_source" in [one["field"] for one in found["comparisons"]]


def test_the_report_is_inert_text(folder: Path) -> None:
    table = people()
    table.loc[table.index[:40], "town"] = "<script>alert(1)</script> | `x` \x1b[31m"
    table.to_csv(folder / "hostile.csv", index=False)
    linked(folder, "hostile", files=("hostile.csv",))
    text = (folder / "hostile" / "report.md").read_text("utf-8")
    assert "<script" not in text
    assert "\x1b" not in text


def test_a_folder_with_other_files_is_never_replaced(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(Refusal, match=r"notes\.txt"):
        linked(folder, "mine")
    assert (folder / "mine" / "notes.txt").read_text("utf-8") == "keep"


def test_what_was_written_before_is_replaced_as_a_whole(folder: Path) -> None:
    linked(folder, "twice")
    linked(folder, "twice")
    assert {path.name for path in (folder / "twice").iterdir()} == WRITTEN


def test_a_run_that_fails_leaves_nothing_behind(folder: Path) -> None:
    def broken(_: object) -> dict[str, Any]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        link_files(
            [folder / "people.csv"], load(folder / "model.toml"), folder / "no", measure=broken
        )
    assert not (folder / "no").exists()
    assert not list(folder.glob(".*"))


def test_the_command_prints_json_for_programs(folder: Path) -> None:
    arguments = ["link", "people.csv", "--model", "model.toml", "--out", "json", "--json"]
    arguments = [str(folder / one) if "." in one or one == "json" else one for one in arguments]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 0
    assert json.loads(found.stdout)["records"] == 225


def test_the_command_tells_a_wrong_kind_in_words(folder: Path) -> None:
    (folder / "wrong.toml").write_text('[columns]\ntown = "plce"\n', encoding="utf-8")
    paths = [str(folder / name) for name in ("people.csv", "wrong.toml", "wrong")]
    found = CliRunner().invoke(main, ["link", paths[0], "--model", paths[1], "--out", paths[2]])
    assert found.exit_code == 1
    assert "Did you mean place?" in " ".join(found.stderr.split())
