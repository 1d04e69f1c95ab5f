"""Names as sequences of tokens, however they are spread over columns."""

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.name_texts import Sequences, parts_of, sequences

_TEXT = st.lists(st.sampled_from(["ana", "luis", "soto", ""]), max_size=3).map(" ".join)
_ROWS = st.lists(st.tuples(_TEXT | st.none(), _TEXT | st.none()), max_size=6)


def spelt(tokens: "pa.Array[Any]", names: Sequences) -> list[list[str]]:
    every, start, found = tokens.to_pylist(), 0, []
    for length in names.lengths.tolist():
        found.append([every[code] for code in names.codes[start : start + length]])
        start += length
    return found


@given(_ROWS)
def test_columns_of_a_name_follow_each_other(rows: list[tuple[str | None, str | None]]) -> None:
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in (0, 1)]
    tokens, (names,) = sequences(tuple(column.dictionary_encode() for column in columns))
    expected = [" ".join(text or "" for text in row).split() for row in rows]
    assert spelt(tokens, names) == expected
    assert len(set(tokens.to_pylist())) == len(tokens)


@given(_ROWS)
def test_names_are_one_as_a_whole_where_all_their_tokens_are(
    rows: list[tuple[str | None, str | None]],
) -> None:
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in (0, 1)]
    _, (names,) = sequences(tuple(column.dictionary_encode() for column in columns))
    whole = names.whole().tolist()
    texts = [" ".join(" ".join(text or "" for text in row).split()) for row in rows]
    assert [code == -1 for code in whole] == [not text for text in texts]
    for one, text in zip(whole, texts, strict=True):
        assert [code == one for code in whole] == [other == text for other in texts]


def test_two_readings_of_names_share_their_tokens() -> None:
    tokens, (first, second) = sequences(parts_of(["ana soto", ""]), parts_of(["", "soto eva"]))
    assert spelt(tokens, first) == [["ana", "soto"], []]
    assert spelt(tokens, second) == [[], ["soto", "eva"]]
    assert set(tokens.to_pylist()) - {""} == {"ana", "soto", "eva"}
