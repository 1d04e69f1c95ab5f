"""Spellings made comparable: one form for all the ways a name token is written."""

import re
from functools import cache

from unidecode import unidecode

from ...rules.names import slavic_given_names

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")
# Latin letters typed inside a Cyrillic word, and the Cyrillic letters they look like.
_LOOKALIKES = str.maketrans("aceopxyikmhtbAСEOPXYIKMHTB", "асеорхуікмнтвАСЕОРХУІКМНТВ")

# Spelling by ear in Cuba: b/v, s/z/c, y/ll/i, g/j/x, silent h, k/c/qu, doubled letters.
_SPANISH = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("ch", "C"),
        ("sh", "C"),
        ("qu(?=[ei])|ck|q|c(?![eiyC])", "k"),
        ("[zç]|c(?=[eiy])", "s"),
        ("x", "s"),
        ("gu(?=[ei])", "G"),
        ("g(?=[ei])|j", "J"),
        ("ll|y", "i"),
        ("[vw]", "b"),
        ("h", ""),
        ("m(?=[bp])", "n"),
        (r"(.)\1+", r"\1"),
    )
)

# Belarusian and Russian Cyrillic to letters shared by both orthographies and their romanisations.
_FROM_CYRILLIC = {
    **dict.fromkeys("аоуыэеёиіяюєї", "a"),
    **dict.fromkeys("йьъ'’", ""),
    **dict(zip("бвгґдзклмнпрстфхў", "bvhhdzklmnprstfhv", strict=True)),
    **{"ж": "z", "ц": "c", "ч": "c", "ш": "s", "щ": "sc"},
}
_BEFORE_CYRILLIC = (
    (re.compile("дз(?=[іеёяюьмв])"), "д"),
    (re.compile("ц(?=[іёяюь])|ц(?=е[^йц])"), "т"),
    (re.compile("(?<=[аоэеяё])у(?=[бвгджзклмнпрстфхцчшщ]|$)"), "в"),
    (re.compile("^у(?=[бвгджзклмнпрстфхцчшщ])"), "в"),
)
_BEFORE_LATIN = (
    (re.compile("dz(?=[ieymv])"), "d"),
    (re.compile("ts(?=[iy])|c(?=i)"), "t"),
    (re.compile("shch|szcz"), "sc"),
    (re.compile("ch|cz|ts|tz"), "c"),
    (re.compile("sh|sz"), "s"),
    (re.compile("zh|rz"), "z"),
    (re.compile("kh|gh"), "h"),
    (re.compile("x|ks"), "ks"),
    (re.compile("(?<=[aoe])[uw](?=[^aeiouy]|$)"), "v"),
    (re.compile("^u(?=[^aeiouy])"), "v"),
    (re.compile("w"), "v"),
    (re.compile("g"), "h"),
    (re.compile("ph"), "f"),
    (re.compile("j|y"), "i"),
    (re.compile("[aeiou]+"), "a"),
    (re.compile("q"), "k"),
)
_DOUBLED = re.compile(r"(.)\1+")


@cache
def fold(token: str) -> str:
    """Lower case, Latin without marks, ё as е, look-alike letters in the script of the word."""
    lowered = token.casefold().replace("ё", "е").replace("’", "'")
    if _CYRILLIC.search(lowered):
        return lowered.translate(_LOOKALIKES) if _LATIN.search(lowered) else lowered
    return unidecode(lowered).lower().replace("'", "").replace("`", "")


@cache
def spanish_sound(token: str) -> str:
    """The sound of a Spanish name token, so that Hernándes = Ernandez and Yoel = Lloel."""
    sound = fold(token).replace(" ", "").replace("-", "")
    for pattern, letter in _SPANISH:
        sound = pattern.sub(letter, sound)
    return sound


@cache
def slavic_skeleton(token: str) -> str:
    """Consonants and the places of vowels, the same for be, ru and their romanisations.

    Siarhei, Sergey, Сяргей and Сергей all become `sarha`.
    """
    form = fold(token).replace("-", "")
    if _CYRILLIC.search(form):
        for pattern, letters in _BEFORE_CYRILLIC:
            form = pattern.sub(letters, form)
        form = "".join(_FROM_CYRILLIC.get(letter, letter) for letter in form)
    else:
        for pattern, letters in _BEFORE_LATIN:
            form = pattern.sub(letters, form)
    form = _DOUBLED.sub(r"\1", form)
    return form.rstrip("a") or form


@cache
def given_name_class(token: str) -> str:
    """The class of a Belarusian or Russian given name, or the token's skeleton if unknown."""
    names, form = slavic_given_names(), fold(token)
    known = names.class_of.get(form) or names.diminutive_of.get(form)
    return known or slavic_skeleton(token)
