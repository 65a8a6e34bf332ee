"""More like this: an article's most telling words as a query, each with a weight of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np

from search.analysis import Token
from search.index.schema import STEM
from search.query import Word
from search.rank import Weights, saturate
from search.retrieval import bitsets
from search.retrieval.clauses import ListClause
from search.retrieval.lists import ScoredList
from search.retrieval.matching import Answer
from search.retrieval.terms import TermIndex

TERMS = 25
# Of two articles on a subject the one of the same days is the same story.
LIKE_DAYS = 14
LIKE_WEIGHT = 0.1
TITLE = 3  # a word of the title counts as so many of the body


def count_stems(title: Iterable[Token], body: Iterable[Token]) -> dict[Word, int]:
    """How often an article has each of its words, by their stems; function words are left out."""
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for tokens, weight in ((title, TITLE), (body, 1)):
        for token in tokens:
            if not token.stopword:
                counts[token.stem] += weight
                words.setdefault(token.stem, token.surface)
    return {Word(words[stem], stem=stem): count for stem, count in counts.items()}


def telling(
    counts: Mapping[Word, int],
    frequency: Callable[[str], int],
    rarity: Callable[[int], float],
    weights: Weights,
) -> list[tuple[Word, float]]:
    """The TERMS most telling words, each with the share of its score that counts."""
    found = []
    for word, count in counts.items():
        articles = frequency(word.stem)
        if articles > 1:  # else it finds no other article
            share = float(saturate(np.array(count), weights.k1))
            found.append((share * rarity(articles), word.stem, share, word))
    best = sorted(found, key=lambda one: one[:3], reverse=True)[:TERMS]
    return [(word, share) for _, _, share, word in best]


def alike(terms: TermIndex, title: Iterable[Token], body: Iterable[Token]) -> Answer:
    """The articles that share any of the TERMS most telling stems, scored by how many and which.

    How telling a stem is: idf × saturated frequency in the article, the product that ranks it. In
    the answer it counts by its frequency in the article asked about, again saturated.
    """
    clauses = []
    counted = count_stems(title, body)
    frequency = partial(terms.document_frequency, STEM)
    for word, share in telling(counted, frequency, terms.rarity, terms.weights):
        found = terms.term(STEM, word.stem, "any")
        scaled = ScoredList(found.docs, share * found.scores, terms.collection.size, found.bits)
        clauses.append(ListClause(word, scaled))
    if not clauses:
        return Answer(bitsets.nothing(terms.collection.size))
    return Answer(bitsets.union([clause.bits for clause in clauses]), tuple(clauses))
