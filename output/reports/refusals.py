"""Why a row of a filled workbook, or all of it, cannot be taken: in the words of its reader."""

from collections.abc import Mapping

from .inert import shown
from .languages import N_, Language

WHY: Mapping[str, str] = {
    # answers
    "word": N_("“%(said)s” is none of the answers. Please choose a word from the list."),
    "formula": N_("A cell holds a formula. Please write plain text there."),
    "edited": N_("The keys of this row were changed. Please answer in the file as it was sent."),
    "gone": N_("One of these rows is no longer in the registry; there is nothing to decide."),
    "stale": N_(
        "The lists now say something else about these rows. Please look at them again in the "
        "newest report."
    ),
    "twice": N_("The same pair has two different answers here. Please leave one of them."),
    "unanswered": N_("There is a comment but no answer. Please choose a word from the list."),
    "long": N_("The text is too long: more than %(most)s characters. Please shorten it."),
    "unseen": N_("The text holds characters that nobody can see. Please type it anew."),
    "strangers": N_("Neither row is of your list."),
    # corrections
    "list": N_("This row is of another list. Please correct rows of your own list."),
    "key": N_("Your list has no row “%(said)s”. The keys stand on the sheet with your rows."),
    "field": N_("“%(said)s” is no field of the list. Please choose a field."),
    "column": N_("Your list has no column for this."),
    "parts": N_(
        "Your list gives given names and surnames apart. Please correct one of the two in a row."
    ),
    "says": N_("Your list says “%(now)s” here. Please write exactly that as what it says."),
    "nothing": N_("Your list says nothing here. Please leave empty what it says."),
    "same": N_("What it says and what it should say are the same."),
    "evidence": N_("Please write where you know it from."),
    # the workbook
    "sheet": N_("The sheet “%(said)s” is missing. Please answer in the file as it was sent."),
    "columns": N_(
        "The columns of the sheet “%(said)s” were changed. Please answer in the file as it was "
        "sent."
    ),
    "source": N_("The registry has no list “%(said)s”."),
}


def refusal(tongue: Language, why: str, **values: str) -> str:
    """The reason `why`, with %(name)s filled from `values`, which may hold anything."""
    return tongue.text(WHY[why], **{name: shown(value) for name, value in values.items()})
