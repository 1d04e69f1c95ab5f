"""What a list says in a field, in its own words: read again from the row as it was delivered."""

import json
import re
from collections.abc import Mapping

from ...sources.clean import clean, fold, squeezed
from ...sources.spec import ListSpec

# The published fields that a fact of a record may come from, the surest first.
PUBLISHED_AS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "given_names", "surnames"),
    "nicknames": ("nickname",),
    "birth": ("birth", "age_at_arrest", "age"),
    "sentence_months": ("sentence",),
    "verdict": ("verdict_date",),
}


def said(spec: ListSpec, raw: str) -> dict[str, str]:
    """Published field -> the list's words in it, from `raw`: the row as published, as JSON.

    A field that the row leaves empty, or says nothing of, is not among them.
    """
    row = {spec.headers.get(squeezed(header)): cell for header, cell in json.loads(raw).items()}
    found: dict[str, str] = {}
    for column, uses in spec.columns.items():
        cell = clean(str(row.get(column) or ""))
        if not cell or fold(cell) in spec.empty:
            continue
        for use in uses:
            part = cell if use.pattern is None else _part(use.pattern, use.words, cell)
            if use.field is not None and part:
                found.setdefault(use.field, part)
    return found


def _part(pattern: re.Pattern[str], words: bool, cell: str) -> str:
    match = pattern.search(cell)
    part = (match[pattern.groups] or "") if match else ""
    return clean(part.replace("-", " ") if words else part)
