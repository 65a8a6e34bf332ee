"""Which words stand beside a word? From some of the articles that have it."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Final

from search.index.schema import STEM
from search.suggest.words import Words

ARTICLES: Final = 32  # that are read for one word, spread over all that have it
REACH: Final = 3  # words before and behind
KEPT: Final = 4_000  # contexts, of some kilobytes each
TOO_COMMON: Final = 0.05  # of all articles: such a word says nothing of its neighbors
# Spellings of one sound as one letter, so that هونج كونج is beside the same word as هونغ كونغ.
_SKELETON: Final = str.maketrans("غقكطصزث", "جججتسست", "اويه")


def skeleton(word: str) -> str:
    """The consonants of a word, those of one sound as one; all spellings of a name have the same.

    >>> skeleton("غوغل") == skeleton("جوجل") == skeleton("قوقل")
    True
    """
    return word.translate(_SKELETON) or word


@dataclass(frozen=True, slots=True)
class Context:
    """The neighbors of a word, each with how rare it is, and from how many articles."""

    neighbors: dict[str, float]
    articles: int

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.neighbors)

    def shared(self, other: Context) -> float:
        """The share of the neighbors that the two have in common, from 0 to 1, the rare ones more.

        >>> round(Context({"a": 1.0, "b": 3.0}, 2).shared(Context({"b": 3.0, "c": 9.0}, 2)), 2)
        0.75
        """
        both = sum(rarity for word, rarity in self.neighbors.items() if word in other.neighbors)
        least = min(sum(self.neighbors.values()), sum(other.neighbors.values()))
        return both / least if least else 0.0


class Contexts:
    """The contexts of the words of one commit, remembered for some."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._analyzer = words.analyzer
        self._known: dict[str, Context] = {}

    def of(self, stem: str) -> Context:
        """The words beside a stem."""
        known = self._known.get(stem)
        if known is None:
            known = self._read(stem)
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[stem] = known
        return known

    def _read(self, stem: str) -> Context:
        neighbors: dict[str, float] = {}
        articles, read = self._words.articles, 0
        for text, ranges, place in self._words.passages(STEM, stem, ARTICLES, REACH):
            read += 1
            for start, end in ranges[:place] + ranges[place + 1 :]:
                surface = self._analyzer.surface(text[start:end])
                if self._analyzer.is_stopword(surface):
                    continue
                word = self._analyzer.stem(surface)
                frequency = self._words.stem_frequency(word)
                if 0 < frequency <= max(TOO_COMMON * articles, ARTICLES):
                    neighbors[skeleton(word)] = log(1 + articles / frequency)
        return Context(neighbors, read)
