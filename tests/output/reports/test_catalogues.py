"""Every text of a report is translated, and the catalogues hold nothing else."""

import re
import string
from collections.abc import Mapping
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from todos.output.reports.advice import SAYS
from todos.output.reports.labels import CODES, FIELD_NAMES, code_name
from todos.output.reports.languages import LANGUAGES, LOCALE_FOLDER, language
from todos.output.reports.quality import KINDS
from todos.rules.fields import CLAIMED
from todos.rules.vocabulary import vocabulary

TRANSLATED = [code for code in LANGUAGES if code != "en"]
SHOWN_BY_VOCABULARY = ("offence", "prison", "province", "municipality")
Key = tuple[str | None, str]


@cache
def needed() -> Mapping[Key, object]:
    with (LOCALE_FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {
        "gettext": None,
        "N_": None,
        "t": None,
        "text": None,
        "texts": (1, 2),
        "pgettext": ((1, "c"), 2),
    }
    found = extract_from_dir(LOCALE_FOLDER.parent, methods, options, keywords)
    return {
        (context, message if isinstance(message, str) else message[0]): message
        for _, _, message, _, context in found
    }


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALE_FOLDER / code / "LC_MESSAGES" / "todos.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> dict[Key, Message]:
    return {
        (one.context, one.id if isinstance(one.id, str) else one.id[0]): one
        for one in catalogue(code)
        if one.id
    }


def forms(message: Message) -> list[str]:
    said = message.string or ""
    return [said] if isinstance(said, str) else list(said)


def translations(catalogue: Catalog) -> dict[tuple[str, str], list[str]]:
    return {
        (_text(one.context), one.id if isinstance(one.id, str) else one.id[0]): forms(one)
        for one in catalogue
        if one.id and all(forms(one))
    }


def _text(context: str | bytes | None) -> str:
    # Babel reads contexts of compiled catalogues as bytes
    return context.decode() if isinstance(context, bytes) else context or ""


def has_a_word_of_its_own(key: Key, code: str) -> bool:
    """Whether the vocabulary has words in this language for the meaning."""
    context, meaning = key
    words = vocabulary(context or "")
    entries = [*words.entries.values(), *(kind.entry for kind in words.numbered)]
    return all(code in one.words for one in entries if one.meaning == meaning)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_has_the_texts_that_are_needed_and_no_others(code: str) -> None:
    assert set(messages(code)) == set(needed())


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_in_all_its_forms(code: str) -> None:
    missing = [
        key
        for key, message in messages(code).items()
        if not all(forms(message)) and not (key[0] and has_a_word_of_its_own(key, code))
    ]
    assert not missing
    assert not [one for one in catalogue(code) if one.fuzzy]


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_places_of_the_text(code: str) -> None:
    for message in catalogue(code):
        wanted = set(re.findall(r"%\((\w+)\)s", str(message.id)))
        for form in filter(None, forms(message)):
            if message.id:
                assert set(re.findall(r"%\((\w+)\)s", form)) == wanted, message.id
                assert set(string.Formatter().parse(form)), message.id


@pytest.mark.parametrize(("code", "plurals"), [("es", 2), ("ru", 3), ("be", 3)])
def test_a_language_has_all_its_plural_forms(code: str, plurals: int) -> None:
    counted = [one for one in catalogue(code) if one.id and not isinstance(one.id, str)]
    assert counted
    assert all(len(forms(one)) == plurals for one in counted)


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_read_is_made_from_what_is_written(code: str) -> None:
    with (LOCALE_FOLDER / code / "LC_MESSAGES" / "todos.mo").open("rb") as file:
        compiled = translations(read_mo(file))
    assert compiled == translations(catalogue(code)), "compile it: docs/reports.md"


def test_every_fact_and_every_code_has_a_name() -> None:
    assert set(CLAIMED) <= set(FIELD_NAMES)
    for name, codes in CODES.items():
        assert set(codes) == set(vocabulary(name).codes)


def test_every_kind_of_trouble_has_words() -> None:
    assert set(SAYS) == set(KINDS)


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("name", SHOWN_BY_VOCABULARY)
def test_no_code_is_called_by_an_english_meaning(code: str, name: str) -> None:
    words = vocabulary(name)
    tongue = language(code)
    called = {one: code_name(tongue, name, one) for one in words.codes}
    # names such as Guane are the same everywhere
    english = [
        said
        for one, said in called.items()
        if words.meaning(one) in said and "es" not in words.entries[one].words
    ]
    assert not english
