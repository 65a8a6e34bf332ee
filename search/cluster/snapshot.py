"""One commit of an index on the cluster and the steps of a search on it; see `search.commit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from corpus import Article
from search.address import read_address
from search.analysis import ArabicAnalyzer
from search.cluster.client import Client, Json
from search.cluster.facets import count_values
from search.cluster.folding import ClusterFolding
from search.cluster.index import IndexInfo, read_info
from search.cluster.likeness import Likeness
from search.cluster.local import LocalTerms
from search.cluster.mapping import NUMBER, PUBLISHED
from search.cluster.matching import (
    NOTHING,
    Answer,
    Clause,
    Matcher,
    all_of,
    selection_queries,
)
from search.cluster.point import Point
from search.cluster.reading import Reading, article_of
from search.cluster.scripts import Scripts
from search.cluster.statistics import read_statistics
from search.cluster.titles import ClusterTitles
from search.cluster.vocabulary import WordLists
from search.cluster.words import ClusterWords
from search.commit import Commit
from search.deadline import NEVER, Deadline, DeadlinePassedError
from search.errors import QueryError
from search.index.schema import KEYWORD_FIELDS
from search.index.segment import to_minutes
from search.limits import Limits
from search.query import Group
from search.rank import Weights
from search.results import (
    ArticleView,
    Concordance,
    ConcordanceSort,
    Extent,
    Facet,
    Hit,
    Period,
    Stats,
    Trend,
    TrendPeriod,
    Unit,
)
from search.retrieval import Filters, Selection, find_occurrences
from search.retrieval import Matcher as LocalMatcher
from search.retrieval.clauses import DateClause
from search.retrieval.copies import Page
from search.retrieval.explanation import explain_article
from search.retrieval.likeness import LIKE_DAYS, LIKE_WEIGHT
from search.retrieval.periods import MINUTES_OF_A_DAY, choose_unit, count_weighted
from search.retrieval.ranking import Ranked, Sort
from search.snippets import make_concordance, make_hit, make_view
from search.suggest import Completer, Suggester

READ_AT_ONCE = 20_000  # articles whose lines are counted for a concordance


class ClusterSnapshot(Commit[Answer]):
    """A commit as it was when it was opened. Any number of threads may share it."""

    def __init__(
        self,
        client: Client,
        info: IndexInfo,
        analyzer: ArabicAnalyzer,
        weights: Weights,
        limits: Limits,
        lists: WordLists | None = None,
    ) -> None:
        """`lists` are the words of an earlier commit of the same index."""
        self._client = client
        self._info = info
        self.analyzer = analyzer
        self._weights = weights
        self.limits = limits
        point = Point(client, info.index)
        self._statistics = read_statistics(point)
        self._point = point
        scripts = Scripts(weights, self._statistics.average_title, self._statistics.average_body)
        self._scripts = scripts
        self._matcher = Matcher(point, scripts, weights, self._statistics.articles)
        self._reading = Reading(point)
        self._lists = lists or WordLists(client, info.index)
        self._likeness = Likeness(self._matcher, self._statistics, analyzer, weights)
        self._words = ClusterWords(self._lists, self._statistics, scripts, analyzer)
        self.suggester = Suggester(self._words)
        self._completer = Completer([ClusterTitles(point)], analyzer, self._words.spellings)

    @staticmethod
    def open(
        place: str, analyzer: ArabicAnalyzer, weights: Weights, limits: Limits
    ) -> ClusterSnapshot:
        """The newest commit at an address."""
        client = Client(read_address(place))
        return ClusterSnapshot(
            client, read_info(client, analyzer.identity), analyzer, weights, limits
        )

    @property
    def generation(self) -> int:
        """A number that another commit has not."""
        return int(self._info.commit or "0", 16)

    @property
    def name(self) -> str:
        return f"{self._info.index}:{self._info.commit}"

    def newer(self) -> ClusterSnapshot | None:
        """The newest commit; None where that is this one."""
        info = read_info(self._client, self.analyzer.identity)
        if info == self._info:
            return None
        lists = self._lists if info.index == self._info.index else None
        return ClusterSnapshot(self._client, info, self.analyzer, self._weights, self.limits, lists)

    def require_whole(self) -> None:
        """The cluster says itself when something is missing."""

    # -- from a query to its answer -------------------------------------------------------------

    def answer(self, tree: Group, deadline: Deadline = NEVER) -> Answer:
        """What answers a tree; nothing where time was up before that was known."""
        try:
            return self._matcher.answer(tree, deadline)
        except DeadlinePassedError:
            return Answer(self._point, NOTHING, cut_short=True)

    def narrowed(self, answer: Answer, chosen: Selection, *, without: str = "") -> Answer:
        """What of an answer passes all that was chosen, but in the field `without`."""
        queries = selection_queries(chosen, without=without)
        return replace(answer, match=all_of([answer.match, *queries])) if queries else answer

    def recent(self, answer: Answer, half_life: float) -> Answer:
        """The answer with newer articles higher: see `search.rank.recency`."""
        moment = self._statistics.newest()
        return self._near(answer, moment, half_life, self._weights.recency)

    def _near(self, answer: Answer, moment: int | None, half_life: float, weight: float) -> Answer:
        bodies: list[Json] = [
            {"size": 1, "_source": False, "track_total_hits": False, "query": clause.query}
            for clause in answer.clauses
            if clause.is_list
        ]
        if moment is None or not bodies:
            return answer
        best = sum(one["hits"]["max_score"] or 0.0 for one in self._point.searches(bodies))
        if not best:
            return answer
        date = (moment, half_life, weight * best)
        clause = Clause(self._scripts.date(*date), is_list=False, date=date)
        return replace(answer, clauses=(*answer.clauses, clause))

    # -- what is told of an answer --------------------------------------------------------------

    def facets(self, answer: Answer, chosen: Selection) -> dict[str, tuple[Facet, ...]]:
        """The counts of each keyword field, each without the choice in its own field."""
        matches = {
            name: self.narrowed(answer, chosen, without=name).match for name in KEYWORD_FIELDS
        }
        return count_values(self._point, matches)

    def timeline(self, answer: Answer, chosen: Selection) -> tuple[Unit, tuple[Period, ...]]:
        """The counts by date, without the choice of dates."""
        days, counts = self._days(self.narrowed(answer, chosen, without="dates"))
        unit = choose_unit(days)
        starts, (counted,) = count_weighted(unit, (days, counts))
        return unit, tuple(map(Period, starts, counted.tolist()))

    def trend(self, query: str, every: Answer, matching: Answer, unit: Unit | None) -> Trend:
        """The counts of all articles and of those that match, period by period."""
        of_all, of_found = self._days(every), self._days(matching)
        unit = unit or choose_unit(of_all[0])
        starts, (totals, counts) = count_weighted(unit, of_all, of_found)
        periods = zip(starts, counts.tolist(), totals.tolist(), strict=True)
        return Trend(query, unit, tuple(TrendPeriod(*period) for period in periods))

    def _days(self, answer: Answer) -> tuple[Any, Any]:
        """The days of an answer in minutes, and how many of its articles each has."""
        interval = {"field": PUBLISHED, "interval": MINUTES_OF_A_DAY, "min_doc_count": 1}
        found = self._point.search(
            {
                "size": 0,
                "query": {"bool": {"filter": [answer.match]}},
                "aggs": {"days": {"histogram": interval}},
            }
        )["aggregations"]["days"]["buckets"]
        days = np.array([int(bucket["key"]) for bucket in found], dtype=np.int64)
        return days, np.array([bucket["doc_count"] for bucket in found], dtype=np.int64)

    # -- hits -----------------------------------------------------------------------------------

    def page(
        self,
        answer: Answer,
        sort: Sort,
        page: int,
        limit: int,
        *,
        folding: bool = True,
        deadline: Deadline = NEVER,
    ) -> Page:
        """A page of the answer with the copies folded, or with each of them shown."""
        if answer.cut_short or deadline.passed:
            return Page([], [])
        try:
            return ClusterFolding(self._reading).page(
                answer, sort, page, limit, folding=folding, deadline=deadline
            )
        except DeadlinePassedError:
            return Page([], [])

    def ranked_ids(self, answer: Answer, limit: int) -> list[tuple[str, float]]:
        """Ids and scores of the best articles."""
        hits = self._reading.hits(answer, "relevance", 0, limit, source=("article",))
        return [(article_of(hit).id, float(hit["_score"] or 0.0)) for hit in hits]

    def hits(
        self,
        tree: Group,
        page: Page,
        explained: Answer | None = None,
        deadline: Deadline = NEVER,
    ) -> tuple[Hit, ...]:
        """The articles for a page; with `explained`, why each has its score."""
        if not page.ranked:
            return ()
        articles = self._reading.articles([one.document for one in page.ranked])
        terms = self._local(articles)
        occurrences = find_occurrences(terms, tree, range(len(articles)), deadline)
        (segment,) = terms.collection.segments
        why: dict[int, str] = {}
        if explained is not None:
            why = self._explained(terms, tree, explained, page.ranked)
        return tuple(
            make_hit(
                segment,
                number,
                self.analyzer,
                one.score,
                occurrences[number],
                copies,
                why.get(number),
            )
            for number, (one, copies) in enumerate(zip(page.ranked, page.copies, strict=True))
        )

    def _local(self, articles: Sequence[Article]) -> LocalTerms:
        return LocalTerms(
            articles, self.analyzer, self._statistics, self._weights, self.limits, self._matcher
        )

    def _explained(
        self, terms: LocalTerms, tree: Group, answer: Answer, ranked: Sequence[Ranked]
    ) -> dict[int, str]:
        """Each score as a sum, by the formulas here, from what the cluster counted."""
        surfaces = self.analyzer.surface
        filters = Filters(
            terms.collection, lambda text: [surfaces(word) for word in self.analyzer.words(text)]
        )
        found = LocalMatcher(terms, filters).answer(tree)
        published = terms.collection.column("published")
        dates = [DateClause(published, *one.date) for one in answer.clauses if one.date]
        found = replace(found, clauses=(*found.clauses, *dates))
        return {number: explain_article(terms, found, number) for number in range(len(ranked))}

    def ordered(self, answer: Answer, sort: Sort, limit: int | None) -> Iterator[Article]:
        """Whole articles of an answer: all, or the first `limit`."""
        return self._reading.stream(answer, sort, limit)

    def view(self, id: str, query: str) -> ArticleView | None:
        """A whole article with the words of a query marked."""
        hit = self._reading.find(id)
        if hit is None:
            return None
        article = article_of(hit)
        if not query.strip():
            return ArticleView(article)
        terms = self._local([article])
        found = find_occurrences(terms, self.read(query), [0], Deadline(self.limits.seconds))[0]
        return make_view(article, self.analyzer, found)

    # -- articles like one ------------------------------------------------------------------------

    def copies_of(self, id: str) -> tuple[Hit, ...]:
        """Other articles with nearly the same text, most alike first.

        They are looked for among the CANDIDATES that share the most telling words.
        """
        hit = self._reading.find(id)
        if hit is None:
            return ()
        found = list(ClusterFolding(self._reading).copies(hit, self._likeness.others(hit)))
        return self.hits(Group(), Page(found, [0] * len(found)))

    def more_like(self, id: str, limit: int) -> tuple[Hit, ...]:
        """Articles on the same story or subject, without the article and its copies."""
        hit = self._reading.find(id)
        if hit is None:
            return ()
        alike = self._likeness.others(hit)
        copies = ClusterFolding(self._reading).copies(hit, alike)
        known = {"terms": {NUMBER: [copy.document for copy in copies]}}
        others = replace(alike, match={"bool": {"filter": [alike.match], "must_not": [known]}})
        published = article_of(hit).published
        moment = None if published is None else to_minutes(published)
        answer = self._near(others, moment, LIKE_DAYS, LIKE_WEIGHT)
        page = self.page(answer, "relevance", 1, limit)
        words = Group(preferred=tuple(word for word, _ in self._likeness.words(hit)))
        return self.hits(words, page)

    # -- lines, and the whole -------------------------------------------------------------------

    def complete(self, text: str, limit: int) -> tuple[str, ...]:
        """Whole queries that begin as typed."""
        return self._completer.complete(text, limit)

    def concordance(
        self,
        query: str,
        tree: Group,
        answer: Answer,
        *,
        sort: ConcordanceSort,
        width: int,
        limit: int,
        page: int,
    ) -> Concordance:
        """One page of the lines in which a query matches; all articles of the answer are read."""
        if answer.total > READ_AT_ONCE:
            raise QueryError(
                "{count:,} articles answer the query; on a cluster lines are made of {most:,} at "
                "most; narrow it",
                count=answer.total,
                most=READ_AT_ONCE,
            )
        deadline = Deadline(self.limits.seconds)
        articles = []
        for article in self._reading.stream(replace(answer, clauses=()), "newest", None):
            if deadline.passed:
                raise self.too_long()
            articles.append(article)
        return make_concordance(
            self._local(articles),
            self.analyzer,
            query,
            tree,
            np.arange(len(articles)),
            sort=sort,
            width=width,
            limit=limit,
            page=page,
        )

    @property
    def extent(self) -> Extent:
        """How much the commit holds, and from when."""
        return self._statistics.extent

    def stats(self) -> Stats:
        """All that is known of the commit."""
        sizes = self._client.ask("GET", f"/{self._info.index}/_stats/store,segments")
        own = sizes["_all"]["primaries"]
        return Stats(
            path=str(self._client.address),
            articles=self.extent.articles,
            terms=self._words.count(),
            bytes=own["store"]["size_in_bytes"],
            analyzer=self._info.analyzer,
            first=self.extent.first,
            last=self.extent.last,
            segments=own["segments"]["count"],
        )
