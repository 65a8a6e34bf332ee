"""What a sender keeps of words: it may forget them between two batches, and tells of each."""

from __future__ import annotations

import pytest

from search.analysis import arabic_analyzer
from search.cluster import terms
from search.cluster.terms import Terms
from search.index.schema import KIN, STEM, SURFACE

TEXTS = [("خبر", "وصل الوزير إلى المدينة"), ("خبر آخر", "غادر الوزيرُ المدينة"), ("", "خبر")]


def test_words_that_are_forgotten_were_told(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, forgetful = Terms(arabic_analyzer()), Terms(arabic_analyzer())
    whole = at_once.read(TEXTS)
    told = at_once.new()
    monkeypatch.setattr(terms, "LIMIT", 1)
    for place, text in enumerate(TEXTS):
        batch = forgetful.read([text])
        for field in (SURFACE, STEM, KIN):
            (own,) = batch.counted(field)
            assert sorted(own.split()) == sorted(whole.counted(field)[place].split())
            assert batch.words(field, 0) == whole.words(field, place)
        assert batch.stream(0).tobytes() == whole.stream(place).tobytes()
    again = forgetful.new()
    assert {field: set(words) for field, words in again.items()} == {
        field: set(words) for field, words in told.items()
    }
    assert not any(forgetful.new().values())
    assert whole.counted(SURFACE)[2] == f"خبر|{1 | 255 << 11}"
