"""The tables of the registry's memory: each column with its meaning.

Every row that a night writes carries the day of that night's run, so that a run can be repeated:
its own rows go, and the marks that it set on older rows are taken back.
"""

from typing import Any

import sqlalchemy as sa

# The newest revision in migrations/versions; a database that says so is used as it is.
REVISION = "0003"

STATES = ("running", "publishing", "published", "held", "failed")
STRENGTHS = ("passed", "warned", "held", "accepted")
DECISIONS = ("positive", "negative", "unsure")
CORRECTION_STATES = ("waiting", "accepted", "refused")
PUBLISHED_AS = ("together", "apart")

META = sa.MetaData()


def _key(name: str, kind: Any, meaning: str) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, comment=meaning)


def _must(name: str, kind: Any, meaning: str, codes: tuple[str, ...] = ()) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, comment=meaning, info={"codes": codes})


def _may(name: str, kind: Any, meaning: str) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=meaning)


def _revoking(what: str) -> tuple[sa.Column[Any], ...]:
    return (
        _may("revoked_by", sa.Text, f"Who took the {what} back"),
        _may("revoked_on", sa.Date, "On which day"),
        _may("revoked_because", sa.Text, "Why"),
    )


_SOURCE = ("source", sa.Text, "The organisation's list")
_RECORD = ("source_record_id", sa.Text, "Lasting key of the record within its source")
_RUN = ("run", sa.Date, "Day of the run that wrote the row")

