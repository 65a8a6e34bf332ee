"""What ranking has to know of a whole collection, over all shards, at one point in time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property

from search.cluster.mapping import PUBLISHED
from search.cluster.point import Point
from search.index.segment import from_minutes
from search.results import Extent


@dataclass(frozen=True)
class Statistics:
    """How many articles there are, how long, and from when."""

    point: Point
    articles: int
    average_title: float
    average_body: float
    first: int | None  # minutes, as the column `published` has them
    last: int | None

    @cached_property
    def extent(self) -> Extent:
        return Extent(self.articles, _day(self.first), _day(self.last))

    def newest(self) -> int | None:
        """When the newest article was published that is not of a day yet to come."""
        body = {
            "size": 0,
            "query": {"range": {PUBLISHED: {"lte": int(time.time() // 60)}}},
            "aggs": {"last": {"max": {"field": PUBLISHED}}},
        }
        return _whole(self.point.search(body)["aggregations"]["last"]["value"])


def read_statistics(point: Point) -> Statistics:
    """Asked for once a commit."""
    answer = point.search(
        {
            "size": 0,
            "track_total_hits": True,
            "aggs": {
                "title": {"sum": {"field": "title.length"}},
                "body": {"sum": {"field": "body.length"}},
                "first": {"min": {"field": PUBLISHED}},
                "last": {"max": {"field": PUBLISHED}},
            },
        }
    )
    articles = answer["hits"]["total"]["value"]
    found = {name: value["value"] for name, value in answer["aggregations"].items()}
    return Statistics(
        point,
        articles,
        found["title"] / articles if articles else 0.0,
        found["body"] / articles if articles else 0.0,
        _whole(found["first"]),
        _whole(found["last"]),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _day(minutes: int | None) -> str | None:
    published = None if minutes is None else from_minutes(minutes)
    return published.date().isoformat() if published else None
