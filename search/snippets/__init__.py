"""Why did it match? Passages of the text as written, and the ranges of them to mark."""

from search.snippets.concordance import check_concordance, make_concordance
from search.snippets.passages import best_passage, mark_words
from search.snippets.places import WordPlaces
from search.snippets.shown import make_hit, make_view

__all__ = [
    "WordPlaces",
    "best_passage",
    "check_concordance",
    "make_concordance",
    "make_hit",
    "make_view",
    "mark_words",
]
