"""changes.md and changes.html tell the same, do no harm, and need nothing but themselves."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from todos.output.changes.markdown import inert, markdown
from todos.output.changes.page import page
from todos.output.changes.summary import Summary

Told = Callable[..., Summary]
ROWS = [
    {"kind": "status", "person_id": "CU-1", "field": "custody_status"}
    | {"before": "imprisoned", "after": "released"},
    {"kind": "merged", "person_id": "CU-1", "other_person_id": "BY-2"},
    {"kind": "new", "person_id": "BY-3"},
]


def parsed(text: str) -> Element:
    """The page, if it is valid HTML5 to a parser that forgives nothing."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return root


def words(root: Element) -> str:
    return " ".join(" ".join(root.itertext()).split())


def test_the_page_is_valid_and_names_persons_values_and_figures(told: Told) -> None:
    root = parsed(page(told(ROWS, {"CU-1": "Ana Ruiz Soto", "BY-3": "Сяргей Выдуманы"})))
    shown = words(root)
    for word in (
        "Changes from 30 October 2026 to 13 November 2026",
        "Ana Ruiz Soto",
        "imprisoned → , now released",
        "Сяргей Выдуманы",
        "BY-2",
        "New persons 1",
    ):
        assert word in shown


@pytest.mark.parametrize("rows", [ROWS, []])
def test_every_part_that_is_linked_is_there_once(told: Told, rows: list[Any]) -> None:
    root = parsed(page(told(rows, {})))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    links = [link.get("href") for link in root.iter("a")]
    assert links == [f"#{name}" for name in ids]
    assert len(set(ids)) == len(ids)


def test_the_text_tells_the_same(told: Told) -> None:
    text = markdown(told(ROWS, {"CU-1": "Ana Ruiz Soto"}))
    assert text.startswith("# Changes from 30 October 2026 to 13 November 2026 (public)\n\n")
    assert "| persons | Belarus | Cuba | all |\n|---|---:|---:|---:|\n" in text
    assert "- **Ana Ruiz Soto**, CU-1, Cuba\n  - Status: imprisoned → released\n" in text
    assert "- **Ana Ruiz Soto**, CU-1, Cuba; was BY-2\n" in text


def test_what_is_left_out_is_said_and_where_it_is(told: Told) -> None:
    rows = [{"kind": "new", "person_id": f"CU-{number}"} for number in range(9)]
    summary = told(rows, {}, most=2)
    for text in (markdown(summary), words(parsed(page(summary)))):
        assert "And 7 more: all of them are in changes.csv." in text


def test_hostile_text_is_inert_on_the_page(hostile: Summary) -> None:
    text = page(hostile)
    root = parsed(text)
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2"}
    allowed |= {"p", "a", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "div", "span"}
    allowed |= {"bdi", "dl", "dt", "dd"}
    assert {element.tag for element in root.iter()} <= allowed
    named = {name for element in root.iter() for name, _ in element.items()}
    assert not [name for name in named if name.startswith("on")]
    assert "\u202e" not in text
    assert "A" * 300 not in text
    names = [bdi for bdi in root.iter("bdi") if bdi.get("class") == "name"]
    assert any("<script>alert(1)</script>" in (name.text or "") for name in names)


def test_the_page_asks_the_network_for_nothing(hostile: Summary) -> None:
    root = parsed(page(hostile))
    fetching = ("src", "srcset", "data", "poster", "action")
    assert not [e.tag for e in root.iter() for name in fetching if e.get(name) is not None]
    assert all((link.get("href") or "").startswith("#") for link in root.iter("a"))
    (style,) = root.iter("style")
    assert not re.search(r"url\(|@import", style.text or "")


def test_hostile_text_is_inert_in_markdown(hostile: Summary) -> None:
    text = markdown(hostile)
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"[<>`*_|\[\]]", re.sub(r"^\|.*\|$|\*\*", "", bare, flags=re.M))
    assert not re.search(r"https?:|www\.|@", bare)
    assert "\u202e" not in text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == 1 + len(hostile.sections)


def test_writing_from_right_to_left_does_not_turn_what_stands_after_it() -> None:
    assert inert("אבג") == "\u2068אבג\u2069"
    assert inert("Ana-María O'Neil") == "Ana-María O'Neil"


def test_the_same_changes_give_the_same_bytes(hostile: Summary) -> None:
    assert page(hostile) == page(hostile)
    assert markdown(hostile) == markdown(hostile)


def luminance(colour: str) -> float:
    full = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_can_be_read_in_light_dark_and_print(told: Told) -> None:
    schemes = re.findall(r":root \{(.*?)\}", page(told([], {})))
    assert len(schemes) == 3
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+);", scheme))
        for name in ("text", "quiet", "mark"):
            light, dark = sorted(map(luminance, (colours[name], colours["page"])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, scheme)


def test_a_snapshot_holds_the_pages_of_its_tier(publish_invented: Callable[..., Path]) -> None:
    folder = publish_invented()
    for tier in ("public", "restricted"):
        assert f"({tier})" in (folder / tier / "changes.md").read_text("utf-8")
        assert "Álvaro Peña Núñez" in (folder / tier / "changes.html").read_text("utf-8")
