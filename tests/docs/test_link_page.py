"""The page about linking any table says what the program does, and its example works."""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import todos
from todos.output.link.run import WRITTEN, link_files
from todos.rules.kinds import KINDS
from todos.sources.tables.model import load, parse

DOCS = Path(todos.__file__).parent / "docs"
PAGE = (DOCS / "link.md").read_text("utf-8")
EXAMPLE = DOCS / "examples" / "link"


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", PAGE, re.S))
def test_every_model_of_the_page_is_one(block: str) -> None:
    assert parse(tomllib.loads(block), "link.md").compared


def test_the_page_names_every_kind_and_no_other() -> None:
    table = PAGE.split("| kind | what it is |")[1].split("\n\n")[0]
    told = {
        kind
        for row in re.findall(r"^\| (`.*?) \|", table, re.M)
        for kind in re.findall("`(.+?)`", row)
    }
    assert told == set(KINDS)


def test_the_page_names_every_file_that_is_written() -> None:
    table = PAGE.split("| file | what is in it |")[1].split("\n\n")[0]
    for name in WRITTEN:
        assert name.split(".")[0] in table


def test_the_example_finds_who_is_on_both_lists(tmp_path: Path) -> None:
    files = [EXAMPLE / "clinic.csv", EXAMPLE / "register.csv"]
    link_files(files, load(EXAMPLE / "model.toml"), tmp_path / "linked")
    clusters = pd.read_parquet(tmp_path / "linked" / "clusters.parquet")
    groups = clusters.groupby("cluster_id")["record_id"].agg(tuple)
    both = {("c1", "r1"), ("c2", "r2"), ("c3", "r3"), ("c4", "r4"), ("c5", "r5"), ("c6", "r6")}
    assert {group for group in groups if len(group) > 1} == both
