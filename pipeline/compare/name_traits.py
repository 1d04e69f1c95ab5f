"""What the name tables know of given-name tokens and surname tokens, in their common spellings."""

from collections import defaultdict
from functools import cache

import pyarrow as pa

from ...rules.names import (
    english_pet_forms,
    slavic_given_names,
    spanish_bearers,
    spanish_pet_forms,
)
from ..normalise.spelling import fold, given_skeleton, slavic_skeleton, spanish_sound
from .name_tokens import Traits
from .sounds import spanish_sounds

# A token borne by so many in Spain (log2) is a name of its own and no misspelling of another.
_WELL_KNOWN = 9
# Given names are made up in Cuba, few in Spain bear one of them, and each is a name of its own.
_GIVEN_KNOWN = 6
# The letters with which a list may write the first sound of a common spelling.
_LETTERS = {
    **{"ə": "aeiouyjh", "a": "ah", "e": "eh", "o": "oh"},
    **dict.fromkeys("iyj", "iyjlgh"),
    **{"b": "bvw", "v": "vwub", "u": "uvwh", "w": "wvu"},
    **{"k": "kcq", "c": "ckts", "q": "qkc", "C": "cs", "t": "tc"},
    **{"s": "szcx", "z": "zsj", "x": "xsjgk", "J": "gjxy", "h": "hgkc", "g": "gh", "G": "g"},
    **{"f": "fp", "d": "d"},
}
# Cyrillic initials and the Latin letters that romanisations begin with.
_CYRILLIC = {
    **{"а": "a", "б": "b", "в": "vw", "г": "gh", "ґ": "g", "д": "d", "е": "eyij", "ё": "eyij"},
    **{"ж": "zj", "з": "z", "и": "i", "і": "i", "й": "iyj", "к": "kc", "л": "l", "м": "m"},
    **{"н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "uvw", "ў": "uvw"},
    **{"ф": "f", "х": "hkc", "ц": "ct", "ч": "c", "ш": "s", "щ": "s", "ы": "y", "э": "e"},
    **{"ю": "yij", "я": "yij"},
}


@cache
def given_name_traits() -> Traits:
    """Traits of given names, whichever of the common spellings a token is in."""
    names = slavic_given_names()
    spanish = {token for token, (given, _) in spanish_bearers().items() if given >= _GIVEN_KNOWN}
    english = english_pet_forms()
    known = {*spanish_sounds(sorted(spanish)), *spanish, *names.sex_of, *english, *_pets()}
    initials: dict[str, set[str]] = defaultdict(set)
    for form, name in names.class_of.items():
        initials[name].update(_CYRILLIC.get(form[0], form[0]))
    return Traits(
        known=pa.array(sorted(known), pa.string()),
        plain={name: slavic_skeleton(name) for name in names.sex_of},
        initials={name: "".join(sorted(letters)) for name, letters in initials.items()}
        | _single_letters(),
        letters=_LETTERS,
        pets=_pets(),
        gendered=True,
    )


@cache
def surname_traits() -> Traits:
    """Traits of surnames."""
    bearers = spanish_bearers().items()
    common = sorted(token for token, (_, surname) in bearers if surname >= _WELL_KNOWN)
    known = set(spanish_sounds(common))
    return Traits(
        known=pa.array(sorted(known), pa.string()), initials=_single_letters(), letters=_LETTERS
    )


@cache
def patronymic_traits() -> Traits:
    """Traits of patronymics, which stand as the class of the father's name."""
    given = given_name_traits()
    return Traits(
        known=pa.array(sorted(slavic_given_names().sex_of), pa.string()),
        plain=given.plain,
        initials=given.initials,
        letters=_LETTERS,
    )


def _single_letters() -> dict[str, str]:
    """A lone letter is an initial, and stands for itself."""
    return {chr(code): chr(code) for code in range(ord("a"), ord("z") + 1)} | _CYRILLIC


@cache
def _pets() -> dict[str, tuple[str, ...]]:
    """Token -> the formal names that it may stand for, in each of the common spellings."""
    found: dict[str, set[str]] = defaultdict(set)
    for table, forms in (
        (spanish_pet_forms(), (spanish_sound, fold)),
        (english_pet_forms(), (fold,)),
    ):
        for formal, pets in table.items():
            for form in forms:
                for pet in pets:
                    # Maribel is María Isabel: each half of it may be there alone
                    found[form(pet)].update(map(form, formal.split()))
    for pet, classes in slavic_given_names().diminutive_of.items():
        found[given_skeleton(pet)].update(classes)
    return {pet: tuple(sorted(formals)) for pet, formals in found.items()}
