"""One commit of an index and all that searching it needs: the steps the engine puts together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.commit import Commit
from search.deadline import NEVER, Deadline, DeadlinePassedError
from search.index import IndexReader
from search.index.schema import KEYWORD_FIELDS, SURFACE
from search.index.segment import NO_DATE, from_minutes, to_minutes
from search.index.toc import read_toc
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
from search.retrieval import (
    Answer,
    Filters,
    Matcher,
    Occurrences,
    Selection,
    TermIndex,
    bitsets,
    find_occurrences,
)
from search.retrieval.clauses import ListClause
from search.retrieval.copies import Copies, Page
from search.retrieval.dates import near, newest
from search.retrieval.explanation import explain_article
from search.retrieval.likeness import LIKE_DAYS, LIKE_WEIGHT, alike
from search.retrieval.periods import choose_unit, count_periods, timeline_of
from search.retrieval.ranking import Ranked, Sort, rank
from search.snippets import make_concordance, make_hit, make_view
from search.suggest import Completer, Suggester, Words
from search.suggest.completion import SegmentTitles, titles_of


class Snapshot(Commit[Answer]):
    """A commit as it was when it was opened. Any number of threads may share it."""

    def __init__(
        self,
        folder: Path,
        analyzer: ArabicAnalyzer,
        weights: Weights,
        limits: Limits,
        before: Snapshot | None = None,
    ) -> None:
        """Opens the newest commit; what `before` knows of segments that are still there is kept."""
        self.limits = limits
        self.folder = folder
        self.analyzer = analyzer
        self.weights = weights
        self.reader: IndexReader = IndexReader(
            folder, analyzer.identity, before.reader if before else None
        )
        self.terms = TermIndex(self.reader, weights, limits)
        self.collection = self.terms.collection
        self.filters = Filters(
            self.collection, lambda text: [analyzer.surface(word) for word in analyzer.words(text)]
        )
        self.matcher = Matcher(self.terms, self.filters)
        self.copies = Copies(self.collection)
        self.words: Words = Words(self.terms, analyzer, before.words if before else None)
        self.suggester = Suggester(self.words)
        self.titles: list[SegmentTitles] = titles_of(
            self.collection.segments, before.titles if before else ()
        )
        self.completer = Completer(self.titles, analyzer, self.words.spellings)

    @property
    def generation(self) -> int:
        return self.reader.generation

    @property
    def name(self) -> str:
        """A name for the commit, unlike that of any other commit of any index."""
        toc = self.reader.toc
        return f"{toc.generation}:{'+'.join(segment.name for segment in toc.segments)}"

    def newer(self) -> Snapshot | None:
        """The newest commit; None where that is this one."""
        if read_toc(self.folder) == self.reader.toc:
            return None
        return Snapshot(self.folder, self.analyzer, self.weights, self.limits, self)

    def require_whole(self) -> None:
        """Raises IndexFormatError where a file is not as long as it was."""
        self.reader.require_lengths()

    # -- from a query to its answer -------------------------------------------------------------

    def answer(self, tree: Group, deadline: Deadline = NEVER) -> Answer:
        """What answers a tree, whatever else was chosen; once time is up, what was found by then.

        `deadline.missed` then says that there may be more.
        """
        try:
            return self.matcher.answer(tree, deadline)
        except DeadlinePassedError:
            return Answer(bitsets.nothing(self.collection.size))

    def recent(self, answer: Answer, half_life: float) -> Answer:
        """The answer with newer articles higher: see `search.rank.recency`."""
        weight = self.terms.weights.recency
        return near(answer, self.collection, newest(self.collection), half_life, weight)

    def narrowed(self, answer: Answer, chosen: Selection, *, without: str = "") -> Answer:
        """What of an answer passes all that was chosen, but in the field `without`."""
        selection = self.filters.selection(chosen, without=without)
        return answer if selection is None else replace(answer, bits=answer.bits & selection)

    # -- what is told of an answer --------------------------------------------------------------

    def facets(self, answer: Answer, chosen: Selection) -> dict[str, tuple[Facet, ...]]:
        """The counts of each keyword field, each without the choice in its own field."""
        counts: dict[str, tuple[Facet, ...]] = {}
        bits, docs = answer.bits, None
        for name in KEYWORD_FIELDS:
            narrowed = self.narrowed(answer, chosen, without=name).bits
            if docs is None or narrowed is not bits:  # mostly nothing is chosen
                bits, docs = narrowed, bitsets.to_docs(narrowed)
            counts[name] = self.filters.count(name, docs)
        return counts

    def timeline(self, answer: Answer, chosen: Selection) -> tuple[Unit, tuple[Period, ...]]:
        """The counts by date, without the choice of dates."""
        bits = self.narrowed(answer, chosen, without="dates").bits
        return timeline_of(self.collection.column("published")[bitsets.to_docs(bits)])

    def trend(self, query: str, every: Answer, matching: Answer, unit: Unit | None) -> Trend:
        """The counts of all articles and of those that match, period by period."""
        published = self.collection.column("published")
        of_all, of_found = (published[bitsets.to_docs(one.bits)] for one in (every, matching))
        unit = unit or choose_unit(of_all)
        starts, (totals, counts) = count_periods(unit, of_all, of_found)
        periods = zip(starts, counts.tolist(), totals.tolist(), strict=True)
        return Trend(query, unit, tuple(TrendPeriod(*period) for period in periods))

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
        """One page of the lines in which a query matches."""
        return make_concordance(
            self.terms,
            self.analyzer,
            query,
            tree,
            bitsets.to_docs(answer.bits),
            sort=sort,
            width=width,
            limit=limit,
            page=page,
        )

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
        return self.copies.page(answer, sort, page, limit, folding=folding, deadline=deadline)

    def ranked_ids(self, answer: Answer, limit: int) -> list[tuple[str, float]]:
        """Ids and scores of the best articles."""
        ranked = rank(answer, self.collection, "relevance", 0, limit)
        return [(self.collection.id_of(one.document), one.score) for one in ranked]

    def complete(self, text: str, limit: int) -> tuple[str, ...]:
        """Whole queries that begin as typed."""
        return self.completer.complete(text, limit)

    def occurrences(
        self, tree: Group, documents: Sequence[int], deadline: Deadline = NEVER
    ) -> dict[int, Occurrences]:
        """Where the words of a query stand in a few articles."""
        return find_occurrences(self.terms, tree, documents, deadline)

    def hits(
        self,
        tree: Group,
        page: Page,
        explained: Answer | None = None,
        deadline: Deadline = NEVER,
    ) -> tuple[Hit, ...]:
        """The articles for a page; with `explained`, why each has its score."""
        found = self.occurrences(tree, [one.document for one in page.ranked], deadline)
        return tuple(
            self._hit(one, copies, found[one.document], explained)
            for one, copies in zip(page.ranked, page.copies, strict=True)
        )

    def _hit(self, one: Ranked, copies: int, found: Occurrences, explained: Answer | None) -> Hit:
        segment, number = self.collection.locate(one.document)
        why = explain_article(self.terms, explained, one.document) if explained else None
        return make_hit(segment, number, self.analyzer, one.score, found, copies, why)

    # -- articles like one ------------------------------------------------------------------------

    def copies_of(self, id: str) -> tuple[Hit, ...]:
        """All other articles with nearly the same text, most alike first."""
        document = self.collection.number_of(id)
        if document is None:
            return ()
        found = list(self.copies.of(document))
        return self.hits(Group(), Page(found, [0] * len(found)))

    def more_like(self, id: str, limit: int) -> tuple[Hit, ...]:
        """Articles on the same story or subject, without the article and its copies."""
        document = self.collection.number_of(id)
        if document is None:
            return ()
        (article,) = self.articles([document])
        tokens = self.analyzer.tokens
        found = alike(self.terms, tokens(article.title), tokens(article.body))
        known = [document, *(copy.document for copy in self.copies.of(document))]
        others = found.bits & ~bitsets.from_docs(np.array(known), self.collection.size)
        moment = None if article.published is None else to_minutes(article.published)
        answer = near(replace(found, bits=others), self.collection, moment, LIKE_DAYS, LIKE_WEIGHT)
        page = self.copies.page(answer, "relevance", 1, limit)
        words = Group(preferred=tuple(c.node for c in found.clauses if isinstance(c, ListClause)))
        return self.hits(words, page)

    # -- articles ---------------------------------------------------------------------------------

    def articles(self, documents: Sequence[int]) -> Iterator[Article]:
        """Whole articles, one after the other."""
        for document in documents:
            segment, number = self.collection.locate(document)
            yield segment.article(number)

    def ordered(self, answer: Answer, sort: Sort, limit: int | None) -> Iterator[Article]:
        """Whole articles of an answer: all, or the first `limit`."""
        count = answer.total if limit is None else min(limit, answer.total)
        ranked = rank(answer, self.collection, sort, 0, count)
        return self.articles([one.document for one in ranked])

    def view(self, id: str, query: str) -> ArticleView | None:
        """A whole article with the words of a query marked, as many as there is time for."""
        document = self.collection.number_of(id)
        if document is None:
            return None
        (article,) = self.articles([document])
        if not query.strip():
            return ArticleView(article)
        deadline = Deadline(self.limits.seconds)
        found = self.occurrences(self.read(query), [document], deadline)[document]
        return make_view(article, self.analyzer, found)

    @cached_property
    def extent(self) -> Extent:
        """How much the commit holds, and from when."""
        published = self.collection.column("published")[bitsets.to_docs(self.collection.live)]
        dated = published[published != NO_DATE]
        return Extent(
            articles=self.reader.documents,
            first=_day(int(dated.min())) if len(dated) else None,
            last=_day(int(dated.max())) if len(dated) else None,
        )

    @cached_property
    def _term_count(self) -> int:
        segments = self.collection.segments
        return len({term for segment in segments for term in segment.terms(SURFACE)})

    def stats(self) -> Stats:
        """All that is known of the commit; its words are counted once, .3 s for 600,000."""
        return Stats(
            path=str(self.folder),
            articles=self.extent.articles,
            terms=self._term_count,
            bytes=_size(self.folder),
            analyzer=self.analyzer.identity,
            first=self.extent.first,
            last=self.extent.last,
            segments=len(self.collection.segments),
        )


def _size(folder: Path) -> int:
    """The bytes of all files in `folder`; a commit may remove some meanwhile."""
    total = 0
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            total += entry.stat().st_size
    return total


def _day(minutes: int) -> str:
    published = from_minutes(minutes)
    assert published is not None
    return published.date().isoformat()
