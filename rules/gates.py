"""What holds a publication back: the gates, how much each lets through, and why."""

from dataclasses import dataclass
from typing import Literal

Subject = Literal["source", "column", "country"]
Unit = Literal["count", "sum", "share"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How much passes: up to `always` things whatever share they are, beyond that up to `share`.

    In a list of seven rows one row less is 14 %: shares alone would hold every small list back.
    """

    share: float
    always: int = 0

    def allowed(self, of: float) -> float:
        """The most that passes where the whole is `of`."""
        return max(self.share * of, float(self.always))


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing looked at before publishing, for each subject apart.

    of: the whole that a limit's share is of, in words. says: what a result tells, where
    {figure} and {before} stand for numbers in `unit`; `falls` where a smaller figure is the worse
    one. warn: beyond it people are told; hold: beyond it nothing is published.
    """

    name: str
    meaning: str
    subject: Subject
    of: str
    warn: Limit | None
    hold: Limit
    why: str
    cure: str
    says: str
    unit: Unit = "count"
    falls: bool = False


ROWS = Gate(
    "rows",
    "Records that a list has lost since its last edition",
    "source",
    "the records of the last edition",
    Limit(0.1, 1),
    Limit(0.4, 2),
    "Lists lose rows when they are cleaned or leave out the released, seldom many at once; a file "
    "cut short in copying loses most of them.",
    "Look at the delivered file, and ask the organisation if it is not whole. A list may set a "
    "limit of its own: shrink under [sources.<list>.plausible] in todos.toml.",
    "{figure} records are listed, {before} in the edition before",
    falls=True,
)
GROWTH = Gate(
    "growth",
    "Records that a list has gained since its last edition",
    "source",
    "the records of the last edition",
    Limit(0.25, 20),
    Limit(1.0, 50),
    "Arrests come in waves, but a list that doubles overnight is more often one file pasted twice, "
    "or another list under this name.",
    "Look whether rows stand in the file twice, and whether it is the right list.",
    "{figure} records are listed, {before} in the edition before",
)
FILLED = Gate(
    "filled",
    "Values that a column has lost since the list's last edition",
    "column",
    "the records that would have a value if the column were filled as before",
    Limit(0.1, 2),
    Limit(0.25, 4),
    "Two editions have most rows in common, so that a column's filled share hardly moves; it falls "
    "when a column is dropped, emptied, or written in a way that nobody can read.",
    "Compare the column in both editions. Where its words or dates are written in a new way, teach "
    "the list's description or rules/vocabularies/ to read them.",
    "{figure} of the records have a value, {before} in the edition before",
    "share",
    falls=True,
)
WORDS = Gate(
    "words",
    "Values of a column that could not be understood or believed",
    "column",
    "the records of the list",
    Limit(0.02, 1),
    Limit(0.1, 2),
    "Single unknown words are everyday and are told as warnings. When a tenth of a list says what "
    "nobody understands, a publisher has renamed its words, and counts made of the rest are wrong.",
    "Read them with: todos check. Add the words under their codes in rules/vocabularies/.",
    "records that say something not understood: {figure}",
)
KEYS = Gate(
    "keys",
    "Keys that now stand for somebody else",
    "source",
    "the records of the list",
    None,
    Limit(0.0),
    "A person's id follows the key of the record. A key that is given to somebody else would put "
    "one human being on the other's id, with the other's history and decisions.",
    "Compare the rows of these keys in both editions. If the list was numbered anew, accept: its "
    "rows are then followed by what they say instead of by their keys.",
    "keys that stand for somebody else than in the edition before: {figure}",
)
MERGES = Gate(
    "merges",
    "Persons that became part of another person tonight",
    "country",
    "the persons of the snapshot before",
    Limit(0.005, 2),
    Limit(0.02, 5),
    "A wrong merge hides a prisoner. New rows join a few persons a night; dozens at once come from "
    "changed rules, a new model, or a list whose columns slipped.",
    "Look at some of them with: todos explain. After new rules or a new list, many may be right.",
    "persons that became part of another: {figure}",
)
SPLITS = Gate(
    "splits",
    "Persons that came out of another person tonight",
    "country",
    "the persons of the snapshot before",
    Limit(0.005, 2),
    Limit(0.02, 5),
    "A person that falls apart is counted twice. Corrections split a few a night; dozens at once "
    "come from changed rules, a new model, or a list that lost the facts that held them together.",
    "Look at some of them with: todos explain. After new rules, many may be right.",
    "persons that came out of another: {figure}",
)
LARGEST = Gate(
    "largest",
    "Records of the largest person",
    "country",
    "the lists of the country, without reports",
    Limit(2.0, 4),
    Limit(3.0, 6),
    "A list names a person once, again after a second arrest, and now and then once more by "
    "mistake. More than three rows on every list at once is nobody: it is a chain of namesakes.",
    "Look at the person with: todos explain. Say of the pair that joins two people that it is not "
    "one person.",
    "records of the largest person: {figure}",
)
GROWN = Gate(
    "grown",
    "Records that the largest person has gained since the snapshot before",
    "country",
    "the records of the largest person before",
    Limit(0.25, 2),
    Limit(0.5, 4),
    "A new edition adds a row or two to a person. One who grows by half overnight, and by more "
    "than four rows, is two persons run into each other.",
    "Look at the person with: todos explain.",
    "records of the largest person: {figure}, in the snapshot before {before}",
)
LOST = Gate(
    "lost",
    "Persons of the snapshot before whose ids lead nowhere tonight",
    "country",
    "the persons of the snapshot before",
    None,
    Limit(0.0),
    "An id given once must answer for ever. A person that left all lists stays in the registry, "
    "and one that was merged is redirected; one that is simply not there is a fault.",
    "Look at the last records of these ids in the snapshot before. Bring back registry.db from the "
    "backup if it was lost; report a fault of the program otherwise.",
    "persons of the snapshot before whose ids lead nowhere: {figure}",
)
GONE = Gate(
    "gone",
    "Persons whom a list named before, and no list names tonight",
    "country",
    "the persons that were on a list in the snapshot before",
    Limit(0.03, 3),
    Limit(0.1, 5),
    "Lists drop single names. A tenth of a country's prisoners gone in one night is an amnesty, "
    "or a list that was cut: somebody should know which before it is published.",
    "See which lists named them; look at those lists' files.",
    "persons that are on no list any more: {figure}",
)
NEAR = Gate(
    "near",
    "Pairs that are neither clearly one person nor clearly two, among the pairs kept",
    "country",
    "the pairs kept",
    Limit(0.02, 10),
    Limit(0.05, 20),
    "Few pairs lie near the threshold as long as the facts that tell people apart are there. "
    "Five in a hundred more means that the comparisons have stopped telling, or the model fits "
    "no longer.",
    "Look at filled shares first: a lost column makes pairs vague. Then look at the model with: "
    "todos train --dry-run.",
    "{figure} of the pairs are undecided, {before} in the snapshot before",
    "share",
)
ERRORS = Gate(
    "errors",
    "Wrong verdicts to be expected by the pairs' own probabilities",
    "country",
    "the persons tonight",
    Limit(0.003, 5),
    Limit(0.01, 10),
    "The sum of what speaks against each verdict is how many verdicts are wrong if the "
    "probabilities are right. One more in a hundred persons is more than a night's news explains.",
    "Look at the pairs for review, and at the model with: todos train --dry-run.",
    "wrong verdicts to be expected: {figure}, in the snapshot before {before}",
    "sum",
)

GATES = (
    ROWS,
    GROWTH,
    FILLED,
    WORDS,
    KEYS,
    MERGES,
    SPLITS,
    LARGEST,
    GROWN,
    LOST,
    GONE,
    NEAR,
    ERRORS,
)
BY_NAME = {gate.name: gate for gate in GATES}
