"""Which claim is shown, and why: one rule for each claimed field, and what counts as one event.

What a record said before and says no longer stays among the claims, and never competes.
"""

from dataclasses import dataclass
from typing import Literal

Method = Literal["agreement", "interval", "stage", "fullest", "union"]
Scope = Literal["all", "first", "latest"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How the shown claim is chosen: conflicts quote `name` and `sentence`."""

    name: str
    sentence: str
    method: Method
    # Which detentions the claims are taken from. A person arrested again has two sentences: the
    # shown arrest, sentence and release belong together, to the first detention; the custody
    # status and the prison are those of the latest. The others stand among the events.
    scope: Scope = "all"

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"


_AGREEMENT = "The value that most lists give; then the newest edition; then the more trusted list."
_DATE = (
    "The dates that most lists can agree on, and among them the most precise; "
    "then the newest edition; then the more trusted list."
)
_FIRST = " Where a person was arrested again, that of the first detention."
_LATEST = " Where a person was arrested again, that of the latest detention."
_STAGE = (
    "The furthest stage that a list knows of, because a list that did not hear the news repeats "
    "the old status; a re-arrest starts anew."
)
_FULLEST = (
    "The fullest spelling that most lists support, in Latin letters where a list has them, "
    "with accents and ordinary capitals."
)

# Who is heard first. A record that its list no longer names (departed) is heard of a field only
# where no listed record of the person speaks of it; it may have been a mistake. Weak evidence is
# heard only where no other list speaks. What both are adds up: departed and weak is heard last.
DEPARTED = 1
WEAK = 2
# What weak evidence may say only of those whom another list knows to be out.
FREED = ("custody_status", "release_basis", "release")

AGREEMENT = Rule("agreement", _AGREEMENT, "agreement")
AGREEMENT_FIRST = Rule("agreement", _AGREEMENT + _FIRST, "agreement", "first")
AGREEMENT_LATEST = Rule("agreement", _AGREEMENT + _LATEST, "agreement", "latest")
DATE = Rule("agreeing dates", _DATE, "interval")
DATE_FIRST = Rule("agreeing dates", _DATE + _FIRST, "interval", "first")
STAGE = Rule("furthest stage", _STAGE, "stage", "latest")
FULLEST = Rule("fullest name", _FULLEST, "fullest")
UNION = Rule("union", "Everything that a list gives.", "union")

SHOWN: dict[str, Rule] = {
    "name": FULLEST,
    "sex": AGREEMENT,
    "birth": DATE,
    "arrest": DATE_FIRST,
    "verdict": DATE_FIRST,
    "release": DATE_FIRST,
    "death": DATE,
    "province": AGREEMENT,
    "municipality": AGREEMENT,
    "prison": AGREEMENT_LATEST,
    "sentence_months": AGREEMENT_FIRST,
    "custody_status": STAGE,
    "release_basis": AGREEMENT_FIRST,
    "context": AGREEMENT_FIRST,
    "nicknames": UNION,
    "offences": UNION,
    "risk_groups": UNION,
}

# How the claims of a later detention are chosen, which stand among its events.
EACH: dict[Method, Rule] = {rule.method: rule for rule in (AGREEMENT, DATE)}

# The stages of a case in their order. Between values of one stage the agreement decides.
STAGES = {
    "unknown": 0,
    "awaiting_trial": 1,
    "imprisoned": 2,
    "non_custodial": 3,
    "released": 3,
    "died": 4,
}
OUT = 3

# A code that says less than any other: shown only where no list says more.
VAGUE = {"custody_status": "unknown", "release_basis": "other"}

# The last resort before the alphabet: lists that publish one page a person and correct it stand
# before lists that are typed by hand. A list that is not named here comes after them.
TRUST = (
    "prisoners_defenders",
    "viasna",
    "justicia11j",
    "observatorio_cubano",
    "dissidentby",
    "cubalex",
)

# Days by which two dates of one fact may differ and still speak of the same day. Lists differ by
# the night of the arrest and the day on which it became known.
SAME_EVENT_DAYS = {"arrest": 3, "release": 3}

# Ages are off by one now and then, so two years of birth that were computed from ages, and lie
# within a year of each other, are no conflict; neither do they support each other.
AGE_SLACK_DAYS = 366
AGE_WIDTH_DAYS = 300

# Arrests closer than this are one detention that the lists date differently.
SAME_DETENTION_DAYS = 60
# Farther apart they are two detentions if a release or the end of the sentence lies between; if
# one list gives both in two rows, so far apart that the second row is no duplicate with a mistaken
# month; or if they are farther than a year, for lists err by the day and month, seldom by the year.
TWO_ROWS_DAYS = 180
OTHER_DETENTION_DAYS = 400
