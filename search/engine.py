"""The engine: open an index, search it, read from it. Thin: each step is a package's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus import Article
from search.analysis import ArabicAnalyzer, Token, arabic_analyzer
from search.errors import QueryError
from search.index import IndexReader, IndexWriter
from search.index.schema import KEYWORD_FIELDS, SURFACE
from search.index.segment import NO_DATE, from_minutes
from search.index.toc import read_toc
from search.index.writer import DEFAULT_MEMORY_MB
from search.query import DateFilter, Group, parse, parse_plain
from search.rank import DEFAULT_WEIGHTS, Weights
from search.results import (
    Concordance,
    ConcordanceSort,
    Facet,
    Hit,
    Period,
    Range,
    Results,
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
from search.retrieval.bitsets import Bits
from search.retrieval.collection import Collection
from search.retrieval.explanation import explain_article
from search.retrieval.periods import choose_unit, count_periods, timeline_of
from search.retrieval.ranking import SORTS, Ranked, Sort, rank
from search.snippets import (
    WordPlaces,
    best_passage,
    check_concordance,
    make_concordance,
    mark_words,
)
from search.suggest import Completer, Suggester, Words

MAX_LIMIT = 1000


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
    passage: int | None = None  # where in the body the passage that answers best has its first mark


class _Snapshot:
    """One commit of the index with all that searching it needs."""

    def __init__(self, folder: Path, analyzer: ArabicAnalyzer, weights: Weights) -> None:
        self.reader = IndexReader(folder, analyzer.identity)
        self.terms = TermIndex(self.reader, weights)
        self.collection = self.terms.collection
        self.filters = Filters(
            self.collection, lambda text: [analyzer.surface(word) for word in analyzer.words(text)]
        )
        self.matcher = Matcher(self.terms, self.filters, analyzer.is_stopword, analyzer.stem)
        words = Words(self.terms, analyzer)
        self.suggester = Suggester(words)
        self.completer = Completer(self.collection.segments, analyzer, words.spellings)


class Engine:
    """Searches one index. Any number of threads may share it."""

    def __init__(self, path: Path | str, *, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._folder = Path(path)
        self._analyzer = arabic_analyzer()
        self._weights = weights
        self._snapshot = _Snapshot(self._folder, self._analyzer, weights)

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
        self._snapshot = _Snapshot(self._folder, self._analyzer, self._weights)
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
        timeline: bool = False,
    ) -> Results:
        """One page of the articles that answer `query`, best first.

        `source`, `category` and `author` are exact values, any of each; the dates are days, both
        included. An empty query stands for all articles, the newest first. With `facets` the counts
        of each source, category and author come too, each counted without the choice in its own
        field. With `plain` no character of the query is an operator. With `timeline` articles
        are counted by day, week, month or year, without the choice of dates. Raises QueryError.

        Where a word may be mistyped, `Results.suggestion` is the query that may have been meant;
        where the query finds nothing and that one does, the hits are its hits and it is `applied`.
        `Results.unknown` are the words that no article has. `Results.also_searched` are other
        spellings of the names in the query, found as well; `=` or quotes search a name alone.
        """
        started = time.perf_counter()
        if page < 1:
            raise QueryError("page {page} does not exist; pages begin at 1", page=page)
        if not 1 <= limit <= MAX_LIMIT:
            raise QueryError("limit {limit} is outside 1 to {most}", limit=limit, most=MAX_LIMIT)
        _check_sort(sort)
        snapshot = self._snapshot
        tree = self._read(snapshot, query, plain=plain)
        suggester = snapshot.suggester
        unknown, suggestion, asked = suggester.unknown(tree), suggester.suggest(query, tree), query
        chosen = _selection(source, category, author, date_from, date_to)
        found, selected = self._answer(snapshot, tree, chosen)
        if suggestion is not None and not selected.total:
            meant = self._read(snapshot, suggestion.query, plain=plain)
            found, selected = self._answer(snapshot, meant, chosen)
            if selected.total:
                tree, asked = meant, suggestion.query
                suggestion = replace(suggestion, applied=True)
            else:
                suggestion = None
        ranked = rank(selected, snapshot.collection, sort, (page - 1) * limit, limit)
        unit, periods = self._timeline(snapshot, found.bits, chosen) if timeline else ("day", ())
        return Results(
            query=query,
            total=selected.total,
            page=page,
            hits=self._hits(snapshot, tree, ranked, found if explain else None),
            limit=limit,
            facets=self._facets(snapshot, found.bits, chosen) if facets else {},
            timeline=periods,
            timeline_unit=unit,
            suggestion=suggestion,
            also_searched=suggester.also_searched(asked, tree),
            unknown=unknown,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def complete(self, text: str, *, limit: int = 8) -> tuple[str, ...]:
        """Whole queries that begin as typed: the last word completed from words of titles.

        The likeliest first, in the spelling that is usual; what stands before the last word stays.
        Raises QueryError for a limit outside 1 to MAX_LIMIT.
        """
        if not 1 <= limit <= MAX_LIMIT:
            raise QueryError("limit {limit} is outside 1 to {most}", limit=limit, most=MAX_LIMIT)
        return self._snapshot.completer.complete(text, limit)

    def rank_ids(
        self, query: str, *, limit: int = 1000, plain: bool = True
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best articles, nothing else read: for evaluation."""
        snapshot = self._snapshot
        tree = (parse_plain if plain else parse)(query, self._analyzer)
        tree = snapshot.suggester.with_variants(tree)
        ranked = rank(snapshot.matcher.answer(tree), snapshot.collection, "relevance", 0, limit)
        return [(snapshot.collection.id_of(one.document), one.score) for one in ranked]

    def article(self, id: str, query: str = "") -> ArticleView | None:
        """The article with this id, the words of `query` marked; None where there is none."""
        snapshot = self._snapshot
        document = snapshot.collection.number_of(id)
        if document is None:
            return None
        segment, number = snapshot.collection.locate(document)
        article = segment.article(number)
        if not query.strip():
            return ArticleView(article)
        tree = snapshot.suggester.with_variants(parse(query, self._analyzer))
        found = self._occurrences(snapshot, tree, [document])[document]
        title, body = (list(self._analyzer.spans(t)) for t in (article.title, article.body))
        best = best_passage(article.body, body, found.body)
        return ArticleView(
            article,
            mark_words(title, found.title),
            mark_words(body, found.body),
            best.start + best.highlights[0][0] if best.highlights else None,
        )

    def concordance(
        self,
        query: str,
        *,
        sort: ConcordanceSort = "newest",
        width: int = 8,
        limit: int = 50,
        page: int = 1,
        source: Sequence[str] = (),
        category: Sequence[str] = (),
        author: Sequence[str] = (),
        date_from: date | None = None,
        date_to: date | None = None,
    ) -> Concordance:
        """One page of the lines in which `query` matches, with `width` words on either side.

        `sort` is by date, or by the words before or after the match, the nearest first; then only
        the newest 5,000 lines are put in order, and `reachable_lines` says so. The filters are
        those of `search`. Raises QueryError.
        """
        check_concordance(sort, width, limit, page)
        snapshot = self._snapshot
        chosen = _selection(source, category, author, date_from, date_to)
        tree = self._read(snapshot, query)
        return make_concordance(
            snapshot.terms,
            self._analyzer,
            query,
            tree,
            bitsets.to_docs(self._answer(snapshot, tree, chosen)[1].bits),
            sort=sort,
            width=width,
            limit=limit,
            page=page,
        )

    def trend(
        self,
        query: str,
        *,
        unit: Unit | None = None,
        source: Sequence[str] = (),
        category: Sequence[str] = (),
        author: Sequence[str] = (),
        date_from: date | None = None,
        date_to: date | None = None,
    ) -> Trend:
        """How many articles answer `query` in each period, and how many there are in all.

        `unit` is a day, a week from its Monday, a month or a year; None chooses what suits the
        span. The filters are those of `search`, for the matching and for all articles alike.
        Raises QueryError.
        """
        snapshot = self._snapshot
        collection = snapshot.collection
        chosen = _selection(source, category, author, date_from, date_to)
        _, everything = self._answer(snapshot, Group(), chosen)
        _, found = self._answer(snapshot, self._read(snapshot, query), chosen)
        published = collection.column("published")
        of_all, of_found = (published[bitsets.to_docs(a.bits)] for a in (everything, found))
        unit = unit or choose_unit(of_all)
        starts, (totals, counts) = count_periods(unit, of_all, of_found)
        periods = zip(starts, counts.tolist(), totals.tolist(), strict=True)
        return Trend(query, unit, tuple(TrendPeriod(*period) for period in periods))

    def export(
        self,
        query: str,
        *,
        sort: Sort = "relevance",
        source: Sequence[str] = (),
        category: Sequence[str] = (),
        author: Sequence[str] = (),
        date_from: date | None = None,
        date_to: date | None = None,
        limit: int | None = None,
    ) -> Iterator[Article]:
        """Whole articles that answer `query`, in the order of `search`: all, or the first `limit`.

        What cannot be read raises QueryError here and not at the first article. Memory holds one
        article. A newer commit changes nothing in an export that has begun.
        """
        _check_sort(sort)
        if limit is not None and limit < 1:
            raise QueryError("limit {limit} is below 1", limit=limit)
        snapshot = self._snapshot
        chosen = _selection(source, category, author, date_from, date_to)
        _, answer = self._answer(snapshot, self._read(snapshot, query), chosen)
        count = answer.total if limit is None else min(limit, answer.total)
        return _articles(snapshot.collection, rank(answer, snapshot.collection, sort, 0, count))

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

    def _read(self, snapshot: _Snapshot, query: str, *, plain: bool = False) -> Group:
        """The tree of a query, with the other spellings of its names."""
        tree = (parse_plain if plain else parse)(query, self._analyzer)
        if tree == Group() and query.strip():
            raise QueryError("the query holds no word, only punctuation; type a word")
        return snapshot.suggester.with_variants(tree)

    @staticmethod
    def _timeline(
        snapshot: _Snapshot, found: Bits, chosen: Selection
    ) -> tuple[Unit, tuple[Period, ...]]:
        selection = snapshot.filters.selection(chosen, without="dates")
        bits = found if selection is None else found & selection
        return timeline_of(snapshot.collection.column("published")[bitsets.to_docs(bits)])

    @staticmethod
    def _answer(snapshot: _Snapshot, tree: Group, chosen: Selection) -> tuple[Answer, Answer]:
        """What answers the tree, and what of it passes the choice."""
        found = snapshot.matcher.answer(tree)
        selection = snapshot.filters.selection(chosen)
        if selection is None:
            return found, found
        return found, replace(found, bits=found.bits & selection)

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
        self, snapshot: _Snapshot, tree: Group, documents: Sequence[int]
    ) -> dict[int, Occurrences]:
        return find_occurrences(
            snapshot.terms,
            tree,
            documents,
            stem=self._analyzer.stem,
            is_stopword=self._analyzer.is_stopword,
        )

    def _hits(
        self, snapshot: _Snapshot, tree: Group, ranked: Sequence[Ranked], explained: Answer | None
    ) -> tuple[Hit, ...]:
        """The articles for a page; with `explained`, why each has its score."""
        found = self._occurrences(snapshot, tree, [one.document for one in ranked])
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


