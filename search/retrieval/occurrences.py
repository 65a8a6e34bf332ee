"""Why did an article match? The positions of the query's words in it, from the same lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from search.index.schema import STEM, SURFACE, TITLE_GAP
from search.query import Node, Pattern, Phrase, Word, positive_leaves
from search.retrieval.terms import TermIndex


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`length` words from the nth word of the title or of the body; `leaf` tells which clause."""

    word: int
    length: int
    leaf: int
    weight: float


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All of them in one article, in order."""

    title: tuple[Occurrence, ...]
    body: tuple[Occurrence, ...]


def find_occurrences(
    terms: TermIndex,
    node: Node,
    segment: int,
    document: int,
    *,
    stem: Callable[[str], str],
    is_stopword: Callable[[str], bool],
) -> Occurrences:
    """Where the words of a query stand in an article."""
    title_length = int(terms.reader.segments[segment].title_lengths[document])
    title: list[Occurrence] = []
    body: list[Occurrence] = []
    leaves = positive_leaves(node)
    content = [
        leaf
        for leaf in leaves
        if not (isinstance(leaf, Word) and not leaf.exact and is_stopword(leaf.text))
    ]
    for number, leaf in enumerate(content or leaves):
        places, length, weight = _places(terms, leaf, segment, document, stem)
        for place in places:
            if place < title_length:
                if leaf.part != "body":
                    title.append(Occurrence(place, length, number, weight))
            elif leaf.part != "title":
                body.append(Occurrence(place - title_length - TITLE_GAP, length, number, weight))
    return Occurrences(
        tuple(sorted(title, key=lambda o: (o.word, -o.length))),
        tuple(sorted(body, key=lambda o: (o.word, -o.length))),
    )


def _places(
    terms: TermIndex,
    leaf: Word | Phrase | Pattern,
    segment: int,
    document: int,
    stem: Callable[[str], str],
) -> tuple[list[int], int, float]:
    """Positions of the leaf in the article's stream, its length in words, its weight."""
    if isinstance(leaf, Word):
        if leaf.exact:
            field, spellings = SURFACE, [leaf.text]
        else:
            field, spellings = STEM, [stem(text) for text in (leaf.text, *leaf.variants)]
        lists = [terms.positions_in(segment, field, term, document) for term in spellings]
        return sorted(chain.from_iterable(lists)), 1, terms.idf(field, spellings[0])
    if isinstance(leaf, Pattern):
        numbers = terms.expand(segment, SURFACE, leaf.prefix, leaf.suffix, leaf.middle)
        return terms.pattern_positions(segment, SURFACE, numbers, document), 1, 1.0
    found: set[int] | None = None
    for offset, word in enumerate(leaf.words):
        places = {place - offset for place in terms.positions_in(segment, SURFACE, word, document)}
        found = places if found is None else found & places
    weight = sum(terms.idf(SURFACE, word) for word in leaf.words)
    return sorted(found or ()), len(leaf.words), weight