RUNS = sa.Table(
    "runs",
    META,
    _key("run", sa.Date, "Day of the run"),
    _key("attempt", sa.Integer, "1 for the first run of the day, 2 when it is run again"),
    _must("state", sa.Text, "How far the run came", STATES),
    _may("records", sa.Integer, "Records that it read"),
    _may("persons", sa.Integer, "Persons that it published"),
    _may("fingerprint", sa.Text, "Hash of all that went into the run"),
    _may("digest", sa.Text, "Hash of the manifests of its snapshot"),
    _may("draft", sa.Text, "Folder of the snapshot before it is placed"),
    comment="One row a run, also of those that published nothing",
)
GATE_RESULTS = sa.Table(
    "gate_results",
    META,
    _key("run", sa.Date, "Day of the run"),
    _key("attempt", sa.Integer, "Which run of that day"),
    _key("gate", sa.Text, "Name of the gate"),
    _key("subject", sa.Text, "What it looked at: a source, a column, a country; may be empty"),
    _may("figure", sa.Float, "What was found"),
    _may("before", sa.Float, "What was found by the run before"),
    _may("limit", sa.Float, "The figure from which the gate warns or holds"),
    _must("strength", sa.Text, "What came of it", STRENGTHS),
    _must("sentence", sa.Text, "The same in words"),
    comment="What each gate found before publishing",
)
ACCEPTANCES = sa.Table(
    "acceptances",
    META,
    _key("run", sa.Date, "Day of the run that the gate was opened for"),
    _key("attempt", sa.Integer, "Which run of that day"),
    _key("gate", sa.Text, "Name of the gate"),
    _must("by", sa.Text, "Who let it through"),
    _must("because", sa.Text, "Why"),
    comment="Gates that a person let through",
)
EDITIONS = sa.Table(
    "editions",
    META,
    _key(*_RUN),
    _key(*_SOURCE),
    _must("edition", sa.Date, "Date of the edition that the run read"),
    _must("file", sa.Text, "Where its copy lies in the archive"),
    _must("sha256", sa.Text, "Hash of its bytes"),
    _must("rows", sa.Integer, "Records that it held"),
    comment="Which edition of each list a run read",
)
ASSIGNMENTS = sa.Table(
    "assignments",
    META,
    _key(*_RUN),
    _key(*_SOURCE),
    _key(*_RECORD),
    _must("person_id", sa.Text, "The person that the record belongs to from this run on"),
    sqlite_with_rowid=False,
    comment="Who each record is, where that differs from the runs before",
)
REDIRECTS = sa.Table(
    "redirects",
    META,
    _key("since", sa.Date, "Day of the run that wrote the row"),
    _key("old_person_id", sa.Text, "The id that no longer says all"),
    _key("person_id", sa.Text, "The person that it leads to"),
    _must("kind", sa.Text, "merge or split"),
    comment="Where ids lead that are no longer in use",
)
STATEMENTS = sa.Table(
    "statements",
    META,
    _key(*_SOURCE),
    _key(*_RECORD),
    _key("field", sa.Text, "The field that the list speaks of"),
    _key("value", sa.Text, "What it says, normalised"),
    _key(*_RUN),
    _may("original", sa.Text, "The words it was first said in; not known before version 0.3"),
    _must("first_seen", sa.Date, "Edition that was the first to say so"),
    _may("last_seen", sa.Date, "Edition that was the last to say so; empty while it is said"),
    _may("ended_run", sa.Date, "Day of the run that found it said no more"),
    sqlite_with_rowid=False,
    comment="Since when a list says something, and until when; said again is a row of its own",
)
DEPARTED = sa.Table(
    "departed",
    META,
    _key(*_SOURCE),
    _key(*_RECORD),
    _key(*_RUN),
    _must("edition", sa.Date, "Last edition that held the row"),
    _must("content", sa.Text, "The row as published, as JSON"),
    _may("returned_run", sa.Date, "Day of the run that found it in the list again"),
    comment="Rows that left their list",
)
FOLLOWED = sa.Table(
    "followed",
    META,
    _key(*_SOURCE),
    _key("key", sa.Text, "Key in the list, or made from the content of the row"),
    _key(*_RUN),
    _must("source_record_id", sa.Text, "The lasting key that it stands for from this run on"),
    sqlite_with_rowid=False,
    comment="Which record a list's own key stands for, where that differs from the runs before",
)
DECIDED = sa.Table(
    "decisions",
    META,
    _key("decision_id", sa.Integer, "Number of the decision"),
    _must("source_l", sa.Text, "Source of the left record, the smaller key of the two"),
    _must("source_record_id_l", sa.Text, "Key of the left record"),
    _must("source_r", sa.Text, "Source of the right record"),
    _must("source_record_id_r", sa.Text, "Key of the right record"),
    _must("decision", sa.Text, "One person, two persons, or nobody can say", DECISIONS),
    _must("by", sa.Text, "Who decided"),
    _must("made_on", sa.Date, "On which day"),
    _must("because", sa.Text, "Why"),
    _must("about_l", sa.Text, "Name that the left record had then"),
    _must("about_r", sa.Text, "Name that the right record had then"),
    *_revoking("decision"),
    comment="Reviewers' decisions on pairs of records; never deleted, at most revoked",
)
CORRECTIONS = sa.Table(
    "corrections",
    META,
    _key("correction_id", sa.Integer, "Number of the correction"),
    _must(*_SOURCE),
    _must(*_RECORD),
    _must("field", sa.Text, "The published field that is wrong"),
    _must("says", sa.Text, "What the list says"),
    _must("should_be", sa.Text, "What is right"),
    _must("because", sa.Text, "How that is known"),
    _must("reported_by", sa.Text, "Who reported it"),
    _must("made_on", sa.Date, "On which day"),
    _must("state", sa.Text, "Whether somebody has agreed", CORRECTION_STATES),
    _may("decided_by", sa.Text, "Who agreed or refused"),
    _may("decided_on", sa.Date, "On which day"),
    _may("decided_because", sa.Text, "Why"),
    *_revoking("correction"),
    comment="Known errors of lists; the list's own words stay beside what is right",
)
SAMPLES = sa.Table(
    "samples",
    META,
    _key("drawn_from", sa.Date, "Day of the snapshot that the sample was drawn from"),
    _key("size", sa.Integer, "How many pairs were asked for; it tells samples of a day apart"),
    _key("source_l", sa.Text, "Source of the left record, the smaller key of the two"),
    _key("source_record_id_l", sa.Text, "Key of the left record"),
    _key("source_r", sa.Text, "Source of the right record"),
    _key("source_record_id_r", sa.Text, "Key of the right record"),
    _must("stratum", sa.Text, "Published as what, and the band of match probability"),
    _must("inclusion_probability", sa.Float, "Chance that the pair had to be drawn"),
    _must("published", sa.Text, "As one person or as two, in that snapshot", PUBLISHED_AS),
    comment="Pairs drawn for blind review; the answers are decisions",
)

# What a kept night leaves: each table, and its column for the day of the run that wrote a row.
MEMORY = {
    EDITIONS: EDITIONS.c.run,
    ASSIGNMENTS: ASSIGNMENTS.c.run,
    REDIRECTS: REDIRECTS.c.since,
    STATEMENTS: STATEMENTS.c.run,
    DEPARTED: DEPARTED.c.run,
    FOLLOWED: FOLLOWED.c.run,
}
# The days that a later run marks on an older row, with what it writes beside.
MARKS = {STATEMENTS: ("ended_run", "last_seen"), DEPARTED: ("returned_run",)}
