"""The words of titles and what follows them, counted by the cluster, for completion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from search.cluster.mapping import PAIRS, is_digest, token
from search.cluster.matching import all_of
from search.cluster.point import Point
from search.index.schema import SURFACE

Query = dict[str, Any]


class ClusterTitles:
    """All titles of a commit; see `search.suggest.completion`."""

    def __init__(self, point: Point) -> None:
        self._point = point

    def words(self, prefix: str, most: int) -> Iterator[tuple[str, int]]:
        """The most frequent words that begin so, and in how many titles each is."""
        with_word: Query = {"prefix": {f"title.{SURFACE}": prefix}}
        return self._counted("title.words", with_word, prefix, most)

    def following(self, before: Sequence[str], prefix: str, most: int) -> Iterator[tuple[str, int]]:
        """The most frequent of those right behind some others, and in how many titles they are."""
        words = " ".join(map(token, before))
        queries: list[Query] = [{"match_phrase": {f"title.{SURFACE}": words}}]
        if prefix:
            queries.append({"prefix": {f"title.{SURFACE}": prefix}})
        field = f"title.{PAIRS[len(before)]}"
        return self._counted(field, all_of(queries), f"{words} {prefix}", most)

    def _counted(
        self, field: str, query: Query, beginning: str, most: int
    ) -> Iterator[tuple[str, int]]:
        counts = {
            "field": field,
            "size": most,
            "shard_size": 10 * most,
            "include": f"{re.escape(beginning)}.*",
            "execution_hint": "map",
        }
        answer = self._point.search(
            {
                "size": 0,
                "query": {"bool": {"filter": [query]}},
                "aggs": {"words": {"terms": counts}},
            }
        )
        for bucket in answer["aggregations"]["words"]["buckets"]:
            word = bucket["key"].rpartition(" ")[2]
            if not is_digest(word):
                yield word, bucket["doc_count"]
