"""The names of any table: several columns, or whole names in one, as given names and surnames."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute

from ..rules.names import LEFT_OUT, spanish_bearers
from .compare.folded import LONGEST, Texts
from .normalise.names import parse, units
from .normalise.spelling import fold, plain_form, plain_given_form, spanish_sound

pc: Any = pyarrow.compute
LANGUAGES = ("es", "any")
# A surname that so many bear in Spain (log2) is a common one there …
_COMMON_IN_SPAIN = 14
# … and of Spanish names far more than so many are; of English or German ones, hardly any.
_SHARE_OF_COMMON = 0.35
_SAMPLE = 2000
_NO_LETTER = "['`.]"
_BETWEEN = r"[\s,;/–-]+"
_NOT_WORD = "[^a-z0-9]+"
_CYRILLIC = r"\p{Cyrillic}"

Form = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class NameTokens:
    """(n,) Arrow strings: tokens of the given names and of the surnames of each record in one
    comparable spelling, separated by spaces, "" where there are none; None without any column."""

    given: Texts | None
    surnames: Texts | None


def name_tokens(
    given: Sequence[Texts], surnames: Sequence[Texts], whole: Sequence[Texts], language: str
) -> NameTokens:
    """One name a record from dictionary-encoded columns of given names, surnames and whole names.

    Tokens of several columns follow each other in the order of the columns, so that surnames in
    the other order are found to be so. A whole name beside the others says nothing new: it fills
    the records in which they are all empty.
    """
    first = _joined([_spelt(column, _GIVEN[language]) for column in given])
    last = _joined([_spelt(column, _SURNAME[language]) for column in surnames])
    for column in whole:
        nothing = pa.repeat("", len(column))
        first, last = (nothing if part is None else part for part in (first, last))
        empty = pc.and_(pc.equal(first, ""), pc.equal(last, ""))
        one, two = _split(column, language)
        first, last = pc.if_else(empty, one, first), pc.if_else(empty, two, last)
    return NameTokens(first, last)


def language_of(surnames: Sequence[Texts]) -> str:
    """ "es" where the surnames of these dictionary-encoded columns are Spanish ones, else "any".

    Told by how many of the first records bear a surname that is common in Spain.
    """
    common = told = 0
    for column in surnames:
        for text in column.slice(0, _SAMPLE).drop_null().to_pylist():
            bearers = [spanish_bearers().get(fold(token), (0, 0)) for token in text.split()]
            told += 1
            common += any(surname >= _COMMON_IN_SPAIN for _, surname in bearers)
    return "es" if common > told * _SHARE_OF_COMMON else "any"


def split_name(text: str) -> tuple[str, str]:
    """Given names and surname of a whole name of no known language.

    "Surname, Given" by its comma; otherwise the last token and the particles before it are the
    surname: Ludwig van Beethoven. Cyrillic names are taken apart by what given names are known.
    """
    if "," in text:
        last, _, first = text.partition(",")
        return first.strip(), last.strip()
    parts = units(text)
    return " ".join(parts[:-1]), parts[-1] if parts else ""


def _split(column: Texts, language: str) -> tuple[Texts, Texts]:
    """Given names and surnames of a dictionary-encoded column of whole names, comparable."""
    texts = column.dictionary.to_pylist()
    cyrillic = pc.match_substring_regex(column.dictionary, _CYRILLIC).to_pylist()
    halves = [
        _parsed(text[:LONGEST], "BY")
        if slavic
        else (_parsed(text[:LONGEST], "CU") if language == "es" else split_name(text[:LONGEST]))
        for text, slavic in zip(texts, cyrillic, strict=True)
    ]
    forms = (_GIVEN[language], _SURNAME[language])
    return tuple(
        _taken(_comparable(pa.array([half[at] for half in halves], pa.string()), form), column)
        for at, form in enumerate(forms)
    )


def _parsed(text: str, country: str) -> tuple[str, str]:
    name = parse(text, None, None, country, "given_first")
    first = " ".join(filter(None, (name.given_names, name.patronymic)))
    return first, name.surnames or ""


def _spelt(column: Texts, form: Form) -> Texts:
    return _taken(_comparable(column.dictionary, form), column)


def _taken(spelt: Texts, column: Texts) -> Texts:
    return spelt.take(column.indices).fill_null("")


def _joined(columns: Sequence[Texts]) -> Texts | None:
    if len(columns) < 2:
        return columns[0] if columns else None
    return pc.ascii_trim_whitespace(pc.binary_join_element_wise(*columns, " "))


def _comparable(texts: Texts, form: Form) -> Texts:
    """Each distinct text as comparable tokens; each distinct token is spelt once."""
    texts = pc.utf8_slice_codeunits(texts, 0, LONGEST).fill_null("")
    if form is spanish_sound:
        return _by_token(texts, form)
    # letters without marks need no more than this, and most tables have hardly others
    bare = pc.replace_substring_regex(pc.ascii_lower(texts), pattern=_NO_LETTER, replacement="")
    words = pc.replace_substring_regex(bare, pattern=_NOT_WORD, replacement=" ")
    other = pc.invert(pc.string_is_ascii(texts))
    return pc.replace_with_mask(
        pc.ascii_trim_whitespace(words), other, _by_token(texts.filter(other), form)
    )


def _by_token(texts: Texts, form: Form) -> Texts:
    """Tokens of each text in their form, one space between them."""
    words = pc.replace_substring_regex(pc.utf8_lower(texts), pattern=_BETWEEN, replacement=" ")
    lists = pc.split_pattern(pc.utf8_trim_whitespace(words), " ")
    encoded = pc.list_flatten(lists).dictionary_encode()
    known = encoded.dictionary.to_pylist()
    particles = LEFT_OUT if form is spanish_sound else frozenset()
    spelt = ["" if token in particles else form(token) for token in known]
    tokens = pa.array(spelt, pa.string()).take(encoded.indices)
    joined = pc.binary_join(pa.ListArray.from_arrays(lists.offsets, tokens), " ")
    single = pc.replace_substring_regex(joined, pattern=" +", replacement=" ")
    return pc.ascii_trim_whitespace(single)


_GIVEN: dict[str, Form] = {"es": spanish_sound, "any": plain_given_form}
_SURNAME: dict[str, Form] = {"es": spanish_sound, "any": plain_form}
