"""The engine: open an index, search it, read from it. Thin: each step is a package's."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from corpus import Article
from search.address import is_address
from search.analysis import Token, arabic_analyzer
from search.commit import Commit, Writer
from search.deadline import Deadline
from search.errors import QueryError
from search.limits import DEFAULT_LIMITS, DEFAULT_MEMORY_MB, Limits, check_page
from search.query import Group
from search.rank import DEFAULT_WEIGHTS, Weights
from search.results import (
    ArticleView,
    Concordance,
    ConcordanceSort,
    Extent,
    Hit,
    Results,
    Stats,
    Trend,
    Unit,
)
from search.retrieval import select
from search.retrieval.ranking import SORTS, Sort
from search.snapshot import Snapshot
from search.snippets import check_concordance

if TYPE_CHECKING:
    from search.index import Report

# Of the time of a search: what is found must still be ranked and shown.
FINDING_SHARE = 0.6


class Engine:
    """Searches one index. Any number of threads may share it."""

    def __init__(
        self,
        path: Path | str,
        *,
        weights: Weights = DEFAULT_WEIGHTS,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.limits = limits
        self._current: Commit[Any] = _open(path, weights, limits)

    @property
    def _snapshot(self) -> Commit[Any]:
        """The commit that is served, as it was when it was opened."""
        self._current.require_whole()
        return self._current

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
        return self._snapshot.generation

    @property
    def commit(self) -> str:
        """A name for the commit that is served, unlike that of any other commit of any index."""
        return self._current.name

    def refresh(self) -> bool:
        """Serves the newest commit from now on; says if there was a newer one."""
        newer = self._current.newer()
        if newer is None:
            return False
        self._current = newer
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
        copies: bool = False,
        recency: float | None = None,
        timeout: float | None = None,
    ) -> Results:
        """One page of the articles that answer `query`, best first.

        `source`, `category` and `author` are exact values, any of each; the dates are days, both
        included. An empty query stands for all articles, the newest first. With `facets` the counts
        of each source, category and author come too, each counted without the choice in its own
        field. With `plain` no character of the query is an operator. With `timeline` articles
        are counted by day, week, month or year, without the choice of dates. After
        `timeout` seconds (None: `limits.seconds`) the answer is what was found by then, and
        `Results.partial`. Raises QueryError, also for what is past one of the engine's limits.

        Articles with nearly the same text are folded under the best of them, whose `Hit.copies`
        says how many; `total` and all counts are of articles. With `copies` each is a hit. With
        `recency` newer articles stand higher, by a share that halves in so many days.

        Where a word may be mistyped, `Results.suggestion` is the query that may have been meant;
        where the query finds nothing and that one does, the hits are its hits and it is `applied`.
        `Results.unknown` are the words that no article has. `Results.also_searched` are other
        spellings of the names in the query, found as well; `=` or quotes search a name alone.
        """
        started = time.perf_counter()
        seconds = self.limits.seconds if timeout is None else timeout
        finding, deadline = Deadline(FINDING_SHARE * seconds), Deadline(seconds)
        check_page(page, limit, self.limits)
        _check_sort(sort)
        if recency is not None and not 0 < recency < float("inf"):
            raise QueryError("recency {days} is not a number of days above 0", days=recency)
        snapshot = self._snapshot
        suggester = snapshot.suggester
        chosen = select(self.limits, source, category, author, date_from, date_to)
        tree = snapshot.read(query, plain=plain)
        found, asked = snapshot.answer(tree, finding), query
        selected = snapshot.narrowed(found, chosen)
        unknown = suggester.unknown(query, tree)
        suggestion = None if finding.passed else suggester.suggest(query, tree)
        if suggestion is not None and not selected.total:
            meant = snapshot.read(suggestion.query, plain=plain)
            answer = snapshot.answer(meant, finding)
            if snapshot.narrowed(answer, chosen).total:
                tree, asked, found = meant, suggestion.query, answer
                selected = snapshot.narrowed(found, chosen)
                suggestion = replace(suggestion, applied=True)
            else:
                suggestion = None
        if recency is not None:
            found = snapshot.recent(found, recency)
            selected = snapshot.narrowed(found, chosen)
        shown = snapshot.page(selected, sort, page, limit, folding=not copies, deadline=deadline)
        hits = snapshot.hits(tree, shown, found if explain else None, deadline)
        unit, periods = snapshot.timeline(found, chosen) if timeline else ("day", ())
        return Results(
            query=query,
            total=selected.total,
            page=page,
            hits=hits,
            limit=limit,
            folded=shown.folded,
            facets=snapshot.facets(found, chosen) if facets else {},
            timeline=periods,
            timeline_unit=unit,
            suggestion=suggestion,
            also_searched=suggester.also_searched(asked, tree),
            unknown=unknown,
            partial=finding.missed or deadline.missed,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def complete(self, text: str, *, limit: int = 8) -> tuple[str, ...]:
        """Whole queries that begin as typed: the last word completed from words of titles.

        The likeliest first, in the spelling that is usual; what stands before the last word stays.
        Raises QueryError for a limit outside 1 to `limits.page_size`.
        """
        check_page(1, limit, self.limits)
        return self._snapshot.complete(text, limit)

    def rank_ids(
        self, query: str, *, limit: int = 1000, plain: bool = True
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best articles, nothing else read: for evaluation."""
        snapshot = self._snapshot
        answer = snapshot.answer(snapshot.read(query, plain=plain))
        return snapshot.ranked_ids(answer, limit)

    def article(self, id: str, query: str = "") -> ArticleView | None:
        """The article with this id, the words of `query` marked; None where there is none."""
        return self._snapshot.view(id, query)

    def copies_of(self, id: str) -> tuple[Hit, ...]:
        """All other articles with nearly the same text, most alike first.

        The score of each says how much of the shorter text is in the longer one, from 0 to 1.
        Nothing where no article has this id.
        """
        return self._snapshot.copies_of(id)

    def more_like(self, id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Articles on the same story or subject, most alike first; itself and its copies left out.

        Of articles with nearly the same text only the best comes, as in a search. Nothing where no
        article has this id. Raises QueryError for a limit outside 1 to `limits.page_size`.
        """
        check_page(1, limit, self.limits)
        return self._snapshot.more_like(id, limit)

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

        `sort` is by date, or by the words before or after the match, the nearest first and lines
        without any last; then only the newest 5,000 lines are put in order, and `reachable_lines`
        says so. The filters are
        those of `search`. Raises QueryError.
        """
        check_concordance(sort, width, limit, page)
        snapshot = self._snapshot
        chosen = select(self.limits, source, category, author, date_from, date_to)
        tree = snapshot.read(query)
        return snapshot.concordance(
            query,
            tree,
            snapshot.narrowed(snapshot.whole_answer(tree), chosen),
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
        chosen = select(self.limits, source, category, author, date_from, date_to)
        trees = (Group(), snapshot.read(query))
        every, matching = (snapshot.narrowed(snapshot.whole_answer(tree), chosen) for tree in trees)
        return snapshot.trend(query, every, matching, unit)

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
        chosen = select(self.limits, source, category, author, date_from, date_to)
        answer = snapshot.narrowed(snapshot.whole_answer(snapshot.read(query)), chosen)
        return snapshot.ordered(answer, sort, limit)

    def extent(self) -> Extent:
        """How much the index holds, and from when: what a page can ask for each time."""
        return self._snapshot.extent

    def stats(self) -> Stats:
        """All that is known of the index; the first time after a commit its words are counted."""
        return self._snapshot.stats()


def _open(path: Path | str, weights: Weights, limits: Limits) -> Commit[Any]:
    """The newest commit of the index at a place."""
    if not is_address(path):
        return Snapshot(Path(path), arabic_analyzer(), weights, limits)
    from search.cluster import ClusterSnapshot  # not above: a folder has no use for its client

    return ClusterSnapshot.open(str(path), arabic_analyzer(), weights, limits)


def open_index(path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> Engine:
    """Opens an index for searching: a folder, or `opensearch://host:9200/name`.

    Raises IndexNotFoundError, IndexFormatError or IndexAccessError.
    """
    return Engine(path, limits=limits)


def open_writer(
    path: Path | str,
    *,
    create: bool = True,
    memory_mb: int = DEFAULT_MEMORY_MB,
    jobs: int = 1,
    wait: float = 0.0,
    rebuild: bool = False,
) -> Writer:
    """Opens an index for writing, and makes it where there is none.

    With `rebuild` it begins with an empty index. `memory_mb` bounds what is held before it is
    written. With `jobs` above 1 that many processes analyze; a script that asks for it needs the
    usual `if __name__ == "__main__":`. While another writer is at work it waits up to `wait`
    seconds, then raises IndexLockedError. On a cluster writers need not wait for each other, and
    what a writer holds is a few megabytes.
    """
    if is_address(path):
        from search.cluster import ClusterWriter

        return ClusterWriter(
            str(path), arabic_analyzer(), create_index=create, rebuild=rebuild, jobs=jobs
        )
    from search.index import IndexWriter, remove_index  # nor has a search any use for a writer

    if rebuild:
        remove_index(Path(path), wait=wait)
    return IndexWriter(
        Path(path), arabic_analyzer(), create=create, memory_mb=memory_mb, jobs=jobs, wait=wait
    )


def check_index(place: Path | str) -> Report:
    """Reads and compares all of an index. Raises IndexNotFoundError where there is none."""
    if not is_address(place):
        from search.index import check_index as check_folder

        return check_folder(place)
    from search.cluster import check_cluster

    return check_cluster(str(place), arabic_analyzer())


def analyze(text: str) -> list[Token]:
    """How a text becomes terms."""
    return arabic_analyzer().tokens(text)


def _check_sort(sort: str) -> None:
    if sort not in SORTS:
        raise QueryError("sort {sort!r} is none of {known}", sort=sort, known=", ".join(SORTS))
