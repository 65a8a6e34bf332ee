"""One spelling for the spellings of a word."""

import pytest

from search.analysis import fold

TABLE = [
    ("أحمد", "احمد", "hamza above alef"),
    ("إيران", "ايران", "hamza below alef"),
    ("آسيا", "اسيا", "madda"),
    ("ا\u0653سيا", "اسيا", "madda written as a mark"),
    ("ٱلله", "الله", "alef wasla"),
    ("مستشفى", "مستشفي", "alef maksura"),
    ("مدرسة", "مدرسه", "teh marbuta"),
    ("مسؤول", "مسوول", "hamza on waw"),
    ("نتائج", "نتايج", "hamza on yeh"),
    ("شيء", "شيء", "a hamza alone stays: dropping it earned nothing on the shared sets"),
    ("گوگل", "گوگل", "Maghrebi and Persian letters are sounds of their own"),
    ("ایران", "ايران", "Persian yeh"),
    ("کتاب", "كتاب", "Persian kaf"),
    ("ہندسە", "هندسه", "heh goal and the Kurdish ae"),
    ("ھجوم", "هجوم", "heh doachashmee"),
    ("السُّعُودِيَّةُ", "السعوديه", "vowel marks"),
    ("هٰذا", "هذا", "superscript alef"),
    ("محـــمد", "محمد", "tatweel"),
    ("سو\u200cريا", "سوريا", "zero-width non-joiner"),
    ("\ufeffﷲ", "الله", "byte-order mark, ligature"),
    ("ﻓﻠﺴﻄﻴﻦ", "فلسطين", "presentation forms"),
    ("ﻵن", "لان", "lam-alef with madda in one form"),
    ("٢٠١٥", "2015", "Arabic digits"),
    ("۲۰۲۰", "2020", "Persian digits"),
    ("١٬٢٣٤", "1234", "Arabic thousands"),
    ("1,000", "1000", "thousands"),
    ("ＢＢＣ", "bbc", "full-width letters"),
    ("Beyoncé’s", "beyonce", "accent and possessive"),
    ("Ørsted", "orsted", "a stroke is not an accent, but is typed so"),
    ("ΣΊΣΥΦΟΣ", "σισυφοσ", "one small sigma"),
    ("\uff9e", "\uff9e", "a word that would vanish stays"),
]


@pytest.mark.parametrize(("word", "surface", "why"), TABLE)
def test_fold(word: str, surface: str, why: str) -> None:
    assert fold(word) == surface, why
