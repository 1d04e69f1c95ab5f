"""Spellings made comparable: one form for all the ways a name token is written."""

import re
import unicodedata
from functools import cache

from unidecode import unidecode

from ...rules.names import LEFT_OUT, slavic_given_names, spanish_bearers

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Letters and digits typed inside a word of the other script, and the letters they look like.
_TO_CYRILLIC = str.maketrans("aceopxyikmhtb036", "асеорхуікмнтвозб")
_TO_LATIN = str.maketrans("асеорхуікмнтв", "aceopxyikmhtb")
# Letters that look like none of the other script tell which of the two a word is in.
_ONLY_CYRILLIC = re.compile(r"(?![асеорхуікмнтв])[\u0400-\u04ff]")
_ONLY_LATIN = re.compile("(?![aceopxyikmhtb])[a-z]")
_APOSTROPHES = str.maketrans(dict.fromkeys("'`´’‘ʼʹ′"))

# An article or "de" that a list writes together with the surname: Delarosa.
_GLUED = ("delas", "delos", "dela", "del", "de")
_WELL_KNOWN = 9
_FAR_COMMONER = 3

# Spelling by ear in Cuba: b/v, s/z/c, y/ll/i, g/j/x, silent h, k/c/qu, doubled letters; with the
# letters without which there is nothing to replace. They read one name, or many, one a line.
_SPANISH = tuple(
    (frozenset(letters), re.compile(pattern, re.MULTILINE), sound)
    for letters, pattern, sound in (
        ("h", "ph", "f"),
        ("h", "ch", "C"),
        ("h", "sh", "C"),
        ("h", "h", ""),
        ("qc", "qu(?=[eiy])|ck|q|c(?![eiyC])", "k"),
        ("zçc", "[zç]|c(?=[eiy])", "s"),
        # at the start it may be heard as S or as J: Xiomara, Xavier
        ("x", "(?<!^)x", "s"),
        ("g", "gu(?=[eiy])", "G"),
        ("gj", "g(?=[eiy])|j", "J"),
        ("ly", "ll|y", "i"),
        ("vw", "[vw]", "b"),
        ("m", "m(?=[bp])", "n"),
    )
)

# Belarusian and Russian Cyrillic to letters shared by both orthographies and their romanisations.
_FROM_CYRILLIC = {
    **dict.fromkeys("аоуыэеёиіяюєї", "ə"),
    **dict.fromkeys("йьъ'’", ""),
    **dict(zip("бвгґдзклмнпрстфхў", "bvhhdzklmnprstfhv", strict=True)),
    **{"ж": "z", "ц": "c", "ч": "c", "ш": "s", "щ": "sc"},
}
_BEFORE_CYRILLIC = (
    (re.compile("тск"), "цк"),
    (re.compile("дз(?=[іеёяюьмв])"), "д"),
    (re.compile("ц(?=[іёяюь])|ц(?=е[^йц])"), "т"),
    (re.compile("(?<=[аоэеяё])у(?=[бвгджзклмнпрстфхцчшщ]|$)"), "в"),
    (re.compile("^у(?=[бвгджзклмнпрстфхцчшщ])"), "в"),
)
# Polish, German and the Latin script of Belarus write х as ch; they show by other letters.
_CONTINENTAL = re.compile("[jwłŭśźćńčšž]|sz|cz")
_CH_AS_KH = re.compile("(?<!s)ch")
_BEFORE_LATIN = (
    (re.compile("schtsch|^sch"), "shch"),
    (re.compile("tsch"), "cz"),
    (re.compile("sch"), "sh"),
    (re.compile("zk(?=[iy])"), "ck"),
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
    (re.compile("[aeiou]+"), "ə"),
    (re.compile("q"), "k"),
)
_DOUBLED = re.compile(r"(.)\1+")
# The endings of patronymics in the skeleton, and the vowel that the father's name loses before
# them: Павел, Павлович.
_PATRONYMIC = re.compile("(?:əvəc|əvn|ənəcn|əncn|əcn|əc|vəc|vn)$")
_FLEETING = re.compile("ə(.)$")
_SHORTEST_PATRONYMIC = 2


@cache
def fold(token: str) -> str:
    """Lower case, Latin without marks, ё as е, look-alike letters in the script of the word."""
    if token.isascii():
        return token.lower().translate(_APOSTROPHES)
    lowered = unicodedata.normalize("NFC", token).casefold().replace("ё", "е")
    lowered = lowered.translate(_APOSTROPHES)
    if _CYRILLIC.search(lowered):
        if _ONLY_LATIN.search(lowered) and not _ONLY_CYRILLIC.search(lowered):
            return unidecode(lowered.translate(_TO_LATIN)).lower()
        return lowered.translate(_TO_CYRILLIC)
    return unidecode(lowered).lower().translate(_APOSTROPHES)


@cache
def spanish_sound(token: str) -> str:
    """The sound of a Spanish name token, so that Hernándes = Ernandez and Yoel = Lloel."""
    known = _known_sounds().get(token)
    if known is not None:
        return known
    written = _written(_bare(token))
    return written if len(written) == 1 else _heard(written)


@cache
def _known_sounds() -> dict[str, str]:
    """The sound of each token of the table, whose 22,000 are heard together in one text."""
    tokens = list(spanish_bearers())
    written = list(map(_written, tokens))
    heard = zip(written, _heard("\n".join(written)).split("\n"), strict=True)
    sounds = (form if len(form) == 1 else sound for form, sound in heard)
    return dict(zip(tokens, sounds, strict=True))


