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
# Of a term that occurs more often the keys are made when they are asked for: 8 bytes each.
KEPT_KEYS = 1 << 13


class TermPostings:
    """One term over the whole collection: its live documents, and three counts beside each.

    The counts are views of the index where it has one segment and nothing deleted.
    """

    def __init__(self, collection: Collection, field: str, term: str) -> None:
        self.collection = collection
        self.field = field
        self.term = term
        self.parts: list[tuple[int, Postings]] = []  # the segment's place, its list
        data = term.encode("utf-8", "surrogatepass")
        for place, segment in enumerate(collection.segments):
            number = segment.term_number(field, data)
            if number is not None:
                self.parts.append((place, segment.postings(field, number)))
        docs = [part.docs.astype(np.int64) + collection.bases[place] for place, part in self.parts]
        self.live: Array | slice = slice(None)
        self.docs: Docs = _joined(docs)
        if any(collection.segments[place].live is not None for place, _ in self.parts):
            self.live = bitsets.holds(collection.live, self.docs)
            self.docs = self.docs[self.live]

    @property
    def nbytes(self) -> int:
        """What it may come to hold: the documents, and the set of them."""
        return 8 * len(self.docs) + self.collection.size // 8

    @cached_property
    def bits(self) -> Bits:
        return bitsets.from_docs(self.docs, self.collection.size)

    def counts(self) -> tuple[Array, Array, Array]:
        """Of each: occurrences in the title, how early in the body (0 to 1), and those there."""
        title, lead, body = (
            _joined([getattr(part, name) for _, part in self.parts])[self.live]
            for name in ("title", "lead", "body")
        )
        return title, lead / LEAD_MOST, body


class TermPositions:
    """Where in its live documents a term occurs.

    Apart from where the documents are: what has no words that are to be near each other needs none.
    """

    def __init__(self, postings: TermPostings) -> None:
        self.docs = postings.docs
        parts, segments = postings.parts, postings.collection.segments
        # First: it raises when the counts are not those of the list.
        self._places = _joined(
            [segments[place].positions(postings.field, part) for place, part in parts]
        )
        counts = _joined([part.title.astype(np.int32) + part.body for _, part in parts])
        self._counts = counts[postings.live]
        if not isinstance(postings.live, slice):
            starts = (counts.cumsum(dtype=np.int64) - counts)[postings.live]
            self._places = self._places[spread(starts, self._counts)]
        narrow = np.int32 if len(self._places) < 1 << 31 else np.int64
        self._starts = self._counts.cumsum(dtype=narrow) - self._counts
        self._keys = self._all() if len(self._places) <= KEPT_KEYS else None

    @property
    def nbytes(self) -> int:
        """What it holds."""
        each = 12 if self._keys is not None else 4
        return 8 * len(self.docs) + each * len(self._places)

    def _all(self) -> Keys:
        return occurrence_keys(self.docs, self._counts, self._places)

    def keys(self, docs: Docs) -> Keys:
        """The keys of all occurrences in those of `docs` that have the term, ascending."""
        if docs is self.docs or not len(self.docs):
            return self._all() if self._keys is None else self._keys
        places = self.docs.searchsorted(docs)
        counts = self._counts.take(places, mode="clip")
        counts *= self.docs.take(places, mode="clip") == docs
        picked = spread(self._starts.take(places, mode="clip"), counts)
        if self._keys is None:
            return occurrence_keys(docs, counts, self._places[picked])
        return self._keys[picked]

    def keys_around(self, docs: Docs) -> Keys:
        """The keys of all occurrences in `docs`, and of others where those are at hand."""
        return self.keys(docs) if self._keys is None else self._keys


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
        own = 8 * len(self.docs) + 8 * bitsets.blocks(self._size)
        return own if self._bits is not None else own + 8 * len(self.docs) + self._size // 8

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
