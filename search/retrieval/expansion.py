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
from search.index.ranges import spread
from search.index.schema import LEAD_MOST
from search.index.segment import Entries
from search.limits import DEFAULT_LIMITS
from search.query import Pattern
from search.rank import occurrence_keys
from search.rank.proximity import DOCUMENT_SHIFT, Keys
from search.retrieval import bitsets
from search.retrieval.bitsets import Docs
from search.retrieval.collection import Collection

Array = npt.NDArray[Any]
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
        return 24 * len(self._entries.docs)

    @cached_property
    def _entries(self) -> Entries:
        """The lists of all segments, with the numbers that documents have here."""
        lists = [
            segment.many_postings(self._field, numbers)
            for segment, numbers in zip(self._collection.segments, self._numbers, strict=True)
        ]
        bases = self._collection.bases
        docs = [own.docs.astype(np.int64) + base for own, base in zip(lists, bases, strict=True)]
        counts = (
            np.concatenate([np.empty(0, dtype=np.uint8), *column])
            for column in zip(*(own[1:] for own in lists), strict=True)
        )
        title, lead, body = tuple(counts) or [np.empty(0, dtype=np.uint8)] * 3
        return Entries(np.concatenate([np.empty(0, dtype=np.int64), *docs]), title, lead, body)

    @cached_property
    def docs(self) -> Docs:
        """The live documents with any of the words."""
        found = bitsets.from_docs(self._entries.docs, self._collection.size)
        return bitsets.to_docs(found & self._collection.live)

    def counts(self) -> tuple[Array, Array, Array]:
        """Of each: occurrences in the title, how early in the body (0 to 1), and those there."""
        entries, docs = self._entries, self.docs
        number = np.empty(self._collection.size, dtype=np.int64)  # of the few that are looked at
        number[entries.docs] = len(docs)  # a deleted one's
        number[docs] = np.arange(len(docs))
        places = number[entries.docs]
        title, body = (
            np.bincount(places, weights=own, minlength=len(docs))[: len(docs)]
            for own in (entries.title, entries.body)
        )
        earliest = np.zeros(len(docs) + 1, dtype=np.uint8)  # of one type: a tenth of the time
        np.maximum.at(earliest, places, entries.lead)
        return title, earliest[:-1] / LEAD_MOST, body

    def keys(self, docs: Docs) -> Keys:
        """The keys of all occurrences in `docs`, ascending."""
        if len(docs) > FEW:
            keys = self._all_keys()
            wanted = bitsets.from_docs(docs, self._collection.size)
            return np.sort(keys[bitsets.holds(wanted, keys >> DOCUMENT_SHIFT)])
        found = [np.empty(0, dtype=np.int64)]
        before = 0
        for segment, numbers in zip(self._collection.segments, self._numbers, strict=True):
            first, last = segment.runs_of(f"{self._field}.starts", numbers)
            entries = spread(first, last - first)
            own = self._entries.docs[before : before + len(entries)]
            before += len(entries)
            found.extend(
                self._keys_of(segment, int(entries[picked]), own[picked])
                for picked in np.flatnonzero(np.isin(own, docs)).tolist()
            )
        return np.sort(np.concatenate(found))

    def _all_keys(self) -> Keys:
        """The keys of all occurrences in all documents: a word's positions lie side by side."""
        entries = self._entries
        places = [
            segment.many_positions(self._field, numbers).astype(np.int64)
            for segment, numbers in zip(self._collection.segments, self._numbers, strict=True)
        ]
        counts = entries.title.astype(np.int64) + entries.body
        joined = np.concatenate([np.empty(0, dtype=np.int64), *places])
        if int(counts.sum()) != len(joined):
            raise self._collection.contradiction(
                f"lists of {self._field} count other than they have positions"
            )
        return occurrence_keys(entries.docs, counts, joined)

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
