"""What is known of a word, asked of the cluster; see `search.suggest`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from search.analysis import ArabicAnalyzer
from search.cluster.documents import stem_number
from search.cluster.mapping import NUMBER
from search.cluster.matching import all_of, leaf_query, term_query
from search.cluster.point import Point
from search.cluster.reading import COLUMNS, article_of
from search.cluster.scripts import Scripts
from search.cluster.statistics import Statistics
from search.cluster.vocabulary import WordList, WordLists
from search.index.schema import STEM, SURFACE
from search.query import Phrase
from search.suggest.vocabulary import Vocabulary
from search.suggest.words import Words
from search.suggest.written import Passage, Spellings

Array = npt.NDArray[Any]
FREQUENCIES = 1_000  # that are counted in one request
SEED = 7


class ClusterWords(Words):
    """One commit of an index on the cluster, seen word by word. Threads may share it."""

    def __init__(
        self,
        lists: WordLists,
        statistics: Statistics,
        scripts: Scripts,
        analyzer: ArabicAnalyzer,
    ) -> None:
        self.analyzer = analyzer
        self.spellings = Spellings(partial(_passages, statistics.point, analyzer))
        self._point: Point = statistics.point
        self._scripts = scripts
        self._articles = statistics.articles
        self._words = WordList(lists, SURFACE)
        self.surfaces = [ClusterTerms(self._words, self._point, SURFACE)]
        self.stems = [ClusterTerms(WordList(lists, STEM), self._point, STEM)]

    @property
    def articles(self) -> int:
        return self._articles

    def count(self) -> int:
        """How many folded words there are."""
        return len(self._words)

    def frequency(self, surface: str) -> int:
        return self._point.count(term_query(SURFACE, surface))

    def stem_frequency(self, stem: str) -> int:
        return self._point.count(term_query(STEM, stem))

    def follow(self, one: str, other: str) -> int:
        """How often the form `other` stands right behind the form `one`: in so many articles."""
        return self._point.count(leaf_query(Phrase((one, other))))

    def shared_articles(self, one: str, other: str) -> int:
        stems = map(self.analyzer.stem, (one, other))
        return self._point.count(all_of([term_query(STEM, stem) for stem in stems]))

    def neighborly(self, stem: str, other: str) -> float:
        """In what share of the rarer stem's articles the two are within three words."""
        both = all_of([term_query(STEM, word) for word in (stem, other)])
        least = min(self.stem_frequency(stem), self.stem_frequency(other))
        if not self._point.count(both):
            return 0.0
        near = self._scripts.are_near(both, stem_number(stem), stem_number(other), 3)
        return self._point.count(near) / max(least, 1)

    def passages(self, field: str, term: str, most: int, reach: int = 0) -> Iterator[Passage]:
        """The first place of a term in some of the articles that have it."""
        return _passages(self._point, self.analyzer, field, term, most, reach)


def _passages(
    point: Point, analyzer: ArabicAnalyzer, field: str, term: str, most: int, reach: int = 0
) -> Iterator[Passage]:
    """The first place of a term in some of the articles that have it."""
    chosen = {"random_score": {"seed": SEED, "field": NUMBER}}
    answer = point.search(
        {
            "size": most,
            "track_total_hits": False,
            "query": {"function_score": {"query": term_query(field, term), **chosen}},
            "docvalue_fields": COLUMNS,
            "_source": ["article"],
        }
    )
    for hit in answer["hits"]["hits"]:
        article = article_of(hit)
        for text in (article.title, article.body):
            passage = _passage(analyzer, text, field, term, reach)
            if passage:
                yield passage
                break


def _passage(
    analyzer: ArabicAnalyzer, text: str, field: str, term: str, reach: int
) -> Passage | None:
    ranges = list(analyzer.spans(text))
    for place, (start, end) in enumerate(ranges):
        word = analyzer.surface(text[start:end])
        if (word if field == SURFACE else analyzer.stem(word)) == term:
            before = max(place - reach, 0)
            return Passage(text, ranges[before : place + reach + 1], place - before)
    return None


class ClusterTerms(Vocabulary):
    """The terms of a field; which there are is read once, in how many articles is counted."""

    def __init__(self, words: WordList, point: Point, field: str) -> None:
        super().__init__(words, field)
        self._point = point
        self._field = field

    def frequencies(self, numbers: Array) -> Array:
        """In how many articles each of them is."""
        queries = [term_query(self._field, self.term(number)) for number in numbers.tolist()]
        for first in range(0, len(queries), FREQUENCIES):
            self._point.count_all(queries[first : first + FREQUENCIES])
        return np.array([self._point.count(query) for query in queries], dtype=np.int64)
