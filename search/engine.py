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
from search.errors import QueryError
from search.index import IndexReader, IndexWriter
from search.index.schema import KEYWORD_FIELDS, SURFACE
from search.index.segment import NO_DATE, from_minutes
from search.index.toc import read_toc
from search.index.writer import DEFAULT_MEMORY_MB
from search.query import DateFilter, Group, parse, parse_plain
from search.rank import DEFAULT_WEIGHTS, Weights
from search.results import Facet, Hit, Range, Results
from search.retrieval import Filters, Matcher, Matches, Selection, TermIndex, find_occurrences
from search.retrieval.explanation import explain_article
from search.retrieval.ranking import Ranked, Sort, rank
from search.snippets import WordPlaces, best_passage, mark_words
from search.suggest import Collection, Suggester

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


class _Snapshot:
    """One commit of the index with all that searching it needs."""

    def __init__(self, folder: Path, analyzer: ArabicAnalyzer, weights: Weights) -> None:
        self.reader = IndexReader(folder, analyzer.identity)
        self.terms = TermIndex(self.reader, weights)
        self.filters = Filters(
            self.reader, lambda text: [analyzer.surface(word) for word in analyzer.words(text)]
        )
        self.matcher = Matcher(self.terms, self.filters, analyzer.is_stopword, analyzer.stem)
        self.suggester = Suggester(Collection(self.terms, analyzer))


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
    ) -> Results:
        """One page of the articles that answer `query`, best first.

        `source`, `category` and `author` are exact values, any of each; the dates are days, both
        included. An empty query stands for all articles, the newest first. With `facets` the counts
        of each source, category and author come too, each counted without the choice in its own
        field. With `plain` no character of the query is an operator. Raises QueryError.

        Where a word may be mistyped, `Results.suggestion` is the query that may have been meant;
        where the query finds nothing and that one does, the hits are its hits and it is `applied`.
        `Results.unknown` are the words that no article has. `Results.also_searched` are other
        spellings of the names in the query, found as well; `=` or quotes search a name alone.
        """
        started = time.perf_counter()
        if page < 1:
            raise QueryError(f"page {page} does not exist; pages begin at 1")
        if not 1 <= limit <= MAX_LIMIT:
            raise QueryError(f"limit {limit} is outside 1 to {MAX_LIMIT}")
        if sort not in ("relevance", "newest", "oldest"):
            raise QueryError(f"sort {sort!r} is none of relevance, newest, oldest")
        snapshot = self._snapshot
        read = parse_plain if plain else parse
        tree = read(query, self._analyzer)
        if tree == Group() and query.strip():
            raise QueryError("the query holds no word, only punctuation; type a word")
        chosen = Selection(
            tuple(source), tuple(category), tuple(author), DateFilter(date_from, date_to)
        )
        suggester = snapshot.suggester
        tree = suggester.with_variants(tree)
        unknown = suggester.unknown(tree)
        suggestion = suggester.suggest(query, tree)
        asked = query
        found, selected = self._answer(snapshot, tree, chosen)
        if suggestion is not None and not _count(selected):
            meant = suggester.with_variants(read(suggestion.query, self._analyzer))
            found, selected = self._answer(snapshot, meant, chosen)
            if _count(selected):
                tree, asked = meant, suggestion.query
                suggestion = replace(suggestion, applied=True)
            else:
                suggestion = None
        if sort == "relevance" and not any(matches.scores.any() for matches in selected):
            sort = "newest"
        ranked = rank(selected, snapshot.reader.segments, sort, (page - 1) * limit, limit)
        hits = tuple(self._hit(snapshot, tree, one, explained=explain) for one in ranked)
        counts = self._facets(snapshot, found, chosen) if facets else {}
        return Results(
            query=query,
            total=_count(selected),
            page=page,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            hits=hits,
            limit=limit,
            facets=counts,
            suggestion=suggestion,
            also_searched=suggester.also_searched(asked, tree),
            unknown=unknown,
        )

    def rank_ids(
        self, query: str, *, limit: int = 1000, plain: bool = True
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best articles, nothing else read: for evaluation."""
        snapshot = self._snapshot
        tree = (parse_plain if plain else parse)(query, self._analyzer)
        found = snapshot.matcher.match(snapshot.suggester.with_variants(tree))
        ranked = rank(found, snapshot.reader.segments, "relevance", 0, limit)
        segments = snapshot.reader.segments
        return [(segments[one.segment].id_of(one.document), one.score) for one in ranked]

    def article(self, id: str, query: str = "") -> ArticleView | None:
        """The article with this id, the words of `query` marked; None where there is none."""
        snapshot = self._snapshot
        place = snapshot.reader.find(id)
        if place is None:
            return None
        segment, document = place
        article = segment.article(document)
        if not query.strip():
            return ArticleView(article)
        found = find_occurrences(
            snapshot.terms,
            snapshot.suggester.with_variants(parse(query, self._analyzer)),
            snapshot.reader.segments.index(segment),
            document,
            stem=self._analyzer.stem,
            is_stopword=self._analyzer.is_stopword,
        )
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

    def _answer(
        self, snapshot: _Snapshot, tree: Group, chosen: Selection
    ) -> tuple[list[Matches], list[Matches]]:
        """What answers the tree in each segment, and what of it passes the choice."""
        found = snapshot.matcher.match(tree)
        return found, [self._select(snapshot, i, m, chosen) for i, m in enumerate(found)]

    @staticmethod
    def _select(snapshot: _Snapshot, index: int, found: Matches, chosen: Selection) -> Matches:
        mask = snapshot.filters.selection(index, chosen)
        if mask is None:
            return found
        keep = mask[found.docs]
        return Matches(found.docs[keep], found.scores[keep])

    @staticmethod
    def _facets(
        snapshot: _Snapshot, found: Sequence[Matches], chosen: Selection
    ) -> dict[str, tuple[Facet, ...]]:
        counts = {}
        for name in KEYWORD_FIELDS:
            docs = []
            for index, matches in enumerate(found):
                mask = snapshot.filters.selection(index, chosen, without=name)
                docs.append(matches.docs if mask is None else matches.docs[mask[matches.docs]])
            counts[name] = snapshot.filters.count(name, docs)
        return counts

    def _hit(self, snapshot: _Snapshot, tree: Group, one: Ranked, *, explained: bool) -> Hit:
        segment = snapshot.reader.segments[one.segment]
        article = segment.article(one.document)
        found = find_occurrences(
            snapshot.terms,
            tree,
            one.segment,
            one.document,
            stem=self._analyzer.stem,
            is_stopword=self._analyzer.is_stopword,
        )
        spans = self._analyzer.spans
        places = WordPlaces(
            article.body,
            int(segment.body_lengths[one.document]),
            segment.word_marks(one.document),
            spans,
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
            title_highlights=mark_words(list(spans(article.title)), found.title),
            explanation=(
                explain_article(
                    snapshot.terms,
                    snapshot.matcher,
                    tree,
                    one.segment,
                    one.document,
                    stem=self._analyzer.stem,
                )
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


def _count(found: Sequence[Matches]) -> int:
    return sum(len(matches.docs) for matches in found)


def _day(minutes: int) -> str:
    published = from_minutes(minutes)
    assert published is not None
    return published.date().isoformat()
