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
    return {token: (int(given), int(surname)) for token, given, surname in _lines("es.tsv")}


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
