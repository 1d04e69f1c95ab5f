"""What people enter: texts that are checked before they are kept, and taken back at most once."""

import unicodedata
from datetime import date

import sqlalchemy as sa

from ...rules.problems import Refusal
from .database import Database

_LONGEST = 2_000


class EntryError(Refusal):
    """A decision, correction or acceptance cannot be kept as it was given."""


def checked(place: str, *, optional: tuple[str, ...] = (), **texts: str) -> dict[str, str]:
    """The texts without spaces around them. Raises EntryError that names `place`.

    All but the `optional` ones must say something; none may be overlong or hold control characters.
    """
    found = {name: text.strip() for name, text in texts.items()}
    for name, text in found.items():
        if not text and name not in optional:
            raise EntryError(f"{place}: '{name}' is empty. Say it.")
        if len(text) > _LONGEST:
            raise EntryError(
                f"{place}: '{name}' has {len(text)} characters, more than {_LONGEST}. Shorten it."
            )
        if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
            raise EntryError(f"{place}: '{name}' holds control characters. Take them out.")
    return found


def one_of(place: str, name: str, value: str, codes: tuple[str, ...]) -> str:
    """`value`, which must be one of the codes. Raises EntryError."""
    if value not in codes:
        raise EntryError(f"{place}: '{name}' says {value[:80]!r}. Say {', '.join(codes)}.")
    return value


def revoke(
    database: Database, table: sa.Table, number: int, *, by: str, on: date, because: str
) -> None:
    """Take the entry `number` of `table` back. Raises EntryError if there is none, or if it is."""
    key, what = table.primary_key.columns[0], table.name.removesuffix("s")
    place = f"{what} {number}"
    said = checked(place, by=by, because=because)
    mine = (key == number) & table.c.revoked_by.is_(None)
    words = {
        "revoked_by": said["by"],
        "revoked_on": on,
        "revoked_because": said["because"],
    }
    with database.writing() as connection:
        if connection.execute(table.update().where(mine).values(words)).rowcount == 1:
            return
        row = connection.execute(sa.select(table).where(key == number)).mappings().first()
    if row is None:
        raise EntryError(f"There is no {place}. Look its number up in the list of {what}s.")
    raise EntryError(
        f"The {place} was revoked already, by {row['revoked_by']} on {row['revoked_on']}."
    )
