"""The order of the answer: by score or by date, one page of it.

A page by score does not look at every article. Each list knows the highest score in every block of
documents (`ScoredList.bounds`). The best articles of each list, scored in full, give a score that
the page's last article has at least; blocks whose bounds add up to less are left out. Of what is
left only those that nearness could still lift onto the page are looked at for it. The answer is
the same as of scoring everything (tests/laws).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from search.deadline import NEVER, Deadline
from search.index.segment import NO_DATE
from search.retrieval import bitsets
from search.retrieval.bitsets import WORDS, Bits, Docs
from search.retrieval.clauses import Clause, DateClause, ListClause, NearClause
from search.retrieval.collection import Collection
from search.retrieval.lists import Scores
from search.retrieval.matching import Answer
from search.retrieval.order import smallest

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

# Bounds are sums in another order than scores; so much of a score may be lost in the last digits.
ROUNDING = 1 - 1e-12
FEW = 1024  # documents are scored without a look at their blocks


@dataclass(frozen=True, slots=True)
class Ranked:
    """One article of the answer."""

    document: int
    score: float


def rank(
    answer: Answer,
    collection: Collection,
    sort: Sort,
    skip: int,
    limit: int,
    deadline: Deadline = NEVER,
) -> list[Ranked]:
    """`limit` articles of the answer after the first `skip`; ties go to the earlier document.

    Articles without a date come last in both orders by date. Where no article has a score, the
    newest come first. Once time is up, clauses that were not added up yet count nothing.
    """
    if sort == "relevance":
        docs, scores = best(answer, skip + limit, deadline)
        if len(scores) and scores[0] > 0:
            return _page(docs[skip:], scores[skip:])
    docs = bitsets.to_docs(answer.bits)
    published = collection.column("published")[docs]
    dated = published.astype(np.float64)
    keys = np.where(published == NO_DATE, np.inf, dated if sort == "oldest" else -dated)
    docs = docs[smallest(keys, skip + limit)[skip:]]
    ascending = np.sort(docs)
    scores = score(answer.clauses, ascending, deadline)[np.searchsorted(ascending, docs)]
    return _page(docs, scores)


def _page(docs: Docs, scores: Scores) -> list[Ranked]:
    return [Ranked(*pair) for pair in zip(docs.tolist(), scores.tolist(), strict=True)]


def score(clauses: tuple[Clause, ...], docs: Docs, deadline: Deadline = NEVER) -> Scores:
    """The scores of `docs`, which ascend."""
    total = np.zeros(len(docs))
    for clause in clauses:
        if deadline.passed:
            break
        total += clause.at(docs)
    return total


def best(answer: Answer, count: int, deadline: Deadline = NEVER) -> tuple[Docs, Scores]:
    """The `count` documents with the highest scores, best first."""
    lists = tuple(c for c in answer.clauses if isinstance(c, ListClause))
    near = tuple(c for c in answer.clauses if not isinstance(c, ListClause))
    docs = bitsets.to_docs(_worth_scoring(answer, lists, near, count, deadline))
    scores = score(lists, docs, deadline)
    if near:
        docs, scores = _reaching(docs, scores, sum(c.bound for c in near), count)
        scores = scores + score(near, docs, deadline)
    order = smallest(-scores, count)
    return docs[order], scores[order]


def _reaching(docs: Docs, scores: Scores, more: float, count: int) -> tuple[Docs, Scores]:
    """Those that are among the best `count`, or can be with as much as `more` added."""
    if count >= len(docs):
        return docs, scores
    last = np.partition(scores, -count)[-count]
    keep = scores >= last * ROUNDING - more
    return docs[keep], scores[keep]


def _worth_scoring(
    answer: Answer,
    lists: tuple[ListClause, ...],
    near: tuple[NearClause | DateClause, ...],
    count: int,
    deadline: Deadline,
) -> Bits:
    """The documents of the answer in blocks that may hold one of the best `count`."""
    if answer.total <= max(FEW, count) or not lists:
        return answer.bits
    guess = np.unique(np.concatenate([clause.list.best for clause in lists]))
    guess = guess[bitsets.holds(answer.bits, guess)]
    if len(guess) < count:
        return answer.bits
    reached = np.partition(score(lists, guess, deadline), -count)[-count]
    if deadline.passed:
        return answer.bits
    bounds = lists[0].list.bounds.copy()
    for clause in lists[1:]:
        bounds += clause.list.bounds
    keep = bounds >= reached * ROUNDING - sum(clause.bound for clause in near)
    whole = np.where(keep, ~np.uint64(0), np.uint64(0))
    found: Bits = answer.bits & np.repeat(whole, WORDS)
    return found
