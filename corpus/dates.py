"""When was it published? Dates as Arabic newsrooms and feeds write them.

Decisions, each the same for every article:

* The wall-clock time is kept as written and the zone dropped: "10:30 +0300" is 10:30. A reader
  who looks for the 25th means the 25th of the page, not of Greenwich. Unix times have no wall
  clock; they are read as UTC.
* Day before month, always. 07/25/2015 is no date here: reading it the American way would hide
  that 07/05/2015 in the same file was read as the 7th of May.
* A month without a day, a year with two digits and a date only by the Hijri calendar are not
  turned into a day that nobody wrote; a Hijri date beside another one is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

FIRST_YEAR, LAST_YEAR = 1800, 2100
LONGEST_DATE = 200  # characters; "السبت 9 شوال 1436 هـ الموافق 25 تموز / يوليو 2015 …" has 80

# Names are compared after _fold: no marks, أ إ آ as ا, ى as ي, ة as ه, lower case.
MONTHS: tuple[tuple[str, ...], ...] = (
    # Gulf and Egypt · Mashriq · Tunisia and Algeria · Morocco · English · French
    ("يناير", "كانون الثاني", "كانون ثاني", "جانفي", "january", "jan", "janvier", "janv"),
    ("فبراير", "شباط", "فيفري", "february", "feb", "février", "févr"),
    ("مارس", "آذار", "march", "mar", "mars"),
    ("أبريل", "إبريل", "ابرايل", "نيسان", "أفريل", "april", "apr", "avril", "avr"),
    ("مايو", "أيار", "ماي", "may", "mai"),
    ("يونيو", "يونية", "يونيه", "حزيران", "جوان", "june", "jun", "juin"),
    ("يوليو", "يولية", "يوليه", "تموز", "جويلية", "جويليا", "يوليوز", "july", "jul", "juillet",
     "juil"),
    ("أغسطس", "آب", "أوت", "غشت", "august", "aug", "août"),
    ("سبتمبر", "أيلول", "شتنبر", "september", "sept", "sep", "septembre"),
    ("أكتوبر", "تشرين الأول", "تشرين أول", "october", "oct", "octobre"),
    ("نوفمبر", "تشرين الثاني", "تشرين ثاني", "نونبر", "november", "nov", "novembre"),
    ("ديسمبر", "كانون الأول", "كانون أول", "دجنبر", "december", "dec", "décembre", "déc"),
)  # fmt: skip

HIJRI_MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع أول", "ربيع الآخر", "ربيع الثاني", "ربيع ثاني",
    "جمادى الأولى", "جمادى الأول", "جمادى الآخرة", "جمادى الثانية", "جمادى الثاني", "رجب",
    "شعبان", "رمضان", "شوال", "ذو القعدة", "ذي القعدة", "ذو الحجة", "ذي الحجة",
)  # fmt: skip

_FOLDED_LETTERS = str.maketrans("أإآٱىةیک،", "اااايهيك,")


def _fold(text: str) -> str:
    if text.isascii():
        return text.strip().lower()
    folded = []
    for character in unicodedata.normalize("NFD", text.translate(_FOLDED_LETTERS)):
        category = unicodedata.category(character)
        if category == "Nd":
            folded.append(str(unicodedata.decimal(character)))
        elif category == "Zs":
            folded.append(" ")
        elif category not in ("Mn", "Cf") and character != "ـ":
            folded.append(character)
    return "".join(folded).strip().lower()


_MONTH_NUMBERS = {_fold(name): n for n, names in enumerate(MONTHS, start=1) for name in names}


def _names(names: list[str]) -> str:
    # The longest first, so that "mar" does not take the beginning of "march".
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MONTH = re.compile(rf"(?<![^\W\d_])(?:{_names(list(_MONTH_NUMBERS))})(?![^\W\d_])")
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?:z|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?|utc|gmt)"
# The first pattern is nearly every machine-made date; the search for words is for the others.
_ISO = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)(?:[t ]\s*{_TIME}\s*{_ZONE}?)?\Z")
_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?{_ZONE}?)?\Z")
_CLOCK = re.compile(
    rf"(?<!\d)[t]?{_TIME}(?!\d)\s*(am|pm|a\.m\.|p\.m\.|صباحا|مساء|ظهرا|ص(?!\w)|م(?!\w))?"
    rf"(?:\s*\(?{_ZONE}(?![\w/]))?"
)
_HIJRI = re.compile(
    rf"\d{{1,2}}\s*(?:من\s+)?(?:{_names([_fold(name) for name in HIJRI_MONTHS])})\s*,?\s*\d{{4}}"
    r"|(?<!\d)(?:1[345]\d\d\s*([/.-])\s*\d{1,2}\s*\1\s*\d{1,2}"
    r"|\d{1,2}\s*([/.-])\s*\d{1,2}\s*\2\s*1[345]\d\d)(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)")
_NUMBER = re.compile(r"\d+")
_AFTERNOON = ("pm", "p.m.", "مساء", "ظهرا", "م")
_MORNING = ("am", "a.m.", "صباحا", "ص")
_UNIX_DIVISORS = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 15: 1_000_000, 16: 1_000_000}


def parse_date(text: str | int | float) -> datetime | None:
    """The date and time that a text says, or None where it says none that can be trusted.

    Naive: the zone is dropped and the time kept as written. Years 1800 to 2100.

    >>> parse_date("السبت 25 تموز / يوليو 2015")
    datetime.datetime(2015, 7, 25, 0, 0)
    >>> parse_date("٢٥/٠٧/٢٠١٥ ١٠:٣٠ م")
    datetime.datetime(2015, 7, 25, 22, 30)
    >>> parse_date("Sat, 25 Jul 2015 10:30:00 +0300")
    datetime.datetime(2015, 7, 25, 10, 30)
    >>> parse_date("31/02/2015") is None
    True
    """
    if isinstance(text, float):
        return _unix_time(text) if abs(text) < 1e17 else None
    if isinstance(text, int):
        if abs(text) >= 10**17:
            return None
        text = str(text)
    if len(text) > LONGEST_DATE:
        return None
    folded = _fold(text)
    if match := _ISO.match(folded) or _COMPACT.match(folded):
        year, month, day, hour, minute, second = match.groups()
        return _moment(year, month, day, (hour or "0", minute or "0", second or "0"))
    if _NUMBER.fullmatch(folded):
        divisor = _UNIX_DIVISORS.get(len(folded))
        return _unix_time(int(folded) / divisor) if divisor else None
    return _written_date(folded)


def _written_date(folded: str) -> datetime | None:
    """A date among words. Its digits must all be accounted for; words beside it may be any."""
    time = ("0", "0", "0")
    if clock := _CLOCK.search(folded):
        time = _clock_time(clock)
        folded = folded[: clock.start()] + " " + folded[clock.end() :]
    folded = _HIJRI.sub(" ", folded)
    if match := _YEAR_FIRST.search(folded):
        year, _, month, day = match.groups()
    elif match := _DAY_FIRST.search(folded):
        day, _, month, year = match.groups()
    else:
        return _named_month_date(folded, time)
    if _NUMBER.search(folded, match.end()) or _NUMBER.search(folded[: match.start()]):
        return None
    return _moment(year, month, day, time)


def _named_month_date(folded: str, time: tuple[str, str, str]) -> datetime | None:
    months = {_MONTH_NUMBERS[name] for name in _MONTH.findall(folded)}
    numbers = _NUMBER.findall(folded)
    # Two names of one month ("تموز / يوليو") are one month; two months are a period, no date.
    if len(months) != 1 or len(numbers) != 2:
        return None
    day, year = numbers if len(numbers[1]) == 4 else reversed(numbers)
    return _moment(year, str(months.pop()), day, time)


def _clock_time(clock: re.Match[str]) -> tuple[str, str, str]:
    hour, minute, second, half = clock.groups()
    if half in _AFTERNOON and int(hour) < 12:
        hour = str(int(hour) + 12)
    elif half in _MORNING and int(hour) == 12:
        hour = "0"
    return hour, minute, second or "0"


def _moment(year: str, month: str, day: str, time: tuple[str, str, str]) -> datetime | None:
    if len(year) != 4 or not FIRST_YEAR <= int(year) <= LAST_YEAR or len(day) > 2:
        return None
    try:
        hour, minute, second = map(int, time)
        return datetime(int(year), int(month), int(day), hour, minute, second)
    except ValueError:  # the 31st of February, 25 o'clock
        return None


def _unix_time(seconds: float) -> datetime | None:
    size = abs(seconds)
    if size >= 1e14:
        seconds /= 1_000_000
    elif size >= 1e11:
        seconds /= 1_000
    try:
        moment = datetime(1970, 1, 1) + timedelta(seconds=int(seconds))
    except (OverflowError, ValueError):  # ValueError: not a number
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None
