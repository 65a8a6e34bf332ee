"""How do people write this word? Its terms are folded; articles hold it as it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search.analysis import ArabicAnalyzer
from search.analysis.letters import CONTROLS, MARKS
from search.index.schema import SURFACE, TITLE_GAP
from search.rank.proximity import DOCUMENT_SHIFT
from search.results import Range
from search.retrieval import TermIndex
from search.snippets import WordPlaces

ARTICLES = 3  # that are looked at, from all over the collection: one paper has one way to write
KEPT = 50_000
_BARE = dict.fromkeys(map(ord, MARKS | CONTROLS))
_POSITIONS = (1 << DOCUMENT_SHIFT) - 1


class Passage(NamedTuple):
    """Where a term stands: the title or the body, the words round it, and which of them it is."""

    text: str
    ranges: list[Range]
    place: int


class Spellings:
    """The usual spelling of each term of one commit, without vowel marks; remembered for some."""

    def __init__(self, passages: Callable[[str, str, int], Iterable[Passage]]) -> None:
        """`passages` are some of those that have a term: of a field, a term, at most so many."""
        self._passages = passages
        self._known: dict[str, str] = {}

    def written(self, surface: str) -> str:
        """The spelling that most of some articles have; the term itself where none has it."""
        known = self._known.get(surface)
        if known is None:
            known = self._usual(surface)
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[surface] = known
        return known

    def _usual(self, surface: str) -> str:
        counts: Counter[str] = Counter()
        for text, ranges, place in self._passages(SURFACE, surface, ARTICLES):
            start, end = ranges[place]
            counts[text[start:end].translate(_BARE)] += 1
        return counts.most_common(1)[0][0] if counts else surface


def passages(
    terms: TermIndex,
    analyzer: ArabicAnalyzer,
    field: str,
    term: str,
    most: int,
    reach: int = 0,
) -> Iterator[Passage]:
    """The first places of a term in at most `most` articles from all over the collection."""
    docs = terms.postings(field, term).docs.tolist()
    for document in docs[:: -(-len(docs) // most) or 1]:
        yield _passage(terms, analyzer, field, term, document, reach)


def _passage(
    terms: TermIndex, analyzer: ArabicAnalyzer, field: str, term: str, document: int, reach: int
) -> Passage:
    keys = terms.positions(terms.postings(field, term)).keys(np.array([document]))
    place = int(keys[0]) & _POSITIONS
    segment, number = terms.collection.locate(document)
    article = segment.article(number)
    title_length = int(segment.title_lengths[number])
    words: Sequence[Range]
    if place < title_length:
        text, words = article.title, list(analyzer.spans(article.title))
    else:
        text, place = article.body, place - title_length - TITLE_GAP
        count = int(segment.body_lengths[number])
        words = WordPlaces(text, count, segment.word_marks(number), analyzer.spans)
    before = max(place - reach, 0)
    return Passage(text, list(words[before : place + reach + 1]), place - before)
