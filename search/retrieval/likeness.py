"""More like this: an article's most telling words as a query, each with a weight of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from search.analysis import Token
from search.index.schema import STEM
from search.query import Word
from search.rank import saturate
from search.retrieval import bitsets
from search.retrieval.clauses import ListClause
from search.retrieval.lists import ScoredList
from search.retrieval.matching import Answer
from search.retrieval.terms import TermIndex

TERMS = 25
TITLE = 3  # a word of the title counts as so many of the body


def alike(terms: TermIndex, title: Iterable[Token], body: Iterable[Token]) -> Answer:
    """The articles that share any of the TERMS most telling stems, scored by how many and which.

    How telling a stem is: idf × saturated frequency in the article, the product that ranks it. In
    the answer it counts by its frequency in the article asked about, again saturated.
    """
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for tokens, weight in ((title, TITLE), (body, 1)):
        for token in tokens:
            if not token.stopword:
                counts[token.stem] += weight
                words.setdefault(token.stem, token.surface)
    telling = []
    for stem, count in counts.items():
        if terms.document_frequency(STEM, stem) > 1:  # else it finds no other article
            share = float(saturate(np.array(count), terms.weights.k1))
            telling.append((share * terms.idf(STEM, stem), stem, share))
    clauses = []
    for _, stem, share in sorted(telling, reverse=True)[:TERMS]:
        found = terms.term(STEM, stem, "any")
        scaled = ScoredList(found.docs, share * found.scores, terms.collection.size, found.bits)
        clauses.append(ListClause(Word(words[stem], stem=stem), scaled))
    if not clauses:
        return Answer(bitsets.nothing(terms.collection.size))
    return Answer(bitsets.union([clause.bits for clause in clauses]), tuple(clauses))
