"""The order of the answer: by score or by date, one page of it.

A page by score does not look at every article. Each list knows the highest score in every block of
documents (`ScoredList.bounds`), and which its best documents are. Those of all lists, scored in
full, give a score that the page's last article has at least. Where no other article can have as
much, they hold the page; else blocks whose bounds add up to less are left out. Of what is left only
those that nearness could still lift onto the page are looked at for it. The answer is the same as
of scoring everything (tests/laws).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np

from search.deadline import NEVER, Deadline
from search.index.segment import NO_DATE
from search.rank.proximity import runs
from search.retrieval import bitsets
from search.retrieval.bitsets import WORDS, Bits, Docs
from search.retrieval.clauses import Clause, ListClause
from search.retrieval.collection import Collection
from search.retrieval.lists import BEST, Scores
from search.retrieval.matching import Answer
from search.retrieval.order import smallest

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

# Bounds are sums in another order than scores; so much of a score may be lost in the last digits.
ROUNDING = 1 - 1e-12
FEW = 8192  # documents are scored without a look at their blocks, which costs as much


class Ranked(NamedTuple):
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
    return list(map(Ranked, docs.tolist(), scores.tolist()))


def score(clauses: Sequence[Clause], docs: Docs, deadline: Deadline = NEVER) -> Scores:
    """The scores of `docs`, which ascend."""
    total: Scores | None = None
    for clause in clauses:
        if deadline.passed:
            break
        more = clause.at(docs)
        total = more if total is None else total + more
    return np.zeros(len(docs)) if total is None else total


def best(answer: Answer, count: int, deadline: Deadline = NEVER) -> tuple[Docs, Scores]:
    """The `count` documents with the highest scores, best first."""
    lists = [clause for clause in answer.clauses if isinstance(clause, ListClause)]
    near = [clause for clause in answer.clauses if not isinstance(clause, ListClause)]
    more = sum(clause.bound for clause in near)
    docs, scores = _candidates(answer, lists, more, count, deadline)
    if near:
        if count < len(docs):
            keep = scores >= _last(scores, count) - more
            docs, scores = docs[keep], scores[keep]
        scores = scores + score(near, docs, deadline)
    order = smallest(-scores, count)
    return docs[order], scores[order]


def _last(scores: Scores, count: int) -> float:
    """The lowest of the `count` highest scores, or a little less."""
    if len(scores) <= 2 * BEST:
        return float(sorted(scores.tolist())[-count]) * ROUNDING  # before NumPy has begun
    return float(np.partition(scores, -count)[-count]) * ROUNDING


def _candidates(
    answer: Answer, lists: list[ListClause], more: float, count: int, deadline: Deadline
) -> tuple[Docs, Scores]:
    """Documents among which are the best `count`, and what the lists add up to in each.

    Where up to `more` is added to each, they hold the best of that, too.
    """
    bits = answer.bits
    only = lists[0].list if len(lists) == 1 and bits is lists[0].bits else None
    total = answer.total if only is None else len(only.docs)
    if lists and total > (count if only else max(FEW, count)):
        docs = only.best.docs if only else _best_of_lists(bits, lists)
        if len(docs) >= count:
            scores = score(lists, docs, deadline)
            reached = _last(scores, count) - more
            # A document that is among the best of no list has no more than the rest of each.
            if deadline.passed or reached > sum(clause.list.best.rest for clause in lists):
                return docs, scores
            bits = bits & _blocks_reaching(lists, reached)
            only = None
    docs = only.docs if only else bitsets.to_docs(bits)
    return docs, score(lists, docs, deadline)


def _best_of_lists(bits: Bits, lists: list[ListClause]) -> Docs:
    """The best documents of each list, as far as they are in the answer."""
    docs = np.concatenate([clause.list.best.docs for clause in lists])
    docs.sort()
    docs = docs[runs(docs)[0]]
    return docs[bitsets.holds(bits, docs)]


def _blocks_reaching(lists: list[ListClause], reached: float) -> Bits:
    """The documents in blocks whose bounds add up to as much."""
    bounds = lists[0].list.bounds
    for clause in lists[1:]:
        bounds = bounds + clause.list.bounds
    whole = np.where(bounds >= reached, ~np.uint64(0), np.uint64(0))
    return np.repeat(whole, WORDS)
