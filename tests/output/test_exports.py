"""A snapshot may hold the registry in further forms; what cannot be made is said beforehand."""

import json
from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from todos.output import exports
from todos.output.snapshot import draft_snapshot
from todos.rules.problems import Refusal

DAY = date(2026, 10, 30)
Make = Callable[..., Any]


def test_entities_lie_in_both_tiers_and_in_their_manifest(tables: Make, tmp_path: Path) -> None:
    pytest.importorskip("followthemoney", reason="an extra: pip install 'todos[followthemoney]'")
    made = draft_snapshot(tables(), {"inputs": []}, tmp_path, DAY, exports=["followthemoney"])
    for tier in ("public", "restricted"):
        manifest = json.loads((made.folder / tier / "manifest.json").read_text("utf-8"))
        assert "entities.ftm.json" in {entry["file"] for entry in manifest["outputs"]}
        assert set(manifest["exports"]) == {"followthemoney"}
        lines = (made.folder / tier / "entities.ftm.json").read_text("utf-8").splitlines()
        assert [json.loads(line)["schema"] for line in lines] == ["Person"] * 3 + ["Event"]


def test_an_export_that_is_not_known_is_refused_before_anything_is_written(
    tables: Make, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="exports: 'pdf' is unknown"):
        draft_snapshot(tables(), {"inputs": []}, tmp_path, DAY, exports=["pdf"])
    assert not list(tmp_path.iterdir())


def test_a_library_that_is_missing_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(exports, "version", missing)
    with pytest.raises(Refusal, match=r"pip install 'todos\[followthemoney\]'"):
        exports.with_exports({}, ["followthemoney"])
