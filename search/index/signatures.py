"""A signature for each article's text, so that copies of it are found without reading them again.

Two texts are as alike as the sets of their shingles: pairs of neighboring folded words. A set is
kept as one byte for each of BUCKETS: every shingle has a number, the number's highest bits choose
the bucket, and the bucket keeps the smallest number that fell into it (MinHash with one
permutation: Li, Owen and Zhang, 2012). Two sets that share three quarters of their shingles share
about three quarters of their bytes. One pass over the text makes it, and a text shorter than
BUCKETS is kept nearly whole; with a permutation for each byte the error was half as large again
(.026 against .019 in 288 pairs) at ten times the cost.

A bit for each bucket says whether what it kept stands in the lead. So of a longer text can be told
how much of its lead a shorter one has: a story that was set behind another one has nothing of it.

Only the body counts, since papers write their own headlines; and nothing but its words, so the
signature of an article is the same whatever was indexed beside it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from search.index.files import Array
from search.index.schema import BUCKETS, LEAD_WORDS, SIGNATURE

LEAST_WORDS = 16  # a shorter body says too little: captions, "video:", a line that names a photo
CHUNK_WORDS = 1 << 16  # so many words at a time stay in the processor's cache

Bytes = npt.NDArray[np.uint8]
_EMPTY = np.uint32(0xFFFFFFFF)
_ODD = np.uint64(0x9E3779B97F4A7C15)


def word_hash(word: bytes) -> int:
    """The number of a folded word; the same on every machine."""
    return zlib.crc32(word)


def signatures(words: Array, hashes: Array, starts: Array, lengths: Array) -> Bytes:
    """A row for each text: BUCKETS bytes, 0 where no shingle fell into the bucket; then their bits.

    A bit is set where what the bucket kept is among the first LEAD_WORDS words.

    `words` are numbers of words, and `hashes` holds the `word_hash` of each number; text i is
    `lengths[i]` words from `starts[i]` on.

    >>> hashes = np.array([word_hash(word) for word in (b"a", b"b", b"c")], dtype=np.uint32)
    >>> words = np.array([0, 1, 2, 0, 1, 2, 2, 1, 0])
    >>> one, same, back = signatures(words, hashes, np.array([0, 3, 6]), np.array([3, 3, 3]))
    >>> bool((one == same).all()), bool((one == back).all()), int((one > 0).sum())
    (True, False, 4)
    """
    rows = np.zeros((len(lengths), SIGNATURE), dtype=np.uint8)
    for first, last in _chunks(lengths):
        counts = np.maximum(lengths[first:last].astype(np.int64) - 1, 0)
        before = np.cumsum(counts) - counts
        shifts = starts[first:last].astype(np.int64) - before
        order = np.arange(counts.sum())
        places = order + np.repeat(shifts, counts)
        late = order >= np.repeat(before + LEAD_WORDS - 1, counts)
        # The lowest bit is no part of the shingle's number: 1 behind the lead, so that it loses.
        numbers = 2 * _shingles(hashes[words[places]], hashes[words[places + 1]]) + late
        least = np.full((last - first, BUCKETS), _EMPTY)
        into = np.repeat(np.arange(last - first) * BUCKETS, counts)
        np.minimum.at(least.reshape(-1), into + (numbers >> np.uint32(24)), numbers)
        # The smallest number of a bucket is small: mixed again, or the bytes would crowd, too.
        mixed = ((least >> np.uint32(1)) * np.uint32(0x85EBCA6B)) >> np.uint32(8)
        rows[first:last, :BUCKETS] = np.where(least == _EMPTY, 0, 1 + mixed % np.uint32(255))
        rows[first:last, BUCKETS:] = np.packbits(least & np.uint32(1) == 0, axis=-1)
    return rows


def _chunks(lengths: Array) -> Iterator[tuple[int, int]]:
    """Runs of texts of about CHUNK_WORDS words together."""
    ends = np.cumsum(lengths, dtype=np.int64)
    first = 0
    while first < len(lengths):
        reach = (int(ends[first - 1]) if first else 0) + CHUNK_WORDS
        last = max(int(np.searchsorted(ends, reach, side="right")), first + 1)
        last = min(last, first + CHUNK_WORDS // BUCKETS)
        yield first, last
        first = last


def _shingles(one: Array, other: Array) -> npt.NDArray[np.uint32]:
    """The number of each pair of words, in which their order counts: 31 bits."""
    mixed = one.astype(np.uint64) * _ODD + other.astype(np.uint64)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    numbers = (mixed >> np.uint64(33)).astype(np.uint32)
    return np.minimum(numbers, (_EMPTY >> np.uint32(1)) - np.uint32(1))
