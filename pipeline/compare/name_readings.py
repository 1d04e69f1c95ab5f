"""Full names of no known language taken apart, in each way that can be meant."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ...rules.names import (
    FEMININE_SURNAMES,
    FORMERLY,
    GENERATIONS,
    MASCULINE_SURNAMES,
    PATRONYMIC_ENDINGS,
    SLAVIC_SURNAMES,
    TITLES,
    english_given_names,
    slavic_given_names,
    spanish_bearers,
    spanish_pet_forms,
)
from ..normalise.names import units, without_nicknames
from ..normalise.spelling import (
    fold,
    given_name_class,
    patronymic_class,
    plain_form,
    slavic_skeleton,
    spanish_sound,
)

SPANISH, SLAVIC, PLAIN = "spanish", "slavic", "plain"
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_INITIALS = re.compile(r"(?<![^\W\d_])([^\W\d_])\.(?=\S)")
# Digits that stand for letters inside a word that was read by a machine.
_DIGITS = str.maketrans("01358", "olesb")
_READ_WRONG = re.compile(r"[^\W\d_]+[01358][^\W\d_]*|[01358][^\W\d_]+")
# Bits of evidence, at most, that one token gives for being a given name or a surname.
_MOST = 6.0
_KNOWN = 9
# log2 of the bearers in Spain from which a token says something, and more until it is common.
_HEARD_OF, _COMMON = 6, 8
_NONE = (0.0, 0.0, 0.0)
_SHORT = 3
_SOUNDS_CUBAN = 0.5
# English given names are borne in other languages too, which weighs against a whole name.
_OF_OTHERS = 0.25
# Bits by which a shape of a Spanish name is rarer than given names before two surnames.
_SHAPES = {1: -3.0, 2: 0.0, 3: -5.0}
_SURNAME_FIRST = -4.0
# Given names that are made up in Cuba begin or end like few surnames, by their sound.
_MADE_UP = re.compile(r"^[iJ][aeou]|(?:[dl]is|eidi|isi|iel|ier|andri|smani|nis)$")
_CREATIVE = 4.0
# Another reading is kept if it is at most so many bits less likely.
_DOUBT = 3.0
_MOST_WORDS = 12
_MOST_READINGS = 3
_INITIAL = re.compile(r"^[^\W\d_]\.?$")
_SUFFIXES = frozenset({"sr", "jr", "senior", "junior", "i", "ii", "iii"})
_SURNAMES = (*FEMININE_SURNAMES, *MASCULINE_SURNAMES, *SLAVIC_SURNAMES)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a name apart, in comparable tokens separated by spaces.

    sex: "m", "f" or "" where the name does not tell; generation: "elder", "younger" or "".
    """

    given: str
    surnames: str
    patronymic: str = ""
    sex: str = ""
    generation: str = ""


def language(name: str) -> tuple[float, float, float]:
    """Evidence that a name is Spanish, East Slavic, English: a number each, larger for more."""
    if _CYRILLIC.search(name):
        return 0.0, float("inf"), 0.0
    told = [_heard(word) for word in name.replace("-", " ").split()]
    spanish, slavic, english = (sum(side) for side in zip(*told, strict=True)) if told else _NONE
    return spanish, slavic, english - _OF_OTHERS


@cache
def _heard(word: str) -> tuple[float, float, float]:
    """What one word of a name in Latin letters says for each of the languages."""
    token = fold(word).strip(".,")
    bearers = max(spanish_bearers().get(token, (0, 0)))
    names = slavic_given_names()
    slavic = float(token in names.class_of or token in names.diminutive_of)
    if len(token) > _SHORT and token.endswith(SLAVIC_SURNAMES):
        # Abreu is Spanish in spite of its ending, and Ivanova is borne in Spain
        slavic += 0.5 if bearers >= _KNOWN else 1.5
    spanish = min(max((bearers - _HEARD_OF) / _COMMON, 0.0), 1.0)
    if not bearers and _MADE_UP.search(spanish_sound(word)):
        spanish = _SOUNDS_CUBAN
    return spanish, slavic, float(token in english_given_names())


def readings(name: str, tongue: str) -> list[Reading]:
    """The likely readings of a name, the likeliest first; at least one.

    tongue: SPANISH, SLAVIC or PLAIN.
    """
    beside: list[str] = []
    words = _words(without_nicknames(name, beside) or "")
    words, generation = _without_generation(words, beside)
    found = _READERS[tongue](words, beside)[:_MOST_READINGS] or [Reading("", "")]
    return [replace(one, generation=generation) for one in found]


