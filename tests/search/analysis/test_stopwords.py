"""Function words, and the words that only look like them."""

import pytest

from search.analysis import arabic_analyzer, fold

TABLE = [
    ("في", True, "preposition"),
    ("إلى", True, "spelled with hamza and ى in the list, folded when asked"),
    ("الذي", True, "relative"),
    ("وهو", True, "with the conjunction written on"),
    ("فإن", True, "with ف"),
    ("وكانت", True, "auxiliary verb"),
    ("عليهم", True, "preposition with a pronoun"),
    ("ولي", False, "ولي العهد is not و + لي"),
    ("واحد", False, "one is not و + أحد"),
    ("والي", False, "والي صفاقس is a governor"),
    ("فهم", False, "understanding is not ف + هم"),
    ("اليوم", False, "a searcher may mean it"),
    ("الرئيس", False, "a searcher means it"),
    ("the", False, "only Arabic is left out"),
]


@pytest.mark.parametrize(("word", "stopword", "why"), TABLE)
def test_is_stopword(word: str, stopword: bool, why: str) -> None:
    assert arabic_analyzer().is_stopword(fold(word)) is stopword, why
