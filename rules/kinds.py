"""The kinds of columns that other people's tables have, and what is compared of each.

The levels and priors hold for any table: they say how often values of the kind are written alike,
nearly alike or otherwise in two records of one person. m is then learnt from the table itself.
"""

from dataclasses import dataclass, replace

from .comparisons import GIVEN_NAMES, SURNAMES, Comparison, Level

# Of a hundred records one may have its given name and surname in each other's place, and few names
# are both: so rarely do strangers agree crosswise, by the share of those who bear the name.
_CROSSED_M, _CROSSED_SPREAD = 0.01, 0.05


def _free(comparison: Comparison) -> Comparison:
    """The comparison where lists may be wrong as often as they turn out to be."""

    def level(one: Level) -> Level:
        if one.name == "crossed":
            return replace(one, m=_CROSSED_M, spread=_CROSSED_SPREAD)
        return replace(one, conflict=False)

    return Comparison(comparison.field, tuple(map(level, comparison.levels)))


GIVEN_NAME, SURNAME = _free(GIVEN_NAMES), _free(SURNAMES)
CATEGORY = Comparison(
    "category",
    (
        Level("same", "the same {column}", 0.93, 0.5, 0.6, spread=1.0),
        Level("different", "different {column}", 0.07, 0.5, 0.4),
    ),
)
IDENTIFIER = Comparison(
    "identifier",
    (
        Level("same", "the same {column}", 0.80, 0.0005, 0.001, spread=1.0),
        Level("near", "{column} a character or two apart", 0.09, 0.0005, 0.001),
        Level("like", "{column} alike", 0.03, 0.002, 0.004),
        Level("different", "different {column}", 0.08, 0.997, 0.994),
    ),
)
DATE = Comparison(
    "date",
    (
        Level("same", "the same {column}", 0.75, 0.0002, 0.01, spread=1.0),
        Level("meets", "{column} that can be the same day", 0.04, 0.01, 0.02, spread=1.0),
        Level("near", "{column} a digit apart", 0.08, 0.002, 0.003),
        Level("part_differs", "{column} that differ in one part", 0.05, 0.005, 0.006),
        Level("year", "{column} of about the same year", 0.03, 0.05, 0.10),
        Level("different", "different {column}", 0.05, 0.93, 0.86),
    ),
)
YEAR = Comparison(
    "year",
    (
        Level("same", "the same {column}", 0.86, 0.02, 0.05, spread=1.0),
        Level("close", "{column} one or two apart", 0.08, 0.05, 0.15),
        Level("different", "different {column}", 0.06, 0.93, 0.80),
    ),
)
PLACE = Comparison(
    "place",
    (
        Level("same", "the same {column}", 0.76, 0.02, 0.60, spread=1.0),
        Level("near", "{column} a letter or two apart", 0.07, 0.002, 0.05, spread=4.0),
        Level("like", "{column} alike", 0.04, 0.01, 0.05),
        Level("different", "different {column}", 0.13, 0.96, 0.30),
    ),
)
POSTCODE = Comparison(
    "postcode",
    (
        Level("same", "the same {column}", 0.75, 0.001, 0.50, spread=1.0),
        Level("near", "{column} a character apart", 0.06, 0.003, 0.05),
        Level("area", "{column} of the same area", 0.06, 0.02, 0.15),
        Level("different", "different {column}", 0.13, 0.97, 0.30),
    ),
)
FREE_TEXT = Comparison(
    "free_text",
    (
        Level("same", "the same {column}", 0.70, 0.002, 0.30, spread=1.0),
        Level("like", "{column} alike", 0.12, 0.003, 0.10),
        Level("overlap", "{column} with rare words in common", 0.06, 0.02, 0.10),
        Level("different", "different {column}", 0.12, 0.97, 0.50),
    ),
)
NUMBER = Comparison(
    "number",
    (
        Level("same", "the same {column}", 0.82, 0.02, 0.30, spread=1.0),
        Level("close", "{column} within a twentieth or one", 0.05, 0.03, 0.05),
        Level("near", "{column} a digit apart", 0.05, 0.05, 0.07),
        Level("different", "different {column}", 0.08, 0.90, 0.58),
    ),
)


# Whether lists repeat a person within themselves is for the table to say.
SOURCE = Comparison(
    "same_source",
    (
        Level("other", "from different sources", 0.80, 0.50, 0.50),
        Level("same", "from the same source", 0.20, 0.50, 0.50),
    ),
)
# Of sources free of duplicates no two records are one person: nothing outweighs a thousand bits.
NEVER = 2.0**-1000
SOURCE_WITHOUT_DUPLICATES = Comparison(
    "same_source",
    (
        Level("other", "from different sources", 1.0 - NEVER, 0.50, 0.50),
        Level("same", "from one source, which repeats nobody", NEVER, 0.50, 0.50, conflict=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What becomes of a column: its comparisons, and the key parts it offers to blocking.

    parts: what is appended to the column's name for a part -> how likely two records of one person
    share it, where both have it. Parts of names go by the name of the comparison, since several
    columns make up one name.
    """

    means: str
    comparisons: tuple[Comparison, ...]
    parts: dict[str, float]


GIVEN_PARTS = {"given*": 0.80, "given_start*": 0.88}
SURNAME_PARTS = {"surname*": 0.82, "surname_start*": 0.90}
_IDENTIFIER_PARTS = {"": 0.80, ".first_half": 0.88, ".last_half": 0.88}

KINDS = {
    "given_name": Kind(
        "given names; several such columns are one name", (GIVEN_NAME,), GIVEN_PARTS
    ),
    "surname": Kind("surnames; several such columns are one name", (SURNAME,), SURNAME_PARTS),
    "full_name": Kind(
        "a whole name in one column", (GIVEN_NAME, SURNAME), GIVEN_PARTS | SURNAME_PARTS
    ),
    "date": Kind(
        "a day, also without its day or month",
        (DATE,),
        {"": 0.75, ".year": 0.88, ".month_day": 0.84},
    ),
    "year": Kind("a year", (YEAR,), {"": 0.86}),
    "place": Kind("a town, region or country by its name", (PLACE,), {"": 0.76, ".start": 0.84}),
    "postcode": Kind(
        "a postcode, whose beginning names an area", (POSTCODE,), {"": 0.75, ".area": 0.82}
    ),
    "category": Kind("a code or word of few: sex, region, occupation", (CATEGORY,), {"": 0.93}),
    "free_text": Kind(
        "words: an address, a remark", (FREE_TEXT,), {"": 0.70, ".start": 0.80, ".word*": 0.80}
    ),
    "identifier": Kind("a number given to one person", (IDENTIFIER,), _IDENTIFIER_PARTS),
    "email": Kind("an e-mail address; as identifier", (IDENTIFIER,), _IDENTIFIER_PARTS),
    "phone": Kind("a telephone number; as identifier", (IDENTIFIER,), _IDENTIFIER_PARTS),
    "number": Kind("a number that counts or measures", (NUMBER,), {"": 0.82}),
    "ignore": Kind("nothing to compare", (), {}),
}
