"""Which articles are copies of which? One text that several papers ran, or one paper twice.

A page shows one article of each story: an article is folded under the first one before it in the
ranking that it is a copy of and that is not folded itself. What stands before an article decides,
and nothing behind it; so the stories are the same whatever the size of the page, and each page goes
on where the one before it ended. How many copies a hit stands for is counted among the articles
that were ranked to fill the page; `Copies.of` finds all there are.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from search.deadline import NEVER, Deadline
from search.index.schema import BUCKETS, SIGNATURE
from search.index.segment import NO_DATE
from search.index.signatures import LEAST_WORDS
from search.rank.resemblance import (
    Bits,
    Rows,
    agreement,
    containment,
    is_copy,
    may_resemble,
    resemblance,
    shared,
    shingle_count,
)
from search.retrieval import bitsets
from search.retrieval.bitsets import Docs
from search.retrieval.clauses import MINUTES_OF_A_DAY
from search.retrieval.collection import Collection
from search.retrieval.matching import Answer
from search.retrieval.ranking import Ranked, Sort, rank

WINDOW = 20  # articles that are compared for a page, at least: 0.1 ms
FOLDED = 1000  # pages behind the first so many hits show every article
REMEMBERED = 256  # articles whose copies are
CHUNK = 1 << 14  # signatures that are looked at at a time: 4 MB
PAIRS = 1 << 11  # that are compared at a time, a kilobyte each

Array = npt.NDArray[Any]
Found = TypeVar("Found")  # the answer of an index, as that index has it


@dataclass(frozen=True, slots=True)
class Texts:
    """What articles are compared by, one item each."""

    rows: Rows
    leads: Bits
    words: Array  # of their bodies
    published: Array

    @classmethod
    def of(cls, signatures: Rows, words: Array, published: Array) -> Texts:
        """By signatures as the index keeps them, lengths of bodies, and dates."""
        leads = signatures[:, BUCKETS:].copy().view(np.uint64)
        return cls(signatures[:, :BUCKETS], leads, words, published)

    def at(self, places: Array) -> Texts:
        """Those at a few places, in that order."""
        return Texts(
            self.rows[places], self.leads[places], self.words[places], self.published[places]
        )

    @property
    def days(self) -> Array:
        """NaN where there is no date."""
        undated = self.published == NO_DATE
        found: Array = np.where(undated, np.nan, self.published // MINUTES_OF_A_DAY)
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows, and how many copies each of them stands for."""

    ranked: list[Ranked]
    copies: list[int]
    folded: int = 0  # copies of those on this page and on the pages before it


