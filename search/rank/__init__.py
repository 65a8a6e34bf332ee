"""How well does an article answer? Formulas over arrays; knows neither articles nor indexes."""

from search.rank.bm25f import idf, length_norm, saturate, weighted_frequency
from search.rank.proximity import closeness, followed_by, occurrence_keys
from search.rank.recency import decay
from search.rank.weights import DEFAULT_WEIGHTS, Weights

__all__ = [
    "DEFAULT_WEIGHTS",
    "Weights",
    "closeness",
    "decay",
    "followed_by",
    "idf",
    "length_norm",
    "occurrence_keys",
    "saturate",
    "weighted_frequency",
]
