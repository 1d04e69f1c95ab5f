"""How Splink is set up for each data set: its own demos where there are, else as it advises.

Written before any result was looked at, but for the worlds (changed so that they run) and the
narrow passes of the generated people (adjusted after a first look, in Splink's favour). Where each
plan comes from stands in the README.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import splink.comparison_level_library as cll  # type: ignore[import-not-found]
import splink.comparison_library as cl  # type: ignore[import-not-found]
from splink import block_on

Rule = Any


@dataclass(frozen=True, slots=True)
class Plan:
    """`load`: a query a file, with {file} for the file; `sure`: rules that only true pairs meet."""

    load: str
    comparisons: Sequence[Any]
    blocking: Sequence[Rule]
    sure: Sequence[Rule]
    sure_recall: float
    em: Sequence[Rule]
    max_pairs: float
    key: str = "rec_id"
    link_type: str = "dedupe_only"
    seed: int | None = 1
    em_without_frequencies: bool = True


def frequent(comparison: Any) -> Any:
    """The comparison with Splink's term-frequency adjustment."""
    return comparison.configure(term_frequency_adjustments=True)


# Every column as text: FEBRL's dates, numbers and postcodes are digits with leading zeros.
FEBRL_LOAD = "select * from read_csv('{file}', all_varchar = true, header = true)"


def febrl_dedupe() -> Plan:
    """Splink's demo "Deduplicating the febrl3 dataset"."""
    return Plan(
        load=FEBRL_LOAD,
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            frequent(cl.ExactMatch("street_number")),
            frequent(cl.ExactMatch("postcode")),
        ],
        blocking=[
            block_on(column)
            for column in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        sure=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name"
            " and l.date_of_birth = r.date_of_birth",
        ],
        sure_recall=0.9,
        em=[block_on("date_of_birth"), block_on("postcode")],
        max_pairs=1e6,
        seed=2,
        em_without_frequencies=False,
    )


