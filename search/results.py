"""What a search gives back: the same records in Python, terminal, page and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

from corpus import Article

Range = tuple[int, int]  # start, end: characters of the text beside it, end not included
Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
ConcordanceSort = Literal["newest", "oldest", "before", "after"]
CONCORDANCE_SORTS: tuple[ConcordanceSort, ...] = get_args(ConcordanceSort)


def format_published(published: datetime | None) -> str | None:
    """ISO 8601; the time of day only where the source gave one.

    >>> format_published(datetime(2015, 7, 21)), format_published(datetime(2015, 7, 21, 9, 30))
    ('2015-07-21', '2015-07-21T09:30')
    """
    if published is None:
        return None
    if published.time().isoformat() == "00:00:00":
        return published.date().isoformat()
    return published.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text and the ranges of it that matched; escaping is the business of the edge.

    Ranges are in order, do not overlap, and begin and end at whole words.
    """

    text: str
    highlights: tuple[Range, ...] = ()
    start: int = 0  # where in the whole text it begins
    within_sentence: bool = False  # and that is not where one of its sentences does

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "highlights": [list(pair) for pair in self.highlights]}


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that answers the query, best first in its Results."""

    id: str
    title: str
    source: str
    category: str
    author: str
    published: datetime | None
    url: str
    score: float
    snippet: Snippet
    title_highlights: tuple[Range, ...] = ()
    explanation: str | None = None
    copies: int = 0  # other articles of the answer with nearly the same text, folded under this one

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON holds it; `explanation` only where it was asked for."""
        record: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "title_highlights": [list(pair) for pair in self.title_highlights],
            "source": self.source,
            "category": self.category,
            "author": self.author,
            "published": format_published(self.published),
            "url": self.url,
            "score": round(self.score, 6),
            "snippet": self.snippet.to_dict(),
            "copies": self.copies,
        }
        if self.explanation is not None:
            record["explanation"] = self.explanation
        return record


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a field and how many of the matching articles have it."""

    value: str
    count: int

    def to_dict(self) -> dict[str, Any]:
        return {"value": self.value, "count": self.count}


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week (from its Monday), a month or a year, and how many matching articles it has."""

    start: date
    count: int

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start.isoformat(), "count": self.count}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query that the person may have meant, and what was wrong with the one typed."""

    query: str
    reason: Literal["spelling", "keyboard", "name"]
    applied: bool = False  # the query itself found nothing, so these are the suggestion's results

    def to_dict(self) -> dict[str, Any]:
        return {"query": self.query, "reason": self.reason, "applied": self.applied}


@dataclass(frozen=True, slots=True)
class Results:
    """One page of the answer to a query, and how large the whole answer is."""

    query: str
    total: int
    page: int
    took_ms: float
    hits: tuple[Hit, ...]
    limit: int = 10
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    timeline: tuple[Period, ...] = ()  # without gaps; articles without a date are in none
    timeline_unit: Unit = "day"
    suggestion: Suggestion | None = None
    also_searched: dict[str, tuple[str, ...]] = field(default_factory=dict)  # word: its spellings
    folded: int = 0  # articles folded under the hits of this page and of those before it
    unknown: tuple[str, ...] = ()  # words of the query, as typed, that no article has
    partial: bool = False  # time ran out before every article was looked at

    @property
    def pages(self) -> int:
        """How many pages of `limit` hits the whole answer has.

        Where copies are folded it is the most there can be, and exact on the last page.
        """
        return -(-(self.total - self.folded) // self.limit)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """The answer as `search --json` and the web API print it.

        `facets` and the timeline only where they were asked for.
        """
        record: dict[str, Any] = {
            "query": self.query,
            "total": self.total,
            "page": self.page,
            "folded": self.folded,
            "took_ms": self.took_ms,
            "partial": self.partial,
            "suggestion": None if self.suggestion is None else self.suggestion.to_dict(),
            "also_searched": {word: list(more) for word, more in self.also_searched.items()},
            "unknown": list(self.unknown),
            "hits": [hit.to_dict() for hit in self.hits],
        }
        if self.facets:
            record["facets"] = {
                name: [facet.to_dict() for facet in counts] for name, counts in self.facets.items()
            }
        if self.timeline:
            record["timeline_unit"] = self.timeline_unit
            record["timeline"] = [period.to_dict() for period in self.timeline]
        return record


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One match in its line, as written: `before + match + after` stands so in the article."""

    id: str
    title: str
    source: str
    published: datetime | None
    before: str
    match: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "published": format_published(self.published),
            "before": self.before,
            "match": self.match,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Concordance:
    """One page of the lines in which a query matches, and how many there are."""

    query: str
    sort: ConcordanceSort
    total_lines: int
    total_articles: int
    reachable_lines: int  # fewer than all only by a neighbor word in a very large answer
    page: int
    limit: int
    lines: tuple[ConcordanceLine, ...]

    @property
    def pages(self) -> int:
        """How many pages of `limit` lines can be had."""
        return -(-self.reachable_lines // self.limit)

    def __iter__(self) -> Iterator[ConcordanceLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def to_dict(self) -> dict[str, Any]:
        """The concordance as `concordance --json` and the web API print it."""
        return {
            "query": self.query,
            "sort": self.sort,
            "total_lines": self.total_lines,
            "total_articles": self.total_articles,
            "reachable_lines": self.reachable_lines,
            "page": self.page,
            "limit": self.limit,
            "lines": [line.to_dict() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class TrendPeriod:
    """A day, week, month or year: matching articles, and all articles of that time."""

    start: date
    count: int
    total: int

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start.isoformat(), "count": self.count, "total": self.total}


@dataclass(frozen=True, slots=True)
class Trend:
    """How much was written about a query, period by period without gaps.

    The periods reach from the first to the last article that passes the filters, matching or not:
    two queries with the same filters have the same periods.
    """

    query: str
    unit: Unit
    periods: tuple[TrendPeriod, ...]

    def to_dict(self) -> dict[str, Any]:
        """The trend as `trend --json` and the web API print it."""
        return {
            "query": self.query,
            "unit": self.unit,
            "periods": [period.to_dict() for period in self.periods],
        }


@dataclass(frozen=True, slots=True)
class Extent:
    """How much an index holds, and from when."""

    articles: int
    first: str | None  # ISO days of the oldest and the newest article
    last: str | None


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
    passage: int | None = None  # where in the body the best passage has its first mark