class Folding(ABC, Generic[Found]):
    """Pages of an answer with the copies folded, wherever the articles are."""

    @abstractmethod
    def _rank(
        self, answer: Found, sort: Sort, skip: int, limit: int, deadline: Deadline
    ) -> list[Ranked]:
        """`limit` articles of the answer after the first `skip`."""

    @abstractmethod
    def _texts(self, docs: Docs) -> Texts:
        """What these articles are compared by."""

    def page(
        self,
        answer: Found,
        sort: Sort,
        page: int,
        limit: int,
        *,
        folding: bool = True,
        deadline: Deadline = NEVER,
    ) -> Page:
        """A page of the answer with the copies folded, or with each of them shown."""
        first = (page - 1) * limit
        folded = min(first + limit, FOLDED // limit * limit) if folding else 0
        ranked, shown = self._folded(answer, sort, folded, deadline)
        places = list(shown)[:folded]
        copies = [shown[place] for place in places]
        if first >= folded and (len(places) == folded):
            # Behind the folded ones in the ranking come all others.
            skip = first - folded + (places[-1] + 1 if places else 0)
            ranked = self._rank(answer, sort, skip, limit, deadline)
            return Page(ranked, [0] * len(ranked), places[-1] + 1 - folded if places else 0)
        return Page([ranked[place] for place in places[first:]], copies[first:], sum(copies))

    def _folded(
        self, answer: Found, sort: Sort, wanted: int, deadline: Deadline
    ) -> tuple[list[Ranked], dict[int, int]]:
        """The ranking as far as it has so many articles that are not folded, and their places."""
        if not wanted:
            return [], {}
        window = max(WINDOW, wanted + wanted // 4)
        while True:
            ranked = self._rank(answer, sort, 0, window, deadline)
            docs = np.array([one.document for one in ranked], dtype=np.int64)
            shown = _fold(len(docs), *_pairs(self._texts(docs)))
            if len(shown) >= wanted or len(ranked) < window:
                return ranked, shown
            window *= 2

    def _copies_among(self, document: int, docs: Docs) -> list[Ranked]:
        """Those of `docs` that are copies of an article.

        The score is the share of the shorter text that stands in the longer one, from 0 to 1.
        """
        contained, copies = _compared(self._texts(np.array([document])), self._texts(docs))
        places = (copies & (docs != document)).nonzero()[0]
        pairs = zip(docs[places].tolist(), contained[places].tolist(), strict=True)
        return [Ranked(*pair) for pair in pairs]


class Copies(Folding[Answer]):
    """Finds copies among the articles of one commit."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._known: dict[int, tuple[Ranked, ...]] = {}

    def of(self, document: int) -> tuple[Ranked, ...]:
        """All copies of an article, most alike first; the score is how much they have in common."""
        # An article's page asks twice: for the copies, and for what else is like it.
        found = self._known.get(document)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[document] = self._of(document)
        return found

    def _of(self, document: int) -> tuple[Ranked, ...]:
        live = bitsets.to_docs(self._collection.live)
        own = self._signatures(np.array([document]))[0, :BUCKETS]
        found: list[Ranked] = []
        for first in range(0, len(live), CHUNK):
            docs = live[first : first + CHUNK]
            docs = docs[may_resemble(own, self._signatures(docs)[:, :BUCKETS])]
            found.extend(self._copies_among(document, docs))
        return in_order(found)

    def _rank(
        self, answer: Answer, sort: Sort, skip: int, limit: int, deadline: Deadline
    ) -> list[Ranked]:
        return rank(answer, self._collection, sort, skip, limit, deadline)

    def _texts(self, docs: Docs) -> Texts:
        words, published = (
            self._collection.column(name)[docs] for name in ("body.length", "published")
        )
        return Texts.of(self._signatures(docs), words, published)

    def _signatures(self, docs: Docs) -> Rows:
        rows = np.zeros((len(docs), SIGNATURE), dtype=np.uint8)
        for segment, base in zip(self._collection.segments, self._collection.bases, strict=True):
            own = ((docs >= base) & (docs < base + segment.documents)).nonzero()[0]
            if len(own):
                whole = segment.array("signature").reshape(-1, SIGNATURE)
                rows[own] = whole[docs[own] - base]
        return rows


def in_order(copies: Iterable[Ranked]) -> tuple[Ranked, ...]:
    """Copies, most alike first."""
    return tuple(sorted(copies, key=lambda copy: (-copy.score, copy.document)))


def _pairs(texts: Texts) -> tuple[Array, Array]:
    """The places of each two that are copies: of the earlier ones, which ascend, and the later."""
    telling = np.flatnonzero(texts.words >= LEAST_WORDS)
    texts = texts.at(telling)
    rows, count = texts.rows, len(telling)
    firsts, seconds = [telling[:0]], [telling[:0]]
    step = max(CHUNK // max(count, 1), 1)
    for start in range(0, count - 1, step):
        # Few are alike at all: all else is worked out for those alone.
        likely = may_resemble(rows[start : start + step, None], rows[None, start + 1 :])
        first, second = likely.nonzero()
        later = second >= first
        first, second = first[later] + start, second[later] + start + 1
        for begin in range(0, len(first), PAIRS):
            one, two = first[begin : begin + PAIRS], second[begin : begin + PAIRS]
            copies = _compared(texts.at(one), texts.at(two))[1]
            firsts.append(telling[one[copies]])
            seconds.append(telling[two[copies]])
    return np.concatenate(firsts), np.concatenate(seconds)


def _compared(some: Texts, others: Texts) -> tuple[Array, npt.NDArray[np.bool_]]:
    """How much of the shorter text is in the longer one; and which are copies of which."""
    agreeing = agreement(some.rows, others.rows)
    alike = resemblance(some.rows, others.rows, agreeing)
    count, other_count = (shingle_count(one.rows, one.words) for one in (some, others))
    contained = containment(alike, count, other_count)
    # The longer one's lead; where they are as long, both leads: who is asked changes nothing.
    longer = (count >= other_count)[:, None] * some.leads
    leads = longer | (count <= other_count)[:, None] * others.leads
    leading = shared(leads, agreeing)
    copies = is_copy(alike, contained, leading, np.abs(some.days - others.days))
    enough = np.minimum(some.words, others.words) >= LEAST_WORDS
    return contained, copies & enough


def _fold(count: int, firsts: Array, seconds: Array) -> dict[int, int]:
    """The places of those that are not folded, each with how many are folded under it.

    `firsts` and `seconds` are the places of copies in the order of the ranking: see `_pairs`.

    >>> _fold(4, np.array([0, 2]), np.array([2, 3]))
    {0: 1, 1: 0, 3: 0}
    """
    earlier: dict[int, list[int]] = {}
    for first, place in zip(firsts.tolist(), seconds.tolist(), strict=True):
        earlier.setdefault(place, []).append(first)
    shown: dict[int, int] = {}
    for place in range(count):
        leader = next((first for first in earlier.get(place, ()) if first in shown), None)
        if leader is None:
            shown[place] = 0
        else:
            shown[leader] += 1
    return shown
