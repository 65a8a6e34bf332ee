"""Which articles answer a query, and where in them? Query trees over posting lists."""

from search.retrieval.filters import Filters, Selection, select
from search.retrieval.lines import Lines, find_lines
from search.retrieval.matching import Answer, Matcher
from search.retrieval.occurrences import Occurrence, Occurrences, find_occurrences
from search.retrieval.terms import TermIndex

__all__ = [
    "Answer",
    "Filters",
    "Lines",
    "Matcher",
    "Occurrence",
    "Occurrences",
    "Selection",
    "TermIndex",
    "find_lines",
    "find_occurrences",
    "select",
]
