"""A list's description (TOML), read destructively: each key once, with its type, none left."""

import re
from collections.abc import Collection, Mapping
from typing import Any, NoReturn, TypeVar

from ..rules.problems import ListError, Problem

T = TypeVar("T")


class Description:
    """A table of a description, read destructively; errors name the key, the file and the cure."""

    def __init__(self, raw: Mapping[str, Any], file: str, source: str, path: str = "") -> None:
        self._raw = dict(raw)
        self._file = file
        self._source = source
        self._path = path

    def wrong(self, key: str, what: str, cure: str, value: object = None) -> NoReturn:
        """Raise ListError about `key` of this table."""
        said = None if value is None else str(value)
        column = f"{self._path}.{key}".strip(".")
        what = what if said is None else f"which {what}"
        raise ListError(Problem("error", self._source, self._file, None, column, said, what, cure))

    def names(self) -> tuple[str, ...]:
        """The keys not yet taken."""
        return tuple(self._raw)

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._raw

    def finish(self, known: str) -> None:
        """Raise ListError for a key that nothing took."""
        for key in self._raw:
            self.wrong(key, "is no key of a list's description", f"Use one of: {known}.")

    def text(self, key: str, choices: Collection[str] = ()) -> str:
        """A text that must be there, one of `choices` if there are any."""
        found: str = self._take(key, str, "a text", None)
        if choices and found not in choices:
            self.wrong(key, "is not known here", f"Use one of: {', '.join(choices)}.", found)
        return found

    def maybe_text(self, key: str) -> str | None:
        """A text, or None where the key is absent."""
        return self.text(key) if key in self._raw else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is absent."""
        found = self._take(key, list, 'a list of texts, such as ["a", "b"]', [])
        if not all(isinstance(text, str) for text in found):
            self.wrong(key, "should be a list of texts", "Put each of them in quotes.", found)
        return tuple(found)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        found: bool = self._take(key, bool, "true or false", default)
        return found

    def count(self, key: str, default: int) -> int:
        """A whole number, not negative."""
        found: int = self._take(key, int, "a whole number", default)
        if isinstance(found, bool) or found < 0:
            self.wrong(key, "should be a whole number of 0 or more", "Correct it.", found)
        return found

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        found = self._take(key, (int, float), "a number from 0 to 1", default)
        if isinstance(found, bool) or not 0 <= found <= 1:
            self.wrong(key, "should be a number from 0 to 1", "Correct it.", found)
        return float(found)

    def pattern(self, key: str, groups: Collection[str] | int = 1) -> re.Pattern[str]:
        """A regular expression with at most `groups` groups, or with these named groups."""
        text = self.text(key)
        found = compiled(self, key, text)
        if isinstance(groups, int) and found.groups > groups:
            self.wrong(key, f"has more than {groups} group", "Use (?:…) for the others.", text)
        if not isinstance(groups, int) and set(found.groupindex) != set(groups):
            names = ", ".join(f"(?P<{name}>…)" for name in groups)
            self.wrong(key, "lacks its named groups", f"Give it {names}.", text)
        return found

    def patterns(self, key: str) -> tuple[re.Pattern[str], ...]:
        """A list of regular expressions."""
        return tuple(compiled(self, key, text) for text in self.texts(key))

    def table(self, key: str) -> "Description":
        """The table [key], empty where it is absent."""
        return self._child(key, self._take(key, dict, f"a table [{key}]", {}))

    def tables(self, key: str) -> tuple["Description", ...]:
        """The tables [[key]]; also one table, where one is enough."""
        found = self._take(key, (list, dict), f"tables [[{key}]]", [])
        children = found if isinstance(found, list) else [found]
        if not all(isinstance(child, dict) for child in children):
            self.wrong(key, f"should be tables [[{key}]]", "Correct it.", found)
        return tuple(self._child(key, child) for child in children)

    def is_text(self, key: str) -> bool:
        """Whether a text stands under `key`."""
        return isinstance(self._raw.get(key), str)

    def _child(self, key: str, raw: Mapping[str, Any]) -> "Description":
        return Description(raw, self._file, self._source, f"{self._path}.{key}".strip("."))

    def _take(self, key: str, kind: Any, words: str, default: T | None) -> Any:
        if key not in self._raw:
            if default is None:
                self.wrong(key, "is missing", f"Give it {words}.")
            return default
        value = self._raw.pop(key)
        if not isinstance(value, kind):
            self.wrong(key, f"should be {words}", "Correct it.", value)
        return value


def compiled(where: Description, key: str, text: str) -> re.Pattern[str]:
    """`text` as a regular expression. Raises ListError."""
    try:
        return re.compile(text)
    except re.error as error:
        where.wrong(key, f"is no regular expression ({error})", "Correct it.", text)
