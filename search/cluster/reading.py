"""What the cluster gives of an answer: a page in its order, articles, and all of it in a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from corpus import Article
from search.cluster.client import Json
from search.cluster.documents import read_article
from search.cluster.mapping import NUMBER, PUBLISHED, document_id
from search.cluster.matching import Answer
from search.cluster.point import Point
from search.deadline import NEVER, Deadline
from search.retrieval.ranking import Sort

Query = dict[str, Any]
WINDOW = 10_000  # the cluster goes no further than this in one step
BATCH = 200  # articles that are read at a time
_SORTS: dict[Sort, list[Json]] = {
    "relevance": [{"_score": "desc"}, {NUMBER: "asc"}],
    "newest": [{PUBLISHED: {"order": "desc", "missing": "_last"}}, {NUMBER: "asc"}],
    "oldest": [{PUBLISHED: {"order": "asc", "missing": "_last"}}, {NUMBER: "asc"}],
}
COLUMNS = [NUMBER, PUBLISHED, "body.length"]


def value_of(hit: Json, name: str) -> int | None:
    """A number of a hit's columns."""
    values = hit.get("fields", {}).get(name)
    return int(values[0]) if values else None


class Reading:
    """Reads answers at one point in time."""

    def __init__(self, point: Point) -> None:
        self._point = point

    def hits(
        self,
        answer: Answer,
        sort: Sort,
        skip: int,
        limit: int,
        *,
        source: Sequence[str] = (),
        deadline: Deadline = NEVER,
    ) -> list[Json]:
        """`limit` hits after the first `skip`; where no article has a score, the newest first."""
        if skip + limit <= WINDOW and answer.clauses:
            found = self._search(answer, sort, skip, limit, source, None, deadline)
            if sort != "relevance" or not found or found[0]["_score"]:
                return found
        sort = self._order(answer, sort)
        after: list[Any] | None = None
        while skip >= WINDOW or skip + limit > WINDOW:
            step = min(skip, WINDOW)
            if not step:
                break
            passed = self._search(answer, sort, 0, step, (), after, deadline, columns=False)
            if len(passed) < step:
                return []
            after, skip = passed[-1]["sort"], skip - step
        found = []
        while limit > 0:
            step = min(limit, WINDOW - skip)
            own = self._search(answer, sort, skip, step, source, after, deadline)
            found += own
            if len(own) < step:
                break
            after, skip, limit = own[-1]["sort"], 0, limit - step
        return found

    def _order(self, answer: Answer, sort: Sort) -> Sort:
        """The order that is asked for; by date where no article has a score."""
        if sort != "relevance":
            return sort
        best = self._search(answer, sort, 0, 1, (), None, NEVER) if answer.clauses else []
        return "relevance" if best and best[0]["_score"] else "newest"

    def _search(
        self,
        answer: Answer,
        sort: Sort,
        skip: int,
        limit: int,
        source: Sequence[str],
        after: list[Any] | None,
        deadline: Deadline,
        *,
        columns: bool = True,
    ) -> list[Json]:
        body: Json = {
            "query": answer.to_query(),
            "sort": _SORTS[sort],
            "size": limit,
            "track_total_hits": False,
            "track_scores": True,
            "_source": list(source) or False,
        }
        if columns:
            body["docvalue_fields"] = COLUMNS
        if after is not None:
            body["search_after"] = after
        elif skip:
            body["from"] = skip
        if after is not None and skip:
            body["size"] += skip  # search_after knows no `from`
        hits: list[Json] = self._point.search(body, deadline)["hits"]["hits"]
        return hits[skip:] if after is not None else hits

    # -- articles -------------------------------------------------------------------------------

    def articles(self, numbers: Sequence[int]) -> list[Article]:
        """Whole articles, in the order of their numbers given."""
        found: dict[int, Article] = {}
        for first in range(0, len(numbers), BATCH):
            wanted = list(numbers[first : first + BATCH])
            for hit in self._matching({"terms": {NUMBER: wanted}}, len(wanted)):
                number = value_of(hit, NUMBER)
                if number is not None:
                    found[number] = article_of(hit)
        return [found[number] for number in numbers if number in found]

    def find(self, article_id: str) -> Json | None:
        """The hit of the article with this id."""
        query = {"ids": {"values": [document_id(article_id)]}}
        return next(iter(self._matching(query, 1)), None)

    def _matching(self, query: Query, limit: int) -> list[Json]:
        body: Json = {
            "query": {"bool": {"filter": [query]}},
            "size": limit,
            "track_total_hits": False,
            "docvalue_fields": COLUMNS,
        }
        hits: list[Json] = self._point.search(body)["hits"]["hits"]
        return hits

    def stream(self, answer: Answer, sort: Sort, limit: int | None) -> Iterator[Article]:
        """Whole articles of an answer, one after the other: all, or the first `limit`."""
        sort = self._order(answer, sort)
        after: list[Any] | None = None
        left = limit
        while left is None or left > 0:
            step = BATCH if left is None else min(BATCH, left)
            hits = self._search(answer, sort, 0, step, ("article",), after, NEVER)
            yield from map(article_of, hits)
            if len(hits) < step:
                return
            after = hits[-1]["sort"]
            left = None if left is None else left - len(hits)


def article_of(hit: Json) -> Article:
    """The article of a hit."""
    return read_article(hit["_source"], value_of(hit, PUBLISHED))
