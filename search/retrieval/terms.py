"""The lists that queries are answered from: looked up once, scored once, kept while they fit.

One `TermIndex` serves one commit of the index and all threads: what it keeps are arrays that
nobody writes to.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from search.analysis import skeleton
from search.deadline import NEVER, Deadline
from search.index import IndexReader
from search.index.schema import STEM, SURFACE
from search.limits import DEFAULT_LIMITS, Limits
from search.query import Form, Pattern, Phrase
from search.rank import Weights, idf, length_norm, saturate, weighted_frequency
from search.retrieval import bitsets
from search.retrieval.bitsets import Docs
from search.retrieval.cache import ByteCache
from search.retrieval.collection import Collection
from search.retrieval.expansion import UnionPostings, pattern_numbers
from search.retrieval.lists import ScoredList, Scores, TermPositions, TermPostings

Array = npt.NDArray[Any]
Made = TypeVar("Made")
# What lists may take in memory. On 303,211 articles with 64 MB nearly every search made its lists
# anew: 20 ms instead of 6 for a person's search, 1.6 instead of .3 for three plain words.
CACHE_BYTES = 64 << 20
CACHE_BYTES_OF_AN_ARTICLE = 2 << 10
CACHE_BYTES_MOST = 1 << 30


class TermIndex:
    """Posting lists, plain and scored, over one commit."""

    def __init__(
        self, reader: IndexReader, weights: Weights, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self.collection = Collection(reader)
        self._most_words = limits.pattern_words
        self.weights = weights
        wanted = max(CACHE_BYTES, CACHE_BYTES_OF_AN_ARTICLE * self.collection.size)
        self._cache = ByteCache(min(wanted, CACHE_BYTES_MOST))

    def _kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        found: Made = self._cache.get(key, make, lambda made: made.nbytes)
        return found

    # -- where a term is ----------------------------------------------------------------------

    def postings(self, field: str, term: str) -> TermPostings:
        """Where a term occurs; empty where it does not."""

        return self._kept((field, term), lambda: TermPostings(self.collection, field, term))

    def positions(self, postings: TermPostings) -> TermPositions:
        """Where in its documents a term occurs."""
        key = ("positions", postings.field, postings.term)
        return self._kept(key, lambda: TermPositions(postings))

    def document_frequency(self, field: str, term: str) -> int:
        """In how many articles a term occurs; deleted ones do not count."""
        data = term.encode("utf-8", "surrogatepass")
        found = 0
        for segment in self.collection.segments:
            number = segment.term_number(field, data)
            found += 0 if number is None else segment.document_frequency(field, number)
        return found

    # How many articles of the whole collection answer; what was found here is all there is, unless
    # the collection lies elsewhere (`search.cluster`).

    def frequency_of_term(self, postings: TermPostings) -> int:
        return len(postings.docs)

    def frequency_of(self, node: Pattern | Phrase, found: int) -> int:
        return found

    def frequency_of_kin(self, forms: Sequence[Form], found: int) -> int:
        return found

    def idf(self, field: str, term: str) -> float:
        return self.rarity(self.document_frequency(field, term))

    def rarity(self, document_frequency: int) -> float:
        """The idf of what is found in so many articles."""
        return idf(document_frequency, self.collection.reader.documents)

    # -- scored lists -------------------------------------------------------------------------

    @cached_property
    def title_norms(self) -> Array:
        """The length norm of each title."""
        average = self.collection.reader.average_title_length
        return length_norm(self.collection.column("title.length"), average, self.weights.b_title)

    @cached_property
    def body_norms(self) -> Array:
        """The length norm of each body."""
        average = self.collection.reader.average_body_length
        return length_norm(self.collection.column("body.length"), average, self.weights.b_body)

    def term(self, field: str, term: str, part: str) -> ScoredList:
        """The articles with a term in `part`: idf × saturated frequency."""

        return self._kept(
            (field, term, part), lambda: self._scored(self.postings(field, term), part)
        )

    def word(self, forms: Sequence[Form], part: str) -> ScoredList:
        """The articles with any of the forms of a word, each at its greatest score."""
        if len(forms) == 1:
            return self._form(forms[0], part)

        def make() -> ScoredList:
            lists = [self._form(form, part) for form in forms]
            docs = np.unique(np.concatenate([found.docs for found in lists]))
            scores = np.zeros(len(docs))
            for found, share in zip(lists, self.shares(forms), strict=True):
                places = docs.searchsorted(found.docs)
                scores[places] = np.maximum(scores[places], share * found.scores)
            return ScoredList(docs, scores, self.collection.size)

        return self._kept(("word", *forms, part), make)

    def _form(self, form: Form, part: str) -> ScoredList:
        """The articles with a stem; those with the form itself score higher."""

        def make() -> ScoredList:
            found = self._scored(self.postings(STEM, form.stem), part)
            exact = self._scored(TermPostings(self.collection, SURFACE, form.surface), part)
            # Every article with the surface has the stem, too.
            places = np.searchsorted(found.docs, exact.docs)
            if int(places.max(initial=-1)) == len(found.docs):
                raise self.collection.contradiction(
                    f"not all articles with {form.surface} have {form.stem}"
                )
            found.scores[places] += self.weights.surface * exact.scores
            return found

        return self._kept(("form", form, part), make)

    def shares(self, forms: Sequence[Form]) -> list[float]:
        """The share of the score that each form of a word has; the first one was typed.

        None counts for rarer than that one: an odd spelling says no more than the usual.
        """
        typed, *others = (self.idf(STEM, form.stem) for form in forms)
        return [1.0, *(self.weights.variant * min(typed / other, 1.0) for other in others)]

    def kin(self, forms: Sequence[Form]) -> ScoredList:
        """The articles without a word, but with others that share its consonants."""

        def make() -> ScoredList:
            data = skeleton(forms[0].stem).encode("utf-8", "surrogatepass")
            postings = UnionPostings(
                self.collection, STEM, (s.kin_numbers(data) for s in self.collection.segments)
            )
            docs, scores = self._weighed(postings.docs, postings.counts(), "any")
            own = bitsets.union([self.postings(STEM, form.stem).bits for form in forms])
            without = ~bitsets.holds(own, docs)
            docs, scores = docs[without], scores[without]
            rarity = self.rarity(self.frequency_of_kin(forms, len(docs) + bitsets.size(own)))
            scores = self.weights.kin * rarity * (scores + self.weights.presence)
            return ScoredList(docs, scores, self.collection.size)

        return self._kept(("kin", *forms), make)

    def expansion(self, pattern: Pattern, deadline: Deadline = NEVER) -> UnionPostings:
        """Where the words that a pattern stands for occur. Raises QueryError for too many."""

        def make() -> UnionPostings:
            numbers = [
                pattern_numbers(segment, SURFACE, pattern, self._most_words, deadline)
                for segment in self.collection.segments
            ]
            return UnionPostings(self.collection, SURFACE, numbers)

        return self._kept(("expansion", pattern), make)

    def pattern(self, pattern: Pattern, deadline: Deadline = NEVER) -> ScoredList:
        """The articles with any of the words that a pattern stands for, as if they were one."""

        def make() -> ScoredList:
            expansion = self.expansion(pattern, deadline)
            # Where the first of many words stands is chance, and a cluster could not tell it.
            title, lead, body = expansion.counts()
            counts = title, np.zeros_like(lead), body
            docs, scores = self._weighed(expansion.docs, counts, pattern.part)
            rarity = self.rarity(self.frequency_of(pattern, len(docs)))
            return ScoredList(docs, rarity * scores, self.collection.size)

        return self._kept(pattern, make)

    def _scored(self, postings: TermPostings, part: str) -> ScoredList:
        docs, scores = self._weighed(postings.docs, postings.counts(), part)
        bits = postings.bits if docs is postings.docs else None
        if postings.field == STEM:
            scores += self.weights.presence
        scores *= self.rarity(self.frequency_of_term(postings))
        return ScoredList(docs, scores, self.collection.size, bits)

    def _weighed(
        self, docs: Docs, counts: tuple[Array, Array, Array], part: str
    ) -> tuple[Docs, Scores]:
        """The documents with an occurrence in `part`, and the saturated frequency of each."""
        title, lead, body = counts
        if part != "any":
            inside = (title if part == "title" else body) > 0
            docs, title, lead, body = docs[inside], title[inside], lead[inside], body[inside]
            if part == "title":
                lead, body = lead * 0, body * 0
            else:
                title = title * 0
        frequency = weighted_frequency(
            title, lead, body, self.title_norms[docs], self.body_norms[docs], self.weights
        )
        return docs, saturate(frequency, self.weights.k1)