def febrl_link() -> Plan:
    """Splink's demo "Linking the febrl4 datasets", its detailed model."""
    return Plan(
        load=FEBRL_LOAD,
        comparisons=[
            frequent(cl.NameComparison("given_name")),
            frequent(cl.NameComparison("surname")),
            cl.DateOfBirthComparison(
                "date_of_birth",
                input_is_string=True,
                datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            frequent(cl.ExactMatch("street_number")),
            frequent(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
        ],
        blocking=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        sure=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        sure_recall=0.8,
        em=[block_on("date_of_birth"), block_on("postcode")],
        max_pairs=1e6,
        link_type="link_only",
    )


def historical() -> Plan:
    """Splink's demo "Linking a dataset of real historical persons"."""
    return Plan(
        load="select *, first_name || ' ' || surname as first_name_surname_concat from '{file}'",
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name",
                "surname",
                forename_surname_concat_col_name="first_name_surname_concat",
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            frequent(cl.ExactMatch("birth_place")),
            frequent(cl.ExactMatch("occupation")),
        ],
        blocking=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        sure=[
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        sure_recall=0.6,
        em=[block_on("first_name", "surname"), block_on("dob")],
        max_pairs=1e7,
    )


def fake_1000() -> Plan:
    """Splink's demo "Evaluation when you have fully labelled data"."""
    near = "levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1"
    return Plan(
        load="select * replace (cast(dob as date) as dob) from '{file}'",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=False),
            frequent(cl.ExactMatch("city")),
            cl.EmailComparison("email"),
        ],
        blocking=[block_on(column) for column in ("first_name", "surname", "dob", "email")],
        sure=[
            f"l.first_name = r.first_name and {near}",
            f"l.surname = r.surname and {near}",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        sure_recall=0.7,
        em=[block_on("dob"), block_on("email"), block_on("first_name", "surname")],
        max_pairs=1e6,
        seed=5,
    )


PEOPLE_LOAD = """
select rec_id, sex, birth_date,
    lower(strip_accents(given)) as given,
    lower(strip_accents(surname1)) as surname1,
    lower(strip_accents(surname2)) as surname2,
    lower(strip_accents(province)) as province
from '{file}'
"""
PEOPLE_NARROW = [
    block_on("birth_date", "given"),
    block_on("birth_date", "surname1"),
    block_on("birth_date", "surname2"),
    block_on("given", "surname1", "surname2"),
    block_on("given", "surname1", "province"),
]
PEOPLE_WIDE = [
    block_on("birth_date"),
    block_on("surname1", "surname2"),
    block_on("given", "surname1"),
    block_on("given", "surname2"),
    block_on("given", "province", "substr(birth_date,1,4)"),
]


def people(blocking: Sequence[Rule]) -> Plan:
    """The generated Spanish names: each name by Jaro–Winkler with frequencies, date, place."""
    return Plan(
        load=PEOPLE_LOAD,
        comparisons=[
            frequent(cl.NameComparison("given")),
            frequent(cl.NameComparison("surname1")),
            frequent(cl.NameComparison("surname2")),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("sex"),
            frequent(cl.ExactMatch("province")),
        ],
        blocking=blocking,
        sure=[
            block_on("given", "surname1", "birth_date"),
            block_on("surname1", "surname2", "birth_date"),
        ],
        sure_recall=0.7,
        em=[block_on("birth_date", "province"), block_on("given", "surname1", "surname2")],
        max_pairs=2e6,
    )


def _interval(what: str) -> Any:
    """Intervals of days: the same known day, possibly the same day, a year apart.

    How often the day occurs counts: one day saw 267 arrests.
    """
    start, end = f"{what}_from", f"{what}_to"
    meet = f"{start}_l <= {end}_r and {start}_r <= {end}_l"
    short = [f"date_diff('day', {start}_{side}, {end}_{side}) < 367" for side in "lr"]
    near = f"abs(date_diff('day', {start}_l, {start}_r)) <= 366"
    return cl.CustomComparison(
        output_column_name=what,
        comparison_levels=[
            cll.NullLevel(start),
            cll.ExactMatchLevel(f"{what}_date", term_frequency_adjustments=True),
            {
                "sql_condition": " and ".join((meet, *short)),
                "label_for_charts": "may be the same day",
            },
            {"sql_condition": near, "label_for_charts": "within a year"},
            cll.ElseLevel(),
        ],
    )


# `transliterated` reads the file into the table of this name.
WORLD_LOAD = """
select * replace (
    birth_from::date as birth_from, birth_to::date as birth_to, birth_date::date as birth_date,
    arrest_from::date as arrest_from, arrest_to::date as arrest_to, arrest_date::date as arrest_date
)
from transliterated
"""


def world(more: Sequence[Any], blocking: Sequence[Rule]) -> Plan:
    """Lists of prisoners: transliterated names, days as intervals, place, sentence."""
    return Plan(
        load=WORLD_LOAD,
        comparisons=[
            frequent(cl.NameComparison("given")),
            frequent(cl.NameComparison("surname1")),
            *more,
            _interval("birth"),
            _interval("arrest"),
            cl.ExactMatch("sex"),
            frequent(cl.ExactMatch("sentence_months")),
        ],
        # Lists of some thousands: generous keys cost nothing.
        blocking=[
            block_on("arrest_from"),
            block_on("birth_from"),
            block_on("substr(surname1,1,3)"),
            block_on("substr(given,1,2)", "substr(surname1,1,2)"),
            block_on("given", "sentence_months"),
            *blocking,
        ],
        sure=[
            block_on("given", "surname1", "arrest_from"),
            block_on("given", "surname1", "birth_from"),
        ],
        sure_recall=0.5,
        em=[block_on("birth_from"), block_on("arrest_from")],
        max_pairs=1e7,
    )


def world_cu() -> Plan:
    more = [
        frequent(cl.NameComparison("surname2")),
        frequent(cl.ExactMatch("province")),
        frequent(cl.ExactMatch("municipality")),
    ]
    return world(more, [block_on("given", "surname2"), block_on("given", "province")])


def world_by() -> Plan:
    # Only one list gives patronymics, so no pair to be found has two to compare.
    return world([], [])


PLANS: dict[str, Callable[[], Plan]] = {
    "febrl1": febrl_dedupe,
    "febrl2": febrl_dedupe,
    "febrl3": febrl_dedupe,
    "febrl4": febrl_link,
    "historical_50k": historical,
    "fake_1000": fake_1000,
    "people_narrow": lambda: people(PEOPLE_NARROW),
    "people_wide": lambda: people(PEOPLE_WIDE),
    "world_cu": world_cu,
    "world_by": world_by,
}
