"""Every place where an answer matches, as arrays: what a concordance is made of.

Nothing is read here but posting lists, so an answer of any size has its lines counted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.index.schema import TITLE_GAP
from search.query import Group
from search.rank.proximity import DOCUMENT_SHIFT, Keys
from search.retrieval.bitsets import Docs
from search.retrieval.occurrences import POSITIONS, leaf_keys, shown_leaves
from search.retrieval.terms import TermIndex

Array = npt.NDArray[np.int64]


class Lines(NamedTuple):
    """One entry for each match, in order of document and place. A match inside another is none."""

    documents: Array
    in_title: npt.NDArray[np.bool_]
    words: Array  # nth word of the title or of the body
    lengths: Array  # in words


def find_lines(terms: TermIndex, tree: Group, docs: Docs) -> Lines:
    """All matches of a query in `docs`, which ascend."""
    titles = terms.collection.column("title.length")
    all_keys: list[Keys] = [np.empty(0, dtype=np.int64)]
    all_lengths: list[Array] = [np.empty(0, dtype=np.int64)]
    for leaf in shown_leaves(tree):
        keys, length, _ = leaf_keys(terms, leaf, docs)
        if leaf.part != "any":
            in_title = (keys & POSITIONS) < titles[keys >> DOCUMENT_SHIFT]
            keys = keys[in_title if leaf.part == "title" else ~in_title]
        all_keys.append(keys)
        all_lengths.append(np.full(len(keys), length, dtype=np.int64))
    keys, lengths = _outermost(np.concatenate(all_keys), np.concatenate(all_lengths))
    documents, places = keys >> DOCUMENT_SHIFT, keys & POSITIONS
    bodies = titles[documents].astype(np.int64)
    in_title = places < bodies
    words = np.where(in_title, places, places - bodies - TITLE_GAP)
    return Lines(documents, in_title, words, lengths)


def _outermost(keys: Keys, lengths: Array) -> tuple[Keys, Array]:
    """The matches in order, without those that lie inside another.

    >>> found, lengths = _outermost(np.array([7, 3, 4, 3]), np.array([1, 1, 1, 3]))
    >>> found.tolist(), lengths.tolist()
    ([3, 7], [3, 1])
    """
    order = np.lexsort((-lengths, keys))
    keys, lengths = keys[order], lengths[order]
    ends = np.maximum.accumulate(keys + lengths)
    keep = np.ones(len(keys), dtype=bool)
    keep[1:] = keys[1:] + lengths[1:] > ends[:-1]
    return keys[keep], lengths[keep]
