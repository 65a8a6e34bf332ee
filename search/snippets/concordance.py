"""Every match in its line, the word in the middle: a concordance, also known as KWIC.

By date only the lines of the page are read. By the word before or after, every line has to be read
before the first one is known; so no more than SORTED_LINES are, the newest, and
`Concordance.reachable_lines` says so. (On newspaper articles 5,500 lines of 1,150 articles took
0.26 s, and what is read is bounded by one article a line.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.errors import QueryError
from search.index.segment import NO_DATE
from search.query import Group
from search.results import CONCORDANCE_SORTS, Concordance, ConcordanceLine, ConcordanceSort, Range
from search.retrieval import Lines, TermIndex, find_lines
from search.retrieval.bitsets import Docs
from search.retrieval.collection import Collection
from search.snippets.places import WordPlaces

MAX_LINES = 1000  # of a page
MAX_WIDTH = 50
SORTED_LINES = 5000
KEPT_TEXTS = 64
SORTED_WORDS = 4  # that lines are ordered by, outwards from the match


def check_concordance(sort: str, width: int, limit: int, page: int) -> None:
    """Raises QueryError for what no concordance has."""
    if sort not in CONCORDANCE_SORTS:
        raise QueryError(
            "sort {sort!r} is none of {known}", sort=sort, known=", ".join(CONCORDANCE_SORTS)
        )
    if not 1 <= width <= MAX_WIDTH:
        raise QueryError("width {width} is outside 1 to {most} words", width=width, most=MAX_WIDTH)
    if not 1 <= limit <= MAX_LINES:
        raise QueryError("limit {limit} is outside 1 to {most}", limit=limit, most=MAX_LINES)
    if page < 1:
        raise QueryError("page {page} does not exist; pages begin at 1", page=page)


def make_concordance(
    terms: TermIndex,
    analyzer: ArabicAnalyzer,
    query: str,
    tree: Group,
    docs: Docs,
    *,
    sort: ConcordanceSort,
    width: int,
    limit: int,
    page: int,
) -> Concordance:
    """One page of the lines of a query in `docs`, its answer."""
    lines = find_lines(terms, tree, docs)
    cutter = _Cutter(terms.collection, analyzer, lines)
    order = _by_date(lines, terms.collection, oldest=sort == "oldest")
    if sort in ("before", "after"):
        order = order[:SORTED_LINES]
        step = -1 if sort == "before" else 1
        keys = [cutter.words_beside(number, step) for number in order.tolist()]
        # A page of matches at the edge of their texts, with no word beside them, would say nothing.
        order = order[sorted(range(len(keys)), key=lambda nth: (not keys[nth], keys[nth]))]
    shown = order[(page - 1) * limit : page * limit].tolist()
    return Concordance(
        query=query,
        sort=sort,
        total_lines=len(lines.documents),
        total_articles=len(np.unique(lines.documents)),
        reachable_lines=len(order),
        page=page,
        limit=limit,
        lines=tuple(cutter.cut(number, width) for number in shown),
    )


def _by_date(lines: Lines, collection: Collection, *, oldest: bool) -> npt.NDArray[np.int64]:
    """The numbers of the lines in order of date, those without one last, as search has them."""
    published = collection.column("published")[lines.documents]
    dated = published.astype(np.float64)
    keys = np.where(published == NO_DATE, np.inf, dated if oldest else -dated)
    return np.argsort(keys, kind="stable")


class _Text(NamedTuple):
    """A text that lines are cut from, and where its words are."""

    article: Article
    text: str
    places: Sequence[Range]


class _Cutter:
    """Reads articles and cuts lines from them."""

    def __init__(self, collection: Collection, analyzer: ArabicAnalyzer, lines: Lines) -> None:
        self._collection = collection
        self._analyzer = analyzer
        self._lines = lines
        self._texts: dict[tuple[int, bool], _Text] = {}

    def _text(self, document: int, in_title: bool) -> _Text:
        """The lines of a text often follow each other."""
        found = self._texts.get((document, in_title))
        if found is None:
            if len(self._texts) >= KEPT_TEXTS:
                self._texts.clear()
            found = self._texts[document, in_title] = self._read(document, in_title)
        return found

    def _read(self, document: int, in_title: bool) -> _Text:
        segment, number = self._collection.locate(document)
        article, spans = segment.article(number), self._analyzer.spans
        if in_title:
            return _Text(article, article.title, list(spans(article.title)))
        length, marks = int(segment.body_lengths[number]), segment.word_marks(number)
        places = WordPlaces(article.body, length, marks, spans)
        return _Text(article, article.body, places)

    def _line(self, number: int) -> tuple[_Text, int, int]:
        """Its text, the number of its first word there, and of the word after it."""
        lines = self._lines
        text = self._text(int(lines.documents[number]), bool(lines.in_title[number]))
        first = int(lines.words[number])
        return text, first, first + int(lines.lengths[number])

    def words_beside(self, number: int, step: int) -> list[str]:
        """The folded words before a line's match (step -1) or after it (1), the nearest first."""
        (_, text, places), first, after = self._line(number)
        word = first - 1 if step < 0 else after
        found = []
        for place in range(word, word + step * SORTED_WORDS, step):
            if not 0 <= place < len(places):
                break
            start, end = places[place]
            found.append(self._analyzer.surface(text[start:end]))
        return found

    def cut(self, number: int, width: int) -> ConcordanceLine:
        """The line with up to `width` words on either side, as written."""
        (article, text, places), first, after = self._line(number)
        start, end = places[first][0], places[after - 1][1]
        return ConcordanceLine(
            id=article.id,
            title=article.title,
            source=article.source,
            published=article.published,
            before=text[places[max(first - width, 0)][0] : start],
            match=text[start:end],
            after=text[end : places[min(after + width, len(places)) - 1][1]],
        )
