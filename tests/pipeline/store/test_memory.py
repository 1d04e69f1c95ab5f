"""What a night leaves: a day can be run again, history is never rewritten, nothing stands twice."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from todos.pipeline.store import Kept, Store, StoreError
from todos.pipeline.store.tables import META

Night = Callable[..., Kept]
Rows = Callable[..., pd.DataFrame]

FIRST, SECOND, THIRD = date(2026, 10, 30), date(2026, 11, 13), date(2026, 12, 1)


def said(store: Store, day: date) -> list[tuple[object, ...]]:
    """Value, first and last day of what is known before `day`."""
    known = store.before(day).statements
    return [*known[["value", "first_seen", "last_seen"]].itertuples(index=False, name=None)]


def written(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.database.reading() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in META.tables.items()
        }


def test_a_new_registry_knows_nothing(store: Store) -> None:
    known = store.before(FIRST)
    assert known.assignments.empty
    assert known.used == frozenset()
    assert known.departed.empty
    assert known.followed.empty


def test_the_next_night_knows_who_was_whom_and_since_when(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    known = store.before(SECOND)
    assert known.assignments["person_id"].tolist() == ["CU-1"]
    assert known.statements["first_seen"].tolist() == [FIRST]
    assert known.statements["original"].tolist() == ["MALE"]
    assert known.editions["rows"].tolist() == [1]


def test_a_run_of_the_same_day_does_not_know_itself(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    assert store.before(FIRST).assignments.empty


def test_a_day_run_again_replaces_itself_and_nothing_else(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    store.keep(SECOND, night("CU-2", "female", SECOND))
    store.keep(SECOND, night("CU-3", "male", SECOND))
    known = store.before(THIRD)
    assert known.assignments["person_id"].tolist() == ["CU-3"]
    assert known.used == {"CU-1", "CU-3"}
    assert said(store, THIRD) == [("male", FIRST, None)]


def test_history_tells_who_a_record_ever_was(store: Store, night: Night) -> None:
    store.keep(FIRST, night("CU-1"))
    store.keep(SECOND, night("CU-2", seen=SECOND))
    history = store.before(THIRD).history
    assert history[["person_id", "run"]].to_numpy().tolist() == [["CU-1", FIRST], ["CU-2", SECOND]]


def test_a_record_without_a_person_gets_no_id(store: Store, night: Night) -> None:
    store.keep(FIRST, night(None))
    assert store.before(SECOND).assignments.empty


def test_a_day_before_the_last_run_is_refused(store: Store, night: Night) -> None:
    store.keep(SECOND, night("CU-1"))
    with pytest.raises(StoreError, match="already holds the run of 2026-11-13"):
        store.before(FIRST)
    with pytest.raises(StoreError, match="already holds the run of 2026-11-13"):
        store.keep(FIRST, night("CU-1"))


def test_a_night_is_kept_whole_or_not_at_all(store: Store, night: Night) -> None:
    broken = night("CU-1")
    broken.editions["rows"] = None
    with pytest.raises(Exception, match=r"(?i)not[ -]null"):
        store.keep(FIRST, broken)
    assert set(written(store).values()) == {0}


def test_a_night_in_which_nothing_changed_writes_its_editions_only(
    store: Store, night: Night, rows: Rows
) -> None:
    followed = rows({"key": "7"})
    store.keep(FIRST, night("CU-1", followed=followed))
    before = written(store)
    store.keep(SECOND, night("CU-1", seen=SECOND, followed=followed))
    after = written(store)
    assert {name for name in after if after[name] != before[name]} == {"editions", "runs"}


def test_what_a_list_ceased_to_say_keeps_its_last_day(
    store: Store, night: Night, rows: Rows
) -> None:
    store.keep(FIRST, night("CU-1"))
    ended = rows({"field": "sex", "value": "male", "last_seen": FIRST})
    store.keep(SECOND, night("CU-1", "female", SECOND, ended=ended))
    assert said(store, THIRD) == [("female", SECOND, None), ("male", FIRST, FIRST)]


def test_what_is_said_again_is_said_since_the_first_time(
    store: Store, night: Night, rows: Rows
) -> None:
    store.keep(FIRST, night("CU-1"))
    male = rows({"field": "sex", "value": "male", "last_seen": FIRST})
    female = rows({"field": "sex", "value": "female", "last_seen": SECOND})
    store.keep(SECOND, night("CU-1", "female", SECOND, ended=male))
    store.keep(THIRD, night("CU-1", "male", THIRD, ended=female))
    later = THIRD + timedelta(days=1)
    assert said(store, later) == [("female", SECOND, SECOND), ("male", FIRST, None)]
    assert said(store, THIRD) == [("female", SECOND, None), ("male", FIRST, FIRST)]


def test_a_day_run_again_takes_back_that_something_ended(
    store: Store, night: Night, rows: Rows
) -> None:
    store.keep(FIRST, night("CU-1"))
    ended = rows({"field": "sex", "value": "male", "last_seen": FIRST})
    store.keep(SECOND, night("CU-1", "female", SECOND, ended=ended))
    assert said(store, SECOND) == [("male", FIRST, None)]
    store.keep(SECOND, night("CU-1", "male", SECOND))
    assert said(store, THIRD) == [("male", FIRST, None)]


def test_a_row_that_left_is_known_until_it_comes_back(
    store: Store, night: Night, rows: Rows
) -> None:
    gone = rows({"edition": FIRST, "content": '{"name": "Ana"}'})
    store.keep(FIRST, night("CU-1"))
    store.keep(SECOND, night("CU-1", seen=SECOND, departed=gone))
    known = store.before(THIRD).departed
    assert known[["edition", "content"]].to_numpy().tolist() == [[FIRST, '{"name": "Ana"}']]
    store.keep(THIRD, night("CU-1", seen=THIRD, returned=rows({})))
    assert store.before(THIRD + timedelta(days=1)).departed.empty
    # the day may be run again, and then the row may not have come back
    assert len(store.before(THIRD).departed) == 1
    store.keep(THIRD, night("CU-1", seen=THIRD))
    assert len(store.before(THIRD + timedelta(days=1)).departed) == 1


def test_the_newest_night_says_what_a_key_stands_for(
    store: Store, night: Night, rows: Rows
) -> None:
    store.keep(FIRST, night("CU-1", followed=rows({"key": "7"})))
    again = rows({"key": "7", "source_record_id": "7-2"}, {"key": "8"})
    store.keep(SECOND, night("CU-1", seen=SECOND, followed=again))
    followed = store.before(THIRD).followed
    assert followed[["key", "source_record_id"]].to_numpy().tolist() == [["7", "7-2"], ["8", "r1"]]


def test_redirects_of_other_nights_are_not_written_again(store: Store, night: Night) -> None:
    merged = {"old_person_id": "CU-2", "person_id": "CU-1", "kind": "merge"}
    told = pd.DataFrame([{**merged, "since": FIRST}])
    store.keep(FIRST, night("CU-1", redirects=told))
    store.keep(SECOND, night("CU-1", seen=SECOND, redirects=told))
    known = store.before(THIRD)
    assert known.redirects["since"].tolist() == [FIRST]
    assert known.used == {"CU-1", "CU-2"}


@pytest.mark.parametrize("size", [1, 499, 500, 501, 1_000])
def test_no_row_is_lost_however_many_there_are(store: Store, night: Night, size: int) -> None:
    keys = [f"r{number}" for number in range(size)]
    records = pd.DataFrame({"source": "list_a", "source_record_id": keys, "person_id": keys})
    store.keep(FIRST, night(None, records=records))
    assert set(store.before(SECOND).assignments["source_record_id"]) == set(keys)


def test_both_databases_tell_the_memory_in_the_same_order(store: Store, night: Night) -> None:
    # a Spanish server sorts ñ between n and o, and a before B
    keys = ["ñ", "o", "n", "B", "a", "Я", "😀", "\uffee"]
    records = pd.DataFrame({"source": "list_a", "source_record_id": keys, "person_id": keys})
    store.keep(FIRST, night(None, records=records))
    assert store.before(SECOND).assignments["source_record_id"].tolist() == sorted(keys)
