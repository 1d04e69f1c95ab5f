"""Where a person stands and on what ground, from the columns that speak of it."""

from dataclasses import dataclass

import numpy as np

from ...rules.vocabulary import vocabulary
from .dates import Days, Flags
from .durations import awaits_trial
from .report import Bad, Report, unknown
from .said import NOTHING, Column, Dated, Said
from .words import prison, remarks


@dataclass(frozen=True, slots=True)
class Custody:
    """Prison, custody status and release basis of each row."""

    prison: Said
    status: Said
    basis: Said


@dataclass(frozen=True, slots=True)
class Columns:
    """The published columns that speak of custody.

    left: rows whose prison is the one that somebody left, as citizens report it.
    """

    status: Column
    prison: Column
    basis: Column
    remarks: Column
    sentence: Column
    left: Flags


def custody(columns: Columns, release: Dated, edition: Days, report: Report) -> Custody:
    """Custody by the column that speaks of it most directly.

    The status column; status words in the prison column; the ground of release; the remarks; a
    day of release; a sentence column that says "awaiting trial", which is often stale; a prison.
    """
    _report(columns, report)
    prisons = columns.prison.said(lambda text: prison(text)[1])
    named = prisons.otherwise(columns.status.said(_prison_in_status))
    by_status, by_basis = columns.status.said(_custody), columns.basis.said(_custody)
    out = np.where(release.first <= edition, "released", NOTHING)
    status = (
        by_status.otherwise(columns.prison.said(lambda t: _in_prison_column(t, "custody_status")))
        .otherwise(by_basis)
        .otherwise(columns.remarks.said(lambda text: _remarked(text, "custody_status")))
        .otherwise(Said(out, release.original))
        .otherwise(columns.sentence.said(lambda t: "awaiting_trial" if awaits_trial(t) else None))
        .otherwise(
            Said(np.where(named.given() & ~columns.left, "imprisoned", NOTHING), named.original)
        )
    )
    basis = (
        columns.basis.said(_basis)
        .otherwise(columns.status.said(_basis))
        .otherwise(columns.prison.said(lambda text: _in_prison_column(text, "release_basis")))
        .otherwise(columns.remarks.said(lambda text: _remarked(text, "release_basis")))
    )
    # Justicia 11J says "Excarcelado" of all who left prison, and under "Beneficio" that some of
    # them serve on outside.
    serving_on = (status.value == "released") & (by_basis.value == "non_custodial")
    return Custody(named, status.replaced(serving_on, "non_custodial", by_basis.original), basis)


def _gives(text: str, what: str) -> str | None:
    status = vocabulary("status")
    code = status.code(text)
    return status.gives(code, what) if code else None


def _custody(text: str) -> str | None:
    return _gives(text, "custody_status")


def _basis(text: str) -> str | None:
    return _gives(text, "release_basis")


def _in_prison_column(text: str, what: str) -> str | None:
    """What status words in a prison column give; an unknown prison is no unknown custody."""
    if prison(text)[1] or _custody(text) == "unknown":
        return None
    return _gives(text, what)


def _prison_in_status(text: str) -> str | None:
    return None if vocabulary("status").known(text) else prison(text)[1]


def _remarked(text: str, what: str) -> str | None:
    """The first of the remarks' phrases that gives `what`."""
    phrases = vocabulary("remarks")
    given = (phrases.gives(code, what) for code in remarks(text))
    return next(filter(None, given), None)


def _report(columns: Columns, report: Report) -> None:
    status = vocabulary("status")
    report.words("prison", columns.prison, _misplaced(columns.prison, "prison", "status"))
    report.words("custody_status", columns.status, _misplaced(columns.status, "status", "prison"))
    report.words(
        "release_basis",
        columns.basis,
        [
            unknown(at, text, "status")
            for at, text in enumerate(columns.basis.texts)
            if not status.known(text)
        ],
    )


def _misplaced(column: Column, mine: str, other: str) -> list[Bad]:
    """Texts that are not of the vocabulary `mine`: of the `other`, which is read, or unknown."""
    knows = {"prison": lambda text: prison(text)[0], "status": vocabulary("status").known}
    what = f"which is a word for a {other} and was read as one"
    return [
        Bad(at, text, what) if knows[other](text) else unknown(at, text, mine)
        for at, text in enumerate(column.texts)
        if not knows[mine](text)
    ]
