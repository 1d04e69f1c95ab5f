"""Every published column, once: its name, type, meaning, and who may see it."""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Tier = Literal["restricted", "public"]
TIERS: tuple[Tier, ...] = ("restricted", "public")

TEXT = pa.string()
DAY = pa.date32()
TEXTS = pa.list_(pa.string())
COMPARISON = pa.struct([("field", TEXT), ("level", TEXT), ("weight", pa.float64())])
SOURCE_VALUE = pa.struct([("source", TEXT), ("value", TEXT)])
SOURCE_SPAN = pa.struct([("source", TEXT), ("first_seen", DAY), ("last_seen", DAY)])


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `tier` is the widest audience that may see it (public includes restricted)."""

    name: str
    type: pa.DataType
    meaning: str
    tier: Tier = "public"
    vocabulary: str | None = None


_ALL = (
    # who says it
    Field("person_id", TEXT, "Lasting id of the person; empty where a record makes no person"),
    Field("country", TEXT, "Country whose lists name the person (ISO 3166-1 alpha-2)"),
    Field("source", TEXT, "The organisation's list"),
    Field("source_record_id", TEXT, "Key of the record within its source"),
    Field("edition", DAY, "Date of the delivery that holds the record"),
    Field("locator", TEXT, "File and row where the record stands, as file:row"),
    Field("linkable", pa.bool_(), "False for anonymised rows, which are never linked"),
    Field("publishable", pa.bool_(), "False where the reporter withheld consent", "restricted"),
    Field("listed", pa.bool_(), "False where the newest edition no longer names the record"),
    Field("weak", pa.bool_(), "True for evidence that cannot make a person by itself"),
    Field("raw", TEXT, "The row as published, as JSON, without contact data", "restricted"),
    # names
    Field("name", TEXT, "Name as shown: given names, patronymic, surnames"),
    Field("given_names", TEXT, "Given names, separated by spaces"),
    Field("surnames", TEXT, "Surnames in their order, separated by spaces"),
    Field("patronymic", TEXT, "Patronymic, where a list gives it"),
    Field("nicknames", TEXTS, "Nicknames that a list publishes with the name"),
    Field("aliases", TEXTS, "Older spellings kept by a list in its addresses", "restricted"),
    Field("name_variants", TEXTS, "Every spelling of the name that a list publishes"),
    Field("sex", TEXT, "Sex as the lists give it", vocabulary="sex"),
    # when and where
    Field("birth_from", DAY, "Earliest possible day of birth"),
    Field("birth_to", DAY, "Latest possible day of birth"),
    Field("arrest_from", DAY, "Earliest possible day of arrest"),
    Field("arrest_to", DAY, "Latest possible day of arrest"),
    Field("release_from", DAY, "Earliest possible day of release"),
    Field("release_to", DAY, "Latest possible day of release"),
    Field("verdict_from", DAY, "Earliest possible day of the verdict"),
    Field("verdict_to", DAY, "Latest possible day of the verdict"),
    Field("death_from", DAY, "Earliest possible day of death"),
    Field("death_to", DAY, "Latest possible day of death"),
    Field("province", TEXT, "Province or region", vocabulary="province"),
    Field("municipality", TEXT, "Municipality", vocabulary="municipality"),
    Field("prison", TEXT, "Place of detention", vocabulary="prison"),
    # what happened
    Field("offences", TEXTS, "Offences charged or sentenced for", vocabulary="offence"),
    Field("sentence_months", pa.int32(), "Length of the sentence, in months"),
    Field("sentence_ends_from", DAY, "Earliest end of the sentence, were it served whole"),
    Field("sentence_ends_to", DAY, "Latest end of the sentence, were it served whole"),
    Field("custody_status", TEXT, "Where the person stands now", vocabulary="custody_status"),
    Field("release_basis", TEXT, "Legal ground of the release", vocabulary="release_basis"),
    Field("context", TEXT, "For Cuba: before, during or after July 2021", vocabulary="context"),
    Field("risk_groups", TEXTS, "Groups at particular risk", vocabulary="risk_group"),
    # the person as a whole
    Field("sources", TEXTS, "Lists that name the person or the event"),
    Field("n_sources", pa.int32(), "Number of lists that name the person"),
    Field("n_records", pa.int32(), "Number of records held to be this person"),
    Field("weakest_link", pa.float64(), "Lowest match probability that holds the records together"),
    Field("first_seen", DAY, "Edition in which this was first seen"),
    Field("last_seen", DAY, "Edition in which this was last seen"),
    Field("seen_by", pa.list_(SOURCE_SPAN), "First and last edition of each list with the person"),
    # events, claims, conflicts, changes
    Field("event_id", TEXT, "Id of the event, made from person, kind and date"),
    Field("episode", pa.int32(), "Which detention of the person, the first is 1"),
    Field("kind", TEXT, "What kind of event, change or redirect this is"),
    Field("date_from", DAY, "Earliest possible day of the event"),
    Field("date_to", DAY, "Latest possible day of the event"),
    Field("basis", TEXT, "Legal ground of the event, where known", vocabulary="release_basis"),
    Field("field", TEXT, "The field that the row speaks of"),
    Field("value", TEXT, "Normalised value; a date interval is written from/to (ISO 8601)"),
    Field("original", TEXT, "The published words that gave the value"),
    Field(
        "correction",
        TEXT,
        "Known error of the list that was corrected: its number",
        "restricted",
    ),
    Field("values", pa.list_(SOURCE_VALUE), "What each list says"),
    Field("shown", TEXT, "The value that the registry shows"),
    Field("rule", TEXT, "The rule that chose the shown value"),
    Field("other_person_id", TEXT, "The other person of a merge or split"),
    Field("before", TEXT, "Value before the change"),
    Field("after", TEXT, "Value after the change"),
    Field("old_person_id", TEXT, "Id that is no longer in use"),
    Field("since", DAY, "Date of the run from which this holds"),
    # pairs
    Field("source_l", TEXT, "Source of the left record"),
    Field("source_record_id_l", TEXT, "Key of the left record"),
    Field("source_r", TEXT, "Source of the right record"),
    Field("source_record_id_r", TEXT, "Key of the right record"),
    Field("match_weight", pa.float64(), "Evidence for the pair, in bits (log2 Bayes factor)"),
    Field("match_probability", pa.float64(), "Posterior probability that both are one person"),
    Field("verdict", TEXT, "match, review or non-match", vocabulary="verdict"),
    Field(
        "decided_by",
        TEXT,
        "model, cluster (other pairs), bridge (joins two parts alone) or reviewer",
    ),
    Field("comparisons", pa.list_(COMPARISON), "Level and weight (bits) of each comparison"),
    Field("reason", TEXT, "The comparisons in a sentence"),
    # as published, on the way from a list to a record; none of these leaves the pipeline
    Field("file", TEXT, "File of the delivery", "restricted"),
    Field("row", pa.int32(), "Row in that file, counted as its readers count", "restricted"),
    Field("language", TEXT, "Language of the list's words: es, en, ru or be", "restricted"),
    Field("name_order", TEXT, "How the list orders full names", "restricted"),
)
FIELDS = {field.name: field for field in _ALL}

# What a list may say of a person, before normalising: the words as published.
PUBLISHED = (
    "name",
    "given_names",
    "surnames",
    "nickname",
    "alias",
    "sex",
    "birth",
    "age",
    "age_at_arrest",
    "arrest",
    "province",
    "municipality",
    "prison",
    "offences",
    "sentence",
    "custody_status",
    "verdict_date",
    "release",
    "release_basis",
    "context",
    "risk_groups",
    "death",
    "remarks",
)

# What a record claims of a person, after normalising. A date is one claim with two columns.
DATED = ("birth", "arrest", "release", "verdict", "death")
LISTED = ("nicknames", "offences", "risk_groups")
PLAIN = (
    "name",
    "sex",
    "province",
    "municipality",
    "prison",
    "sentence_months",
    "custody_status",
    "release_basis",
    "context",
)
CLAIMED = (*PLAIN, *DATED, *LISTED)
