"""Web pages: the table that holds the list."""

from collections.abc import Callable

import pytest
from todos.sources.readers.html_table import read
from todos.sources.readers.list_file import ListFile

File = Callable[[bytes | str], ListFile]


def page(body: str) -> str:
    return f"<!doctype html><html><body>{body}</body></html>"


def test_the_named_table_is_read_row_by_row(list_file: File) -> None:
    text = page(
        "<table><tr><td>menu</td></tr></table><table id='t'><thead><tr><th>№</th><th>Имя</th></tr>"
        "</thead><tbody><tr><td>1</td><td>Зоя</td></tr></tbody></table>"
    )
    found = read(list_file(text), {"table": "t"})
    assert [(line.number, line.cells) for line in found] == [(1, ("№", "Имя")), (2, ("1", "Зоя"))]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("Иванов<br>Иван", "Иванов Иван"),
        ("a &mdash; b&nbsp;c", "a — b\xa0c"),
        ("<b>x</b><script>alert(1)</script><style>y</style>", "x"),
        ("<!-- hidden -->shown", "shown"),
        ("", ""),
    ],
)
def test_a_cell_is_the_text_that_a_visitor_sees(list_file: File, cell: str, says: str) -> None:
    found = read(list_file(page(f"<table><tr><td>{cell}</td></tr></table>")), {})
    assert found[0].cells == (says,)


def test_a_cell_over_several_columns_keeps_the_others_in_place(list_file: File) -> None:
    body = "<table><tr><td colspan=2>a</td><td colspan=x>b</td><td colspan=0>c</td></tr></table>"
    assert read(list_file(page(body)), {})[0].cells == ("a", "", "b", "c")


def test_no_file_of_this_machine_is_read_into_a_cell(list_file: File) -> None:
    text = (
        '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<table><tr><td>&f;</td></tr></table>"
    )
    cells = [cell for line in read(list_file(text), {}) for cell in line.cells]
    assert cells in (["&f;"], [""])


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (page("<p>Sorry, try later</p>"), {}, "should hold one table and holds none"),
        (page("<table></table>"), {"table": "list"}, 'one <table id="list"> and holds none'),
        (page("<table></table><table></table>"), {}, "should hold one table and holds 2"),
        ("", {}, "the file is empty"),
        (page("<table><tr><td>" + "x" * 100_001), {}, "row 1: a cell has 100,001 characters"),
        (page("<table><tr><td colspan=9999>a<td>b"), {}, "row 1: the row has"),
    ],
)
def test_a_page_without_the_list_is_refused(
    list_file: File, refused: Callable[..., str], text: str, options: dict[str, str], says: str
) -> None:
    assert says in refused(read, list_file(text), options)
