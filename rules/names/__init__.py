"""Name tables: how Spanish tokens are borne, classes of Belarusian and Russian given names."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Words that belong to the surname after them: "de la Peña", "del Toro", "La O".
PARTICLES = frozenset(
    {
        "de",
        "del",
        "la",
        "las",
        "los",
        "san",
        "santa",
        "y",
        "e",
        "da",
        "do",
        "dos",
        "di",
        "van",
        "von",
    }
)

# Those of them that lists put in and leave out at will: "de la Peña", "Peña". San Martín is not
# Martín, and of "La O" nothing would be left.
LEFT_OUT = PARTICLES - {"san", "santa", "van", "von"}

# Endings of East Slavic patronymics, folded; a Belarusian surname can end so too, therefore an
# ending counts only beside a known given name.
PATRONYMIC_ENDINGS = (
    *("ович", "евич", "ич", "овна", "евна", "ична", "инична"),
    *("авіч", "евіч", "овіч", "аўна", "еўна", "оўна", "ічна"),
    *("ovich", "evich", "avich", "ovna", "evna", "auna", "euna", "ichna"),
)

# What stands before a name and is no part of it, folded, without the full stop.
TITLES = frozenset(
    {
        *("sr", "sra", "srta", "don", "dona", "da", "dr", "dra", "lic", "licda", "ing", "arq"),
        *("prof", "profa", "pbro", "padre", "fr", "fray", "sor", "rev", "mons", "gral", "cnel"),
        *("cap", "tte", "sgto", "abg", "mtro", "mtra", "hno", "hna", "mr", "mrs", "ms", "miss"),
        *("sir", "dame", "пан", "спадар", "спадарыня", "господин", "госпожа", "гр"),
        *("гражданин", "гражданка", "грамадзянін", "грамадзянка", "д-р", "проф"),
    }
)
# Words that tell father and son, or older and younger namesakes, apart.
_GENERATION_WORDS = {
    "elder": ("padre", "viejo", "sr", "senior", "i", "mayor", "бацька", "старэйшы", "старший"),
    "younger": ("hijo", "jr", "junior", "ii", "menor", "сын", "малодшы", "младший"),
    "third": ("nieto", "iii", "внук", "унук"),
}
GENERATIONS = {word: told for told, words in _GENERATION_WORDS.items() for word in words}
# Words before a surname that somebody had before: "(дзявочае Жук)", "(née Smith)".
FORMERLY = frozenset(
    {
        *("дзявочае", "дзявоч", "народжаная", "урожденная", "урожд", "девичья", "ур"),
        *("nee", "nacida", "geb", "born"),
    }
)
# Endings of East Slavic surnames, folded, that tell a woman's form from a man's.
FEMININE_SURNAMES = (
    *("ова", "ева", "ава", "ина", "ская", "цкая", "ная", "ына"),
    *("ova", "eva", "ava", "ska", "cka", "skaya", "skaia", "skaja", "skaa", "tskaya", "ckaja"),
)
MASCULINE_SURNAMES = (
    *("ов", "ев", "аў", "оў", "еў", "ский", "цкий", "скі", "цкі", "ны", "ный"),
    *("ov", "ev", "au", "ou", "eu", "ow", "ew", "aw", "ski", "sky", "skii", "skiy", "skij", "cki"),
    *("tski", "tsky", "ckij"),
)
# Endings that tell an East Slavic surname from a Spanish one.
SLAVIC_SURNAMES = (
    *(ending for ending in FEMININE_SURNAMES if ending.isascii() and len(ending) > 2),
    *(ending for ending in MASCULINE_SURNAMES if ending.isascii()),
    *("enko", "enka", "anka", "onak", "onok", "ich", "icz", "chuk", "czuk", "uk", "yuk", "chyk"),
    *("chik", "czyk", "nik", "yk", "lik", "ets", "iec", "nko", "owa", "ewa"),
)


@dataclass(frozen=True, slots=True)
class GivenNames:
    """Folded form -> class of one given name in all its spellings; class -> sex (m, f).

    A diminutive may belong to several classes: Slava to Viachaslau, Yaraslau and Stanislau.
    """

    class_of: dict[str, str]
    diminutive_of: dict[str, tuple[str, ...]]
    sex_of: dict[str, str]


def _lines(name: str) -> list[list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


@cache
def spanish_bearers() -> dict[str, tuple[int, int]]:
    """Folded token -> (log2 bearers as given name, log2 bearers as surname); source: INE."""
    tokens, given, surnames = zip(*_lines("es.tsv"), strict=True)
    return dict(zip(tokens, zip(map(int, given), map(int, surnames), strict=True), strict=True))


@cache
def slavic_given_names() -> GivenNames:
    """Classes of Belarusian, Russian, Polish and English forms of the same given name."""
    class_of: dict[str, str] = {}
    diminutive_of: dict[str, tuple[str, ...]] = {}
    sex_of: dict[str, str] = {}
    for name, sex, full, diminutives in _lines("be_ru_given.tsv"):
        sex_of[name] = sex
        for form in full.split():
            class_of.setdefault(form, name)
        for form in diminutives.split():
            diminutive_of[form] = (*diminutive_of.get(form, ()), name)
    return GivenNames(class_of, diminutive_of, sex_of)


@cache
def spanish_pet_forms() -> dict[str, tuple[str, ...]]:
    """Folded given names -> pet forms and close variants as Spanish and Cuban use has them."""
    return _pet_forms("es_pet.tsv")


@cache
def english_pet_forms() -> dict[str, tuple[str, ...]]:
    """Folded given name -> English pet forms."""
    return _pet_forms("en_pet.tsv")


def _pet_forms(name: str) -> dict[str, tuple[str, ...]]:
    return {formal: tuple(forms.split()) for formal, forms in _lines(name)}


@cache
def english_given_names() -> frozenset[str]:
    """English given names and their pet forms, folded."""
    table = english_pet_forms()
    return frozenset({*table, *(pet for pets in table.values() for pet in pets)})
