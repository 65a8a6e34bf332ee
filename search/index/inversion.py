"""Inversion: the words of many articles, in their order, into a list for each term.

One sort of a whole number for each word puts every list in order, since words come by article and
position already. The lists are then made a run of terms at a time, so that beside these numbers
only what is written takes memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from search.index.files import Array, Arrays, kept_dtype
from search.index.ranges import spread
from search.index.schema import LEAD_HALF, LEAD_MOST, TITLE_GAP

RUN = 1 << 18  # words whose lists are made at a time, or those of one longer list
_NUMBER = np.uint64(32)  # bits of a word's number within the articles; above them is its term
_PARTS = ("docs", "title", "lead", "body", "positions")


class Texts:
    """Where each of many articles begins and ends among their words: title, body, title, …"""

    def __init__(self, titles: Array, bodies: Array) -> None:
        """`titles` and `bodies` are their lengths in words, as uint32."""
        self.titles = titles
        lengths = titles.astype(np.int64) + bodies
        self.starts = np.cumsum(lengths) - lengths
        self.article = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)

    @property
    def title_places(self) -> Array:
        """The numbers of all words of titles."""
        return spread(self.starts, self.titles)


def rank(numbers: Array, texts: list[bytes]) -> tuple[Array, list[bytes]]:
    """Numbers of words → numbers in the order of their bytes; and the words in that order.

    >>> rank(np.array([2, 0, 2]), [b"c", b"b", b"a"])[1]
    [b'a', b'c']
    """
    used = np.flatnonzero(np.bincount(numbers, minlength=1)) if len(numbers) else numbers
    ordered = sorted(used.tolist(), key=texts.__getitem__)
    ranks = np.zeros(len(texts) + 1, dtype=np.uint32)
    ranks[ordered] = np.arange(len(ordered), dtype=np.uint32)
    return ranks[numbers], [texts[number] for number in ordered]


def write_lists(writer: Arrays, field: str, terms: Array, term_count: int, texts: Texts) -> None:
    """The lists of one field; `terms` has the number of each word of the texts, below the count."""
    keys = terms.astype(np.uint64)
    keys <<= _NUMBER
    keys |= np.arange(len(keys), dtype=np.uint32)
    keys.sort()  # of whole 64-bit numbers: a quarter of the time of a stable argsort
    made: dict[str, list[Array]] = {part: [np.zeros(0, dtype=np.uint8)] for part in _PARTS}
    postings = np.zeros(term_count + 1, dtype=np.uint64)
    places = np.zeros(term_count + 1, dtype=np.uint64)
    for start, end in _runs(keys):
        run, lists = _lists(keys[start:end], texts)
        for part, values in lists.items():
            made[part].append(values.astype(kept_dtype(values)))
        first, last = int(run[0]), int(run[-1])
        postings[first + 1 : last + 2] = np.bincount(run - run[0])
        places[first + 1 : last + 2] = np.diff(_bounds(keys, first, last + 1))
    del keys
    writer.add(f"{field}.starts", np.cumsum(postings))
    writer.add(f"{field}.places", np.cumsum(places))
    for part in _PARTS:
        writer.add(f"{field}.{part}", np.concatenate(made.pop(part)))


def _bounds(keys: Array, first: int, last: int) -> Array:
    """Where the words of each of some terms begin among the sorted keys."""
    return keys.searchsorted(np.arange(first, last + 1, dtype=np.uint64) << _NUMBER)


def _runs(keys: Array) -> Iterator[tuple[int, int]]:
    """Where runs of whole lists begin and end."""
    start = 0
    while start < len(keys):
        end = min(start + RUN, len(keys))
        if end < len(keys):
            term = int(keys[end] >> _NUMBER)
            begin, behind = _bounds(keys, term, term + 1).tolist()
            end = begin if begin > start else behind
        yield start, end
        start = end


def _lists(keys: Array, texts: Texts) -> tuple[Array, dict[str, Array]]:
    """The lists of a run of terms: the term of each entry, and their arrays."""
    words = keys.astype(np.uint32)  # the lower half: their numbers
    terms = (keys >> _NUMBER).astype(np.uint32)
    docs = texts.article[words]
    places = (words - texts.starts[docs]).astype(np.uint32)
    in_title = places < texts.titles[docs]
    places += np.uint32(TITLE_GAP) * ~in_title
    changes = np.ones(len(words), dtype=bool)
    changes[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    first = np.flatnonzero(changes)
    total = np.diff(first, append=len(words))
    title = np.add.reduceat(in_title, first, dtype=np.uint32)
    docs = docs[first]
    in_body = title < total
    lead = np.zeros(len(first), dtype=np.uint8)
    bodies = texts.titles[docs[in_body]] + np.uint32(TITLE_GAP)
    lead[in_body] = leading(places[(first + title)[in_body]] - bodies)
    body = (total - title).astype(np.uint32)
    lists = {"docs": docs, "title": title, "lead": lead, "body": body, "positions": places}
    return terms[first], lists


def leading(places: Array) -> npt.NDArray[np.uint8]:
    """How early the words at these places of a body stand.

    >>> leading(np.array([0, 8, 100, 100_000])).tolist()
    [255, 128, 19, 0]
    """
    return np.rint(LEAD_MOST * LEAD_HALF / (LEAD_HALF + places)).astype(np.uint8)
