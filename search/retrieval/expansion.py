"""Many terms as if they were one: which words does a pattern stand for, and where do they occur?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.deadline import NEVER, Deadline
from search.errors import QueryError
from search.index import Segment
from search.index.schema import LEAD_MOST
from search.limits import DEFAULT_LIMITS
from search.query import Pattern
from search.rank import occurrence_keys
from search.rank.proximity import DOCUMENT_SHIFT, Keys
from search.retrieval import bitsets
from search.retrieval.bitsets import Docs
from search.retrieval.collection import Collection

Array = npt.NDArray[Any]
MANY = 200  # lists are read one by one, 2 µs each; more are picked from the whole array
FEW = 128  # documents are looked up one by one; for more all lists of the pattern are read whole


class UnionPostings:
    """Several terms over the whole collection, as if they were one: `numbers` of each segment."""

    def __init__(
        self, collection: Collection, field: str, numbers: Iterable[Sequence[int] | Array]
    ) -> None:
        self._collection = collection
        self._field = field
        self._numbers = [np.asarray(own, dtype=np.int64) for own in numbers]

    @property
    def nbytes(self) -> int:
        return 16 * len(self._entry_docs)

    @cached_property
    def _bounds(self) -> list[tuple[Array, Array]]:
        """For each segment where the lists of its words begin and end."""
        found = []
        for segment, numbers in zip(self._collection.segments, self._numbers, strict=True):
            starts = segment.array(f"{self._field}.starts")
            found.append((starts[numbers], starts[numbers + 1]))
        return found

    def _column(self, name: str) -> list[Array]:
        """For each segment an array of the lists, words one after the other."""
        return [
            _gathered(segment, f"{self._field}.{name}", *bounds)
            for segment, bounds in zip(self._collection.segments, self._bounds, strict=True)
        ]

    @cached_property
    def _entry_docs(self) -> Array:
        """The document of each entry, words one after the other."""
        docs = [
            own + np.int64(base)
            for own, base in zip(self._column("docs"), self._collection.bases, strict=True)
        ]
        return np.concatenate([np.empty(0, dtype=np.int64), *docs])

    @cached_property
    def docs(self) -> Docs:
        """The live documents with any of the words."""
        found = bitsets.from_docs(self._entry_docs, self._collection.size)
        return bitsets.to_docs(found & self._collection.live)

    def counts(self) -> tuple[Array, Array, Array]:
        """Of each: occurrences in the title, how early in the body (0 to 1), and those there."""
        title, body = (
            np.bincount(
                self._entry_docs,
                weights=np.concatenate([np.empty(0), *self._column(name)]),
                minlength=self._collection.size,
            )[self.docs]
            for name in ("title", "body")
        )
        lead = np.zeros(self._collection.size)
        np.maximum.at(lead, self._entry_docs, np.concatenate([np.empty(0), *self._column("lead")]))
        return title, lead[self.docs] / LEAD_MOST, body

    def keys(self, docs: Docs) -> Keys:
        """The keys of all occurrences in `docs`, ascending."""
        if len(docs) > FEW:
            keys = self._all_keys()
            wanted = bitsets.from_docs(docs, self._collection.size)
            return np.sort(keys[bitsets.holds(wanted, keys >> DOCUMENT_SHIFT)])
        found = [np.empty(0, dtype=np.int64)]
        before = 0
        for segment, bounds in zip(self._collection.segments, self._bounds, strict=True):
            entries = _runs(*bounds)
            own = self._entry_docs[before : before + len(entries)]
            before += len(entries)
            found.extend(
                self._keys_of(segment, int(entries[picked]), own[picked])
                for picked in np.flatnonzero(np.isin(own, docs)).tolist()
            )
        return np.sort(np.concatenate(found))

    def _all_keys(self) -> Keys:
        """The keys of all occurrences in all documents: a word's positions lie side by side."""
        counts, places = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for title, body in zip(self._column("title"), self._column("body"), strict=True):
            counts.append(title.astype(np.int64) + body)
        for segment, numbers in zip(self._collection.segments, self._numbers, strict=True):
            bounds = segment.array(f"{self._field}.places")
            own = bounds[numbers], bounds[numbers + 1]
            places.append(_gathered(segment, f"{self._field}.positions", *own).astype(np.int64))
        return occurrence_keys(self._entry_docs, np.concatenate(counts), np.concatenate(places))

    def _keys_of(self, segment: Segment, entry: int, document: Any) -> Keys:
        """The keys of one entry of one list."""
        starts = segment.array(f"{self._field}.starts")
        number = int(np.searchsorted(starts, starts.dtype.type(entry), side="right")) - 1
        title, body = (segment.array(f"{self._field}.{name}") for name in ("title", "body"))
        first = int(starts[number])
        start = int(segment.array(f"{self._field}.places")[number])
        start += int(title[first:entry].sum(dtype=np.int64))
        start += int(body[first:entry].sum(dtype=np.int64))
        count = int(title[entry]) + int(body[entry])
        places = segment.part(f"{self._field}.positions", start, start + count)
        return occurrence_keys(np.array([document]), np.array([count]), places)


