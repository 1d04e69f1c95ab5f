"""What is wrong with the database, in words: where, and what to do."""

from ...rules.problems import Refusal

_BACKUP = "put back the copy of an earlier day: the lasting ids stand in it."

# The name of SQLite's error, without what follows the first word.
_SQLITE = {
    "BUSY": "has been locked by another program for a minute. Try again; close what holds it open.",
    "LOCKED": "is locked by another program. Try again; close what holds it open.",
    "FULL": "cannot be written: the disk is full. Make room, then run again; nothing is lost.",
    "NOTADB": f"cannot be opened: it is no registry. If it is damaged, {_BACKUP}",
    "CORRUPT": f"is damaged. Keep a copy of it, and {_BACKUP}",
    "READONLY": "may not be written. Give the user who runs todos the right to write it.",
    "CANTOPEN": "cannot be opened. See that its folder is there, and may be read and written.",
    "IOERR": f"cannot be read or written: the disk fails. See to the disk; if need be, {_BACKUP}",
}
# SQLSTATE, or its class of two characters (PostgreSQL's manual, appendix A).
_POSTGRESQL = {
    "08": "does not answer. See that the server runs and the address in todos.toml is right.",
    "28": "does not let us in. Correct user and password.",
    "3D": "is not there. Make it with createdb, or correct its name.",
    "42501": "may not be written. Give the user of the address the right to it.",
    "53": "cannot be written: the server has no room or memory left. Make room, then run again.",
    "55P03": "has been locked by another program for a minute. Try again.",
    "57": "was shut down by its server, or the server is starting. Try again when it runs.",
}
# A connection that fails has no SQLSTATE; the library's words may hold parts of the address, which
# may hold a password, so they are looked at and not repeated.
_WORDS = {
    "authentication failed": "28",
    "no password supplied": "28",
    'role "': "28",
    "does not exist": "3D",
    "starting up": "57",
    "shutting down": "57",
}


class StoreError(Refusal):
    """The registry's memory cannot be used for this run."""


def trouble(name: str, error: BaseException) -> StoreError | None:
    """What to say of an error of the database `name`; None where the fault is our own."""
    said = _of_sqlite(error) if hasattr(error, "sqlite_errorname") else _of_postgresql(error)
    return StoreError(f"{name} {said}") if said else None


def _of_sqlite(error: BaseException) -> str | None:
    words = str(getattr(error, "sqlite_errorname", "")).split("_")
    return _SQLITE.get(words[1]) if len(words) > 1 else None


def _of_postgresql(error: BaseException) -> str | None:
    state = getattr(error, "sqlstate", None)
    if state is None and type(error).__name__ in {"OperationalError", "ConnectionTimeout"}:
        said = str(error)
        state = next((code for words, code in _WORDS.items() if words in said), "08")
    return _POSTGRESQL.get(f"{state}", _POSTGRESQL.get(f"{state}"[:2]))
