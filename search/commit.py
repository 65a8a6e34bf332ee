"""What the engine needs of a place that holds articles: one commit of it, step by step.

There are two: `search.snapshot`, files in a folder, and `search.cluster`, an OpenSearch cluster.
What is the same for both stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TypeVar

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.deadline import NEVER, Deadline
from search.errors import QueryError
from search.limits import Limits
from search.query import Group, parse, parse_plain
from search.results import (
    ArticleView,
    Concordance,
    ConcordanceSort,
    Extent,
    Facet,
    Hit,
    Period,
    Stats,
    Suggestion,
    Trend,
    Unit,
)
from search.retrieval import Selection
from search.retrieval.copies import Page
from search.retrieval.ranking import Sort

if TYPE_CHECKING:
    from search.index import Outcome


class Counted(Protocol):
    """An answer; how it is kept is the index's affair."""

    @property
    def total(self) -> int:
        """How many articles there are."""


Found = TypeVar("Found", bound=Counted)
Record = TypeVar("Record")


class Suggesting(Protocol):
    """What was meant? See `search.suggest`."""

    def with_variants(self, tree: Group) -> Group: ...
    def unknown(self, query: str, tree: Group) -> tuple[str, ...]: ...
    def suggest(self, query: str, tree: Group) -> Suggestion | None: ...
    def also_searched(self, query: str, tree: Group) -> dict[str, tuple[str, ...]]: ...


class Commit(Protocol[Found]):
    """A commit as it was when it was opened. Any number of threads may share it."""

    analyzer: ArabicAnalyzer
    limits: Limits
    suggester: Suggesting

    @property
    def generation(self) -> int: ...

    @property
    def name(self) -> str:
        """Unlike that of any other commit of any index."""

    def newer(self) -> Commit[Found] | None:
        """The newest commit; None where that is this one."""

    def require_whole(self) -> None:
        """Raises IndexFormatError where the commit is no longer what it was."""

    def read(self, query: str, *, plain: bool = False) -> Group:
        """The tree of a query, names in all their spellings. Raises QueryError."""
        tree = (parse_plain if plain else parse)(query, self.analyzer, self.limits)
        if tree == Group() and query.strip():
            raise QueryError("the query holds no word, only punctuation; type a word")
        return self.suggester.with_variants(tree)

    def answer(self, tree: Group, deadline: Deadline = NEVER) -> Found:
        """What answers a tree, whatever else was chosen; once time is up, what was found by then.

        `deadline.missed` then says that there may be more.
        """

    def whole_answer(self, tree: Group) -> Found:
        """The same for who cannot do with a part of it. Raises QueryError when time is up."""
        deadline = Deadline(self.limits.seconds)
        answer = self.answer(tree, deadline)
        if deadline.missed:
            raise self.too_long()
        return answer

    def too_long(self) -> QueryError:
        """What is said where time was up."""
        return QueryError(
            "the query takes longer than {most:g} seconds; ask for less", most=self.limits.seconds
        )

    def recent(self, answer: Found, half_life: float) -> Found: ...
    def narrowed(self, answer: Found, chosen: Selection, *, without: str = "") -> Found: ...
    def facets(self, answer: Found, chosen: Selection) -> dict[str, tuple[Facet, ...]]: ...
    def timeline(self, answer: Found, chosen: Selection) -> tuple[Unit, tuple[Period, ...]]: ...

    def page(
        self,
        answer: Found,
        sort: Sort,
        page: int,
        limit: int,
        *,
        folding: bool = True,
        deadline: Deadline = NEVER,
    ) -> Page:
        """A page of the answer with the copies folded, or with each of them shown."""

    def hits(
        self,
        tree: Group,
        page: Page,
        explained: Found | None = None,
        deadline: Deadline = NEVER,
    ) -> tuple[Hit, ...]: ...

    def complete(self, text: str, limit: int) -> tuple[str, ...]: ...
    def ranked_ids(self, answer: Found, limit: int) -> list[tuple[str, float]]: ...
    def ordered(self, answer: Found, sort: Sort, limit: int | None) -> Iterator[Article]: ...
    def view(self, id: str, query: str) -> ArticleView | None: ...
    def copies_of(self, id: str) -> tuple[Hit, ...]: ...
    def more_like(self, id: str, limit: int) -> tuple[Hit, ...]: ...

    def concordance(
        self,
        query: str,
        tree: Group,
        answer: Found,
        *,
        sort: ConcordanceSort,
        width: int,
        limit: int,
        page: int,
    ) -> Concordance: ...

    def trend(self, query: str, every: Found, matching: Found, unit: Unit | None) -> Trend: ...

    @property
    def extent(self) -> Extent: ...

    def stats(self) -> Stats: ...


class Writer(Protocol):
    """Changes an index, as a context manager; leaving the block commits."""

    def __enter__(self) -> Writer: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def ahead(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, looked up in the index some at a time where that saves questions."""

    def add(self, article: Article) -> Outcome:
        """Adds an article, or takes the place of the one with its id if anything changed."""

    def delete(self, article_id: str) -> bool:
        """Takes an article out; says if it was there."""

    def commit(self, *, optimize: bool = False) -> None:
        """Makes all changes so far durable and visible; `optimize` leaves a single segment."""

    def close(self) -> None:
        """What was not committed is gone. Twice is once."""
