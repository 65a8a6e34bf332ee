"""The whole pipeline: contract, laws, threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Token, arabic_analyzer, fold, stem

analyzer = arabic_analyzer()

ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچڤگکی"
MARKS = "ًٌٍَُِّْٰـٕٖٓٔۖۗ۟"
arabic_words = st.text(ARABIC, min_size=1, max_size=12)
texts = st.one_of(
    st.text(max_size=60),
    st.text(ARABIC + MARKS + "abzZéÉ0199٠٩۳.,٫٬'’ \n،؛؟«»٪\u200c\u200f\u202b\ufeff", max_size=60),
    st.text(st.characters(), max_size=20),  # lone surrogates too
)


def test_a_token_has_everything() -> None:
    (token,) = analyzer.tokens("«وَللوزيرِ»")
    assert token == Token("وَللوزيرِ", 1, 10, 0, "وللوزير", "وزير", stopword=False)


def test_identity_names_the_version() -> None:
    assert analyzer.identity == f"{analyzer.name}/{analyzer.version}" == "arabic-light/5"


def test_it_is_made_once() -> None:
    assert arabic_analyzer() is analyzer


@given(texts)
@settings(max_examples=400)
def test_words_and_gaps_give_the_text_back(text: str) -> None:
    end, pieces = 0, []
    for start, stop in analyzer.spans(text):
        assert end <= start < stop <= len(text)
        pieces += [text[end:start], text[start:stop]]
        end = stop
    assert "".join(pieces) + text[end:] == text


@given(texts)
@settings(max_examples=400)
def test_words_spans_and_tokens_agree(text: str) -> None:
    words = analyzer.words(text)
    assert [text[start:end] for start, end in analyzer.spans(text)] == words
    tokens = analyzer.tokens(text)
    assert [token.text for token in tokens] == words
    assert [token.position for token in tokens] == list(range(len(words)))
    for token in tokens:
        assert any(character.isalnum() for character in token.text)
        assert token.surface == analyzer.surface(token.text) != ""
        assert token.stem == analyzer.stem(token.surface) != ""
        assert not set(token.text) & set("؟،؛«»٪")


@given(texts)
@settings(max_examples=400)
def test_folding_twice_is_folding_once(text: str) -> None:
    for word in analyzer.words(text):
        assert fold(fold(word)) == fold(word)


@given(arabic_words, st.lists(st.tuples(st.integers(0, 11), st.sampled_from(MARKS)), max_size=8))
def test_marks_change_no_term(word: str, marks: list[tuple[int, str]]) -> None:
    letters = list(word)
    for place, mark in marks:
        letters[place % len(letters)] += mark
    (token,) = analyzer.tokens("".join(letters))
    assert (token.surface, token.stem) == (fold(word), stem(fold(word)))


@given(st.text(min_size=1, max_size=15))
def test_nothing_raises_and_nothing_is_empty(text: str) -> None:
    assert fold(text) != ""
    assert stem(fold(text)) != ""


def test_threads_see_the_same_stems() -> None:
    text = "والوزراء للحكومة سيكتبون elections الطائرات وقالت"
    words = [fold(word) for word in analyzer.words(text)] * 50
    expected = [stem(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem, words)) == expected


@pytest.mark.parametrize(
    ("word", "steps"),
    [
        ("في", [("word", "في"), ("fold", "في"), ("stem", "في"), ("stopword", "في")]),
        (
            "ووِزارتِنا",
            [
                ("word", "ووِزارتِنا"),
                ("fold", "ووزارتنا"),
                ("affixes", "و + وزاره + تنا"),
                ("stem", "وزاره"),
            ],
        ),
        ("النتائجو", [("word", "النتائجو"), ("fold", "النتايجو"), ("unknown word", "النتايجو"),
                      ("stem", "نتايجو")]),
        ("Elections", [("word", "Elections"), ("fold", "elections"), ("stem", "elect")]),
    ],
)  # fmt: skip
def test_steps_show_the_way(word: str, steps: list[tuple[str, str]]) -> None:
    assert analyzer.steps(word) == steps
