"""Which texts need a translation: those of code and pages, and those that the rules declare."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from ...rules.comparisons import COMPARISONS
from ...rules.survivorship import SHOWN
from ...rules.vocabulary import vocabulary

Found = tuple[int, str, str | tuple[str, str], list[str]]

# Vocabularies whose codes a report shows by their meaning. Places that have a Spanish name keep it
# in every language; the codes of other vocabularies are named in labels.py.
_BY_MEANING = ("offence", "prison", "province")


def declared(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """The texts of the rules, in the form of Babel's extractors; nothing of the file is read."""
    del fileobj, keywords, comment_tags, options
    for comparison in COMPARISONS:
        for level in comparison.levels:
            yield 0, "gettext", level.says, []
    for rule in SHOWN.values():
        yield 0, "gettext", rule.sentence, []
    for name in _BY_MEANING:
        words = vocabulary(name)
        kinds = [kind.entry for kind in words.numbered]
        for entry in (*words.entries.values(), *kinds):
            if name == "offence" or "es" not in entry.words:
                yield 0, "pgettext", (name, entry.meaning), []
