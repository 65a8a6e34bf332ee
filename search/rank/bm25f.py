"""BM25F (Robertson, Zaragoza and Taylor, 2004): frequencies are weighed by field, then saturated.

Pure formulas over numbers or whole arrays; this package knows neither articles nor indexes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from search.rank.weights import Weights

Numbers = npt.NDArray[Any]


def idf(document_frequency: int, document_count: int) -> float:
    """How rare a term is; never negative.

    >>> round(idf(1, 1000), 3), round(idf(500, 1000), 3)
    (6.503, 0.693)
    """
    return math.log(1 + (document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def length_norm(lengths: Numbers, average: float, b: float) -> Numbers:
    """1 for an article of average length; more for a longer one."""
    return 1 - b + b * (lengths / average if average else lengths * 0.0)


def weighted_frequency(
    title: Numbers,
    lead: Numbers,
    body: Numbers,
    title_norm: Numbers,
    body_norm: Numbers,
    weights: Weights,
) -> Numbers:
    """The occurrences in title and body as one number for each article.

    `lead` is how early in the body the first one is, from 0 to 1, and 1 for a word of the title:
    so much evidence however long the article (made less in a long one, it gains a third of that).
    """
    lead = np.maximum(lead, title > 0)
    return weights.title * title / title_norm + body / body_norm + weights.lead * lead


def saturate(frequency: Numbers, k1: float) -> Numbers:
    """From 0 to 1: the second occurrence says less than the first."""
    return frequency / (k1 + frequency)
