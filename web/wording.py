"""How numbers and days are written, as the person chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from hijridate import Gregorian

from web.preferences import Calendar, Digits, Language

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# Days that the Umm al-Qura calendar of hijridate reaches.
HIJRI_DAYS = (date(1924, 8, 1), date(2077, 11, 16))


@dataclass(frozen=True, slots=True)
class Wording:
    """Numbers and days in one language, with one script's digits and one calendar.

    >>> Wording("ar", "arabic").number(30322), Wording("en").number(30322)
    ('٣٠٬٣٢٢', '30,322')
    """

    lang: Language = "ar"
    digits: Digits = "european"
    calendar: Calendar = "gregorian"

    def number(self, value: float) -> str:
        """Digits in threes."""
        return _number(value, self.digits)

    def share(self, value: float) -> str:
        """Parts of a whole in percent, at most two places behind the point.

        >>> Wording("en").share(0.03125)
        '3.13%'
        """
        sign = "٪" if self.digits == "arabic" else "%"
        return self.number(round(value * 100, 2)) + sign

    def day(self, day: date) -> str:
        """A day; with its Hijri date behind it where that was asked for.

        >>> Wording("ar").day(date(2023, 4, 17)), Wording("en").day(date(2023, 4, 17))
        ('17 أبريل 2023', '17 April 2023')
        >>> Wording("ar", "arabic", "hijri").day(date(2023, 4, 17))
        '١٧ أبريل ٢٠٢٣ (٢٦ رمضان ١٤٤٤ هـ)'
        """
        return self._with_hijri(day, _day(day, self.lang, "d MMMM y"))

    def day_in_full(self, day: date) -> str:
        """In Arabic with both names of its month, as papers read in every country write it.

        >>> Wording("ar").day_in_full(date(2023, 4, 17))
        '17 نيسان/أبريل 2023'
        """
        if self.lang != "ar":
            return self.day(day)
        month = _day(day, "ar_SY", "MMMM")
        return self._with_hijri(day, f"{day.day} {month}/{_day(day, 'ar', 'MMMM y')}")

    def period(self, start: date, unit: str) -> str:
        """A stretch of time by its first day: the day itself, its month or its year.

        >>> Wording("en").period(date(2023, 4, 1), "month"), Wording("ar").period(date(2023, 1, 1),
        ... "year")
        ('April 2023', '2023')
        """
        pattern = {"month": "MMMM y", "year": "y"}.get(unit, "d MMMM y")
        return self.in_digits(_day(start, self.lang, pattern))

    def in_digits(self, text: str) -> str:
        """The text with the digits of the script that was chosen."""
        return text.translate(ARABIC_DIGITS) if self.digits == "arabic" else text

    def _with_hijri(self, day: date, text: str) -> str:
        if self.calendar == "hijri" and HIJRI_DAYS[0] <= date(*day.timetuple()[:3]) < HIJRI_DAYS[1]:
            text = f"{text} ({_hijri(day.year, day.month, day.day, self.lang)})"
        return self.in_digits(text)


@lru_cache(4096)
def _number(value: float, digits: Digits) -> str:
    return str(
        format_decimal(value, locale="ar", numbering_system="arab")
        if digits == "arabic"
        else format_decimal(value, locale="en")
    )


@lru_cache(4096)
def _day(day: date, locale: str, pattern: str) -> str:
    return str(format_date(day, pattern, locale=locale))


@lru_cache(4096)
def _hijri(year: int, month: int, day: int, lang: Language) -> str:
    found = Gregorian(year, month, day).to_hijri()
    return f"{found.day} {found.month_name(lang)} {found.year} {found.notation(lang)}"
