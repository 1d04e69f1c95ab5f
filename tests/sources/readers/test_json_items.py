"""JSON lists: lines of objects, and a list under a key of one document."""

import json
from collections.abc import Callable

import pytest
from todos.sources.readers.json_items import read
from todos.sources.readers.list_file import ListFile

File = Callable[[bytes | str], ListFile]


def test_the_header_is_every_key_in_the_order_first_seen(list_file: File) -> None:
    found = read(list_file('{"b": 1, "a": null}\n{"a": "x", "c": true}\n'), {})
    assert [(line.number, line.cells) for line in found] == [
        (0, ("b", "a", "c")),
        (1, ("1", "", "")),
        (2, ("", "x", "true")),
    ]


def test_nested_values_are_json_and_empty_ones_nothing(list_file: File) -> None:
    found = read(list_file('{"a": ["ñ", 1], "b": [], "c": {}}\n'), {})
    assert found[1].cells == ('["ñ", 1]', "", "")


def test_a_blank_line_keeps_its_number(list_file: File) -> None:
    found = read(list_file('{"a": "x"}\n\n{"a": "y"}\n'), {})
    assert [(line.number, line.cells) for line in found[1:]] == [(1, ("x",)), (2, ()), (3, ("y",))]


def test_a_document_says_what_stands_beside_its_list(list_file: File) -> None:
    text = json.dumps({"created_at": "2026-03-27", "pages": 3, "cards": [{"a": "x"}]})
    found = read(list_file(text), {"list": "cards"})
    assert [(line.number, line.cells) for line in found] == [
        (0, ("created_at: 2026-03-27",)),
        (0, ("a",)),
        (1, ("x",)),
    ]


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ('{"a": 1}\n{"a": \n', {}, "row 2: the text is not well-formed JSON"),
        ('{"a": 1}\n[1]\n', {}, "row 2: the item is no JSON object"),
        ('{"a": 1, "a": 2}\n', {}, "row 1: the text is not well-formed JSON (a key stands twice"),
        ('{"pages": []}', {"list": "cards"}, "has no list under 'cards'"),
        ("[]", {"list": "cards"}, "has no list under 'cards'"),
        ('{"cards": [{"a": 1}, 7]}', {"list": "cards"}, "row 2: the item is no JSON object"),
        ("[" * 100_000, {}, "row 1: the text is not well-formed JSON"),
        ('{"a": "\\u0000"}\n', {}, "row 1: a cell holds a NUL"),
        ('{"a": "\\ud800"}\n', {}, "row 1: a cell holds a NUL or half a character"),
        (b'{"a": "\xe1"}\n', {}, "row 1: the text is not UTF-8"),
        ("", {}, "the file is empty"),
    ],
)
def test_a_bad_file_is_refused_with_row_and_reason(
    list_file: File,
    refused: Callable[..., str],
    content: str,
    options: dict[str, str],
    says: str,
) -> None:
    assert says in refused(read, list_file(content), options)
