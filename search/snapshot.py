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
from search.deadline import NEVER, Deadline, DeadlinePassedError
from search.errors import QueryError
from search.index import IndexReader
from search.index.schema import KEYWORD_FIELDS, SURFACE
from search.index.segment import NO_DATE, from_minutes, to_minutes
from search.limits import Limits
from search.query import Group, parse, parse_plain
from search.rank import Weights
from search.results import ArticleView, Extent, Facet, Hit, Period, Stats, Unit
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
from search.retrieval.likeness import alike
from search.retrieval.periods import timeline_of
from search.retrieval.ranking import Ranked
from search.snippets import WordPlaces, best_passage, mark_words
from search.suggest import Completer, Suggester, Words

# Of two articles on a subject the one of the same days is the same story.
LIKE_DAYS = 14
LIKE_WEIGHT = 0.1


class Snapshot:
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
        self.completer: Completer = Completer(
            self.collection.segments,
            analyzer,
            self.words.spellings,
            before.completer if before else None,
        )

    # -- from a query to its answer -------------------------------------------------------------

    def read(self, query: str, *, plain: bool = False) -> Group:
        """The tree of a query, names in all their spellings. Raises QueryError."""
        tree = (parse_plain if plain else parse)(query, self.analyzer, self.limits)
        if tree == Group() and query.strip():
            raise QueryError("the query holds no word, only punctuation; type a word")
        return self.suggester.with_variants(tree)

    def answer(self, tree: Group, deadline: Deadline = NEVER) -> Answer:
        """What answers a tree, whatever else was chosen; once time is up, what was found by then.

        `deadline.missed` then says that there may be more.
        """
        try:
            return self.matcher.answer(tree, deadline)
        except DeadlinePassedError:
            return Answer(bitsets.nothing(self.collection.size))

    def whole_answer(self, tree: Group) -> Answer:
        """The same for who cannot do with a part of it. Raises QueryError when time is up."""
        deadline = Deadline(self.limits.seconds)
        answer = self.answer(tree, deadline)
        if deadline.missed:
            raise QueryError(
                "the query takes longer than {most:g} seconds; ask for less",
                most=self.limits.seconds,
            )
        return answer

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
        return {
            name: self.filters.count(
                name, bitsets.to_docs(self.narrowed(answer, chosen, without=name).bits)
            )
            for name in KEYWORD_FIELDS
        }

    def timeline(self, answer: Answer, chosen: Selection) -> tuple[Unit, tuple[Period, ...]]:
        """The counts by date, without the choice of dates."""
        bits = self.narrowed(answer, chosen, without="dates").bits
        return timeline_of(self.collection.column("published")[bitsets.to_docs(bits)])

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
        article = segment.article(number)
        spans = self.analyzer.spans
        places = WordPlaces(
            article.body, int(segment.body_lengths[number]), segment.word_marks(number), spans
        )
        return Hit(
            id=article.id,
            title=article.title,
            source=article.source,
            category=article.category,
            author=article.author,
            published=article.published,
            url=article.url,
            score=one.score,
            snippet=best_passage(article.body, places, found.body),
            title_highlights=(
                mark_words(list(spans(article.title)), found.title) if found.title else ()
            ),
            explanation=(
                explain_article(self.terms, explained, one.document) if explained else None
            ),
            copies=copies,
        )

    # -- articles like one ------------------------------------------------------------------------

    def copies_of(self, document: int) -> tuple[Hit, ...]:
        """All other articles with nearly the same text, most alike first."""
        found = list(self.copies.of(document))
        return self.hits(Group(), Page(found, [0] * len(found)))

    def more_like(self, document: int, limit: int) -> tuple[Hit, ...]:
        """Articles on the same story or subject, without the article and its copies."""
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

    def view(self, document: int, query: str) -> ArticleView:
        """A whole article with the words of a query marked, as many as there is time for."""
        (article,) = self.articles([document])
        if not query.strip():
            return ArticleView(article)
        deadline = Deadline(self.limits.seconds)
        found = self.occurrences(self.read(query), [document], deadline)[document]
        title, body = (list(self.analyzer.spans(text)) for text in (article.title, article.body))
        best = best_passage(article.body, body, found.body)
        return ArticleView(
            article,
            mark_words(title, found.title),
            mark_words(body, found.body),
            best.start + best.highlights[0][0] if best.highlights else None,
        )

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