def open_index(path: Path | str) -> Engine:
    """Opens an index for searching. Raises IndexNotFoundError or IndexFormatError."""
    return Engine(path)


def open_writer(
    path: Path | str,
    *,
    create: bool = True,
    memory_mb: int = DEFAULT_MEMORY_MB,
    jobs: int = 1,
    wait: float = 0.0,
) -> IndexWriter:
    """Opens an index for writing, and makes it where there is none.

    `memory_mb` bounds what is held before it is written. With `jobs` above 1 that many processes
    analyze; a script that asks for it needs the usual `if __name__ == "__main__":`. While another
    writer is at work it waits up to `wait` seconds, then raises IndexLockedError.
    """
    return IndexWriter(
        Path(path), arabic_analyzer(), create=create, memory_mb=memory_mb, jobs=jobs, wait=wait
    )


def analyze(text: str) -> list[Token]:
    """How a text becomes terms."""
    return arabic_analyzer().tokens(text)


def _check_sort(sort: str) -> None:
    if sort not in SORTS:
        raise QueryError("sort {sort!r} is none of {known}", sort=sort, known=", ".join(SORTS))


def _selection(
    source: Sequence[str],
    category: Sequence[str],
    author: Sequence[str],
    date_from: date | None,
    date_to: date | None,
) -> Selection:
    return Selection(tuple(source), tuple(category), tuple(author), DateFilter(date_from, date_to))


def _articles(collection: Collection, ranked: Sequence[Ranked]) -> Iterator[Article]:
    for one in ranked:
        segment, number = collection.locate(one.document)
        yield segment.article(number)


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
