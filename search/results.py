"""What a search gives back: the same records in Python, terminal, page and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Range = tuple[int, int]  # start, end: characters of the text beside it, end not included


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
            "copies": self.copies,
            "snippet": self.snippet.to_dict(),
        }
        if self.explanation is not None:
            record["explanation"] = self.explanation
        return record


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a field and how many of the matching articles have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week (from its Monday), a month or a year, and how many matching articles it has."""

    start: date
    count: int


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
    timeline: tuple[Period, ...] = ()
    suggestion: Suggestion | None = None
    also_searched: dict[str, tuple[str, ...]] = field(default_factory=dict)  # word: its spellings
    folded: int = 0  # articles folded under the hits of this page and of those before it
    unknown: tuple[str, ...] = ()  # words of the query that no article has, folded
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
        """The answer as `search --json` and the web API print it."""
        return {
            "query": self.query,
            "total": self.total,
            "page": self.page,
            "folded": self.folded,
            "took_ms": self.took_ms,
            "suggestion": None if self.suggestion is None else self.suggestion.to_dict(),
            "also_searched": {word: list(more) for word, more in self.also_searched.items()},
            "unknown": list(self.unknown),
            "hits": [hit.to_dict() for hit in self.hits],
        }
