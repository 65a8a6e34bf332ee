"""The lists that queries are answered from: looked up once, scored once, kept while they fit.

One `TermIndex` serves one commit of the index and all threads: what it keeps are arrays that
nobody writes to.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from search.errors import QueryError
from search.index import IndexReader, Postings
from search.index.schema import STEM, SURFACE
from search.rank import (
    Weights,
    idf,
    length_norm,
    occurrence_keys,
    saturate,
    weighted_frequency,
)

Array = npt.NDArray[Any]
CACHE_BYTES = 96 << 20
MAX_EXPANSION = 20_000  # words that one pattern may stand for, in one segment


@dataclass(frozen=True, slots=True)
class Matches:
    """Articles of one segment in ascending order, and the score of each."""

    docs: Array
    scores: npt.NDArray[np.float64]

    @property
    def nbytes(self) -> int:
        return self.docs.nbytes + self.scores.nbytes

    def times(self, share: float) -> Matches:
        """The same articles with a share of their scores."""
        return self if share == 1.0 else Matches(self.docs, share * self.scores)


NO_MATCHES = Matches(np.empty(0, dtype=np.int64), np.empty(0))


class ByteCache:
    """A cache that drops what was used longest ago once it holds more than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any], size: Callable[[Any], int]) -> Any:
        """The entry of `key`, made where it is not there yet."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[0]
        value = make()
        nbytes = size(value) + 200
        with self._lock:
            if key not in self._entries and nbytes < self._limit:
                self._entries[key] = (value, nbytes)
                self._size += nbytes
                while self._size > self._limit:
                    _, (_, dropped) = self._entries.popitem(last=False)
                    self._size -= dropped
        return value


class TermIndex:
    """Scored posting lists over the segments of one commit."""

    def __init__(self, reader: IndexReader, weights: Weights) -> None:
        self.reader = reader
        self.weights = weights
        self._cache = ByteCache(CACHE_BYTES)
        self._norms: dict[int, tuple[Array, Array]] = {}

    # -- where a term is ----------------------------------------------------------------------

    def number(self, segment: int, field: str, term: str) -> int | None:
        """The number of a term in a segment."""
        return self._numbers(field, term)[segment]

    def _numbers(self, field: str, term: str) -> list[int | None]:
        def make() -> list[int | None]:
            data = term.encode("utf-8", "surrogatepass")
            return [s.term_number(field, data) for s in self.reader.segments]

        found: list[int | None] = self._cache.get(("number", field, term), make, len)
        return found

    def document_frequency(self, field: str, term: str) -> int:
        """In how many articles a term occurs; deleted ones do not count."""

        def make() -> int:
            total = 0
            for index, number in enumerate(self._numbers(field, term)):
                if number is not None:
                    total += len(self._live(index, self._postings(index, field, number))[0])
            return total

        frequency: int = self._cache.get(("df", field, term), make, lambda _: 8)
        return frequency

    def idf(self, field: str, term: str) -> float:
        return idf(self.document_frequency(field, term), self.reader.documents)

    def _postings(self, segment: int, field: str, number: int) -> Postings:
        return self.reader.segments[segment].postings(field, number)

    def _live(self, segment: int, postings: Postings) -> tuple[Array, Array | slice]:
        """The live documents of a list, and which of its entries they are."""
        live = self.reader.segments[segment].live
        if live is None:
            return postings.docs, slice(None)
        keep = live[postings.docs]
        return postings.docs[keep], keep

    # -- scored lists -------------------------------------------------------------------------

    def norms(self, segment: int) -> tuple[Array, Array]:
        """The length norms of all titles and of all bodies of a segment."""
        found = self._norms.get(segment)
        if found is None:
            reader, weights = self.reader, self.weights
            source = reader.segments[segment]
            found = self._norms[segment] = (
                length_norm(source.title_lengths, reader.average_title_length, weights.b_title),
                length_norm(source.body_lengths, reader.average_body_length, weights.b_body),
            )
        return found

    def term_matches(self, segment: int, field: str, term: str, part: str) -> Matches:
        """The articles with a term in `part`, each with idf × saturated frequency."""

        def make() -> Matches:
            number = self.number(segment, field, term)
            if number is None:
                return NO_MATCHES
            postings = self._postings(segment, field, number)
            docs, keep = self._live(segment, postings)
            counts = (postings.title[keep], postings.lead[keep], postings.body[keep])
            return self._scored(segment, docs, counts, self.idf(field, term), part)

        found: Matches = self._cache.get(
            ("matches", segment, field, term, part), make, lambda m: m.nbytes
        )
        return found

    def word_matches(self, segment: int, surface: str, stem: str, part: str) -> Matches:
        """The articles with a word in any form; those with the form itself score higher."""

        def make() -> Matches:
            found = self.term_matches(segment, STEM, stem, part)
            exact = self.term_matches(segment, SURFACE, surface, part)
            # Every article with the surface has the stem, too.
            scores = found.scores.copy()
            scores[np.searchsorted(found.docs, exact.docs)] += self.weights.surface * exact.scores
            return Matches(found.docs, scores)

        matches: Matches = self._cache.get(
            ("word", segment, surface, part), make, lambda m: m.scores.nbytes
        )
        return matches

    def _scored(
        self, segment: int, docs: Array, counts: tuple[Array, ...], rarity: float, part: str
    ) -> Matches:
        title, lead, body = counts
        if part != "any":
            inside = (title if part == "title" else body) > 0
            docs, title, lead, body = docs[inside], title[inside], lead[inside], body[inside]
            if part == "title":
                lead, body = lead * 0, body * 0
            else:
                title = title * 0
        docs = docs.astype(np.int64)
        title_norms, body_norms = self.norms(segment)
        frequency = weighted_frequency(
            title, lead, body, title_norms[docs], body_norms[docs], self.weights
        )
        return Matches(docs, rarity * saturate(frequency, self.weights.k1))

    # -- occurrences --------------------------------------------------------------------------

    def keys(self, segment: int, field: str, term: str) -> npt.NDArray[np.int64]:
        """The keys of all occurrences of a term in a segment, deleted articles left out."""

        def make() -> npt.NDArray[np.int64]:
            number = self.number(segment, field, term)
            if number is None:
                return np.empty(0, dtype=np.int64)
            source = self.reader.segments[segment]
            postings = source.postings(field, number)
            counts = postings.title.astype(np.int64) + postings.body
            keys = occurrence_keys(postings.docs, counts, source.positions(field, postings))
            if source.live is not None:
                keys = keys[np.repeat(source.live[postings.docs], counts)]
            return keys

        found: npt.NDArray[np.int64] = self._cache.get(
            ("keys", segment, field, term), make, lambda keys: keys.nbytes
        )
        return found

    def positions_in(self, segment: int, field: str, term: str, document: int) -> list[int]:
        """Where a term stands in one article."""
        number = self.number(segment, field, term)
        if number is None:
            return []
        return self._positions_of(segment, field, number, document)

    def _positions_of(self, segment: int, field: str, number: int, document: int) -> list[int]:
        source = self.reader.segments[segment]
        postings = source.postings(field, number)
        place = int(np.searchsorted(postings.docs, postings.docs.dtype.type(document)))
        if place == len(postings.docs) or postings.docs[place] != document:
            return []
        before = int(postings.title[:place].sum()) + int(postings.body[:place].sum())
        count = int(postings.title[place]) + int(postings.body[place])
        first = postings.first_position + before
        found: list[int] = source.array(f"{field}.positions")[first : first + count].tolist()
        return found

    # -- patterns -----------------------------------------------------------------------------

    def expand(
        self, segment: int, field: str, prefix: str, suffix: str, middle: tuple[str, ...]
    ) -> list[int]:
        """The numbers of the terms that a pattern stands for, ascending."""

        def make() -> list[int]:
            return self._expand(segment, field, prefix, suffix, middle)

        found: list[int] = self._cache.get(
            ("expand", segment, field, prefix, suffix, middle), make, lambda n: 32 * len(n)
        )
        return found

    def _expand(
        self, segment: int, field: str, prefix: str, suffix: str, middle: tuple[str, ...]
    ) -> list[int]:
        source = self.reader.segments[segment]
        head, tail = (text.encode("utf-8", "surrogatepass") for text in (prefix, suffix))
        numbers: Sequence[int]
        if head:
            numbers = source.prefix_range(field, head)
        elif tail:
            numbers = source.suffix_numbers(field, tail, MAX_EXPANSION)
        else:
            longest = max(middle, key=len).encode("utf-8", "surrogatepass")
            numbers = source.infix_numbers(field, longest, MAX_EXPANSION)
        if len(numbers) > MAX_EXPANSION and not head:
            raise _too_many(prefix, middle, suffix)
        if middle or (head and tail):
            pattern = re.compile(
                ".*".join(map(re.escape, (prefix, *middle, suffix))), flags=re.DOTALL
            )
            numbers = [
                number
                for number in numbers
                if pattern.fullmatch(source.term(field, number).decode("utf-8", "surrogatepass"))
            ]
        if len(numbers) > MAX_EXPANSION:
            raise _too_many(prefix, middle, suffix)
        return list(numbers)

    def pattern_matches(
        self, segment: int, field: str, numbers: list[int], rarity: float, part: str
    ) -> Matches:
        """The articles with any of the terms, scored as if they were one word."""
        if not numbers:
            return NO_MATCHES
        lists = [self._postings(segment, field, number) for number in numbers]
        counts = (
            np.concatenate([postings.title for postings in lists]).astype(np.float64),
            np.concatenate([postings.lead for postings in lists]).astype(np.float64),
            np.concatenate([postings.body for postings in lists]).astype(np.float64),
        )
        docs, place = np.unique(np.concatenate([p.docs for p in lists]), return_inverse=True)
        summed = tuple(np.bincount(place, weights=count, minlength=len(docs)) for count in counts)
        live = self.reader.segments[segment].live
        if live is not None:
            keep = live[docs]
            docs, summed = docs[keep], tuple(values[keep] for values in summed)
        return self._scored(segment, docs, summed, rarity, part)

    def pattern_positions(
        self, segment: int, field: str, numbers: list[int], document: int
    ) -> list[int]:
        """Where any of the terms stands in one article."""
        return sorted(
            place
            for number in numbers
            for place in self._positions_of(segment, field, number, document)
        )


def _too_many(prefix: str, middle: tuple[str, ...], suffix: str) -> QueryError:
    asked = "*".join((prefix, *middle, suffix))
    return QueryError(
        f"{asked} may stand for more than {MAX_EXPANSION:,} different words; give more letters"
    )
