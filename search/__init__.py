"""Kashaf's engine: full-text search for Arabic news.

>>> import search
>>> [token.stem for token in search.analyze("الوزير")] == [
...     token.stem for token in search.analyze("وزير")
... ]
True
"""

from typing import TYPE_CHECKING, Any

from search.analysis import Token
from search.engine import Engine, analyze, check_index, open_index, open_writer
from search.errors import (
    IndexAccessError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    KashafError,
    QueryError,
)
from search.limits import Limits
from search.results import (
    ArticleView,
    Concordance,
    ConcordanceLine,
    Extent,
    Facet,
    Hit,
    Period,
    Results,
    Snippet,
    Stats,
    Suggestion,
    Trend,
    TrendPeriod,
)

if TYPE_CHECKING:
    from search.index import remove_index, repair_index

__all__ = [
    "ArticleView",
    "Concordance",
    "ConcordanceLine",
    "Engine",
    "Extent",
    "Facet",
    "Hit",
    "IndexAccessError",
    "IndexFormatError",
    "IndexLockedError",
    "IndexNotFoundError",
    "KashafError",
    "Limits",
    "Period",
    "QueryError",
    "Results",
    "Snippet",
    "Stats",
    "Suggestion",
    "Token",
    "Trend",
    "TrendPeriod",
    "analyze",
    "check_index",
    "open_index",
    "open_writer",
    "remove_index",
    "repair_index",
]


def __getattr__(name: str) -> Any:
    if name not in ("remove_index", "repair_index"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from search import index  # when asked for: see there

    return getattr(index, name)
