"""How do people write this word? Its terms are folded; articles hold it as it is written."""

from __future__ import annotations

from collections import Counter

from search.analysis import ArabicAnalyzer
from search.analysis.letters import CONTROLS, MARKS
from search.index import Segment
from search.index.schema import SURFACE, TITLE_GAP
from search.retrieval import TermIndex
from search.snippets import WordPlaces

ARTICLES = 5  # that are looked at; the first spelling that has a majority stands
_BARE = dict.fromkeys(map(ord, MARKS | CONTROLS))


class Spellings:
    """The usual spelling of each term of one commit, without vowel marks; kept once it is found."""

    def __init__(self, terms: TermIndex, analyzer: ArabicAnalyzer) -> None:
        self._terms = terms
        self._analyzer = analyzer
        self._known: dict[str, str] = {}

    def written(self, surface: str) -> str:
        """The spelling that most of some articles with the term have; the term where none has it.

        Articles are taken from all over the collection, since one paper has one way to write.
        """
        known = self._known.get(surface)
        if known is None:
            known = self._known[surface] = self._usual(surface)
        return known

    def _usual(self, surface: str) -> str:
        counts: Counter[str] = Counter()
        for index, segment in enumerate(self._terms.reader.segments):
            number = self._terms.number(index, SURFACE, surface)
            if number is None:
                continue
            docs = segment.postings(SURFACE, number).docs
            for place in range(0, len(docs), max(len(docs) // ARTICLES, 1)):
                document = int(docs[place])
                if segment.live is not None and not segment.live[document]:
                    continue
                word = self._word(segment, index, document, surface)
                counts[word.translate(_BARE)] += 1
                if counts.total() >= ARTICLES:
                    return counts.most_common(1)[0][0]
        return counts.most_common(1)[0][0] if counts else surface

    def _word(self, segment: Segment, index: int, document: int, surface: str) -> str:
        """The first word of an article with this term, as it is written there."""
        article = segment.article(document)
        place = self._terms.positions_in(index, SURFACE, surface, document)[0]
        title_length = int(segment.title_lengths[document])
        spans = self._analyzer.spans
        if place < title_length:
            text = article.title
            start, end = list(spans(text))[place]
        else:
            text = article.body
            count = int(segment.body_lengths[document])
            words = WordPlaces(text, count, segment.word_marks(document), spans)
            start, end = words[place - title_length - TITLE_GAP]
        return text[start:end]
