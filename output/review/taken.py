"""Which answers of a filled workbook can be kept, and why the others cannot."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from ..reports import answers
from ..reports.facts import records
from ..reports.languages import LANGUAGES, language
from ..reports.refusals import refusal
from ..reports.sections import Record
from ..reports.told import KEY, Told
from .book import Row
from .queue import PAIR
from .returned import Returned

MOST_LETTERS = 2_000


@dataclass(frozen=True, slots=True)
class Why:
    """Why a row cannot be taken: one of `refusals.WHY`, and what fills its sentence."""

    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: the title of its sheet, its number there, and the reason in the
    language of the workbook."""

    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be kept: a decision on the pair of `left` and `right`."""

    sheet: str
    row: int
    left: Record
    right: Record
    decision: str
    comment: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The answers of a workbook. said: how many `by` has given before, word for word."""

    answers: tuple[Answer, ...]
    said: int
    refused: tuple[Refused, ...]


def taken(found: Returned, told: Told, decisions: pd.DataFrame, by: str) -> Taken:
    """The answers that fit the newest snapshot, without those that `by` has given already.

    told: the newest snapshot; decisions: all that the registry holds.
    """
    kept: dict[tuple[str, ...], Answer] = {}
    refused: list[Refused] = []
    doubled: set[tuple[str, ...]] = set()
    for sheet, rows in found.pairs.items():
        pairs = _pairs(told, rows)
        for row, pair in zip(rows, pairs, strict=True):
            answer = _judged(found, sheet, row, pair)
            if isinstance(answer, Why):
                refused.append(_refused(found, sheet, row, answer))
                continue
            key = _key(answer)
            if kept.setdefault(key, answer).decision != answer.decision:
                doubled.add(key)
                refused.append(_refused(found, sheet, row, Why("twice")))
    for key in doubled:
        one = kept.pop(key)
        refused.append(Refused(one.sheet, one.row, refusal(found.tongue, "twice")))
    newest = _said_by(decisions, by)
    new = tuple(one for key, one in kept.items() if newest.get(key) != one.decision)
    order = {title: at for at, title in enumerate(found.titles.values())}
    told_in_order = sorted(refused, key=lambda one: (order.get(one.sheet, 0), one.row))
    return Taken(new, len(kept) - len(new), tuple(told_in_order))


def unkeepable(row: Row, columns: Sequence[str]) -> Why | None:
    """Why the texts of a row cannot be kept, whatever they say."""
    if row.formulas.intersection(columns):
        return Why("formula")
    texts = [row.texts[name] for name in columns]
    if any(len(text) > MOST_LETTERS for text in texts):
        return Why("long", {"most": str(MOST_LETTERS)})
    letters = {letter for text in texts for letter in text} - {"\n", "\t"}
    return Why("unseen") if any(unicodedata.category(c) in {"Cc", "Cs"} for c in letters) else None


def _judged(
    found: Returned, sheet: str, row: Row, pair: tuple[Record, Record] | None
) -> Answer | Why:
    """The answer of a row, or why it cannot be taken."""
    word, comment = row.texts[answers.DECISION], row.texts[answers.COMMENT]
    why = unkeepable(row, (*answers.KEY_COLUMNS, answers.DECISION, answers.COMMENT))
    if why is not None:
        return why
    decision = _words().get(_plain(word))
    if decision is None:
        return Why("word", {"said": word}) if word else Why("unanswered")
    misfit = _misfit(found, sheet, row, pair)
    if misfit or pair is None:
        return Why(misfit or "gone")
    return Answer(found.titles[sheet], row.number, *pair, decision, comment)


def _misfit(
    found: Returned, sheet: str, row: Row, pair: tuple[Record, Record] | None
) -> str | None:
    """Why the keys of a row name no pair that can be answered now."""
    cells = [row.texts[name] for name in answers.KEY_COLUMNS if name != "check"]
    seal = answers.check(found.source, found.day.isoformat(), sheet, cells)
    if seal != row.texts["check"]:
        return "edited"
    if pair is None:
        return "gone"
    if found.source and found.source not in {record.source for record in pair}:
        return "strangers"
    return None if answers.state(*pair) == row.texts["state"] else "stale"


def _pairs(told: Told, rows: Sequence[Row]) -> Iterator[tuple[Record, Record] | None]:
    """The two records of each row as they are now; None where one is not there."""
    keys = pd.MultiIndex.from_frame(told.records[KEY])
    named = [[row.texts[name] for name in PAIR] for row in rows]
    ends = pd.DataFrame(named, columns=PAIR, dtype=object)
    at = [
        keys.get_indexer(pd.MultiIndex.from_frame(ends[list(side)]))
        for side in (PAIR[:2], PAIR[2:])
    ]
    there = (at[0] >= 0) & (at[1] >= 0)
    both = zip(*(records(told, side[there].tolist()) for side in at), strict=True)
    for known in there:
        yield next(both) if known else None


def _key(answer: Answer) -> tuple[str, ...]:
    """The pair, whichever end stands left."""
    ends = sorted((one.source, one.key) for one in (answer.left, answer.right))
    return (*ends[0], *ends[1])


def _said_by(decisions: pd.DataFrame, by: str) -> dict[tuple[str, ...], str]:
    """The newest word of `by` on each pair."""
    mine = decisions[decisions["revoked_by"].isna() & (decisions["by"] == by.strip())]
    mine = mine.sort_values(["made_on", "decision_id"])
    keys = zip(*(mine[name] for name in PAIR), strict=True)
    return dict(zip(keys, mine["decision"], strict=True))


@cache
def _words() -> dict[str, str]:
    """The words of the drop-downs of all languages; a workbook may be answered in another."""
    return {
        _plain(word): code
        for name in LANGUAGES
        for code, word in answers.decision_words(language(name)).items()
    }


def _plain(word: str) -> str:
    # a spreadsheet guards a text that is typed with an apostrophe, and people add full stops
    return " ".join(unicodedata.normalize("NFC", word).casefold().strip(" '.\u00a0").split())


def _refused(found: Returned, sheet: str, row: Row, why: Why) -> Refused:
    return Refused(found.titles[sheet], row.number, refusal(found.tongue, why.reason, **why.values))
