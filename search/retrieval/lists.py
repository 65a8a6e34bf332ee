"""Lists of documents in ascending order: where a term occurs, and what a clause is worth there."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search.index import Postings
from search.index.ranges import spread
from search.index.schema import LEAD_MOST
from search.rank import occurrence_keys
from search.rank.proximity import Keys, runs
from search.retrieval import bitsets
from search.retrieval.bitsets import BLOCK, Bits, Docs
from search.retrieval.collection import Collection

Array = npt.NDArray[Any]
Scores = npt.NDArray[np.float64]

# So many of its best documents does a list remember: from them comes the first guess of how high a
# score has to be for the first page.
BEST = 32


class TermPostings:
    """One term over the whole collection: its live documents, three counts beside each, positions.

    The arrays are views of the index where it has one segment and nothing deleted.
    """

    def __init__(self, collection: Collection, field: str, term: str) -> None:
        self._collection = collection
        self.field = field
        self.term = term
        self._parts: list[tuple[int, Postings]] = []
        data = term.encode("utf-8", "surrogatepass")
        for place, segment in enumerate(collection.segments):
            number = segment.term_number(field, data)
            if number is not None:
                self._parts.append((place, segment.postings(field, number)))
        docs = [part.docs.astype(np.int64) + collection.bases[place] for place, part in self._parts]
        self._live: Array | slice = slice(None)
        self.docs: Docs = _joined(docs)
        if any(collection.segments[place].live is not None for place, _ in self._parts):
            self._live = bitsets.holds(collection.live, self.docs)
            self.docs = self.docs[self._live]

    @property
    def nbytes(self) -> int:
        """What it may come to hold: documents, keys and where each document's begin, a set."""
        occurrences = sum(part.position_count for _, part in self._parts)
        return 24 * len(self.docs) + 8 * occurrences + self._collection.size // 8

    @cached_property
    def bits(self) -> Bits:
        return bitsets.from_docs(self.docs, self._collection.size)

    def counts(self) -> tuple[Array, Array, Array]:
        """Of each: occurrences in the title, how early in the body (0 to 1), and those there."""
        title, lead, body = (
            _joined([getattr(part, name) for _, part in self._parts])[self._live]
            for name in ("title", "lead", "body")
        )
        return title, lead / LEAD_MOST, body

    @cached_property
    def _runs(self) -> tuple[Array, Array]:
        """For each document where its positions begin among the term's, and how many they are."""
        counts = _joined([part.title.astype(np.int32) + part.body for _, part in self._parts])
        starts = np.cumsum(counts, dtype=np.int32) - counts
        return starts[self._live], counts[self._live]

    @cached_property
    def _positions(self) -> Array:
        return _joined(
            [
                self._collection.segments[place].positions(self.field, part)
                for place, part in self._parts
            ]
        )

    @cached_property
    def all_keys(self) -> Keys:
        """The keys of all occurrences, ascending."""
        positions = self._positions  # first: it raises when the counts are not those of the list
        starts, counts = self._runs
        if isinstance(self._live, slice):
            return occurrence_keys(self.docs, counts, positions)
        return occurrence_keys(self.docs, counts, positions[spread(starts, counts)])

    @cached_property
    def _begins(self) -> Array:
        """For each document where its keys begin; one more at the end."""
        _, counts = self._runs
        begins = np.zeros(len(counts) + 1, dtype=np.int64)
        counts.cumsum(out=begins[1:])
        return begins

    def keys(self, docs: Docs) -> Keys:
        """The keys of all occurrences in those of `docs` that have the term, ascending."""
        keys = self.all_keys
        if docs is self.docs or not len(keys):
            return keys
        places = self.docs.searchsorted(docs)
        starts = self._begins.take(places)
        counts = self._begins.take(places + 1, mode="clip") - starts
        counts *= self.docs.take(places, mode="clip") == docs
        return keys[spread(starts, counts)]


class Best(NamedTuple):
    """Documents with the highest scores, ascending, and the highest score of the others."""

    docs: Docs
    scores: Scores
    rest: float


class ScoredList:
    """The documents that a clause is found in, ascending, and what it adds to each one's score."""

    def __init__(self, docs: Docs, scores: Scores, size: int, bits: Bits | None = None) -> None:
        self.docs = docs
        self.scores = scores
        self._size = size  # of the collection
        self._bits = bits  # shared with the posting list, where it has the same documents

    @property
    def nbytes(self) -> int:
        """What it may come to hold of its own: arrays, a set, the maxima of the blocks."""
        own = 8 if self._bits is not None else 16
        return own * len(self.docs) + self._size // 8 + 8 * bitsets.blocks(self._size)

    @property
    def bits(self) -> Bits:
        if self._bits is None:
            self._bits = bitsets.from_docs(self.docs, self._size)
        return self._bits

    @cached_property
    def bounds(self) -> Scores:
        """For each block of documents the highest score in it."""
        highest = np.zeros(bitsets.blocks(self._size))
        if len(self.docs):
            own = self.docs // BLOCK
            first, _ = runs(own)
            highest[own[first]] = np.maximum.reduceat(self.scores, first)
        return highest

    @cached_property
    def best(self) -> Best:
        """The BEST documents with the highest scores."""
        if len(self.docs) <= BEST:
            return Best(self.docs, self.scores, 0.0)
        order = self.scores.argpartition(len(self.docs) - BEST - 1)
        places = np.sort(order[-BEST:])
        return Best(self.docs[places], self.scores[places], float(self.scores[order[-BEST - 1]]))

    def at(self, docs: Docs) -> Scores:
        """What the clause adds to each of `docs`, ascending; 0 where it is not found."""
        if docs is self.docs:
            return self.scores
        best: Best | None = self.__dict__.get("best")  # not sought for who only looks up
        if best is not None and docs is best.docs:
            return best.scores
        if not len(self.docs):
            return np.zeros(len(docs))
        # A search for each, or the whole list spread out once: whichever is less work. Spreading
        # takes 2 to 3 ns an entry of the list, a search 20 to 40 ns.
        if 12 * len(docs) > len(self.docs):
            zeros = _zeros(self._size)
            zeros[self.docs] = self.scores
            found: Scores = zeros[docs]
            zeros[self.docs] = 0.0
            return found
        places = self.docs.searchsorted(docs)
        found = self.scores.take(places, mode="clip")
        found *= self.docs.take(places, mode="clip") == docs
        return found


class _Scratch(threading.local):
    """An array of zeros for each thread, which is left as it was found."""

    zeros: Scores = np.zeros(0)


_scratch = _Scratch()


def _zeros(size: int) -> Scores:
    if len(_scratch.zeros) < size:
        _scratch.zeros = np.zeros(size)
    return _scratch.zeros


def _joined(arrays: Sequence[Array]) -> Array:
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)
