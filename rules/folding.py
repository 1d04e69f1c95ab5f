"""Words as they are compared: whatever case, accents and marks a list gave them."""

import unicodedata

_MARKS = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("\"'`´«»“”„‘’ʼ", None)})
OUTER = " .,;:!¡?¿*-"


def fold(text: str) -> str:
    """`text` as words are compared: no case, accents, quotes, outer marks or doubled spaces.

    ё becomes е and ў becomes у, since lists write either.
    """
    marked = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in marked if not unicodedata.combining(c))
    return " ".join(bare.casefold().translate(_MARKS).split()).strip(OUTER)
