"""Where words begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import arabic_analyzer

TABLE = [
    ("مُحَمَّد", ["مُحَمَّد"], "marks are inside a word"),
    ("الـــسعودية", ["الـــسعودية"], "tatweel is inside a word"),
    ("ـ سلام", ["سلام"], "tatweel alone is no word"),
    ("بغ\u200dداد", ["بغ\u200dداد"], "a joiner is inside a word"),
    ("\u202bالجزائر\u202c", ["الجزائر"], "direction marks around a word are not of it"),
    ("هل الانتخابات؟", ["هل", "الانتخابات"], "the Arabic question mark is punctuation"),
    ("«نعم»، لا؛ ١٢٪", ["نعم", "لا", "١٢"], "so are quotes, comma, semicolon, percent"),
    ("'مصر'", ["مصر"], "an apostrophe quotes in Arabic"),
    ("الـiPhone", ["الـ", "iPhone"], "a new script is a new word, so that iPhone is found"),
    ("٢٠١٥م", ["٢٠١٥", "م"], "and digits are apart from Arabic letters, so that 2015 is found"),
    ("G20 4K", ["G20", "4K"], "but together with Latin ones, where they are one name"),
    ("O'Brien’s", ["O'Brien’s"], "an apostrophe between Latin letters"),
    ("وعبد  الرحمن", ["وعبد  الرحمن"], "a name in two words is one, as عبدالرحمن is"),
    ("عَبْدُ\u00a0اللهِ", ["عَبْدُ\u00a0اللهِ"], "with any marks and a space that does not break"),
    ("العبد الفقير معبد الشمس", ["العبد", "الفقير", "معبد", "الشمس"], "and no other word"),
    ("عبد. الله، عبد\nالله", ["عبد", "الله", "عبد", "الله"], "nor across a sign or a line"),
    ("#وسم_مركب", ["وسم", "مركب"], "hashtags are read word by word"),
    ("كوفيد-19 رويترز/أ.ف.ب", ["كوفيد", "19", "رويترز", "أ", "ف", "ب"], "other signs part words"),
    ("1,000 ١٬٠٠٠ 1,000,000", ["1,000", "١٬٠٠٠", "1,000,000"], "thousands are one number"),
    ("3.5 3,5 ٣٫٥", ["3", "5", "3", "5", "٣", "٥"], "a decimal point is typed as a space or not"),
    ("12.3.2015 19:30", ["12", "3", "2015", "19", "30"], "a date or a time is several"),
    ("2013,2014 1,000,20", ["2013", "2014", "1", "000", "20"], "and so is a list"),
    ("٣،٥", ["٣", "٥"], "the Arabic comma is never a decimal point"),
    ("中文 Привет 😀", ["中文", "Привет"], "other scripts are words, emoji are not"),
    ("ا\ud800ب", ["ا", "ب"], "a lone surrogate is no letter"),
    ("صلى ﷺ", ["صلى"], "a sentence in one character is a sign"),
    ("e\u0301te\u0301", ["e\u0301te\u0301"], "accents written apart belong to their letters"),
    ("", [], "no text, no words"),
]


@pytest.mark.parametrize(("text", "words", "why"), TABLE)
def test_words(text: str, words: list[str], why: str) -> None:
    assert arabic_analyzer().words(text) == words, why


# Each does to the words beside it what the other does; only the first is among the plainest.
ENDS = str.maketrans({" ": "\u00a0", ".": "؟", "،": "؛", ":": "!", "\n": "\t"})
TEXTS = st.text(alphabet="ابعدللوفهـَُ\u200dxé1٢,_'\u00a0 .،:\n#")


@given(TEXTS)
def test_the_plainest_ends_of_a_word_are_only_quicker(text: str) -> None:
    quick = arabic_analyzer().words(text)

    assert [word.translate(ENDS) for word in quick] == arabic_analyzer().words(text.translate(ENDS))
