"""The languages of reports: their texts, plurals, dates, numbers and lists."""

import gettext
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from .sections import Interval

LANGUAGES = ("es", "en", "ru", "be")
LOCALE_FOLDER = Path(__file__).with_name("locale")
DOMAIN = "todos"
# English texts stand in the code; their dates and numbers are British.
_LOCALES = {"en": "en_GB"}
_NAMES = {"es": "español", "en": "English", "ru": "русский", "be": "беларуская"}
_MINUS = "\N{MINUS SIGN}"


def N_(text: str) -> str:  # noqa: N802  # the name by which tools for catalogues find texts
    """Marks a text for the catalogues where it is translated later."""
    return text


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language: what it calls things, and how it writes days and numbers.

    Each language is one object (see `language`), told from others by being another.
    """

    code: str
    locale: Locale
    catalogue: gettext.NullTranslations

    @property
    def name(self) -> str:
        """What its speakers call it."""
        return _NAMES[self.code]

    def text(self, message: str, **values: object) -> str:
        """The text `message` (English, marked), with %(name)s filled from `values`."""
        said = self.catalogue.gettext(message) if message else ""
        return said % values if values else said

    def texts(self, one: str, many: str, count: int, **values: object) -> str:
        """The form of a text that goes with `count`; %(count)s is the number as it is written."""
        said = self.catalogue.ngettext(one, many, count)
        return said % {"count": self.number(count), **values}

    def word(self, context: str, message: str) -> str:
        """A word that means one thing in `context` and perhaps another elsewhere."""
        return self.catalogue.pgettext(context, message)

    def number(self, value: int) -> str:
        """A whole number: 1 031 in Russian, 1.031 in Spanish."""
        return format_decimal(value, locale=self.locale)

    def bits(self, value: float) -> str:
        """Evidence, always with its sign: +5.9 or −3.6."""
        written = format_decimal(abs(value), format="0.0", locale=self.locale)
        return written if written == self._nought else f"{_MINUS if value < 0 else '+'}{written}"

    def percent(self, share: float) -> str:
        """A share in whole percents; what is not certain is never said to be 0 or 100."""
        within = min(max(share, 0.01), 0.99) if 0 < share < 1 else share
        return format_percent(within, locale=self.locale)

    def day(self, day: date) -> str:
        """A day in words: 11 de julio de 2021."""
        return format_date(day, "long", locale=self.locale)

    def when(self, interval: Interval) -> str:
        """A date as exact as it is known: a day, a month, a year, or from when to when."""
        first, last = interval
        if first == last:
            return format_date(first, "medium", locale=self.locale)
        ends_a_month = last.day == monthrange(last.year, last.month)[1]
        if first.day == 1 and ends_a_month:
            if (first.year, first.month) == (last.year, last.month):
                return format_skeleton("yMMMM", first, locale=self.locale)
            if (first.month, last.month) == (1, 12):
                return _years(first, last)
        return format_interval(first, last, "yMMMd", locale=self.locale)

    def span(self, months: int) -> str:
        """A length of time: 5 years and 6 months."""
        years, rest = divmod(months, 12)
        parts = [self.texts("%(count)s year", "%(count)s years", years)] if years else []
        if rest or not years:
            parts.append(self.texts("%(count)s month", "%(count)s months", rest))
        return self.listed(parts)

    def listed(self, parts: Sequence[str]) -> str:
        """Several things in a row: a, b and c."""
        return format_list(list(parts), locale=self.locale) if parts else ""

    @property
    def _nought(self) -> str:
        return format_decimal(0, format="0.0", locale=self.locale)


def _years(first: date, last: date) -> str:
    if first.year == last.year:
        return str(first.year)
    return f"{first.year}\N{EN DASH}{last.year}"


def parsed(value: str) -> Interval | None:
    """The interval that a claim writes as a day or as from/to (ISO 8601), if it is one."""
    first, _, last = value.partition("/")
    try:
        return date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None


@cache
def language(code: str) -> Language:
    """The language of this code, one of LANGUAGES. Raises KeyError for another."""
    if code not in LANGUAGES:
        raise KeyError(code)
    locale = Locale.parse(_LOCALES.get(code, code))
    if code == "en":
        return Language(code, locale, gettext.NullTranslations())
    return Language(code, locale, gettext.translation(DOMAIN, LOCALE_FOLDER, [code]))
