"""The cache of reading: it saves the work, and is never believed without need."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from todos.rules.problems import ListError
from todos.sources import cache as cache_module
from todos.sources.archive import digest
from todos.sources.cache import Cache, Copy, read_copy
from todos.sources.list_spec import ListSpec

Described = Callable[..., ListSpec]
LIST = "Clave,Persona,Detenido el,Lugar,Nota\n1,Ana Peña,11/07/2021,Granja 5,\n,,,,\nTOTAL 3,,,,\n"
DAY = date(2026, 10, 30)


def copy_of(folder: Path, text: str = LIST) -> Copy:
    path = folder / "lista.csv"
    path.write_text(text, encoding="utf-8")
    return Copy(path, digest(path), "lista.csv", DAY)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Copy]:
    """Each list that is truly read."""
    found: list[Copy] = []

    def noted(spec: ListSpec, copy: Copy) -> object:
        found.append(copy)
        return read_copy(spec, copy)

    monkeypatch.setattr(cache_module, "read_copy", noted)
    return found


def test_what_was_read_once_is_the_same_and_not_read_again(
    described: Described, tmp_path: Path, reads: list[Copy]
) -> None:
    copy, folder = copy_of(tmp_path), tmp_path / "cache"
    first = Cache(folder).read(described(), copy)
    again = Cache(folder).read(described(), copy)
    assert len(reads) == 1
    assert first == again == read_copy(described(), copy)
    assert again.problems
    assert again.skipped


@pytest.mark.parametrize("what", ["bytes", "name", "edition", "description", "program"])
def test_it_is_read_again_when_anything_is_another(
    described: Described,
    tmp_path: Path,
    reads: list[Copy],
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    copy, spec = copy_of(tmp_path), described()
    Cache(tmp_path / "cache").read(spec, copy)
    if what == "bytes":
        copy = copy_of(tmp_path, LIST.replace("Peña", "Peñas"))
    elif what == "name":
        copy = replace(copy, name="lista_2.csv")
    elif what == "edition":
        copy = replace(copy, edition=date(2026, 11, 13))
    elif what == "description":
        spec = described(empty=["Granja 5"])
    else:
        monkeypatch.setattr(cache_module, "_program", lambda: {"code": "of another version"})
    found = Cache(tmp_path / "cache").read(spec, copy)
    assert len(reads) == 2
    assert found == read_copy(spec, copy)


def test_a_list_that_gives_its_own_date_is_found_under_that_date(
    described: Described, tmp_path: Path, reads: list[Copy]
) -> None:
    spec = described(edition={"pattern": r"al (?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"})
    copy = copy_of(tmp_path, f"Lista al 2026-10-28,,,,\n{LIST}")
    found = Cache(tmp_path / "cache").read(spec, copy)
    assert found.edition == date(2026, 10, 28)
    Cache(tmp_path / "cache").read(spec, replace(copy, edition=found.edition))
    Cache(tmp_path / "cache").read(spec, copy)
    assert len(reads) == 1


@pytest.mark.parametrize("damage", ["cut", "turned", "emptied", "replaced"])
def test_a_damaged_entry_is_thrown_away(
    described: Described, tmp_path: Path, reads: list[Copy], damage: str
) -> None:
    copy, folder = copy_of(tmp_path), tmp_path / "cache"
    sound = Cache(folder).read(described(), copy)
    (entry,) = folder.iterdir()
    content = bytearray(entry.read_bytes())
    whole = bytes(content)
    if damage == "cut":
        del content[len(content) // 2 :]
    elif damage == "turned":
        content[len(content) // 2] ^= 1
    else:
        content = bytearray(b"" if damage == "emptied" else b"<html>")
    entry.write_bytes(content)
    assert Cache(folder).read(described(), copy) == sound
    assert len(reads) == 2
    assert entry.read_bytes() == whole


def test_a_list_that_cannot_be_read_is_not_kept(described: Described, tmp_path: Path) -> None:
    copy = copy_of(tmp_path, "Clave,Persona\n1,Ana\n")
    for _ in range(2):
        with pytest.raises(ListError):
            Cache(tmp_path / "cache").read(described(), copy)
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_cannot_be_written_does_no_harm(described: Described, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    copy = copy_of(tmp_path)
    cache = Cache(tmp_path / "cache")
    assert cache.read(described(), copy) == read_copy(described(), copy)
    cache.tidy()


def test_what_was_not_asked_for_is_removed_at_the_end(described: Described, tmp_path: Path) -> None:
    copy, folder = copy_of(tmp_path), tmp_path / "cache"
    Cache(folder).read(described(), copy)
    (old,) = folder.iterdir()
    (folder / ".x.part").write_text("half", encoding="utf-8")
    cache = Cache(folder)
    cache.read(described(), replace(copy, name="lista_2.csv"))
    cache.tidy()
    (kept,) = folder.iterdir()
    assert kept != old
