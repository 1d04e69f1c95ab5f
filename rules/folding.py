"""Words as they are compared: whatever case, accents and marks a list gave them."""

import unicodedata

OUTER = " .,;:!¡?¿*-"


class _Plain(dict[int, int | str | None]):
    """For str.translate: drops combining marks, keeps other characters; each is asked for once."""

    def __missing__(self, point: int) -> int | str | None:
        self[point] = None if unicodedata.combining(chr(point)) else point
        return self[point]


_PLAIN = _Plain(
    str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("\"'`´«»“”„‘’ʼ", None)})
)


def fold(text: str) -> str:
    """`text` as words are compared: no case, accents, quotes, outer marks or doubled spaces.

    ё becomes е and ў becomes у, since lists write either.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return " ".join(plain.casefold().split()).strip(OUTER)
