"""Which two words do others write as one? أبو ظبي and أبوظبي, نيو يورك and نيويورك.

Neighbors in a query stand for the one word, too, if articles have it and no dictionary knows it
but as a name. In saudinews أبو ظبي found 47 articles, and with أبوظبي 253. The other way round the
second word alone would have to be the name: ظبي is, but ربه of عبدربه and حرام of بوكوحرام are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from search.analysis.letters import ARABIC_LETTERS
from search.analysis.lexicon import NAME, lookup_noun
from search.analysis.stemmer import best_reading
from search.suggest.words import COMMON, Words

SHORTEST: Final = 2  # letters of each of the two
SHORTEST_WHOLE: Final = 5


def joined(neighbors: Sequence[str], words: Words) -> dict[str, tuple[str, ...]]:
    """For words as they stand side by side, the stems of what they are when written as one.

    An empty one parts its neighbors.
    """
    found: dict[str, tuple[str, ...]] = {}
    for one, two in pairwise(neighbors):
        whole = one + two
        if min(len(one), len(two)) < SHORTEST or len(whole) < SHORTEST_WHOLE:
            continue
        if words.frequency(whole) >= COMMON and _is_name(whole):
            for word in (one, two):
                found[word] = (*found.get(word, ()), words.analyzer.stem(whole))
    return found


def _is_name(word: str) -> bool:
    """Whether no dictionary reads a word, or only as a name that is in no other form."""
    if word[0] not in ARABIC_LETTERS:
        return False
    best = best_reading(word)
    if best is None:
        return True
    entry = lookup_noun(word)
    return best.lemma == word and entry is not None and bool(entry.kinds & NAME)
