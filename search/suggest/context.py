"""Which words stand beside a word? From some of the articles that have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import Final

from search.index.schema import STEM, TITLE_GAP
from search.snippets import WordPlaces
from search.suggest.collection import Collection

ARTICLES: Final = 32  # that are read for one word, spread over all that have it
REACH: Final = 3  # words before and behind
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
    """The contexts of the words of one commit, each read once."""

    def __init__(self, collection: Collection) -> None:
        self._terms = collection.terms
        self._analyzer = collection.analyzer
        self._known: dict[str, Context] = {}

    def of(self, stem: str) -> Context:
        """The words beside a stem."""
        known = self._known.get(stem)
        if known is None:
            known = self._known[stem] = self._read(stem)
        return known

    def _read(self, stem: str) -> Context:
        places: list[tuple[int, int]] = []
        for index in range(len(self._terms.reader.segments)):
            docs = self._terms.term_matches(index, STEM, stem, "any").docs.tolist()
            places.extend((index, document) for document in docs)
        chosen = places[:: -(-len(places) // ARTICLES) or 1]
        neighbors: dict[str, float] = {}
        documents = self._terms.reader.documents
        for index, document in chosen:
            for surface in self._beside(index, document, stem):
                if self._analyzer.is_stopword(surface):
                    continue
                word = self._analyzer.stem(surface)
                frequency = self._terms.document_frequency(STEM, word)
                if 0 < frequency <= max(TOO_COMMON * documents, ARTICLES):
                    neighbors[skeleton(word)] = log(1 + documents / frequency)
        return Context(neighbors, len(chosen))

    def _beside(self, index: int, document: int, stem: str) -> Iterator[str]:
        """The folded words round the first place of the stem in an article."""
        segment = self._terms.reader.segments[index]
        article = segment.article(document)
        place = self._terms.positions_in(index, STEM, stem, document)[0]
        title_length = int(segment.title_lengths[document])
        spans = self._analyzer.spans
        if place < title_length:
            text, ranges = article.title, list(spans(article.title))
        else:
            text, place = article.body, place - title_length - TITLE_GAP
            marks = segment.word_marks(document)
            count = int(segment.body_lengths[document])
            before = max(place - REACH, 0)
            ranges = WordPlaces(text, count, marks, spans)[before : place + REACH + 1]
            place -= before
        for number in range(max(place - REACH, 0), min(place + REACH + 1, len(ranges))):
            if number != place:
                start, end = ranges[number]
                yield self._analyzer.surface(text[start:end])
