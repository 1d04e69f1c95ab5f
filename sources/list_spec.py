"""What a source is: where its list lies, in which shapes it comes, what its columns say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Layout:
    """One shape that the list comes in: file names, reader, columns that must be there."""

    files: tuple[str, ...]
    reader: str
    options: Mapping[str, str]
    requires: tuple[str, ...]

    def fits(self, name: str) -> bool:
        """Whether a file of this name has this layout."""
        return any(fnmatchcase(name.casefold(), glob.casefold()) for glob in self.files)


@dataclass(frozen=True, slots=True)
class Use:
    """What becomes of a cell: the part that matches goes to `field`, or knowingly nowhere (None).

    `words`: the part comes from an address, its dashes are spaces.
    """

    field: str | None
    pattern: re.Pattern[str] | None = None
    words: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What names a row: a column (or a part of it), else the published fields in `content`."""

    column: str | None
    pattern: re.Pattern[str] | None
    content: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """The column in which a reporter agrees to publication, and the words that agree."""

    column: str
    yes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """How the text above a list gives its date: groups year, month, day; month names, if any."""

    pattern: re.Pattern[str]
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plausible:
    """Which delivery is believed: fewest rows, largest share of rows that may vanish at once.

    shrink: None where the gate "rows" has the say.
    """

    rows_min: int
    shrink: float | None


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A source, described once. `headers` leads from any spelling of a header to the one used here.

    `at` is a file, a folder or a URL, None for the source's own folder in the workspace.
    """

    source: str
    title: str
    country: str
    language: str
    name_order: str
    weak: bool
    enabled: bool
    at: str | None
    key: Key
    layouts: tuple[Layout, ...]
    columns: Mapping[str, tuple[Use, ...]]
    headers: Mapping[str, str]
    ignore: frozenset[str]
    private: frozenset[str]
    empty: frozenset[str]
    consent: Consent | None
    not_linkable: Mapping[str, tuple[re.Pattern[str], ...]]
    not_records: Mapping[str, tuple[re.Pattern[str], ...]]
    edition: Edition | None
    plausible: Plausible

    def layout(self, name: str) -> Layout | None:
        """The layout of a file of this name; a list with one layout has that one in any file."""
        if len(self.layouts) == 1:
            return self.layouts[0]
        return next((layout for layout in self.layouts if layout.fits(name)), None)
