"""Which articles answer a query, and where in them? Query trees over posting lists."""

from search.retrieval.filters import Filters, Selection
from search.retrieval.matching import Matcher
from search.retrieval.occurrences import Occurrence, Occurrences, find_occurrences
from search.retrieval.terms import Matches, TermIndex

__all__ = [
    "Filters",
    "Matcher",
    "Matches",
    "Occurrence",
    "Occurrences",
    "Selection",
    "TermIndex",
    "find_occurrences",
]
