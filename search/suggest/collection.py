"""What is known of a word: by the collection that is searched, and by the dictionary."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from search.analysis import ArabicAnalyzer
from search.analysis.stemmer import UNKNOWN_SCORE, readings
from search.index.schema import STEM, SURFACE
from search.rank import closeness, followed_by
from search.retrieval import TermIndex
from search.suggest.vocabulary import Vocabulary
from search.suggest.written import Spellings

COMMON = 3  # articles that a word needs to be suggested: once or twice is often a slip itself


class Collection:
    """One commit of an index, seen word by word. Any number of threads may share it."""

    def __init__(self, terms: TermIndex, analyzer: ArabicAnalyzer) -> None:
        self.terms = terms
        self.analyzer = analyzer
        self.spellings = Spellings(terms, analyzer)

    @cached_property
    def surfaces(self) -> list[Vocabulary]:
        """The folded words, segment by segment."""
        return [Vocabulary(segment, SURFACE) for segment in self.terms.reader.segments]

    @cached_property
    def stems(self) -> list[Vocabulary]:
        """The stems, segment by segment."""
        return [Vocabulary(segment, STEM) for segment in self.terms.reader.segments]

    def frequency(self, surface: str) -> int:
        """Articles with this form."""
        return self.terms.document_frequency(SURFACE, surface)

    def frequency_in_any_form(self, surface: str) -> int:
        """Articles that a plain query for the word finds."""
        return self.terms.document_frequency(STEM, self.analyzer.stem(surface))

    def is_in_dictionary(self, surface: str) -> bool:
        """Whether the lexicon can read the word: an ordinary one, in any of its forms."""
        best = max(readings(surface), default=None)
        return best is not None and best.score >= UNKNOWN_SCORE

    def together(self, words: list[str]) -> int:
        """How often these forms stand one behind the other, in this order."""
        count = 0
        for segment in range(len(self.terms.reader.segments)):
            keys = self.terms.keys(segment, SURFACE, words[0])
            for distance, word in enumerate(words[1:], 1):
                keys = followed_by(keys, self.terms.keys(segment, SURFACE, word), distance)
            count += len(keys)
        return count

    def stand_together(self, stem: str, other: str) -> float:
        """In what share of the rarer stem's articles the two are within three words."""
        beside = 0
        for segment in range(len(self.terms.reader.segments)):
            one, two = (self.terms.keys(segment, STEM, word) for word in (stem, other))
            beside += len(closeness(one, two, 3)[0])
        rarer = min(self.terms.document_frequency(STEM, word) for word in (stem, other))
        return beside / max(rarer, 1)

    def shared_articles(self, one: str, other: str) -> int:
        """Articles that hold both words, each in any form."""
        stems = [self.analyzer.stem(word) for word in (one, other)]
        count = 0
        for segment in range(len(self.terms.reader.segments)):
            found, others = (
                self.terms.term_matches(segment, STEM, stem, "any").docs for stem in stems
            )
            count += len(np.intersect1d(found, others, assume_unique=True))
        return count
