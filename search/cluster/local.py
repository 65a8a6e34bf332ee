"""A few articles that the cluster gave, as an index in memory: what marks and explanations read.

So the words that matched are found, and a score is explained, by the code that does it for an index
in a folder. What depends on the whole collection (in how many articles a word is) is the cluster's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.cluster.matching import Matcher, leaf_query, term_query
from search.cluster.point import Point
from search.cluster.statistics import Statistics
from search.index import IndexReader
from search.index.memory import MemorySegment
from search.limits import Limits
from search.query import Form, Pattern, Phrase
from search.rank import Weights
from search.retrieval import TermIndex
from search.retrieval.lists import TermPostings


class _Reader(IndexReader):
    """Some articles, and the statistics of all."""

    def __init__(
        self, articles: Sequence[Article], analyzer: ArabicAnalyzer, statistics: Statistics
    ) -> None:
        self.folder = Path("memory")
        self.segments = [MemorySegment(articles, analyzer)]
        self.documents = statistics.articles
        self.average_title_length = statistics.average_title
        self.average_body_length = statistics.average_body


class LocalTerms(TermIndex):
    """The terms of some articles, each as rare as it is in the whole collection."""

    def __init__(
        self,
        articles: Sequence[Article],
        analyzer: ArabicAnalyzer,
        statistics: Statistics,
        weights: Weights,
        limits: Limits,
        matcher: Matcher,
    ) -> None:
        super().__init__(_Reader(articles, analyzer, statistics), weights, limits)
        self._matcher = matcher
        self._point: Point = statistics.point

    def document_frequency(self, field: str, term: str) -> int:
        return self._point.count(term_query(field, term))

    def frequency_of_term(self, postings: TermPostings) -> int:
        return self.document_frequency(postings.field, postings.term)

    def frequency_of(self, node: Pattern | Phrase, found: int) -> int:
        return self._point.count(leaf_query(node))

    def frequency_of_kin(self, forms: Sequence[Form], found: int) -> int:
        return self._matcher.counted(lambda walk: walk.kin_frequency(forms))
