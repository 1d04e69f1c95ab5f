"""The floors are a tower: a file imports from its own floor and those below, never above."""

import ast
from pathlib import Path

import pytest
import todos

ROOT = Path(todos.__file__).parent
FLOORS = ("rules", "sources", "pipeline", "output", "cli")


def files() -> list[Path]:
    return [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]


def floor_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def imported(path: Path) -> list[str]:
    """Floors that the file imports from, by its relative imports."""
    here = path.relative_to(ROOT).parts
    floors = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = here[: len(here) - node.level]
            names = (node.module or "").split(".") if node.module else []
            full = [*package, *names] or [alias.name for alias in node.names]
            floors.append(full[0])
    return floors


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_its_own_floor_and_those_below(path: Path) -> None:
    highest = FLOORS.index(floor_of(path))
    above = [floor for floor in imported(path) if FLOORS.index(floor) > highest]
    assert not above, f"{path.relative_to(ROOT)} imports from {above}, which lies above it"


BELOW = [path for path in files() if floor_of(path) != "cli"]  # a command loads when it is called


@pytest.mark.parametrize("path", BELOW, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_hides_inside_a_function_and_none_names_the_package(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = (ast.Import, ast.ImportFrom)
    hidden = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, imports)
    ]
    assert not hidden, f"imports inside functions in lines {hidden}"
    absolute = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
        if (node.module or "").split(".")[0] == "todos"
    ]
    assert not absolute, f"imports are relative inside the package; lines {absolute}"


def test_every_file_says_what_it_is_in_one_sentence() -> None:
    for path in files():
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert said, f"{path.relative_to(ROOT)} does not say what it is"
        assert said.splitlines()[0].endswith("."), path
