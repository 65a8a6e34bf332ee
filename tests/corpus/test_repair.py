"""What repair undoes, and what it must leave alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.repair import repair

ARABIC = "أعلنت الحكومة «خطة» جديدة، فهل تنجح؟"

REPAIRED = [
    # damaged, repaired, why
    ("&quot;نعم&quot;", '"نعم"', "an entity"),
    ("&#8221;نعم&#x201C;", "”نعم“", "entities by number"),
    ("&amp;amp;quot;", '"', "an entity escaped twice"),
    ("&laquo;نص&raquo;&nbsp;", "«نص»\xa0", "entities by name"),
    ("&lt;p&gt;نص&lt;/p&gt;", "نص", "tags that were escaped"),
    ("<p>أول</p><p>ثان</p>", "أول\n\nثان", "paragraphs are apart"),
    ("أول<br/>ثان<BR>ثالث", "أول\nثان\nثالث", "line breaks of any spelling"),
    ('م<b class="x">حم</b>د', "محمد", "an inline tag cuts no word"),
    ("<td>أ</td><td>ب</td>", " أ  ب ", "cells are apart"),
    ("قبل<script>var a='<p>';</script>بعد", "قبل بعد", "a script and what it holds"),
    ("قبل<!-- <p>سر</p> -->بعد", "قبل بعد", "a comment and what it holds"),
    ("سطر\r\nسطر\rسطر", "سطر\nسطر\nسطر", "line ends of Windows and the old Mac"),
    ("سطر\u2028سطر", "سطر\nسطر", "Unicode's own line end"),
    ("نص\x00مع\x1aتحكم\x7f", "نصمعتحكم", "NUL and control characters"),
    ("\x93نص\x94", "“نص”", "Windows quotes that were read as Latin-1"),
    ("\ufeffنص", "نص", "a byte order mark in the text"),
    ("\u200fنص\u202b مضمن\u202c", "نص مضمن", "bidi controls"),
    ("كلمة\u200bأخرى\u00ad", "كلمةأخرى", "zero-width space and soft hyphen"),
    ("ﺍﻻﺳﺘﺮﺍﺗﻴﺠﻲ", "الاستراتيجي", "presentation forms"),
    ("ﻹكمال", "لإكمال", "a ligature of lam and alef"),
    ("مُﺤَﻤﱠد", "مُحَمَّد", "a mark in presentation form cuts no word"),
    ("Ø§Ù„Ø¹Ø±Ø¨ÙŠØ©", "العربية", "UTF-8 read as Windows-1252"),
    ("العربية فقط".encode().decode("latin-1"), "العربية فقط", "UTF-8 read as Latin-1"),
    ("ط§ظ„ط¹ط±ط¨ظٹط©", "العربية", "UTF-8 read as Windows-1256"),
    (ARABIC.encode().decode("cp1256"), ARABIC, "a sentence of it with quotes and commas"),
    ("قال â€œنعمâ€\x9d", "قال “نعم”", "only the quotes were damaged"),
    ("cafÃ© في باريس", "café في باريس", "a French word in a sound sentence"),
    ("\ud83d\ude00", "😀", "a pair that came as two halves"),
    ("نص\ud83d", "نص\ufffd", "half a pair is shown as damage"),
]

KEPT = [
    # text, why
    ("", "nothing"),
    (ARABIC, "a sound sentence"),
    ("مُحَمَّدٌ رَسُولٌ", "vowel marks"),
    ("محـــمد", "tatweel"),
    ("أإآٱىةؤئ ی ک گ ڤ", "no letter is folded"),
    ("ﷺ ﷲ ﷼ ﴾آية﴿", "signs that people type"),
    ("می\u200cخواهم", "a joiner belongs to the spelling"),
    ("5 < 7 و 9 > 3", "less and greater"),
    ("الحل <أحمد> غائب", "brackets that HTML does not know"),
    ("<user@example.com>", "an address"),
    ("AT&T و R&D; ثم", "ampersands that are none of HTML's"),
    ("http://a.example/?a=1&copy=2", "a link that looks like an entity without its end"),
    ("«شرط» وحظ، ونقاط؟ غاظ…", "tah and zah before punctuation are no mojibake"),
    ("المادة §4 من „القانون“", "signs that mojibake has too"),
    ("Ærø, Øystein, Âme, CORAÇÃO", "Latin letters that mojibake has too"),
    ("٪٥٠ و ۵۰", "digits are kept"),
    ("سطر\n\n\tسطر", "line ends and tabs"),
    ("👨\u200d👩\u200d👧", "a family of emoji"),
]


@pytest.mark.parametrize(("damaged", "sound", "why"), REPAIRED, ids=[r[2] for r in REPAIRED])
def test_damage_is_undone(damaged: str, sound: str, why: str) -> None:
    assert repair(damaged) == sound, why


@pytest.mark.parametrize(("text", "why"), KEPT, ids=[row[1] for row in KEPT])
def test_what_the_writer_wrote_is_kept(text: str, why: str) -> None:
    assert repair(text) == text, why


dirt = st.lists(
    st.one_of(
        st.text(),
        st.characters(categories=["Cs", "Cc", "Cf"]),
        st.sampled_from(
            [*"&<>;Ø§Ù¢œﻹﺍ\x85\r\n \u00a0", "amp;", "lt;", "#38;", "<p>", "</b", "<!--", "-->"]
        ),
        st.sampled_from(["<script>", "</script>", "ط§", "ظ„", "â€", "&lt;", "&#x26;"]),
    )
).map("".join)


@given(dirt)
@example("&<b>amp;lt;p&gt;")
@example("İ<script>a</script>")
def test_repair_is_idempotent(text: str) -> None:
    once = repair(text)
    assert repair(once) == once
    once.encode("utf-8")


arabic_text = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءىةأإآؤئًٌٍَُِّْـ «»،؛؟.!…”“()123٤٥٦")


@given(arabic_text)
def test_sound_arabic_is_the_same_object(text: str) -> None:
    assert repair(text) is text


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويءىةأإآؤئ", min_size=2))
def test_mojibake_of_a_word_is_undone(word: str) -> None:
    assert repair(word.encode().decode("latin-1")) == word


@pytest.mark.parametrize(
    "piece", ["<p ", "<script>", "<!--", "&amp;", "&#", "Ø§", "ط§", "<p>", "&lt;", " "]
)
def test_time_grows_with_length_only(piece: str) -> None:
    start = time.process_time()
    repair(piece * (1_000_000 // len(piece)) + "<p")
    assert time.process_time() - start < 5
