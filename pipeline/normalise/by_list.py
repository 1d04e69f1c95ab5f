"""Records list by list: one that says what it said the night before is not normalised again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

import pyarrow as pa
import pyarrow.compute as pc

from ...rules.problems import Problem
from ...rules.tables import TableError, check, schema
from ...sources.shelf import Shelf
from .records import Normalised, normalise

_TABLES = ("records", "statements")


def normalise_by_list(
    published: pa.Table,
    columns: Mapping[tuple[str, str], str],
    shelf: Shelf,
    program: str,
) -> Normalised:
    """What `normalise` gives; each list is worked out only if it is not on the shelf.

    program: a hash of all that decides what is made of a list's words (rules, code, libraries).
    """
    found = [_normalised({name: schema(name).empty_table() for name in _TABLES}, ())]
    published = check("published", published)
    for source in sorted(str(one) for one in published["source"].unique().to_pylist()):
        rows = published.filter(pc.equal(published["source"], pa.scalar(source)))
        rows = rows.sort_by("source_record_id").combine_chunks()
        headers = {name: header for name, header in columns.items() if name[0] == source}
        key = f"{source}-{_digest(rows, headers, program)}"
        kept = _loaded(shelf, key)
        if kept is None:
            kept = normalise(rows, headers)
            tables = {name: getattr(kept, name) for name in _TABLES}
            shelf.put(key, tables, [asdict(problem) for problem in kept.problems])
        found.append(kept)
    return _normalised(
        {name: pa.concat_tables([getattr(one, name) for one in found]) for name in _TABLES},
        tuple(problem for one in found for problem in one.problems),
    )


def _normalised(tables: Mapping[str, pa.Table], problems: tuple[Problem, ...]) -> Normalised:
    records, statements = (check(name, tables[name]) for name in _TABLES)
    return Normalised(records, statements, problems)


def _digest(rows: pa.Table, headers: Mapping[tuple[str, str], str], program: str) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    total = hashlib.sha256(sink.getvalue())
    total.update(
        json.dumps([program, sorted((*at, said) for at, said in headers.items())]).encode()
    )
    return total.hexdigest()


def _loaded(shelf: Shelf, key: str) -> Normalised | None:
    kept = shelf.get(key)
    if kept is None:
        return None
    tables, problems = kept
    try:
        return _normalised(tables, tuple(Problem(**one) for one in problems))
    except (TableError, KeyError, TypeError):
        return None
