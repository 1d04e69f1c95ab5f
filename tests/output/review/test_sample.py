"""A sample measures the registry: drawn by chance, the same again, and blind."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from todos.output.lookup import Snapshot
from todos.output.reports.told import Told
from todos.output.review.quality import current_quality, measured, progress, quality_json
from todos.output.review.queue import PAIR, among
from todos.output.review.sample import SampleError, draw, population
from todos.output.review.sample_book import sample_book, write_book
from todos.output.review.workbook import Imported
from todos.pipeline.store import Decision, Store

SIZE = 80


def test_the_population_holds_every_pair_that_is_published_as_one_person(told: Told) -> None:
    pairs = population(told)
    sizes = told.records["person_id"].value_counts()
    assert (pairs["published"] == "together").sum() == (sizes * (sizes - 1) // 2).sum()
    assert not pairs.duplicated(PAIR).any()
    assert among(told.pairs, pairs).all()


def test_the_same_snapshot_and_size_draw_the_same_pairs(told: Told) -> None:
    once, again = draw(told, SIZE), draw(told, SIZE)
    pd.testing.assert_frame_equal(once, again)
    assert not draw(told, SIZE + 1)[PAIR].head(SIZE).equals(once[PAIR])


@settings(max_examples=15)
@given(size=st.integers(30, 400), seed=st.integers(0, 99))
def test_a_sample_stands_for_all_pairs_whatever_its_size(told: Told, size: int, seed: int) -> None:
    drawn, pairs = draw(told, size, seed), population(told)
    assert len(drawn) == size
    assert not drawn.duplicated(PAIR).any()
    stands_for = (1 / drawn["inclusion_probability"]).groupby(drawn["stratum"]).sum()
    pd.testing.assert_series_equal(
        stands_for.round(6),
        pairs["stratum"].value_counts().sort_index().astype(float),
        check_names=False,
    )


@pytest.mark.parametrize("size", [3, 100_000])
def test_a_size_that_no_sample_can_have_is_refused(told: Told, size: int) -> None:
    with pytest.raises(SampleError, match=rf"from \d+ to \d+ pairs, not {size}"):
        draw(told, size)


def answer(store: Store, drawn: pd.DataFrame, wrong: int = 0, by: str = "Ana") -> None:
    """Every pair answered as it is published, the first ones otherwise."""
    ways = {"together": ("positive", "negative"), "apart": ("negative", "positive")}
    words = [ways[one][at < wrong] for at, one in enumerate(drawn["published"])]
    rows = zip(*(drawn[name] for name in PAIR), words, strict=True)
    on = date(2026, 11, 1)
    store.decisions.decide(
        [Decision(a, b, c, d, word, by, on, "looked") for a, b, c, d, word in rows]
    )


def test_answers_give_precision_and_recall_with_their_dates(told: Told, store: Store) -> None:
    drawn = draw(told, SIZE)
    assert current_quality(store) is None
    store.samples.keep(drawn)
    assert current_quality(store) is None
    answer(store, drawn)
    found = current_quality(store)
    assert found is not None
    assert (found.snapshot, found.as_of) == (told.day, date(2026, 11, 1))
    assert (found.size, found.answered, found.unsure) == (SIZE, SIZE, 0)
    assert (found.precision.value, found.recall.value) == (1, 1)
    assert 0.8 < found.precision.low < 1
    figures = quality_json(found)
    assert figures is not None
    assert figures["snapshot"] == "2026-10-30"
    assert figures["recall"]["high"] == 1


def test_a_wrong_merge_weighs_as_many_pairs_as_it_stands_for(told: Told, store: Store) -> None:
    drawn = draw(told, SIZE).sort_values("stratum", ascending=False)
    store.samples.keep(drawn)
    answer(store, drawn, wrong=1)
    found = current_quality(store)
    together = (population(told)["published"] == "together").sum()
    stands_for = 1 / drawn["inclusion_probability"].iloc[0]
    assert found is not None
    assert found.precision.value == pytest.approx(1 - stands_for / together)
    assert found.precision.low < found.precision.value


def test_who_is_unsure_or_disagrees_decides_nothing(told: Told, store: Store) -> None:
    drawn = draw(told, SIZE)
    store.samples.keep(drawn)
    answer(store, drawn)
    answer(store, drawn.head(2), wrong=2, by="Eva")
    found = current_quality(store)
    assert found is not None
    assert (found.answered, found.unsure) == (SIZE - 2, 2)


def test_a_sample_of_which_half_is_open_leaves_the_older_figures(told: Told, store: Store) -> None:
    old, new = draw(told, SIZE), draw(told, SIZE + 40)
    store.samples.keep(old)
    answer(store, old)
    store.samples.keep(new)
    found = current_quality(store)
    assert found is not None
    sizes = [(one.size, one.measures) for one in progress(store)]
    enough = among(new, old).mean() >= 0.5
    assert sizes == [(SIZE + 40, enough), (SIZE, True)]
    assert found.size == (SIZE + 40 if enough else SIZE)


def test_the_interval_covers_the_truth_in_nine_of_ten_samples(told: Told) -> None:
    """The truth here: one in twelve of what is published is wrong, at random."""
    pairs = population(told)
    wrong = np.random.default_rng(7).random(len(pairs)) < 1 / 12
    linked = (pairs["published"] == "together").to_numpy()
    true = linked ^ wrong
    precision, recall = (linked & true).sum() / linked.sum(), (linked & true).sum() / true.sum()
    truth = pairs[PAIR].assign(decision=np.where(true, "positive", "negative"))
    covered = []
    for seed in range(10):
        drawn = draw(told, 120, seed).merge(truth, on=PAIR)
        found = measured(drawn.assign(made_on=date(2026, 11, 1)))
        covered.append(
            (found.precision.low <= precision <= found.precision.high)
            and (found.recall.low <= recall <= found.recall.high)
        )
    assert sum(covered) >= 9


def test_the_workbook_tells_nothing_of_what_is_held(told: Told, snapshot: Snapshot) -> None:
    drawn = draw(told, 40)
    made = sample_book(told, drawn, "en", {})
    assert made == sample_book(told, drawn, "en", {})
    book = load_workbook(io.BytesIO(made))
    words = {
        str(cell.value).casefold() for sheet in book for row in sheet for cell in row if cell.value
    }
    strata = set(drawn["stratum"]) | {"together", "apart", "match", "review", "probability"}
    assert not any(hint in word for word in words for hint in strata)
    # no pair stands near those of its stratum for any reason but chance
    runs = (drawn["stratum"] != drawn["stratum"].shift()).sum()
    assert runs > drawn["stratum"].nunique() + 3
    assert snapshot.folder.is_dir()


def test_answers_in_the_workbook_of_a_sample_come_back(
    told: Told, store: Store, bring: Callable[..., Imported], tmp_path: Path
) -> None:
    drawn = draw(told, SIZE)
    store.samples.keep(drawn)
    book = load_workbook(io.BytesIO(sample_book(told, drawn, "ru", {})))
    sheet = book.worksheets[0]
    (at,) = (cell.column for cell in sheet[1] if cell.value == "decision")
    words = {"together": "один человек", "apart": "разные люди"}
    for row, published in enumerate(drawn["published"], 3):
        sheet.cell(row, at).value = words[published]
    book.save(tmp_path / "sample.xlsx")
    done = bring(tmp_path / "sample.xlsx")
    assert done.refused == ()
    assert len(done.answers) == SIZE
    assert current_quality(store) is not None


def test_a_workbook_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="cannot be written"):
        write_book(tmp_path / "missing" / "sample.xlsx", b"")
