"""What reports call things: fields, codes, kinds of news, in the words of the reader."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from ...rules.fields import DATED, FIELDS
from ...rules.vocabulary import Entry, Vocabulary, vocabulary
from .inert import shown
from .languages import N_, Language, parsed
from .sections import Value

FIELD_NAMES: Mapping[str, str] = {
    "name": N_("Name"),
    "nicknames": N_("Nicknames"),
    "sex": N_("Sex"),
    "birth": N_("Date of birth"),
    "arrest": N_("Date of arrest"),
    "province": N_("Province or region"),
    "municipality": N_("Municipality"),
    "prison": N_("Place of detention"),
    "offences": N_("Offences"),
    "verdict": N_("Date of the verdict"),
    "sentence_months": N_("Sentence"),
    "custody_status": N_("Status"),
    "release": N_("Date of release"),
    "release_basis": N_("Ground of release"),
    "death": N_("Date of death"),
    "context": N_("Context"),
    "risk_groups": N_("Groups at risk"),
    # fields of comparisons that are no fields of a record
    "given_names": N_("Given names"),
    "surnames": N_("Surnames"),
    "patronymic": N_("Patronymic"),
    "place": N_("Place"),
    "sentence": N_("Sentence"),
    "lists": N_("Lists"),
    "kinship": N_("Kinship"),
    "record": N_("Row"),
}

# Codes of closed sets, as a reader would say them. Words of lists that have more codes stand in
# their vocabularies.
CODES: Mapping[str, Mapping[str, str]] = {
    "custody_status": {
        "imprisoned": N_("in prison"),
        "awaiting_trial": N_("awaiting trial"),
        "non_custodial": N_("sentence without prison"),
        "released": N_("released"),
        "died": N_("died"),
        "unknown": N_("status unknown"),
    },
    "release_basis": {
        "pardon": N_("pardon"),
        "amnesty": N_("amnesty"),
        "parole": N_("parole"),
        "extrapenal_leave": N_("extrapenal leave"),
        "sentence_substitution": N_("prison replaced by a lesser penalty"),
        "forced_labour_without_internment": N_("forced labour without internment"),
        "home_confinement": N_("home confinement"),
        "full_term": N_("sentence served in full"),
        "exchange": N_("exchange of prisoners"),
        "expulsion": N_("expulsion from the country"),
        "acquittal": N_("acquittal, or case dropped"),
        "precautionary_measure": N_("precautionary measure before trial"),
        "other": N_("another ground"),
    },
    "sex": {"male": N_("male"), "female": N_("female")},
    "context": {
        "before_11j": N_("arrested before 11 July 2021"),
        "during_11j": N_("arrested for the protests of 11 July 2021"),
        "after_11j": N_("arrested after 11 July 2021 for another cause"),
    },
    "risk_group": {
        "disability": N_("disability"),
        "serious_illness": N_("serious illness"),
        "over_60": N_("sixty years old or older"),
        "mental_disorder": N_("mental disorder"),
        "minor": N_("under eighteen when arrested"),
    },
}
NEWS: Mapping[str, str] = {
    "split": N_("Person split in two"),
    "merged": N_("Two persons became one"),
    "moved": N_("Row moved to another person"),
    "release": N_("New release"),
    "status": N_("News of the case"),
    "correction": N_("Value corrected"),
    "gone": N_("Person no longer in the registry"),
    "new": N_("New person"),
}
_OTHER_NEWS = N_("Other change")
# Places are called as where they lie, unless the reader's language has a name of its own.
_HOME = ("es", "be", "ru", "en")
_DIGITS = 6
# The code of an offence that is known by its article: by_342_1.
_ARTICLE = re.compile(r"[a-z]{2}_(\d+(?:_\d+)?)")
# The name of a list in a language that its readers may not know.
_LIST_NAMES = (N_("Citizen reports of releases"),)


def field_name(tongue: Language, field: str) -> str:
    """What `field` is called; a field that nobody named here by its own name."""
    name = FIELD_NAMES.get(field)
    return tongue.text(name) if name else shown(field.replace("_", " "))


def news_name(tongue: Language, kind: str) -> str:
    """What a kind of news is called."""
    return tongue.text(NEWS.get(kind, _OTHER_NEWS))


def code_name(tongue: Language, name: str, code: str) -> str:
    """What `code` of the vocabulary `name` is called; a code that is unknown by itself."""
    if name in CODES:
        label = CODES[name].get(code)
        return tongue.text(label) if label else shown(code)
    try:
        entry, number = _entry(vocabulary(name), code)
    except (KeyError, FileNotFoundError):
        return shown(code)
    said = _said(tongue, name, entry, number)
    article = _ARTICLE.fullmatch(code) if name == "offence" else None
    if article is None:
        return said
    # lawyers and families in Belarus speak of articles; the words are for everybody else
    number = article[1].replace("_", "-")
    return tongue.text("art. %(number)s", number=number) + f" ({said})"


def _said(tongue: Language, name: str, entry: Entry, number: str) -> str:
    """The list's own word in the reader's language; else the translation of the meaning."""
    if words := entry.words.get(tongue.code):
        joint = "" if not number or words[0].endswith("-") else " "
        return words[0] + joint + number
    translated = tongue.word(name, entry.meaning).replace("{n}", number)
    home = next((entry.words[at] for at in _HOME if entry.words.get(at)), None)
    if name == "offence" or home is None or translated != entry.meaning.replace("{n}", number):
        return translated
    return home[0]


def _entry(words: Vocabulary, code: str) -> tuple[Entry, str]:
    if code in words.entries:
        return words.entries[code], ""
    for kind in words.numbered:
        if number := kind.number(code):
            return kind.entry, number
    raise KeyError(code)


# the same days, sentences and codes come back in thousands of rows
@lru_cache(maxsize=100_000)
def value(tongue: Language, field: str, fact: Value | None) -> str:
    """A fact of `field` in words; what is not known is an empty text.

    A fact may also be a text as claims write it: a code, a number of months, a day, from/to.
    """
    if fact is None:
        return ""
    if isinstance(fact, str):
        fact = _read(field, fact)
    if isinstance(fact, int):
        return tongue.span(fact) if field == "sentence_months" else tongue.number(fact)
    if isinstance(fact, str):
        return _coded(tongue, field, fact)
    first, last = fact[0], fact[-1]
    if isinstance(first, date) and isinstance(last, date):
        return tongue.when((first, last))
    return ", ".join(_coded(tongue, field, str(code)) for code in fact)


def _read(field: str, text: str) -> Value:
    """What a claim writes as text: months as a number, days as an interval."""
    if field in DATED:
        return parsed(text) or text
    if field == "sentence_months" and text.isdecimal():
        return int(text[:_DIGITS])
    return text


def _coded(tongue: Language, field: str, code: str) -> str:
    name = FIELDS[field].vocabulary if field in FIELDS else None
    return code_name(tongue, name, code) if name else shown(code)
