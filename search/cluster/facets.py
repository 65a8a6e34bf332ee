"""How many articles of an answer have each source, category and author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.cluster.client import Json
from search.cluster.mapping import is_digest
from search.cluster.point import Point
from search.cluster.reading import article_of
from search.results import Facet
from search.retrieval.filters import MAX_VALUES

Query = dict[str, Any]
# Values that each shard counts: exact as long as there are no more of them, and nearly so beyond.
SHARD_VALUES = 5_000


def count_values(point: Point, matches: Mapping[str, Query]) -> dict[str, tuple[Facet, ...]]:
    """For each keyword field the values of what its query finds, the most frequent first."""
    bodies: list[Json] = [
        {
            "size": 0,
            "query": {"bool": {"filter": [match]}},
            "aggs": {
                "values": {
                    "terms": {
                        "field": name,
                        "size": MAX_VALUES,
                        "shard_size": SHARD_VALUES,
                        "order": [{"_count": "desc"}, {"_key": "asc"}],
                        "exclude": [""],
                    }
                }
            },
        }
        for name, match in matches.items()
    ]
    found = {}
    for name, answer in zip(matches, point.searches(bodies), strict=True):
        buckets = answer["aggregations"]["values"]["buckets"]
        found[name] = tuple(
            Facet(_written(point, name, bucket["key"]), bucket["doc_count"]) for bucket in buckets
        )
    return found


def _written(point: Point, name: str, key: str) -> str:
    """A value as its source wrote it."""
    if not is_digest(key):
        return key
    body: Json = {
        "size": 1,
        "query": {"bool": {"filter": [{"term": {name: key}}]}},
        "docvalue_fields": ["published"],
    }
    value: str = getattr(article_of(point.search(body)["hits"]["hits"][0]), name)
    return value
