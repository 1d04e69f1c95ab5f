"""Vocabularies: our codes, what they mean, and the words that lists use for them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from .folding import OUTER, fold

__all__ = ["Vocabulary", "VocabularyError", "fold", "names", "vocabulary"]

FOLDER = Path(__file__).parent / "vocabularies"
LANGUAGES = ("any", "es", "en", "ru", "be")
# What one entry may give in another vocabulary: a status word gives a custody status and a basis.
GIVES = ("custody_status", "release_basis", "risk_group")
_LONGEST_WORD = 300
_NEAR = 75.0


class VocabularyError(ValueError):
    """A vocabulary file contradicts itself or has keys that nobody reads."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its meaning, its words by language, and what it gives in other vocabularies."""

    meaning: str
    words: Mapping[str, tuple[str, ...]]
    gives: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A kind of place known by its number: any of its forms, then the number, then an address."""

    code: str
    entry: Entry
    pattern: re.Pattern[str]

    def number(self, code: str) -> str | None:
        """The number in `code`, if it is a code of this kind."""
        found = re.fullmatch(re.escape(self.code).replace(r"\{n\}", r"(\d{1,3})"), code)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both ends inclusive and either end open, that has a code."""

    code: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words to codes. `folded` holds each known word; None marks a word that says nothing."""

    name: str
    entries: Mapping[str, Entry]
    folded: Mapping[str, str | None]
    spelled: Mapping[str, str] = field(repr=False)
    prefixes: tuple[str, ...] = ()
    qualifiers: re.Pattern[str] | None = None
    numbered: tuple[Numbered, ...] = ()
    windows: tuple[Window, ...] = ()
    seen: dict[str, tuple[bool, str | None]] = field(default_factory=dict, repr=False)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that is listed; numbered kinds have more (see `meaning`)."""
        return frozenset(self.entries)

    def code(self, word: str) -> str | None:
        """The code of `word`; None if it is unknown or a word that says nothing."""
        return self._look_up(word)[1]

    def known(self, word: str) -> bool:
        """Whether `word` is listed, even as a word that says nothing."""
        return self._look_up(word)[0]

    def nearest(self, word: str) -> str | None:
        """The listed word most like `word`, as it is spelled here, if any is near.

        What stands after a comma, such as the place of a prison, need not be like it.
        """
        whole = fold(word[:_LONGEST_WORD])
        forms = {form for text in (whole, whole.partition(",")[0]) for form in self._forms(text)}
        near = [found for form in sorted(forms) if (found := _like(form, self.spelled))]
        return self.spelled[max(near, key=lambda found: found[1])[0]] if near else None

    def meaning(self, code: str) -> str:
        """What `code` means, in English. Raises KeyError for a code that is not of here."""
        entry, number = self._entry(code)
        return entry.meaning.replace("{n}", number)

    def label(self, code: str, language: str) -> str:
        """The first word of `code` in `language`; its meaning where the language has none."""
        entry, number = self._entry(code)
        words = entry.words.get(language)
        if not words:
            return entry.meaning.replace("{n}", number)
        return words[0] + ("" if not number or words[0].endswith("-") else " ") + number

    def gives(self, code: str, vocabulary: str) -> str | None:
        """The code of another vocabulary that `code` implies, such as a custody status."""
        return self._entry(code)[0].gives.get(vocabulary)

    def _entry(self, code: str) -> tuple[Entry, str]:
        if code in self.entries:
            return self.entries[code], ""
        for kind in self.numbered:
            if number := kind.number(code):
                return kind.entry, number
        raise KeyError(f"{self.name} has no code '{code}'")

    def _look_up(self, word: str) -> tuple[bool, str | None]:
        if len(word) > _LONGEST_WORD:
            return False, None
        # a word is asked for twice and more: whether it is known, and for its code
        if word not in self.seen:
            self.seen[word] = self._read(word)
        return self.seen[word]

    def _read(self, word: str) -> tuple[bool, str | None]:
        for form in self._forms(fold(word)):
            if form in self.folded:
                return True, self.folded[form]
            for kind in self.numbered:
                if found := kind.pattern.match(form):
                    return True, kind.code.replace("{n}", str(int(found[1])))
        return False, None

    def _forms(self, folded: str) -> Iterator[str]:
        """`folded`, then without qualifiers, then without each prefix, shortest prefix first."""
        yield folded
        if self.qualifiers:
            folded = " ".join(self.qualifiers.sub(" ", folded).split()).strip(OUTER)
            yield folded
        yield from self._without_prefix(folded)

    def _without_prefix(self, folded: str) -> Iterator[str]:
        for prefix in self.prefixes:
            rest = folded.removeprefix(prefix)
            if rest != folded and not rest[:1].isalnum():
                yield rest.strip(OUTER)
                yield from self._without_prefix(rest.strip(OUTER))


