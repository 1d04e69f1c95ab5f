"""Old snapshots go by a rule that a night can be repeated under; the newest never goes."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.folder import alone_in
from todos.output.keep import Keep, prune, to_prune
from todos.output.snapshot import SnapshotError, days
from todos.rules.problems import Refusal

FIRST = date(2024, 1, 1)
rules = st.builds(Keep, st.integers(1, 5), st.integers(0, 4), st.integers(0, 4))
nights = st.lists(st.dates(FIRST, date(2027, 12, 31)), max_size=60, unique=True)


@given(nights, rules)
def test_newest_days_stay_and_the_last_of_each_year(found: list[date], keep: Keep) -> None:
    gone = to_prune(found, keep)
    newest_first = sorted(found, reverse=True)
    assert not set(gone) & set(newest_first[: keep.days])
    for year in {day.year for day in found}:
        assert max(day for day in found if day.year == year) not in gone


@given(nights, rules)
def test_of_the_newest_weeks_and_months_the_last_snapshot_stays(
    found: list[date], keep: Keep
) -> None:
    gone = to_prune(found, keep)
    for most, span in ((keep.weeks, "%G-%V"), (keep.months, "%Y-%m")):
        newest = sorted({day.strftime(span) for day in found}, reverse=True)[:most]
        for one in newest:
            assert max(day for day in found if day.strftime(span) == one) not in gone


@given(nights, rules)
def test_no_more_stays_than_the_rule_asks_for(found: list[date], keep: Keep) -> None:
    kept = len(found) - len(to_prune(found, keep))
    assert kept <= keep.days + keep.weeks + keep.months + len({day.year for day in found})


@given(nights, rules)
def test_what_stays_stays_when_pruned_again(found: list[date], keep: Keep) -> None:
    kept = set(found) - set(to_prune(found, keep))
    assert to_prune(kept, keep) == []


@given(nights, rules)
def test_pruning_every_night_keeps_what_pruning_once_at_the_end_keeps(
    found: list[date], keep: Keep
) -> None:
    kept: set[date] = set()
    for night in sorted(found):
        kept.add(night)
        kept -= set(to_prune(kept, keep))
    assert kept == set(found) - set(to_prune(found, keep))


def test_of_three_years_of_nights_about_fifty_stay() -> None:
    every = [FIRST + timedelta(days=n) for n in range(3 * 365)]
    gone = to_prune(every, Keep())
    assert gone == sorted(gone)
    kept = sorted(set(every) - set(gone), reverse=True)
    assert 40 <= len(kept) <= 14 + 8 + 24 + 3
    assert kept[:14] == sorted(every, reverse=True)[:14]


def test_a_rule_that_keeps_nothing_is_refused() -> None:
    with pytest.raises(Refusal, match="days = 0 is too few"):
        Keep(days=0)
    with pytest.raises(Refusal, match="months = -1"):
        Keep(months=-1)


@pytest.fixture
def nightly(publish_invented: Callable[..., Path]) -> Path:
    """A folder with the snapshots of three days."""
    for number in (1, 2, 3):
        folder = publish_invented(date(2026, 10, number))
    return folder.parent


KEEP_ONE = Keep(days=1, weeks=0, months=0)


def test_whole_snapshots_go_and_nothing_is_left_of_them(nightly: Path) -> None:
    assert prune(nightly, KEEP_ONE) == [date(2026, 10, 1), date(2026, 10, 2)]
    assert {path.name for path in nightly.iterdir()} == {"2026-10-03", "latest"}
    assert prune(nightly, KEEP_ONE) == []


def test_what_latest_leads_to_stays_even_if_it_is_not_the_newest(nightly: Path) -> None:
    (nightly / "latest").unlink()
    (nightly / "latest").symlink_to("2026-10-01")
    assert prune(nightly, KEEP_ONE) == [date(2026, 10, 2)]


def test_what_is_not_complete_is_left_alone(nightly: Path) -> None:
    (nightly / "2026-10-01" / "public" / "claims.csv").unlink()
    assert prune(nightly, KEEP_ONE) == [date(2026, 10, 2)]
    assert days(nightly) == [date(2026, 10, 3)]
    assert (nightly / "2026-10-01").is_dir()


def test_nothing_goes_while_another_run_publishes(nightly: Path) -> None:
    with alone_in(nightly), pytest.raises(SnapshotError, match="another run is publishing"):
        prune(nightly, KEEP_ONE)
    assert len(days(nightly)) == 3


def test_a_removal_that_was_cut_off_is_finished_by_the_next(
    nightly: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("todos.output.folder.remove", dies)
    with pytest.raises(KeyboardInterrupt):
        prune(nightly, KEEP_ONE)
    monkeypatch.undo()
    assert days(nightly) == [date(2026, 10, 2), date(2026, 10, 3)]
    prune(nightly, KEEP_ONE)
    assert {path.name for path in nightly.iterdir()} == {"2026-10-03", "latest"}


def test_where_nothing_was_published_nothing_goes(tmp_path: Path) -> None:
    assert prune(tmp_path / "nowhere", Keep()) == []
