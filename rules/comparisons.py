"""The comparisons of a pair of records: levels of agreement, with priors for their probabilities.

Each level has three probabilities, of a pair reaching it given that both values are present:
m among records of one person, u among records of two persons taken at random, and kin among
records of two relatives. m and u are priors, which the lists then correct; kin is held fixed,
because relatives are too few to estimate. Where `spread` is set, u of the level is the share of
records that bear the agreed value (term frequency; Winkler 2000) times the spread: how many values
pass for the agreed one, 1 where it must be equal. A level marked `conflict` keeps its m or loses
some: how often a list is wrong about it is known, and the lists must not talk the model into
believing that one woman has two given names because her sister stands beside her.

Relatives are a class of their own because sisters and brothers share surnames, home, charges and
the day of arrest at once: to a model of independent fields two sisters look like one woman.
"""

from dataclasses import dataclass

MISSING = 0


@dataclass(frozen=True, slots=True)
class Level:
    """How closely a field agrees; `says` completes the sentence of a reason."""

    name: str
    says: str
    m: float
    u: float
    kin: float
    spread: float = 0.0
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of a pair. Level codes are 0 (a side is missing: neutral) and then 1, 2, 3 …

    Two groups of records are weighed by what their pairs say of a field on average; where `worst`
    is set, by the pair that speaks most against one person.
    """

    field: str
    levels: tuple[Level, ...]
    worst: bool = False

    def code(self, level: str) -> int:
        """Code of the level of that name."""
        return next(i for i, one in enumerate(self.levels, 1) if one.name == level)


GIVEN_NAMES = Comparison(
    "given_names",
    (
        Level("same", "the same given names", 0.62, 0.004, 0.05, spread=1.0),
        Level("shorter", "one list leaves a given name out", 0.22, 0.004, 0.02, spread=1.0),
        Level("near", "given names a letter apart", 0.10, 0.003, 0.01, spread=4.0),
        Level("pet_form", "a given name and a pet form of it", 0.015, 0.003, 0.005, spread=2.0),
        Level("initial", "a given name as an initial", 0.01, 0.01, 0.01),
        Level("one_differs", "one given name in common, another not", 0.01, 0.02, 0.05),
        Level(
            "crossed", "given names where the other has surnames", 0.002, 0.0002, 0.0002, spread=1.0
        ),
        Level("different", "different given names", 0.001, 0.96, 0.86, conflict=True),
    ),
)
SURNAMES = Comparison(
    "surnames",
    (
        Level("same", "the same surnames", 0.68, 0.0005, 0.70, spread=1.0),
        Level("near", "surnames a letter apart", 0.12, 0.001, 0.10, spread=4.0),
        Level("swapped", "surnames in the other order", 0.02, 0.0003, 0.01, spread=1.0),
        Level(
            "one_missing", "one list has only one of the surnames", 0.13, 0.005, 0.10, spread=1.0
        ),
        Level("one_near", "only one surname, and that misspelt", 0.02, 0.005, 0.02, spread=4.0),
        Level("initial", "a surname as an initial", 0.005, 0.005, 0.02),
        Level("alike", "surnames a letter apart, each well known", 0.01, 0.003, 0.003),
        Level("one_differs", "one surname agrees, the other does not", 0.02, 0.05, 0.05),
        Level(
            "crossed", "surnames where the other has given names", 0.002, 0.0002, 0.0002, spread=1.0
        ),
        Level("different", "different surnames", 0.005, 0.93, 0.02, conflict=True),
    ),
)
PATRONYMIC = Comparison(
    "patronymic",
    (
        Level("same", "the same patronymic", 0.97, 0.06, 0.5),
        Level("initial", "a patronymic as an initial", 0.01, 0.01, 0.03),
        Level("different", "different patronymics", 0.01, 0.94, 0.5, conflict=True),
    ),
)
SEX = Comparison(
    "sex",
    (
        Level("same", "the same sex", 0.997, 0.75, 0.65),
        Level("different", "different sex", 0.003, 0.25, 0.35, conflict=True),
    ),
)
BIRTH = Comparison(
    "birth",
    (
        Level("same_day", "born on the same day", 0.45, 0.0001, 0.05),
        Level("meets", "births that can be the same day", 0.40, 0.045, 0.08),
        Level("wide", "births known too loosely to tell", 0.05, 0.05, 0.05),
        Level("part_differs", "birth dates that differ in one part", 0.01, 0.003, 0.003),
        Level("close", "births at most a year apart", 0.07, 0.09, 0.10),
        Level("apart", "births a few years apart", 0.012, 0.11, 0.18, conflict=True),
        Level("far", "births many years apart", 0.003, 0.70, 0.54, conflict=True),
    ),
)
ARREST = Comparison(
    "arrest",
    (
        Level("same_day", "arrested on the same day", 0.66, 0.05, 0.60, spread=1.0),
        Level("meets", "arrests that can be the same day", 0.10, 0.03, 0.10, spread=1.0),
        Level("close", "arrested within three days", 0.09, 0.05, 0.08),
        Level("swapped", "arrest dates with day and month swapped", 0.01, 0.003, 0.003),
        Level("month", "arrested within a month", 0.02, 0.05, 0.04),
        Level("different", "arrested at different times", 0.13, 0.82, 0.18),
    ),
)
PLACE = Comparison(
    "place",
    (
        Level("municipality", "the same municipality", 0.42, 0.03, 0.45, spread=1.0),
        Level("province", "the same province", 0.45, 0.08, 0.35, spread=1.0),
        Level("other_municipality", "the same province, other municipalities", 0.04, 0.07, 0.10),
        Level("different", "different provinces", 0.08, 0.82, 0.10),
    ),
)
OFFENCES = Comparison(
    "offences",
    (
        Level("same", "the same offences", 0.45, 0.06, 0.50, spread=1.0),
        Level("overlap", "some offences in common", 0.35, 0.18, 0.30, spread=1.0),
        Level("different", "no offence in common", 0.20, 0.76, 0.20),
    ),
)
SENTENCE = Comparison(
    "sentence",
    (
        Level("same", "the same sentence", 0.75, 0.06, 0.50, spread=1.0),
        Level("close", "sentences within half a year", 0.05, 0.12, 0.15),
        Level("different", "different sentences", 0.20, 0.82, 0.35),
    ),
)
RELEASE = Comparison(
    "release",
    (
        Level("same_day", "released on the same day", 0.75, 0.01, 0.30, spread=1.0),
        Level("close", "released within a month", 0.10, 0.04, 0.15),
        Level("different", "released at different times", 0.15, 0.95, 0.55),
    ),
)
PRISON = Comparison(
    "prison",
    (
        # people are moved between prisons, and lists hear of it late
        Level("same", "the same prison", 0.60, 0.05, 0.30, spread=1.0),
        Level("different", "different prisons", 0.40, 0.95, 0.70),
    ),
)
CUSTODY = Comparison(
    "custody_status",
    (
        Level("same", "the same custody status", 0.80, 0.45, 0.60),
        Level("different", "different custody statuses", 0.20, 0.55, 0.40),
    ),
)
RELEASE_BASIS = Comparison(
    "release_basis",
    (
        Level("same", "released on the same ground", 0.85, 0.30, 0.50, spread=1.0),
        Level("different", "released on different grounds", 0.15, 0.70, 0.50),
    ),
)
LISTS = Comparison(
    "lists",
    (
        # a list names most persons once; a duplicate or a second arrest is the exception
        Level("other", "on different lists", 0.96, 0.70, 0.70),
        Level("same", "on the same list", 0.04, 0.30, 0.30),
    ),
    # a second record of one list has its price, however many other lists the person is on
    worst=True,
)

# The day of release follows from arrest and sentence where the sentence was served in full, so
# that it adds nothing to a pair that agrees on both.
IMPLIED = {("release", "same_day"): (("arrest", "same_day"), ("sentence", "same"))}

COMPARISONS = (
    GIVEN_NAMES,
    SURNAMES,
    PATRONYMIC,
    SEX,
    BIRTH,
    ARREST,
    PLACE,
    OFFENCES,
    SENTENCE,
    RELEASE,
    RELEASE_BASIS,
    CUSTODY,
    PRISON,
    LISTS,
)

# Persons with a relative on the lists, as a share of the records.
KIN_PER_RECORD = 0.05
# Pairs of one person for each record, before the lists are seen: most persons are on two lists.
MATCHES_PER_RECORD = 0.5
# How many observations the priors count for when the lists correct them.
PRIOR_STRENGTH = 100.0
# However few or many matches EM believes in (pairs for each record), it may not leave this range.
MATCHES_RANGE = (0.01, 20.0)

# From here on two records are held to be one person. Equal harm from a wrong merge, which hides a
# prisoner, and a missed one, which counts somebody twice, puts the line at even odds.
MATCH = 0.5
# From here to the line above lies doubt that a person should look at (clerical review).
REVIEW_FROM = 0.1
# A pair that alone holds two parts of a person together, and is less likely than this, should be
# looked at: of pairs at this line one in ten is wrong, and nothing else in the person would show.
BRIDGE_BELOW = 0.9
# Pairs less likely than this are not kept in the table of pairs.
KEEP_FROM = 0.001
