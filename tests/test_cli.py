"""The command line: what each command promises, and what it says when a list is wrong."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from todos.pipeline.identify import new_person_id
from todos.sources.example import LISTS

Todos = Callable[..., Result]
Files = Callable[[Path], dict[str, str]]
DAY = ("--date", "2026-10-30")


def test_init_makes_a_workspace_with_an_inbox_for_every_list(todos: Todos, tmp_path: Path) -> None:
    done = todos("init", tmp_path / "new")
    assert done.exit_code == 0
    inboxes = {path.name for path in (tmp_path / "new/inbox").iterdir()}
    assert inboxes == {path.name for path in LISTS.iterdir()}
    assert (tmp_path / "new/todos.toml").is_file()


def test_init_leaves_a_folder_alone_that_is_not_empty(
    todos: Todos, tmp_path: Path, files: Files
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = todos("init", tmp_path)
    assert done.exit_code == 1
    assert "not empty" in done.stderr
    assert list(files(tmp_path)) == ["mine.txt"]
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_commands_outside_a_workspace_say_how_to_make_one(todos: Todos, tmp_path: Path) -> None:
    for command in (["run"], ["check"], ["sources"], ["search", "Ana"], ["explain", "CU-1"]):
        done = todos(*command, "-w", tmp_path)
        assert done.exit_code == 1
        assert "todos init" in done.stderr.replace("\n", " ")


def test_explain_and_search_before_the_first_run_say_what_to_do(
    todos: Todos, tmp_path: Path
) -> None:
    todos("init", tmp_path / "new")
    for command in (["search", "Ana"], ["explain", "CU-1"]):
        done = todos(*command, "-w", tmp_path / "new")
        assert done.exit_code == 1
        assert "todos run" in done.stderr


def test_run_twice_publishes_the_same_bytes(todos: Todos, workspace: Path, files: Files) -> None:
    before = files(workspace / "snapshots")
    assert todos("run", "-w", workspace, *DAY).exit_code == 0
    assert files(workspace / "snapshots") == before


def test_the_same_lists_in_another_workspace_publish_the_same_bytes(
    todos: Todos, workspace: Path, tmp_path: Path, files: Files
) -> None:
    other = tmp_path / "other"
    assert todos("demo", other).exit_code == 0
    assert files(other / "snapshots") == files(workspace / "snapshots")


def test_run_prints_json_for_programs(todos: Todos, workspace: Path) -> None:
    told = json.loads(todos("run", "-w", workspace, *DAY, "--json").stdout)
    assert told["rows"]["records"] == 405
    assert told["snapshot"].endswith("2026-10-30")


def test_a_second_night_keeps_the_ids_and_names_what_changed(todos: Todos, workspace: Path) -> None:
    cubalex = workspace / "inbox/cubalex/listado.csv"
    text = cubalex.read_text(encoding="utf-8")
    fewer = "".join(text.splitlines(keepends=True)[:-1])
    cubalex.write_text(fewer, encoding="utf-8", newline="")
    done = todos("run", "-w", workspace, "--date", "2026-10-31", "--json")
    assert done.exit_code == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert rows["records"] == 405, "a record that left its list stays"
    # what went, and a pair at the threshold that may change sides as the counts of values do
    assert rows["changes"] <= 5


def test_sources_tells_the_newest_edition_and_the_records(todos: Todos, workspace: Path) -> None:
    told = json.loads(todos("sources", "-w", workspace, *DAY, "--json").stdout)
    assert {one["source"]: one["records"] for one in told}["observatorio_cubano"] == 56
    assert "observatorio_cubano" in todos("sources", "-w", workspace, *DAY).stdout


def test_check_of_lists_that_are_right_finds_nothing(todos: Todos, workspace: Path) -> None:
    done = todos("check", "-w", workspace, *DAY)
    assert done.exit_code == 0
    assert "Nothing is wrong" in done.stdout


def test_check_knows_its_sources(todos: Todos, workspace: Path) -> None:
    done = todos("check", "nobody", "-w", workspace)
    assert done.exit_code == 2
    assert "cubalex" in done.stderr


def test_an_unknown_word_is_told_with_place_and_cure_and_its_row_is_kept(
    todos: Todos, workspace: Path
) -> None:
    list_ = workspace / "inbox/justicia11j/justicia11j.csv"
    spoil_word(list_)
    told = json.loads(todos("check", "justicia11j", "-w", workspace, *DAY, "--json").stdout)
    problem = next(one for one in told if one["value"] == "Encerradísimo")
    assert (problem["severity"], problem["column"]) == ("warning", "Situación actual")
    assert problem["file"] == "justicia11j.csv"
    assert problem["row"] == 2
    assert "vocabular" in problem["cure"]
    done = todos("run", "-w", workspace, *DAY, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["rows"]["records"] == 405


def spoil_word(path: Path) -> None:
    head, first, rest = path.read_text(encoding="utf-8-sig").split("\n", 2)
    for word in ("Excarcelado", "En prisión", "Pendiente de juicio"):
        first = first.replace(f",{word},", ",Encerradísimo,")
    path.write_text("\n".join((head, first, rest)), encoding="utf-8-sig", newline="")


def test_a_list_can_be_left_out(todos: Todos, workspace: Path) -> None:
    shutil.rmtree(workspace / "inbox/viasna")
    with (workspace / "todos.toml").open("a") as file:
        file.write("[sources.viasna]\nenabled = false\n")
    done = todos("run", "-w", workspace, *DAY, "--json")
    assert json.loads(done.stdout)["rows"]["records"] == 405 - 98


def test_settings_that_are_wrong_name_the_file(todos: Todos, workspace: Path) -> None:
    (workspace / "todos.toml").write_text("[sources.nobody]\nenabled = false\n")
    done = todos("run", "-w", workspace)
    assert done.exit_code == 1
    assert "todos.toml" in done.stderr
    (workspace / "todos.toml").write_text("[sources")
    assert "todos.toml" in todos("run", "-w", workspace).stderr


def test_a_run_of_an_earlier_day_is_refused(todos: Todos, workspace: Path) -> None:
    done = todos("run", "-w", workspace, "--date", "2026-10-29")
    assert done.exit_code == 1
    assert "--date" in done.stderr


def test_search_finds_a_person_by_any_spelling_and_script(todos: Todos, workspace: Path) -> None:
    found = {}
    for asked in ("Сергей", "Siarhei", "sergey"):
        rows = json.loads(todos("search", asked, "-w", workspace, "--json").stdout)
        found[asked] = {row["person_id"] for row in rows if row["country"] == "BY"}
    assert found["Сергей"] == found["Siarhei"] == found["sergey"] != set()
    assert "Nobody of that name" in todos("search", "Qwxyz", "-w", workspace).stdout


def test_explain_tells_why_for_a_person_and_for_a_pair(todos: Todos, workspace: Path) -> None:
    rows = json.loads(todos("search", "Siarhei", "-w", workspace, "--json").stdout)
    person = next(row for row in rows if len(row["sources"]) > 1)["person_id"]
    told = todos("explain", person, "-w", workspace)
    assert "Why these records are one person" in told.stdout
    story = json.loads(todos("explain", person, "-w", workspace, "--json").stdout)
    one, two = (f"{r['source']}/{r['source_record_id']}" for r in story["records"][:2])
    pair = todos("explain", one, two, "-w", workspace)
    assert "Verdict:" in pair.stdout
    assert "For one person" in pair.stdout


def test_explain_compares_a_pair_that_was_never_a_candidate(todos: Todos, workspace: Path) -> None:
    first = json.loads(todos("search", "Siarhei", "-w", workspace, "--json").stdout)[0]
    other = json.loads(todos("search", "Aliaksandr", "-w", workspace, "--json").stdout)[0]
    keys = []
    for person in (first, other):
        shown = todos("explain", person["person_id"], "-w", workspace, "--json")
        record = json.loads(shown.stdout)["records"][0]
        keys.append(f"{record['source']}/{record['source_record_id']}")
    pair = json.loads(todos("explain", *keys, "-w", workspace, "--json").stdout)
    assert pair["verdict"] == "non-match"


def test_explain_of_records_that_are_never_compared_says_so(todos: Todos, workspace: Path) -> None:
    cuban = (
        "cubalex/"
        + (LISTS / "cubalex/listado.csv").read_text("utf-8").split("\n")[1].split(",", 1)[0]
    )
    done = todos("explain", cuban, "dissidentby/" + _first_dissident(), "-w", workspace)
    assert done.exit_code == 1
    assert "never compared" in done.stderr


def _first_dissident() -> str:
    text = (LISTS / "dissidentby/list_ru.html").read_text("utf-8")
    return text.split("<tr><td>", 1)[1].split("<", 1)[0]


def test_explain_of_somebody_unknown_says_how_to_find_them(todos: Todos, workspace: Path) -> None:
    for wrong, said in (("CU-0000-01", "must be wrong"), (_nobody(), "No person has the id")):
        done = todos("explain", wrong, "-w", workspace)
        assert done.exit_code == 1
        assert said in " ".join(done.stderr.split())
        assert "todos search" in " ".join(done.stderr.split())
    assert todos("explain", "one", "two", "three", "-w", workspace).exit_code == 2
    assert todos("explain", "cubalex/nobody", "viasna/nobody", "-w", workspace).exit_code == 1


def _nobody() -> str:
    return new_person_id("CU", "no list", "no record", set())


def test_an_id_may_be_typed_in_small_letters(todos: Todos, workspace: Path) -> None:
    row = json.loads(todos("search", "Siarhei", "-w", workspace, "--json").stdout)[0]
    assert todos("explain", row["person_id"].lower(), "-w", workspace).exit_code == 0


def test_hostile_text_is_inert_in_the_terminal(todos: Todos, workspace: Path) -> None:
    (workspace / "lists/municipal.toml").write_text(EIGHTH, encoding="utf-8")
    (workspace / "inbox/municipal").mkdir()
    name = "Zoraida [bold red]\x1b[31m\u202eOxamendi" + "x" * 10_000
    (workspace / "inbox/municipal/2026-10-28.csv").write_text(
        f"clave;quien;nacida;cuando\n=1+1;{name};ayer;5 de mayo de 2023\n", encoding="utf-8"
    )
    checked = todos("check", "municipal", "-w", workspace, *DAY).stdout
    assert todos("run", "-w", workspace, *DAY).exit_code == 0
    found = todos("search", "Zoraida", "-w", workspace).stdout
    person = json.loads(todos("search", "Zoraida", "-w", workspace, "--json").stdout)[0]
    told = todos("explain", person["person_id"], "-w", workspace).stdout
    for text in (checked, found, told):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert len(text) < 20_000
    assert "[bold" in found, "markup of a list is printed as text"


def test_every_command_teaches_itself_and_its_exit_codes(todos: Todos) -> None:
    for command in ("init", "demo", "run", "sources", "check", "explain", "search"):
        done = todos(command, "--help")
        assert done.exit_code == 0
        assert "Exit codes" in done.output, command


def test_an_eighth_list_needs_a_description_and_no_code(todos: Todos, workspace: Path) -> None:
    (workspace / "lists/municipal.toml").write_text(EIGHTH, encoding="utf-8")
    (workspace / "inbox/municipal").mkdir()
    (workspace / "inbox/municipal/2026-10-28.csv").write_text(
        "clave;quien;nacida;cuando\n7;Casilda Iznaga Duany;03/04/1971;5 de mayo de 2023\n",
        encoding="utf-8",
    )
    assert todos("check", "municipal", "-w", workspace, *DAY).exit_code == 0
    assert todos("run", "-w", workspace, *DAY).exit_code == 0
    found = json.loads(todos("search", "Kasilda Isnaga", "-w", workspace, "--json").stdout)
    assert found[0]["name"] == "Casilda Iznaga Duany"
    assert found[0]["birth_from"].startswith("1971-04-03")


EIGHTH = """
source = "municipal"
title = "An invented list"
country = "CU"
language = "es"
name_order = "given_first"

[key]
column = "clave"

[[layouts]]
files = ["*.csv"]
reader = "csv"
delimiter = ";"

[columns]
"quien" = "name"
"nacida" = "birth"
"cuando" = "arrest"
"""
