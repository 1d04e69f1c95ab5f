"""What a report says of a list, and what it keeps to itself."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest
from todos.output.lookup import Snapshot
from todos.output.reports.content import content
from todos.output.reports.sections import Content, Overlap
from todos.output.reports.shares import ReportError, shares
from todos.output.reports.told import read
from todos.rules.problems import Problem

HIDDEN = "Zacarías Oculto"


@pytest.fixture(scope="module")
def casa(snapshot: Snapshot) -> Content:
    return content(read(snapshot), "casa")


def test_the_summary_counts_rows_persons_and_the_lists_in_common(casa: Content) -> None:
    told = casa.summary
    assert (told.rows, told.persons, told.alone, told.departed) == (5, 4, 3, 1)
    assert told.shared == (("bruma", 1),)
    assert told.overlaps == (Overlap((), 3), Overlap(("bruma",), 1))


def test_a_pair_under_review_is_asked_with_the_own_row_on_the_left(casa: Content) -> None:
    (question,) = casa.questions
    assert (question.left.key, question.right.key) == ("c2", "b2")
    # c2 and c3 are one person today, b2 another; the answer "same" would make them one
    assert (question.effect.left, question.effect.right) == (2, 1)
    assert question.effect.persons == -1
    assert not question.effect.together


def test_the_other_list_sees_the_same_question_from_its_side(snapshot: Snapshot) -> None:
    (question,) = content(read(snapshot), "bruma").questions
    assert (question.left.key, question.right.key) == ("b2", "c2")
    assert (question.effect.left, question.effect.right) == (1, 2)


def test_what_speaks_most_comes_first(casa: Content) -> None:
    (question,) = casa.questions
    assert [step.field for step in question.steps] == [
        "surnames",
        "given_names",
        "arrest",
        "kinship",
    ]


def test_rows_of_one_list_that_are_one_person_are_repeated_rows(casa: Content) -> None:
    assert [(one.left.key, one.right.key) for one in casa.duplicates] == [("c2", "c3")]


def test_persons_of_other_lists_are_told_with_the_own_row_that_is_like_them(casa: Content) -> None:
    found = {one.person_id: one.perhaps for one in casa.elsewhere}
    assert found == {"CU-CCCC-33": "c2", "CU-FFFF-66": "c4"}


def test_a_difference_tells_what_each_list_says_and_what_is_shown(casa: Content) -> None:
    (found,) = casa.differences
    assert (found.field, found.mine, found.others) == (
        "arrest",
        ("2021-07-11",),
        (("bruma", "2021-07-30"),),
    )
    assert found.shown == "2021-07-11"
    assert found.agrees
    assert found.rows == ("c1",)


def test_rows_without_key_facts_are_named(casa: Content) -> None:
    (bare,) = casa.quality.bare
    assert bare.key == "c4"
    assert "birth" in bare.missing
    filled = {one.field: one.rows for one in casa.quality.filled}
    assert (filled["arrest"], filled["offences"], filled["sex"]) == (3, 1, 1)


def test_news_are_those_of_the_own_persons_and_a_release_is_called_one(casa: Content) -> None:
    assert [(one.kind, one.person_id) for one in casa.news] == [
        ("release", "CU-BBBB-22"),
        ("new", "CU-DDDD-44"),
    ]


def _everything(told: Content) -> str:
    return repr(asdict(told))


@pytest.mark.parametrize("source", ["casa", "bruma"])
def test_nothing_of_a_record_without_consent_is_told_to_others(
    snapshot: Snapshot, source: str
) -> None:
    told = _everything(content(read(snapshot), source))
    # its name, its claim, the status that rests on it, and that it is there at all
    for hidden in (HIDDEN, "2019-02-03", "'died'", "niebla"):
        assert hidden not in told


def test_its_own_list_sees_it(snapshot: Snapshot) -> None:
    told = content(read(snapshot), "niebla")
    assert told.own[0].facts["name"] == HIDDEN
    assert [(one.left.key, one.right.key) for one in told.questions] == [("n1", "c1")]


def test_a_list_that_shares_is_seen_by_those_it_names_and_nobody_else(snapshot: Snapshot) -> None:
    shares = {"niebla": ["casa"]}
    to_casa = content(read(snapshot), "casa", shares=shares)
    assert ("niebla", 1) in to_casa.summary.shared
    assert {one.right.key for one in to_casa.questions} == {"b2", "n1"}
    assert "niebla" not in _everything(content(read(snapshot), "bruma", shares=shares))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        # "casa" in "casa de nadie" would be true
        ({"niebla": "casa de nadie"}, "no list of sources"),
        ({"niebla": ["casa", 7]}, "no list of sources"),
        ({"niebla": ["nadie"]}, "'nadie', which is no source"),
        ({"nadie": ["casa"]}, "'nadie', which is no source"),
    ],
)
def test_shares_that_cannot_be_meant_are_refused(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ReportError, match=says):
        shares(settings, ["casa", "bruma", "niebla"])


def test_shares_are_read_as_they_are_written() -> None:
    assert shares({"niebla": ["casa"]}, ["casa", "niebla"]) == {"niebla": {"casa"}}


def test_no_row_as_published_and_no_old_spelling_leaves_the_registry(casa: Content) -> None:
    told = _everything(casa)
    assert "555-SECRETO" not in told
    assert "Lucho Viejo" not in told


def test_a_source_that_is_not_there_is_refused_with_those_that_are(snapshot: Snapshot) -> None:
    with pytest.raises(ReportError, match=r"'nadie'.*bruma, casa, niebla"):
        content(read(snapshot), "nadie")


def test_changes_since_an_earlier_report_are_made_from_its_snapshot(
    snapshot: Snapshot, without: Callable[[str], Snapshot]
) -> None:
    before = without("CU-EEEE-55")
    told = content(read(snapshot, since=before), "casa")
    assert told.since == date(2026, 11, 13)
    assert [(one.kind, one.person_id) for one in told.news] == [("new", "CU-EEEE-55")]


def problem(what: str, cure: str = "Correct the list.", source: str = "casa") -> Problem:
    return Problem("warning", source, "casa.csv", 7, "Estado", "Beneficio", what, cure, rows=3)


@pytest.mark.parametrize(
    ("what", "kind", "numbers"),
    [
        ("which is an unknown word", "unknown_word", {}),
        ("which is an unknown word (3 rows)", "unknown_word", {}),
        ("which is a word for a status and was read as one", "status_elsewhere", {}),
        ("which is a word for a release_basis and was read as one", "other_column", None),
        ("which is after the edition", "after_edition", {}),
        ("which is before the birth", "before_birth", {}),
        ("which is before the arrest", "before_arrest", {}),
        ("which has the month 13 (days are read before months)", "no_such_month", {"number": "13"}),
        (
            "which has the day 31 in a month of 28 days",
            "no_such_day",
            {"number": "31", "last": "28"},
        ),
        ("which has the year 0021", "strange_year", {"number": "0021"}),
        ("which is no date that can be read", "no_date", {}),
        ("which is an age over 120", "no_age", {}),
        ("which is no whole number of months", "no_sentence", {}),
        ("but 12 records were read", "other_total", {"number": "12"}),
        ("which nobody has thought of yet", "not_understood", {}),
    ],
)
def test_what_is_wrong_is_told_by_its_kind(
    snapshot: Snapshot, what: str, kind: str, numbers: dict[str, str] | None
) -> None:
    (doubt,) = content(read(snapshot), "casa", [problem(what)]).quality.doubts
    assert (doubt.kind, doubt.row, doubt.rows) == (kind, 7, 3)
    assert numbers is None or doubt.numbers == numbers


def test_the_nearest_known_word_is_kept_and_problems_of_others_are_not(snapshot: Snapshot) -> None:
    near = problem("which is an unknown word", "Add it. Did you mean 'Prisión'?")
    other = problem("which is an unknown word", source="bruma")
    (doubt,) = content(read(snapshot), "casa", [near, other]).quality.doubts
    assert doubt.near == "Prisión"
