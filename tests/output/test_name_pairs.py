"""The command that compares a file of names."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from todos.cli import main


def compare(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["compare-names", str(path), *options])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_pair_gets_score_level_and_reason_and_keeps_its_columns(tmp_path: Path) -> None:
    file, out = tmp_path / "pairs.csv", tmp_path / "done.csv"
    file.write_text("no,left,right\n1,Ana Ruiz,RUIZ Ana\n2,Ana Ruiz,Luis Ruiz\n", "utf-8")
    assert compare(file, "--out", str(out)).exit_code == 0
    first, second = rows(out)
    assert list(first) == ["no", "left", "right", "score", "level", "reason"]
    assert float(first["score"]) >= 0.5 > float(second["score"])
    assert second["level"] == "given_names: different"
    assert second["no"] == "2"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";")],
)
def test_usual_encodings_and_delimiters_are_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    file = tmp_path / "pairs.csv"
    text = f"left{delimiter}right\nBegoña Núñez{delimiter}Begona Nunez\n"
    file.write_bytes(text.encode(encoding))
    assert compare(file).exit_code == 0
    assert float(rows(tmp_path / "pairs.compared.csv")[0]["score"]) == 1.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("left,other\na,b\n", "no column 'right'"),
        ("left,right\n", "no rows"),
        ("left,right,score\na,b,1\n", "a column 'score' already"),
        ("", "is empty"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_cure(
    tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(text, "utf-8")
    result = compare(file)
    assert result.exit_code == 1
    assert says in result.output
    assert not (tmp_path / "pairs.compared.csv").exists()


def test_the_file_itself_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("left,right\nAna,Ana\n", "utf-8")
    assert compare(file, "--out", str(file)).exit_code == 1
    assert file.read_text("utf-8") == "left,right\nAna,Ana\n"


def test_a_name_never_becomes_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text('left,right\n"=1+1 Ruiz",Ana Ruiz\n', "utf-8")
    assert compare(file).exit_code == 0
    assert rows(tmp_path / "pairs.compared.csv")[0]["left"].startswith("'=")
