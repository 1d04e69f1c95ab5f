"""A column of any table: codes of its distinct values, spelt so that the same is written alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
from unidecode import unidecode

from .base import Floats

# The stubs of pyarrow know few of its functions.
pc: Any = pyarrow.compute
Texts = Any
Codes = npt.NDArray[np.int32]

# What a list may write of one value is cut here: longer texts are no values.
LONGEST = 500
_NOT_WORD = "[^a-z0-9]+"


@dataclass(frozen=True, slots=True)
class TextColumn:
    """The values of a column: (n,) code of each record's value, -1 for none, and the k values.

    values: the distinct texts as compared (Arrow strings); share: (k + 1,) log2 of the share of the
    records with a value that bear it, 0 at the end, which -1 finds.
    """

    name: str
    codes: Codes
    values: Texts
    share: Floats

    def table(self, of_values: npt.ArrayLike, none: int = -1) -> npt.NDArray[Any]:
        """What is known of each value, with `none` at the end for the records without one."""
        return np.append(np.asarray(of_values), none)


def text_column(name: str, column: Texts, spell: Callable[[Texts], Texts]) -> TextColumn:
    """The column from dictionary-encoded texts; `spell` makes the compared form of the distinct
    ones, null or "" where a text says nothing."""
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    spelt = spell(pc.utf8_slice_codeunits(column.dictionary, 0, LONGEST)).fill_null("")
    encoded = spelt.dictionary_encode()
    distinct, code_of = encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)
    nothing = pc.index(distinct, "").as_py()
    values = distinct
    if nothing >= 0:
        values = distinct.filter(pc.not_equal(distinct, ""))
        code_of = np.where(code_of == nothing, -1, code_of - (code_of > nothing))
    codes = np.append(code_of, -1).astype(np.int32)[codes]
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    # a value of the dictionary that no record bears weighs like that of a single one
    share = np.log2(np.maximum(counts, 1) / max(counts.sum(), 1))
    return TextColumn(name, codes, values, np.append(share, 0.0).astype(np.float32))


def folded(texts: Texts) -> Texts:
    """Lower case without marks and punctuation, one space between words; letters in Latin."""
    plain = pc.string_is_ascii(texts)
    if not pc.all(plain).as_py():
        other = [unidecode(text) for text in texts.filter(pc.invert(plain)).to_pylist()]
        texts = pc.replace_with_mask(texts, pc.invert(plain), pa.array(other, pa.string()))
    words = pc.replace_substring_regex(pc.ascii_lower(texts), pattern=_NOT_WORD, replacement=" ")
    return pc.ascii_trim_whitespace(words)


def squeezed(texts: Texts) -> Texts:
    """Folded, without spaces: identifiers and postcodes are grouped as anybody likes."""
    return pc.replace_substring(folded(texts), pattern=" ", replacement="")
