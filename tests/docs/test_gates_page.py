"""The page of the gates says what the gates do today."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import todos
from todos.pipeline.gates import accepting
from todos.rules.gate_limits import limits
from todos.rules.gates import GATES, Limit

PAGE = Path(todos.__file__).parent / "docs" / "gates.md"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", PAGE.with_name("make.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(make: ModuleType) -> None:
    assert PAGE.read_text("utf-8") == make.gates_page(), "docs/gates.md is old; run: make docs"


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_every_gate_is_explained(gate: object) -> None:
    name = getattr(gate, "name", "")
    text = PAGE.read_text("utf-8")
    assert f"| `{name}` |" in text
    assert f"**`{name}`**" in text


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (None, ""),
        (Limit(0.0), "none at all"),
        (Limit(0.005, 2), "0.5%, and 2 always pass"),
        (Limit(0.1), "10%"),
        (Limit(3.0, 6), "3 each, and 6 always pass"),
    ],
)
def test_a_limit_is_said_in_words(make: ModuleType, limit: Limit | None, said: str) -> None:
    assert make.limit_text(limit) == said


def test_the_settings_shown_are_understood() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    settings = tomllib.loads(block)["gates"]
    chosen = limits(settings, {"cubalex", "viasna", "justicia11j"})
    assert len(chosen.hold) == len(settings) == 5


def test_the_names_shown_can_be_accepted() -> None:
    shown = re.findall(r"`((?:rows|gone|filled)(?::[\w.]+)?)`", PAGE.read_text("utf-8"))
    assert len(accepting(shown)) >= 5
