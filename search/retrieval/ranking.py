"""The order of the answer: by score or by date, one page of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from search.index import Segment
from search.index.segment import NO_DATE
from search.retrieval.terms import Matches

Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One article of the answer, by its place in the index."""

    segment: int
    document: int
    score: float


def rank(
    found: Sequence[Matches], segments: Sequence[Segment], sort: Sort, skip: int, limit: int
) -> list[Ranked]:
    """`limit` articles of the answer after the first `skip`; ties go to the earlier document.

    Articles without a date come last in both orders by date.
    """
    bases = np.cumsum([0, *(segment.documents for segment in segments)])
    numbers = [matches.docs + base for matches, base in zip(found, bases, strict=False)]
    if not numbers:
        return []
    docs = np.concatenate(numbers)
    scores = np.concatenate([matches.scores for matches in found])
    if sort == "relevance":
        keys = -scores
    else:
        published = np.concatenate(
            [s.array("published")[m.docs] for s, m in zip(segments, found, strict=True)]
        )
        dated = published.astype(np.float64)
        keys = np.where(published == NO_DATE, np.inf, dated if sort == "oldest" else -dated)
    best = smallest(keys, skip + limit)[skip:]
    ranked = []
    for place in best.tolist():
        segment = int(np.searchsorted(bases, docs[place], side="right")) - 1
        ranked.append(Ranked(segment, int(docs[place] - bases[segment]), float(scores[place])))
    return ranked


def smallest(keys: npt.NDArray[Any], count: int) -> npt.NDArray[np.int64]:
    """The places of the `count` smallest keys in order; equal keys in order of place.

    >>> smallest(np.array([3.0, 1.0, 1.0, 2.0]), 3).tolist()
    [1, 2, 3]
    """
    if count < len(keys):
        limit = np.partition(keys, count - 1)[count - 1]
        places = np.flatnonzero(keys <= limit)
    else:
        places = np.arange(len(keys))
    order = np.argsort(keys[places], kind="stable")
    return places[order][:count]
