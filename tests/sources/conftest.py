"""Small lists of an invented source, described by its TOML only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from todos.rules.problems import ListError
from todos.sources.list_spec import ListSpec
from todos.sources.readers.list_file import ListFile
from todos.sources.spec import parse

EIGHTH: dict[str, Any] = {
    "source": "eighth_list",
    "title": "An eighth list",
    "country": "CU",
    "language": "es",
    "name_order": "given_first",
    "ignore": ["Nota"],
    "key": {"column": "Clave"},
    "layouts": [{"reader": "csv"}],
    "columns": {"Persona": "name", "Detenido el": "arrest", "Lugar": "prison"},
    "not_records": {"banner": [r"^BLOQUE\b"], "total": [r"^TOTAL (\d+)$"]},
}


@pytest.fixture
def described() -> Callable[..., ListSpec]:
    """The eighth list, with other keys in place of its own; None takes a key out."""

    def spec(**keys: Any) -> ListSpec:
        raw = {key: value for key, value in {**EIGHTH, **keys}.items() if value is not None}
        return parse(raw, "eighth_list.toml")

    return spec


@pytest.fixture
def list_file(tmp_path: Path) -> Callable[[bytes | str], ListFile]:
    """A delivered file that holds these bytes, or this text as UTF-8."""

    def file(content: bytes | str) -> ListFile:
        path = tmp_path / "delivered"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return ListFile("eighth_list", path, "lista.xyz")

    return file


@pytest.fixture
def refused() -> Callable[..., str]:
    """What a call says when it refuses a list; it must refuse it."""

    def message(call: Callable[..., object], *args: object) -> str:
        with pytest.raises(ListError) as caught:
            call(*args)
        return "\n".join(map(str, caught.value.problems))

    return message
