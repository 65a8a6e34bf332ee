"""How numbers, dates and problems are said in Arabic."""

from __future__ import annotations

from datetime import date

from web.inquiry import LARGEST_PAGE, BadParameterError

MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
MASHRIQ_MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip


def number(value: int) -> str:
    """Digits in threes: 30,322."""
    return f"{value:,}"


def counted(value: int, one: str, two: str, few: str, many: str, hundred: str) -> str:
    """A number with its noun, which Arabic inflects by the number's last two digits.

    >>> [articles_counted(value) for value in (1, 2, 3, 11, 100, 1002, 1003)]
    ['مقال واحد', 'مقالان', '3 مقالات', '11 مقالًا', '100 مقال', '1,002 مقال', '1,003 مقالات']
    """
    if value == 1:
        return one
    if value == 2:
        return two
    last = value % 100
    noun = few if 3 <= last <= 10 else many if last >= 11 else hundred
    return f"{number(value)} {noun}"


def articles_counted(value: int) -> str:
    """How many articles, in words.

    >>> articles_counted(0), articles_counted(23)
    ('لا مقالات', '23 مقالًا')
    """
    if value == 0:
        return "لا مقالات"
    return counted(value, "مقال واحد", "مقالان", "مقالات", "مقالًا", "مقال")


def matches_counted(value: int) -> str:
    """In how many places of the text the query's words stand, in words.

    >>> matches_counted(0), matches_counted(4)
    ('لا ترد كلمات البحث في النص', '4 مواضع في النص')
    """
    if value == 0:
        return "لا ترد كلمات البحث في النص"
    places = counted(value, "موضع واحد", "موضعان", "مواضع", "موضعًا", "موضع")
    return f"{places} في النص"


def milliseconds(value: float) -> str:
    """A short time, in words.

    >>> milliseconds(0.4), milliseconds(2.2), milliseconds(12.6)
    ('أقل من مللي ثانية', '2 مللي ثانية', '13 مللي ثانية')
    """
    return f"{round(value):,} مللي ثانية" if value >= 1 else "أقل من مللي ثانية"


def day_in_words(day: date) -> str:
    """A Gregorian day with the month's name most of the Arab world reads.

    >>> day_in_words(date(2023, 4, 17))
    '17 أبريل 2023'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_in_full(day: date) -> str:
    """A Gregorian day with both names of its month, as papers read in every country write it.

    >>> day_in_full(date(2023, 4, 17))
    '17 نيسان/أبريل 2023'
    """
    return f"{day.day} {MASHRIQ_MONTHS[day.month - 1]}/{MONTHS[day.month - 1]} {day.year}"


def bad_parameter(error: BadParameterError) -> str:
    """What is wrong with the address, in one sentence that says what would be right."""
    return {
        "page": f"رقم الصفحة عدد صحيح بين 1 و{number(LARGEST_PAGE)}.",
        "limit": "عدد النتائج في الصفحة عدد صحيح لا يجاوز الحد.",
        "sort": "ترتيب النتائج: الأوثق صلةً أو الأحدث أو الأقدم.",
        "date": "يُكتب التاريخ سنةً وشهرًا ويومًا، مثل 2023-05-17.",
        "export": "النتائج أكثر مما يُنزَّل دفعة واحدة؛ ضيّق البحث بمصدر أو قسم أو تاريخ.",
        "order": "تاريخ البداية يقع بعد تاريخ النهاية؛ بدّل أحدهما بالآخر.",
    }[error.reason]
