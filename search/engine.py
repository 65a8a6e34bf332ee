"""The engine: open an index, search it, read from it. Thin: each step is a package's."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus import Article
from search.analysis import ArabicAnalyzer, Token, arabic_analyzer
from search.deadline import Deadline, DeadlinePassedError
from search.errors import QueryError
from search.index import IndexReader, IndexWriter
from search.index.schema import KEYWORD_FIELDS, SURFACE
from search.index.segment import NO_DATE, from_minutes
from search.index.toc import read_toc
from search.index.writer import DEFAULT_MEMORY_MB
from search.limits import DEFAULT_LIMITS, Limits, check_page
from search.query import Group, parse, parse_plain
from search.rank import DEFAULT_WEIGHTS, Weights
from search.results import Facet, Hit, Range, Results
from search.retrieval import (
    Answer,
    Filters,
    Matcher,
    Occurrences,
    Selection,
    TermIndex,
    bitsets,
    find_occurrences,
    select,
)
from search.retrieval.bitsets import Bits
from search.retrieval.explanation import explain_article
from search.retrieval.ranking import Ranked, Sort, rank
from search.snippets import WordPlaces, best_passage, mark_words

# Of the time of a search: what is found must still be ranked and shown.
FINDING_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds."""

    path: str
    articles: int
    terms: int  # distinct folded words
    bytes: int  # of all files
    analyzer: str
    first: str | None  # ISO days of the oldest and the newest article
    last: str | None
    segments: int

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A whole article, and where the words of a query stand in it."""

    article: Article
    title_highlights: tuple[Range, ...] = ()
    body_highlights: tuple[Range, ...] = ()


class _Snapshot:
    """One commit of the index with all that searching it needs."""

    def __init__(
        self, folder: Path, analyzer: ArabicAnalyzer, weights: Weights, limits: Limits
    ) -> None:
        self.reader = IndexReader(folder, analyzer.identity)
        self.terms = TermIndex(self.reader, weights, limits)
        self.collection = self.terms.collection
        self.filters = Filters(
            self.collection, lambda text: [analyzer.surface(word) for word in analyzer.words(text)]
        )
        self.matcher = Matcher(self.terms, self.filters, analyzer.is_stopword, analyzer.stem)


class Engine:
    """Searches one index. Any number of threads may share it."""

    def __init__(
        self,
        path: Path | str,
        *,
        weights: Weights = DEFAULT_WEIGHTS,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._folder = Path(path)
        self._analyzer = arabic_analyzer()
        self._weights = weights
        self.limits = limits
        self._snapshot = self._open()

    def _open(self) -> _Snapshot:
        return _Snapshot(self._folder, self._analyzer, self._weights, self.limits)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held but memory maps, which go with the engine; here for `with`."""

    @property
    def generation(self) -> int:
        """The number of the commit that is served."""
        return self._snapshot.reader.generation

    def refresh(self) -> bool:
        """Serves the newest commit from now on; says if there was a newer one."""
        if read_toc(self._folder) == self._snapshot.reader.toc:
            return False
        self._snapshot = self._open()
        return True

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        page: int = 1,
        sort: Sort = "relevance",
        source: Sequence[str] = (),
        category: Sequence[str] = (),
        author: Sequence[str] = (),
        date_from: date | None = None,
        date_to: date | None = None,
        explain: bool = False,
        facets: bool = False,
        plain: bool = False,
        timeout: float | None = None,
    ) -> Results:
        """One page of the articles that answer `query`, best first.

        `source`, `category` and `author` are exact values, any of each; the dates are days, both
        included. An empty query stands for all articles, the newest first. With `facets` the counts
        of each source, category and author come too, each counted without the choice in its own
        field. With `plain` no character of the query is an operator. After `timeout` seconds
        (None: `limits.seconds`) the answer is what was found by then, and `Results.partial`.
        Raises QueryError, also for what is past one of the engine's limits.
        """
        started = time.perf_counter()
        check_page(page, limit, self.limits)
        if sort not in ("relevance", "newest", "oldest"):
            raise QueryError(f"sort {sort!r} is none of relevance, newest, oldest")
        seconds = self.limits.seconds if timeout is None else timeout
        finding, deadline = Deadline(FINDING_SHARE * seconds), Deadline(seconds)
        snapshot = self._snapshot
        tree = self._parse(query, plain=plain)
        if tree == Group() and query.strip():
            raise QueryError("the query holds no word, only punctuation; type a word")
        chosen = select(self.limits, source, category, author, date_from, date_to)
        try:
            found = snapshot.matcher.answer(tree, finding)
        except DeadlinePassedError:
            found = Answer(bitsets.nothing(snapshot.collection.size))
        selection = snapshot.filters.selection(chosen)
        selected = found if selection is None else replace(found, bits=found.bits & selection)
        ranked = rank(selected, snapshot.collection, sort, (page - 1) * limit, limit, deadline)
        hits = self._hits(snapshot, tree, ranked, found if explain else None, deadline)
        return Results(
            query=query,
            total=selected.total,
            page=page,
            hits=hits,
            limit=limit,
            facets=self._facets(snapshot, found.bits, chosen) if facets else {},
            partial=finding.missed or deadline.missed,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def rank_ids(
        self, query: str, *, limit: int = 1000, plain: bool = True
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best articles, nothing else read: for evaluation."""
        snapshot = self._snapshot
        tree = self._parse(query, plain=plain)
        ranked = rank(snapshot.matcher.answer(tree), snapshot.collection, "relevance", 0, limit)
        return [(snapshot.collection.id_of(one.document), one.score) for one in ranked]

    def article(
        self, id: str, query: str = "", *, timeout: float | None = None
    ) -> ArticleView | None:
        """The article with this id, the words of `query` marked; None where there is none.

        Words for which `timeout` seconds (None: `limits.seconds`) leave no time are not marked.
        """
        snapshot = self._snapshot
        document = snapshot.collection.number_of(id)
        if document is None:
            return None
        segment, number = snapshot.collection.locate(document)
        article = segment.article(number)
        if not query.strip():
            return ArticleView(article)
        tree = self._parse(query)
        deadline = Deadline(self.limits.seconds if timeout is None else timeout)
        found = self._occurrences(snapshot, tree, [document], deadline)[document]
        spans = self._analyzer.spans
        return ArticleView(
            article,
            mark_words(list(spans(article.title)), found.title),
            mark_words(list(spans(article.body)), found.body),
        )

    def stats(self) -> Stats:
        """What the index holds."""
        reader = self._snapshot.reader
        dates = [
            array[array != NO_DATE]
            for array in (
                s.array("published") if s.live is None else s.array("published")[s.live]
                for s in reader.segments
            )
        ]
        dates = [array for array in dates if len(array)]
        terms: set[bytes] = set()
        if len(reader.segments) > 1:
            for segment in reader.segments:
                terms.update(segment.terms(SURFACE))
        return Stats(
            path=str(self._folder),
            articles=reader.documents,
            terms=len(terms) or sum(s.term_count(SURFACE) for s in reader.segments),
            bytes=_size(self._folder),
            analyzer=self._analyzer.identity,
            first=_day(min(int(array.min()) for array in dates)) if dates else None,
            last=_day(max(int(array.max()) for array in dates)) if dates else None,
            segments=len(reader.segments),
        )

    # -- steps of a search --------------------------------------------------------------------

    def _parse(self, query: str, *, plain: bool = False) -> Group:
        return (parse_plain if plain else parse)(query, self._analyzer, self.limits)

    @staticmethod
    def _facets(
        snapshot: _Snapshot, found: Bits, chosen: Selection
    ) -> dict[str, tuple[Facet, ...]]:
        counts = {}
        for name in KEYWORD_FIELDS:
            selection = snapshot.filters.selection(chosen, without=name)
            bits = found if selection is None else found & selection
            counts[name] = snapshot.filters.count(name, bitsets.to_docs(bits))
        return counts

    def _occurrences(
        self, snapshot: _Snapshot, tree: Group, documents: Sequence[int], deadline: Deadline
    ) -> dict[int, Occurrences]:
        return find_occurrences(
            snapshot.terms,
            tree,
            documents,
            stem=self._analyzer.stem,
            is_stopword=self._analyzer.is_stopword,
            deadline=deadline,
        )

    def _hits(
        self,
        snapshot: _Snapshot,
        tree: Group,
        ranked: Sequence[Ranked],
        explained: Answer | None,
        deadline: Deadline,
    ) -> tuple[Hit, ...]:
        """The articles for a page; with `explained`, why each has its score."""
        found = self._occurrences(snapshot, tree, [one.document for one in ranked], deadline)
        return tuple(self._hit(snapshot, one, found[one.document], explained) for one in ranked)

    def _hit(
        self, snapshot: _Snapshot, one: Ranked, found: Occurrences, explained: Answer | None
    ) -> Hit:
        segment, number = snapshot.collection.locate(one.document)
        article = segment.article(number)
        spans = self._analyzer.spans
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
                explain_article(snapshot.terms, explained, one.document, stem=self._analyzer.stem)
                if explained
                else None
            ),
        )


def open_index(path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> Engine:
    """Opens an index for searching. Raises IndexNotFoundError or IndexFormatError."""
    return Engine(path, limits=limits)


def open_writer(
    path: Path | str,
    *,
    create: bool = True,
    memory_mb: int = DEFAULT_MEMORY_MB,
    jobs: int = 1,
) -> IndexWriter:
    """Opens an index for writing, and makes it where there is none.

    `memory_mb` bounds what is held before it is written. With `jobs` above 1 that many processes
    analyze; a script that asks for it needs the usual `if __name__ == "__main__":`. Raises
    IndexLockedError while another process writes.
    """
    return IndexWriter(Path(path), arabic_analyzer(), create=create, memory_mb=memory_mb, jobs=jobs)


def analyze(text: str) -> list[Token]:
    """How a text becomes terms."""
    return arabic_analyzer().tokens(text)


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