def _heard(text: str) -> str:
    letters = frozenset(text)
    for needed, pattern, letter in _SPANISH:
        if not needed.isdisjoint(letters):
            text = pattern.sub(letter, text)
    return _DOUBLED.sub(r"\1", text)


def _written(form: str) -> str:
    """A folded token as it is heard: without particles and with one l for two that make no name."""
    return _single_l(_without_particles(form)).replace(" ", "").replace("-", "")


def _single_l(form: str) -> str:
    """Danielis where a list has Daniellis: of ll that makes no name, but l does, a letter goes."""
    if "ll" not in form:
        return form
    single = form.replace("ll", "l")
    bearers = spanish_bearers()
    return single if form not in bearers and single in bearers else form


def _bare(token: str) -> str:
    """The folded token; an initial without its full stop."""
    return fold(token).rstrip(".") or fold(token)


def _without_particles(unit: str) -> str:
    """A unit of a name without the words that lists leave out; "la o" stays whole."""
    *before, word = unit.split() or [unit]
    # every article that may be glued to a surname has "de" in it, and few words have
    if not before and "de" not in word:
        return word
    kept = [particle for particle in before if particle not in LEFT_OUT]
    bearers = spanish_bearers()
    if not before:
        after = (word.removeprefix(glued) for glued in _GLUED if word.startswith(glued))
        own = max(bearers.get(word, (0, 0))) + _FAR_COMMONER
        known = (rest for rest in after if _is_surname(rest) and bearers[rest][1] >= own)
        return next(known, None) or (word if word in bearers else _without_inner_particle(word))
    return " ".join([*kept, word]) if len(word) > 1 or not before else unit


def _is_surname(word: str) -> bool:
    return spanish_bearers().get(word, (0, 0))[1] >= _WELL_KNOWN


def _without_inner_particle(word: str) -> str:
    """Poncedeleón without the particle that "Ponce de León" goes without too."""
    for glued in _GLUED:
        before, found, after = word.partition(glued)
        if found and _is_surname(before) and _is_surname(after):
            return before + after
    return word


@cache
def slavic_skeleton(token: str) -> str:
    """Consonants and the places of vowels (ə), the same for be, ru and their romanisations.

    Ціханоўская, Тихановский, Tsikhanouskaya and Tichanowski all become `təhənəvsk`.
    """
    form = _bare(token)
    if len(form) == 1:
        return form
    form = _skeleton(form, bool(_CONTINENTAL.search(token.casefold())))
    return form.rstrip("ə") or form


@cache
def given_skeleton(token: str) -> str:
    """The skeleton of a given name, whose final a tells a woman's from a man's."""
    form = slavic_skeleton(token)
    return form + "ə" if len(form) > 1 and fold(token).endswith(("a", "а", "я")) else form


def _skeleton(form: str, continental: bool) -> str:
    form = form.replace("-", "")
    if _CYRILLIC.search(form):
        for pattern, letters in _BEFORE_CYRILLIC:
            form = pattern.sub(letters, form)
        form = "".join(_FROM_CYRILLIC.get(letter, letter) for letter in form)
    else:
        if continental:
            form = _CH_AS_KH.sub("kh", form)
        for pattern, letters in _BEFORE_LATIN:
            form = pattern.sub(letters, form)
    return _DOUBLED.sub(r"\1", form)


@cache
def given_name_class(token: str) -> str:
    """The class of a Belarusian or Russian given name, or the token's skeleton if unknown.

    A diminutive has its own skeleton, because it may stand for several names.
    """
    names, form = slavic_given_names(), fold(token)
    if form in names.class_of:
        return names.class_of[form]
    skeleton = given_skeleton(token)
    return skeleton if form in names.diminutive_of else _classes().get(skeleton, skeleton)


@cache
def _classes() -> dict[str, str]:
    """Skeleton of the full forms of a given name -> its class, where it is of one class only."""
    found: dict[str, set[str]] = {}
    for form, name in slavic_given_names().class_of.items():
        found.setdefault(given_skeleton(form), set()).add(name)
    return {form: min(names) for form, names in found.items() if len(names) == 1}


@cache
def plain_form(token: str) -> str:
    """The folded token of a name of no known language; in Cyrillic, its Slavic skeleton."""
    form = _bare(token)
    return slavic_skeleton(token) if _CYRILLIC.search(form) else form


@cache
def plain_given_form(token: str) -> str:
    """The same of a given name."""
    form = _bare(token)
    return given_name_class(token) if _CYRILLIC.search(form) else form


@cache
def patronymic_class(token: str) -> str:
    """The class of the father's given name, or the patronymic's stem if that is unknown.

    Сяргеевіч, Сергеевна and Siarheevich are all `siarhei`; an initial stays a letter.
    """
    form = slavic_skeleton(token)
    stem = _PATRONYMIC.sub("", form).rstrip("ə") if len(form) > _SHORTEST_PATRONYMIC else ""
    return _fathers().get(stem, stem) if stem else form


@cache
def _fathers() -> dict[str, str]:
    """Stem that a given name has in a patronymic -> its class; of two classes the first."""
    stems: dict[str, str] = {}
    for form, name in slavic_given_names().class_of.items():
        skeleton = slavic_skeleton(form)
        for stem in (skeleton, _FLEETING.sub(r"\1", skeleton)):
            if slavic_given_names().sex_of[name] == "m":
                stems.setdefault(stem, name)
    return stems
