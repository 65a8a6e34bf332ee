"""How numbers and days are written, as the person chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from hijridate import Gregorian

from web.preferences import Calendar, Digits, Language, current_preferences

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ARABIC_NUMBERS = ARABIC_DIGITS | str.maketrans(",.%", "٬٫٪")


@dataclass(frozen=True, slots=True)
class Wording:
    """Numbers and days in one language, with one script's digits and one calendar.

    >>> Wording("ar", "arabic").number(30322), Wording("en").number(30322)
    ('٣٠٬٣٢٢', '30,322')
    """

    lang: Language = "ar"
    digits: Digits = "european"
    calendar: Calendar = "gregorian"

    def number(self, value: int) -> str:
        """Digits in threes."""
        text = f"{value:,}"
        return text.translate(ARABIC_NUMBERS) if self.digits == "arabic" else text

    def share(self, value: float) -> str:
        """Parts of a whole in percent, at most two places behind the point.

        >>> Wording("en").share(0.03128), Wording("ar", "arabic").share(0.5)
        ('3.13%', '٥٠٪')
        """
        parts = f"{value * 100:.2f}".rstrip("0").rstrip(".") + "%"
        return parts.translate(ARABIC_NUMBERS) if self.digits == "arabic" else parts

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
        hijri = _hijri(day, self.lang) if self.calendar == "hijri" else ""
        return self.in_digits(f"{text} ({hijri})" if hijri else text)


def current_wording() -> Wording:
    """As the person of this request chose."""
    chosen = current_preferences()
    return Wording(chosen.lang, chosen.digits, chosen.calendar)


@lru_cache(4096)
def _day(day: date, locale: str, pattern: str) -> str:
    return str(format_date(day, pattern, locale=locale))


@lru_cache(4096)
def _hijri(day: date, lang: Language) -> str:
    """The day by the Umm al-Qura calendar; "" for days before 1924 and after 2077."""
    try:
        found = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return ""
    return f"{found.day} {found.month_name(lang)} {found.year} {found.notation(lang)}"
