"""What the README and the guides promise: their commands, snippets, examples and links."""

import configparser
import contextlib
import csv
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pyarrow.parquet as pq
import pytest
import todos
from click.testing import CliRunner, Result
from todos.cli import main
from todos.docs import figures
from todos.docs.make import model_tables
from todos.docs.picture import charts
from todos.output.lookup import Snapshot
from todos.rules.fields import PUBLISHED
from todos.rules.gate_limits import limits
from todos.rules.kinds import KINDS
from todos.rules.tables import COLUMNS
from todos.sources import spec
from todos.sources.readers import READERS
from todos.sources.settings import read_settings
from todos.sources.spec import parse, shipped
from todos.sources.tables import model as table_model

ROOT = Path(todos.__file__).parent
README = ROOT / "README.md"
TRUTH = ROOT / "tests" / "example_truth.csv"
GUIDES = (
    README,
    *(ROOT / "docs" / f"{name}.md" for name in ("lists", "model", "operations", "link")),
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = (
    *GUIDES,
    ROOT / "CHANGELOG.md",
    ROOT / "docs" / "model-tables.md",
    ROOT / "docs" / "toolkit.md",
    ROOT / "benchmarks" / "README.md",
    *DECISIONS,
)
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language and text, and the text between it and the block before."""

    language: str
    text: str
    lead: str


def blocks(page: Path) -> list[Block]:
    parts = re.split(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), flags=re.M | re.S)
    triples = zip(parts[0::3], parts[1::3], parts[2::3], strict=False)
    return [Block(language, text, lead) for lead, language, text in triples]


def of(page: Path, *languages: str) -> list[Block]:
    return [block for block in blocks(page) if block.language in languages]


def todos_lines(page: Path) -> Iterator[list[str]]:
    for block in of(page, "sh"):
        for line in block.text.splitlines():
            words = shlex.split(line)
            assert words[0] == "todos", f"{page.name}: only commands of todos can be run: {line}"
            yield words[1:]


def run(arguments: list[str]) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, f"todos {shlex.join(arguments)}\n{result.output}"
    return result


@pytest.fixture
def beside(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which `demo` lies; tests may change this demo."""
    shutil.copytree(demo, tmp_path / "demo", symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_the_files_of_the_readme() -> None:
    """Its TOML and CSV blocks under the names that it gives them; and the truth of the demo."""
    for block in of(README, "toml", "csv"):
        named = re.findall(r"`(demo/[^`]+)`", block.lead)
        if not block.text.startswith("[sources"):
            path = Path(named[-1])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    Path("tests").mkdir()
    shutil.copy(TRUTH, "tests")


@pytest.fixture(scope="module")
def said(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the commands of the README print, run in their order beside a demo of their own."""
    beside = tmp_path_factory.mktemp("readme")
    shutil.copytree(demo, beside / "demo", symlinks=True)
    with contextlib.chdir(beside):
        write_the_files_of_the_readme()
        yield {shlex.join(words): run(words).output for words in todos_lines(README)}


def test_the_commands_of_the_readme_work_in_their_order(said: dict[str, str]) -> None:
    used = {line.split()[0] for line in said}
    # told in docs/operations.md and docs/publishing.md: they want a second night, or another place
    elsewhere = {"diff", "import-state", "publish"}
    assert used == set(main.commands) - {"demo", "sources"} - elsewhere
    assert "Siarhei" in next(said[line] for line in said if line.startswith("search"))


def test_the_check_of_the_readme_prints_the_warning_that_it_shows(said: dict[str, str]) -> None:
    shown = next(block.text for block in of(README, "text") if block.text.startswith("warning"))
    printed = next(said[line] for line in said if line.startswith("check"))
    assert printed.split()[: len(shown.split())] == shown.split()


@pytest.mark.usefixtures("said")
def test_the_names_of_the_readme_get_the_scores_that_it_shows() -> None:
    shown = next(block.text for block in of(README, "text") if block.text.startswith("left,"))
    with Path("demo/names.compared.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == list(csv.reader(shown.splitlines()))


@pytest.mark.usefixtures("said")
def test_the_table_of_the_readme_is_linked_from_the_kinds_of_its_columns() -> None:
    linked = pq.read_table("demo/linked/clusters.parquet").to_pandas()
    persons = pq.read_table("demo/snapshots/latest/restricted/persons.parquet").num_rows
    assert linked["cluster_id"].nunique() == pytest.approx(persons, rel=0.1)


@pytest.mark.usefixtures("said")
def test_the_list_of_the_readme_finds_one_known_person_and_two_new_ones() -> None:
    folder = Path("demo/snapshots/2026-10-31/restricted")
    persons = pq.read_table(folder / "persons.parquet").to_pandas()
    on_it = persons[persons["sources"].map(lambda names: "casa_mariposa" in names)]
    assert sorted(on_it["n_sources"]) == [1, 1, 6]


@pytest.mark.usefixtures("said")
def test_what_the_list_of_the_readme_keeps_private_is_in_no_table() -> None:
    files = list(Path("demo/snapshots/2026-10-31").rglob("*.csv"))
    assert files
    assert not any("000 000" in file.read_text("utf-8") for file in files)


def test_a_broken_list_ends_with_code_1_and_leaves_the_last_snapshot(beside: Path) -> None:
    snapshots = beside / "demo" / "snapshots"
    before = {path: path.read_bytes() for path in snapshots.rglob("*") if path.is_file()}
    (beside / "demo" / "inbox" / "cubalex" / "listado.csv").write_text("ID,Nombre\n1,Ana\n")
    result = CliRunner().invoke(main, ["run", "-w", "demo", "--date", "2026-10-31"])
    assert result.exit_code == 1
    assert before == {path: path.read_bytes() for path in snapshots.rglob("*") if path.is_file()}


@pytest.mark.parametrize("page", GUIDES[1:], ids=lambda page: str(page.name))
def test_the_commands_of_the_guides_work(page: Path, beside: Path) -> None:
    assert (beside / "demo").is_dir()
    for words in todos_lines(page):
        run(words)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_python_and_sql_of_the_pages_find_rows(
    page: Path, demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(demo.parent)
    for block in of(page, "python"):
        exec(compile(block.text, page.name, "exec"), {})  # noqa: S102
        assert capsys.readouterr().out
    for block in of(page, "sql"):
        found = duckdb.sql(block.text)
        assert found is not None
        assert found.fetchall()


def test_the_r_snippet_reads_columns_that_are_there(demo: Path) -> None:
    (block,) = of(README, "r")
    (file,) = re.findall(r'read_parquet\("([^"]+)"\)', block.text)
    named = set(re.findall(r"persons\$(\w+)", block.text))
    assert named
    assert named <= set(pq.read_schema(demo.parent / file).names)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_toml_block_is_a_description_or_settings(page: Path, tmp_path: Path) -> None:
    for block in of(page, "toml"):
        raw = tomllib.loads(block.text)
        if "columns" not in raw:
            file = tmp_path / "todos.toml"
            file.write_text(block.text, encoding="utf-8")
            settings = read_settings(file)
            assert shipped(settings.sources)
            assert limits(settings.gates, shipped())
        elif "title" in raw:
            assert parse(raw, page.name).columns
        else:
            assert table_model.parse(raw, page.name).columns


def test_the_page_on_lists_explains_every_key_field_reader_and_option() -> None:
    text = (ROOT / "docs" / "lists.md").read_text("utf-8")
    keys = set(re.findall(r"[a-z_]+", spec._KEYS))
    options = {option for reader in READERS.values() for option in reader.options}
    for name in {*keys, *options, *READERS, *PUBLISHED}:
        assert re.search(rf"[`\[]{name}[`\]]", text), name


def test_the_readme_shows_the_timer_and_cron_line_of_the_files() -> None:
    shown = [block.text for block in of(README, "ini", "text")]
    timer = (ROOT / "deploy" / "todos.timer").read_text("utf-8")
    cron = (ROOT / "deploy" / "crontab.example").read_text("utf-8")
    (lines,) = (text.splitlines() for text in shown if text.startswith("[Timer]"))
    assert set(lines) <= set(timer.splitlines())
    (line,) = (text for text in shown if text.startswith("30 2"))
    assert line in cron


def test_the_commands_of_deployment_find_their_workspace(tmp_path: Path) -> None:
    cron = (ROOT / "deploy" / "crontab.example").read_text("utf-8").splitlines()[-1]
    for line in (
        unit("todos.service")["Service"]["ExecStart"],
        cron.split("&& ")[1].split(" >")[0],
    ):
        program, *words = shlex.split(line.replace("/var/lib/todos/registry", str(tmp_path)))
        assert program == "/opt/todos/.venv/bin/todos"
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 1, "called wrongly, or there is no workspace and nobody says so"


def test_the_service_may_write_only_its_workspace() -> None:
    service = unit("todos.service")["Service"]
    assert service["ProtectSystem"] == "strict"
    workspace = shlex.split(service["ExecStart"])[-1]
    assert Path(workspace).is_relative_to(service["ReadWritePaths"])
    assert service["User"] != "root"


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "deploy" / name, encoding="utf-8")
    return parser


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for name in ("todos.service", "todos.timer"):
        text = (ROOT / "deploy" / name).read_text("utf-8")
        # the program is not installed under /opt where tests run
        (tmp_path / name).write_text(
            re.sub("^ExecStart=.*", "ExecStart=/bin/true", text, flags=re.M)
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    assert done.returncode == 0, done.stderr
    assert "Unknown" not in done.stderr


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        assert not target.startswith("/"), target
        if "://" in file:
            continue
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def test_the_tables_of_the_model_are_up_to_date() -> None:
    page = (ROOT / "docs" / "model-tables.md").read_text("utf-8")
    assert page == model_tables(), "docs/model-tables.md is old; run: make docs"


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    assert all(page.name in index for page in DECISIONS if page.name != "README.md")


def test_the_figures_of_the_readme_are_those_of_the_benchmarks() -> None:
    assert README.read_text("utf-8") == figures.readme(), "README.md is old; run: make docs"


def test_the_pages_show_every_kind_of_column() -> None:
    for name in ("link.md", "toolkit.md"):
        page = (ROOT / "docs" / name).read_text("utf-8")
        assert not [kind for kind in KINDS if f"`{kind}`" not in page and kind != "ignore"]


@pytest.mark.parametrize("name", ["waterfall.svg", "reliability.svg"])
def test_a_chart_of_the_pages_says_what_the_demo_says_today(
    name: str, today: dict[str, str]
) -> None:
    assert words_of((ROOT / "docs" / "images" / name).read_text("utf-8")) == words_of(today[name])


@pytest.fixture(scope="module")
def today(demo: Path) -> dict[str, str]:
    return charts(Snapshot(demo / "snapshots" / "latest" / "restricted"))


def words_of(svg: str) -> list[str]:
    """What the picture says, without where it says it: fonts differ between machines."""
    return [text.strip() for text in ElementTree.fromstring(svg).itertext() if text.strip()]  # noqa: S314


@pytest.mark.parametrize("name", ["demo.svg", "explain.svg", "waterfall.svg", "reliability.svg"])
def test_a_picture_is_of_the_demo_and_loads_nothing_from_elsewhere(name: str) -> None:
    picture = ElementTree.parse(ROOT / "docs" / "images" / name)  # noqa: S314
    said = " ".join(picture.getroot().itertext()).replace("\N{NO-BREAK SPACE}", " ")
    assert all(source in said for source in shipped()) or name != "demo.svg"
    assert "demo/snapshots/2026-10-30" in said or name != "demo.svg"
    assert not re.search(r"/(?:home|tmp|root|work)/", said)
    text = (ROOT / "docs" / "images" / name).read_text("utf-8")
    assert not re.search(r"url\((?!#)|href=|<script|@import", text)


def test_every_table_of_a_page_has_cells_under_each_head() -> None:
    for page in PAGES:
        for table in re.findall(r"(?:^\|.*\n)+", page.read_text("utf-8"), re.M):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(widths) == 1, table


def test_the_example_of_the_readme_is_a_csv_with_as_many_cells_in_each_row() -> None:
    for block in of(README, "csv"):
        delimiter = ";" if ";" in block.text else ","
        rows = csv.reader(block.text.splitlines(), delimiter=delimiter)
        assert len({len(row) for row in rows}) == 1


def test_the_columns_that_the_guides_name_exist() -> None:
    known = {column for columns in COLUMNS.values() for column in columns}
    for page in GUIDES[:1]:
        for column in re.findall(r"\bpersons\[\"(\w+)\"\]|\b[pc]\.(\w+)", page.read_text("utf-8")):
            assert set(filter(None, column)) <= known
