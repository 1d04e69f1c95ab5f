"""Several files of other people's tables as one table of texts."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from ...rules.kinds import KINDS
from ...rules.problems import Refusal, clip
from .files import TableFile, opened
from .model import TableModel
from .texts import TEXTS, as_texts

# The stubs of pyarrow know few of its functions.
pc: Any = pyarrow.compute
ID, SOURCE, TRUTH = "id", "source", "truth"
_NEAREST = 3


def read_tables(files: Sequence[TableFile], model: TableModel) -> pa.Table:
    """The records of all files, one after the other.

    id: string, of the named column or the row number in the file; source: of the named column, or
    the name of the file where there are several, or absent; truth: of the named column, or absent;
    and each column of the model under the name that `column` gives it. All but id are
    dictionary-encoded texts in one chunk, null where a cell is empty. Raises Refusal.
    """
    named = [name for name in (model.id, model.source, model.truth) if name is not None]
    compared = [one.name for one in model.columns if KINDS[one.kind].comparisons]
    wanted = list(dict.fromkeys([*named, *compared]))
    _all_there(wanted, files)
    sources = _names_of(files) if model.source is None and len(files) > 1 else {}
    if not model.within and model.source is None and not sources:
        raise Refusal(
            "within = false needs sources to link across. Name the column of the source, or give "
            "a file for each."
        )
    tables = []
    for file in files:
        found = file.read([name for name in wanted if name in file.header], model.id)
        tables.append(_arranged(found, model, compared, sources.get(file.path)))
    table = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    if table.num_rows < 2:
        raise Refusal(f"{files[0].path.name} holds {table.num_rows} records: too few to link any.")
    if model.id is not None:
        _refuse_repeated(table, model.id)
    return table


def column(name: str) -> str:
    """Where a column of the model stands in the table that is read."""
    return f"column {name}"


def not_named(files: Sequence[TableFile], model: TableModel) -> tuple[str, ...]:
    """Columns of the files that the model does not name."""
    named = {model.id, model.source, model.truth, *(one.name for one in model.columns)}
    return tuple(dict.fromkeys(n for file in files for n in file.header if n not in named))


def open_all(paths: Sequence[Path]) -> tuple[TableFile, ...]:
    """The files with their headers. Raises Refusal for one that holds no table."""
    return tuple(opened(path) for path in paths)


def _all_there(wanted: Sequence[str], files: Sequence[TableFile]) -> None:
    there = list(dict.fromkeys(name for file in files for name in file.header))
    for name in wanted:
        if name not in there:
            near = get_close_matches(name, there, _NEAREST, 0.0)
            shown = ", ".join(clip(one, 40) for one in near)
            where = ", ".join(file.path.name for file in files)
            raise Refusal(
                f"{where}: there is no column '{clip(name)}', which the model names. "
                f"The nearest are: {shown}. Correct the model."
            )


def _arranged(
    found: pa.Table, model: TableModel, compared: Sequence[str], source: str | None
) -> pa.Table:
    size = found.num_rows
    nothing = pa.DictionaryArray.from_arrays(pa.nulls(size, pa.int32()), pa.array([], pa.string()))
    blank = pa.chunked_array([nothing], TEXTS)

    def texts(name: str) -> Any:
        if name not in found.column_names:
            return blank
        held = found[name]
        return held if held.type == TEXTS else as_texts(held)

    ids: Any = pa.array(np.arange(1, size + 1)).cast(pa.string())
    if model.id is not None:
        ids = found[model.id] if model.id in found.column_names else pa.nulls(size, pa.string())
    columns: dict[str, Any] = {ID: ids}
    if model.source is not None:
        columns[SOURCE] = texts(model.source)
    elif source is not None:
        columns[SOURCE] = _all_the_same(source, size)
    if model.truth is not None:
        columns[TRUTH] = texts(model.truth)
    return pa.table(columns | {column(name): texts(name) for name in compared})


def _all_the_same(text: str, size: int) -> Any:
    codes: Any = pa.array(np.zeros(size, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array([text], pa.string()))


def _names_of(files: Sequence[TableFile]) -> Mapping[Path, str]:
    """The name of each file without its ending; its whole path where two are called alike."""
    stems = [file.path.stem for file in files]
    alike = len(set(stems)) < len(stems)
    return {file.path: str(file.path) if alike else file.path.stem for file in files}


def _refuse_repeated(table: pa.Table, name: str) -> None:
    """An id names one record of its source, or nobody could tell which record a result is about."""
    ids: Any = table[ID]
    if ids.null_count:
        at = int(np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False))[0]) + 1
        raise Refusal(f"Record {at} has no id in '{clip(name)}'. Give it one, or name no id.")
    if _are_different_numbers(ids) or pc.count_distinct(ids).as_py() == table.num_rows:
        return
    keys = ["id", "source"] if SOURCE in table.column_names else ["id"]
    counted: Any = table.select(keys).group_by(keys).aggregate([([], "count_all")])
    if counted.num_rows < table.num_rows:
        counts = counted["count_all"].to_numpy()
        first = counted["id"][int(np.argmax(counts > 1))].as_py()
        raise Refusal(
            f"Two records have the id '{clip(first)}' in '{clip(name)}'. Name another column as "
            "id, or none: then rows are numbered."
        )


def _are_different_numbers(ids: Any) -> bool:
    """Whether texts are whole numbers, each another, which is soon told of a million."""
    try:
        numbers = ids.cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return False
    numbers = np.sort(numbers)
    return bool((numbers[1:] != numbers[:-1]).all())
