"""JSON lists: one object a line, or one document with the list under a key."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .line import Line, lines
from .list_file import AGAIN, ListFile


def read(file: ListFile, options: Mapping[str, str]) -> list[Line]:
    """A header line (number 0) with the keys in first-seen order, and a line an object.

    The number of an object is its line in JSON Lines, its place in the list in a document.
    Single values of the document beside the list (such as `created_at`) come first, as number 0.
    """
    key = options.get("list")
    about: list[str] = []
    if key is None:
        items = list(_objects_by_line(file))
    else:
        document = _parse(file, file.text(), None)
        items = list(_objects_of(file, document, key))
        about = [f"{k}: {v}" for k, v in document.items() if isinstance(v, str)]
    keys = tuple(dict.fromkeys(k for _, item in items for k in item))
    head = [*((0, (text,)) for text in about), (0, keys)]
    body = ((n, tuple(_text(item.get(k)) for k in keys) if item else ()) for n, item in items)
    return [*lines(file, head), *lines(file, body)]


def _objects_by_line(file: ListFile) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, text in enumerate(file.text().rstrip().split("\n"), start=1):
        if text.strip():
            yield number, _object(file, _parse(file, text, number), number)
        else:
            yield number, {}


def _objects_of(file: ListFile, document: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if not isinstance(document, dict) or not isinstance(document.get(key), list):
        raise file.wrong(
            f"the JSON document has no list under '{key}'",
            "Deliver the list again, or correct 'list' under [[layouts]] in its description.",
        )
    for number, item in enumerate(document[key], start=1):
        yield number, _object(file, item, number)


def _object(file: ListFile, item: Any, row: int) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise file.wrong("the item is no JSON object", AGAIN, row)
    return item


def _parse(file: ListFile, text: str, row: int | None) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(found := dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice in one object")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        place = getattr(error, "lineno", None) if row is None else row
        reason = getattr(error, "msg", str(error)) or "nested too deeply"
        raise file.wrong(f"the text is not well-formed JSON ({reason})", AGAIN, place) from error


def _text(value: Any) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
