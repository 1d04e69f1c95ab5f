"""The command `todos`: parse, call one function, print.

What matches and reads snapshots is imported by the command that needs it: the libraries behind it
take seconds to load, and `todos --help` answers at once.
"""

import click

from . import keeping, looks, measures, nights, reviews, tables
from .common import EXIT_CODES


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="todos")
def main() -> None:
    """Merge published lists of political prisoners into one registry of persons.

    \b
    A first look:      todos demo mydemo
    A workspace:       todos init registry    then put lists into registry/inbox/<source>/
    Are they right?    todos check -w registry
    Every night:       todos run -w registry
    """


for _module in (nights, looks, reviews, measures, keeping, tables):
    for _command in _module.COMMANDS:
        main.add_command(_command)
