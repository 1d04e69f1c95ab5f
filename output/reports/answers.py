"""The form in which answers come back: sheets, columns, words and check digests of a workbook."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from ...rules.fields import CLAIMED
from .labels import FIELD_NAMES
from .languages import N_, Language
from .sections import Record

FORMAT = "todos-report/1"
META_SHEET = "_todos"
# Row 1 of a sheet with answers names its columns for programs and is hidden; row 2 is for people.
HEADER_ROWS = 2
ANSWER_SHEETS = ("review", "duplicates")
CORRECTION_SHEET = "corrections"

# The columns that an import reads, by the name in row 1; other columns are for people alone.
PAIR_COLUMNS = ("source_l", "source_record_id_l", "source_r", "source_record_id_r")
KEY_COLUMNS = (*PAIR_COLUMNS, "state", "check")
DECISION, COMMENT = "decision", "comment"
CORRECTION_COLUMNS = ("source", "source_record_id", "field", "says", "should_say", "evidence")
CORRECTION_ROWS = 300

DECISIONS: Mapping[str, str] = {
    "positive": N_("same person"),
    "negative": N_("different people"),
    "unsure": N_("not sure"),
}
FIELDS = tuple(field for field in FIELD_NAMES if field in CLAIMED)
_DIGITS = 16


def decision_words(tongue: Language) -> dict[str, str]:
    """The word of the drop-down for each decision, in its language."""
    return {code: tongue.text(word) for code, word in DECISIONS.items()}


def field_words(tongue: Language) -> dict[str, str]:
    """The word of the drop-down for each field that can be corrected, in its language."""
    return {field: tongue.text(FIELD_NAMES[field]) for field in FIELDS}


def state(left: Record, right: Record) -> str:
    """Digest of what two records say: another one when the reader saw other facts than stand now.

    The order of the two makes no difference.
    """
    said = sorted(
        json.dumps([one.source, one.key, dict(one.facts)], default=str, sort_keys=True)
        for one in (left, right)
    )
    return _digest(said)


def check(source: str, day: str, sheet: str, cells: Sequence[str]) -> str:
    """Digest of a row's protected cells: those of PAIR_COLUMNS and the state, in this order.

    It tells an edited key from a whole one; it is no signature, for it has no secret.
    """
    return _digest([FORMAT, source, day, sheet, *cells])


def _digest(parts: Sequence[str]) -> str:
    # no part can run into the next, whatever it holds
    text = json.dumps(list(parts), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
