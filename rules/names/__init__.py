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

# Endings of East Slavic patronymics, folded; a Belarusian surname can end so too, therefore an
# ending counts only beside a known given name.
PATRONYMIC_ENDINGS = (
    *("ович", "евич", "ич", "овна", "евна", "ична", "инична"),
    *("авіч", "евіч", "овіч", "аўна", "еўна", "оўна", "ічна"),
    *("ovich", "evich", "avich", "ovna", "evna", "auna", "euna", "ichna"),
)


@dataclass(frozen=True, slots=True)
class GivenNames:
    """Folded form -> class of one given name in all its spellings; class -> sex (m, f)."""

    class_of: dict[str, str]
    diminutive_of: dict[str, str]
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
    diminutive_of: dict[str, str] = {}
    sex_of: dict[str, str] = {}
    for name, sex, full, diminutives in _lines("be_ru_given.tsv"):
        sex_of[name] = sex
        for form in full.split():
            class_of.setdefault(form, name)
        for form in diminutives.split():
            diminutive_of.setdefault(form, name)
    return GivenNames(class_of, diminutive_of, sex_of)
