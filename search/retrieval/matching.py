"""The tree of a query → the articles of a segment that answer it, and their scores.

There is one path for every tree. Each node gives `Matches`; a group puts them together:
required ∩, excluded \\, preferred by count.

Preferred words: in a query of up to SHORT_QUERY of them an article has to answer REQUIRED_SHARE of
as many as the best article answers. So two words mean both of them where any article has both, and
one word too many does not empty the page. In a longer query one word is enough to be found, and
the more of them the higher. Function words ask for nothing and add nothing, unless the query has
no others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from search.index.schema import STEM, SURFACE, TITLE_GAP
from search.query import (
    DateFilter,
    Group,
    KeywordFilter,
    Node,
    Or,
    Pattern,
    Phrase,
    Word,
)
from search.rank import closeness, followed_by, idf
from search.rank.proximity import DOCUMENT_SHIFT, Keys
from search.retrieval.filters import Filters
from search.retrieval.terms import NO_MATCHES, Matches, TermIndex

# Up to SHORT_QUERY words a person means all of them, or nearly; a question or a pasted headline has
# words that the article lacks, and ranking is the better judge (asking for 0.65 of them there cost
# 0.015 nDCG@10 on xquad and 0.011 on saudinews-known-item).
REQUIRED_SHARE = 0.65
SHORT_QUERY = 3
Array = npt.NDArray[Any]


class Matcher:
    """Answers query trees on one commit of an index."""

    def __init__(
        self,
        terms: TermIndex,
        filters: Filters,
        is_stopword: Callable[[str], bool],
        stem: Callable[[str], str],
    ) -> None:
        self._terms = terms
        self._filters = filters
        self._is_stopword = is_stopword
        self._stem = stem
        self._segments = terms.reader.segments

    def match(self, root: Group) -> list[Matches]:
        """The answer in each segment."""
        return self.answer(root)

    # Every method below answers for all segments at once, since how many preferred words are
    # needed, and how rare a pattern is, are questions to the whole index.

    def answer(self, node: Node) -> list[Matches]:
        """The answer to one node of a tree in each segment."""
        if isinstance(node, Word):
            return self._word(node)
        if isinstance(node, Phrase):
            return self._phrase(node)
        if isinstance(node, Pattern):
            return self._pattern(node)
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Or):
            children = [self.answer(child) for child in node.children]
            return [self._union(index, lists)[0] for index, lists in self._by_segment(children)]
        return [self._filtered(index, node) for index in range(len(self._segments))]

    def _by_segment(self, answers: Sequence[list[Matches]]) -> list[tuple[int, list[Matches]]]:
        return [
            (index, [answer[index] for answer in answers]) for index in range(len(self._segments))
        ]

    def _word(self, word: Word) -> list[Matches]:
        segments = range(len(self._segments))
        if word.exact:
            return [self._terms.term_matches(i, SURFACE, word.text, word.part) for i in segments]
        found = [
            [
                self._terms.word_matches(i, text, self._stem(text), word.part).times(share)
                for text, share in self.spellings(word)
            ]
            for i in segments
        ]
        return [_best(lists) for lists in found]

    def spellings(self, word: Word) -> list[tuple[str, float]]:
        """A word and its variants, each with its share of the score.

        A variant is never rarer than the word itself: an odd spelling says no more than the usual.
        """
        found = [(word.text, 1.0)]
        for variant in word.variants:
            usual, other = (self._terms.idf(STEM, self._stem(w)) for w in (word.text, variant))
            found.append((variant, self._terms.weights.variant * min(usual / other, 1.0)))
        return found

    def _phrase(self, phrase: Phrase) -> list[Matches]:
        keys = [self._phrase_keys(index, phrase) for index in range(len(self._segments))]
        counted = [np.unique(found >> DOCUMENT_SHIFT, return_counts=True) for found in keys]
        frequency = sum(len(docs) for docs, _ in counted)
        rarity = max(
            idf(frequency, self._terms.reader.documents),
            max((self._terms.idf(SURFACE, word) for word in phrase.words), default=0.0),
        )
        answers = []
        for index, (docs, counts) in enumerate(counted):
            norms = self._terms.norms(index)[1][docs]
            saturated = counts / (self._terms.weights.k1 * norms + counts)
            answers.append(Matches(docs, rarity * saturated * len(phrase.words)))
        return answers

    def _phrase_keys(self, segment: int, phrase: Phrase) -> Keys:
        """The keys of the first word wherever the whole phrase stands."""
        lists = [self._terms.keys(segment, SURFACE, word) for word in phrase.words]
        # From the rarest word outwards: what remains only gets shorter.
        order = sorted(range(len(lists)), key=lambda place: len(lists[place]))
        start = order[0]
        found = lists[start]
        for place in order[1:]:
            if not len(found):
                break
            found = followed_by(found, lists[place], place - start)
        found = found - start
        if phrase.part != "any" and len(found):
            docs = found >> DOCUMENT_SHIFT
            lengths = self._segments[segment].title_lengths[docs].astype(np.int64)
            in_title = (found & ((1 << DOCUMENT_SHIFT) - 1)) < lengths
            found = found[in_title if phrase.part == "title" else ~in_title]
        return found

    def _pattern(self, pattern: Pattern) -> list[Matches]:
        field = SURFACE
        numbers = [
            self._terms.expand(index, field, pattern.prefix, pattern.suffix, pattern.middle)
            for index in range(len(self._segments))
        ]
        plain = [
            self._terms.pattern_matches(index, field, found, 1.0, pattern.part)
            for index, found in enumerate(numbers)
        ]
        rarity = idf(sum(len(m.docs) for m in plain), self._terms.reader.documents)
        return [Matches(found.docs, rarity * found.scores) for found in plain]

    def _filtered(self, segment: int, node: KeywordFilter | DateFilter) -> Matches:
        docs = np.flatnonzero(self._filters.mask(segment, node))
        return Matches(docs, np.zeros(len(docs)))

    # -- groups -------------------------------------------------------------------------------

    def _group(self, group: Group) -> list[Matches]:
        preferred = self.content(group)
        required = [self.answer(node) for node in group.required]
        wanted = [self.answer(node) for node in preferred]
        excluded = [self.answer(node) for node in group.excluded]
        results: list[Matches] = []
        counts: list[Array] = []
        for index in range(len(self._segments)):
            matches, count = self._union(index, [answer[index] for answer in wanted])
            if required:
                base = self._intersection([answer[index] for answer in required])
                matches, count = self._add(base, matches, count)
            elif not wanted:
                matches = self._all(index)
                count = np.zeros(len(matches.docs), dtype=np.int64)
            for answer in excluded:
                keep = ~np.isin(matches.docs, answer[index].docs, assume_unique=True)
                matches, count = Matches(matches.docs[keep], matches.scores[keep]), count[keep]
            results.append(matches)
            counts.append(count)
        if wanted and asks_for_preferred(group):
            needed = words_needed(counts, len(wanted))
            for index, count in enumerate(counts if needed > 1 or required else ()):
                keep = count >= needed
                results[index] = Matches(results[index].docs[keep], results[index].scores[keep])
        return self._with_nearness(group, results)

    def content(self, group: Group) -> list[Node]:
        """The preferred clauses without function words, unless nothing else is asked for."""
        content = [
            node
            for node in group.preferred
            if not (isinstance(node, Word) and not node.exact and self._is_stopword(node.text))
        ]
        if content or group.required:
            return content
        return list(group.preferred)

    def _all(self, segment: int) -> Matches:
        source = self._segments[segment]
        docs = np.arange(source.documents) if source.live is None else np.flatnonzero(source.live)
        return Matches(docs, np.zeros(len(docs)))

    def _union(self, segment: int, lists: Sequence[Matches]) -> tuple[Matches, Array]:
        """All articles of the lists, scores added; and in how many lists each one is."""
        lists = [matches for matches in lists if len(matches.docs)]
        if not lists:
            return NO_MATCHES, np.empty(0, dtype=np.int64)
        if len(lists) == 1:
            return lists[0], np.ones(len(lists[0].docs), dtype=np.int64)
        scores = np.zeros(self._segments[segment].documents)
        counts = np.zeros(self._segments[segment].documents, dtype=np.int64)
        for matches in lists:
            scores[matches.docs] += matches.scores
            counts[matches.docs] += 1
        docs = np.flatnonzero(counts)
        return Matches(docs, scores[docs]), counts[docs]

    def _intersection(self, lists: Sequence[Matches]) -> Matches:
        ordered = sorted(lists, key=lambda matches: len(matches.docs))
        docs, scores = ordered[0].docs, ordered[0].scores
        for other in ordered[1:]:
            keep, places = _places(docs, other.docs)
            docs = docs[keep]
            scores = scores[keep] + other.scores[places[keep]]
        return Matches(docs, scores)

    def _add(self, base: Matches, more: Matches, counts: Array) -> tuple[Matches, Array]:
        """`base` with the scores and counts that its articles have in `more`."""
        keep, places = _places(base.docs, more.docs)
        scores = base.scores.copy()
        scores[keep] += more.scores[places[keep]]
        found = np.zeros(len(base.docs), dtype=np.int64)
        found[keep] = counts[places[keep]]
        return Matches(base.docs, scores), found

    # -- nearness -----------------------------------------------------------------------------

    def nearness(self, group: Group) -> Iterator[tuple[Word, Word, list[Matches]]]:
        """Neighbours in the query, and what each article earns by having them near each other."""
        weights = self._terms.weights
        words = [
            node
            for node in (*group.required, *group.preferred)
            if isinstance(node, Word) and not node.exact and not self._is_stopword(node.text)
        ]
        if not weights.nearness:
            return
        for first, second in pairwise(words):
            one, other = self._stem(first.text), self._stem(second.text)
            if one == other:
                continue
            frequencies = [self._terms.document_frequency(STEM, stem) for stem in (one, other)]
            if frequencies[1] < frequencies[0]:
                one, other = other, one
            rarity = min(self._terms.idf(STEM, one), self._terms.idf(STEM, other))
            earned = []
            for index in range(len(self._segments)):
                docs, amounts = self._closeness(index, one, other)
                norms = self._terms.norms(index)[1][docs]
                saturated = amounts / (weights.k1 * norms + amounts)
                earned.append(Matches(docs, weights.nearness * rarity * saturated))
            yield first, second, earned

    def _with_nearness(self, group: Group, results: list[Matches]) -> list[Matches]:
        for _, _, earned in self.nearness(group):
            for index, more in enumerate(earned):
                ones = np.ones(len(more.docs), dtype=np.int64)
                results[index] = self._add(results[index], more, ones)[0]
        return results

    def _closeness(self, segment: int, rarer: str, other: str) -> tuple[Array, Array]:
        return closeness(
            self._terms.keys(segment, STEM, rarer),
            self._terms.keys(segment, STEM, other),
            min(self._terms.weights.window, TITLE_GAP - 1),
        )


def _best(lists: Sequence[Matches]) -> Matches:
    """All articles of the lists, each with its greatest score."""
    if len(lists) == 1:
        return lists[0]
    docs = np.unique(np.concatenate([matches.docs for matches in lists]))
    scores = np.zeros(len(docs))
    for matches in lists:
        places = np.searchsorted(docs, matches.docs)
        scores[places] = np.maximum(scores[places], matches.scores)
    return Matches(docs, scores)


def asks_for_preferred(group: Group) -> bool:
    """Whether words without a sign must be answered: not beside a word with + or AND.

    A filter, a field or a phrase has to hold by its nature and says nothing of the words beside it.
    """
    return not any(
        isinstance(node, Word) and node.part == "any" and not node.exact for node in group.required
    )


def words_needed(counts: Sequence[Array], asked: int) -> int:
    """How many of the `asked` preferred clauses an article must answer.

    `counts` holds how many each article does answer.

    >>> words_needed([np.array([1, 2, 2])], 2), words_needed([np.array([1, 1, 1])], 2)
    (2, 1)
    >>> words_needed([np.array([1, 4, 5])], 6)
    1
    """
    if asked > SHORT_QUERY:
        return 1
    best = max((int(count.max(initial=0)) for count in counts), default=0)
    return max(math.ceil(REQUIRED_SHARE * best), 1)


def _places(docs: Array, others: Array) -> tuple[npt.NDArray[np.bool_], Array]:
    """Which of `docs` are among `others`, and where."""
    if not len(others):
        return np.zeros(len(docs), dtype=bool), np.zeros(len(docs), dtype=np.int64)
    places = np.searchsorted(others, docs)
    places[places == len(others)] = 0
    return others[places] == docs, places
