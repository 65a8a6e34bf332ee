"""What is known of a word: by the collection that is searched, and by the dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from search.analysis import ArabicAnalyzer
from search.analysis.stemmer import best_reading
from search.index.schema import STEM, SURFACE
from search.rank import closeness, followed_by
from search.retrieval import TermIndex, bitsets
from search.suggest.vocabulary import Terms, vocabularies
from search.suggest.written import Passage, Spellings, passages

KEPT = 50_000  # frequencies of stems: the words beside a name are much the same again and again
COMMON = 3  # articles that a word needs to be suggested: once or twice is often a slip itself


class Words:
    """One commit of an index, seen word by word. Any number of threads may share it."""

    def __init__(
        self, terms: TermIndex, analyzer: ArabicAnalyzer, before: Words | None = None
    ) -> None:
        """`before` is of an earlier commit: what it knows of segments that are still there holds.

        `surfaces` are the folded words, segment by segment, and `stems` their stems.
        """
        self._terms = terms
        self.analyzer = analyzer
        self._frequencies: dict[str, int] = {}
        self.spellings = Spellings(partial(passages, terms, analyzer))
        segments = terms.collection.segments
        self.surfaces: Sequence[Terms] = vocabularies(
            segments, SURFACE, before.surfaces if before else ()
        )
        self.stems: Sequence[Terms] = vocabularies(segments, STEM, before.stems if before else ())

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return self._terms.collection.reader.documents

    def frequency(self, surface: str) -> int:
        """Articles with this form."""
        return self._terms.document_frequency(SURFACE, surface)

    def frequency_in_any_form(self, surface: str) -> int:
        """Articles that a plain query for the word finds."""
        return self.stem_frequency(self.analyzer.stem(surface))

    def stem_frequency(self, stem: str) -> int:
        """Articles with any form of this stem."""
        known = self._frequencies.get(stem)
        if known is None:
            known = self._terms.document_frequency(STEM, stem)
            if len(self._frequencies) >= KEPT:
                self._frequencies.clear()
            self._frequencies[stem] = known
        return known

    def passages(self, field: str, term: str, most: int, reach: int = 0) -> Iterator[Passage]:
        """The first place of a term in some of the articles that have it."""
        return passages(self._terms, self.analyzer, field, term, most, reach)

    def is_in_dictionary(self, surface: str) -> bool:
        """Whether the lexicon can read the word: an ordinary one, in any of its forms."""
        return best_reading(surface) is not None

    def follow(self, one: str, other: str) -> int:
        """How often the form `other` stands right behind the form `one`."""
        first, second = (self._terms.postings(SURFACE, word) for word in (one, other))
        both = bitsets.to_docs(first.bits & second.bits)
        before, behind = (self._terms.positions(word).keys(both) for word in (first, second))
        return len(followed_by(before, behind, 1))

    def shared_articles(self, one: str, other: str) -> int:
        """Articles that hold both words, each in any form."""
        stems = map(self.analyzer.stem, (one, other))
        first, second = (self._terms.postings(STEM, stem) for stem in stems)
        return bitsets.size(first.bits & second.bits)

    def neighborly(self, stem: str, other: str) -> float:
        """In what share of the rarer stem's articles the two are within three words."""
        first, second = (self._terms.postings(STEM, word) for word in (stem, other))
        both = bitsets.to_docs(first.bits & second.bits)
        some, others = (self._terms.positions(word).keys(both) for word in (first, second))
        near, _ = closeness(some, others, 3)
        return len(near) / max(min(len(first.docs), len(second.docs)), 1)
