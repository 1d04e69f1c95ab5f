"""Example lists of invented persons, in the publishers' own formats and with their dirt."""

import shutil
from datetime import date
from pathlib import Path

from ..workspace import Workspace, create

LISTS = Path(__file__).parent / "lists"
DAY = date(2026, 10, 30)


def make_example(root: Path) -> tuple[Workspace, date]:
    """A new workspace at `root` with the example lists in its inbox, and the day they are of.

    Raises WorkspaceError where something is there already.
    """
    workspace = create(root)
    shutil.copytree(LISTS, root / "inbox", dirs_exist_ok=True)
    return workspace, DAY