def _gathered(segment: Segment, name: str, starts: Array, ends: Array) -> Array:
    """The items of an array from each start to its end; no more of it is read than is sensible."""
    if not len(starts):
        return np.empty(0, dtype=np.uint8)
    first, last = int(starts[0]), int(ends[-1])
    lengths = ends.astype(np.int64) - starts
    if last - first == int(lengths.sum()):
        return segment.part(name, first, last)
    if len(starts) > MANY:
        return segment.array(name)[_runs(starts, ends)]
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.concatenate([segment.part(name, *pair) for pair in pairs])


def _runs(starts: Array, ends: Array) -> Array:
    """All whole numbers from each start to its end, one run after the other.

    >>> _runs(np.array([3, 10]), np.array([5, 13])).tolist()
    [3, 4, 10, 11, 12]
    """
    lengths = ends.astype(np.int64) - starts.astype(np.int64)
    if not len(lengths):
        return np.empty(0, dtype=np.int64)
    before = np.cumsum(lengths)
    return np.repeat(starts.astype(np.int64) - before + lengths, lengths) + np.arange(before[-1])


def pattern_numbers(
    segment: Segment,
    field: str,
    pattern: Pattern,
    most: int = DEFAULT_LIMITS.pattern_words,
    deadline: Deadline = NEVER,
) -> Sequence[int]:
    """The numbers of the words of one segment that a pattern stands for, ascending.

    Raises QueryError where they are more than `most`.
    """
    head, tail = (
        text.encode("utf-8", "surrogatepass") for text in (pattern.prefix, pattern.suffix)
    )
    numbers: Sequence[int]
    deadline.check()
    if head:
        numbers = segment.prefix_range(field, head)
    elif tail:
        numbers = segment.suffix_numbers(field, tail, most)
    else:
        longest = max(pattern.middle, key=len).encode("utf-8", "surrogatepass")
        numbers = segment.infix_numbers(field, longest, most)
    if len(numbers) > most and not head:
        raise _too_many(pattern, most)
    if pattern.middle or (head and tail):
        numbers = _that_match(segment, field, numbers, pattern, deadline)
    if len(numbers) > most:
        raise _too_many(pattern, most)
    return numbers


def _that_match(
    segment: Segment, field: str, numbers: Sequence[int], pattern: Pattern, deadline: Deadline
) -> list[int]:
    found = []
    for place, number in enumerate(numbers):
        if not place % 1024:
            deadline.check()
        if matches(pattern, segment.word(field, number)):
            found.append(number)
    return found


def matches(pattern: Pattern, word: str) -> bool:
    """Whether a word is one of those that a pattern stands for, in one pass.

    No regular expression: ا*ا*ا*ا*ا*ب would keep one busy for years on a long word of ا.

    >>> [matches(Pattern("ا", "ن", ("ت", "ا")), word) for word in ("انتخابيون", "انتخبن")]
    [True, False]
    """
    at, end = len(pattern.prefix), len(word) - len(pattern.suffix)
    if at > end or not (word.startswith(pattern.prefix) and word.endswith(pattern.suffix)):
        return False
    for piece in pattern.middle:
        # The first place that serves leaves the most room for the pieces after it.
        at = word.find(piece, at, end) + len(piece)
        if at < len(piece):
            return False
    return True


def _too_many(pattern: Pattern, most: int) -> QueryError:
    asked = "*".join((pattern.prefix, *pattern.middle, pattern.suffix))
    return QueryError(
        "{asked} may stand for more than {most:,} different words; give more letters",
        asked=asked,
        most=most,
    )
