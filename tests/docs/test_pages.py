"""The pages say what the program does today."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import todos
from todos.rules.fields import FIELDS
from todos.rules.tables import COLUMNS, SNAPSHOT
from todos.rules.vocabulary import names, vocabulary

DOCS = Path(todos.__file__).parent / "docs"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", DOCS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["data-dictionary.md", "cli.md"])
def test_a_made_page_is_up_to_date(make: ModuleType, page: str) -> None:
    now = {"data-dictionary.md": make.data_dictionary, "cli.md": make.command_line}[page]()
    assert (DOCS / page).read_text("utf-8") == now, f"docs/{page} is old; run: make docs"


def test_the_dictionary_explains_every_column_and_code(make: ModuleType) -> None:
    text = make.data_dictionary()
    for table in SNAPSHOT:
        part = text.split(f"### {table}\n")[1].split("\n##")[0]
        for column in COLUMNS[table]:
            assert re.search(rf"^\| `{column}` \|.*{FIELDS[column].tier}", part, re.M), column
    for name in names():
        part = text.split(f"### {name}\n")[1].split("\n##")[0]
        assert vocabulary(name).codes <= set(re.findall(r"^\| `([^`]+)` \|", part, re.M))


def test_every_row_of_the_dictionary_has_as_many_cells_as_its_head(make: ModuleType) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", make.data_dictionary(), re.M):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


@pytest.mark.parametrize("page", ["data-dictionary.md", "snapshot.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    anchors = {head.lower().replace(" ", "-") for head in re.findall(r"^#+ (.+)$", text, re.M)}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors
        elif not target.startswith("https://"):
            assert (DOCS / target.partition("#")[0]).is_file(), target
