"""Many short runs of one long array, picked out in one go."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def spread(starts: Array, counts: Array) -> Array:
    """The numbers from each start on, so many of them, one run behind the other.

    >>> spread(np.array([3, 0]), np.array([2, 2])).tolist()
    [3, 4, 0, 1]
    """
    counts = counts.astype(np.int64, copy=False)
    behind = counts.cumsum()
    if not len(behind):
        return behind
    shifts: Array = (starts.astype(np.int64, copy=False) - behind + counts).repeat(counts)
    shifts += np.arange(behind[-1])
    return shifts


def are_runs(starts: Array, ends: Array, count: int) -> bool:
    """Whether each is a run of `count` items.

    >>> are_runs(np.array([0, 5]), np.array([5, 7]), 7), are_runs(np.array([6]), np.array([5]), 7)
    (True, False)
    """
    if not len(starts):
        return True
    return bool(starts.min() >= 0 and ends.max() <= count and (starts <= ends).all())
