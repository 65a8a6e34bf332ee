"""Kashaf's engine: full-text search for Arabic news.

>>> import search
>>> [token.stem for token in search.analyze("الوزير")] == [
...     token.stem for token in search.analyze("وزير")
... ]
True
"""

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
from search.index import remove_index, repair_index
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
