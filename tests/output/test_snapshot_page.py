"""What docs/snapshot.md shows works as it stands there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import todos

PAGE = (Path(todos.__file__).parent / "docs" / "snapshot.md").read_text("utf-8")


@pytest.fixture
def beside_a_snapshot(
    publish_invented: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(publish_invented().parent.parent)


def examples(language: str) -> list[Any]:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found
    return [pytest.param(code, id=f"{language}-{n}") for n, code in enumerate(found, 1)]


@pytest.mark.usefixtures("beside_a_snapshot")
@pytest.mark.parametrize("code", examples("python"))
def test_each_python_example_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code, {})  # noqa: S102
    assert capsys.readouterr().out


@pytest.mark.usefixtures("beside_a_snapshot")
@pytest.mark.parametrize("code", examples("sql"))
def test_each_duckdb_example_finds_rows(code: str) -> None:
    assert duckdb.execute(code).fetchall()
