"""What strangers type is remembered for a while, and never all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from search.analysis import analyzer as module
from search.analysis import arabic_analyzer
from search.suggest import context, names, written


@pytest.mark.parametrize(
    ("module", "owner", "kept"),
    [(names, "_found", "KEPT"), (context, "_known", "KEPT"), (written, "_known", "KEPT")],
)
def test_what_is_remembered_of_words_is_bounded(
    sample_index: Path, module: object, owner: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, kept, 5)
    snapshot = search.open_index(sample_index)._snapshot
    variants = snapshot.suggester._variants
    of, remembered = {
        names: (variants.of, variants._found),
        context: (variants._contexts.of, variants._contexts._known),
        written: (snapshot.words.spellings.written, snapshot.words.spellings._known),
    }[module]
    words = ["القمح", "سعر", "كأس", "وزير", "لندن", "ترامب", "جاكرتا", "زيلينسكي"]
    once = [of(word) for word in words]
    assert 0 < len(remembered) <= 5
    assert [of(word) for word in words] == once, "what was forgotten is found again"


def test_a_word_of_thousands_of_letters_is_not_remembered(sample_index: Path) -> None:
    analyzer = arabic_analyzer()
    before = module._fold.cache_info().currsize, module._stem.cache_info().currsize
    for letter in "بتثجح":
        assert analyzer.surface(letter * 2_000) == letter * 2_000
        assert analyzer.stem(letter * 2_000)
        assert search.open_index(sample_index).search(letter * 2_000).total == 0
    after = module._fold.cache_info().currsize, module._stem.cache_info().currsize
    assert sum(after) - sum(before) < 10, "but the few short ones that came with them"
