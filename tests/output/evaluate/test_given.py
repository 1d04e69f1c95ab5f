"""Truth and decisions as CSV files, and the records they name."""

from pathlib import Path

import pandas as pd
import pytest
from todos.output.evaluate.given import (
    GivenError,
    key_columns,
    keys_of,
    read_decisions,
    read_truth,
    rows_of,
)

HEAD = "source_l,source_record_id_l,source_r,source_record_id_r,decision"


def written(folder: Path, text: str) -> Path:
    path = folder / "given.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_truth_is_read_as_text_and_keeps_its_zeros(tmp_path: Path) -> None:
    text = "source,source_record_id,true_person,note\na,007,NA,x\na,8,,\nb,007,p1,\n"
    table = read_truth(written(tmp_path, text))
    assert table.to_numpy().tolist() == [["a", "007", "NA"], ["b", "007", "p1"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source,source_record_id\na,1\n", "no column true_person"),
        ("source,source_record_id,true_person\na,1,x\na,1,y\n", "'a/1' is of two persons"),
        ("", "cannot be read"),
        ('a,b\n"', "cannot be read"),
    ],
)
def test_a_truth_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(GivenError, match=said):
        read_truth(written(tmp_path, text))


def test_bytes_that_are_no_text_are_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(b"source,\xff\xfe\n")
    with pytest.raises(GivenError, match="UTF-8"):
        read_truth(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}\na,1,b,2,yes\n", "row 2: 'decision' says 'yes'. Write one of positive"),
        (f"{HEAD},weight\na,1,b,2,positive,-3\n", "row 2: 'weight' says '-3'"),
        (f"{HEAD},weight\na,1,b,2,positive,inf\n", "says 'inf'"),
        (f"{HEAD},inclusion_probability\na,1,b,2,positive,2\n", "at most 1"),
        (f"{HEAD},stratum\na,1,b,2,positive,s\n", "Add a column weight"),
    ],
)
def test_decisions_that_cannot_be_used_say_where_and_why(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(GivenError, match=said):
        read_decisions(written(tmp_path, text))


def test_an_inclusion_probability_becomes_a_weight_and_an_empty_decision_unsure(
    tmp_path: Path,
) -> None:
    text = f"{HEAD},stratum,inclusion_probability\na,1,b,2,positive,s,0.25\na,1,b,3,,s,1\n"
    table = read_decisions(written(tmp_path, text))
    assert table["weight"].tolist() == [4.0, 1.0]
    assert table["decision"].tolist() == ["positive", "unsure"]


RECORDS = pd.DataFrame(
    {
        "source": ["a", "a", "b"],
        "source_record_id": ["1", "2", "1"],
        "raw": ['{"No.": 10}', '{"No.": 20, "x": "y"}', "{}"],
    }
)


def test_a_list_may_be_named_by_its_own_column() -> None:
    keys = keys_of(RECORDS, key_columns(["a=No."]))
    found = rows_of(keys, pd.Series(["a", "b", "a", "a"]), pd.Series(["20", "1", "2", "10"]))
    assert found.tolist() == [1, 2, -1, 0]


@pytest.mark.parametrize(
    ("given", "said"),
    [("a", "source=column"), ("a=Nr", "its columns are No., x"), ("c=No.", "no such list")],
)
def test_a_key_that_does_not_fit_says_what_there_is(given: str, said: str) -> None:
    with pytest.raises(GivenError, match=said):
        keys_of(RECORDS, key_columns([given]))
