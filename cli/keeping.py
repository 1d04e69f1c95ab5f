"""The commands for backup, for publishing elsewhere, and for what is kept how long."""

import sys
from pathlib import Path

import click
from rich.text import Text

from ..sources.workspace import opened
from .common import (
    EXIT_CODES,
    FILE,
    FILE_OUT,
    opened_store,
    out,
    refuses_plainly,
    workspace_option,
)


@click.command("export-state", epilog=EXIT_CODES)
@click.argument("file", type=FILE_OUT, required=False)
@workspace_option
@refuses_plainly
def export_state(file: Path | None, workspace: Path) -> None:
    """Write the registry's whole memory as JSON lines to FILE, or to standard output.

    It holds decisions, ids and their history, editions, runs: all that cannot be made again.
    """
    with opened_store(workspace) as store:
        if file is None:
            for line in store.export_state():
                sys.stdout.buffer.write(line)
            return
        from ..sources.archive import replacing

        with replacing(file.parent) as (temporary, to):
            to.writelines(store.export_state())
            to.flush()
            temporary.replace(file)
    out.print(Text(f"The registry's memory is in {file}."))


@click.command("import-state", epilog=EXIT_CODES)
@click.argument("file", type=FILE)
@workspace_option
@refuses_plainly
def import_state(file: Path, workspace: Path) -> None:
    """Take the memory in FILE, which todos export-state wrote, into a new registry.

    The registry must be empty: a new workspace, or a new database in todos.toml. All of the file is
    taken, or nothing.
    """
    with opened_store(workspace) as store, file.open("rb") as lines:
        counts = store.import_state(lines)
    told = ", ".join(f"{count:,} {table}" for table, count in counts.items() if count)
    out.print(Text(f"Taken into the registry: {told or 'nothing, the file is empty'}."))


@click.command("publish", epilog=EXIT_CODES)
@workspace_option
@refuses_plainly
def publish_(workspace: Path) -> None:
    """Copy the newest snapshot to where [publish] in todos.toml says, and prune there and here.

    Every run does so itself; this does it again where the other place could not be reached.
    """
    from ..output.nights.elsewhere import copy_and_prune

    for line in copy_and_prune(opened(workspace)):
        out.print(Text(line))


COMMANDS = (export_state, import_state, publish_)
