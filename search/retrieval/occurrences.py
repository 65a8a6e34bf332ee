"""Why did an article match? The positions of the query's words in it, from the same lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.deadline import NEVER, Deadline, DeadlinePassedError
from search.index.schema import STEM, SURFACE, TITLE_GAP
from search.query import Group, Pattern, Phrase, Word, positive_leaves
from search.rank.proximity import DOCUMENT_SHIFT, Keys
from search.retrieval.bitsets import Docs
from search.retrieval.lists import TermPostings
from search.retrieval.phrases import phrase_keys
from search.retrieval.terms import TermIndex

POSITIONS = (1 << DOCUMENT_SHIFT) - 1


class Occurrence(NamedTuple):
    """`length` words from the nth word of the title or of the body; `leaf` tells which clause."""

    word: int
    length: int
    leaf: int
    weight: float


class Occurrences(NamedTuple):
    """All of them in one article, in order."""

    title: list[Occurrence]
    body: list[Occurrence]


def find_occurrences(
    terms: TermIndex,
    tree: Group,
    documents: Sequence[int],
    deadline: Deadline = NEVER,
) -> dict[int, Occurrences]:
    """Where the words of a query stand in each of a few articles.

    Words whose turn has not come when time is up are left out.
    """
    found = {document: Occurrences([], []) for document in documents}
    docs = np.array(sorted(found), dtype=np.int64)
    lengths = terms.collection.column("title.length")[docs]
    title_lengths = dict(zip(docs.tolist(), lengths.tolist(), strict=True))
    for number, leaf in enumerate(shown_leaves(tree)):
        if deadline.passed:
            break
        try:
            keys, length, weight = leaf_keys(terms, leaf, docs, deadline)
        except DeadlinePassedError:
            break
        for key in keys.tolist():
            document, place = key >> DOCUMENT_SHIFT, key & POSITIONS
            in_body = place - title_lengths[document]
            title, body = found[document]
            if in_body < 0:
                if leaf.part != "body":
                    title.append(Occurrence(place, length, number, weight))
            elif leaf.part != "title":
                body.append(Occurrence(in_body - TITLE_GAP, length, number, weight))
    for one in found.values():
        for occurrences in one:
            if len(occurrences) > 1:
                occurrences.sort(key=_order)
    return found


def _order(occurrence: Occurrence) -> tuple[int, int]:
    """By place; of those at one place the longest first."""
    word, length, _, _ = occurrence
    return word, -length


def shown_leaves(tree: Group) -> Sequence[Word | Phrase | Pattern]:
    """The clauses that marks stand on: no function words, unless the query has nothing else."""
    leaves = list(dict.fromkeys(positive_leaves(tree)))  # a word typed twice is marked once
    return [
        leaf for leaf in leaves if not (isinstance(leaf, Word) and leaf.asks_for_nothing)
    ] or leaves


def leaf_keys(
    terms: TermIndex,
    leaf: Word | Phrase | Pattern,
    docs: Docs,
    deadline: Deadline = NEVER,
) -> tuple[Keys, int, float]:
    """Where a leaf occurs in `docs`, its length in words, its weight."""
    if isinstance(leaf, Pattern):
        return terms.expansion(leaf, deadline).keys(docs), 1, 1.0
    if isinstance(leaf, Phrase):
        weight = sum(_rarity(terms, terms.postings(SURFACE, word)) for word in leaf.words)
        return phrase_keys(terms, leaf, docs), len(leaf.words), weight
    field, looked_up = STEM, [form.stem for form in leaf.forms]
    if leaf.exact:
        field, looked_up = SURFACE, [leaf.text]
    lists = [terms.postings(field, term) for term in looked_up]
    keys = [terms.positions(found).keys(docs) for found in lists]
    return keys[0] if len(keys) == 1 else np.concatenate(keys), 1, _rarity(terms, lists[0])


def _rarity(terms: TermIndex, postings: TermPostings) -> float:
    """The idf of a term by the list that is at hand: `TermIndex.idf` asks every segment again."""
    return terms.rarity(terms.frequency_of_term(postings))
