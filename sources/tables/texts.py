"""Columns of any type as texts: each distinct value once."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

# The stubs of pyarrow know few of its functions.
pc: Any = pyarrow.compute
TEXTS: Any = pa.dictionary(pa.int32(), pa.string())


def as_texts(column: Any) -> Any:
    """A column as dictionary-encoded texts, null where it has none or an empty one.

    A whole number that a program stored as 12.0, because others are missing, is 12; midnight is
    no time of day. Raises TypeError for a type that is no single value.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.dictionary(pa.int32(), column.type.value_type))
    elif pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise TypeError(str(column.type))
    else:
        column = column.dictionary_encode()
    column = column.unify_dictionaries()
    if not column.num_chunks:
        return pa.chunked_array([], TEXTS)
    # one dictionary now, which is read once
    codes = pa.chunked_array([chunk.indices for chunk in column.chunks]).combine_chunks()
    return pa.chunked_array([_coded(codes, column.chunk(0).dictionary)], TEXTS)


def plain_texts(column: Any) -> Any:
    """A column as texts, where hardly any value occurs twice."""
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_integer(column.type) or pa.types.is_large_string(column.type):
        return column.cast(pa.string())
    return as_texts(column).cast(pa.string())


def _coded(codes: Any, values: Any) -> Any:
    texts = _written(values)
    # dictionaries that hold a null cannot be made one
    said = pc.fill_null(pc.not_equal(texts, ""), False)
    codes = codes.cast(pa.int32())
    if not pc.all(said).as_py():
        codes = pc.if_else(said.take(codes), codes, pa.scalar(None, pa.int32()))
    return pa.DictionaryArray.from_arrays(codes, texts.fill_null(""))


def _written(values: Any) -> Any:
    kind = values.type
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(values, pc.floor(values))).as_py()
        values = values.cast(pa.int64()) if whole and len(values) else values
    elif pa.types.is_timestamp(kind):
        days = values.cast(pa.date32(), safe=False)
        midnight = pc.all(pc.equal(days.cast(kind), values)).as_py()
        values = days if midnight else values
    return values.cast(pa.string())
