"""Which articles are meant? The query language and the tree it becomes."""

from search.query.parser import parse, parse_date_range, parse_plain
from search.query.syntax import (
    DateFilter,
    Form,
    Group,
    KeywordFilter,
    Node,
    Or,
    Pattern,
    Phrase,
    Word,
    positive_leaves,
    with_words,
)

__all__ = [
    "DateFilter",
    "Form",
    "Group",
    "KeywordFilter",
    "Node",
    "Or",
    "Pattern",
    "Phrase",
    "Word",
    "parse",
    "parse_date_range",
    "parse_plain",
    "positive_leaves",
    "with_words",
]
