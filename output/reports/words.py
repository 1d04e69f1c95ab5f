"""The running text of a report: titles, introductions, the summary in sentences."""

from dataclasses import dataclass

from .languages import N_
from .sections import Content
from .tables import Reader

SECTIONS = ("summary", "review", "duplicates", "elsewhere", "differences", "quality", "news")
TITLES = {
    "summary": N_("In short"),
    "review": N_("Questions for you"),
    "duplicates": N_("Repeated rows in your list"),
    "elsewhere": N_("On other lists, not on yours"),
    "differences": N_("What other lists say differently"),
    "quality": N_("Quality of your list"),
    "news": N_("What has changed"),
}
# Short ones, for the sheets of the workbook.
SHEETS = {
    "summary": N_("In short"),
    "review": N_("Questions"),
    "duplicates": N_("Repeated rows"),
    "elsewhere": N_("Not on your list"),
    "differences": N_("Differences"),
    "quality": N_("Quality"),
    "bare": N_("Missing facts"),
    "news": N_("Changes"),
    "corrections": N_("Corrections"),
    "own": N_("Your rows"),
}
HOW_IN_PAGE = N_(
    "Marked letters are those that differ. Please answer in the workbook that comes with this "
    "report."
)
HOW_IN_WORKBOOK = N_(
    "Please choose your answers in the yellow cells, and send this file back. The grey columns "
    "at the end are keys: please leave them as they are."
)
INTRODUCTIONS = {
    "review": N_(
        "Are the two rows about the same person? The program cannot tell, and you know your list. "
        "The questions whose answers matter most come first."
    ),
    "duplicates": N_(
        "These rows of your list seem to be about the same person, who is counted once in the "
        "registry. If a pair is about two people, please say so."
    ),
    "elsewhere": N_(
        "Other lists of the country name these people, and yours does not. They may be missing "
        "from your list, or stand there under another name. Those named by most lists come first."
    ),
    "differences": N_(
        "Here another list says something else about a person of yours. What the registry shows "
        "follows from a rule, which stands with each field; what every list says is kept."
    ),
    "quality": N_(
        "What the program could not read in your list, and which facts many rows do not give. "
        "Row numbers are those of your file."
    ),
    "corrections": N_(
        "Is something wrong in the registry or in a list? Please say it here, one fact a row. "
        "The data team looks at each correction before it is adopted."
    ),
    "own": N_("All rows of your list, and the person in the registry that each belongs to."),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the summary, and what it counts."""

    count: int
    written: str
    label: str


def figures(reader: Reader, content: Content) -> tuple[Figure, ...]:
    """The numbers of the summary, the first ones largest in the page."""
    told, tongue = content.summary, reader.tongue
    text = tongue.text
    counted = (
        (told.rows, text("rows in your list")),
        (told.persons, text("people in the registry")),
        (told.persons - told.alone, text("also on other lists")),
        (told.alone, text("only on your list")),
        (len(content.questions), text("questions for you")),
        (len(content.duplicates), text("pairs of repeated rows")),
        (len(content.elsewhere), text("people whom only others name")),
        (len(content.differences), text("differences with other lists")),
        (len(content.quality.doubts), text("values that could not be read")),
        (len(content.news), text("changes")),
    )
    return tuple(Figure(count, tongue.number(count), label) for count, label in counted)


def sentences(reader: Reader, content: Content) -> tuple[str, ...]:
    """The summary in words."""
    told, tongue = content.summary, reader.tongue
    texts = tongue.texts
    rows = texts("%(count)s row", "%(count)s rows", told.rows)
    people = texts("%(count)s person", "%(count)s people", told.persons)
    said = [
        tongue.text(
            "Your list has %(rows)s; in the registry these are %(people)s.",
            rows=rows,
            people=people,
        )
    ]
    if told.departed:
        said.append(
            texts(
                "%(count)s row no longer stands in your newest edition; the registry keeps it.",
                "%(count)s rows no longer stand in your newest edition; the registry keeps them.",
                told.departed,
            )
        )
    if told.unlinkable:
        said.append(
            texts(
                "%(count)s row bears no name and is never joined with another.",
                "%(count)s rows bear no name and are never joined with others.",
                told.unlinkable,
            )
        )
    if content.questions:
        said.append(
            texts(
                "%(count)s question waits for your answer.",
                "%(count)s questions wait for your answer.",
                len(content.questions),
            )
        )
    return tuple(said)


def news_since(reader: Reader, content: Content) -> str:
    """From when on section 7 tells what changed."""
    tongue = reader.tongue
    if content.since is None:
        return tongue.text("What changed with the people of your list since the night before.")
    day = tongue.day(content.since)
    return tongue.text("What changed with the people of your list since %(day)s.", day=day)


def heading(reader: Reader, content: Content) -> str:
    """One line on which edition and snapshot the report speaks of."""
    tongue = reader.tongue
    return tongue.text(
        "Edition of %(edition)s, registry of %(day)s",
        edition=tongue.day(content.edition),
        day=tongue.day(content.day),
    )
