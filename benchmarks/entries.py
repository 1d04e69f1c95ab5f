"""Who runs on which data: the command of each contestant, and where its model stands."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import prepare
from .contestants import ours
from .datasets import Dataset

MODELS = Path(__file__).resolve().parent / "models"
PEERS = prepare.CACHE / "peers" / "bin" / "python"
NAME_PEERS = prepare.CACHE / "name-peers" / "bin" / "python"
TODOS = Path(sys.executable).with_name("todos")
Words = list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One contestant on one data set. `before` and `after` are neither timed nor weighed."""

    data: str
    contestant: str
    command: Callable[[Dataset, Path], Words]
    before: Callable[[Path], None] | None = None
    # Lays out what was written, where the contestant writes it in its own way.
    lay_out: Callable[[Path], None] | None = None
    count: Callable[[Dataset, Path], Words] | None = None

    @property
    def ours(self) -> bool:
        return self.contestant.startswith("todos")


def _peer(module: str, plan: str, data: Dataset, out: Path) -> Words:
    name = f"todos.benchmarks.contestants.{module}"
    return [str(PEERS), "-m", name, plan, str(out), *map(str, data.paths())]


def splink(data: str, plan: str, contestant: str = "splink") -> Entry:
    def command(dataset: Dataset, out: Path) -> Words:
        return _peer("splink_link", plan, dataset, out)

    def count(dataset: Dataset, out: Path) -> Words:
        return [*command(dataset, out), "--count", str(dataset.folder / "truth.parquet")]

    return Entry(data, contestant, command, count=count)


def ecm(data: str, plan: str) -> Entry:
    return Entry(data, "recordlinkage_ecm", lambda dataset, out: _peer("ecm", plan, dataset, out))


def todos_link(data: str, model: str, contestant: str = "todos") -> Entry:
    def command(dataset: Dataset, out: Path) -> Words:
        files = map(str, dataset.paths())
        return [
            str(TODOS),
            "link",
            *files,
            "--model",
            str(MODELS / model),
            "--out",
            str(out / "linked"),
        ]

    return Entry(data, contestant, command, lay_out=ours.link)


def todos_run(data: str) -> Entry:
    def copy(out: Path) -> None:
        workspace = prepare.night_workspace()
        skip = shutil.ignore_patterns("snapshots", "archive", "registry.db*", "ready")
        shutil.copytree(workspace, out / "night", ignore=skip)

    def command(_: Dataset, out: Path) -> Words:
        return [str(TODOS), "run", "-w", str(out / "night"), "--date", prepare.NIGHT, "--json"]

    def lay_out(out: Path) -> None:
        ours.night(out, prepare.NIGHT)

    return Entry(data, "todos_run", command, before=copy, lay_out=lay_out)


def _compare_names(data: Dataset, out: Path) -> Words:
    return [str(TODOS), "compare-names", str(data.paths()[0]), "--out", str(out / "names.csv")]


def _name_peer(python: Path, module: str) -> Callable[[Dataset, Path], Words]:
    def command(data: Dataset, out: Path) -> Words:
        name = f"todos.benchmarks.contestants.{module}"
        return [str(python), "-m", name, str(out), str(data.paths()[0])]

    return command


_FEBRL = ("febrl1", "febrl2", "febrl3", "febrl4")
_OWN_PLAN = (*_FEBRL, "fake_1000", "historical_50k", "world_cu", "world_by")
_PEOPLE = ("people_100k", "people_1m", "people_5m")
ENTRIES = (
    *(todos_link(data, "febrl.toml") for data in _FEBRL[:-1]),
    todos_link("febrl4", "febrl4.toml"),
    todos_link("febrl4", "febrl4_link_only.toml", "todos_link_only"),
    *(todos_link(data, f"{data}.toml") for data in _OWN_PLAN[4:]),
    *(todos_run(data) for data in ("world_cu", "world_by")),
    *(splink(data, data) for data in _OWN_PLAN),
    *(ecm(data, data) for data in _OWN_PLAN),
    *(todos_link(data, "people.toml") for data in _PEOPLE),
    *(todos_link(data, "people_narrow.toml", "todos_narrow") for data in _PEOPLE),
    *(splink(data, "people_narrow", "splink_narrow") for data in _PEOPLE),
    *(todos_link(data, "people_wide.toml", "todos_wide") for data in _PEOPLE[1:]),
    *(splink(data, "people_wide", "splink_wide") for data in _PEOPLE[1:2]),
    *(ecm(data, "people") for data in _PEOPLE[:2]),
    Entry("names_a", "todos", _compare_names, lay_out=ours.names),
    Entry("names_a", "jaro_winkler", _name_peer(PEERS, "name_baseline")),
    Entry("names_a", "opensanctions", _name_peer(NAME_PEERS, "opensanctions")),
)
