"""What the parts of a query are worth in an article: a score is the sum of its clauses.

A clause says how much it can be worth at most, in the whole collection and in each block of it, so
that ranking may leave out what cannot reach the first page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from search.index.schema import TITLE_GAP
from search.index.segment import NO_DATE
from search.query import Pattern, Phrase, Word
from search.rank import closeness, decay, saturate
from search.retrieval import bitsets
from search.retrieval.bitsets import Bits, Docs
from search.retrieval.lists import ScoredList, Scores, TermPostings
from search.retrieval.terms import TermIndex

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class ListClause:
    """A word, a phrase or a pattern: a list of documents, with bounds."""

    node: Word | Phrase | Pattern
    list: ScoredList
    kin: bool = False  # of the word, instead of the word itself
    within: Bits | None = None  # the documents it counts for; None for all

    @property
    def bits(self) -> Bits:
        return self.list.bits

    def at(self, docs: Docs) -> Scores:
        """What it adds to each of `docs`, which ascend; 0 where it is not found."""
        return _inside(self.within, docs, self.list.at(docs))


@dataclass(frozen=True, slots=True)
class NearClause:
    """Two neighbours of a query near each other: dear to find out, and worth little."""

    terms: TermIndex
    first: Word
    second: Word
    rarer: TermPostings
    other: TermPostings
    within: Bits | None = None

    @property
    def bound(self) -> float:
        """More than this it is worth in no article: how rare the two words are on average."""
        often = [self.terms.frequency_of_term(word) for word in (self.rarer, self.other)]
        return self.terms.weights.nearness * sum(map(self.terms.rarity, often)) / 2

    def at(self, docs: Docs) -> Scores:
        """What it adds to each of `docs`, which ascend; 0 where the words are not near."""
        found = np.zeros(len(docs))
        both = docs[bitsets.holds(self.rarer.bits & self.other.bits, docs)]
        if len(both):
            window = min(self.terms.weights.window, TITLE_GAP - 1)
            rarer, other = map(self.terms.positions, (self.rarer, self.other))
            near, amounts = closeness(rarer.keys(both), other.keys(both), window)
            norms = self.terms.body_norms[near]
            saturated = saturate(amounts / norms, self.terms.weights.k1)
            found[docs.searchsorted(near)] = self.bound * saturated
        return _inside(self.within, docs, found)


@dataclass(frozen=True, slots=True)
class DateClause:
    """The distance from a moment, in minutes as the column `published` holds them."""

    published: npt.NDArray[np.int64]
    moment: int
    half_life: float  # days
    bound: float  # what an article of that moment earns
    within: Bits | None = None

    def at(self, docs: Docs) -> Scores:
        """What it adds to each of `docs`; 0 where there is no date."""
        dates = self.published[docs]
        days = np.where(dates == NO_DATE, np.nan, (dates - self.moment) / MINUTES_OF_A_DAY)
        return _inside(self.within, docs, self.bound * decay(days, self.half_life))


Clause = ListClause | NearClause | DateClause


def within(clauses: Iterable[Clause], bits: Bits) -> tuple[Clause, ...]:
    """The clauses of a group, counting only for the documents that answer the group."""
    return tuple(
        replace(clause, within=bits if clause.within is None else clause.within & bits)
        for clause in clauses
    )


def _inside(within: Bits | None, docs: Docs, scores: Scores) -> Scores:
    return scores if within is None else np.where(bitsets.holds(within, docs), scores, 0.0)
