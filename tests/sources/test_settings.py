"""todos.toml: what it may say, and what is said where it is wrong."""

from pathlib import Path

import pytest
from todos.rules.problems import ListError
from todos.sources.settings import read_settings
from todos.sources.workspace import create, opened


def test_a_new_workspace_keeps_its_registry_in_a_file_beside_it(tmp_path: Path) -> None:
    assert create(tmp_path / "w").registry == tmp_path / "w/registry.db"


def test_the_registry_may_lie_on_a_server(tmp_path: Path) -> None:
    create(tmp_path / "w")
    (tmp_path / "w/todos.toml").write_text('[registry]\nat = "postgresql://db/todos"\n')
    assert opened(tmp_path / "w").registry == "postgresql://db/todos"


def test_a_section_that_is_not_there_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "todos.toml"
    file.write_text("[keep]\ndays = 3\n")
    settings = read_settings(file)
    assert settings.keep == {"days": 3}
    assert settings.hooks == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[gate]\nrows = 1\n", "says 'gate', which is no section of the settings. Correct the"),
        ("keep = 3\n", "says 'keep', which is a section. Write it as [keep]"),
        (
            "[keep]\nyears = 3\n",
            "'keep.years', which is no setting. Correct the name; [keep] knows",
        ),
        ("[keep]\ndays = -1\n", "says 'keep.days', which must be a number"),
        ("[keep]\ndays = true\n", "says 'keep.days', which must be a number"),
        ('[hooks]\nhold = "mail"\n', "says 'hooks.hold', which must be a list of texts"),
        ("[registry]\nat = 5\n", "says 'registry.at', which must be a text"),
        ("[sources]\nviasna = 3\n", "says 'sources.viasna', which is a section"),
        ("[keep\n", "todos.toml: cannot be read"),
    ],
)
def test_a_wrong_setting_is_told_with_its_place_and_cure(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "todos.toml"
    file.write_text(text)
    with pytest.raises(ListError) as caught:
        read_settings(file)
    assert told in str(caught.value)
