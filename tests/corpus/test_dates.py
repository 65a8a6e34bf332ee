"""Dates as newsrooms write them, each with the reason that it is here."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import MONTHS, parse_date

DAY = datetime(2015, 7, 25)
MORNING = datetime(2015, 7, 25, 10, 30)
EVENING = datetime(2015, 7, 25, 22, 30)

READ = [
    # text, moment, why
    ("2015-07-25", DAY, "ISO, the day alone"),
    ("2015-07-25T10:30:00", MORNING, "ISO with a time"),
    ("2015-07-25 10:30", MORNING, "a space for the T, as databases print"),
    ("2015-07-25T10:30:00Z", MORNING, "Zulu time is kept as written"),
    ("2015-07-25T10:30:00.123+03:00", MORNING, "fraction and zone are dropped"),
    ("2015-07-25T10:30:00+0300", MORNING, "a zone without its colon"),
    ("20150725", DAY, "compact ISO"),
    ("20150725T103000Z", MORNING, "compact ISO with a time, as in GDELT"),
    ("20150725103000", MORNING, "fourteen digits, as web archives write"),
    (20150725, DAY, "a number that JSON did not quote"),
    ("25/07/2015", DAY, "day first"),
    ("25/7/2015", DAY, "no leading zero"),
    ("25-07-2015", DAY, "hyphens"),
    ("25.07.2015", DAY, "full stops"),
    ("05/07/2015", datetime(2015, 7, 5), "day first also where both could be a month"),
    ("2015/07/25", DAY, "year first with slashes"),
    ("2015.7.25", DAY, "year first with full stops"),
    ("25 / 07 / 2015", DAY, "spaces about the slashes"),
    ("٢٥/٠٧/٢٠١٥", DAY, "Arabic-Indic digits"),
    ("۲۵/۰۷/۲۰۱۵", DAY, "Persian digits"),
    ("٢٠١٥-٠٧-٢٥", DAY, "Arabic-Indic digits in ISO"),
    ("\u200f25/07/2015\u200f", DAY, "bidi marks about it"),
    ("25 يوليو 2015", DAY, "Egypt and the Gulf"),
    ("25 تموز 2015", DAY, "the Mashriq"),
    ("25 جويلية 2015", DAY, "Tunisia and Algeria"),
    ("25 يوليوز 2015", DAY, "Morocco"),
    ("25 يوليه 2015", DAY, "Egypt's older spelling"),
    ("السبت 25 تموز / يوليو 2015", DAY, "two names of one month"),
    ("السبت، 25 تموز/يوليو، 2015", DAY, "Arabic commas"),
    ("25 تَمُّوز 2015", DAY, "vowel marks"),
    ("25 يوليـو 2015", DAY, "tatweel"),
    ("25 يوليو 2015م", DAY, "the letter for the Christian era"),
    ("25 يوليو، 2015 10:30 ص", MORNING, "morning"),
    ("25/07/2015 10:30 م", EVENING, "evening"),
    ("25/07/2015 10:30 مساءً", EVENING, "evening in full"),
    ("25/07/2015 12:05 ص", datetime(2015, 7, 25, 0, 5), "midnight by twelve hours"),
    ("25/07/2015 12:05 م", datetime(2015, 7, 25, 12, 5), "noon by twelve hours"),
    ("10:30 - 25 يوليو 2015", MORNING, "the time first"),
    ("25 تموز 2015 الساعة 22:30", EVENING, "a word before the time"),
    ("نشر في: 25/07/2015", DAY, "words before the date"),
    ("آخر تحديث: 25 يوليو 2015 - 10:30 بتوقيت غرينتش", MORNING, "words about the date"),
    ("9 شوال 1436 هـ الموافق 25 يوليو 2015", DAY, "a Hijri date beside it"),
    ("1436/10/09 هـ - 2015/07/25 م", DAY, "the same in figures"),
    ("1 كانون الثاني 2015", datetime(2015, 1, 1), "a month of two words"),
    ("1 كانون الأول 2015", datetime(2015, 12, 1), "its twin is another month"),
    ("1 تشرين الأول 2015", datetime(2015, 10, 1), "a month of two words"),
    (
        "1 تشرين الثاني/نوفمبر 2015",
        datetime(2015, 11, 1),
        "a month of two words and its other name",
    ),
    ("18 جانفي 2017", datetime(2017, 1, 18), "Tunisia's January"),
    ("3 أفريل 2015", datetime(2015, 4, 3), "Tunisia's April"),
    ("3 افريل 2015", datetime(2015, 4, 3), "without its hamza"),
    ("3 أوت 2015", datetime(2015, 8, 3), "Algeria's August"),
    ("3 اوت 2015", datetime(2015, 8, 3), "without its hamza"),
    ("3 آب 2015", datetime(2015, 8, 3), "two letters"),
    ("3 غشت 2015", datetime(2015, 8, 3), "Morocco's August"),
    ("3 ماي 2015", datetime(2015, 5, 3), "a month that begins another name"),
    ("3 مايو 2015", datetime(2015, 5, 3), "and the name it begins"),
    ("3 إبريل 2015", datetime(2015, 4, 3), "hamza below"),
    ("25 July 2015", DAY, "English"),
    ("July 25, 2015", DAY, "English, the month first"),
    ("Jul. 25, 2015", DAY, "English, shortened"),
    ("25 juillet 2015", DAY, "French"),
    ("3 décembre 2015", datetime(2015, 12, 3), "French accents"),
    ("Sat, 25 Jul 2015 10:30:00 +0300", MORNING, "RFC 2822, the wall clock kept"),
    ("Sat, 25 Jul 2015 10:30:00 GMT", MORNING, "RSS"),
    ("Sat Jul 25 10:30:00 2015", MORNING, "ctime"),
    ("Sat Jul 25 10:30:00 +0000 2015", MORNING, "Twitter"),
    ("1437820200", MORNING, "Unix seconds in a string"),
    (1437820200, MORNING, "Unix seconds"),
    (1437820200.75, MORNING, "Unix seconds with a fraction"),
    (1437820200000, MORNING, "milliseconds, as JavaScript counts"),
    (1437820200000.0, MORNING, "milliseconds that went through a float"),
    ("29/02/2016", datetime(2016, 2, 29), "a leap day"),
    ("1800-01-01", datetime(1800, 1, 1), "the first year"),
    ("2100-12-31", datetime(2100, 12, 31), "the last year"),
]

NOT_READ = [
    # text, why
    ("", "nothing"),
    ("أمس", "relative to a day that is not known"),
    ("31/02/2015", "no such day"),
    ("2015-02-29", "no leap year"),
    ("07/25/2015", "the American order, which is not guessed"),
    ("25/07/15", "two digits of a year"),
    ("تموز 2015", "no day"),
    ("2015-07", "no day"),
    ("2015", "a year alone"),
    ("9 شوال 1436", "only the Hijri calendar"),
    ("1436/10/09", "the same in figures"),
    ("1799-12-31", "before the first year"),
    ("2101-01-01", "after the last year"),
    ("2015-07-25T25:00:00", "no such hour"),
    ("25 يوليو 2015 - 3 أغسطس 2015", "a period"),
    ("25 يوليو - أغسطس 2015", "two months"),
    ("25/07/2015 و26/07/2015", "two days"),
    ("12345", "a number that is no time"),
    ("²⁵/⁰⁷/²⁰¹⁵", "superscripts are not digits"),
    ("٢" * 300, "too long for a date"),
    (float("nan"), "not a number"),
    (float("inf"), "infinity"),
    (10**30, "a number that is no time"),
    (-1, "a number that is no time"),
]


@pytest.mark.parametrize(("text", "moment", "why"), READ, ids=[str(row[0]) for row in READ])
def test_a_date_is_read(text: str | float, moment: datetime, why: str) -> None:
    assert parse_date(text) == moment, why


@pytest.mark.parametrize(("text", "why"), NOT_READ, ids=[str(row[0])[:30] for row in NOT_READ])
def test_no_date_is_made_up(text: str | float, why: str) -> None:
    assert parse_date(text) is None, why


@pytest.mark.parametrize("month", range(1, 13))
def test_every_name_of_a_month_is_that_month(month: int) -> None:
    for name in MONTHS[month - 1]:
        assert parse_date(f"الأحد 7 {name} 2016") == datetime(2016, month, 7), name


@given(st.datetimes(datetime(1800, 1, 1), datetime(2100, 12, 31)))
def test_iso_is_read_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(f"{moment:%d/%m/}{moment.year} {moment:%H:%M:%S}") == moment


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="0123456789٠١٢٣/-.: +tzمصيوليو هـ,"),
        st.integers(),
        st.floats(),
    )
)
def test_nothing_raises(text: str | float) -> None:
    moment = parse_date(text)
    assert moment is None or (1800 <= moment.year <= 2100 and moment.tzinfo is None)
