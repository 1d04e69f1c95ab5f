"""Samples of pairs are kept whole, once, and never changed."""

from collections.abc import Callable

import pandas as pd
import pytest
from todos.pipeline.store import EntryError, Store

Sample = Callable[..., pd.DataFrame]


def test_a_sample_that_is_drawn_again_is_kept_once(store: Store, sample: Sample) -> None:
    assert store.samples.keep(sample("ñ", "Z", "b"))
    assert not store.samples.keep(sample("b", "ñ", "Z"))
    assert store.samples.all()["source_record_id_l"].tolist() == ["Z", "b", "ñ"]


def test_two_samples_of_a_day_are_told_apart_by_their_size(store: Store, sample: Sample) -> None:
    store.samples.keep(sample("r1"))
    store.samples.keep(sample("r1", "r2", size=20))
    assert store.samples.all()["size"].tolist() == [10, 20, 20]


def test_another_sample_in_the_place_of_one_is_refused(store: Store, sample: Sample) -> None:
    store.samples.keep(sample("r1"))
    with pytest.raises(EntryError, match=r"earlier run of 2026-10-30\. Draw one of another size"):
        store.samples.keep(sample("r2"))
    assert store.samples.all()["source_record_id_l"].tolist() == ["r1"]