def _like(form: str, words: Mapping[str, str]) -> tuple[str, float, int] | None:
    return process.extractOne(form, words.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)


@cache
def vocabulary(name: str) -> Vocabulary:
    """The vocabulary in rules/vocabularies/<name>.toml, read once. Raises VocabularyError."""
    read = _Reader(name, tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
    made = read.vocabulary()
    for code, entry in made.entries.items():
        for other, given in entry.gives.items():
            if given not in vocabulary(other).codes:
                raise VocabularyError(f"{name}.toml: {code} gives {other} '{given}', no such code")
    return made


def names() -> tuple[str, ...]:
    """Every vocabulary there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


class _Reader:
    """Reads one vocabulary file, taking each key out, so that a key left over is an error."""

    def __init__(self, name: str, raw: dict[str, Any]) -> None:
        self.name, self.raw = name, raw
        self.folded: dict[str, str | None] = {}
        self.spelled: dict[str, str] = {}

    def vocabulary(self) -> Vocabulary:
        self.raw.pop("meaning")
        entries = {code: self._entry(code, raw) for code, raw in self._table("codes").items()}
        for outer, inside in self._table("within").items():
            entries |= self._within(outer, inside)
        for words in self._table("nothing").values():
            self._add(words, None)
        numbered = tuple(self._numbered(raw) for raw in self.raw.pop("numbered", []))
        windows = tuple(self._window(raw, entries) for raw in self.raw.pop("when", []))
        prefixes = sorted(map(fold, self.raw.pop("prefixes", [])), key=len)
        qualifiers = self._qualifiers(self.raw.pop("qualifiers", []))
        self._finish(self.raw, "the file")
        return Vocabulary(
            self.name, entries, self.folded, self.spelled, tuple(prefixes), qualifiers,
            numbered, windows,
        )  # fmt: skip

    def _table(self, key: str) -> dict[str, Any]:
        table: dict[str, Any] = self.raw.pop(key, {})
        return table

    def _entry(self, code: str, raw: dict[str, Any], listed: bool = True) -> Entry:
        words = {lang: tuple(raw.pop(lang)) for lang in LANGUAGES if lang in raw}
        gives = {other: raw.pop(other) for other in GIVES if other in raw}
        entry = Entry(raw.pop("meaning"), words, gives)
        self._finish(raw, code)
        if listed:
            for some in words.values():
                self._add(some, code)
        return entry

    def _within(self, outer: str, inside: dict[str, list[str]]) -> dict[str, Entry]:
        """Codes that lie within another: known as 'outer.word', and bare where that is one."""
        made = {}
        for inner, words in inside.items():
            code = f"{outer}.{inner}"
            made[code] = Entry(words[0], {"es": tuple(words)}, {})
            for word in words:
                bare = fold(word)
                self.folded[fold(f"{outer}.{word}")] = code
                self.folded[bare] = code if self.folded.get(bare, code) == code else None
                self.spelled[bare] = word
        return made

    def _numbered(self, raw: dict[str, Any]) -> Numbered:
        code = raw.pop("code")
        entry = self._entry(code, raw, listed=False)
        forms = sorted({fold(w) for some in entry.words.values() for w in some}, key=len)
        either = "|".join(map(re.escape, reversed(forms)))
        pattern = re.compile(rf"(?:{either})[\s.-]*(\d{{1,3}})(?![\w-])")
        return Numbered(code, entry, pattern)

    def _window(self, raw: dict[str, Any], entries: Mapping[str, Entry]) -> Window:
        window = Window(raw.pop("code"), raw.pop("from", None), raw.pop("to", None))
        self._finish(raw, "when")
        if window.code not in entries:
            raise VocabularyError(f"{self.name}.toml: when: no code '{window.code}'")
        return window

    def _qualifiers(self, phrases: list[str]) -> re.Pattern[str] | None:
        longest_first = sorted(map(fold, phrases), key=len, reverse=True)
        either = "|".join(map(re.escape, longest_first))
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if phrases else None

    def _add(self, words: Any, code: str | None) -> None:
        for word in words:
            folded = fold(word)
            if self.folded.get(folded, code) != code or (not folded):
                raise VocabularyError(
                    f"{self.name}.toml: '{word}' stands for {self.folded.get(folded)} and {code}"
                )
            self.folded[folded] = code
            self.spelled.setdefault(folded, word)

    def _finish(self, raw: Mapping[str, Any], where: str) -> None:
        if raw:
            raise VocabularyError(f"{self.name}.toml: {where}: nobody reads {sorted(raw)}")
