"""Published words as text that can be compared: no control characters, one space, one form."""

import re
import unicodedata

# directions of writing, zero-width signs, soft hyphens and other characters that nobody sees;
# not those that count as spaces (\t \n \x1c-\x1f \x85), which become a space
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_NOT_A_WORD = re.compile(r"[\W_]+")


def clean(cell: str) -> str:
    """`cell` in Unicode form NFC, without unseen characters, with single spaces."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", cell)).split())


def fold(text: str) -> str:
    """`text` in lower case with single spaces, for comparing fixed words."""
    return clean(text).casefold()


def squeezed(header: str) -> str:
    """`header` for comparing: a PDF breaks a header in a narrow column into EDA and D."""
    return fold(header).replace(" ", "")


def words(text: str) -> tuple[str, ...]:
    """The words of `text` in alphabetical order, without case, accents and punctuation.

    One list writes a name now as PÉREZ DÍAZ, ANA and now as Ana Perez Diaz.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(sorted(_NOT_A_WORD.sub(" ", plain.casefold()).split()))
