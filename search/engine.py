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

import numpy as np

from corpus import Article
from search.analysis import ArabicAnalyzer, Token, arabic_analyzer
from search.errors import QueryError
from search.index import IndexReader, IndexWriter
from search.index.schema import KEYWORD_FIELDS, SURFACE
from search.index.segment import NO_DATE, from_minutes, to_minutes
from search.index.toc import read_toc
from search.index.writer import DEFAULT_MEMORY_MB
from search.query import DateFilter, Group, parse, parse_plain
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
)
from search.retrieval.bitsets import Bits
from search.retrieval.clauses import ListClause
from search.retrieval.copies import Copies, Page
from search.retrieval.dates import near, newest
from search.retrieval.explanation import explain_article
from search.retrieval.likeness import alike
from search.retrieval.ranking import Ranked, Sort, rank
from search.snippets import WordPlaces, best_passage, mark_words
from search.suggest import Suggester

MAX_LIMIT = 1000
# Of two articles on a subject the one of the same days is the same story.
LIKE_DAYS = 14
LIKE_WEIGHT = 0.1


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

    def __init__(self, folder: Path, analyzer: ArabicAnalyzer, weights: Weights) -> None:
        self.reader = IndexReader(folder, analyzer.identity)
        self.terms = TermIndex(self.reader, weights)
        self.collection = self.terms.collection
        self.filters = Filters(
            self.collection, lambda text: [analyzer.surface(word) for word in analyzer.words(text)]
        )
        self.matcher = Matcher(self.terms, self.filters, analyzer.is_stopword, analyzer.stem)
        self.suggester = Suggester(self.terms, analyzer)
        self.copies = Copies(self.collection)


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
        copies: bool = False,
        recency: float | None = None,
    ) -> Results:
        """One page of the articles that answer `query`, best first.

        `source`, `category` and `author` are exact values, any of each; the dates are days, both
        included. An empty query stands for all articles, the newest first. With `facets` the counts
        of each source, category and author come too, each counted without the choice in its own
        field. With `plain` no character of the query is an operator. Raises QueryError.

        Articles with nearly the same text are folded under the best of them, whose `Hit.copies`
        says how many; `total` counts them. With `copies` each of them is a hit. With `recency`
        newer articles stand higher, by a share that halves in so many days (`search.rank.recency`).

        Where a word may be mistyped, `Results.suggestion` is the query that may have been meant;
        where the query finds nothing and that one does, the hits are its hits and it is `applied`.
        `Results.unknown` are the words that no article has. `Results.also_searched` are other
        spellings of the names in the query, found as well; `=` or quotes search a name alone.
        """
        started = time.perf_counter()
        if page < 1:
            raise QueryError(f"page {page} does not exist; pages begin at 1")
        _require_limit(limit)
        if sort not in ("relevance", "newest", "oldest"):
            raise QueryError(f"sort {sort!r} is none of relevance, newest, oldest")
        if recency is not None and not 0 < recency < float("inf"):
            raise QueryError(f"recency {recency} is no number of days; give one above 0")
        snapshot = self._snapshot
        read = parse_plain if plain else parse
        tree = read(query, self._analyzer)
        if tree == Group() and query.strip():
            raise QueryError("the query holds no word, only punctuation; type a word")
        suggester = snapshot.suggester
        tree = suggester.with_variants(tree)
        unknown, suggestion, asked = suggester.unknown(tree), suggester.suggest(query, tree), query
        chosen = Selection(
            tuple(source), tuple(category), tuple(author), DateFilter(date_from, date_to)
        )
        found, selected = self._answer(snapshot, tree, chosen, recency)
        if suggestion is not None and not selected.total:
            meant = suggester.with_variants(read(suggestion.query, self._analyzer))
            found, selected = self._answer(snapshot, meant, chosen, recency)
            if selected.total:
                tree, asked = meant, suggestion.query
                suggestion = replace(suggestion, applied=True)
            else:
                suggestion = None
        shown = snapshot.copies.page(selected, sort, page, limit, folding=not copies)
        return Results(
            query=query,
            total=selected.total,
            page=page,
            hits=self._hits(snapshot, tree, shown, found if explain else None),
            folded=shown.folded,
            limit=limit,
            facets=self._facets(snapshot, found.bits, chosen) if facets else {},
            suggestion=suggestion,
            also_searched=suggester.also_searched(asked, tree),
            unknown=unknown,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

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
        spans = self._analyzer.spans
        return ArticleView(
            article,
            mark_words(list(spans(article.title)), found.title),
            mark_words(list(spans(article.body)), found.body),
        )

    def copies_of(self, id: str) -> tuple[Hit, ...]:
        """All other articles with nearly the same text, most alike first.

        The score of each says how much of the shorter text is in the longer one, from 0 to 1.
        Nothing where no article has this id.
        """
        snapshot = self._snapshot
        document = snapshot.collection.number_of(id)
        if document is None:
            return ()
        found = snapshot.copies.of(document)
        return self._hits(snapshot, Group(), Page(found, [0] * len(found)), None)

    def more_like(self, id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Articles on the same story or subject, most alike first; itself and its copies left out.

        Of articles with nearly the same text only the best comes, as in a search. Nothing where no
        article has this id.
        """
        _require_limit(limit)
        snapshot = self._snapshot
        document = snapshot.collection.number_of(id)
        if document is None:
            return ()
        segment, number = snapshot.collection.locate(document)
        article = segment.article(number)
        tokens = self._analyzer.tokens
        found = alike(snapshot.terms, tokens(article.title), tokens(article.body))
        known = [document, *(copy.document for copy in snapshot.copies.of(document))]
        others = found.bits & ~bitsets.from_docs(np.array(known), snapshot.collection.size)
        moment = None if article.published is None else to_minutes(article.published)
        answer = near(
            replace(found, bits=others), snapshot.collection, moment, LIKE_DAYS, LIKE_WEIGHT
        )
        page = snapshot.copies.page(answer, "relevance", 1, limit)
        words = Group(preferred=tuple(c.node for c in found.clauses if isinstance(c, ListClause)))
        return self._hits(snapshot, words, page, None)

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

    def _answer(
        self, snapshot: _Snapshot, tree: Group, chosen: Selection, recency: float | None
    ) -> tuple[Answer, Answer]:
        """What answers the tree, and what of it passes the choice."""
        found = snapshot.matcher.answer(tree)
        if recency is not None:
            moment = newest(snapshot.collection)
            found = near(found, snapshot.collection, moment, recency, self._weights.recency)
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
        self, snapshot: _Snapshot, tree: Group, page: Page, explained: Answer | None
    ) -> tuple[Hit, ...]:
        """The articles for a page; with `explained`, why each has its score."""
        found = self._occurrences(snapshot, tree, [one.document for one in page.ranked])
        return tuple(
            self._hit(snapshot, one, copies, found[one.document], explained)
            for one, copies in zip(page.ranked, page.copies, strict=True)
        )

    def _hit(
        self,
        snapshot: _Snapshot,
        one: Ranked,
        copies: int,
        found: Occurrences,
        explained: Answer | None,
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
            copies=copies,
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


def _require_limit(limit: int) -> None:
    if not 1 <= limit <= MAX_LIMIT:
        raise QueryError(f"limit {limit} is outside 1 to {MAX_LIMIT}")


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
