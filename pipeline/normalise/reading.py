"""Published columns read through the vocabularies, with what is wrong in them told."""

import pyarrow as pa
import pyarrow.compute as pc

from ...rules.fields import FIELDS
from ...rules.vocabulary import vocabulary
from .dates import (
    Days,
    Flags,
    ImpossibleDateError,
    Interval,
    UnreadableDateError,
    day_interval,
)
from .report import Bad, Report, unknown
from .said import Column, Dated, Objects, Said, objects
from .words import Words


class Reading:
    """The published columns, and where to tell what is wrong in them."""

    def __init__(self, published: pa.Table, report: Report) -> None:
        self._published, self.report = published, report
        self.edition: Days = published["edition"].to_numpy().astype("datetime64[D]")
        self.weak: Flags = published["weak"].to_numpy().astype(bool)

    def values(self, field: str) -> Objects:
        """The texts of a column without spaces at the ends; None for an empty cell."""
        texts = pc.utf8_trim_whitespace(self._published[field]).to_pylist()
        return objects([text or None for text in texts])

    def column(self, field: str) -> Column:
        """A column, its distinct texts apart."""
        return Column.published(self._published[field])

    def coded(self, field: str) -> Said:
        """The code of each text in the vocabulary of `field`; unknown words are told."""
        column, name = self.column(field), FIELDS[field].vocabulary or field
        words = vocabulary(name)
        codes = [words.code(text) for text in column.texts]
        bad = [
            unknown(at, text, name)
            for at, (text, code) in enumerate(zip(column.texts, codes, strict=True))
            if code is None and not words.known(text)
        ]
        self.report.words(field, column, bad)
        return Said(column.spread(codes), column.original())

    def several(self, field: str, column: Column, read: list[Words], name: str) -> Said:
        """The codes of each text; unknown words in it are told."""
        bad = [unknown(at, word, name) for at, words in enumerate(read) for word in words.unknown]
        self.report.words(field, column, bad)
        return Said(column.spread([words.codes for words in read]), column.original())

    def dated(self, field: str) -> Dated:
        """The days of each text; an impossible date is an error, an unreadable one a warning."""
        column = self.column(field)
        read: list[Interval | None] = []
        bad = []
        for at, text in enumerate(column.texts):
            found, wrong = _interval(at, text)
            read.append(found)
            bad += [wrong] if wrong else []
        self.report.words(field, column, bad)
        return Dated.of(column, read)


def _interval(at: int, text: str) -> tuple[Interval | None, Bad | None]:
    try:
        return day_interval(text), None
    except ImpossibleDateError as error:
        return None, Bad(at, text, f"which {error}", severity="error")
    except UnreadableDateError as error:
        return None, Bad(at, text, f"which {error}")
