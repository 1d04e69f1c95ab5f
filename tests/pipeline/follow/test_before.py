"""Rows that left their list, as the memory keeps them."""

import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from todos.pipeline.follow.before import before_rows, written
from todos.rules.fields import PUBLISHED

from .conftest import published

NOTHING = pd.DataFrame(columns=["source", "key", "source_record_id"], dtype=object)


@settings(max_examples=30)
@given(
    st.dictionaries(st.sampled_from(PUBLISHED), st.text(max_size=20)),
    st.booleans(),
)
def test_what_is_written_is_read_again_as_it_was(said: dict[str, str], publishable: bool) -> None:
    row = published({**said, "publishable": publishable})
    again = before_rows({}, NOTHING, written(row), {"list_a"})
    expected = row.to_pylist()[0] | {"listed": False, "key": None}
    assert again.to_pylist() == [expected]


def test_a_column_that_came_later_is_empty_and_one_that_went_is_left_out() -> None:
    kept = written(published({"name": "Ana Quintasol", "province": "Granma"}))
    content = json.loads(kept["content"][0])
    del content["province"]
    kept["content"] = [json.dumps({**content, "shoe_size": "38"})]
    (row,) = before_rows({}, NOTHING, kept, {"list_a"}).to_pylist()
    assert (row["name"], row["province"]) == ("Ana Quintasol", None)
    assert "shoe_size" not in row
