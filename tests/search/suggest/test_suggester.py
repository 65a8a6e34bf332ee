"""Did you mean? Offered where a word was mistyped, applied where nothing else answers, and said."""

from __future__ import annotations

from datetime import date

import pytest

from search import Engine
from search.analysis import arabic_analyzer
from search.suggest.keyboard import to_arabic, to_latin
from search.suggest.spelling import corrections
from search.suggest.words import Words

SUGGESTIONS = [
    # query, suggestion, reason, why
    ("الحكومه", None, "", "a folded letter is no slip"),
    ("الحكوومة", "الحكومة", "spelling", "a letter doubled, and the spelling that is usual"),
    ("الحكزمة", "الحكومة", "spelling", "the key beside it"),
    ("الجكومة", "الحكومة", "spelling", "a dot too many"),
    ("الحكموة", "الحكومة", "spelling", "two letters in each other's place"),
    ("الحكمة", None, "", "a right word, though near to one that articles have"),
    ("النتخابات", "الانتخابات", "spelling", "a long vowel left out"),
    ("الزهب", "الذهب", "spelling", "letters that sound alike"),
    ("النفظ", "النفط", "spelling", "the same"),
    ("أسعار النفظ", "أسعار النفط", "spelling", "the other words stay as they were typed"),
    ("+النفظ -غاز", "+النفط -غاز", "spelling", "and so do the operators"),
    ("عنوان:النفظ", "عنوان:النفط", "spelling", "and the fields"),
    ("وزيرالخارجية", "وزير الخارجية", "spelling", "a space too few"),
    ("عبدالله", None, "", "one word with عبد الله, which the collection has"),
    ("الحكو مة", "الحكومة", "spelling", "a space too many"),
    ("ا لحكومة", "الحكومة", "spelling", "the same after the first letter"),
    ("hgsghl", "السلام", "keyboard", "Arabic typed on English keys"),
    ("hsuhv hgkt'", "اسعار النفط", "keyboard", "with a key that is punctuation"),
    ("لخخلمث", "google", "keyboard", "English typed on Arabic keys"),
    ("فقعةح", "ترامب", "keyboard", "an English name typed on Arabic keys, in Arabic"),
    ("trump", "ترامب", "name", "a name in Latin letters"),
    ("putin trump", "بوتين ترامب", "name", "two of them"),
    ("riyadh", "الرياض", "name", "a name with the article"),
    ("google", None, "", "a Latin word that articles have"),
    ("النفط", None, "", "a right word"),
    ("للحكومات", None, "", "a right word in a form that no article has"),
    ("زرافة", None, "", "a right word that no article has, and none near to it"),
    ("زززز", None, "", "nothing like it"),
    ("=النفظ", None, "", "an exact word is meant as it is"),
    ('"أسعار النفظ"', None, "", "and so is a phrase"),
    ("النفط -الغظ", None, "", "what is left out is not looked for"),
    ("المنخفظ", None, "", "a word of a deleted article is not in the collection"),
    ("qwrtpsdf", None, "", "keys that spell nothing in either alphabet"),
    ("في", None, "", "a function word"),
    ("", None, "", "nothing typed"),
]


@pytest.mark.parametrize(
    ("query", "expected", "reason", "why"), SUGGESTIONS, ids=[row[3] for row in SUGGESTIONS]
)
def test_suggestion(
    engine: Engine, query: str, expected: str | None, reason: str, why: str
) -> None:
    suggestion = engine.search(query).suggestion
    assert (suggestion.query if suggestion else None) == expected, why
    if suggestion:
        assert suggestion.reason == reason


def test_it_is_applied_only_when_there_is_no_result(engine: Engine) -> None:
    applied = engine.search("النفظ")
    assert applied.query == "النفظ"
    assert applied.suggestion is not None
    assert applied.suggestion.applied
    assert applied.total == engine.search("النفط").total > 0
    assert applied.hits[0].title_highlights == engine.search("النفط").hits[0].title_highlights
    offered = engine.search("السلام النفظ")
    assert offered.suggestion is not None
    assert not offered.suggestion.applied
    assert offered.total == engine.search("السلام").total


def test_a_suggestion_that_finds_nothing_is_none(engine: Engine) -> None:
    results = engine.search("النفظ", date_from=date(2020, 1, 1))
    assert (results.total, results.suggestion) == (0, None)


@pytest.mark.parametrize(("beside", "meant"), [("الذهب", "سعر"), ("موسكو", "سفر")])
def test_the_words_beside_decide_between_two_that_are_as_near(
    engine: Engine, beside: str, meant: str
) -> None:
    words = Words(engine._snapshot.terms, arabic_analyzer())
    assert corrections("سر", [beside], words)[0].words == (meant,)


UNKNOWN = [
    ("زززز النفط", ("زززز",), "a word that no article has does not go in silence"),
    ("النفط", (), "a known word"),
    ("للنفط", (), "another form of it"),
    ("=للنفط", ("للنفط",), "the form itself, where it is asked for"),
    ("هل النفط", (), "function words are not asked for"),
    ("زززز OR (ظظظظ قققق) -غغغغ", ("زززز", "ظظظظ", "قققق"), "wherever it stands, but left out"),
    ("زززز زززز", ("زززز",), "once"),
    ("ظُظظة", ("ظُظظة",), "as it was typed"),
    ("المنخفض", ("المنخفض",), "a deleted article has no words"),
]


@pytest.mark.parametrize(("query", "expected", "why"), UNKNOWN, ids=[row[2] for row in UNKNOWN])
def test_unknown(engine: Engine, query: str, expected: tuple[str, ...], why: str) -> None:
    assert engine.search(query).unknown == expected, why


def test_plain_text_is_suggested_as_plain_text(engine: Engine) -> None:
    results = engine.search("النفظ (", plain=True)
    assert results.suggestion is not None
    assert results.suggestion.query == "النفط ("
    assert results.suggestion.applied


def test_a_layout_is_read_back() -> None:
    written = "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ"
    latin = [keys for keys in to_latin(written) if to_arabic(keys) == written]
    assert len(latin) == 2  # لا was the key b, or the keys g and h
    assert to_arabic("é") is None
    assert to_latin("a") == ()


def test_every_letter_of_the_layout_is_a_folded_letter_or_folds_to_one() -> None:
    analyzer = arabic_analyzer()
    keys = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`HYNGTB"
    assert all(len(analyzer.words(to_arabic(key) or "")) == 1 for key in keys)
