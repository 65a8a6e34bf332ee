"""How near are two words to each other? Whole lists of positions at a time.

A *key* is one number for an occurrence: document << 32 | position, so that keys sort by document,
then position, and the difference of two keys of one document is their distance.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]
DOCUMENT_SHIFT = 32


def occurrence_keys(docs: npt.NDArray[Any], counts: npt.NDArray[Any], places: Any) -> Keys:
    """Keys of a posting list: `counts[i]` of the `places` belong to `docs[i]`."""
    documents = np.repeat(docs.astype(np.int64), counts) << DOCUMENT_SHIFT
    keys: Keys = documents | places.astype(np.int64)
    return keys


def runs(documents: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each run of equal numbers begins, and how long it is.

    >>> first, lengths = runs(np.array([4, 4, 7]))
    >>> first.tolist(), lengths.tolist()
    ([0, 2], [2, 1])
    """
    begins = np.ones(len(documents), dtype=bool)
    np.not_equal(documents[1:], documents[:-1], out=begins[1:])
    first = begins.nonzero()[0]
    ends = np.empty_like(first)
    ends[:-1] = first[1:]
    ends[-1:] = len(documents)
    return first, ends - first


def followed_by(first: Keys, second: Keys, distance: int) -> Keys:
    """Those keys of `first` that have a key of `second` exactly `distance` behind them.

    >>> followed_by(np.array([3, 9]), np.array([4, 12]), 1)
    array([3])
    """
    if len(first) <= len(second):
        wanted = first + distance
        return first[_contained(wanted, second)]
    wanted = second - distance
    return wanted[_contained(wanted, first)]


def _contained(wanted: Keys, keys: Keys) -> npt.NDArray[np.bool_]:
    if not len(keys):
        return np.zeros(len(wanted), dtype=bool)
    found: npt.NDArray[np.bool_] = keys.take(keys.searchsorted(wanted), mode="clip") == wanted
    return found


def closeness(rarer: Keys, other: Keys, window: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """For each document with the two words at most `window` apart: its number, and how close.

    Each occurrence of the rarer word counts 1 / (distance to the nearest occurrence of the other).

    >>> docs, amounts = closeness(np.array([5, 50]), np.array([6, 52, 90]), 4)
    >>> docs.tolist(), amounts.tolist()
    ([0], [1.5])
    """
    if not len(rarer) or not len(other):
        return np.empty(0, dtype=np.int64), np.empty(0)
    places = other.searchsorted(rarer)
    after = other[np.minimum(places, len(other) - 1)] - rarer
    before = rarer - other[np.maximum(places - 1, 0)]
    far = np.int64(1) << DOCUMENT_SHIFT
    after[after <= 0] = far
    before[before <= 0] = far
    nearest = np.minimum(after, before)
    close = nearest <= window
    documents = rarer[close] >> DOCUMENT_SHIFT
    if not len(documents):
        return documents, np.empty(0)
    first, _ = runs(documents)
    return documents[first], np.add.reduceat(1.0 / nearest[close], first)