def _words(text: str) -> list[str]:
    """Words of a name without titles, a comma being a word; "С.Л." is two, "0lga" is Olga."""
    spaced = _INITIALS.sub(r"\1. ", text).replace(",", " , ").replace("-", " ")
    words = [
        word.translate(_DIGITS) if _READ_WRONG.search(word) else word for word in spaced.split()
    ]
    words = [word for word in words if word == "," or any(map(str.isalpha, word))]
    while len(words) > 1 and _mark(words[0]) in TITLES and (len(_mark(words[0])) > 1):
        words = words[1:]
    return words[:_MOST_WORDS]


def _mark(word: str) -> str:
    return fold(word).strip(".,;:")


def _without_generation(words: list[str], beside: list[str]) -> tuple[list[str], str]:
    """The words without a mark such as "hijo" or "Jr.", and the generation it tells."""
    for text in beside:
        if _mark(text) in GENERATIONS:
            return words, GENERATIONS[_mark(text)]
    last = words[-1] if len(words) > 2 else ""
    # only what stands last is such a mark: Junior is a given name, Mayor a surname
    if last.islower() or last == "I" or (_mark(last) in _SUFFIXES and len(last) > 1):
        generation = GENERATIONS.get(_mark(last), "")
        return (words[:-1] if generation else words), generation
    return words, ""


def _spanish(words: list[str], _beside: list[str]) -> list[Reading]:
    """Readings of a Spanish name: given names, then one or two surnames, or the other way round."""
    if "," in words:
        at = words.index(",")
        return [_read(units(" ".join(_bare(words[at:]))), units(" ".join(words[:at]), True))]
    parts = units(" ".join(words))
    if len(parts) < 2:
        return [_read([], parts) if _evidence(parts[0]) < 0 else _read(parts, [])] if parts else []
    evidence = [_evidence(part) for part in parts]
    shapes = [
        (sum(evidence[:cut]) - sum(evidence[cut:]) + _SHAPES[len(parts) - cut], parts[:cut], cut)
        for cut in range(1, len(parts))
        if len(parts) - cut in _SHAPES
    ]
    turned = [
        (
            sum(evidence[cut:]) - sum(evidence[:cut]) + _SHAPES[cut] + _SURNAME_FIRST,
            parts[cut:],
            -cut,
        )
        for cut in range(1, len(parts))
        if cut in _SHAPES
    ]
    ranked = sorted((*shapes, *turned), key=lambda one: -one[0])
    if not ranked:
        return [_read(parts[:-2], parts[-2:])]
    best = ranked[0]
    return [
        _read(given, parts[cut:] if cut > 0 else parts[:-cut])
        for bits, given, cut in ranked
        if given is best[1]
        or (bits >= best[0] - _DOUBT and all(map(_can_be_given, {*given} - {*best[1]})))
    ]


@cache
def _can_be_given(unit: str) -> bool:
    """Whether a unit is a given name too: Alfonso is, González is not."""
    sound = spanish_sound(unit)
    return _bearers(unit.rsplit(maxsplit=1)[-1])[0] >= _KNOWN or bool(_MADE_UP.search(sound))


@cache
def _evidence(unit: str) -> float:
    """Bits that a unit of a Spanish name gives for being a given name; below 0 for a surname."""
    *particles, word = unit.split()
    given, surname = _bearers(word)
    # "de la Caridad" is a given name in spite of its particles
    if particles and not (given >= _KNOWN and given >= surname - 1):
        return -_MOST
    if _INITIAL.match(unit):
        return 0.0
    if not given and not surname:
        return _CREATIVE if _MADE_UP.search(spanish_sound(word)) else 0.0
    return max(-_MOST, min(_MOST, float(given - surname)))


def _bearers(word: str) -> tuple[int, int]:
    """log2 of the bearers as given name and as surname, by the word's sound."""
    sound = spanish_sound(word)
    return (_KNOWN + 3, 0) if sound in _pet_sounds() else _by_sound().get(sound, (0, 0))


@cache
def _by_sound() -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for token, (given, surname) in spanish_bearers().items():
        sound = spanish_sound(token)
        before = found.get(sound, (0, 0))
        found[sound] = max(before[0], given), max(before[1], surname)
    return found


@cache
def _pet_sounds() -> frozenset[str]:
    table = spanish_pet_forms().values()
    return frozenset(spanish_sound(pet) for pets in table for pet in pets) - {
        sound for sound, (given, surname) in _by_sound().items() if max(given, surname) >= _KNOWN
    }


def _bare(words: Sequence[str]) -> list[str]:
    return [word for word in words if word != ","]


def _read(given: Sequence[str], surnames: Sequence[str]) -> Reading:
    return Reading(_joined(map(spanish_sound, given)), _joined(map(spanish_sound, surnames)))


def _joined(tokens: Iterable[str]) -> str:
    return " ".join(token for token in tokens if token)


