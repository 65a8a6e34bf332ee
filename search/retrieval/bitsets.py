"""Sets of documents, one bit each: the algebra of a query tree costs next to nothing on them.

A set is an array of 64-bit words. 30,000 documents are 4 KB, and AND, OR or NOT of two such sets
takes about a microsecond, however many documents are in them. The words are padded to whole blocks
of BLOCK documents, the unit in which ranking skips what cannot reach the first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint64]
Docs = npt.NDArray[np.int64]

BLOCK = 128
WORDS = BLOCK // 64


def blocks(size: int) -> int:
    """How many blocks hold `size` documents."""
    return -(-size // BLOCK)


def nothing(size: int) -> Bits:
    """The empty set, of `size` documents."""
    return np.zeros(blocks(size) * WORDS, dtype=np.uint64)


def from_docs(docs: npt.NDArray[np.integer], size: int) -> Bits:
    """The set of the documents numbered in `docs`."""
    mask = np.zeros(blocks(size) * BLOCK, dtype=bool)
    mask[docs] = True
    return np.packbits(mask, bitorder="little").view(np.uint64)


def from_mask(mask: npt.NDArray[np.bool_]) -> Bits:
    """The set of the documents whose entry is True.

    >>> to_docs(from_mask(np.array([True, False, True]))).tolist()
    [0, 2]
    """
    padded = np.zeros(blocks(len(mask)) * BLOCK, dtype=bool)
    padded[: len(mask)] = mask
    return np.packbits(padded, bitorder="little").view(np.uint64)


def to_docs(bits: Bits) -> Docs:
    """The numbers of the documents in the set, ascending."""
    held = bits.nonzero()[0]
    if 4 * len(held) > len(bits):
        return np.unpackbits(bits.view(np.uint8), bitorder="little").view(bool).nonzero()[0]
    # Few of the words hold anything: only those are spread out.
    spread = np.unpackbits(bits[held].view(np.uint8), bitorder="little").view(bool).nonzero()[0]
    found: Docs = (held[spread >> 6] << 6) | (spread & 63)
    return found


def size(bits: Bits) -> int:
    """How many documents are in the set."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def holds(bits: Bits, docs: Docs) -> npt.NDArray[np.bool_]:
    """For each of `docs` whether it is in the set."""
    shifted = bits[docs >> 6] >> (docs & 63).astype(np.uint64)
    found: npt.NDArray[np.bool_] = (shifted & np.uint64(1)).astype(bool)
    return found


def union(sets: Sequence[Bits]) -> Bits:
    """What is in any of the sets, of which there is at least one."""
    return reduce(np.bitwise_or, sets)


def intersection(sets: Sequence[Bits]) -> Bits:
    """What is in all of the sets, of which there is at least one."""
    return reduce(np.bitwise_and, sets)


def at_least(sets: Sequence[Bits], count: int) -> Bits:
    """What is in `count` or more of a few sets.

    >>> a, b, c = (from_docs(np.array(docs), 9) for docs in ([1, 2, 3], [2, 3], [3, 4]))
    >>> to_docs(at_least([a, b, c], 2)).tolist()
    [2, 3]
    """
    return union([intersection(some) for some in combinations(sets, count)])
