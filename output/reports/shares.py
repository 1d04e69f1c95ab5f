"""Which lists share their unpublished rows with which others, as todos.toml says it."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from ...rules.problems import Refusal, clip

# The list that shares, and those that may see its unpublished rows.
Shares = Mapping[str, Collection[str]]
NO_SHARES: Shares = MappingProxyType({})


class ReportError(Refusal):
    """There is nothing to report of, or the report cannot be made as it was asked for."""


def shares(settings: Mapping[str, Any], sources: Collection[str]) -> Shares:
    """The table [reports.shares] of todos.toml: owner = ["reader", …].

    sources: every list of the workspace. Raises ReportError for a list that there is not, and for
    anything that is no list of names: nothing is shared by a slip of the pen.
    """
    for owner, readers in settings.items():
        if not isinstance(readers, list) or not all(isinstance(one, str) for one in readers):
            raise ReportError(
                f"todos.toml: [reports.shares] {clip(owner)} is no list of sources. "
                f'Write it so: {clip(owner)} = ["justicia11j", "cubalex"]'
            )
        for name in (owner, *readers):
            if name not in sources:
                raise ReportError(
                    f"todos.toml: [reports.shares] names '{clip(name)}', which is no source here. "
                    f"There are: {', '.join(sorted(sources))}."
                )
    return {owner: frozenset(readers) for owner, readers in settings.items()}
