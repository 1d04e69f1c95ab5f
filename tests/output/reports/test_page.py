"""The page of a report: whole, valid, quiet, and in the reader's language."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import html5lib
import pytest
from babel.messages.pofile import read_po
from todos.output.lookup import Snapshot
from todos.output.reports.languages import LANGUAGES, LOCALE_FOLDER
from todos.output.reports.write import report
from todos.rules.problems import Problem

TRANSLATED = [code for code in LANGUAGES if code != "en"]
NAMES = {"casa": "Casa Mariposa: presas", "bruma": "Bruma", "niebla": "Niebla"}
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and is are was this that these row rows person people list lists with your you "
        "what not which date same different answer says said other from registry edition male "
        "female prison released arrested born surnames name names",
    )
)
PROBLEMS = tuple(
    Problem("warning", "casa", "casa.csv", 9, "Estado", "Beneficio", what, "Did you mean 'Preso'?")
    for what in (
        "which is an unknown word",
        "which is a word for a status and was read as one",
        "which is after the edition",
        "which has the day 31 in a month of 28 days",
        "which nobody has thought of",
    )
)


@pytest.fixture(scope="module")
def pages(snapshot: Snapshot) -> Mapping[str, str]:
    return {
        code: report(snapshot, "casa", code, problems=PROBLEMS, names=NAMES).html.decode()
        for code in LANGUAGES
    }


class Visible(HTMLParser):
    """The text of a page as it is read, and the values of attributes that are read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside.append(tag)
        self.texts += [value or "" for name, value in attrs if name in ("data-l", "aria-label")]

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] != ["style"]:
            self.texts.append(data.strip())


def visible(page: str) -> str:
    return "\n".join(filter(None, Visible(page).texts))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_valid_html_in_its_language(pages: Mapping[str, str], code: str) -> None:
    parsed = html5lib.HTMLParser(strict=True).parse(pages[code])
    assert parsed is not None
    assert f'<html lang="{code}">' in pages[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_needs_neither_network_nor_script(pages: Mapping[str, str], code: str) -> None:
    page = pages[code].lower()
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<link|<iframe|\son\w+=", page)
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_english_is_left_in_the_page(pages: Mapping[str, str], code: str) -> None:
    said = visible(pages[code])
    words = set(re.findall(r"[a-z]+", said.casefold()))
    assert not words & ENGLISH
    with (LOCALE_FOLDER / code / "LC_MESSAGES" / "todos.po").open("rb") as file:
        english = [one.id if isinstance(one.id, str) else one.id[0] for one in read_po(file)]
    assert not [text for text in english if text and " " in text and text in said]


def test_the_seven_sections_are_there_in_their_order(pages: Mapping[str, str]) -> None:
    found = re.findall(r'<section id="(\w+)"', pages["en"])
    assert found == [
        "summary",
        "review",
        "duplicates",
        "elsewhere",
        "differences",
        "quality",
        "news",
    ]


def test_the_summary_is_said_in_sentences(pages: Mapping[str, str]) -> None:
    assert "Your list has 5 rows; in the registry these are 4 people." in pages["en"]
    assert "Su lista tiene 5 filas; en el registro son 4 personas." in pages["es"]
    assert "1 question waits for your answer." in pages["en"]


def test_a_question_marks_the_letter_and_tells_what_each_answer_changes(
    pages: Mapping[str, str],
) -> None:
    page = pages["en"]
    assert "Luis Peña Gil<mark>l</mark>" in page
    assert "surnames a letter apart" in page
    assert "they could be relatives" in page
    assert "Both people become one, with 3 rows in all." in page
    assert "Nothing changes: they stay apart, and nobody asks again." in page


def test_a_problem_is_told_with_row_and_cure(pages: Mapping[str, str]) -> None:
    assert "The registry does not know this word." in pages["en"]
    assert "¿Quiso decir «Preso»?" in visible(pages["es"])


def test_a_list_without_anything_to_tell_has_a_page_too(snapshot: Snapshot) -> None:
    page = report(snapshot, "niebla", "es", names=NAMES).html.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "Ninguna fila de su lista parece repetir otra." in page


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("source", ["casa", "bruma", "niebla"])
def test_hostile_texts_do_nothing(hostile: Snapshot, source: str, code: str) -> None:
    bad = "<b onclick=alert(1)>"
    problems = [Problem("warning", source, bad, 1, bad, bad, "which is an unknown word", bad)]
    page = report(hostile, source, code, problems=problems).html.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"<(script|img|b) ", page)
    assert "<script" not in page
    assert "{{ 7 * 7 }}" in page  # shown, not reckoned
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)
    assert "x" * 300 not in page
    assert len(page) < 300_000


def test_the_same_snapshot_makes_the_same_page(snapshot: Snapshot) -> None:
    one, other = (report(snapshot, "casa", "ru") for _ in range(2))
    assert one == other
