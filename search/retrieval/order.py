"""The first few of many, in order."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FEW = 256  # are sorted as soon as looked through


def smallest(keys: npt.NDArray[Any], count: int) -> npt.NDArray[np.int64]:
    """The places of the `count` smallest keys in order; equal keys in order of place.

    >>> smallest(np.array([3.0, 1.0, 1.0, 2.0]), 3).tolist()
    [1, 2, 3]
    """
    if len(keys) <= FEW:
        return keys.argsort(kind="stable")[:count]
    if count < len(keys):
        limit = np.partition(keys, count - 1)[count - 1]
        places = np.flatnonzero(keys <= limit)
    else:
        places = np.arange(len(keys))
    order = np.argsort(keys[places], kind="stable")
    return places[order][:count]
