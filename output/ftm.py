"""The registry as FollowTheMoney entities, for the tools of OpenSanctions and Aleph."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..rules.problems import Refusal, clip
from ..rules.vocabulary import vocabulary
from .changes.words import interval
from .folder import draft

_BATCH = 5_000  # rows turned to Python objects at a time, which bounds the memory
_LONGEST_NAME = 384  # as the library has it; a longer one would be refused
_GENDERS = {"male": "male", "female": "female"}
Row = Mapping[str, Any]


def entities(tables: Mapping[str, pa.Table]) -> Iterator[dict[str, Any]]:
    """Each person and each event as an entity, in the order of the tables.

    tables: persons, events and redirects of one tier. A Person has the lasting id and, as
    `referents`, the ids merged into it; `datasets` are the lists that name the person or the event.
    An Event says in `involved` whose it is. Nobody gets a topic: those of FollowTheMoney are for
    suspects and office-holders, and being imprisoned for one's opinion is neither.
    Raises Refusal where the library is not installed.
    """
    model, make = _library()
    person, event = model.get("Person"), model.get("Event")
    merged = _merged(tables["redirects"])
    for row in _rows(tables["persons"]):
        data = _person(row) | {"referents": merged.get(row["person_id"], [])}
        yield _sorted(make(person, data, cleaned=False).to_dict())
    persons = tables["persons"].select(["person_id", "name", "country"]).to_pylist()
    known = {row["person_id"]: row for row in persons}
    for row in _rows(tables["events"]):
        data = _event(row, known.get(row["person_id"], {}))
        yield _sorted(make(event, data, cleaned=False).to_dict())


def write(tables: Mapping[str, pa.Table], path: Path) -> int:
    """Writes the entities to `path`, one JSON object a line, and returns how many.

    The file appears whole or not at all; the same tables give the same bytes. Raises Refusal where
    the library is not installed or the file cannot be written.
    """
    whole, count = draft(path), 0
    try:
        with whole.open("w", encoding="utf-8", newline="\n") as file:
            for entity in entities(tables):
                file.write(json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n")
                count += 1
        whole.replace(path)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be written ({error.strerror}). Name a file in a folder that is there "
            "and may be written."
        ) from error
    finally:
        whole.unlink(missing_ok=True)
    return count


def _library() -> tuple[Any, Any]:
    """The model of FollowTheMoney and its kind of entity; loading takes a second."""
    try:
        return (
            import_module("followthemoney").model,
            import_module("followthemoney.entity").ValueEntity,
        )
    except ImportError as error:
        raise Refusal(
            "The library followthemoney is not installed. Install it beside todos: "
            "pip install 'todos[followthemoney]'"
        ) from error


def _person(row: Row) -> dict[str, Any]:
    variants = [name for name in row["name_variants"] or () if name != row["name"]]
    properties: dict[str, list[str | None]] = {
        "name": [row["name"]],
        "alias": variants,
        "weakAlias": row["nicknames"] or [],
        "firstName": [row["given_names"]],
        "fatherName": [row["patronymic"]],
        "lastName": [row["surnames"]],
        "gender": [_GENDERS.get(row["sex"])],
        "birthDate": [*prefixes(row["birth_from"], row["birth_to"])],
        "deathDate": [*prefixes(row["death_from"], row["death_to"])],
        "country": [row["country"]],
        "notes": [_standing(row)],
    }
    return {
        "id": row["person_id"],
        "caption": clip(row["name"] or row["person_id"], _LONGEST_NAME),
        "properties": _cut(properties),
        "datasets": row["sources"] or [],
        "first_seen": _iso(row["first_seen"]),
        "last_seen": _iso(row["last_seen"]),
    }


def _event(row: Row, person: Row) -> dict[str, Any]:
    name = f"{row['kind'].capitalize()}: {person.get('name') or row['person_id']}"
    dates = [*prefixes(row["date_from"], row["date_to"])]
    ends = "/".join(_iso(row[end]) or "" for end in ("date_from", "date_to"))
    basis = row["basis"] and vocabulary("release_basis").label(row["basis"], "en")
    properties: dict[str, list[str | None]] = {
        "name": [name],
        "date": [*dates],
        # what no date of FollowTheMoney can say, such as "between March 2020 and May 2022"
        "description": [None if dates else interval(ends)],
        "summary": [basis],
        "involved": [row["person_id"]],
        "country": [person.get("country")],
    }
    return {
        # an id of FollowTheMoney has no slash
        "id": row["event_id"].replace("/", "."),
        "properties": _cut(properties),
        "datasets": row["sources"] or [],
        "first_seen": _iso(row["first_seen"]),
    }


def prefixes(start: date | None, end: date | None) -> Iterator[str]:
    """The dates of FollowTheMoney that hold the whole interval: a day, a month, a year, two years.

    None where an end is open or more than two years are touched: any date would be a guess.
    """
    if start is None or end is None or end.year - start.year > 1:
        return
    if start == end:
        yield start.isoformat()
    elif (start.year, start.month) == (end.year, end.month):
        yield f"{start.year:04}-{start.month:02}"
    else:
        yield from sorted({f"{day.year:04}" for day in (start, end)})


def _standing(row: Row) -> str | None:
    """Where the person stands, in words: FollowTheMoney has no property for it."""
    if row["custody_status"] is None:
        return None
    said = vocabulary("custody_status").label(row["custody_status"], "en")
    basis = row["release_basis"]
    return f"Status: {said}" + (
        f" ({vocabulary('release_basis').label(basis, 'en')})" if basis else ""
    )


def _merged(redirects: pa.Table) -> dict[str, list[str]]:
    """The ids that were merged into each person. After a split the old id goes on elsewhere."""
    found: dict[str, list[str]] = {}
    for row in redirects.to_pylist():
        if row["kind"] == "merge":
            found.setdefault(row["person_id"], []).append(row["old_person_id"])
    return found


def _rows(table: pa.Table) -> Iterator[Row]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _cut(properties: Mapping[str, list[str | None]]) -> dict[str, list[str]]:
    return {
        name: [clip(value, _LONGEST_NAME) for value in values if value]
        for name, values in properties.items()
    }


def _sorted(entity: dict[str, Any]) -> dict[str, Any]:
    """The library keeps values in sets, whose order is chance."""
    properties = {name: sorted(values) for name, values in entity["properties"].items()}
    lists = {name: sorted(entity[name]) for name in ("referents", "datasets")}
    return {**entity, "properties": properties, **lists}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