def _slavic(words: list[str], beside: list[str]) -> list[Reading]:
    """Readings of a Belarusian or Russian name, in either order, with or without patronymic."""
    at = words.index(",") if "," in words else 0
    words = _bare(words)
    # a comma that nothing follows parts nothing
    comma = at if at < len(words) else 0
    formerly = [word for text in beside for word in _words(text)]
    formerly = [word for word in formerly if _mark(word) not in FORMERLY and not _is_given(word)]
    places = _given_places(words, comma)
    found = []
    for at in places:
        rest = [i for i in range(len(words)) if i != at]
        patronymic = _patronymic_place(words, at)
        surnames = [words[i] for i in rest if i != patronymic]
        found.append(
            _slavic_reading(
                words[at] if at >= 0 else "",
                words[patronymic] if patronymic is not None else "",
                [*surnames, *formerly],
            )
        )
    return found


def _given_places(words: Sequence[str], comma: int) -> list[int]:
    """Where the given name may stand, the likeliest place first; -1 where there is none."""
    if comma or len(words) < 2:
        return [comma or (0 if words and _is_given(words[0]) else -1)]
    return _known_places(words) or _guessed_places(words)


def _known_places(words: Sequence[str]) -> list[int]:
    """Places of words that are known given names, or else of the first initial."""
    initials = [i for i, word in enumerate(words) if _INITIAL.match(word)]
    known = [i for i, word in enumerate(words) if _is_given(word) and not _ends(word, 1)]
    if known:
        return [i for i in known if i < 2 or i == known[0]]
    return initials[:1]


def _guessed_places(words: Sequence[str]) -> list[int]:
    """Places that a patronymic or the ending of a surname leaves for the given name."""
    father = [i for i, word in enumerate(words) if i > 0 and _ends(word, 0)]
    if father and len(words) > 2:
        return [father[0] - 1]
    surname = [i for i, word in enumerate(words) if fold(word).endswith(_SURNAMES)]
    if len(surname) == 1 and surname[0] < 2:
        return [1 - surname[0]]
    return [0, 1]


@cache
def _is_given(word: str) -> bool:
    names = slavic_given_names()
    return given_name_class(word) in names.sex_of or fold(word) in names.diminutive_of


def _ends(word: str, more: int) -> bool:
    """Whether a word has the ending of a patronymic after at least so many letters more."""
    return any(
        fold(word).endswith(ending) and len(word) > len(ending) + more
        for ending in PATRONYMIC_ENDINGS
    )


def _patronymic_place(words: Sequence[str], given: int) -> int | None:
    """Where the patronymic stands: after the given name, and never alone with it."""
    after = given + 1
    if given < 0 or after >= len(words) or len(words) < 3:
        return None
    if _INITIAL.match(words[after]) or _ends(words[after], 0):
        return after
    return None


def _slavic_reading(given: str, patronymic: str, surnames: Sequence[str]) -> Reading:
    return Reading(
        given_name_class(given) if given else "",
        _joined(map(slavic_skeleton, surnames)),
        patronymic_class(patronymic) if patronymic else "",
        _sex(given, patronymic, surnames),
    )


def _sex(given: str, patronymic: str, surnames: Sequence[str]) -> str:
    """The sex that the given name tells, or else the patronymic, or else the surname."""
    names = slavic_given_names()
    known = names.sex_of.get(given_name_class(given), "")
    sexes = (
        {known}
        if known
        else {names.sex_of[one] for one in names.diminutive_of.get(fold(given), ())}
    )
    if len(sexes) == 1:
        return sexes.pop()
    if patronymic and not _INITIAL.match(patronymic):
        return "f" if fold(patronymic).endswith(("а", "a")) else "m"
    for surname in surnames:
        if fold(surname).endswith(FEMININE_SURNAMES):
            return "f"
        if fold(surname).endswith(MASCULINE_SURNAMES):
            return "m"
    return ""


def _plain(words: list[str], _beside: list[str]) -> list[Reading]:
    """Readings of any other name: the last word is the surname, or what stands before a comma."""
    if "," in words:
        at = words.index(",")
        return [Reading(_forms(_bare(words[at:])), _forms(words[:at]))]
    if len(words) < 2:
        return [Reading("", _forms(words))]
    first = Reading(_forms(words[:-1]), _forms(words[-1:]))
    return [first, Reading(_forms(words[1:]), _forms(words[:1]))]


def _forms(words: Sequence[str]) -> str:
    return _joined(map(plain_form, words))


_READERS: dict[str, Callable[[list[str], list[str]], list[Reading]]] = {
    SPANISH: _spanish,
    SLAVIC: _slavic,
    PLAIN: _plain,
}
