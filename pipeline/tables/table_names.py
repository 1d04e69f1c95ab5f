"""The names of any table: several columns, or whole names in one, as given names and surnames."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from ...rules.names import LEFT_OUT, spanish_bearers
from ..compare.folded import LONGEST, Texts
from ..compare.name_readings import SLAVIC, SPANISH, Reading, readings
from ..compare.sounds import spanish_sounds
from ..normalise.names import units
from ..normalise.spelling import (
    fold,
    given_name_class,
    plain_form,
    plain_given_form,
    slavic_skeleton,
    spanish_sound,
)

pc: Any = pyarrow.compute
# A surname that so many bear in Spain (log2) is a common one there …
_COMMON_IN_SPAIN = 14
# … and of Spanish names far more than so many are; of English or German ones, hardly any.
_SHARE_OF_COMMON = 0.35
# With some names in Cyrillic, those in Latin letters are romanised ones of the same people.
_SHARE_OF_CYRILLIC = 0.1
_SAMPLE = 2000
_NO_LETTER = "['`.]"
_BETWEEN = r"[\s\x00-\x1f,;/–-]+"
_NOT_WORD = "[^a-z0-9]+"
_CYRILLIC = r"\p{Cyrillic}"

Form = Callable[[str], str]
Parts = tuple[Texts, ...]


@dataclass(frozen=True, slots=True)
class NameTokens:
    """(n,) dictionary-encoded columns that make up the parts of each record's name: tokens in one
    comparable spelling, separated by spaces, "" where there are none; None where no record has any.

    other_given, other_surnames: a whole name read in another way.
    """

    given: Parts | None
    surnames: Parts | None
    patronymic: Parts | None = None
    other_given: Parts | None = None
    other_surnames: Parts | None = None


def name_tokens(
    given: Sequence[Texts], surnames: Sequence[Texts], whole: Sequence[Texts], language: str
) -> NameTokens:
    """One name a record from dictionary-encoded columns of given names, surnames and whole names.

    Tokens of several columns follow each other in the order of the columns, so that surnames in
    the other order are found to be so. A whole name beside the others says nothing new: it fills
    the records in which they are all empty.
    """
    found = NameTokens(
        _spelt(given, _GIVEN[language]),
        _spelt(surnames, _SURNAME[language]),
    )
    for column in whole:
        found = _filled(found, _split(column, language))
    return found


def language_of(surnames: Sequence[Texts]) -> str:
    """The language of dictionary-encoded columns of names: slavic, es (Spanish) or any other.

    Told by the first records: how many are in Cyrillic, or bear a surname that is common in Spain.
    """
    common = cyrillic = told = 0
    for column in surnames:
        texts = column.slice(0, _SAMPLE).drop_null()
        for text in texts.to_pylist():
            bearers = [spanish_bearers().get(fold(token), (0, 0)) for token in text.split()]
            common += any(surname >= _COMMON_IN_SPAIN for _, surname in bearers)
        in_cyrillic = pc.match_substring_regex(texts.cast(pa.string()), pattern=_CYRILLIC)
        cyrillic += pc.sum(in_cyrillic).as_py() or 0
        told += len(texts)
    if cyrillic > told * _SHARE_OF_CYRILLIC:
        return "slavic"
    return "es" if common > told * _SHARE_OF_COMMON else "any"


def split_name(text: str, comma: bool) -> tuple[str, str]:
    """Given names and surname of a whole name of no known language.

    The last token and the particles before it are the surname: Ludwig van Beethoven; or what stands
    before the comma, where the column writes names so (`comma`) or it is a single word.
    """
    last, _, first = text.partition(",")
    if first.strip() and (comma or len(last.split()) == 1):
        return first.strip(), last.strip()
    parts = units(text.replace(",", " "))
    return " ".join(parts[:-1]), parts[-1] if parts else ""


def _filled(found: NameTokens, whole: NameTokens) -> NameTokens:
    """The parts of names, and those of whole names where no part is known."""
    known = [*(found.given or ()), *(found.surnames or ())]
    if not known:
        return whole
    empty = reduce(pc.and_, [pc.equal(_texts(part), "") for part in known])

    def fill(name: str) -> Parts | None:
        own: Parts | None = getattr(found, name)
        other: Parts | None = getattr(whole, name)
        if other is None:
            return own
        filling = (pc.if_else(empty, _texts(part), "").dictionary_encode() for part in other)
        return (*(own or ()), *filling)

    return replace(found, **{name: fill(name) for name in NameTokens.__dataclass_fields__})


def _split(column: Texts, language: str) -> NameTokens:
    """The parts of a dictionary-encoded column of whole names."""
    texts = [text[:LONGEST] for text in column.dictionary.to_pylist()]
    if language == "any":
        comma = sum("," in text for text in texts) * 2 > len(texts)
        halves = [split_name(text, comma) for text in texts]
        first, last = (pa.array([half[at] for half in halves], pa.string()) for at in (0, 1))
        return NameTokens(
            (_in_place(_comparable(first, plain_given_form), column),),
            (_in_place(_comparable(last, plain_form), column),),
        )
    tongue = SPANISH if language == "es" else SLAVIC
    read = [readings(text, tongue) for text in texts]
    nothing = Reading("", "")

    def part(at: int, name: str) -> Parts:
        values = [getattr(one[at] if at < len(one) else nothing, name) for one in read]
        return (_in_place(pa.array(values, pa.string()), column),)

    return NameTokens(
        part(0, "given"),
        part(0, "surnames"),
        part(0, "patronymic") if language == "slavic" else None,
        part(1, "given"),
        part(1, "surnames"),
    )


def _spelt(columns: Sequence[Texts], form: Form) -> Parts | None:
    """The columns with their distinct texts as comparable tokens; all are spelt at once."""
    if not columns:
        return None
    spelt = _comparable(pa.concat_arrays([column.dictionary for column in columns]), form)
    ends = np.cumsum([len(column.dictionary) for column in columns]).tolist()
    sides = zip([0, *ends], ends, columns, strict=False)
    return tuple(_in_place(spelt.slice(at, end - at), column) for at, end, column in sides)


def _in_place(spelt: Texts, column: Texts) -> Texts:
    """The column with its distinct texts as they are spelt."""
    return pa.DictionaryArray.from_arrays(column.indices, spelt)


def _texts(part: Texts) -> Texts:
    return part.dictionary.take(part.indices).fill_null("")


def _comparable(texts: Texts, form: Form) -> Texts:
    """Each distinct text as comparable tokens; each distinct token is spelt once."""
    texts = pc.utf8_slice_codeunits(texts, 0, LONGEST).fill_null("")
    if form not in (plain_form, plain_given_form):
        return _by_token(texts, form)
    # letters without marks need no more than this, and most tables have hardly others
    bare = pc.replace_substring_regex(pc.ascii_lower(texts), pattern=_NO_LETTER, replacement="")
    words = pc.replace_substring_regex(bare, pattern=_NOT_WORD, replacement=" ")
    other = pc.invert(pc.string_is_ascii(texts))
    return pc.replace_with_mask(
        pc.ascii_trim_whitespace(words), other, _by_token(texts.filter(other), form)
    )


def _by_token(texts: Texts, form: Form) -> Texts:
    """Tokens of each text in their form, one space between them.

    Spanish particles are left out, as lists do at will, but where nothing else would be left: "de
    la O", "La".
    """
    words = pc.replace_substring_regex(pc.utf8_lower(texts), pattern=_BETWEEN, replacement=" ")
    lists = pc.split_pattern(pc.utf8_trim_whitespace(words), " ")
    encoded = pc.list_flatten(lists).dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    spelt = spanish_sounds(distinct) if form is spanish_sound else list(map(form, distinct))
    tokens = pa.array(spelt, pa.string()).take(encoded.indices)
    every = _rejoined(lists, tokens)
    if form is not spanish_sound:
        return every
    particle = pc.is_in(encoded.dictionary, pa.array(sorted(LEFT_OUT))).take(encoded.indices)
    without = _rejoined(lists, pc.if_else(particle, "", tokens))
    return pc.if_else(pc.less(pc.utf8_length(without), 2), every, without)


def _rejoined(lists: Texts, tokens: Texts) -> Texts:
    joined = pc.binary_join(pa.ListArray.from_arrays(lists.offsets, tokens), " ")
    single = pc.replace_substring_regex(joined, pattern=" +", replacement=" ")
    return pc.ascii_trim_whitespace(single)


_GIVEN: dict[str, Form] = {
    "es": spanish_sound,
    "slavic": given_name_class,
    "any": plain_given_form,
}
_SURNAME: dict[str, Form] = {"es": spanish_sound, "slavic": slavic_skeleton, "any": plain_form}
