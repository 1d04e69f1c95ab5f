"""Sentences in whole months: '5 años y 6 meses', '1 1/2 years', '2 года 6 месяцев'."""

import re
from fractions import Fraction

from ...rules.vocabulary import fold, vocabulary

_LONGEST = 120
_MONTHS = {"year": 12, "month": 1}
# 18, 1 1/2, 1.5 or 1,5, 1/2, each with its unit; or a word such as "and" or "medio"
_PART = re.compile(
    r"(?:(?P<whole>\d{1,3})(?:[.,](?P<tenth>\d)| (?P<part>1/[2-4]))?|(?P<only>1/[2-4]))"
    r" ?(?P<unit>[^\W\d_]+)|(?P<word>[^\W\d_]+)"
)
_BETWEEN = re.compile(r"[ ,.+]*")


def sentence_months(text: str) -> int | None:
    """Length of the sentence in whole months; None where `text` is known to give no length.

    Days beside years or months are read past. Raises ValueError with a plain reason.
    """
    if len(text) > _LONGEST or text.lstrip().startswith("-"):
        raise ValueError("is too long, or too little, for a sentence")
    if not fold(text) or vocabulary("sentence").known(text):
        return None
    amounts = _amounts(fold(text.replace("½", " 1/2")))
    if not set(amounts) & set(_MONTHS):
        raise ValueError("is a sentence of less than a month, or no sentence")
    months = sum(_MONTHS.get(unit, 0) * amount for unit, amount in amounts.items())
    if months != int(months):
        raise ValueError("is no whole number of months")
    return int(months)


def awaits_trial(text: str) -> bool:
    """Whether a sentence column says that there is no sentence yet."""
    return vocabulary("sentence").code(text) == "awaiting_trial"


def _amounts(folded: str) -> dict[str, Fraction]:
    """Amount of each unit in `folded`, which must hold nothing that is unknown."""
    amounts: dict[str, Fraction] = {}
    at = 0
    while at < len(folded):
        found = _PART.match(folded, at)
        if not found or not _take(found, amounts):
            raise ValueError("is no length of time that can be read")
        between = _BETWEEN.match(folded, found.end())
        at = between.end() if between else found.end()
    return amounts


def _take(found: re.Match[str], amounts: dict[str, Fraction]) -> bool:
    """Add one part to `amounts`; False if its words are unknown or repeat a unit."""
    units = vocabulary("duration")
    code = units.code(found["unit"] or found["word"])
    if found["unit"]:
        if code is None or code == "half" or code in amounts:
            return False
        amounts[code] = _amount(found)
        return True
    if code == "half" and amounts:
        amounts[list(amounts)[-1]] += Fraction(1, 2)
        return True
    return code is None and units.known(found["word"])


def _amount(found: re.Match[str]) -> Fraction:
    fraction = found["part"] or found["only"]
    tenths = Fraction(int(found["tenth"] or 0), 10)
    return int(found["whole"] or 0) + tenths + (Fraction(fraction) if fraction else 0)
