"""Articles like one: what has its most telling words; see `search.retrieval.likeness`."""

from __future__ import annotations

from search.analysis import ArabicAnalyzer
from search.cluster.client import Json
from search.cluster.mapping import NUMBER
from search.cluster.matching import NOTHING, Answer, Clause, Matcher, any_of, term_query
from search.cluster.reading import article_of, value_of
from search.cluster.statistics import Statistics
from search.index.schema import STEM
from search.query import Word
from search.rank import Weights, idf
from search.retrieval.likeness import count_stems, telling


class Likeness:
    """What is like the articles of a commit."""

    def __init__(
        self, matcher: Matcher, statistics: Statistics, analyzer: ArabicAnalyzer, weights: Weights
    ) -> None:
        self._matcher = matcher
        self._statistics = statistics
        self._point = statistics.point
        self._analyzer = analyzer
        self._weights = weights

    def words(self, hit: Json) -> list[tuple[Word, float]]:
        """An article's most telling words, each with the share of its score that counts."""
        article, tokens = article_of(hit), self._analyzer.tokens
        counts = count_stems(tokens(article.title), tokens(article.body))
        self._point.count_all([term_query(STEM, word.stem) for word in counts])
        return telling(
            counts,
            lambda stem: self._point.count(term_query(STEM, stem)),
            lambda found: idf(found, self._statistics.articles),
            self._weights,
        )

    def others(self, hit: Json) -> Answer:
        """All other articles with any of the article's most telling words."""
        words = self.words(hit)
        if not words:
            return Answer(self._point, NOTHING)
        match = any_of([term_query(STEM, word.stem) for word, _ in words])
        itself = {"term": {NUMBER: value_of(hit, NUMBER)}}
        clauses = self._matcher.counted(
            lambda walk: [walk.term(STEM, word.stem, "any", share) for word, share in words]
        )
        return Answer(
            self._point,
            {"bool": {"filter": [match], "must_not": [itself]}},
            tuple(map(Clause, clauses)),
        )
