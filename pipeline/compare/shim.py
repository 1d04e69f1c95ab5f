"""Names under the new contract until their own comparison takes it."""

# mypy: ignore-errors
# ruff: noqa
import numpy as np, pandas as pd
from . import names as old
from .base import FieldComparison
from ...rules import comparisons as declared


class _N(FieldComparison):
    def __init__(self, texts, alts, known=None):
        self.col = [texts.to_numpy(dtype=object), alts.to_numpy(dtype=object)]
        every = pd.concat([texts, alts[alts != ""]], ignore_index=True)
        self.values_of = pd.factorize((texts + "|" + alts).mask(texts == ""))[0].astype(np.int32)
        self.old = self.cls((texts.name or "a", alts.name or "b"), old.TokenTable(every, known))

    def levels(self, left, right):
        l, r = self.old.levels([c[left] for c in self.col], [c[right] for c in self.col])
        return l, np.nan_to_num(r).astype(np.float32)


class GivenNames(_N):
    comparison = declared.GIVEN_NAMES
    cls = old.GivenNames


class Surnames(_N):
    comparison = declared.SURNAMES
    cls = old.Surnames


from ...rules import kinds


class FreeGiven(GivenNames):
    comparison = kinds.GIVEN_NAME


class FreeSur(Surnames):
    comparison = kinds.SURNAME
