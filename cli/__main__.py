"""python -m todos.cli is the command `todos`."""

from . import main

main()
