"""An answer in which articles near a moment stand higher."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from search.index.segment import NO_DATE
from search.retrieval.clauses import DateClause, ListClause
from search.retrieval.collection import Collection
from search.retrieval.matching import Answer


def newest(collection: Collection) -> int | None:
    """When the newest article was published, in minutes; None where none has a date.

    A date yet to come is a mistake, and would make all others old.
    """
    published = collection.column("published")
    past = published[(published != NO_DATE) & (published <= time.time() // 60)]
    return int(past.max()) if len(past) else None


def near(
    answer: Answer, collection: Collection, moment: int | None, half_life: float, weight: float
) -> Answer:
    """The answer with what each article earns for its date: see `search.rank.recency`."""
    best = sum(
        float(clause.list.scores.max(initial=0.0))
        for clause in answer.clauses
        if isinstance(clause, ListClause)
    )
    if moment is None or not best:
        return answer
    published = collection.column("published").astype(np.int64, copy=False)
    clause = DateClause(published, moment, half_life, weight * best)
    return replace(answer, clauses=(*answer.clauses, clause))
