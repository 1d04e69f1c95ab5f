"""What is wrong with a published value, and what the organisation can do, in its language."""

from collections.abc import Mapping

from .languages import N_, Language
from .sections import Doubt

_CORRECT = N_("Please correct it in your list.")
_TELL = N_("Tell the data team what the word means, or correct it in your list.")
_LOOK = N_("Please look at both dates: one of them must be wrong.")

# For each kind of quality.KINDS: what is wrong, and the cure.
SAYS: Mapping[str, tuple[str, str]] = {
    "unknown_word": (N_("The registry does not know this word."), _TELL),
    "status_elsewhere": (
        N_("This is a status, not a place: it was read as the status."),
        N_("Please move it to the column of the status."),
    ),
    "other_column": (
        N_("This word belongs in another column and was read there."),
        N_("Please move it to the column where it belongs."),
    ),
    "after_edition": (N_("This date is later than the edition of your list."), _CORRECT),
    "before_birth": (N_("This date is earlier than the date of birth."), _LOOK),
    "before_arrest": (
        N_("The release is earlier than the arrest."),
        N_("Please check both dates. If it is a new arrest, give its date too."),
    ),
    "no_such_month": (
        N_("There is no month %(number)s: the day is read before the month."),
        _CORRECT,
    ),
    "no_such_day": (N_("There is no day %(number)s in a month of %(last)s days."), _CORRECT),
    "strange_year": (N_("The year %(number)s cannot be right."), _CORRECT),
    "no_date": (
        N_("This could not be read as a date."),
        N_("Please write the date as day/month/year."),
    ),
    "no_age": (
        N_("This could not be read as an age."),
        N_("Please write the age in years, or the date of birth."),
    ),
    "no_sentence": (
        N_("This could not be read as the length of a sentence."),
        N_("Please write the sentence in years and months."),
    ),
    "other_total": (
        N_("The list says another number of rows than the %(number)s that were read."),
        N_("Please check whether rows are missing."),
    ),
    "not_understood": (N_("This value could not be read as it stands."), _TELL),
}


def what(tongue: Language, doubt: Doubt) -> str:
    """What is wrong with the value."""
    return tongue.text(SAYS[doubt.kind][0], **doubt.numbers)


def cure(tongue: Language, doubt: Doubt) -> str:
    """What to do about it, with the nearest known word where there is one."""
    said = tongue.text(SAYS[doubt.kind][1])
    if doubt.near is None:
        return said
    return f"{said} " + tongue.text("Did you mean “%(word)s”?", word=doubt.near)
